"""Whether calling a function eagerly gives what running its graph gave: decided by all the names it can reach.

A function may be called where its simple name is mentioned; that covers methods, properties and functions that are
passed on. What is reached may build tensors out of tensors. Variables, gradients, sessions, collections and the like
act when they are built in one mode, and when they are run in the other.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable

from tf2migrate.analysis import assigning, imports
from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.tree import of_type
from tf2migrate.rules import symbols

_PURE = frozenset({"tensor", "python", "op", "control_flow", "nest", "module", "logging"})
_SCOPES = frozenset({"control_dependencies", "name_scope", "device"})
_MODE = frozenset({"executing_eagerly", "in_eager_mode"})
_METHODS = assigning.METHODS | frozenset(
    {
        "minimize",
        "apply_gradients",
        "compute_gradients",
        "run",
        "make_one_shot_iterator",
        "get_next",
        "graph",
    }
)
# Modules of others whose functions do not build graphs.
_PLAIN_MODULES = frozenset(
    {
        "__future__",
        "abc",
        "absl",
        "collections",
        "contextlib",
        "copy",
        "enum",
        "functools",
        "itertools",
        "json",
        "logging",
        "math",
        "numbers",
        "numpy",
        "operator",
        "os",
        "random",
        "re",
        "scipy",
        "six",
        "string",
        "sys",
        "tempfile",
        "time",
        "tree",
        "typing",
        "unittest",
        "warnings",
        "mock",
    }
)


@dataclasses.dataclass(frozen=True)
class Facts:
    """What the text of one function says.

    Args:
        names: the simple names that it mentions.
        blocker: why it is not only an expression of tensors; empty when it is.
        draws: it draws random numbers.
    """

    names: frozenset[str]
    blocker: str = ""
    draws: bool = False


class Purity:
    """What the functions of a project do when they are called."""

    def __init__(self, main: Module, modules: Modules):
        self._bodies: dict[str, list[tuple[ast.AST, Module]]] = {}
        self._always: list[tuple[ast.AST, Module]] = []
        self._known: dict[ast.AST, Facts] = {}
        self._aliases: dict[ast.Module, dict[str, str]] = {}
        self._foreign: dict[ast.Module, frozenset[str]] = {}
        self.modules = modules
        for module in _reached(main, modules):
            self._foreign[module.tree] = _foreign_names(module, modules)
            self._aliases[module.tree] = {
                name: path
                for s in of_type(module.tree, ast.Import, ast.ImportFrom)
                for name, path in imports.bindings(s)
            }
            if module is not main:
                self._collect(module)

    def _collect(self, module: Module) -> None:
        for node in of_type(module.tree, ast.FunctionDef):
            owner = node._parent
            name = owner.name if node.name == "__init__" and isinstance(owner, ast.ClassDef) else node.name
            if node.name.startswith("__") and node.name != "__init__":
                self._always.append((node, module))
            else:
                self._bodies.setdefault(name, []).append((node, module))
        for node in of_type(module.tree, ast.Assign):
            if isinstance(node._parent, ast.Module):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._bodies.setdefault(target.id, []).append((node, module))

    def reach(self, start: Facts) -> Facts:
        """The facts of a text with everything that it may call."""
        seen: set[str] = set()
        todo = set(start.names)
        draws, blocker = start.draws, start.blocker
        bodies = list(self._always)
        while todo or bodies:
            for node, module in bodies:
                facts = self.facts(node, module)
                draws, blocker = draws or facts.draws, blocker or facts.blocker and f"{_name(node)}: {facts.blocker}"
                todo |= facts.names - seen
            if blocker:
                break
            seen |= todo
            bodies = [body for name in todo for body in self._bodies.get(name, ())]
            todo = set()
        return Facts(frozenset(seen), blocker, draws)

    def facts(self, node: ast.AST, module: Module) -> Facts:
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = text_facts([node], self._aliases[module.tree], self._foreign[module.tree])
        return known

    def of(self, nodes: Iterable[ast.AST], main: Module, ignored: frozenset[ast.AST] = frozenset()) -> Facts:
        """The facts of statements of the main file, not yet of what they call; without the names in `ignored`."""
        return text_facts(nodes, self._aliases[main.tree], self._foreign[main.tree], ignored)


def _name(node: ast.AST) -> str:
    return getattr(node, "name", "a module")


def _reached(main: Module, modules: Modules) -> list[Module]:
    from tf2migrate.analysis.modules import imported

    found, todo = [main], [main]
    while todo:
        module = todo.pop()
        for name, level in imported(module.tree):
            other = modules.find(module.path, name, level)
            if other is not None and all(other is not one for one in found):
                found.append(other)
                todo.append(other)
    return found


def _foreign_names(module: Module, modules: Modules) -> frozenset[str]:
    """Names bound by imports of modules that are neither of the project nor known to be harmless."""
    found = set()
    for statement in of_type(module.tree, ast.Import, ast.ImportFrom):
        if imports.bindings(statement) and not imports.is_private(statement):
            continue
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                path, level = alias.name, 0
            else:
                path, level = statement.module or "", statement.level
            known = not level and path.partition(".")[0] in _PLAIN_MODULES
            ours = modules.find(module.path, path, level) if path or level else None
            inner = modules.find(module.path, f"{path}.{alias.name}".strip("."), level)
            if not known and ours is None and inner is None:
                found.add(alias.asname or alias.name.partition(".")[0])
    return frozenset(found)


def text_facts(
    nodes: Iterable[ast.AST],
    aliases: dict[str, str],
    foreign: frozenset[str],
    ignored: frozenset[ast.AST] = frozenset(),
) -> Facts:
    """What a piece of text mentions, and whether something in it acts."""
    names: set[str] = set()
    blocker, draws = "", False
    for root in nodes:
        for node in of_type(root, ast.Name):
            if node in ignored:
                continue
            if node.id in aliases:
                symbol_blocker, drawn = _symbol(node, aliases[node.id])
                blocker, draws = blocker or symbol_blocker, draws or drawn
            elif node.id in foreign:
                blocker = blocker or f"{node.id} is not part of the project"
            else:
                names.add(node.id.removeprefix(PREFIX))
        for attribute in of_type(root, ast.Attribute):
            if attribute in ignored:
                continue
            if attribute.attr in _METHODS:
                blocker = blocker or f".{attribute.attr}"
            elif attribute.attr in _MODE:
                blocker = blocker or "it depends on the mode"
            names.add(attribute.attr)
    return Facts(frozenset(names), blocker, draws)


def _symbol(name: ast.Name, path: str) -> tuple[str, bool]:
    """Why a use of the API acts, and whether it draws."""
    from tf2migrate.planning.library import whole_name

    node, path = whole_name(name, path)
    if not isinstance(node.ctx, ast.Load):
        return f"tf.{path} is replaced", False
    if not path or path.startswith(("test.", "errors.", "compat.")) or path in ("test", "errors"):
        return ("" if path else "the module is passed on"), False
    symbol = symbols.lookup(path)
    if symbol is None:
        return f"tf.{path}", False
    called = isinstance(node._parent, ast.Call) and node._parent.func is node
    if path in _SCOPES or path == "Variable" and not called:
        return "", False
    if path in _MODE:
        return f"tf.{path}", False
    if symbol.returns == "stateful":
        return "", True
    return ("" if symbol.returns in _PURE else f"tf.{path}"), False
