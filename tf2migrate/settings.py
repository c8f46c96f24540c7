"""The choices of the user that change what the core does with one file."""

from __future__ import annotations

import dataclasses

STYLES = ("functions", "keras")
FIDELITIES = ("exact", "close")


@dataclasses.dataclass(frozen=True)
class Settings:
    """Settings of one run; the command line and `[tool.tf2migrate]` both fill this in.

    `select` and `ignore` hold rule ids or prefixes of them (`TFM1`); an empty `select` means all.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe: bool = False
    style: str = "keras"
    fidelity: str = "exact"
    instrument: bool = False
    clear_outputs: bool = False  # of the notebook cells that change
    python2: bool = False  # modernize Python 2 first
    closed_world: bool = False  # the files named are all that use each other: nobody else calls their functions

    def selects(self, rule: str) -> bool:
        """Whether the rule with this id may be applied; the longest matching prefix wins, `ignore` on a tie."""
        chosen = max((len(p) for p in self.select if rule.startswith(p)), default=0 if not self.select else -1)
        dropped = max((len(p) for p in self.ignore if rule.startswith(p)), default=-1)
        return chosen >= 0 and chosen > dropped
