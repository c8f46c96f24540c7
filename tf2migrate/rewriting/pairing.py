"""Pairs the `ast` and libcst nodes of one source: both trees have the same expressions in the same order.

The analysis works on `ast`, the rewriting on libcst; this is the bridge between the two, without the position
metadata of libcst, which costs more than everything else together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import libcst as cst

from tf2migrate.checks import CheckFailed

Pairs = Iterator[tuple[ast.AST, cst.CSTNode]]


class PairingError(CheckFailed):
    """The two trees do not match: the file is left alone."""


def statements(module: ast.Module, tree: cst.Module) -> dict[ast.stmt, cst.CSTNode]:
    """The libcst node of every statement: a small statement, or a compound one."""
    pairs: dict[ast.stmt, cst.CSTNode] = {}
    _body(module.body, tree.body, pairs)
    return pairs


def _body(nodes: list[ast.stmt], block: object, pairs: dict[ast.stmt, cst.CSTNode]) -> None:
    flat: list[cst.CSTNode] = []
    for statement in getattr(block, "body", block):
        if isinstance(statement, cst.SimpleStatementLine):
            flat.extend(statement.body)
        else:
            flat.append(statement)
    if len(flat) != len(nodes):
        raise PairingError(f"{len(nodes)} statements, {len(flat)} in libcst")
    for node, paired in zip(nodes, flat):
        pairs[node] = paired
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.With, ast.AsyncWith)):
            _body(node.body, paired.body, pairs)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.While)):
            _body(node.body, paired.body, pairs)
            if node.orelse:
                _body(node.orelse, paired.orelse.body, pairs)
        elif isinstance(node, ast.If):
            _if(node, paired, pairs)
        elif isinstance(node, ast.Try):
            _body(node.body, paired.body, pairs)
            for handler, other in zip(node.handlers, paired.handlers):
                _body(handler.body, other.body, pairs)
            if node.orelse:
                _body(node.orelse, paired.orelse.body, pairs)
            if node.finalbody:
                _body(node.finalbody, paired.finalbody.body, pairs)


def _if(node: ast.If, paired: cst.If, pairs: dict[ast.stmt, cst.CSTNode]) -> None:
    _body(node.body, paired.body, pairs)
    if not node.orelse:
        return
    if isinstance(paired.orelse, cst.If):
        pairs[node.orelse[0]] = paired.orelse
        _if(node.orelse[0], paired.orelse, pairs)
    else:
        _body(node.orelse, paired.orelse.body, pairs)


def expressions(node: ast.AST, paired: cst.CSTNode) -> Pairs:
    """Every expression below a statement (not those of nested statements) with its libcst node."""
    todo = [(node, paired)]
    while todo:
        node, paired = todo.pop()
        handler = _HANDLERS.get(node.__class__)
        if handler is not None:
            inner = list(handler(node, paired))
            yield from inner
            todo += inner


def _expr(node, paired):
    yield node.value, paired.value


def _await(node, paired):
    yield node.value, paired.expression


def _assign(node, paired):
    for target, other in zip(node.targets, paired.targets):
        yield target, other.target
    yield node.value, paired.value


def _annassign(node, paired):
    yield node.target, paired.target
    yield node.annotation, paired.annotation.annotation
    if node.value is not None:
        yield node.value, paired.value


def _target_value(node, paired):
    yield node.target, paired.target
    yield node.value, paired.value


def _optional_value(node, paired):
    if node.value is not None:
        yield node.value, paired.value


def _for(node, paired):
    yield node.target, paired.target
    yield node.iter, paired.iter


def _test(node, paired):
    yield node.test, paired.test


def _with(node, paired):
    for item, other in zip(node.items, paired.items):
        yield item.context_expr, other.item
        if item.optional_vars is not None:
            yield item.optional_vars, other.asname.name


def _try(node, paired):
    for handler, other in zip(node.handlers, paired.handlers):
        if handler.type is not None:
            yield handler.type, other.type


def _function(node, paired):
    for decorator, other in zip(node.decorator_list, paired.decorators):
        yield decorator, other.decorator
    yield from _parameters(node.args, paired.params)


def _lambda(node, paired):
    yield from _parameters(node.args, paired.params)
    yield node.body, paired.body


def _parameters(spec, params):
    positional = list(params.posonly_params) + list(params.params)
    defaults = [p.default for p in positional if p.default is not None]
    yield from zip(spec.defaults, defaults)
    for default, other in zip(spec.kw_defaults, params.kwonly_params):
        if default is not None:
            yield default, other.default


def _class(node, paired):
    for decorator, other in zip(node.decorator_list, paired.decorators):
        yield decorator, other.decorator
    yield from zip(node.bases, [a.value for a in paired.bases])


def _delete(node, paired):
    if len(node.targets) == 1:
        yield node.targets[0], paired.target
    elif isinstance(paired.target, cst.Tuple):
        yield from zip(node.targets, [e.value for e in paired.target.elements])


def _assert(node, paired):
    yield node.test, paired.test
    if node.msg is not None:
        yield node.msg, paired.msg


def _raise(node, paired):
    if node.exc is not None:
        yield node.exc, paired.exc


def _call(node, paired):
    yield node.func, paired.func
    # ast keeps positional and keyword arguments apart; libcst keeps the order of the text.
    arguments = sorted([*node.args, *node.keywords], key=_position)
    if len(arguments) != len(paired.args):
        raise PairingError("arguments of a call")
    for argument, other in zip(arguments, paired.args):
        if isinstance(argument, ast.keyword):
            yield argument.value, other.value
        elif isinstance(argument, ast.Starred):
            yield argument.value, other.value
        else:
            yield argument, other.value


def _position(node):
    return (node.lineno, node.col_offset)


def _attribute(node, paired):
    yield node.value, paired.value


def _subscript(node, paired):
    yield node.value, paired.value
    elements = paired.slice
    if len(elements) == 1 and elements[0].comma is cst.MaybeSentinel.DEFAULT:
        yield from _index(node.slice, elements[0].slice)
    elif isinstance(node.slice, ast.Tuple):
        for part, other in zip(node.slice.elts, elements):
            yield from _index(part, other.slice)


def _index(node, paired):
    if isinstance(paired, cst.Index):
        if not isinstance(node, ast.Slice):
            yield (node.value if isinstance(node, ast.Starred) else node), paired.value
    elif isinstance(node, ast.Slice):
        for part, other in ((node.lower, paired.lower), (node.upper, paired.upper), (node.step, paired.step)):
            if part is not None:
                yield part, other


def _elements(node, paired):
    for element, other in zip(node.elts, paired.elements):
        if isinstance(element, ast.Starred):
            yield element.value, other.value
        else:
            yield element, other.value


def _dict(node, paired):
    for key, value, other in zip(node.keys, node.values, paired.elements):
        if key is not None:
            yield key, other.key
        yield value, other.value


def _binop(node, paired):
    yield node.left, paired.left
    yield node.right, paired.right


def _unary(node, paired):
    yield node.operand, paired.expression


def _boolop(node, paired):
    # `a or b or c` is one node in ast and nested to the left in libcst.
    flat = []
    other = paired
    while len(flat) < len(node.values) - 1:
        flat.append(other.right)
        other = other.left
    flat.append(other)
    yield from zip(node.values, reversed(flat))


def _compare(node, paired):
    yield node.left, paired.left
    for comparator, other in zip(node.comparators, paired.comparisons):
        yield comparator, other.comparator


def _ifexp(node, paired):
    yield node.test, paired.test
    yield node.body, paired.body
    yield node.orelse, paired.orelse


def _starred(node, paired):
    yield node.value, paired.value


def _comprehension(node, paired):
    yield node.elt, paired.elt
    yield from _generators(node, paired)


def _dictcomp(node, paired):
    yield node.key, paired.key
    yield node.value, paired.value
    yield from _generators(node, paired)


def _generators(node, paired):
    other = paired.for_in
    for generator in node.generators:
        yield generator.target, other.target
        yield generator.iter, other.iter
        for condition, test in zip(generator.ifs, other.ifs):
            yield condition, test.test
        other = other.inner_for_in


def _joined(node, paired):
    if isinstance(paired, cst.FormattedString):
        formatted = [v for v in node.values if isinstance(v, ast.FormattedValue)]
        others = [p for p in paired.parts if isinstance(p, cst.FormattedStringExpression)]
        if len(formatted) == len(others):
            for value, other in zip(formatted, others):
                yield value.value, other.expression


_HANDLERS = {
    ast.Expr: _expr,
    ast.Assign: _assign,
    ast.AnnAssign: _annassign,
    ast.AugAssign: _target_value,
    ast.Return: _optional_value,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _test,
    ast.If: _test,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.ClassDef: _class,
    ast.Delete: _delete,
    ast.Assert: _assert,
    ast.Raise: _raise,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Tuple: _elements,
    ast.List: _elements,
    ast.Set: _elements,
    ast.Dict: _dict,
    ast.BinOp: _binop,
    ast.UnaryOp: _unary,
    ast.BoolOp: _boolop,
    ast.Compare: _compare,
    ast.IfExp: _ifexp,
    ast.Lambda: _lambda,
    ast.Starred: _starred,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.DictComp: _dictcomp,
    ast.JoinedStr: _joined,
    ast.NamedExpr: _target_value,
    ast.Await: _await,
    ast.Yield: _optional_value,
}
