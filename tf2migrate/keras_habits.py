"""Source code of Keras 2 as source code of Keras 3, where both mean the same.

Works on the text: a name, a keyword or an argument is exchanged in its place and everything else stays byte for byte.
The file is looked at before anything else; what comes out is then analysed and migrated like any other.
"""

from __future__ import annotations

import ast
import dataclasses
import warnings
from collections.abc import Iterator

from tf2migrate.rules.keras_habits import (
    ADVICE,
    DECAYING,
    FETCHING,
    GENERATORS,
    GONE_LAYERS,
    KEPT_IN_UTILS,
    METRICS,
    MODULES,
    OPTIMIZERS,
)
from tf2migrate.source import SourceError, decode, encode, with_newlines_of

_COMMA = ","  # at the end of an edit's text: a comma that follows goes too
_KERAS = ("tensorflow.python.keras", "tensorflow.keras", "keras")


@dataclasses.dataclass(frozen=True, order=True)
class Edit:
    """New text for a part of the source, by offsets in its lines as `ast` counts them (in bytes)."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclasses.dataclass(frozen=True)
class Habits:
    """What a file has of Keras 2: edits that make it Keras 3, and what has to be done by hand."""

    edits: tuple[Edit, ...] = ()
    findings: tuple[tuple[ast.AST, str], ...] = ()

    @property
    def first(self) -> tuple[int, int] | None:
        """The first place, line and column from 1."""
        places = [(edit.line, edit.column) for edit in self.edits]
        places += [(node.lineno, node.col_offset) for node, _ in self.findings]
        return min(((line, column + 1) for line, column in places), default=None)


def habits(tree: ast.Module, text: str = "") -> Habits:
    """The habits of a parsed file; with its text, edits have the user's spelling of numbers."""
    aliases = _aliases(tree)
    if not aliases:
        return Habits()
    edits: list[Edit] = []
    findings: list[tuple[ast.AST, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            edits += _module(node)
        elif isinstance(node, ast.Call):
            more, found = _call(node, aliases, text)
            edits += more
            findings += found
    edits += _metrics(tree)
    edits += _weight_files(tree)
    if any(_path(node, aliases) is not None for node in ast.walk(tree) if isinstance(node, ast.Attribute)) or any(
        path != "tf" for path in aliases.values()
    ):
        edits += _rates(tree, aliases)
        findings += [
            (node, ADVICE["metrics_names"])
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "metrics_names"
        ]
    return Habits(tuple(sorted(set(edits))), tuple(findings))


def applied(text: str, found: Habits) -> str:
    """The text with the edits of its habits: the same lines, some with other words."""
    lines = [line.encode("utf-8", "surrogatepass") for line in text.split("\n")]
    for edit in reversed(found.edits):
        head, tail = lines[edit.line - 1][: edit.column], lines[edit.end_line - 1][edit.end_column :]
        new = edit.text.encode()
        if edit.text.endswith(_COMMA):
            new, tail = new[: -len(_COMMA)], tail.lstrip().removeprefix(b",")
            head, tail = (b"", b"") if not head.strip() and not tail.strip() else (head, tail.lstrip())
        lines[edit.line - 1 : edit.end_line] = (head + new + tail).split(b"\n")
    return b"\n".join(lines).decode("utf-8", "surrogatepass")


def _aliases(tree: ast.Module) -> dict[str, str]:
    """Local name -> path below Keras, "" for Keras itself; of every name that an import binds to a part of it.

    A file that uses TensorFlow has it as `tf.keras`: the module itself has the path "tf".
    """
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                below = _below(alias.name)
                if alias.name in ("tensorflow", "tensorflow.compat.v1", "tensorflow.compat.v2"):
                    found[alias.asname or "tensorflow"] = "tf"
                elif below is not None:
                    name = alias.asname or alias.name.partition(".")[0]
                    found[name] = below if alias.asname else ("tf" if name == "tensorflow" else "")
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            below = _below(node.module)
            for alias in node.names:
                if below is not None:
                    found[alias.asname or alias.name] = f"{below}.{alias.name}".lstrip(".")
                elif node.module == "tensorflow" and alias.name == "keras":
                    found[alias.asname or "keras"] = ""
    return found


def _below(module: str) -> str | None:
    """The path of a module below Keras; None for other modules."""
    for root in _KERAS:
        if module == root or module.startswith(root + "."):
            return module[len(root) + 1 :]
    return None


def _path(node: ast.expr, aliases: dict[str, str]) -> str | None:
    """The path below Keras of a dotted name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in aliases:
        return None
    start = aliases[node.id]
    names = [*start.split("."), *reversed(parts)] if start else list(reversed(parts))
    if names[0] == "tf":
        return ".".join(names[2:]) if names[1:2] == ["keras"] else None
    return ".".join(names)


def _call(node: ast.Call, aliases: dict[str, str], text: str) -> tuple[list[Edit], list[tuple[ast.AST, str]]]:
    path = _path(node.func, aliases) or ""
    module, _, name = path.rpartition(".")
    if module.startswith("optimizers") and name in OPTIMIZERS:
        return _optimizer(node, name, text)
    if isinstance(node.func, ast.Attribute) and node.func.attr in GENERATORS:
        return _generator(node, node.func)
    named = {keyword.arg: keyword for keyword in node.keywords}
    if isinstance(node.func, ast.Attribute) and node.func.attr == "fit" and FETCHING & set(named):
        return _without(node, [named[one] for one in sorted(FETCHING & set(named))]), []
    if module.startswith("layers") and "batch_input_shape" in named:
        return [], [(named["batch_input_shape"].value, ADVICE["batch_input_shape"])]
    if (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "save_weights"
        and _ends(node, (".h5", ".hdf5"), ".weights.h5")
    ):
        return [], [(node, ADVICE["save_weights"])]
    if name == "ModelCheckpoint" and _ends(node, (".h5", ".hdf5"), ".weights.h5"):
        return [], [(node, ADVICE["ModelCheckpoint"])]
    return [], []


def _metrics(tree: ast.Module) -> list[Edit]:
    """Metrics under the names that Keras 2 gave them, where the program reads the history or monitors under those."""
    compiled = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "compile"
    ]
    lists = [
        keyword.value
        for node in compiled
        for keyword in node.keywords
        if keyword.arg == "metrics" and isinstance(keyword.value, (ast.List, ast.Tuple))
    ]
    given = [one for group in lists for one in group.elts if isinstance(one, ast.Constant) and one.value in METRICS]
    if not given:
        return []
    inside = {node for call in compiled for node in ast.walk(call)}
    read = {
        node.value.removeprefix("val_")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside
    }
    return [
        Edit(one.lineno, one.col_offset, one.end_lineno, one.end_col_offset, repr(METRICS[one.value]))
        for one in given
        if METRICS[one.value] in read and one.value not in read and one.lineno == one.end_lineno
    ]


def _rates(tree: ast.Module, aliases: dict[str, str]) -> list[Edit]:
    """`model.optimizer.lr` is `model.optimizer.learning_rate`, unless a class of the file has such an attribute.

    `K.get_value(model.optimizer.lr)` is `model.optimizer.learning_rate.numpy()`, and `K.set_value(...)` of the rate an
    assignment: the two functions of Keras 3 do not take its variables. With a decay they stay, and fail.
    """
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "lr"]
    if any(isinstance(node.ctx, ast.Store) and getattr(node.value, "attr", "") != "optimizer" for node in found):
        return []
    if any(isinstance(node, ast.keyword) and node.arg == "decay" for node in ast.walk(tree)):
        return []  # the rate of a schedule is another number, and cannot be set
    rates = {node for node in found if isinstance(node.value, ast.Attribute) and node.value.attr == "optimizer"}
    edits = [_between(n.end_lineno, n.end_col_offset - len("lr"), n, "learning_rate") for n in rates]
    statements = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and n.args and n.args[0] in rates):
        path, first, last = _path(call.func, aliases), call.args[0], call.args[-1]
        count = {"backend.get_value": 1, "backend.set_value": 2}.get(path or "")
        if count != len(call.args) or call.keywords or count == 2 and call not in statements:
            continue
        edits.append(Edit(call.lineno, call.col_offset, first.lineno, first.col_offset, ""))
        if count == 2:
            edits.append(Edit(first.end_lineno, first.end_col_offset, last.lineno, last.col_offset, " = "))
        edits.append(_between(last.end_lineno, last.end_col_offset, call, ".numpy()" if count == 1 else ""))
    return edits


def _between(line: int, column: int, node: ast.AST, text: str) -> Edit:
    """New text from a place to the end of a node."""
    return Edit(line, column, node.end_lineno, node.end_col_offset, text)


def _weight_files(tree: ast.Module) -> list[Edit]:
    """Files of weights that had no ending, in the format of TensorFlow: Keras 3 writes and reads `.weights.h5`."""
    found: dict[str, list[ast.Constant]] = {"save_weights": [], "load_weights": []}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in found:
            first = node.args[0] if len(node.args) == 1 and not node.keywords else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and first.lineno == first.end_lineno:
                found[node.func.attr].append(first)
    saved = [one for one in found["save_weights"] if not one.value.endswith((".h5", ".hdf5", ".keras"))]
    names = {one.value for one in saved}
    return [
        Edit(one.lineno, one.col_offset, one.end_lineno, one.end_col_offset, repr(f"{one.value}.weights.h5"))
        for one in [*saved, *(one for one in found["load_weights"] if one.value in names)]
    ]


def _ends(node: ast.Call, endings: tuple[str, ...], fine: str) -> bool:
    """Whether the first argument is a string that ends so."""
    first = node.args[0] if node.args else None
    text = first.value if isinstance(first, ast.Constant) else None
    return isinstance(text, str) and text.endswith(endings) and not text.endswith(fine)


def _optimizer(node: ast.Call, name: str, text: str) -> tuple[list[Edit], list[tuple[ast.AST, str]]]:
    """`lr` is `learning_rate`, and `decay` a schedule."""
    named = {keyword.arg: keyword for keyword in node.keywords}
    if None in named or any(isinstance(argument, ast.Starred) for argument in node.args):
        return [], []
    rate = named.get("lr") if "learning_rate" not in named and not node.args else None
    edits = [_keyword(rate, "learning_rate")] if rate is not None else []
    decay = named.get("decay")
    if decay is None:
        return edits, []
    if isinstance(decay.value, ast.Constant) and decay.value.value in (0, 0.0):
        return edits + _without(node, [decay]), []
    given = rate or named.get("learning_rate")
    prefix = ast.unparse(node.func).removesuffix(f".{name}")
    plain = given is not None and _simple(given.value) and _simple(decay.value)
    if not plain or not isinstance(node.func, ast.Attribute) or name not in DECAYING:
        return edits, [(node, ADVICE["decay"])]
    numbers = [text and ast.get_source_segment(text, one) or ast.unparse(one) for one in (given.value, decay.value)]
    schedule = f"{prefix}.schedules.InverseTimeDecay({numbers[0]}, 1, {numbers[1]})"
    value = given.value
    edits.append(Edit(value.lineno, value.col_offset, value.end_lineno, value.end_col_offset, schedule))
    return edits + _without(node, [decay]), []


def _simple(node: ast.expr) -> bool:
    """Whether an expression reads the same on one line and computes nothing: a number, a name."""
    return isinstance(node, (ast.Constant, ast.Name)) or isinstance(node, ast.Attribute) and _simple(node.value)


def _generator(node: ast.Call, function: ast.Attribute) -> tuple[list[Edit], list[tuple[ast.AST, str]]]:
    """`fit_generator(g, steps)` is `fit(g, steps_per_epoch=steps)`."""
    name, parameters = GENERATORS[function.attr]
    plain = all(keyword.arg for keyword in node.keywords) and not any(isinstance(a, ast.Starred) for a in node.args)
    data = node.args[0] if node.args else next((k.value for k in node.keywords if k.arg == "generator"), None)
    given = [*parameters[: len(node.args)], *(keyword.arg for keyword in node.keywords)]
    if not plain or data is None or len(node.args) > len(parameters) or not set(given) <= set(parameters):
        return [], [(node, ADVICE["generator"].format(name=name))]
    end = function.end_col_offset
    edits = [Edit(function.end_lineno, end - len(function.attr), function.end_lineno, end, name)]
    edits += [_keyword(keyword, "x") for keyword in node.keywords if keyword.arg == "generator"]
    dropped: list[ast.expr | ast.keyword] = [k for k in node.keywords if k.arg in FETCHING]
    for argument, parameter in list(zip(node.args, parameters))[1:]:
        if parameter in FETCHING:
            dropped.append(argument)
        else:
            edits.append(
                Edit(argument.lineno, argument.col_offset, argument.lineno, argument.col_offset, f"{parameter}=")
            )
    return edits + _without(node, dropped), []


def _keyword(keyword: ast.keyword, name: str) -> Edit:
    end = keyword.col_offset + len(keyword.arg)
    return Edit(keyword.lineno, keyword.col_offset, keyword.lineno, end, name)


def _without(node: ast.Call, dropped: list) -> list[Edit]:
    """Edits that take arguments out of a call and keep its lines: with the comma before, if that is on the same
    line.
    """
    listed = sorted([*node.args, *node.keywords], key=lambda one: (one.lineno, one.col_offset))
    edits = []
    for one in dropped:
        place = listed.index(one)
        lines = "\n" * (one.end_lineno - one.lineno)
        before = listed[place - 1] if place else None
        after = listed[place + 1] if place + 1 < len(listed) else None
        if before is not None and before.end_lineno == one.lineno:
            edits.append(Edit(before.end_lineno, before.end_col_offset, one.end_lineno, one.end_col_offset, lines))
        elif after is not None and after.lineno == one.end_lineno:
            edits.append(Edit(one.lineno, one.col_offset, after.lineno, after.col_offset, lines))
        else:  # on lines of its own: the comma after it goes as well
            edits.append(Edit(one.lineno, one.col_offset, one.end_lineno, one.end_col_offset, lines + _COMMA))
    return edits


def _module(node: ast.ImportFrom) -> Iterator[Edit]:
    """`from keras.layers.core import Dense` is `from keras.layers import Dense`."""
    below = _below(node.module or "") if not node.level else None
    target = MODULES.get(below or "")
    names = {alias.name for alias in node.names}
    if target is None or "*" in names or names & GONE_LAYERS or target == "utils" and not names <= KEPT_IN_UTILS:
        return
    start = node.col_offset + len("from ")
    root = node.module[: len(node.module) - len(below)]
    yield Edit(node.lineno, start, node.lineno, start + len(node.module), f"{root}{target}".rstrip("."))


def modernized(data: bytes) -> tuple[bytes, Habits]:
    """A file as Keras 3 has it, and its habits; the same bytes when it has none, or cannot be read.

    What is marked to be skipped is left alone.
    """
    if b"keras" not in data or b"tf2migrate: skip" in data:
        return data, Habits()
    try:
        source = decode(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = habits(ast.parse(source.text), source.text)
    except (SourceError, SyntaxError, ValueError, RecursionError, MemoryError):
        return data, Habits()  # whoever reads the file next says so
    if not found.edits:
        return data, found
    return encode(with_newlines_of(applied(source.text, found), source.text), source), found
