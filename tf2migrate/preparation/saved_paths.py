"""Whether the path of a checkpoint that is read is the one that was saved, as far as the text shows it."""

from __future__ import annotations

import ast
import posixpath
import re

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits

_SAVE = ("sess", "save_path", "global_step")
_META = ".meta"
_MAX_DEPTH = 6
_SEPARATED = re.compile(r"(?:\./)+|/{2,}")


def path_text(edits: Edits, path: ast.expr) -> str | None:
    """A path with the parts that are not constants in braces; None when it cannot be read."""
    return _text(edits, path)


def saved_text(edits: Edits, save: ast.Call) -> str | None:
    """The path that a call of `saver.save` is given, in the same way."""
    saved = argument(save, _SAVE, "save_path")
    return _text(edits, saved) if saved is not None else None


def same_checkpoint(edits: Edits, path: ast.expr, save: ast.Call, writer: Edits | None = None) -> bool:
    """Whether a path is that of the graph which a call of `saver.save` writes beside the checkpoint.

    Args:
        edits: the program.
        path: what `import_meta_graph` is given.
        save: the call that saved.
        writer: the program that saves, if that is another one.
    """
    given, kept = _text(edits, path), saved_text(writer or edits, save)
    if given is None or kept is None or not given.endswith(_META):
        return False
    given = given[: -len(_META)]
    numbered = argument(save, _SAVE, "global_step") is not None
    if given == kept and not numbered or numbered and re.fullmatch(re.escape(kept) + r"-(?:\d+|\{[^{}]*\})", given):
        return True
    return given in (f"{{saved:{kept}}}", f"{{latest:{posixpath.dirname(kept) or '.'}}}")


def _text(edits: Edits, node: ast.expr, depth: int = 0) -> str | None:
    """A path with the parts that are not constants in braces; None when it cannot be read."""
    if depth > _MAX_DEPTH:
        return None
    if isinstance(node, ast.Constant):
        return _plain(str(node.value))
    parts = _parts(edits, node, depth)
    if parts is not None:
        return None if None in parts else _plain("".join(parts))
    if isinstance(node, ast.Name):
        made = _only_value(edits, node)
        return _text(edits, made, depth + 1) if made is not None else f"{{{node.id}}}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "latest_checkpoint" and node.args:
            folder = _text(edits, node.args[0], depth + 1)
            return None if folder is None else f"{{latest:{folder.rstrip('/') or '.'}}}"
        if node.func.attr == "save":
            saved = argument(node, _SAVE, "save_path")
            kept = _text(edits, saved, depth + 1) if saved is not None else None
            return None if kept is None else f"{{saved:{kept}}}"
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return f"{{{ast.unparse(node)}}}"
    return None


def _parts(edits: Edits, node: ast.expr, depth: int) -> list[str | None] | None:
    """The parts that are put together to a path; None when it is not put together."""

    def read(part: ast.expr) -> str | None:
        return _text(edits, part, depth + 1)

    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [read(node.left), read(node.right)]
    if isinstance(node, ast.JoinedStr):
        return [read(p.value) if isinstance(p, ast.FormattedValue) else str(p.value) for p in node.values]
    template, values = None, []
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant):
        template = re.split(r"%[sd]", str(node.left.value))
        values = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "format" and isinstance(node.func.value, ast.Constant) and not node.keywords:
            template, values = str(node.func.value.value).split("{}"), node.args
        elif node.func.attr == "join" and ast.unparse(node.func.value) in ("os.path", "path") and node.args:
            found = [read(a) for a in node.args]
            return [None] if None in found else [posixpath.join(*found)]
    if template is None:
        return None
    if len(template) != len(values) + 1:
        return [None]
    return [part for pair in zip(template, [*[read(v) for v in values], ""]) for part in pair]


def _only_value(edits: Edits, name: ast.Name) -> ast.expr | None:
    """What the one statement that binds a name of this scope, or of the module, binds it to."""
    for scope in dict.fromkeys((edits.scope(name), edits.tree)):
        bound = [
            n
            for n in walk(scope)
            if isinstance(n, ast.Name)
            and n.id == name.id
            and not isinstance(n.ctx, ast.Load)
            and edits.scope(n) is scope
        ]
        if bound:
            statement = edits.parents[bound[0]]
            return (
                statement.value
                if len(bound) == 1 and isinstance(statement, ast.Assign) and (statement.targets == [bound[0]])
                else None
            )
    return None


def _plain(path: str) -> str:
    """A path without `./` and doubled slashes."""
    path = _SEPARATED.sub(lambda m: "/" if m.start() or "/" == m.group()[0] else "", path)
    return path or "."
