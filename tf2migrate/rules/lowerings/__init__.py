"""What the lowerings do, and what they refuse: documentation for `tf2migrate rules` and `tf2migrate explain`.

The lowerings themselves are in `tf2migrate.analysis` and `tf2migrate.planning`; rules of tables stand
with their tables. Sizes of differences were measured on TensorFlow 1.15 against 2.21.
"""

from __future__ import annotations

from tf2migrate.rules.lowerings import eager, explained, inputs, models, passes, programs, runs, saving, training

RULES = tuple(
    sorted(
        (
            *runs.RULES,
            *models.RULES,
            *passes.RULES,
            *training.RULES,
            *saving.RULES,
            *inputs.RULES,
            *programs.RULES,
            *eager.RULES,
            *explained.RULES,
        ),
        key=lambda rule: rule.id,
    )
)
