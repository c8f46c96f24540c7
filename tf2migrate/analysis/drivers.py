"""Which functions of a program run sessions: they stay plain Python, and their statements are read one by one.

A function drives when it runs a session, makes an object that holds a graph, or calls a function that drives. It
calls functions of its own file and those that it imports; methods are known by their names alone.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable

from tf2migrate.analysis import classes
from tf2migrate.analysis.modules import Modules, imported
from tf2migrate.analysis.tree import children, of_type

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_RUNNING = frozenset({"run", "eval", "Session", "InteractiveSession"})
_OF_FILES = ("np", "numpy", "plt")
# Methods of Python's own containers, strings and files: a name like these says nothing of the object.
_COMMON = frozenset("." + name for kind in (list, dict, set, str, bytes) for name in dir(kind)) | {
    ".write",
    ".read",
    ".close",
}


@dataclasses.dataclass(frozen=True)
class Drivers:
    """The functions that drive, and by tree the names whose call makes a statement part of the driver."""

    functions: frozenset[ast.AST]
    calling: dict[ast.Module, frozenset[str]]


class _File:
    """What the search has to know of one file."""

    def __init__(self, tree: ast.Module):
        self.tree = tree
        self.graphs = classes.graph_classes(tree)
        self.methods = {m: node for node in self.graphs for m in node.body}
        self.functions = of_type(tree, *_FUNCTIONS)
        self.makes = {node.name for node in self.graphs}
        self.called: dict[ast.AST, set[str]] = {}
        self.runs: set[ast.AST] = set()
        self.taken: dict[str, set[str]] = {}  # names taken from files by path; "*" is all, "." the file itself
        for function in self.functions:
            names = self.called[function] = set()
            for node in own_nodes(function):
                if isinstance(node, ast.Call):
                    names.add(called_name(node))
                    if _runs(node):
                        self.runs.add(function)
            if function not in self.methods and _hands_on(function):
                self.runs.add(function)

    def name_of(self, function: ast.FunctionDef) -> str:
        """What a call says to call it: `.name` of a method of a class that holds a graph."""
        return "." + function.name if function in self.methods else function.name


def find(tree: ast.Module, path: str, modules: Modules) -> Drivers:
    """The functions that drive in a file and in those that it imports."""
    files = _files(tree, path, modules)
    made = {path: file.makes for path, file in files.items()}
    drivers = {f for file in files.values() for f in file.runs}
    making = {path: file.makes | _visible(file, made) for path, file in files.items()}
    for path, file in files.items():
        drivers |= {f for f, names in file.called.items() if names & making[path]}
    changed = True
    while changed:
        changed = False
        names = _names(files, drivers)
        for path, file in files.items():
            for function, called in file.called.items():
                if function not in drivers and called & names[path]:
                    drivers.add(function)
                    changed = True
    names = _names(files, drivers)
    setting = {
        "." + m.name
        for file in files.values()
        for m in file.methods
        if isinstance(m, ast.FunctionDef)
        and any(n.id.startswith(classes.PREFIX) and isinstance(n.ctx, ast.Store) for n in of_type(m, ast.Name))
    }
    return Drivers(
        frozenset(drivers),
        {
            file.tree: frozenset(names[path] | making[path] | (setting if len(files) == 1 else setting - _COMMON))
            for path, file in files.items()
        },
    )


def _files(tree: ast.Module, path: str, modules: Modules) -> dict[str, _File]:
    files = {path: _File(tree)}
    todo = [path]
    while todo:
        importer = todo.pop()
        file = files[importer]
        for name, level, taken in _taken(file.tree):
            found = modules.find(importer, name, level)
            if found is None:
                continue
            if found.path not in files:
                files[found.path] = _File(found.tree)
                todo.append(found.path)
            file.taken.setdefault(found.path, set()).update(taken)
    return files


def _taken(tree: ast.Module) -> Iterable[tuple[str, int, set[str]]]:
    """(module, level, names taken) of the imports of a tree; a module taken as a whole gives `.`."""
    for name, level in imported(tree):
        yield name, level, {"."}
    for node in of_type(tree, ast.ImportFrom):
        yield node.module or "", node.level, {alias.name for alias in node.names}


def _visible(file: _File, names: dict[str, set[str]]) -> set[str]:
    """The names of other files that a file can call, as it writes them."""
    found: set[str] = set()
    for path, taken in file.taken.items():
        bare = {name for name in names.get(path, ()) if not name.startswith(".")}
        found |= bare if "*" in taken else bare & taken
        if "." in taken:
            found |= {"." + name for name in bare}
    return found


def _names(files: dict[str, _File], drivers: set[ast.AST]) -> dict[str, set[str]]:
    """By file, the names whose call calls a driver."""
    own = {path: {file.name_of(f) for f in file.functions if f in drivers} for path, file in files.items()}
    methods = {name for names in own.values() for name in names if name.startswith(".")} - _COMMON
    return {path: own[path] | methods | _visible(file, own) for path, file in files.items()}


def _runs(node: ast.Call) -> bool:
    if isinstance(node.func, ast.Name):
        return node.func.id in ("Session", "InteractiveSession")
    if not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in _RUNNING or (
        node.func.attr in ("save", "restore") and root_name(node.func) not in _OF_FILES
    )


def _hands_on(function: ast.FunctionDef) -> bool:
    """Whether a function takes a session that it does no more with than to give it to others."""
    taken = [a.arg for a in function.args.args if a.arg in ("sess", "session")]
    if len(taken) != 1:
        return False
    given = {id(a) for call in of_type(function, ast.Call) for a in [*call.args, *(k.value for k in call.keywords)]}
    return all(id(name) in given for name in of_type(function, ast.Name) if name.id == taken[0])


def root_name(node: ast.expr) -> str:
    """The name that a chain of attributes, calls and items starts with."""
    while isinstance(node, (ast.Attribute, ast.Call, ast.Subscript)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def called_name(node: ast.Call) -> str:
    """The function that a call names; `.name` of methods."""
    if isinstance(node.func, ast.Name):
        if node.func.id.startswith(classes.PREFIX):
            return "." + classes.last(node.func.id)
        return node.func.id
    return "." + node.func.attr if isinstance(node.func, ast.Attribute) else ""


def own_nodes(function: ast.FunctionDef) -> Iterable[ast.AST]:
    """Nodes of a function without those of the functions and classes defined in it."""
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, (*_FUNCTIONS, ast.ClassDef, ast.Lambda)):
            todo.extend(children(node))
