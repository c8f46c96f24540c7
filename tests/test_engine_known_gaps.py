"""Forms that the tool refuses, with a diagnostic and a fallback that runs: what is still to be lowered.

A form that passes here leaves `REFUSED` in engine_form_programs.py.
"""

from __future__ import annotations

import pytest
import tf1isms
from engine_form_programs import FORMS, REFUSED

from tf2migrate.engine import migrate


@pytest.mark.xfail(reason="refused with a diagnostic", strict=True)
@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused_form_is_migrated(name):
    result = migrate(FORMS[name].encode(), "program.py")
    assert not [str(ism) for ism in tf1isms.find(result.output.decode())]
