"""The rules of `--python2`; `tf2migrate.modernizing` is what carries them out."""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

MODERNIZED = "TFM851"
DIVISION = "TFM852"

RULES = (
    Rule(
        MODERNIZED,
        "python2-source",
        "Modernize a Python 2 file before it is migrated",
        """
        TensorFlow 2 needs Python 3. With --python2 a file in Python 2 goes through the fixers of fissix, which are
        those of 2to3, and the file that they make is migrated. What they cannot know stays: text and bytes, the
        order of dictionaries, comparisons between types.
        """,
    ),
    Rule(
        DIVISION,
        "python2-division",
        "Explain a division that Python 2 rounds down between integers",
        """
        Between integers, / gave an integer in Python 2 and gives a float in Python 3. Where the types are plain
        to see, the division is written as // or left. Everywhere else the numbers may change.
        """,
        safety=Safety.MANUAL,
    ),
)
