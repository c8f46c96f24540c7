"""What holds for all tests."""

import asyncio
import os

import pytest

# Tests put other code in the place of the core, of which the cache knows nothing.
os.environ["TF2MIGRATE_NO_CACHE"] = "1"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """An editor and its language server, for all talks of a module that need nothing special."""
    from editor import Shared, ended

    one = Shared(tmp_path_factory.mktemp("workspace"))
    yield one
    one.run(ended(one.client))
    one.loop.call_soon_threadsafe(one.loop.stop)


@pytest.fixture
def session(shared):
    """Run a talk of an editor with a server; with options, one of its own."""
    from editor import talk_alone

    def run(folder, talk, **options):
        if options:
            return asyncio.run(talk_alone(folder, talk, options))
        shared.client.messages.clear()
        return shared.run(talk(shared.client))

    return run
