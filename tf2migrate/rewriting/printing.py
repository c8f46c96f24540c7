"""The text of libcst nodes: what `Module.code_for_node` gives, several times faster.

libcst opens two context managers per node to record positions, which nobody asks for here. The node types that
make up nearly all of a program are written by the functions below; for the others libcst's own generator goes on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping

import libcst as cst
from libcst._nodes.internal import CodegenState

_DEFAULT = cst.MaybeSentinel.DEFAULT
_SPACE = cst.SimpleWhitespace


@dataclasses.dataclass(frozen=True)
class KnownText:
    """The text of a simple statement that stands on one line."""

    statement: cst.BaseSmallStatement  # kept alive: texts are found by the identity of their statements
    text: str


class _State(CodegenState):
    """What is written so far, and the texts of simple statements that are known."""

    known: Mapping[int, KnownText] = {}


def module_text(module: cst.Module, known: Mapping[int, KnownText] = {}) -> str:
    """The text of a whole file: `module.code`.

    Args:
        known: texts of simple statements, by the `id` of the statement.
    """
    return _text(module, module.default_indent, module.default_newline, known)


def text_of(node: cst.CSTNode) -> str:
    """The text of a node outside of any file: `cst.Module([]).code_for_node(node)`."""
    if node.__class__ is cst.Name and not node.lpar:
        return node.value
    return _text(node, "    ", "\n")


def _text(node: cst.CSTNode, indent: str, newline: str, known: Mapping[int, KnownText] = {}) -> str:
    state = _State(default_indent=indent, default_newline=newline)
    state.known = known
    _write(node, state)
    return "".join(state.tokens)


def _write(node: cst.CSTNode, state: CodegenState) -> None:
    kind = node.__class__
    if kind is _SPACE:  # every second node is one
        state.tokens.append(node.value)
        return
    writer = _WRITERS.get(kind)
    if writer is not None:
        writer(node, state)
    else:
        node._codegen(state)


def _all(nodes, state: CodegenState) -> None:
    for node in nodes:
        _write(node, state)


# -- white space and tokens ----------------------------------------------------------------------------


def _value(node, state: CodegenState) -> None:
    state.tokens.append(node.value)


def _parenthesized_space(node: cst.ParenthesizedWhitespace, state: CodegenState) -> None:
    _trailing(node.first_line, state)
    for line in node.empty_lines:
        _empty_line(line, state)
    if node.indent:
        state.tokens.extend(state.indent_tokens)
    state.tokens.append(node.last_line.value)


def _trailing(node: cst.TrailingWhitespace, state: CodegenState) -> None:
    _line_end(node, state)


def _empty_line(node: cst.EmptyLine, state: CodegenState) -> None:
    if node.indent:
        state.tokens.extend(state.indent_tokens)
    _line_end(node, state)


def _line_end(node: cst.TrailingWhitespace | cst.EmptyLine, state: CodegenState) -> None:
    tokens = state.tokens
    tokens.append(node.whitespace.value)
    if node.comment is not None:
        tokens.append(node.comment.value)
    newline = node.newline.value
    tokens.append(state.default_newline if newline is None else newline)


def _token(text: str) -> Callable[[cst.CSTNode, CodegenState], None]:
    """A token with white space on both sides."""

    def write(node, state: CodegenState) -> None:
        _write(node.whitespace_before, state)
        state.tokens.append(text)
        _write(node.whitespace_after, state)

    return write


def _opening(text: str) -> Callable[[cst.CSTNode, CodegenState], None]:
    def write(node, state: CodegenState) -> None:
        state.tokens.append(text)
        _write(node.whitespace_after, state)

    return write


def _closing(text: str) -> Callable[[cst.CSTNode, CodegenState], None]:
    def write(node, state: CodegenState) -> None:
        _write(node.whitespace_before, state)
        state.tokens.append(text)

    return write


def _comma(comma, state: CodegenState, default: str) -> None:
    if comma is not _DEFAULT:
        _write(comma, state)
    elif default:
        state.tokens.append(default)


# -- expressions ---------------------------------------------------------------------------------------


def _in_parentheses(inner: Callable[[cst.CSTNode, CodegenState], None]):
    """An expression, in the parentheses round it."""

    def write(node, state: CodegenState) -> None:
        if not node.lpar and not node.rpar:
            inner(node, state)
            return
        _all(node.lpar, state)
        inner(node, state)
        _all(node.rpar, state)

    return write


def _attribute(node: cst.Attribute, state: CodegenState) -> None:
    _write(node.value, state)
    _write(node.dot, state)
    _write(node.attr, state)


def _call(node: cst.Call, state: CodegenState) -> None:
    _write(node.func, state)
    _write(node.whitespace_after_func, state)
    state.tokens.append("(")
    _write(node.whitespace_before_args, state)
    args = node.args
    last = len(args) - 1
    for position, arg in enumerate(args):
        _argument(arg, state, ", " if position != last else "")
    state.tokens.append(")")


def _argument(node: cst.Arg, state: CodegenState, default_comma: str = "") -> None:
    if node.star:
        state.tokens.append(node.star)
    _write(node.whitespace_after_star, state)
    if node.keyword is not None:
        _write(node.keyword, state)
        if node.equal is _DEFAULT:
            state.tokens.append(" = ")
        else:
            _write(node.equal, state)
    elif node.equal is not _DEFAULT:
        _write(node.equal, state)
    _write(node.value, state)
    _comma(node.comma, state, default_comma)
    _write(node.whitespace_after_arg, state)


def _subscript(node: cst.Subscript, state: CodegenState) -> None:
    _write(node.value, state)
    _write(node.whitespace_after_value, state)
    _write(node.lbracket, state)
    last = len(node.slice) - 1
    for position, element in enumerate(node.slice):
        _write(element.slice, state)
        _comma(element.comma, state, ", " if position != last else "")
    _write(node.rbracket, state)


def _index(node: cst.Index, state: CodegenState) -> None:
    if node.star is not None:
        state.tokens.append(node.star)
    if node.whitespace_after_star is not None:
        _write(node.whitespace_after_star, state)
    _write(node.value, state)


def _slice(node: cst.Slice, state: CodegenState) -> None:
    if node.lower is not None:
        _write(node.lower, state)
    _write(node.first_colon, state)
    if node.upper is not None:
        _write(node.upper, state)
    if node.second_colon is not _DEFAULT:
        _write(node.second_colon, state)
    elif node.step is not None:
        state.tokens.append(":")
    if node.step is not None:
        _write(node.step, state)


def _list(node: cst.List, state: CodegenState) -> None:
    _write(node.lbracket, state)
    _elements(node.elements, state)
    _write(node.rbracket, state)


def _braced(node: cst.Dict | cst.Set, state: CodegenState) -> None:
    _write(node.lbrace, state)
    _elements(node.elements, state)
    _write(node.rbrace, state)


def _tuple(node: cst.Tuple, state: CodegenState) -> None:
    if len(node.elements) == 1:
        _element(node.elements[0], state, ",")
    else:
        _elements(node.elements, state)


def _elements(elements, state: CodegenState) -> None:
    last = len(elements) - 1
    for position, element in enumerate(elements):
        _element(element, state, ", " if position != last else "")


def _element(node: cst.BaseElement | cst.BaseDictElement, state: CodegenState, default_comma: str) -> None:
    if node.__class__ is cst.Element:
        _write(node.value, state)
    elif node.__class__ is cst.DictElement:
        _write(node.key, state)
        _write(node.whitespace_before_colon, state)
        state.tokens.append(":")
        _write(node.whitespace_after_colon, state)
        _write(node.value, state)
    else:
        node._codegen(state, default_comma=bool(default_comma), default_comma_whitespace=default_comma == ", ")
        return
    _comma(node.comma, state, default_comma)


def _binary(node: cst.BinaryOperation | cst.BooleanOperation, state: CodegenState) -> None:
    _write(node.left, state)
    _write(node.operator, state)
    _write(node.right, state)


def _unary(node: cst.UnaryOperation, state: CodegenState) -> None:
    _write(node.operator, state)
    _write(node.expression, state)


def _comparison(node: cst.Comparison, state: CodegenState) -> None:
    _write(node.left, state)
    for target in node.comparisons:
        _write(target.operator, state)
        _write(target.comparator, state)


def _list_comprehension(node: cst.ListComp, state: CodegenState) -> None:
    _write(node.lbracket, state)
    _generator(node, state)
    _write(node.rbracket, state)


def _generator(node: cst.ListComp | cst.GeneratorExp, state: CodegenState) -> None:
    _write(node.elt, state)
    _write(node.for_in, state)


def _comprehension_for(node: cst.CompFor, state: CodegenState) -> None:
    tokens = state.tokens
    _write(node.whitespace_before, state)
    if node.asynchronous is not None:
        _write(node.asynchronous, state)
    tokens.append("for")
    _write(node.whitespace_after_for, state)
    _write(node.target, state)
    _write(node.whitespace_before_in, state)
    tokens.append("in")
    _write(node.whitespace_after_in, state)
    _write(node.iter, state)
    for test in node.ifs:
        _write(test.whitespace_before, state)
        tokens.append("if")
        _write(test.whitespace_before_test, state)
        _write(test.test, state)
    if node.inner_for_in is not None:
        _write(node.inner_for_in, state)


# -- simple statements ---------------------------------------------------------------------------------


def _line(node: cst.SimpleStatementLine, state: _State) -> None:
    for line in node.leading_lines:
        _empty_line(line, state)
    tokens = state.tokens
    tokens.extend(state.indent_tokens)
    if not node.body:
        tokens.append("pass")
    last = len(node.body) - 1
    if last == 0:
        known = state.known.get(id(node.body[0]))
        if known is not None:
            tokens.append(known.text)
            _line_end(node.trailing_whitespace, state)
            return
    for position, statement in enumerate(node.body):
        writer = _SMALL.get(statement.__class__)
        if writer is None:
            statement._codegen(state, default_semicolon=position != last)
            continue
        writer(statement, state)
        if statement.semicolon is not _DEFAULT:
            _write(statement.semicolon, state)
        elif position != last:
            tokens.append("; ")
    _line_end(node.trailing_whitespace, state)


def _expression_statement(node: cst.Expr, state: CodegenState) -> None:
    _write(node.value, state)


def _assignment(node: cst.Assign, state: CodegenState) -> None:
    for target in node.targets:
        _write(target.target, state)
        _write(target.whitespace_before_equal, state)
        state.tokens.append("=")
        _write(target.whitespace_after_equal, state)
    _write(node.value, state)


def _augmented_assignment(node: cst.AugAssign, state: CodegenState) -> None:
    _write(node.target, state)
    _write(node.operator, state)
    _write(node.value, state)


def _return(node: cst.Return, state: CodegenState) -> None:
    state.tokens.append("return")
    if node.whitespace_after_return is not _DEFAULT:
        _write(node.whitespace_after_return, state)
    elif node.value is not None:
        state.tokens.append(" ")
    if node.value is not None:
        _write(node.value, state)


# -- blocks and compound statements ----------------------------------------------------------------------


def _module(node: cst.Module, state: CodegenState) -> None:
    _all(node.header, state)
    _all(node.body, state)
    _all(node.footer, state)
    if not node.has_trailing_newline:
        state.pop_trailing_newline()
    elif not state.tokens:
        state.tokens.append(state.default_newline)


def _block(node: cst.IndentedBlock, state: CodegenState) -> None:
    _line_end(node.header, state)
    state.increase_indent(state.default_indent if node.indent is None else node.indent)
    _all(node.body, state)
    if not node.body:
        state.tokens.extend([*state.indent_tokens, "pass", state.default_newline])
    _all(node.footer, state)
    state.decrease_indent()


def _header(node, state: CodegenState) -> None:
    """Comments above a compound statement, and its indentation."""
    for line in node.leading_lines:
        _empty_line(line, state)
    state.tokens.extend(state.indent_tokens)


def _if(node: cst.If, state: CodegenState, keyword: str = "if") -> None:
    _header(node, state)
    state.tokens.append(keyword)
    _write(node.whitespace_before_test, state)
    _write(node.test, state)
    _write(node.whitespace_after_test, state)
    state.tokens.append(":")
    _write(node.body, state)
    if node.orelse.__class__ is cst.If:
        _if(node.orelse, state, "elif")
    elif node.orelse is not None:
        _write(node.orelse, state)


def _else(node: cst.Else, state: CodegenState) -> None:
    _header(node, state)
    state.tokens.append("else")
    _write(node.whitespace_before_colon, state)
    state.tokens.append(":")
    _write(node.body, state)


def _for(node: cst.For, state: CodegenState) -> None:
    _header(node, state)
    if node.asynchronous is not None:
        _write(node.asynchronous, state)
    state.tokens.append("for")
    _write(node.whitespace_after_for, state)
    _write(node.target, state)
    _write(node.whitespace_before_in, state)
    state.tokens.append("in")
    _write(node.whitespace_after_in, state)
    _write(node.iter, state)
    _write(node.whitespace_before_colon, state)
    state.tokens.append(":")
    _write(node.body, state)
    if node.orelse is not None:
        _write(node.orelse, state)


def _with(node: cst.With, state: CodegenState) -> None:
    if len(node.items) != 1 or node.items[0].comma is not _DEFAULT or node.lpar is not _DEFAULT:
        node._codegen(state)
        return
    _header(node, state)
    if node.asynchronous is not None:
        _write(node.asynchronous, state)
    state.tokens.append("with")
    _write(node.whitespace_after_with, state)
    _write(node.items[0].item, state)
    if node.items[0].asname is not None:
        _write(node.items[0].asname, state)
    _write(node.whitespace_before_colon, state)
    state.tokens.append(":")
    _write(node.body, state)


def _as_name(node: cst.AsName, state: CodegenState) -> None:
    _write(node.whitespace_before_as, state)
    state.tokens.append("as")
    _write(node.whitespace_after_as, state)
    _write(node.name, state)


def _while(node: cst.While, state: CodegenState) -> None:
    _header(node, state)
    state.tokens.append("while")
    _write(node.whitespace_after_while, state)
    _write(node.test, state)
    _write(node.whitespace_before_colon, state)
    state.tokens.append(":")
    _write(node.body, state)
    if node.orelse is not None:
        _write(node.orelse, state)


def _class(node: cst.ClassDef, state: CodegenState) -> None:
    if node.type_parameters is not None:
        node._codegen(state)
        return
    tokens = state.tokens
    for line in node.leading_lines:
        _empty_line(line, state)
    for decorator in node.decorators:
        _decorator(decorator, state)
    for line in node.lines_after_decorators:
        _empty_line(line, state)
    tokens.extend(state.indent_tokens)
    tokens.append("class")
    _write(node.whitespace_after_class, state)
    _write(node.name, state)
    _write(node.whitespace_after_name, state)
    _write(node.whitespace_after_type_parameters, state)
    args = [*node.bases, *node.keywords]
    if node.lpar is not _DEFAULT:
        _write(node.lpar, state)
    elif args:
        tokens.append("(")
    for position, arg in enumerate(args):
        _argument(arg, state, ", " if position != len(args) - 1 else "")
    if node.rpar is not _DEFAULT:
        _write(node.rpar, state)
    elif args:
        tokens.append(")")
    _write(node.whitespace_before_colon, state)
    tokens.append(":")
    _write(node.body, state)


def _parameters(node: cst.Parameters, state: CodegenState) -> None:
    params = node.params
    if (
        node.posonly_params
        or node.posonly_ind is not _DEFAULT
        or node.kwonly_params
        or (node.star_kwarg is not None or node.star_arg is not _DEFAULT)
        or any(p.annotation is not None or p.star.__class__ is not str and p.star is not _DEFAULT for p in params)
    ):
        node._codegen(state)
        return
    last = len(params) - 1
    for position, param in enumerate(params):
        _parameter(param, state, ", " if position != last else "")


def _parameter(node: cst.Param, state: CodegenState, default_comma: str) -> None:
    if node.star is not _DEFAULT:
        state.tokens.append(node.star)
    _write(node.whitespace_after_star, state)
    _write(node.name, state)
    if node.equal is not _DEFAULT:
        _write(node.equal, state)
    elif node.default is not None:
        state.tokens.append(" = ")
    if node.default is not None:
        _write(node.default, state)
    _comma(node.comma, state, default_comma)
    _write(node.whitespace_after_param, state)


def _function(node: cst.FunctionDef, state: CodegenState) -> None:
    if node.asynchronous is not None or node.returns is not None or node.type_parameters is not None:
        node._codegen(state)
        return
    for line in node.leading_lines:
        _empty_line(line, state)
    for decorator in node.decorators:
        _decorator(decorator, state)
    for line in node.lines_after_decorators:
        _empty_line(line, state)
    state.tokens.extend(state.indent_tokens)
    state.tokens.append("def")
    _write(node.whitespace_after_def, state)
    _write(node.name, state)
    _write(node.whitespace_after_name, state)
    _write(node.whitespace_after_type_parameters, state)
    state.tokens.append("(")
    _write(node.whitespace_before_params, state)
    _write(node.params, state)
    state.tokens.append(")")
    _write(node.whitespace_before_colon, state)
    state.tokens.append(":")
    _write(node.body, state)


def _decorator(node: cst.Decorator, state: CodegenState) -> None:
    _header(node, state)
    state.tokens.append("@")
    _write(node.whitespace_after_at, state)
    _write(node.decorator, state)
    _line_end(node.trailing_whitespace, state)


def _import(node: cst.Import, state: CodegenState) -> None:
    state.tokens.append("import")
    _write(node.whitespace_after_import, state)
    _aliases(node.names, state)


def _import_from(node: cst.ImportFrom, state: CodegenState) -> None:
    tokens = state.tokens
    tokens.append("from")
    _write(node.whitespace_after_from, state)
    _all(node.relative, state)
    if node.module is not None:
        _write(node.module, state)
    _write(node.whitespace_before_import, state)
    tokens.append("import")
    _write(node.whitespace_after_import, state)
    if node.lpar is not None:
        _write(node.lpar, state)
    if isinstance(node.names, cst.ImportStar):
        tokens.append("*")
    else:
        _aliases(node.names, state)
    if node.rpar is not None:
        _write(node.rpar, state)


def _aliases(names, state: CodegenState) -> None:
    last = len(names) - 1
    for position, alias in enumerate(names):
        _write(alias.name, state)
        if alias.asname is not None:
            _write(alias.asname, state)
        _comma(alias.comma, state, ", " if position != last else "")


class SourceText(cst.SimpleStatementLine):
    """Statements as text that nobody looks into."""

    def __init__(self, text: str):
        super().__init__(body=[])
        object.__setattr__(self, "text", text)

    def _codegen_impl(self, state: CodegenState) -> None:
        state.tokens.append(self.text)


def _alone(writer: Callable[[cst.CSTNode, CodegenState], None]):
    """A simple statement outside of its line."""

    def write(node, state: CodegenState) -> None:
        writer(node, state)
        _comma(node.semicolon, state, "")

    return write


_SMALL = {
    cst.Import: _import,
    cst.ImportFrom: _import_from,
    cst.Expr: _expression_statement,
    cst.Assign: _assignment,
    cst.AugAssign: _augmented_assignment,
    cst.Return: _return,
}

_WRITERS = {
    **{kind: _alone(writer) for kind, writer in _SMALL.items()},
    cst.ParenthesizedWhitespace: _parenthesized_space,
    cst.TrailingWhitespace: _trailing,
    cst.EmptyLine: _empty_line,
    cst.Comma: _token(","),
    cst.Dot: _token("."),
    cst.AssignEqual: _token("="),
    cst.Semicolon: _token(";"),
    cst.Colon: _token(":"),
    cst.Add: _token("+"),
    cst.Subtract: _token("-"),
    cst.Multiply: _token("*"),
    cst.Divide: _token("/"),
    cst.FloorDivide: _token("//"),
    cst.Modulo: _token("%"),
    cst.Power: _token("**"),
    cst.MatrixMultiply: _token("@"),
    cst.And: _token("and"),
    cst.Or: _token("or"),
    cst.Equal: _token("=="),
    cst.LessThan: _token("<"),
    cst.GreaterThan: _token(">"),
    cst.LessThanEqual: _token("<="),
    cst.GreaterThanEqual: _token(">="),
    cst.In: _token("in"),
    cst.Is: _token("is"),
    cst.Minus: _opening("-"),
    cst.Plus: _opening("+"),
    cst.Not: _opening("not"),
    cst.BitInvert: _opening("~"),
    cst.LeftParen: _opening("("),
    cst.LeftSquareBracket: _opening("["),
    cst.LeftCurlyBrace: _opening("{"),
    cst.RightParen: _closing(")"),
    cst.RightSquareBracket: _closing("]"),
    cst.RightCurlyBrace: _closing("}"),
    **dict.fromkeys((cst.Name, cst.Integer, cst.Float, cst.SimpleString), _in_parentheses(_value)),
    cst.Attribute: _in_parentheses(_attribute),
    cst.Call: _in_parentheses(_call),
    cst.Arg: _argument,
    cst.Subscript: _in_parentheses(_subscript),
    cst.Index: _index,
    cst.Slice: _slice,
    cst.List: _in_parentheses(_list),
    cst.Dict: _in_parentheses(_braced),
    cst.Set: _in_parentheses(_braced),
    cst.Tuple: _in_parentheses(_tuple),
    cst.BinaryOperation: _in_parentheses(_binary),
    cst.BooleanOperation: _in_parentheses(_binary),
    cst.UnaryOperation: _in_parentheses(_unary),
    cst.Comparison: _in_parentheses(_comparison),
    cst.SimpleStatementLine: _line,
    cst.Module: _module,
    cst.IndentedBlock: _block,
    cst.If: _if,
    cst.Else: _else,
    cst.For: _for,
    cst.With: _with,
    cst.FunctionDef: _function,
    cst.ClassDef: _class,
    cst.While: _while,
    cst.Parameters: _parameters,
    cst.AsName: _as_name,
    cst.ListComp: _in_parentheses(_list_comprehension),
    cst.GeneratorExp: _in_parentheses(_generator),
    cst.CompFor: _comprehension_for,
    **{
        getattr(cst, f"{name}Assign"): _token(f"{sign}=")
        for name, sign in (("Add", "+"), ("Subtract", "-"), ("Multiply", "*"), ("Divide", "/"))
    },
}
