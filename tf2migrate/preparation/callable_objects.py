"""Classes whose objects only keep what they are called with, written as functions, before the analysis reads the text.

    class batch_norm:                                       def batch_norm(x, train=True, momentum=0.9, name="bn"):
        def __init__(self, momentum=0.9, name="bn"):            return tf.contrib.layers.batch_norm(
            self.momentum, self.name = ...                          x, decay=momentum, is_training=train, scope=name)
        def __call__(self, x, train=True):
            return tf.contrib.layers.batch_norm(...)

`self.bn1 = batch_norm(name="bn1")` goes, and `self.bn1(h)` is `batch_norm(h, name="bn1")`. What variables it makes
is then told from the scope of each call, as for any function: it becomes a Keras layer, and so do the objects.
"""

from __future__ import annotations

import ast
import collections

from tf2migrate.analysis.classes import PREFIX, SELF
from tf2migrate.analysis.program import Analysis, Class
from tf2migrate.analysis.tree import belongs, of_type, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.checks import comments
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.text import CannotWrite, Text

_INDENT = "    "
_SCOPES = frozenset({"variable_scope", "name_scope"})
_ARGUMENTS = (ast.Constant, ast.UnaryOp, ast.USub, ast.Name, ast.Load, ast.Tuple, ast.List)


def prepared(texts: dict[ast.Module, Text], analysis: Analysis) -> dict[ast.Module, Text]:
    """The texts of the files that change; empty when no class can be written as a function.

    Args:
        texts: the text of each file of the program.
        analysis: what is known of the program.
    """
    for made in analysis.classes:
        home = next((tree for tree in texts if made.node in tree.body), None)
        if home is None or "__call__" not in made.methods or not made.instances:
            continue
        lines = {tree: Lines(text, tree) for tree, text in texts.items()}
        try:
            _Writing(made, home, texts, lines, analysis).write()
            changed = {tree: lines[tree].assembled() for tree in texts}
        except CannotWrite:
            continue
        if any(comments(texts[tree].text) - comments(text.text) for tree, text in changed.items()):
            continue
        return {tree: text for tree, text in changed.items() if text.text != texts[tree].text}
    return {}


class _Writing:
    def __init__(
        self,
        made: Class,
        home: ast.Module,
        texts: dict[ast.Module, Text],
        lines: dict[ast.Module, Lines],
        analysis: Analysis,
    ):
        self.made, self.node, self.home = made, made.node, home
        self.texts, self.lines, self.analysis = texts, lines, analysis

    def write(self) -> None:
        """Plan the new texts.

        Raises:
            CannotWrite: the objects are more than what they keep.
        """
        self._check_class()
        self.kept = self._kept()
        self._check_call()
        uses = self._uses()
        for call, construction in uses:
            self._write_use(call, construction)
        self._write_function()

    def _cannot(self) -> None:
        raise CannotWrite(self.node, "the objects of a class are more than what they keep")

    # -- the class ------------------------------------------------------------------------------------

    def _check_class(self) -> None:
        node = self.node
        methods = [s for s in node.body if isinstance(s, ast.FunctionDef)]
        others = [s for s in node.body if not isinstance(s, ast.FunctionDef) and not _is_docstring(s)]
        named = {m.name: m for m in methods}
        if (
            node.decorator_list
            or node.keywords
            or [ast.unparse(b) for b in node.bases] not in ([], ["object"])
            or (
                set(named) - {"__init__"} != {"__call__"}
                or len(methods) != len(named)
                or node.col_offset
                or any(not isinstance(s, ast.Pass) for s in others)
            )
            or any(self.made in other.bases for other in self.analysis.classes)
        ):
            self._cannot()
        self.constructor, self.method = named.get("__init__"), named["__call__"]
        for function in methods:
            spec = function.args
            if (
                function.decorator_list
                or spec.vararg
                or spec.kwarg
                or spec.posonlyargs
                or spec.kwonlyargs
                or (not spec.args or spec.args[0].arg != SELF)
            ):
                self._cannot()

    def _kept(self) -> dict[str, str]:
        """What each attribute is written as in the function."""
        if self.constructor is None:
            return {}
        parameters = {a.arg for a in self.constructor.args.args[1:]}
        found: dict[str, str] = {}
        for statement in self._statements(self.constructor.body):
            if _is_docstring(statement) or isinstance(statement, ast.Pass):
                continue
            target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
            if not isinstance(target, ast.Name) or not target.id.startswith(PREFIX) or target.id in found:
                self._cannot()
            value = statement.value
            names = {n.id for n in walk(value) if isinstance(n, ast.Name)}
            if names - parameters or any(
                isinstance(n, (ast.Call, ast.List, ast.Dict, ast.Set, ast.Lambda)) for n in walk(value)
            ):
                self._cannot()  # what is made here is made once
            text = self.texts[self.home].segment(value)
            found[target.id] = text if isinstance(value, (ast.Name, ast.Constant)) else f"({text})"
        return found

    def _statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        """The statements of the constructor; a scope in which nothing is made says nothing."""
        found: list[ast.stmt] = []
        for statement in body:
            if isinstance(statement, ast.With):
                paths = {self.analysis.symbols.get(getattr(i.context_expr, "func", None)) for i in statement.items}
                if not paths <= _SCOPES or any(i.optional_vars is not None for i in statement.items):
                    self._cannot()
                found += self._statements(statement.body)
            else:
                found.append(statement)
        return found

    def _check_call(self) -> None:
        """The method reads what the object keeps, and nothing else of it."""
        own = [a.arg for a in self.method.args.args[1:]]
        names = [n for n in walk(self.method) if isinstance(n, ast.Name)]
        mine = [n for n in names if n.id == SELF or n.id.startswith(PREFIX)]
        if any(not isinstance(n.ctx, ast.Load) or n.id not in self.kept for n in mine):
            self._cannot()
        given = [a.arg for a in self.constructor.args.args[1:]] if self.constructor is not None else []
        bound = {n.id for n in names if not isinstance(n.ctx, ast.Load)} | {
            a.arg for a in walk(self.method) if isinstance(a, ast.arg)
        }
        read = {n.id for n in names} - set(own)
        if set(given) & (bound | read) or any(
            isinstance(n, (ast.Yield, ast.YieldFrom, ast.Await, ast.Nonlocal, ast.Global)) for n in walk(self.method)
        ):
            self._cannot()

    # -- the objects ----------------------------------------------------------------------------------

    def _uses(self) -> list[tuple[ast.Call, ast.Call]]:
        """The calls of objects, each with the call that made the object."""
        uses: list[tuple[ast.Call, ast.Call]] = []
        gone: list[tuple[ast.Module, ast.stmt]] = []
        for tree in self.texts:
            for name in of_type(tree, ast.Name, ast.Attribute):
                value = self.analysis.values.get(name)
                if value is None or value.info is not self.made or value.kind is not Kind.CLASS:
                    continue
                construction = self.lines[tree].parents[name]
                if not isinstance(construction, ast.Call) or construction.func is not name:
                    if isinstance(getattr(name, "ctx", None), ast.Load):
                        self._cannot()
                    continue
                outer = self.lines[tree].parents[construction]
                if isinstance(outer, ast.Call) and outer.func is construction:
                    uses.append((outer, construction))
                else:
                    uses += [(call, construction) for call in self._calls(tree, construction, outer)]
                    gone.append((tree, outer))
        made = [c for _, c in uses]
        if any(c not in made for c in self.made.instances) or any(
            value.kind is Kind.OBJECT and self._holds(value) and not self._known(node, uses)
            for node, value in self.analysis.values.items()
        ):
            self._cannot()
        self._remove(gone)
        return uses

    def _holds(self, value) -> bool:
        return value.info is self.made or value.info is None

    def _known(self, node: ast.AST, uses: list[tuple[ast.Call, ast.Call]]) -> bool:
        """Whether an expression that means an object is where it is made, or where it is called."""
        value = self.analysis.values[node]
        if value.info is None:  # one of several objects
            from tf2migrate.analysis.values import alternatives

            return all(one.info is not self.made for one in alternatives(value))
        return (
            not isinstance(node, ast.expr)
            or not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
            or any(node is call.func or node is construction for call, construction in uses)
            or (isinstance(node, ast.Name) and node.id == SELF)
        )

    def _calls(self, tree: ast.Module, construction: ast.Call, statement: ast.AST) -> list[ast.Call]:
        """The calls of an object that has a name: nothing else is done with it."""
        target = statement.targets[0] if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
        if not isinstance(target, ast.Name):
            self._cannot()
        definitions = {d for found in self.analysis.definitions_of.values() for d in found if d.node is target}
        reads = [
            n
            for n, found in self.analysis.definitions_of.items()
            if definitions & set(found) and isinstance(getattr(n, "ctx", None), ast.Load)
        ]
        parents = self.lines[tree].parents
        calls = []
        for read in dict.fromkeys(reads):
            call = parents.get(read)
            if not isinstance(call, ast.Call) or call.func is not read or len(self.analysis.definitions_of[read]) != 1:
                self._cannot()
            self._check_arguments(tree, construction, call)
            calls.append(call)
        around = self._around(tree, statement)
        same = [n for n in of_type(around, ast.Name) if n.id == target.id]
        if (
            any(n is not target and n not in reads for n in same)
            or not calls
            or isinstance(around, ast.Module)
            and any(n.attr == target.id for other in self.texts for n in of_type(other, ast.Attribute))
        ):
            self._cannot()
        return calls

    def _around(self, tree: ast.Module, node: ast.AST) -> ast.AST:
        """What the name of an object is known in: the class of an attribute, or the function."""
        target = node.targets[0]
        kinds = (ast.ClassDef,) if target.id.startswith(PREFIX) else (ast.FunctionDef,)
        while not isinstance(node, (ast.Module, *kinds)):
            node = self.lines[tree].parents[node]
        return node

    def _check_arguments(self, tree: ast.Module, construction: ast.Call, call: ast.Call) -> None:
        """What an object is made with means the same where it is called."""
        given = [*construction.args, *[k.value for k in construction.keywords]]
        nodes = [n for a in given if a not in self.analysis.symbols for n in ast.walk(a)]  # tf.nn.relu is what it is
        if any(not isinstance(n, _ARGUMENTS) for n in nodes):
            self._cannot()
        for name in (n for n in nodes if isinstance(n, ast.Name)):
            here = self._scope(tree, construction)
            if name.id.startswith(PREFIX):
                scope: ast.AST = next(c for c in tree.body if isinstance(c, ast.ClassDef) and belongs_to(name, c))
                allowed = 1
            else:
                scope = here
                known = self.analysis.definitions_of.get(name, ())
                outside = len(known) == 1 and known[0].unit is not None and known[0].unit.scope.node is tree
                if not outside and self._scope(tree, call) is not here:
                    self._cannot()
                scope, allowed = (tree, 1) if outside else (here, 0 if _is_parameter(here, name.id) else 1)
            stores = [n for n in of_type(scope, ast.Name) if n.id == name.id and not isinstance(n.ctx, ast.Load)]
            if len(stores) > allowed:
                self._cannot()

    def _scope(self, tree: ast.Module, node: ast.AST) -> ast.AST:
        while not isinstance(node, (ast.FunctionDef, ast.Module, ast.Lambda)):
            node = self.lines[tree].parents[node]
        return node

    def _remove(self, gone: list[tuple[ast.Module, ast.stmt]]) -> None:
        """The statements that made objects go; so does a test round them."""
        statements = {statement for _, statement in gone}
        blocks = collections.defaultdict(list)
        for tree, statement in gone:
            parent = self.lines[tree].parents[statement]
            whole = (
                isinstance(parent, ast.If)
                and not parent.orelse
                and statements.issuperset(parent.body)
                and not any(isinstance(n, ast.Call) for n in walk(parent.test))
            )
            blocks[tree].append(parent if whole else statement)
        for tree, found in blocks.items():
            for statement in dict.fromkeys(found):
                block = self._block(tree, statement)
                left = [s for s in block if s not in found]
                text = self.texts[tree].comments_in(statement)
                self.lines[tree].replace(statement, text if left or statement is not block[-1] else [*text, "pass"])

    def _block(self, tree: ast.Module, statement: ast.stmt) -> list[ast.stmt]:
        parent = self.lines[tree].parents[statement]
        return next(
            b
            for b in (getattr(parent, f, None) for f in ("body", "orelse", "finalbody"))
            if isinstance(b, list) and statement in b
        )

    # -- text -----------------------------------------------------------------------------------------

    def _required(self, function: ast.FunctionDef | None) -> tuple[list[ast.arg], list[tuple[ast.arg, ast.expr]]]:
        """The parameters without a default, and those with one."""
        if function is None:
            return [], []
        names, defaults = function.args.args[1:], function.args.defaults
        number = len(names) - len(defaults)
        return names[:number], list(zip(names[number:], defaults))

    def _write_use(self, call: ast.Call, construction: ast.Call) -> None:
        tree = next(t for t in self.texts if belongs(call, t))
        text, lines = self.texts[tree], self.lines[tree]
        if (
            any(isinstance(a, ast.Starred) for a in [*construction.args, *call.args])
            or any(k.arg is None for k in [*construction.keywords, *call.keywords])
            or not belongs(construction, tree)
        ):
            self._cannot()
        lines.substitute(call.func, text.segment(construction.func))
        required, optional = self._required(self.method)
        for number, argument in enumerate(call.args[len(required) :]):
            if number >= len(optional) or argument.lineno != argument.end_lineno:
                self._cannot()
            if self._required(self.constructor)[0]:  # which stand in between
                start = ast.copy_location(ast.Constant(None), argument)
                start.end_lineno, start.end_col_offset = argument.lineno, argument.col_offset
                lines.substitute(start, f"{optional[number][0].arg}=")
        names = [a.arg for a in self.constructor.args.args[1:]] if self.constructor is not None else []
        given = [*zip(names, construction.args), *((k.arg, k.value) for k in construction.keywords)]
        if len(construction.args) > len(names):
            self._cannot()
        if given:
            lines.add_arguments(call, [f"{name}={text.segment(value)}" for name, value in given])

    def _write_function(self) -> None:
        text, lines = self.texts[self.home], self.lines[self.home]
        required, optional = self._required(self.method)
        more, kept = self._required(self.constructor)
        parameters = [a.arg for a in [*required, *more]]
        parameters += [f"{a.arg}={text.segment(d)}" for a, d in [*optional, *kept]]
        head = f"def {self.node.name}("
        written = self._wrapped(head, parameters)
        docstrings = [s.body[0] for s in (self.node, self.method) if _is_docstring(s.body[0])]
        if self.constructor is not None and _is_docstring(self.constructor.body[0]):
            docstrings.append(self.constructor.body[0])
        if docstrings:
            written += self._lines_of(docstrings[0].lineno - 1, docstrings[0].end_lineno, docstrings[0].col_offset, {})
            written += [
                f"{_INDENT}# {line.strip()}".rstrip()
                for d in docstrings[1:]
                for line in d.value.value.split("\n")
                if line.strip()
            ]
        body = [s for s in self.method.body if not _is_docstring(s)]
        if not body or body[0].lineno == self.method.lineno:
            self._cannot()
        start = body[0].lineno - 1
        while start > self.method.lineno and lines.source[start - 1].strip().startswith("#"):
            start -= 1
        inside = range(start + 1, body[-1].end_lineno + 1)
        written += [f"{_INDENT}{c}" for number, c in self._comments() if number not in inside]
        if any(
            isinstance(n, (ast.Constant, ast.JoinedStr)) and n.lineno != n.end_lineno for s in body for n in walk(s)
        ):
            self._cannot()
        names = {n: self.kept[n.id] for s in body for n in walk(s) if isinstance(n, ast.Name) and n.id in self.kept}
        written += self._lines_of(start, body[-1].end_lineno, body[0].col_offset, names)
        lines.replace(self.node, written)

    def _wrapped(self, head: str, parameters: list[str]) -> list[str]:
        """The head of the function, on lines that are not too long."""
        found, line = [], head
        for number, parameter in enumerate(parameters):
            part = parameter + (", " if number + 1 < len(parameters) else "):")
            if len(line) + len(part.rstrip()) > 110:
                found.append(line.rstrip())
                line = " " * len(head)
            line += part
        return [*found, line]

    def _comments(self) -> list[tuple[int, str]]:
        import io
        import tokenize

        tokens = tokenize.generate_tokens(io.StringIO(self.texts[self.home].text).readline)
        return [
            (t.start[0], t.string)
            for t in tokens
            if t.type == tokenize.COMMENT and (self.node.lineno <= t.start[0] <= self.node.end_lineno)
        ]

    def _lines_of(self, start: int, end: int, column: int, names: dict[ast.Name, str]) -> list[str]:
        """Lines of the class, moved to the left, with other names."""
        source = self.lines[self.home].source
        found = list(source[start:end])
        for node in sorted(names, key=lambda n: (n.lineno, -n.col_offset)):
            line = found[node.lineno - 1 - start].encode()
            found[node.lineno - 1 - start] = (
                line[: node.col_offset] + names[node].encode() + line[node.end_col_offset :]
            ).decode()
        made = []
        for line in found:
            blank = len(line) - len(line.lstrip())
            made.append(_INDENT + line[min(column, blank) :] if line.strip() else "")
        return made


def belongs_to(node: ast.AST, root: ast.AST) -> bool:
    """Whether a node stands in a part of a tree."""
    return any(n is node for n in walk(root))


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _is_parameter(function: ast.AST, name: str) -> bool:
    spec = getattr(function, "args", None)
    return spec is not None and name in [a.arg for a in walk(spec) if isinstance(a, ast.arg)]
