"""Functions of TensorFlow 1 that are used as values, as in `activation=tf.nn.relu`; decided without libcst."""

from __future__ import annotations

from tf2migrate.rules.symbols import Disposition, Symbol

# EXPRESSION rows whose calls by position mean the same in TF2.
SAME_WITH_VALUES = ("concat", "split")


def reference(symbol: Symbol) -> str | None:
    """What follows the name of the TensorFlow module in the TF2 text of a use without a call.

    Returns None when a caller of the function value could get another meaning.
    """
    if symbol.disposition in (Disposition.SAME, Disposition.RENAMED):
        return symbol.target
    if symbol.disposition is Disposition.EXPRESSION and not symbol.parameters and "@" not in symbol.target:
        return symbol.target.removeprefix("{tf}.") if symbol.target.startswith("{tf}.") else None  # a constant
    if symbol.name in SAME_WITH_VALUES:
        return symbol.name
    if symbol.disposition is not Disposition.ARGUMENTS or symbol.support or symbol.returns == "layer_object":
        return None
    changed = {edit.name: edit.target for edit in symbol.edits if edit.kind == "rename"}
    if any(edit.kind in ("add", "require") or edit.transform for edit in symbol.edits):
        return None
    # A function value is called with its leading parameters by position, hardly ever as far as `name`.
    count = symbol.parameters.index("name") if "name" in symbol.parameters else len(symbol.parameters)
    leading = [changed.get(name, name) for name in symbol.parameters[: min(count, 4)] if name != "dtype"]
    return symbol.target if tuple(leading) == symbol.target_parameters[: len(leading)] else None
