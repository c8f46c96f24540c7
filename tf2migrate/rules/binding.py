"""Which parameter each argument of a call belongs to, the same for `ast` and for libcst."""

from __future__ import annotations

from collections.abc import Sequence


class BindingError(ValueError):
    """The arguments do not fit the parameters, or cannot be seen because of `*` or `**`."""


def bind(parameters: Sequence[str], arguments: Sequence[tuple[str | None, str]]) -> tuple[str, ...]:
    """The parameter of each argument.

    Args:
        parameters: names in positional order; the ones after `*` take a keyword, and with `**kwargs` as the last
            one there may be others.
        arguments: for each argument its keyword (or None) and its star (`""`, `"*"` or `"**"`).

    Raises:
        BindingError: with the reason as text.
    """
    positional = parameters[: parameters.index("*")] if "*" in parameters else parameters
    takes_any = bool(parameters) and parameters[-1].startswith("**")
    if takes_any:
        positional = positional[:-1]
    bound = []
    for index, (keyword, star) in enumerate(arguments):
        if star == "**" and takes_any:
            bound.append(f"**{index}")
            continue
        if star:
            raise BindingError(f"arguments are passed with {star} and cannot be seen")
        if keyword is not None:
            if keyword not in parameters and not takes_any:
                raise BindingError(f"the argument {keyword!r} is not known")
            name = keyword
        elif index < len(positional):
            name = positional[index]
        else:
            raise BindingError("there are more arguments than parameters")
        if name in bound:
            raise BindingError(f"the argument {name!r} is given twice")
        bound.append(name)
    return tuple(bound)
