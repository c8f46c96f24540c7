"""The table of what calls of TF1 symbols do, which the other modules of this package fill."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from tf2migrate.analysis.program import Environment
from tf2migrate.analysis.values import Value

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

Handler = Callable[["Interpreter", ast.Call, str, Environment, list[Value]], Value]

HANDLERS: dict[str, Handler] = {}


def handles(*names: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        for name in names:
            HANDLERS[name] = handler
        return handler

    return register
