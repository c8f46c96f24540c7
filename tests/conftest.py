"""What holds for all tests."""

import os

# Tests put other code in the place of the core, of which the cache knows nothing.
os.environ["TF2MIGRATE_NO_CACHE"] = "1"
