"""What a rule says of itself: the source of `tf2migrate rules`, `tf2migrate explain` and of its own tests."""

from __future__ import annotations

import dataclasses

from tf2migrate.result import Safety


@dataclasses.dataclass(frozen=True)
class Rule:
    """One idea of the migration.

    `before` and `after` are whole programs: the tests migrate the first and expect the second.
    """

    id: str
    name: str
    summary: str
    why: str
    before: str = ""
    after: str = ""
    safety: Safety = Safety.SAFE
