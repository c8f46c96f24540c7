"""Which paths are those of initializer objects, and which of these draw."""

from __future__ import annotations

from tf2migrate.rules import symbols

_CONSTANT = (
    "zeros_initializer",
    "ones_initializer",
    "constant_initializer",
    "initializers.zeros",
    "initializers.ones",
    "initializers.constant",
    "initializers.identity",
    "orthogonal_initializer",
)


def is_initializer(path: str) -> bool:
    """Whether what this symbol gives is an initializer."""
    symbol = symbols.lookup(path) if path else None
    return symbol is not None and symbol.returns == "initializer"


def draws(path: str) -> bool:
    """Whether what this symbol gives is an initializer that draws."""
    return is_initializer(path) and not path.endswith(_CONSTANT)


def joined(a: str, b: str) -> str:
    """The path of a value that is one initializer or the other, one that draws first; empty if it may be none."""
    if not is_initializer(a) or not is_initializer(b):
        return ""
    return b if draws(b) and not draws(a) else a
