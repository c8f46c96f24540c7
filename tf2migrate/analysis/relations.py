"""Classes of several files that are related: what holds a graph because of a class in another file.

`Agent(BaseModel)` holds a graph when the `BaseModel` of another file does, and a base class does when one of its
subclasses does; a class that handles one of them may run its graph. See `classes.graph_classes` for one file.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from tf2migrate.analysis import classes, imports
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.tree import of_type

_Key = tuple[str, str]  # path of the file, name of the class


def across_files(loaded: Mapping[str, Module]) -> dict[str, frozenset[str]]:
    """The names of the classes that hold a graph, by path, of files where that is more than the file itself tells."""
    modules = Modules(dict(loaded))
    known: dict[_Key, ast.ClassDef] = {
        (path, node.name): node
        for path, module in loaded.items()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    }
    if len(loaded) < 2 or not known:
        return {}
    exports = _exports(loaded, modules)
    bases = {key: [_resolve(base, exports[key[0]], exports) for base in node.bases] for key, node in known.items()}
    plain = {
        key
        for key, node in known.items()
        if not node.keywords
        and all(
            found in known or (isinstance(base, ast.Name) and base.id == "object")
            for base, found in zip(node.bases, bases[key])
        )
    }
    while True:
        odd = {key for key in plain if any(base is not None and base not in plain for base in bases[key])}
        if not odd:
            break
        plain -= odd
    chosen = {(path, node.name) for path, module in loaded.items() for node in classes.graph_classes(module.tree)}
    started = set(chosen)
    aliases = {
        path: {name for node in of_type(module.tree, ast.Import, ast.ImportFrom) for name, _ in imports.bindings(node)}
        for path, module in loaded.items()
    }
    chosen |= {key for key in plain - chosen if classes.touches_graphs(known[key], aliases[key[0]])}
    handled = {
        key: {
            found
            for node in of_type(known[key], ast.Name, ast.Attribute)
            for found in [_resolve(node, exports[key[0]], exports)]
            if found is not None
        }
        for key in plain - chosen
    }
    while True:
        more = {key for key, found in handled.items() if key not in chosen and found & chosen}
        more |= {base for key in chosen for base in bases[key] if base in plain} - chosen
        if not more:
            break
        chosen |= more
    changed = {path for path, _ in chosen - started}
    return {path: frozenset(name for owner, name in chosen if owner == path) for path in changed}


def _exports(loaded: Mapping[str, Module], modules: Modules) -> dict[str, dict[str, object]]:
    """By path, the names of the file's level that stand for classes (path, name) or files (a path)."""
    found: dict[str, dict[str, object]] = {
        path: {node.name: (path, node.name) for node in module.tree.body if isinstance(node, ast.ClassDef)}
        for path, module in loaded.items()
    }
    importing = [path for path, module in loaded.items() if of_type(module.tree, ast.Import, ast.ImportFrom)]
    before = -1
    while before != (now := sum(len(names) for names in found.values())):
        before = now
        for path in importing:
            for name, value in _imported(path, loaded[path].tree, modules, found):
                found[path].setdefault(name, value)
    return found


def _imported(path: str, tree: ast.Module, modules: Modules, found: dict[str, dict]) -> list[tuple[str, object]]:
    bound: list[tuple[str, object]] = []
    for node in of_type(tree, ast.Import):
        for alias in node.names:
            module = modules.find(path, alias.name)
            if module is not None and (alias.asname or "." not in alias.name):
                bound.append((alias.asname or alias.name, module.path))
    for node in of_type(tree, ast.ImportFrom):
        module = modules.find(path, node.module or "", node.level)
        names = found[module.path] if module is not None else {}
        for alias in node.names:
            if alias.name == "*":
                bound += [(name, value) for name, value in names.items() if not name.startswith("_")]
            elif alias.name in names:
                bound.append((alias.asname or alias.name, names[alias.name]))
            else:
                inner = modules.find(path, f"{node.module}.{alias.name}" if node.module else alias.name, node.level)
                if inner is not None:
                    bound.append((alias.asname or alias.name, inner.path))
    return bound


def _resolve(node: ast.expr, names: dict[str, object], found: dict[str, dict[str, object]]) -> _Key | None:
    """The class that a name, or a name of a module, stands for."""
    if isinstance(node, ast.Name):
        value = names.get(node.id)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        module = names.get(node.value.id)
        value = found.get(module, {}).get(node.attr) if isinstance(module, str) else None
    else:
        value = None
    return value if isinstance(value, tuple) else None
