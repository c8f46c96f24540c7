"""The new file: statements removed, moved, unwrapped and inserted as the plan says; all others untouched."""

from __future__ import annotations

import ast
import collections
import re
from collections.abc import Sequence

import libcst as cst

from tf2migrate.checks import comments
from tf2migrate.planning.recipe import (
    Block,
    ClassCode,
    Code,
    FunctionCode,
    Line,
    MovedClass,
    Plan,
    Recipe,
    Statement,
    UserStatement,
)
from tf2migrate.rewriting import templates
from tf2migrate.rewriting.printing import KnownText, text_of
from tf2migrate.rewriting.realize import Realizer
from tf2migrate.rewriting.transform import Transformer, changed, transform

_EMPTY = cst.EmptyLine(indent=False)
_WIDTH = 100
# Words of comments that only announce a session or its initialization.
_SESSION_TALK = frozenset(
    "sess session sessions launch launching init initialize initialise initializing "
    "initialising initialization initializer initializers".split()
)
_FILLERS = frozenset(
    "the a an our new default tf tensorflow graph in of to up for and all global local variable "
    "variables vars op ops operation before starting start starts begin open create run running "
    "first we need must let s now then".split()
)


class Assembler:
    """Rebuilds the blocks of a module."""

    def __init__(
        self, source: str, tree: ast.Module, module: cst.Module, plan: Plan, realizer: Realizer, touched: set[ast.AST]
    ):
        self.source = source.split("\n")
        self.tree, self.module, self.plan, self.realizer, self.touched = tree, module, plan, realizer, touched
        self.moved = _moved_statements(plan)
        self.dropped_comments: list[str] = []
        self.texts: dict[int, KnownText] = {}  # of emitted statements, for the printer
        self.emitted: set[str] = set()  # names of functions that the migration writes

    def build(self) -> cst.Module:
        body, pending = self._block(self.tree.body, self.module.body, depth=0)
        footer = [*_trim(pending), *self.module.footer]
        return changed(self.module, body=body, footer=footer)

    # -- blocks ---------------------------------------------------------------------------------------

    def _block(self, nodes: list[ast.stmt], lines, depth: int) -> tuple[list[cst.BaseStatement], list[cst.EmptyLine]]:
        built: list[cst.BaseStatement] = []
        pending: list[cst.EmptyLine] = []
        position = 0
        for line in lines:
            count = len(line.body) if isinstance(line, cst.SimpleStatementLine) else 1
            mine = nodes[position : position + count]
            position += count
            following = nodes[position] if position < len(nodes) else None
            if not any(node in self.touched for node in mine):
                self._append(built, _prefixed(line, pending), depth)
                pending = []
                continue
            pending = self._line(built, pending, mine, line, depth, following)
        return built, pending

    def _line(
        self,
        built: list,
        pending: list,
        nodes: list[ast.stmt],
        line: cst.BaseStatement,
        depth: int,
        following: ast.stmt | None,
    ) -> list:
        """Emit one source line that changes; returns the comment lines that wait for the next statement."""
        leading = (
            self._without_session_talk(list(line.leading_lines))
            if nodes[0] in self.plan.unwrapped
            else list(line.leading_lines)
        )
        before = [s for node in nodes for s in self.plan.before.get(node, ())]
        after = [s for node in nodes for s in self.plan.after.get(node, ())]
        kept = self._kept(nodes, line, depth)
        stays = [k for k in kept if not isinstance(k, list)]
        if stays or kept:
            lines = [s for part in kept for s in (part if isinstance(part, list) else [part])]
            own, pending = _merge(pending, leading), []
        else:
            lines, own = [], []
            survivors = self._survivors(nodes, leading, line, bool(before), following)
            pending = _merge(pending, survivors)
        for statement in before:
            made = self._make(statement)
            if isinstance(
                statement, (FunctionCode, ClassCode, MovedClass)
            ):  # comments speak of the statement, not of the function
                self._append(built, made, depth)
                continue
            self._append(built, _prefixed(made, pending if not lines else own), depth)
            pending, own = [], []
        for statement in lines:
            self._append(built, _prefixed(statement, own), depth)
            own = []
        if own:
            pending = own
        for statement in after:
            made = self._make(statement)
            self._append(built, _prefixed(made, pending), depth)
            pending = []
        return pending

    def _kept(self, nodes: list[ast.stmt], line: cst.BaseStatement, depth: int) -> list:
        """What remains of a line: statements, or lists of them."""
        parts: list = []
        small: list[cst.BaseSmallStatement] = []
        for node in nodes:
            replaced = self.plan.statements.get(node)
            if replaced is not None:
                if small:
                    parts.append(cst.SimpleStatementLine(small))
                    small = []
                made = [self._make(s) for s in replaced]
                if made:
                    made[0] = _with_trailing(made[0], line, len(nodes) == 1)
                    made[0] = changed(made[0], leading_lines=[])
                    if len(nodes) == 1 and self._commented(node):
                        made[0] = _carry_comments(changed(line, leading_lines=[]), made)
                parts.append(made)
            elif node in self.plan.removed:
                continue
            elif node in self.plan.emptied:
                gone = self._suite(node.body, line.body, depth + 1)
                self.dropped_comments += list(_comments_in(gone).elements())
            elif node in self.plan.unwrapped:
                parts.append(self._unwrapped(node, line, depth))
            elif isinstance(line, cst.SimpleStatementLine):
                edited = (
                    self.realizer.edit_statement(node) if node in self.touched else (self.realizer.statements[node])
                )
                small.append(changed(edited, semicolon=cst.MaybeSentinel.DEFAULT))
            elif node in self.plan.classes:
                parts.append(self._layer_class(node, line, depth))
            else:
                parts.append(self._compound(node, line, depth))
        if small:
            if len(small) == len(line.body):
                small = [changed(s, semicolon=o.semicolon) for s, o in zip(small, line.body)]
            edited = changed(line, body=small, leading_lines=[])
            broken = any(n in self.touched and n.end_lineno > n.lineno for n in nodes)
            if broken and len(small) == 1 and "\n" not in text_of(small[0]):
                edited = wrap_long(edited, self.texts)
            parts.append(
                _carry_comments(changed(line, leading_lines=[]), [edited])
                if len(nodes) == 1 and self._commented(nodes[0])
                else edited
            )
        return [p for p in parts if p != []]

    def _unwrapped(self, node: ast.With, line: cst.With, depth: int) -> list[cst.BaseStatement]:
        comment = line.body.header.comment if isinstance(line.body, cst.IndentedBlock) else None
        if comment is not None:
            self.dropped_comments.append(comment.value)
        lines = line.body.body
        if isinstance(line.body, cst.SimpleStatementSuite):  # `with tf.Session() as sess: print(...)`
            lines = [cst.SimpleStatementLine(line.body.body, trailing_whitespace=line.body.trailing_whitespace)]
        body, pending = self._block(node.body, lines, depth)
        footer = getattr(line.body, "footer", ())
        self._tail = [*pending, *footer]
        if body and any(l.comment is not None for l in self._tail):
            # Comments at the end of the block stay where they were, behind its last statement.
            body.append(_CommentLines(self._tail))
        return body

    def _compound(self, node: ast.stmt, line: cst.BaseStatement, depth: int) -> cst.BaseStatement:
        """A compound statement whose header or body changes."""
        self.realizer.pair(node)
        changes: dict[str, object] = {}
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.With, ast.If, ast.Try)):
            changes["body"] = self._suite(node.body, line.body, depth + 1)
        if isinstance(node, (ast.For, ast.While, ast.Try)) and node.orelse:
            changes["orelse"] = changed(line.orelse, body=self._suite(node.orelse, line.orelse.body, depth + 1))
        if isinstance(node, ast.If) and node.orelse:
            if isinstance(line.orelse, cst.If):
                made = self._compound(node.orelse[0], line.orelse, depth)
                changes["orelse"] = changed(made, leading_lines=line.orelse.leading_lines)
            else:
                suite = self._suite(node.orelse, line.orelse.body, depth + 1)
                emptied = _is_pass(suite) and not all(isinstance(s, ast.Pass) for s in node.orelse)
                changes["orelse"] = None if emptied else changed(line.orelse, body=suite)
        if isinstance(node, ast.Try):
            handlers = []
            for handler, other in zip(node.handlers, line.handlers):
                made = changed(other, body=self._suite(handler.body, other.body, depth + 1))
                if handler.type is not None:
                    made = changed(made, type=self.realizer.expression(handler.type))
                handlers.append(made)
            changes["handlers"] = handlers
            if node.finalbody:
                changes["finalbody"] = changed(
                    line.finalbody, body=self._suite(node.finalbody, line.finalbody.body, depth + 1)
                )
        changes.update(self._header(node, line))
        return (
            changed(line, leading_lines=[], **changes) if hasattr(line, "leading_lines") else (changed(line, **changes))
        )

    def _header(self, node: ast.stmt, line: cst.BaseStatement) -> dict[str, object]:
        expression = self.realizer.expression
        if isinstance(node, ast.For):
            return {"iter": expression(node.iter), "target": _bare_tuple(expression(node.target), line.target)}
        if isinstance(node, (ast.While, ast.If)):
            return {"test": expression(node.test)}
        if isinstance(node, ast.With):
            return {
                "items": [
                    changed(other, item=expression(item.context_expr)) for item, other in zip(node.items, line.items)
                ]
            }
        if isinstance(node, ast.ClassDef):
            return {"bases": [changed(other, value=expression(base)) for base, other in zip(node.bases, line.bases)]}
        if isinstance(node, ast.FunctionDef):
            changes: dict[str, object] = {}
            names = self.plan.lifted.get(node)
            params = self._parameters(node, line.params)
            if names:
                params = _lifted(params, names)
            if node in self.plan.unneeded:
                params = _without_parameters(params, self.plan.unneeded[node])
            if params is not line.params:
                changes["params"] = params
            if node in self.plan.undecorated:
                changes["decorators"] = []
            return changes
        return {}

    def _parameters(self, node: ast.FunctionDef, params: cst.Parameters) -> cst.Parameters:
        """Default values are evaluated where the function is defined; they may name the API too."""
        if not node.args.defaults:
            return params
        editor_values = iter([self.realizer.expression(d) for d in node.args.defaults])

        def edited(group):
            return [changed(p, default=next(editor_values)) if p.default is not None else p for p in group]

        return changed(params, posonly_params=edited(params.posonly_params), params=edited(params.params))

    def _suite(self, nodes: list[ast.stmt], block: cst.BaseSuite, depth: int) -> cst.BaseSuite:
        if isinstance(block, cst.SimpleStatementSuite):
            if not any(node in self.touched for node in nodes):
                return block
            line = cst.SimpleStatementLine(block.body, trailing_whitespace=block.trailing_whitespace)
            body, pending = self._block(nodes, [line], depth)
            return cst.IndentedBlock(body or [_pass()])
        body, pending = self._block(nodes, block.body, depth)
        if not [s for s in body if not isinstance(s, _CommentLines)]:
            body.append(_pass())
        if nodes[0] in self.touched and body[0].leading_lines and not _blank_first(block.body[0]):
            body[0] = changed(body[0], leading_lines=_after_blanks(body[0].leading_lines))
        return changed(block, body=body, footer=[*_trim(pending), *block.footer])

    # -- comments -------------------------------------------------------------------------------------

    def _survivors(
        self,
        nodes: list[ast.stmt],
        leading: list[cst.EmptyLine],
        line: cst.BaseStatement,
        replaced: bool,
        following: ast.stmt | None,
    ) -> list[cst.EmptyLine]:
        """Lines above a statement that goes: what does not speak of it alone stays.

        A comment directly above moves with a statement that moves. Above one that is dropped it goes too,
        unless it heads a group whose next statement stays.
        """
        split = len(leading)
        while split and leading[split - 1].comment is not None:
            split -= 1
        above, attached = leading[:split], leading[split:]
        if any(node in self.moved for node in nodes):
            return above
        if any(node in self.plan.unread for node in nodes):
            return leading
        trailing = getattr(line, "trailing_whitespace", None)
        if trailing is not None and trailing.comment is not None:
            self.dropped_comments.append(trailing.comment.value)
        if replaced:
            return leading
        if isinstance(line, cst.SimpleStatementLine) and any(self._commented(node) for node in nodes):
            for part in line.body:  # of its arguments
                self.dropped_comments += _comments_in(part).elements()
        stays = (
            following is not None
            and following not in self.plan.removed
            and not _blank_above(self.realizer.statements.get(following), following, self)
        )
        if stays:
            return self._without_session_talk(leading) if all(_initializes(node) for node in nodes) else leading
        self.dropped_comments += [l.comment.value for l in attached]
        return above

    def _without_session_talk(self, leading: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
        """The lines without a comment directly above the statement that only announces the session."""
        attached = len(_attached(leading))
        if not attached or not all(_announces(line.comment.value) for line in leading[-attached:]):
            return leading
        self.dropped_comments += [line.comment.value for line in leading[-attached:]]
        return leading[:-attached]

    # -- emitted statements ---------------------------------------------------------------------------

    def _make(self, statement: Statement, local: dict[ast.AST, Recipe] | None = None) -> cst.BaseStatement:
        if isinstance(statement, FunctionCode):
            return self._function(statement)
        if isinstance(statement, ClassCode):
            return self._class(statement)
        if isinstance(statement, MovedClass):
            line = self.realizer.statements[statement.function]
            made = self._layer_class(statement.function, line, 0)
            return changed(made, leading_lines=_attached(line.leading_lines))
        if isinstance(statement, Block):
            header = Code(statement.header.text + "\n    pass", statement.header.parts)
            tree = self.realizer.statement(header, local)
            made = changed(tree, body=cst.IndentedBlock(self._sequence(statement.body, local)))
            if statement.orelse:
                made = changed(made, orelse=cst.Else(cst.IndentedBlock(self._sequence(statement.orelse, local))))
            return made
        if isinstance(statement, Line):
            made = self.realizer.statement(statement.code, local)
            if statement.comments_of is not None:
                made = self._with_comments(made, statement.comments_of)
            made = self._headed(made, statement.heads)
            return wrap_long(made, self.texts) if isinstance(made, cst.SimpleStatementLine) else made
        return self._user(statement, local)

    def _sequence(self, statements: list[Statement], local) -> list[cst.BaseStatement]:
        """Statements of a function; neighbours from one `with` block share it again."""
        built: list[cst.BaseStatement] = []
        position = 0
        while position < len(statements):
            context = _outer_context(statements[position])
            if context is None:
                built.append(self._make(statements[position], local))
                position += 1
                continue
            group = []
            while position < len(statements) and _outer_context(statements[position]) is context:
                group.append(_inside(statements[position]))
                position += 1
            original = self.realizer.statements[context]
            items = [
                changed(other, item=self.realizer.expression(item.context_expr, local))
                for item, other in zip(context.items, original.items)
            ]
            leading = [l for l in original.leading_lines if l.comment is not None]
            built.append(
                changed(
                    original,
                    items=items,
                    leading_lines=leading,
                    body=changed(original.body, body=self._sequence(group, local), footer=[]),
                )
            )
        return built

    def _commented(self, node: ast.stmt) -> bool:
        """Whether there may be a comment in or behind a statement."""
        return any("#" in line for line in self.source[node.lineno - 1 : node.end_lineno])

    def _user(self, statement: UserStatement, local) -> cst.BaseStatement:
        return self._headed(self._moved(statement, local), statement.heads)

    def _headed(self, made: cst.BaseStatement, contexts: tuple[ast.With, ...]) -> cst.BaseStatement:
        """With the comments of `with` statements that are gone."""
        lines = [line for context in contexts for line in _attached(self.realizer.statements[context].leading_lines)]
        return changed(made, leading_lines=[*lines, *made.leading_lines]) if lines else made

    def _moved(self, statement: UserStatement, local) -> cst.BaseStatement:
        edited = self.realizer.edit_statement(statement.statement, local)
        if isinstance(edited, cst.BaseSmallStatement):
            made = cst.SimpleStatementLine([changed(edited, semicolon=cst.MaybeSentinel.DEFAULT)])
            made = self._with_comments(made, statement.statement)
            if not self._commented(statement.statement):
                return made
            return _carry_comments(
                self.realizer.statements[statement.statement], [made], self._placed(statement.statement)
            )
        return changed(edited, leading_lines=[l for l in edited.leading_lines if l.comment is not None])

    def _with_comments(self, made: cst.BaseStatement, source: ast.stmt) -> cst.BaseStatement:
        line = self.lines.get(source)
        if line is None:
            return made
        leading = _attached(line.leading_lines)
        made = _with_trailing(changed(made, leading_lines=leading), line, len(line.body) == 1)
        if len(line.body) != 1 or not self._commented(source):
            return made
        return _carry_comments(changed(line, leading_lines=[]), [made], self._placed(source))

    def _placed(self, statement: ast.stmt) -> Sequence[str]:
        """Comments that went with what is constructed of a statement."""
        return self.realizer.constructed.get(statement, ())

    @property
    def lines(self) -> dict[ast.stmt, cst.SimpleStatementLine]:
        if not hasattr(self, "_lines"):
            self._lines: dict[ast.stmt, cst.SimpleStatementLine] = {}
            _collect_lines(self.tree.body, self.module, self._lines)
        return self._lines

    def _function(self, code: FunctionCode) -> cst.FunctionDef:
        local = code.overrides
        self.emitted.add(code.name)
        parameters = [cst.Param(cst.Name(p.name), **self._default(p)) for p in code.parameters]
        if code.method:
            parameters.insert(0, cst.Param(cst.Name("self")))
        decorators = [cst.Decorator(self._decorator(code))] if code.decorated else []
        return cst.FunctionDef(
            cst.Name(code.name),
            cst.Parameters(parameters),
            cst.IndentedBlock(self._sequence(code.body, local)),
            decorators=decorators,
        )

    def _default(self, parameter) -> dict[str, object]:
        if parameter.default is None:
            return {}
        return {
            "default": self.realizer.expression(parameter.default),
            "equal": cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace("")),
        }

    def _class(self, code: ClassCode) -> cst.ClassDef:
        self.emitted.add(code.name)
        members = [self._make(s) for s in code.body]
        members[1:] = [changed(m, leading_lines=[_EMPTY, *m.leading_lines]) for m in members[1:]]
        return cst.ClassDef(
            cst.Name(code.name), cst.IndentedBlock(members), bases=[cst.Arg(templates.expression(code.base))]
        )

    def _layer_class(self, node: ast.FunctionDef, line: cst.FunctionDef, depth: int) -> cst.ClassDef:
        """A class whose `call` is the function, with its docstring and the comments above it."""
        code = self.plan.classes[node]
        self.emitted.add(code.name)
        call = self._compound(node, line, depth + 1)
        body = call.body.body
        members: list[cst.BaseStatement] = []
        if ast.get_docstring(node, clean=False) is not None:
            members, body = [body[0]], body[1:] or [_pass()]
        members += [self._make(method) for method in code.methods]
        parameters = [cst.Param(cst.Name(p.name), **self._default(p)) for p in code.parameters]
        body = [changed(body[0], leading_lines=_from_comment(body[0].leading_lines)), *body[1:]]
        members.append(
            changed(
                call,
                name=cst.Name("call"),
                params=cst.Parameters(parameters),
                returns=None,
                leading_lines=[],
                body=changed(call.body, body=body),
            )
        )
        members[1:] = [changed(m, leading_lines=[_EMPTY, *m.leading_lines]) for m in members[1:]]
        return cst.ClassDef(
            cst.Name(code.name), cst.IndentedBlock(members), bases=[cst.Arg(templates.expression(code.base))]
        )

    def _decorator(self, code: FunctionCode) -> cst.BaseExpression:
        tf = self.realizer.tf
        if not code.parameters or not all(p.specified for p in code.parameters):
            return templates.expression(f"{tf}.function")
        specs = [self._spec(p) for p in code.parameters]
        texts = [text_of(s) for s in specs]
        notes = [self._note(p) for p in code.parameters]
        flat = f"{tf}.function(input_signature=[{', '.join(texts)}])"
        stand_ins = {f"_spec_{position}_": spec for position, spec in enumerate(specs)}
        if any(notes) or len(flat) >= 96 or "\n" in flat:
            lines = "".join(f"    {name},{'  ' + note if note else ''}\n" for name, note in zip(stand_ins, notes))
            template = f"{tf}.function(input_signature=[\n{lines}])"
        else:
            template = f"{tf}.function(input_signature=[{', '.join(stand_ins)}])"
        return transform(templates.expression(template), _Names(stand_ins))

    def _note(self, parameter) -> str:
        """The comment behind a placeholder speaks of the parameter it became."""
        line = self.lines.get(parameter.source)
        trailing = getattr(line, "trailing_whitespace", None)
        return trailing.comment.value if trailing is not None and trailing.comment is not None else ""

    def _spec(self, parameter) -> cst.BaseExpression:
        tf = self.realizer.tf
        if parameter.spec is not None:
            return self.realizer.expression(parameter.spec)
        dtype = self.realizer.expression(parameter.dtype)
        text = text_of(dtype)
        shape = (
            templates.expression("None")
            if parameter.shape is None
            else (_on_one_line(self.realizer.expression(parameter.shape)))
        )
        if text[:1] in "'\"" or "\n" in text:
            dtype = templates.expression(_dtype_text(text, tf))
        return transform(
            templates.expression(f"{tf}.TensorSpec(_shape_, _dtype_)"), _Names({"_shape_": shape, "_dtype_": dtype})
        )

    # -- layout ---------------------------------------------------------------------------------------

    def _append(self, built: list, statement: cst.BaseStatement, depth: int) -> None:
        """Blank lines round functions, as everybody writes them."""
        wanted = 2 if depth == 0 else 1
        previous = next((s for s in reversed(built) if not isinstance(s, _CommentLines)), None)
        emitted = isinstance(statement, (cst.FunctionDef, cst.ClassDef)) and statement.name.value in self.emitted
        if previous is not None and (
            emitted or getattr(getattr(previous, "name", None), "value", None) in self.emitted
        ):
            if hasattr(statement, "leading_lines"):
                statement = _with_blank_lines(statement, wanted)
        built.append(statement)


class _CommentLines(cst.SimpleStatementLine):
    """Comment lines without a statement."""

    def __init__(self, lines):
        super().__init__(body=[], leading_lines=[l for l in lines])

    def _codegen_impl(self, state) -> None:
        for line in self.leading_lines:
            line._codegen(state)


def _prefixed(statement: cst.BaseStatement, lines: list[cst.EmptyLine]) -> cst.BaseStatement:
    if not lines or not hasattr(statement, "leading_lines"):
        return statement
    return changed(statement, leading_lines=_merge(lines, statement.leading_lines))


def _merge(above: list[cst.EmptyLine], below) -> list[cst.EmptyLine]:
    """Lines above a statement that is gone, and those above the next: the gap is the larger of the two, not both."""
    above, below = list(above), list(below)
    ends = next((n for n, line in enumerate(reversed(above)) if line.comment is not None), len(above))
    starts = next((n for n, line in enumerate(below) if line.comment is not None), len(below))
    gap = above[len(above) - ends :] if ends >= starts else below[:starts]
    return above[: len(above) - ends] + gap + below[starts:]


def _from_comment(lines) -> list[cst.EmptyLine]:
    """Lines above the first statement of a body, without blank ones at the start."""
    lines = list(lines)
    while lines and lines[0].comment is None:
        lines.pop(0)
    return lines


def _trim(lines: list[cst.EmptyLine]) -> list[cst.EmptyLine]:
    lines = list(lines)
    while lines and lines[-1].comment is None:
        lines.pop()
    return lines


def _with_blank_lines(statement: cst.BaseStatement, wanted: int) -> cst.BaseStatement:
    leading = list(statement.leading_lines)
    blanks = 0
    while blanks < len(leading) and leading[blanks].comment is None:
        blanks += 1
    missing = max(0, wanted - blanks)
    return changed(statement, leading_lines=[_EMPTY] * missing + leading)


def _blank_first(line: cst.BaseStatement) -> bool:
    return bool(line.leading_lines) and line.leading_lines[0].comment is None


def _after_blanks(lines) -> list[cst.EmptyLine]:
    """The lines from the first comment on."""
    first = next((n for n, line in enumerate(lines) if line.comment is not None), len(lines))
    return list(lines[first:])


def _with_trailing(made: cst.BaseStatement, line: cst.BaseStatement, alone: bool) -> cst.BaseStatement:
    """The comment behind a statement follows it."""
    trailing = getattr(line, "trailing_whitespace", None)
    if alone and trailing is not None and trailing.comment is not None and isinstance(made, cst.SimpleStatementLine):
        return changed(made, trailing_whitespace=trailing)
    return made


def _carry_comments(
    original: cst.CSTNode, made: list[cst.BaseStatement], placed: Sequence[str] = ()
) -> cst.BaseStatement:
    """Comments inside a statement whose place is gone stand above what replaces it, but for those `placed`
    elsewhere.
    """
    before = _comments_in(original)
    if not before:
        return made[0]
    lost = before - sum((_comments_in(statement) for statement in made), collections.Counter(placed))
    if not lost:
        return made[0]
    first = made[0]
    if isinstance(first, cst.SimpleStatementLine):
        wrap = _Wrap([(value, text) for value, text in _beside(original) if text in lost])
        wrapped = first.visit(wrap)
        if wrap.placed:
            first, lost = wrapped, lost - collections.Counter(wrap.placed)
    lines = [cst.EmptyLine(comment=cst.Comment(text)) for text in lost.elements()]
    return changed(first, leading_lines=[*first.leading_lines, *lines])


def _beside(original: cst.CSTNode) -> list[tuple[str, str]]:
    """The entries of dicts, lists and calls behind which a comment stands: text of the value, comment."""
    found: list[tuple[str, str]] = []
    stack = [original]
    while stack:
        node = stack.pop()
        stack.extend(reversed(node.children))
        entries = (
            node.elements if isinstance(node, (cst.Dict, cst.List)) else node.args if isinstance(node, cst.Call) else ()
        )
        for position, entry in enumerate(entries):
            spaces = [getattr(entry.comma, "whitespace_after", None), getattr(entry, "whitespace_after_arg", None)]
            if position + 1 == len(entries) and isinstance(node, cst.Dict):
                spaces.append(node.rbrace.whitespace_before)
            if position + 1 == len(entries) and isinstance(node, cst.List):
                spaces.append(node.rbracket.whitespace_before)
            comments_ = [s.first_line.comment for s in spaces if isinstance(s, cst.ParenthesizedWhitespace)]
            found += [(text_of(entry.value), c.value) for c in comments_ if c is not None]
    return found


def _comments_in(node: cst.CSTNode) -> collections.Counter:
    text = text_of(node)
    if "#" not in text:
        return collections.Counter()
    if isinstance(node, cst.BaseSmallStatement):
        text += "\n"
    return comments(text)


def _announces(comment: str) -> bool:
    """Whether a comment says no more than that a session opens or that variables are initialized."""
    words = set(re.findall(r"\w+", comment.lower()))
    return bool(words & _SESSION_TALK) and words <= _SESSION_TALK | _FILLERS


def _initializes(node: ast.stmt) -> bool:
    """Whether the statement runs something, as `sess.run(init)` does, or makes the initializer."""
    value = getattr(node, "value", None)
    return isinstance(node, (ast.Expr, ast.Assign)) and isinstance(value, ast.Call)


def _attached(leading) -> list[cst.EmptyLine]:
    lines: list[cst.EmptyLine] = []
    for line in reversed(leading):
        if line.comment is None:
            break
        lines.insert(0, line)
    return lines


def _blank_above(paired: cst.CSTNode | None, node: ast.stmt, assembler: Assembler) -> bool:
    line = assembler.lines.get(node) or paired
    leading = list(getattr(line, "leading_lines", ()))
    return bool(leading) and (leading[0].comment is None or any(l.comment is not None for l in leading))


def _collect_lines(nodes: list[ast.stmt], block, found: dict) -> None:
    position = 0
    for line in getattr(block, "body", ()):
        if isinstance(line, cst.SimpleStatementLine):
            for node in nodes[position : position + len(line.body)]:
                found[node] = line
            position += len(line.body)
            continue
        node = nodes[position]
        position += 1
        _collect_inner(node, line, found)


def _collect_inner(node: ast.stmt, line, found: dict) -> None:
    if hasattr(node, "body") and hasattr(line, "body"):
        _collect_lines(node.body, line.body, found)
    orelse = getattr(node, "orelse", None)
    if orelse:
        if isinstance(line.orelse, cst.If):
            _collect_inner(orelse[0], line.orelse, found)
        else:
            _collect_lines(orelse, line.orelse.body, found)
    for handler, other in zip(getattr(node, "handlers", ()), getattr(line, "handlers", ())):
        _collect_lines(handler.body, other.body, found)
    if getattr(node, "finalbody", None):
        _collect_lines(node.finalbody, line.finalbody.body, found)


def _moved_statements(plan: Plan) -> set[ast.stmt]:
    moved: set[ast.stmt] = set()
    todo = [s for group in (plan.before, plan.after, plan.statements) for made in group.values() for s in made]
    todo += [method for made in plan.classes.values() for method in made.methods]
    while todo:
        statement = todo.pop()
        if isinstance(statement, UserStatement):
            moved.add(statement.statement)
        elif isinstance(statement, Line) and statement.comments_of is not None:
            moved.add(statement.comments_of)
        elif isinstance(statement, (Block, FunctionCode, ClassCode)):
            todo += statement.body
    return moved


def _outer_context(statement: Statement) -> ast.With | None:
    contexts = getattr(statement, "contexts", ())
    return contexts[0] if contexts else None


def _inside(statement: Statement) -> Statement:
    if isinstance(statement, UserStatement):
        return UserStatement(statement.statement, statement.contexts[1:], statement.heads)
    return Line(statement.code, statement.comments_of, statement.contexts[1:])


def _lifted(params: cst.Parameters, names: list[str]) -> cst.Parameters:
    """New parameters go behind the positional ones; behind defaults they take a keyword."""
    if (
        any(p.default is not None for p in params.params)
        or params.star_kwarg is not None
        or isinstance(params.star_arg, cst.Param)
    ):
        extra = [cst.Param(cst.Name(name)) for name in names]
        star = params.star_arg if isinstance(params.star_arg, (cst.Param, cst.ParamStar)) else cst.ParamStar()
        return changed(params, star_arg=star, kwonly_params=[*params.kwonly_params, *extra])
    plain = list(params.params)
    if plain:
        plain[-1] = changed(plain[-1], comma=cst.MaybeSentinel.DEFAULT)
    return changed(params, params=[*plain, *[cst.Param(cst.Name(name)) for name in names]])


def _without_parameters(params: cst.Parameters, names: set[str]) -> cst.Parameters:
    def left(group):
        kept = [p for p in group if p.name.value not in names]
        if kept and len(kept) < len(group):
            kept[-1] = changed(kept[-1], comma=group[-1].comma, whitespace_after_param=group[-1].whitespace_after_param)
        return kept

    return changed(
        params,
        posonly_params=left(params.posonly_params),
        params=left(params.params),
        kwonly_params=left(params.kwonly_params),
    )


class _Names(Transformer):
    """Puts nodes in the place of names."""

    def __init__(self, nodes: dict[str, cst.BaseExpression]):
        self.nodes = nodes

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        return self.nodes.get(original.value, updated) if original.__class__ is cst.Name else updated


def _on_one_line(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression with single spaces where its text has other white space."""
    text = text_of(node)
    joined = " ".join(text.split())
    return node if joined == text else templates.expression(joined)


def _dtype_text(text: str, tf: str) -> str:
    """TensorSpec takes "float" as placeholder did; the dtype's own name reads better."""
    known = {"float": "float32", "int": "int32", "double": "float64"}
    bare = text.strip("'\"")
    if text[:1] in "'\"":
        return f"{tf}.{known.get(bare, bare)}"
    return text


def wrap_long(statement: cst.BaseStatement, texts: dict[int, KnownText]) -> cst.BaseStatement:
    """One entry a line for a dict or a call that would make a generated line too long.

    The text of a statement that stays on its line goes into `texts`.
    """
    if not isinstance(statement, cst.SimpleStatementLine):
        return statement
    if len(statement.body) == 1 and statement.trailing_whitespace.comment is None:
        small = statement.body[0]
        text = text_of(small)
        if "\n" not in text and "\r" not in text:
            texts[id(small)] = KnownText(small, text)
        if max(map(len, text.split("\n"))) < _WIDTH:
            return statement
    elif len(text_of(changed(statement, leading_lines=()))) <= _WIDTH:
        return statement
    return statement.visit(_Wrap())


class _Wrap(cst.CSTTransformer):
    """Breaks the outermost bracket of a statement.

    `beside`: comments that stand behind the argument that holds such a value; those that found one are `placed`.
    """

    def __init__(self, beside: Sequence[tuple[str, str]] = ()):
        super().__init__()
        self.chosen: cst.CSTNode | None = None
        self.beside = list(beside)
        self.placed: list[str] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self.chosen is None and (
            isinstance(node, (cst.Dict, cst.List)) and node.elements or isinstance(node, cst.Call) and node.args
        ):
            self.chosen = node
        return self.chosen is None

    def leave_Dict(self, original: cst.Dict, updated: cst.Dict):
        return self._broken(original, updated, "lbrace")

    def leave_List(self, original: cst.List, updated: cst.List):
        return self._broken(original, updated, "lbracket")

    def leave_Call(self, original: cst.Call, updated: cst.Call):
        if original is not self.chosen:
            return updated
        args = [self._commented(arg, n + 1 < len(updated.args)) for n, arg in enumerate(_one_a_line(updated.args))]
        return changed(updated, args=args, whitespace_before_args=_newline(True))

    def _commented(self, arg: cst.Arg, inside: bool) -> cst.Arg:
        found = next((pair for pair in self.beside if pair[0] and pair[0] in text_of(arg.value)), None)
        if found is None:
            return arg
        self.beside.remove(found)
        self.placed.append(found[1])
        return changed(arg, comma=cst.Comma(whitespace_after=_newline(inside, found[1])))

    def _broken(self, original, updated, left: str):
        if original is not self.chosen:
            return updated
        opened = getattr(updated, left).with_changes(whitespace_after=_newline(True))
        return changed(updated, **{"elements": _one_a_line(updated.elements), left: opened})


def _one_a_line(members) -> list:
    return [changed(m, comma=cst.Comma(whitespace_after=_newline(n + 1 < len(members)))) for n, m in enumerate(members)]


def _newline(inside: bool, comment: str | None = None) -> cst.ParenthesizedWhitespace:
    first = (
        cst.TrailingWhitespace()
        if comment is None
        else cst.TrailingWhitespace(cst.SimpleWhitespace("  "), cst.Comment(comment))
    )
    return cst.ParenthesizedWhitespace(
        first_line=first, empty_lines=[], indent=True, last_line=cst.SimpleWhitespace("    " if inside else "")
    )


def _bare_tuple(made: cst.BaseExpression, original: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(made, cst.Tuple) and not isinstance(original, cst.Tuple):
        return changed(made, lpar=[], rpar=[])
    return made


def _is_pass(suite: cst.BaseSuite) -> bool:
    """Whether nothing but `pass` is left, without a comment."""
    if not isinstance(suite, cst.IndentedBlock) or len(suite.body) != 1:
        return False
    line = suite.body[0]
    return (
        isinstance(line, cst.SimpleStatementLine)
        and all(isinstance(s, cst.Pass) for s in line.body)
        and not any(l.comment is not None for l in [*line.leading_lines, *suite.footer])
    )


def _pass() -> cst.SimpleStatementLine:
    return cst.SimpleStatementLine([cst.Pass()])
