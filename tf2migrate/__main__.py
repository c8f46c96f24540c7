"""`python -m tf2migrate`."""

import sys

from tf2migrate.cli import main

if __name__ == "__main__":  # worker processes import this module again under another name
    sys.exit(main())
