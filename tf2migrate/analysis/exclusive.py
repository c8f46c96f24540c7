"""Places of a program of which only one is ever reached, so that what they build is never in one graph.

The two branches of an `if`, functions that are called in one of them each, a function that nobody calls, and what
two files do under `if __name__ == "__main__":`, of which one is the program.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import belongs
from tf2migrate.analysis.values import Kind

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MAX_DEPTH = 8
BY_TEXT = frozenset(
    {"getattr", "__getattribute__", "__getattr__", "__dict__", "vars", "methodcaller", "attrgetter", "eval", "exec"}
)  # what takes a method by a text
_Entry = tuple[str, ast.Module]  # "guard" or "import", and the file


class Places:
    """Where the places of a program are reached from."""

    def __init__(self, analysis: Analysis):
        self.analysis = analysis
        self._uses: dict[str, list[ast.AST]] = {}
        self._outside: dict[ast.AST, list[ast.AST]] = {}
        self._seen = 0  # files whose uses are known

    def apart(self, one: ast.AST, other: ast.AST) -> bool:
        """Whether a run of the program that reaches one of two nodes never reaches the other."""
        if one is other:
            return False
        mine, others = self._chain(one), self._chain(other)
        if any(_in_other_branches(a, b) and self._once(a) for a in mine for b in others):
            return True
        first, second = self._entries(one), self._entries(other)
        return not first or not second or all(self._never_both(a, b) for a in first for b in second)

    def _never_both(self, one: _Entry, other: _Entry) -> bool:
        (kind, tree), (other_kind, other_tree) = one, other
        if tree is other_tree or "guard" not in (kind, other_kind):
            return False
        return kind == other_kind or (other_tree if kind == "guard" else tree) is self.analysis.tree

    def _chain(self, node: ast.AST) -> list[ast.AST]:
        """The node, the only call of the function round it, and so on."""
        chain = [node]
        while len(chain) < _MAX_DEPTH:
            function = _around(chain[-1])
            uses = self._mentions(function) if isinstance(function, ast.FunctionDef) else []
            if len(uses) != 1:
                break
            chain.append(uses[0])
        return chain

    def _once(self, node: ast.AST, depth: int = 0) -> bool:
        """Whether a place is reached once at most."""
        if _in_loop(node) or depth > _MAX_DEPTH:
            return False
        function = _around(node)
        if function is None:
            return True
        uses = self._mentions(function)
        return len(uses) == 1 and self._once(uses[0], depth + 1)

    def _entries(self, node: ast.AST) -> set[_Entry]:
        """From which files' module levels a node is reached, in so many calls at most."""
        function = _around(node)
        if function is None:
            return {self._entry(node)}
        found, reached, functions = set(), {function}, [function]
        for _ in range(_MAX_DEPTH + 1):
            around = []
            for use in [use for function in functions for use in self._mentions(function)]:
                function = _around(use)
                if function is None:
                    found.add(self._entry(use))
                elif function not in reached:
                    reached.add(function)
                    around.append(function)
            functions = around
        return found

    def _entry(self, node: ast.AST) -> _Entry:
        tree = self._tree(node)
        return "guard" if _guarded(node) or tree in self.analysis.entries else "import", tree

    def _tree(self, node: ast.AST) -> ast.Module:
        return next((t for t in self.analysis.trees if belongs(node, t)), self.analysis.tree)

    def _mentions(self, function: ast.AST) -> list[ast.AST]:
        """The nodes that may call a function or method, or make an object of a class."""
        if self._seen != len(self.analysis.trees):
            self._uses, self._outside, self._seen = {}, {}, len(self.analysis.trees)
            for node in self.analysis.nodes(ast.Name, ast.Attribute):
                if isinstance(node.ctx, ast.Load):
                    name = node.attr if isinstance(node, ast.Attribute) else node.id.rpartition(".")[2]
                    self._uses.setdefault(name, []).append(node)
            by_text = any(n.id in BY_TEXT for n in self.analysis.nodes(ast.Name)) or any(
                n.attr in BY_TEXT for n in self.analysis.nodes(ast.Attribute)
            )
            for node in self.analysis.nodes(ast.Constant) if by_text else ():
                if isinstance(node.value, str) and node.value.isidentifier():
                    self._uses.setdefault(node.value, []).append(node)  # getattr(model, "train")
        name = function.name
        parent = getattr(function, "_parent", None)
        if isinstance(parent, ast.ClassDef) and name.startswith("__") and name.endswith("__"):
            return self._mentions(parent)
        if function not in self._outside:
            self._outside[function] = [use for use in self._uses.get(name, ()) if not _inside(use, function)]
        uses = list(self._outside[function])
        if isinstance(parent, ast.ClassDef):
            uses = [use for use in uses if not self._no_method(use)]
        if isinstance(parent, ast.Module):
            uses = [use for use in uses if self._may_mean(use, function) or self._of_a_module(use)]
        if name == "main":
            uses += [
                call
                for call in self.analysis.nodes(ast.Call)
                if isinstance(call.func, ast.Attribute)
                and (call.func.attr == "run")
                and not call.args
                and (  # tf.app.run() runs the main of the program
                    belongs(function, self._tree(call)) or not _guarded(call)
                )
            ]
        return uses

    def _no_method(self, use: ast.AST) -> bool:
        """Whether a use is a plain name, or the name of a module of TensorFlow: `tf.train`."""
        if isinstance(use, ast.Name):
            return "." not in use.id
        owner = self.analysis.values.get(use.value) if isinstance(use, ast.Attribute) else None
        return owner is not None and owner.kind is Kind.SYMBOL

    def _may_mean(self, use: ast.AST, function: ast.AST) -> bool:
        """Whether a name stands for a function of the file; one that is not read yet may."""
        value = self.analysis.values.get(use)
        known = value is not None and value.kind not in (Kind.FUNCTION, Kind.UNKNOWN, Kind.CLASS)
        known = (
            known
            or value is not None
            and value.kind is Kind.FUNCTION
            and value.info is not None
            and (value.info.node is not function)
        )  # a function of this name in another file
        return isinstance(use, ast.Name) and use.id == function.name and not known

    def _of_a_module(self, node: ast.AST) -> bool:
        value = self.analysis.values.get(node.value) if isinstance(node, ast.Attribute) else None
        return value is not None and value.kind is Kind.MODULE


def _around(node: ast.AST) -> ast.AST | None:
    """The function or class that a node stands in; a method before its class."""
    node = getattr(node, "_parent", None)
    while node is not None and not isinstance(node, _FUNCTIONS):
        node = getattr(node, "_parent", None)
    if isinstance(node, ast.ClassDef):
        return _around(node)  # class bodies run where the class stands
    return node


def _inside(node: ast.AST, function: ast.AST) -> bool:
    while node is not None:
        if node is function:
            return True
        node = getattr(node, "_parent", None)
    return False


def _guarded(node: ast.AST) -> bool:
    while node is not None:
        test = node.test if isinstance(node, ast.If) else None
        if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__":
            return True
        node = getattr(node, "_parent", None)
    return False


def _in_other_branches(one: ast.AST, other: ast.AST) -> bool:
    """Whether two nodes of one function stand in two branches of an `if`."""
    above: dict[ast.AST, ast.AST] = {}
    node = one
    while getattr(node, "_parent", None) is not None and not isinstance(node, _FUNCTIONS):
        above[node._parent] = node
        node = node._parent
    node = other
    while getattr(node, "_parent", None) is not None and not isinstance(node, _FUNCTIONS):
        parent = node._parent
        if parent in above:
            mine = above[parent]
            if not isinstance(parent, ast.If) or mine is node:
                return False
            return (mine in parent.body) != (node in parent.body) and parent.test not in (mine, node)
        node = parent
    return False


def _in_loop(node: ast.AST) -> bool:
    while node is not None and not isinstance(node, _FUNCTIONS):
        if isinstance(node, (ast.For, ast.While)):
            return True
        node = getattr(node, "_parent", None)
    return False
