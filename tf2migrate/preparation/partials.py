"""Layers with arguments given in advance are written out, in the text and before the analysis reads it.

`dense = functools.partial(tf.layers.dense, activation=tf.nn.relu)` above `dense(x, 10)` is `tf.layers.dense(x, 10,
activation=tf.nn.relu)`. A Keras layer is made of some of its arguments and called on others, so that all of them have
to stand at the call. What was given in advance must mean the same there: names that are bound once, numbers, and calls
that make initializers or regularizers, which are made anew by each call and are no state.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.rules import symbols

_STATELESS = frozenset({"initializer", "regularizer"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_ONCE = (ast.Assign, ast.AnnAssign, ast.With, ast.FunctionDef, ast.ClassDef, ast.Module)


def prepared(text: Text, tree: ast.Module, analysis: Analysis, elsewhere: frozenset[str]) -> Text | None:
    """The text with one function that has arguments given in advance written out; None when there is none.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        elsewhere: what the other files of the program name, as `inlining.mentioned` has it.
    """
    makers = _makers(tree)
    if not makers:
        return None
    for assign in of_type(tree, ast.Assign):
        if _is_partial(assign.value, makers):
            made = attempted(text, lambda: _Partial(text, tree, analysis, assign, makers).written_out(elsewhere))
            if made is not None:
                return made
    return None


def _makers(tree: ast.Module) -> frozenset[str]:
    """What `functools.partial` is called in a file."""
    found = {
        alias.asname or alias.name
        for node in of_type(tree, ast.ImportFrom)
        if node.module == "functools"
        for alias in node.names
        if alias.name == "partial"
    }
    modules = {a.asname or a.name for node in of_type(tree, ast.Import) for a in node.names if a.name == "functools"}
    return frozenset(found | {f"{module}.partial" for module in modules})


def _is_partial(node: ast.expr | None, makers: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) in makers and bool(node.args)


class _Partial:
    """One name for a function and some of its arguments."""

    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, assign: ast.Assign, makers: frozenset[str]):
        self.text, self.tree, self.analysis, self.makers = text, tree, analysis, makers
        self.lines = Lines(text, tree)
        self.assign, self.made = assign, assign.value
        self.scope = scope_of(self.lines, assign)

    def written_out(self, elsewhere: frozenset[str]) -> Text:
        if len(self.assign.targets) != 1 or not isinstance(self.assign.targets[0], ast.Name):
            raise Cannot
        name = self.assign.targets[0].id
        if isinstance(self.scope, ast.Module) and elsewhere & {name, f".{name}"}:
            raise Cannot
        uses = self._uses(name)
        function, *positional = self.made.args
        if any(isinstance(a, ast.Starred) for a in positional) or any(k.arg is None for k in self.made.keywords):
            raise Cannot
        for use in uses:
            self._check(function, use, called=True)
            for value in [*positional, *(k.value for k in self.made.keywords)]:
                self._check(value, use)
            self._write(use, self.text.segment(function), [self.text.segment(a) for a in positional])
        self.lines.replace(self.assign, [])
        self._drop_import()
        return self.lines.assembled()

    def _uses(self, name: str) -> list[ast.Name]:
        """Where the name is read, each of them a call or the first argument of another `partial`.

        Raises:
            Cannot: it is something else somewhere, or used before or in other ways.
        """
        if not self._bound_once(name, self.scope):
            raise Cannot
        uses = [n for n in of_type(self.scope, ast.Name) if n.id == name and isinstance(n.ctx, ast.Load)]
        for use in uses:
            call = self.lines.parents[use]
            called = isinstance(call, ast.Call) and (
                call.func is use or _is_partial(call, self.makers) and call.args[0] is use
            )
            early = scope_of(self.lines, use) is self.scope and use.lineno <= self.assign.end_lineno
            if not called or early or not self._reaches(name, use, self.scope):
                raise Cannot
        return uses

    def _write(self, use: ast.Name, function: str, positional: list[str]) -> None:
        call = self.lines.parents[use]
        given = {k.arg for k in call.keywords}
        if None in given:
            raise Cannot
        if call.func is use:
            self.lines.substitute(use, function)
            if positional:
                self.lines.insert_arguments(call, positional)
        else:
            self.lines.substitute(use, ", ".join([function, *positional]))
        more = [f"{k.arg}={self.text.segment(k.value)}" for k in self.made.keywords if k.arg not in given]
        if more:
            self.lines.add_arguments(call, more)

    def _drop_import(self) -> None:
        """What was imported for this alone goes."""
        root = ast.unparse(self.made.func).partition(".")[0]
        if [n.id.partition(".")[0] for n in of_type(self.tree, ast.Name)].count(root) > 1:
            return
        for node in of_type(self.tree, ast.Import, ast.ImportFrom):
            if [a.asname or a.name for a in node.names] == [root]:
                self.lines.replace(node, [])

    def _check(self, node: ast.expr, use: ast.Name, called: bool = False) -> None:
        """Check that an expression means where the name is used what it means where the name is bound.

        Raises:
            Cannot: it may not.
        """
        if node in self.analysis.symbols or isinstance(node, ast.Constant):
            return
        if isinstance(node, ast.Name):
            self._check_name(node.id, use)
        elif isinstance(node, (ast.Tuple, ast.List)):
            for element in node.elts:
                self._check(element, use)
        elif isinstance(node, ast.UnaryOp):
            self._check(node.operand, use)
        elif isinstance(node, ast.BinOp):
            self._check(node.left, use)
            self._check(node.right, use)
        elif isinstance(node, ast.Attribute) and called:
            self._check(node.value, use, called)  # a function of another module
        elif isinstance(node, ast.Call) and self._is_stateless(node):
            for value in [*node.args, *(k.value for k in node.keywords)]:
                self._check(value, use)
        else:
            raise Cannot

    def _is_stateless(self, call: ast.Call) -> bool:
        symbol = symbols.lookup(self.analysis.symbols.get(call.func, ""))
        return symbol is not None and symbol.returns in _STATELESS

    def _check_name(self, name: str, use: ast.Name) -> None:
        owner = self.scope
        while not isinstance(owner, ast.Module) and not self._binds(owner, name):
            owner = scope_of(self.lines, self.lines.parents[owner])
        settled = self._bound_before(name) if owner is self.scope else self._bound_once(name, owner)
        if not settled or not self._reaches(name, use, owner):
            raise Cannot

    def _binds(self, scope: ast.AST, name: str) -> bool:
        return name in _parameters(scope) or bool(self._bindings(name, scope))

    def _bindings(self, name: str, scope: ast.AST) -> list[ast.AST]:
        """What binds the name in a scope, but for parameters."""
        return [
            node
            for node in walk(scope)
            if node is not scope and name in _bound_by(node) and scope_of(self.lines, self.lines.parents[node]) is scope
        ]

    def _bound_once(self, name: str, scope: ast.AST) -> bool:
        """Whether a name of a scope is bound by one statement that runs once for each time that the scope is run."""
        if any(name in node.names for node in of_type(self.tree, ast.Global, ast.Nonlocal)):
            return False
        found = self._bindings(name, scope)
        if len(found) + (name in _parameters(scope)) != 1:
            return False
        return not found or all(isinstance(node, _ONCE) for node in self._around(found[0], scope))

    def _bound_before(self, name: str) -> bool:
        """Whether what binds a name of the scope all stands above what is written out, and no loop is round that."""
        return (
            not any(name in node.names for node in of_type(self.tree, ast.Global, ast.Nonlocal))
            and all(isinstance(node, _ONCE) for node in self._around(self.assign, self.scope))
            and all(node.lineno < self.assign.lineno for node in self._bindings(name, self.scope))
        )

    def _around(self, node: ast.AST, scope: ast.AST) -> list[ast.AST]:
        """The statements round what binds a name, up to the scope."""
        found = []
        while node is not scope:
            node = self.lines.parents[node]
            if isinstance(node, (ast.stmt, ast.comprehension)):
                found.append(node)
        return found

    def _reaches(self, name: str, use: ast.AST, owner: ast.AST) -> bool:
        """Whether no scope between a use and the owner of a name has the name for something else."""
        scope = scope_of(self.lines, use)
        while scope is not owner:
            if isinstance(scope, ast.Module) or self._binds(scope, name):
                return False
            scope = scope_of(self.lines, self.lines.parents[scope])
        return True


def _parameters(scope: ast.AST) -> set[str]:
    return {a.arg for a in of_type(scope.args, ast.arg)} if isinstance(scope, _FUNCTIONS) else set()


def _bound_by(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id} if not isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.alias):
        return {(node.asname or node.name).partition(".")[0]}
    return {node.name} if isinstance(node, ast.ExceptHandler) and node.name else set()
