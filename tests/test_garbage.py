"""The collector rests while a file is processed, and only then."""

from __future__ import annotations

import gc

import pytest

from tf2migrate.engine import check
from tf2migrate.garbage import without_collections


@without_collections
def _seen(fail: bool = False) -> bool:
    if fail:
        raise KeyError
    return gc.isenabled()


def test_collections_are_off_inside_and_on_afterwards():
    assert gc.isenabled() and not _seen() and gc.isenabled()
    with pytest.raises(KeyError):
        _seen(fail=True)
    assert gc.isenabled()
    check(b"import tensorflow as tf\ntf.Session(\n", "broken.py")
    assert gc.isenabled()


def test_a_collector_that_is_off_stays_off():
    gc.disable()
    try:
        assert not _seen() and not gc.isenabled()
    finally:
        gc.enable()
