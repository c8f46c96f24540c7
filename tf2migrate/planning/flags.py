"""What TF1 re-exported from absl, data sets of the tutorials, aliases of modules."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis import imports
from tf2migrate.analysis.program import Analysis, Unsupported
from tf2migrate.analysis.tree import belongs, of_type, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning import eager, numpy_names, preprocessing
from tf2migrate.planning.recipe import Code, Line
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

_ABSL = {"flags": "flags", "app": "app", "logging": "logging"}
_FLAG_KEYWORDS = {"flag_name": "name", "default_value": "default", "docstring": "help"}
_GONE_MODULES = ("layers", "contrib", "flags", "app", "logging", "gfile", "examples")
_PARSERS = frozenset({"argparse", "optparse", "getopt", "docopt", "configargparse", "fire", "click"})
MNIST = "examples.tutorials.mnist"
_MNIST_READER = f"{MNIST}.input_data."


def plan(planner: "Planner") -> None:
    """Plan what has nothing to do with graphs."""
    for tree in planner.analysis.trees:
        _absl(planner, tree)
        _aliases(planner, tree)
        _mnist(planner, tree)
        preprocessing.plan(planner, tree)
        _imports(planner, tree)
        numpy_names.plan(planner, tree)
    if planner.analysis.eager:
        eager.plan(planner)


# -- absl ---------------------------------------------------------------------------------------------


def _absl(planner: "Planner", tree: ast.Module) -> None:
    modules: dict[str, str] = {}
    called = {node.func for node in of_type(tree, ast.Call)}
    for node, path in list(planner.analysis.symbols.items()):
        head, _, rest = path.partition(".")
        if (
            head not in _ABSL
            or not belongs(node, tree)
            or node in planner.result.overrides
            or planner.parents.get(node) is None
        ):
            continue
        if not rest:
            continue  # the module itself: its uses are replaced
        if isinstance(node, ast.Name):
            continue
        local = modules.setdefault(head, _local_module(planner, tree, head))
        if path == "app.run":
            tolerant = _parses_otherwise(planner)
            if tolerant:  # absl stops at a flag that it does not know
                modules.setdefault("flags", _local_module(planner, tree, "flags"))
            planner.result.overrides[_call_of(planner, node)] = _app_run(
                planner, node, local, modules["flags"] if tolerant else ""
            )
        elif head == "logging" and rest == "warn":
            planner.result.overrides[node] = Code(f"{local}.warning")
        elif rest.count(".") == 0 or head == "flags":
            planner.result.overrides[node] = Code(f"{local}.{rest}")
        if head == "flags" and node in called:
            _rename_flag_keywords(planner, _call_of(planner, node))
        planner.result.apply("TFM701", node)
    for head, local in modules.items():
        suffix = f" as {local}" if local != head else ""
        planner.result.need_import(tree, f"from absl import {head}{suffix}")
    if tree in (planner.analysis.entries or [planner.analysis.tree]) and (
        "flags" in modules or any(p.startswith("flags") for p in planner.analysis.symbols.values())
    ):
        _parse_early(planner, tree)


def _call_of(planner: "Planner", node: ast.AST) -> ast.Call:
    return planner.parents[node]


def _local_module(planner: "Planner", tree: ast.Module, head: str) -> str:
    """The name of an absl module here: its own, unless the user's code has something else under it."""
    if head not in planner.names.used or _stands_for(planner, tree, head):
        return head
    key = (tree, head)
    if key not in planner.absl_names:
        planner.absl_names[key] = planner.names.fresh("absl_" + head)
    return planner.absl_names[key]


def _stands_for(planner: "Planner", tree: ast.Module, head: str) -> bool:
    """Whether `flags` means `tf.flags` at the top of the file, or wherever something in it has that name."""
    if any((head, head) in _symbol_assignments(planner, statement) for statement in tree.body):
        return True
    bound = [n for n in of_type(tree, ast.Name) if n.id == head and isinstance(n.ctx, ast.Store)]
    bound += [n for n in of_type(tree, ast.arg) if n.arg == head]
    bound += [n for n in of_type(tree, ast.alias) if (n.asname or n.name).partition(".")[0] == head]
    bound += [n for n in of_type(tree, ast.FunctionDef, ast.ClassDef) if n.name == head]
    aliases = {
        u.statement.targets[0]
        for u in planner.analysis.units
        if (head, head) in _symbol_assignments(planner, u.statement)
    }
    return bool(bound) and aliases.issuperset(bound)


def _symbol_assignments(planner: "Planner", statement: ast.stmt) -> list[tuple[str, str]]:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        value = planner.analysis.values.get(statement.value)
        if value is not None and value.kind is Kind.SYMBOL:
            return [(statement.targets[0].id, value.path)]
    return []


def _app_run(planner: "Planner", node: ast.AST, local: str, flags: str) -> Code:
    """The call of `app.run`. `flags`: the module, where the command line holds what is not for it."""
    call = _call_of(planner, node)
    arguments = [(None, a) for a in call.args] + [(k.arg, k.value) for k in call.keywords]
    texts = [f"{key}={{{n}}}" if key else f"{{{n}}}" for n, (key, _) in enumerate(arguments)] or ["main"]
    if flags:
        texts.append(f"flags_parser=lambda argv: {flags}.FLAGS(argv, known_only=True)")
    return Code(f"{local}.run({', '.join(texts)})", tuple(v for _, v in arguments))


def _parses_otherwise(planner: "Planner") -> bool:
    """Whether the program reads its command line by other means than flags, too."""
    imported = {a.name.partition(".")[0] for n in planner.analysis.nodes(ast.Import) for a in n.names}
    imported |= {(n.module or "").partition(".")[0] for n in planner.analysis.nodes(ast.ImportFrom)}
    return bool(imported & _PARSERS) or any(
        n.attr == "argv" and isinstance(n.value, ast.Name) and n.value.id == "sys"
        for n in planner.analysis.nodes(ast.Attribute)
    )


def _rename_flag_keywords(planner: "Planner", call: ast.Call) -> None:
    if not any(k.arg in _FLAG_KEYWORDS for k in call.keywords):
        return
    arguments = [(None, a) for a in call.args] + [(_FLAG_KEYWORDS.get(k.arg, k.arg), k.value) for k in call.keywords]
    texts = [f"{key}={{{n + 1}}}" if key else f"{{{n + 1}}}" for n, (key, _) in enumerate(arguments)]
    planner.result.overrides[call] = Code(f"{{0}}({', '.join(texts)})", (call.func, *[v for _, v in arguments]))


def _parse_early(planner: "Planner", tree: ast.Module) -> None:
    """TF1's FLAGS parse themselves at the first read; absl's have to be told when that is before `app.run`.

    Args:
        tree: the file of the program; what belongs to another program is not looked at.
    """
    others = [entry for entry in planner.analysis.entries if entry is not tree]
    units = [u for u in planner.analysis.units if not any(belongs(u.statement, other) for other in others)]
    if not any(path.startswith("flags.DEFINE") for path in planner.analysis.symbols.values()):
        return
    defines = [
        u
        for u in units
        if any(planner.analysis.symbols.get(n, "").startswith("flags.DEFINE") for n in walk(u.statement))
        and isinstance(u.scope.node, ast.Module)
        and not u.header
    ]
    module = [
        u
        for u in units
        if isinstance(u.scope.node, ast.Module) and not isinstance(u.statement, (ast.FunctionDef, ast.ClassDef))
    ]
    holders = [(u, n) for u in module for n in _reads(planner, u)]
    runs = any(
        path == "app.run" and not any(belongs(node, other) for other in others)
        for node, path in planner.analysis.symbols.items()
    )
    if not defines or (not holders and runs):
        return
    if not holders and not any(_is_flags_read(planner, n) for n in planner.analysis.nodes(ast.Attribute)):
        return
    name = next((d.name for u in units for d in u.definitions if d.value.path == "flags.FLAGS"), None)
    last = defines[-1]
    after = next((u for u in units if any(d.value.path == "flags.FLAGS" for d in u.definitions)), None)
    place = after if after is not None and after.index > last.index else last
    home = planner.tree_of(place.statement)
    planner.result.need_import(home, "import sys")
    target = (
        name
        if name is not None and (after is None or after.index <= place.index)
        else (f"{_local_module(planner, home, 'flags')}.FLAGS")
    )
    lines = planner.result.after.setdefault(place.statement, [])
    text = f"{target}(sys.argv, known_only=True)"
    if not any(isinstance(line, Line) and isinstance(line.code, Code) and line.code.text == text for line in lines):
        lines.append(Line(Code(text)))


def _reads(planner: "Planner", unit) -> list[ast.AST]:
    return [n for n in walk(unit.statement) if _is_flags_read(planner, n)] if not unit.header else []


def _is_flags_read(planner: "Planner", node: ast.AST) -> bool:
    if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
        return False
    value = planner.analysis.values.get(node.value)
    return value is not None and value.path == "flags.FLAGS"


# -- aliases, imports ---------------------------------------------------------------------------------


def _aliases(planner: "Planner", tree: ast.Module) -> None:
    """`layers = tf.layers`: every use is written out, so the alias goes."""
    for unit in planner.analysis.units:
        if not belongs(unit.statement, tree):
            continue
        for name, path in _symbol_assignments(planner, unit.statement):
            head = path.split(".")[0]
            if path in _ABSL and name != path:
                planner.result.statements[unit.statement] = [Line(Code(f"{name} = {path}"))]
                planner.result.need_import(tree, f"from absl import {path}")
            elif head in _GONE_MODULES and path not in ("flags.FLAGS",):
                planner.result.removed.add(unit.statement)
                if path in _ABSL:
                    planner.result.need_import(tree, f"from absl import {path}")


def _imports(planner: "Planner", tree: ast.Module) -> None:
    """Imports of what TF2 does not have, or has elsewhere: the uses are written out below `tf`."""
    has_root = imports.root_alias(tree) is not None
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        if node in planner.result.statements:
            continue
        bound = imports.bindings(node)
        if not bound or len(bound) != len(node.names):
            continue
        kept = [] if imports.is_private(node) else [(n, p) for n, p in bound if _stays(node, n, p)]
        moved = ("tensorflow.compat", "tensorflow.contrib")
        renamed = (
            isinstance(node, ast.Import)
            and any(a.name.startswith(moved) for a in node.names)
            or (isinstance(node, ast.ImportFrom) and (node.module or "").startswith(moved[1]))
        )
        if len(kept) == len(bound) and not renamed and not _from_compat(node):
            continue
        lines = [Line(Code(_import_text(name, path)), node if n == 0 else None) for n, (name, path) in enumerate(kept)]
        if not has_root:
            lines.insert(0, Line(Code(f"import tensorflow as {planner.tf}")))
            has_root = True
        if lines:
            planner.result.statements[node] = lines
        else:
            planner.result.removed.add(node)
        _write_out(planner, tree, {name for name, _ in bound} - {name for name, _ in kept})
        planner.result.apply("TFM501", node)


def _write_out(planner: "Planner", tree: ast.Module, names: set[str]) -> None:
    """Unchanged symbols below names that are no longer imported: `dtypes.float32` of a private module is
    `tf.float32`.
    """
    for node, path in planner.analysis.symbols.items():
        symbol = symbols.lookup(path)
        if symbol is None or symbol.disposition is not symbols.Disposition.SAME or not belongs(node, tree):
            continue
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and root.id in names and isinstance(root.ctx, ast.Load):
            planner.result.overrides.setdefault(node, Code(f"{planner.tf}.{symbol.target or symbol.name}"))


def _from_compat(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
        ("tensorflow.compat", "tensorflow.python")
    )


def _stays(node: ast.stmt, name: str, path: str) -> bool:
    if not path:
        return True
    if path.split(".")[0] in _GONE_MODULES:
        return False
    symbol = symbols.lookup(path)
    return symbol is None or symbol.disposition is symbols.Disposition.SAME


def _import_text(name: str, path: str) -> str:
    if not path:
        return "import tensorflow" if name == "tensorflow" else f"import tensorflow as {name}"
    module, _, last = path.rpartition(".")
    suffix = f" as {name}" if name != last else ""
    return f"from tensorflow{'.' + module if module else ''} import {last}{suffix}"


def _mnist(planner: "Planner", tree: ast.Module) -> None:
    from tf2migrate.support import mnist_module

    for node in of_type(tree, ast.Import, ast.ImportFrom):
        bound = [(name, path) for name, path in imports.bindings(node) if path.startswith(MNIST)]
        if not bound:
            continue
        if len(bound) != len(node.names):
            raise Unsupported(
                node, "TFM604", "the tutorials' MNIST is imported together with other names", "split the import"
            )
        lines = []
        for name, path in bound:
            text = mnist_import(name, path)
            if text is None:
                raise Unsupported(node, "TFM604", f"tensorflow.{path} is gone", "use tf.keras.datasets.mnist")
            lines.append(Line(Code(text), node))
        planner.result.statements[node] = lines
        planner.result.new_files.setdefault(tree, {})["mnist_input_data.py"] = mnist_module()
        planner.result.apply("TFM604", node)
    for node, text in mnist_readers(planner.analysis, tree).items():
        planner.result.overrides[node] = Code(text)
        planner.result.need_import(tree, "import mnist_input_data")
        planner.result.new_files.setdefault(tree, {})["mnist_input_data.py"] = mnist_module()
        planner.result.apply("TFM604", node)


def mnist_import(name: str, path: str) -> str | None:
    """The import of what stands in for a part of the tutorials' MNIST; None when nothing does.

    >>> mnist_import("read", "examples.tutorials.mnist.input_data.read_data_sets")
    'from mnist_input_data import read_data_sets as read'
    """
    if path == _MNIST_READER[:-1]:
        return f"import mnist_input_data as {name}" if name != "mnist_input_data" else "import mnist_input_data"
    if not path.startswith(_MNIST_READER):
        return None
    read = path[len(_MNIST_READER) :]
    return f"from mnist_input_data import {read}" + (f" as {name}" if name != read else "")


def mnist_readers(analysis: Analysis, tree: ast.Module) -> dict[ast.Attribute, str]:
    """What is read by its whole name, `tf.contrib.learn.datasets.mnist.read_data_sets`, and what it is called now."""
    return {
        node: f"mnist_input_data.{path.removeprefix(_MNIST_READER)}"
        for node, path in analysis.symbols.items()
        if path.startswith(_MNIST_READER)
        and belongs(node, tree)
        and isinstance(node, ast.Attribute)
        and getattr(_root(node), "id", None) == imports.root_alias(tree)
    }


def _root(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node
