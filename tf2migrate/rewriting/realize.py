"""Recipes become libcst nodes: the user's own expressions, edited on the way up, and small templates round them."""

from __future__ import annotations

import ast
import bisect
import re

import libcst as cst

from tf2migrate.analysis.classes import PREFIX
from tf2migrate.analysis.program import Analysis, Cell, Decay, Layer, Optimizer, Unsupported, Variable
from tf2migrate.analysis.tree import belongs, of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value
from tf2migrate.planning import recurrent
from tf2migrate.planning.initializers import is_class_argument
from tf2migrate.planning.recipe import Code, Original, Plan, Recipe, Special, Within
from tf2migrate.rewriting import templates, variables
from tf2migrate.rewriting.pairing import expressions
from tf2migrate.rewriting.printing import text_of
from tf2migrate.rewriting.transform import Transformer, changed, rebuilt, transform
from tf2migrate.rules import calls, symbols
from tf2migrate.rules.editing import RemovableParen, comments_in
from tf2migrate.settings import Settings

_ASSIGNING = frozenset({cst.Assign, cst.Return, cst.AugAssign})
_EDITED = frozenset({cst.Call, cst.Attribute, cst.Name})
_PART = re.compile(r"\{(\d+)\}")
_ATOMIC = (
    cst.Name,
    cst.Attribute,
    cst.Call,
    cst.Subscript,
    cst.Integer,
    cst.Float,
    cst.SimpleString,
    cst.List,
    cst.Dict,
    cst.Set,
    cst.ListComp,
    cst.FormattedString,
)


class Realizer:
    """Builds libcst nodes for one file."""

    def __init__(
        self,
        tree: ast.Module,
        analysis: Analysis,
        plan: Plan,
        settings: Settings,
        tf: str,
        statements: dict[ast.stmt, cst.CSTNode],
        step_rates: dict,
    ):
        self.step_rates = step_rates
        self.called = {node.func for node in of_type(tree, ast.Call)}
        self.analysis, self.plan, self.settings, self.tf = analysis, plan, settings, tf
        self.statements = statements
        self.cst_of: dict[ast.AST, cst.CSTNode] = {}
        self.ast_of: dict[int, ast.AST] = {}
        self.paired: set[ast.stmt] = set()
        self.support: list[str] = []
        self.notes: list[tuple[ast.AST, str]] = []
        self.constructed: dict[ast.stmt, list[str]] = {}  # comments in the layers that were made of a statement
        self.hot = _hot_nodes(tree, analysis, plan)
        self._positions = sorted(node._stretch[1] for node in self.hot)
        self._local_positions: dict[int, list[int]] = {}
        self._merged: list[dict[ast.AST, Recipe]] = []
        self.dropped = {id(statements[node]) for node in plan.dropped if node in statements}

    # -- pairing --------------------------------------------------------------------------------------

    def pair(self, statement: ast.stmt) -> None:
        if statement in self.paired or statement not in self.statements:
            return
        self.paired.add(statement)
        for node, paired in expressions(statement, self.statements[statement]):
            self.cst_of[node] = paired
            self.ast_of[id(paired)] = node

    def node(self, node: ast.AST) -> cst.CSTNode:
        if node not in self.cst_of:
            statement = _statement_of(node)
            self.pair(statement)
            if statement not in self.statements:
                self._from_elsewhere(node)
        return self.cst_of[node]

    def _from_elsewhere(self, node: ast.AST) -> None:
        """Write an expression of another file again: one that means the same here, like a shape.

        Raises:
            Unsupported: it is made of names of that file.
        """
        for part in ast.walk(node):
            if (
                isinstance(part, ast.Name)
                and not part.id.startswith(PREFIX)
                and not (part.id == self.tf and self.analysis.aliases.get(part.id) == "")
            ):
                raise Unsupported(
                    node,
                    "TFM914",
                    f"{ast.unparse(node)} is needed in another file, which cannot read it",
                    "move what needs it into one file",
                )
        made = templates.expression(ast.unparse(node))
        for part, paired in [(node, made), *expressions(node, made)]:
            self.cst_of[part] = paired
            self.ast_of[id(paired)] = part

    def changes(self, node: ast.AST, local: dict[ast.AST, Recipe] | None) -> bool:
        """Whether anything at or below the node may be edited."""
        stretch = getattr(node, "_stretch", None)
        if stretch is None:
            return True
        _, start, end = stretch
        if _any_between(self._positions, start, end):
            return True
        if not local:
            return False
        known = self._local_positions.get(id(local))
        if known is None or len(known) != len(local):
            known = sorted(n._stretch[1] for n in local if hasattr(n, "_stretch"))
            self._local_positions[id(local)] = known
        return _any_between(known, start, end)

    # -- recipes --------------------------------------------------------------------------------------

    def expression(self, recipe: Recipe, local: dict[ast.AST, Recipe] | None = None) -> cst.BaseExpression:
        """The expression of a recipe. `local` are overrides of the function it is written into."""
        if isinstance(recipe, Code):
            return self._code(recipe, local, templates.expression)
        if isinstance(recipe, Special):
            return self._special(recipe, local)
        if isinstance(recipe, Within):
            merged = {**(local or {}), **recipe.overrides}
            self._merged.append(merged)  # its id stands for it
            return self.expression(recipe.recipe, merged)
        if isinstance(recipe, Original):
            return self._edited(recipe.node, local, skip=recipe.node)
        override = self._override(recipe, local)
        if override is not None:
            return self.expression(override, local)
        return self._edited(recipe, local, skip=None)

    def statement(self, code: Recipe, local: dict[ast.AST, Recipe] | None = None) -> cst.BaseStatement:
        if isinstance(code, Code):
            return self._code(code, local, templates.statement)
        return cst.SimpleStatementLine([cst.Expr(self.expression(code, local))])

    def _code(self, recipe: Code, local, parse):
        text = _PART.sub(lambda m: f"_part_{m.group(1)}_", recipe.text)
        parts = {f"_part_{i}_": part for i, part in enumerate(recipe.parts)}
        tree = parse(text)
        if not parts:
            return tree
        if isinstance(tree, cst.Name) and tree.value in parts:
            return self.expression(parts[tree.value], local)
        return transform(tree, _Fill(self, parts, local))

    def _override(self, node: ast.AST, local) -> Recipe | None:
        if local and node in local:
            return local[node]
        return self.plan.overrides.get(node)

    def _edited(self, node: ast.expr, local, skip: ast.AST | None) -> cst.BaseExpression:
        original = self.node(node)
        return transform(original, Editor(self, local, skip))

    def edit_statement(self, statement: ast.stmt, local=None) -> cst.CSTNode:
        """A small statement, or a compound one with its body, with all edits."""
        if hasattr(statement, "body"):
            for child in walk(statement):
                if isinstance(child, ast.stmt):
                    self.pair(child)
        else:
            self.pair(statement)
        edited = transform(self.statements[statement], Editor(self, local, None))
        if edited.__class__ in _ASSIGNING and edited.value is not None:
            return changed(edited, value=calls.bare(edited.value))
        return edited

    # -- constructions --------------------------------------------------------------------------------

    def _special(self, recipe: Special, local) -> cst.BaseExpression:
        return getattr(self, "_make_" + recipe.make)(recipe.record, local)

    def _call(self, node: ast.Call, local) -> tuple[cst.Call, cst.Call]:
        """The call as it was, and with its arguments edited."""
        original = self.node(node)
        return original, transform(original, Editor(self, local, node, plain=node))

    # -- the table's edits ----------------------------------------------------------------------------

    def call(self, path: str, original: cst.Call, updated: cst.Call) -> cst.BaseExpression:
        """One call of the API, edited as its row says."""
        symbol = symbols.lookup(path)
        if symbol is None:
            return updated
        self._need(symbol)
        made = calls.rewrite_call(
            symbol,
            original,
            updated,
            self.tf,
            dtype_of=lambda node: getattr(self.value_of(node), "dtype", None),
            rank_of=lambda node: getattr(self.value_of(node), "rank", None),
            needs_stop_gradient=lambda node: needs_gradient(self.value_of(node)),
        )
        return made

    def reference(self, path: str, node: ast.AST, updated: cst.BaseExpression) -> cst.BaseExpression:
        """A symbol that is named and not called."""
        symbol = symbols.lookup(path)
        if symbol is None or symbol.disposition is symbols.Disposition.LOWERED:
            return updated
        text = calls.rewrite_reference(symbol, self.tf)
        if text is None and is_class_argument(self.analysis, node, symbol):
            return self.call(path, cst.Call(updated), cst.Call(updated))
        if text is None or text == text_of(updated):
            return updated
        if symbol.disposition is symbols.Disposition.SAME and isinstance(node, ast.Name):
            return updated  # from tensorflow import Variable
        self._need(symbol)
        return templates.expression(text).with_changes(lpar=updated.lpar, rpar=updated.rpar)

    def _need(self, symbol: symbols.Symbol) -> None:
        self.support += [name for name in symbol.support if name not in self.support]
        if symbol.rule:
            self.plan.rules.add(symbol.rule)

    def _make_variable(self, record: Variable, local) -> cst.BaseExpression:
        original, updated = self._call(record.node, local)
        return variables.make(record, original, updated, self)

    def _make_weight(self, record: Variable, local) -> cst.BaseExpression:
        return variables.weight(self._make_variable(record, local), record, self.tf)

    def _make_layer_weight(self, record: Variable, local) -> cst.BaseExpression:
        original, updated = self._call(record.node, local)
        return variables.layer_weight(record, original, updated, self)

    def _make_initial_value(self, record: Variable, local) -> cst.BaseExpression:
        made = self._make_variable(record, local)
        value = made.args[0].value
        return value

    def _make_optimizer(self, record: Optimizer, local) -> cst.BaseExpression:
        from tf2migrate.planning.rounding import amplifies
        from tf2migrate.rules.optimizers import rewrite_optimizer

        original, updated = self._call(record.node, local)
        value = record.rate_value
        schedule = value is not None and value.kind is Kind.SCHEDULE
        moving = value is not None and (value.dynamic or value.kind in (Kind.VARIABLE, Kind.TENSOR))
        assigned = moving and any(t in self.step_rates for t in record.trains)
        if assigned:
            # The step assigns the rate before each update; the number given here is never used.
            updated = _replace_argument(updated, "learning_rate", templates.expression("0.001"))
        elif schedule and value.info.name == "":
            pass
        made = rewrite_optimizer(
            symbols.lookup(record.symbol),
            original,
            updated,
            self.tf,
            self.settings.fidelity,
            constant_rate=not moving,
            sparse=record.sparse,
            is_python_float=lambda node: assigned or schedule or self._is_float(node),
            amplified=amplifies(self.analysis, record),
        )
        self.support += made.support
        self.notes += [(record.node, note) for note in made.notes]
        self.plan.apply(made.rule, record.node)
        return made.expression

    def _is_float(self, node: cst.CSTNode) -> bool:
        value = self.value_of(node)
        return value is not None and isinstance(value.constant, float)

    def value_of(self, node: cst.CSTNode) -> Value | None:
        """The abstract value of an original libcst expression."""
        paired = self.ast_of.get(id(node))
        return self.analysis.values.get(paired) if paired is not None else None

    def _make_schedule(self, record: Decay, local) -> cst.BaseExpression:
        from tf2migrate.rules.optimizers import rewrite_schedule

        original, updated = self._call(record.node, local)
        made = rewrite_schedule(symbols.lookup(record.symbol), original, updated, self.tf)
        self.support += made.support
        return made.constructor

    def _split(self, record: Layer, local):
        from tf2migrate.rules.layers import split_layer_call

        original, updated = (_without(call, "reuse") for call in self._call(record.node, local))
        return split_layer_call(
            symbols.lookup(record.symbol),
            original,
            updated,
            self.tf,
            self.settings.fidelity,
            rank_of=lambda node: getattr(self.value_of(node), "rank", None),
            dtype_of=lambda node: getattr(self.value_of(node), "dtype", None),
        )

    def _make_cell(self, record: Cell, local) -> cst.BaseExpression:
        code, name = recurrent.cell_code(self.analysis.values, record, self.tf)
        self.support += [name] if name is not None else []
        return self.expression(code, local)

    def _make_layer(self, record: Layer, local) -> cst.BaseExpression:
        if record.recurrent is not None:
            self.support += recurrent.support(record)
            return self.expression(record.recurrent.constructor, local)
        made = self._split(record, local)
        self.support += made.support
        self.notes += [(record.node, note) for note in made.notes]
        self.constructed[_statement_of(record.node)] = comments_in(made.constructor)
        return made.constructor

    def _make_layer_call(self, record: Layer, local) -> cst.BaseExpression:
        if record.recurrent is not None:
            text, parts = record.recurrent.call
            return self.expression(Code(text.replace("{name}", record.name), parts), local)
        made = self._split(record, local)
        keywords = list(made.call_keywords)
        inputs = cst.Arg(made.inputs, comma=cst.MaybeSentinel.DEFAULT)
        return cst.Call(_dotted(record.name), [inputs, *keywords])

    def _make_lifted_call(self, record, local) -> cst.BaseExpression:
        node, names = record
        _, updated = self._call(node, local)
        arguments = list(updated.args)
        if arguments and isinstance(arguments[-1].comma, cst.Comma):
            arguments[-1] = changed(arguments[-1], comma=cst.MaybeSentinel.DEFAULT)
        keyword = any(a.keyword is not None for a in arguments) or self._behind_defaults(node)
        for given in names:
            name, value = given if isinstance(given, tuple) else (given, Code(given))
            arguments.append(
                cst.Arg(
                    self.expression(value, local),
                    keyword=cst.Name(name) if keyword else None,
                    equal=cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))
                    if keyword
                    else cst.MaybeSentinel.DEFAULT,
                )
            )
        return changed(updated, args=arguments)

    def _behind_defaults(self, call: ast.Call) -> bool:
        """Whether the function that is called has defaults, or takes any arguments: new parameters take a keyword."""
        called = [f.node.args for f in self.analysis.functions.values() if call in f.calls]
        return any(spec.defaults or spec.vararg is not None or spec.kwarg is not None for spec in called)

    def _make_call_without(self, record, local) -> cst.BaseExpression:
        """A call without the arguments of parameters that are gone."""
        node, gone = record
        _, updated = self._call(node, local)
        listed = sorted([*node.args, *node.keywords], key=lambda a: (a.lineno, a.col_offset))
        kept = [
            made
            for made, given in zip(updated.args, listed)
            if getattr(given, "value", given) not in gone and given not in gone
        ]
        if kept and len(kept) < len(updated.args):
            kept[-1] = changed(
                kept[-1], comma=updated.args[-1].comma, whitespace_after_arg=updated.args[-1].whitespace_after_arg
            )
        if not kept and "#" not in cst.Module([]).code_for_node(updated.whitespace_before_args):
            return changed(updated, args=[], whitespace_before_args=cst.SimpleWhitespace(""))
        return changed(updated, args=kept)


def _without_lines(dropped: set[int], original: cst.IndentedBlock, block: cst.IndentedBlock) -> cst.IndentedBlock:
    """A block without the simple statements that go; their comments stand above what follows."""
    lines: list[cst.BaseStatement] = []
    waiting: list[cst.EmptyLine] = []
    for before, line in zip(original.body, block.body):
        if before.__class__ is cst.SimpleStatementLine and all(id(small) in dropped for small in before.body):
            waiting += [above for above in before.leading_lines if above.comment is not None]
            beside = before.trailing_whitespace.comment
            waiting += [cst.EmptyLine(comment=beside)] if beside is not None else []
            continue
        lines.append(changed(line, leading_lines=[*waiting, *line.leading_lines]) if waiting else line)
        waiting = []
    return changed(block, body=lines) if len(lines) < len(block.body) else block


class Editor(Transformer):
    """Applies overrides on the way down and the table's edits on the way up."""

    def __init__(self, realizer: Realizer, local, skip: ast.AST | None, plain: ast.AST | None = None):
        self.realizer, self.local, self.skip, self.plain = realizer, local, skip, plain

    def visit(self, node: cst.CSTNode) -> cst.CSTNode:
        realizer = self.realizer
        paired = realizer.ast_of.get(id(node))
        if paired is None:
            made = rebuilt(node, self.visit)
            if realizer.dropped and node.__class__ is cst.IndentedBlock:
                return _without_lines(realizer.dropped, node, made)
            return made
        if not realizer.changes(paired, self.local):
            updated = node
        else:
            replacement = None if paired is self.skip else realizer._override(paired, self.local)
            if replacement is not None:
                return _fit(realizer.expression(replacement, self.local), node)
            updated = rebuilt(node, self.visit)
        if node.__class__ in _EDITED and paired is not self.plain:
            return self._edit(node, paired, updated)
        return updated

    def _edit(self, original: cst.CSTNode, paired: ast.AST, updated: cst.CSTNode) -> cst.CSTNode:
        realizer = self.realizer
        if original.__class__ is cst.Call:
            path = realizer.analysis.symbols.get(paired.func)
            if path is None:
                return variables.method(realizer, paired, updated)
            return realizer.call(path, original, updated)
        path = realizer.analysis.symbols.get(paired)
        if path is None or paired in realizer.called:
            return variables.attribute(realizer, paired, updated)
        return realizer.reference(path, paired, updated)


def _fit(made: cst.BaseExpression, original: cst.CSTNode) -> cst.BaseExpression:
    """Keep the parentheses that stood round the original; add them where the replacement binds weaker."""
    if isinstance(made, _ATOMIC) or getattr(made, "lpar", ()):
        if getattr(original, "lpar", ()) and isinstance(made, _ATOMIC) and not made.lpar and not _spans(original):
            return made
        return made
    if isinstance(original, _ATOMIC):
        return changed(made, lpar=[RemovableParen()], rpar=[cst.RightParen()])
    return made


def _spans(node: cst.CSTNode) -> bool:
    return any(isinstance(p.whitespace_after, cst.ParenthesizedWhitespace) for p in getattr(node, "lpar", ()))


class _Fill(Transformer):
    def __init__(self, realizer: Realizer, parts: dict[str, Recipe], local):
        self.realizer, self.parts, self.local = realizer, parts, local

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        if original.__class__ is not cst.Name or original.value not in self.parts:
            return updated
        made = self.realizer.expression(self.parts[original.value], self.local)
        if updated.lpar and not isinstance(made, _ATOMIC) and not made.lpar:
            return changed(made, lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
        return made


def _replace_argument(call: cst.Call, name: str, value: cst.BaseExpression) -> cst.Call:
    arguments = list(call.args)
    for position, argument in enumerate(arguments):
        if (argument.keyword is not None and argument.keyword.value == name) or (
            position == 0 and argument.keyword is None
        ):
            arguments[position] = changed(argument, value=value)
            return changed(call, args=arguments)
    return call


def _without(call: cst.Call, name: str) -> cst.Call:
    kept = [a for a in call.args if a.keyword is None or a.keyword.value != name]
    if len(kept) == len(call.args):
        return call
    if kept:
        kept[-1] = changed(kept[-1], comma=call.args[-1].comma, whitespace_after_arg=call.args[-1].whitespace_after_arg)
    return changed(call, args=kept)


def _dotted(name: str) -> cst.BaseExpression:
    return templates.expression(name)


def _any_between(positions: list[int], start: int, end: int) -> bool:
    found = bisect.bisect_left(positions, start)
    return found < len(positions) and positions[found] < end


def _statement_of(node: ast.AST) -> ast.stmt:
    while not isinstance(node, ast.stmt):
        node = node._parent
    return node


def _hot_nodes(tree: ast.Module, analysis: Analysis, plan: Plan) -> list[ast.AST]:
    """Expressions of a file that may be edited: those the plan replaces, and uses of the API that changed."""
    found = [node for node in plan.overrides if belongs(node, tree)]
    for node, path in analysis.symbols.items():
        symbol = symbols.lookup(path)
        if belongs(node, tree) and symbol is not None and symbol.disposition is not symbols.Disposition.SAME:
            found.append(node)
    found += [
        node
        for node in of_type(tree, ast.Attribute)
        if node.attr in ("get_shape", "value", "initialized_value", "as_list")
    ]
    return found


def needs_gradient(value: Value | None) -> bool:
    """Whether a gradient could flow into this value: not when it comes from placeholders and constants alone."""
    if value is None:
        return True
    return any(leaf.kind not in (LeafKind.PLACEHOLDER, LeafKind.ELEMENT) for leaf in value.all_leaves()) or (
        value.kind in (Kind.UNKNOWN, Kind.VARIABLE)
    )
