"""Expressions: the value of each, from the values of its parts."""

from __future__ import annotations

import ast
import builtins
import contextlib
import dataclasses
from collections.abc import Iterator

from tf2migrate.analysis import classes, collections, dtypes, imports, presence
from tf2migrate.analysis.calling import Calls
from tf2migrate.analysis.program import Definition, Environment, Feed, Frame, Function
from tf2migrate.analysis.python_values import element_of, is_hashable, methods_by_node, suggest_name, truth
from tf2migrate.analysis.tree import children
from tf2migrate.analysis.values import (
    ABSENT,
    FLOATS,
    PYTHON,
    STATE,
    UNKNOWN,
    Kind,
    Value,
    constant,
    join,
    join_all,
    read_leaves,
    tensor,
)


class Expressions(Calls):
    """The part of the interpreter that evaluates expressions."""

    def evaluate(self, node: ast.expr, env: Environment) -> Value:
        method = _EXPRESSIONS.get(node.__class__)
        if method is not None:
            value = method(self, node, env)
        else:
            value = self.combine([self.evaluate(child, env) for child in children(node) if isinstance(child, ast.expr)])
        if self.frames:
            self.current[node] = value
        old = self.analysis.values.get(node)
        self.analysis.values[node] = value if old is None or not self.frames else join(old, value)
        return value

    def combine(self, values: list[Value]) -> Value:
        """The value of an operator: a tensor as soon as one operand is."""
        leaves = read_leaves(values)
        tensors = [v for v in values if v.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE, Kind.SCHEDULE)]
        if tensors:
            dtype = next((v.dtype for v in tensors if v.dtype), None)
            ranks = [v.rank for v in tensors]
            return tensor(leaves, dtype=dtype, rank=max(ranks) if all(r is not None for r in ranks) else None)
        if any(v.kind is Kind.UNKNOWN for v in values):
            return Value(Kind.UNKNOWN, leaves)
        return Value(Kind.PYTHON, leaves)

    def _expr_Constant(self, node: ast.Constant, env: Environment) -> Value:
        return constant(node.value)

    def _expr_Name(self, node: ast.Name, env: Environment) -> Value:
        definitions = env.lookup(node.id)
        self.analysis.definitions_of[node] = definitions
        if not definitions:
            return Value(Kind.PYTHON, path="builtins." + node.id) if hasattr(builtins, node.id) else PYTHON
        for definition in definitions:
            self.use(definition)
            if self.frames:
                self._note_free(definition)
        if len(definitions) > 1:  # a module that may be absent, `except ImportError: tf = None`, is there when used
            symbols = [d.value for d in definitions if d.value.kind is Kind.SYMBOL]
            absent = [d for d in definitions if d.value.constant is None]
            value = join_all(
                symbols
                if len(symbols) + len(absent) == len(definitions) and symbols
                else [d.value for d in definitions]
            )
        else:
            value = definitions[0].value
        if value.kind is Kind.SYMBOL and value.path:
            self.analysis.symbols[node] = value.path
        if (
            value.kind is Kind.UNKNOWN
            and self.frames
            and all(d.value.kind in (Kind.TENSOR, Kind.PLACEHOLDER) for d in definitions)
        ):  # `h = x` before a loop over `h`, in a helper that is given a placeholder
            return tensor(value.leaves, dtype=value.dtype, rank=value.rank)
        if (
            value.kind is Kind.FUNCTION
            and value.info is not None
            and value.info.is_property
            and (node.id.startswith(classes.PREFIX) and isinstance(node.ctx, ast.Load))
        ):
            return self._property(node, value, env)
        return value

    def _property(self, node: ast.Name, value: Value, env: Environment) -> Value:
        mine = env.lookup(classes.SELF)
        if len(mine) != 1 or mine[0].value.info is None:
            return UNKNOWN
        return classes.read_property(self, mine[0].value.info, value.info, node)

    def use(self, definition: Definition) -> None:
        if self.frames and definition.env.frame is None:
            self._trail.append(definition)
        if self.unit is not None and definition.unit is not self.unit and definition.env.frame is None:
            if definition not in self.unit.uses:
                self.unit.uses.append(definition)

    def _note_free(self, definition: Definition) -> None:
        """Helper functions on the stack that do not own this graph value need it as a parameter."""
        if definition.env.frame is not None or not definition.value.dynamic:
            return
        for frame in self.frames:
            known = frame.function.free_dynamic.get(definition.name, ())
            if definition not in known:
                frame.function.free_dynamic[definition.name] = known + (definition,)

    def _expr_Attribute(self, node: ast.Attribute, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        if base.kind is Kind.SYMBOL and base.items:
            return self._of_several(node.value, base)
        if base.kind is Kind.SYMBOL:
            path = imports.public_name(f"{base.path}.{node.attr}" if base.path else node.attr)
            self.analysis.symbols[node] = path
            return self.symbol_value(node, path)
        return self.attribute(node, base, env)

    def _expr_Subscript(self, node: ast.Subscript, env: Environment) -> Value:
        base = self.evaluate(node.value, env)
        key = self.evaluate(node.slice, env) if not isinstance(node.slice, ast.Slice) else self._slice(node.slice, env)
        fed = [f for f in base.info or () if _same_graph_value(f.key_value, key)] if base.kind is Kind.MAPPING else ()
        for feed in fed:
            feed.twins += (node.slice,)
        if fed:
            return PYTHON  # what the run is fed with
        if base.kind in (Kind.SEQUENCE, Kind.MAPPING):
            return self._item(base, node.slice, key)
        if base.kind is Kind.METRIC:
            return Value(Kind.METRIC, base.leaves, info=base.info, constant=key.constant)
        if base.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE):
            return tensor(read_leaves([base, key]), dtype=base.dtype, rank=self._rank_of_part(base.rank, node.slice))
        if base.path == FLOATS and not key.dynamic:
            return Value(Kind.PYTHON, path=FLOATS)
        return self.combine([base, key])

    def _rank_of_part(self, rank: int | None, index: ast.expr) -> int | None:
        """The rank of a part of a tensor: a number takes a dimension away, None adds one."""
        for part in index.elts if isinstance(index, ast.Tuple) else [index]:
            value = self.analysis.values.get(part)
            known = value.constant if value is not None and value.kind is Kind.PYTHON else ABSENT
            if isinstance(part, ast.Slice) or known is ...:
                continue
            if rank is None or not (known is None or isinstance(known, int) and not isinstance(known, bool)):
                return None
            rank += 1 if known is None else -1
        return rank

    def _slice(self, node: ast.Slice, env: Environment) -> Value:
        return self.combine([self.evaluate(part, env) for part in (node.lower, node.upper, node.step) if part])

    def _item(self, base: Value, node: ast.expr, key: Value) -> Value:
        if (
            isinstance(base.items, dict)
            and key.constant is not ABSENT
            and is_hashable(key.constant)
            and (key.constant in base.items)
        ):
            return base.items[key.constant]
        if isinstance(base.items, list):
            if isinstance(key.constant, int) and -len(base.items) <= key.constant < len(base.items):
                return base.items[key.constant]
            if isinstance(node, ast.Slice) and key.constant is ABSENT:
                parts = [_int_or_none(p) for p in (node.lower, node.upper, node.step)]
                if all(p is not False for p in parts):
                    part = slice(*parts)
                    return Value(Kind.SEQUENCE, items=base.items[part], nodes=base.nodes[part] if base.nodes else None)
        if isinstance(node, ast.Slice):
            return Value(Kind.SEQUENCE, element=element_of(base))
        if isinstance(base.items, dict):
            return join_all(base.children()) if base.items else PYTHON
        return element_of(base)

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set, env: Environment) -> Value:
        items, nodes = [], []
        for child in node.elts:
            if isinstance(child, ast.Starred):
                inner = self.evaluate(child.value, env)
                if not isinstance(inner.items, list):
                    rest = [self.evaluate(c, env) for c in node.elts if not isinstance(c, ast.Starred)]
                    parts = rest + inner.children()
                    return Value(Kind.SEQUENCE, element=join_all(parts) if parts else None)
                items += inner.items
                nodes += inner.nodes or [None] * len(inner.items)
            else:
                items.append(self.evaluate(child, env))
                nodes.append(child)
        known = all(v.constant is not ABSENT for v in items)
        return Value(
            Kind.SEQUENCE,
            items=items,
            nodes=nodes,
            node=node if isinstance(node, ast.Tuple) else None,
            constant=[v.constant for v in items] if known else ABSENT,
        )

    _expr_Tuple = _expr_List = _expr_Set = _sequence

    def _expr_Dict(self, node: ast.Dict, env: Environment) -> Value:
        items, feeds, unknown = {}, [], []
        for key, child in zip(node.keys, node.values):
            value = self.evaluate(child, env)
            if key is None:
                if value.kind is Kind.MAPPING and value.items is not None:
                    items.update(value.items)
                    feeds += value.info or []
                else:
                    unknown.append(element_of(value))
                continue
            key_value = self.evaluate(key, env)
            if key_value.kind in (Kind.PLACEHOLDER, Kind.TENSOR, Kind.VARIABLE, Kind.UNKNOWN) or (
                key_value.path.startswith(STATE)
            ):
                feeds.append(Feed(key, key_value, child))
            elif key_value.constant is not ABSENT and is_hashable(key_value.constant):
                suggest_name(value, str(key_value.constant))
                items[key_value.constant] = value
            else:
                unknown.append(value)
        if unknown:
            return Value(Kind.MAPPING, element=join_all(unknown + list(items.values())), info=feeds)
        return Value(Kind.MAPPING, items=items, info=feeds, node=node)

    def _expr_BinOp(self, node: ast.BinOp, env: Environment) -> Value:
        left, right = self.evaluate(node.left, env), self.evaluate(node.right, env)
        if isinstance(node.op, ast.Add) and left.kind is right.kind is Kind.SEQUENCE:
            if isinstance(left.items, list) and isinstance(right.items, list):
                nodes = (left.nodes or [None] * len(left.items)) + (right.nodes or [None] * len(right.items))
                return Value(Kind.SEQUENCE, items=left.items + right.items, nodes=nodes)
            parts = left.children() + right.children()
            return Value(Kind.SEQUENCE, element=join_all(parts) if parts else None)
        if isinstance(node.op, ast.Mult) and {left.kind, right.kind} in ({Kind.SEQUENCE, Kind.PYTHON}, {Kind.SEQUENCE}):
            sequence = left if left.kind is Kind.SEQUENCE else right
            return Value(Kind.SEQUENCE, element=element_of(sequence))
        if left.constant is not ABSENT and right.constant is not ABSENT:
            folded = _fold(node.op, left.constant, right.constant)
            if folded is not ABSENT:
                return constant(folded)
        result = self.combine([left, right])
        if isinstance(node.op, ast.Div) and result.kind is Kind.TENSOR:
            result = dataclasses.replace(result, dtype=dtypes.true_division(result.dtype))
        return result

    def _expr_UnaryOp(self, node: ast.UnaryOp, env: Environment) -> Value:
        operand = self.evaluate(node.operand, env)
        if isinstance(node.op, ast.USub) and isinstance(operand.constant, (int, float)):
            return constant(-operand.constant)
        if self.frames and isinstance(node.op, ast.Not) and truth(operand) is not None and self.steady(node):
            return constant(not truth(operand))
        return self.combine([operand])

    def _expr_Compare(self, node: ast.Compare, env: Environment) -> Value:
        values = [self.evaluate(child, env) for child in [node.left, *node.comparators]]
        if any(v.kind in (Kind.TENSOR, Kind.PLACEHOLDER) for v in values) and any(
            isinstance(op, (ast.Eq, ast.NotEq)) for op in node.ops
        ):
            if not any(v.constant is None for v in values):
                self.problem(
                    node,
                    "TFM904",
                    "== compares tensors by identity in TF1 and by value in TF2",
                    "write tf.equal(a, b) for the values, `is` for the identity",
                )
        if (
            len(node.ops) == 1
            and isinstance(node.ops[0], (ast.Eq, ast.NotEq))
            and all(v.kind is Kind.VARIABLE for v in values)
            and not self.analysis.eager
        ):
            self.analysis.identities.append(node)
            return PYTHON
        answer = presence.compared(self, node)
        if answer is not None:
            return answer
        known = _compared(node, values) if self.frames and self.steady(node) else None
        if known is not None:
            return constant(known)
        if all(isinstance(op, (ast.Is, ast.IsNot, ast.In, ast.NotIn)) for op in node.ops):
            return PYTHON
        result = self.combine(values)
        result.dtype = "bool" if result.kind is Kind.TENSOR else None
        return result

    def _expr_BoolOp(self, node: ast.BoolOp, env: Environment) -> Value:
        values = [self.evaluate(child, env) for child in node.values]
        if self.frames and self.steady(node):  # `name or "linear"`, `train and keep`
            for value in values[:-1]:
                verdict = truth(value)
                if verdict is None:
                    break
                if verdict is isinstance(node.op, ast.Or):
                    return value
                values = values[1:]
        return join_all(values)

    def _expr_IfExp(self, node: ast.IfExp, env: Environment) -> Value:
        self.tested[node.test] = self.evaluate(node.test, env)
        taken = self._verdict(node.test)
        if taken is not None:
            self.dead += 1
            self.evaluate(node.orelse if taken else node.body, env)
            self.dead -= 1
            return self.evaluate(node.body if taken else node.orelse, env)
        self.unsure += 1
        value = join(self.evaluate(node.body, env), self.evaluate(node.orelse, env))
        self.unsure -= 1
        return value

    def _expr_Lambda(self, node: ast.Lambda, env: Environment) -> Value:
        function = self.analysis.functions.get(node)
        if function is None or function.env is not env:
            function = Function(node, env)
            self.analysis.functions[node] = function
        return Value(Kind.FUNCTION, info=function)

    def _comprehension(self, node: ast.ListComp, env: Environment) -> Value:
        inner = Environment(env, env.frame or Frame(Function(node, env)))
        for generator in node.generators:
            self.assign(generator.target, element_of(self.evaluate(generator.iter, inner)), inner)
            for condition in generator.ifs:
                self.evaluate(condition, inner)
        with self._passes(node):
            element = self.evaluate(node.elt, inner)
        chosen = collections.filtered(self, node)
        return chosen if chosen is not None else Value(Kind.SEQUENCE, element=element)

    @contextlib.contextmanager
    def _passes(self, node: ast.ListComp | ast.DictComp) -> Iterator[None]:
        """The element of a comprehension is interpreted once for all passes of its loops."""
        self.loop_depth += 1
        self.loops += node.generators
        yield
        del self.loops[-len(node.generators) :]
        self.loop_depth -= 1

    _expr_ListComp = _expr_GeneratorExp = _expr_SetComp = _comprehension

    def _expr_DictComp(self, node: ast.DictComp, env: Environment) -> Value:
        inner = Environment(env, env.frame or Frame(Function(node, env)))
        for generator in node.generators:
            self.assign(generator.target, element_of(self.evaluate(generator.iter, inner)), inner)
        with self._passes(node):
            key, element = self.evaluate(node.key, inner), self.evaluate(node.value, inner)
        if key.dynamic:
            self.problem(
                node,
                "TFM103",
                "a feed dict is made by a comprehension over placeholders",
                "pass the values to the step function by name",
            )
        return Value(Kind.MAPPING, element=element)

    def _expr_Starred(self, node: ast.Starred, env: Environment) -> Value:
        return self.evaluate(node.value, env)

    def _expr_NamedExpr(self, node: ast.NamedExpr, env: Environment) -> Value:
        value = self.evaluate(node.value, env)
        self.assign(node.target, value, env)
        return value


def _compared(node: ast.Compare, values: list[Value]) -> bool | None:
    """The result of comparing two known Python values, or a graph value with None."""
    if len(values) != 2:
        return None
    left, right = values
    op = node.ops[0]
    if isinstance(op, (ast.Is, ast.IsNot)) and right.constant is None:
        if left.constant is not ABSENT:
            return (left.constant is None) == isinstance(op, ast.Is)
        if left.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE, Kind.FUNCTION, Kind.SYMBOL):
            return isinstance(op, ast.IsNot)
    if left.constant is ABSENT or right.constant is ABSENT:
        return None
    try:
        if isinstance(op, (ast.Eq, ast.NotEq)):
            return (left.constant == right.constant) == isinstance(op, ast.Eq)
        if isinstance(op, ast.Gt):
            return left.constant > right.constant
        if isinstance(op, ast.Lt):
            return left.constant < right.constant
        if isinstance(op, (ast.In, ast.NotIn)):
            return (left.constant in right.constant) == isinstance(op, ast.In)
    except TypeError:
        pass
    return None


def _int_or_none(node: ast.expr | None) -> int | None | bool:
    if node is None:
        return None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return -node.operand.value
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else False


def _fold(op: ast.operator, a: object, b: object) -> object:
    try:
        if isinstance(a, str) and isinstance(op, (ast.Add, ast.Mod)):
            return a + b if isinstance(op, ast.Add) else a % (tuple(b) if isinstance(b, list) else b)
    except (TypeError, ValueError):
        return ABSENT
    if not isinstance(a, (int, float)) or not isinstance(b, (int, float)):
        return ABSENT
    try:
        if isinstance(op, ast.Add):
            return a + b
        if isinstance(op, ast.Sub):
            return a - b
        if isinstance(op, ast.Mult):
            return a * b
        if isinstance(op, ast.Div):
            return a / b
        if isinstance(op, ast.FloorDiv):
            return a // b
        if isinstance(op, ast.Pow) and abs(b) < 64 and abs(a) < 1e9:
            return a**b
    except (ArithmeticError, ValueError):
        pass
    return ABSENT


_EXPRESSIONS = methods_by_node(Expressions, "_expr_")


def _same_graph_value(one: Value, other: Value) -> bool:
    """Whether two keys of a feed dict are one placeholder."""
    return one.kind is other.kind is Kind.PLACEHOLDER and one.info is not None and one.info is other.info
