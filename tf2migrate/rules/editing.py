"""Edits of one call in libcst that keep what the user wrote: argument order, white space and comments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from tf2migrate.rewriting import templates
from tf2migrate.rewriting.printing import text_of
from tf2migrate.rewriting.transform import Transformer, changed, transform
from tf2migrate.rules.binding import bind
from tf2migrate.rules.refusals import accepted_parameters, chosen_parameters
from tf2migrate.rules.symbols import Edit, Symbol

NO_SPACE_EQUAL = cst.AssignEqual(whitespace_before=cst.SimpleWhitespace(""), whitespace_after=cst.SimpleWhitespace(""))
COMMA = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


@dataclass(frozen=True)
class Value:
    """One argument by its TF1 parameter, as it was and with its inner calls rewritten."""

    parameter: str
    original: cst.BaseExpression
    updated: cst.Arg


@dataclass
class EditedArguments:
    """Arguments for the TF2 call, those that go elsewhere, and what was left out."""

    arguments: list[cst.Arg] = field(default_factory=list)
    moved: dict[str, cst.Arg] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)


# A transform gets the TF2 name and the value and gives both again.
Transform = Callable[[str, cst.BaseExpression, Value, str], "tuple[str, cst.BaseExpression]"]
# Parameters that read as a number only with their name in front.
KEYWORD_TRANSFORMS = ("complement", "keyword")


def bound_values(symbol: Symbol, original: cst.Call, updated: cst.Call) -> dict[str, Value]:
    """The arguments of a call by TF1 parameter, in the order they were written.

    Raises:
        BindingError: the arguments cannot be seen; `refusal` says so beforehand.
    """
    listed = [(arg.keyword.value if arg.keyword else None, arg.star) for arg in original.args]
    names = bind(accepted_parameters(symbol), listed)
    return {name: Value(name, before.value, after) for name, before, after in zip(names, original.args, updated.args)}


def edit_arguments(
    symbol: Symbol,
    original: cst.Call,
    updated: cst.Call,
    tf: str,
    transforms: dict[str, Transform] | None = None,
) -> EditedArguments:
    """Apply the edits of a symbol to the arguments of a call.

    Args:
        symbol: the row with parameters and edits.
        original: the call as it was.
        updated: the same call with its inner calls rewritten.
        tf: the local name of the TensorFlow module.
        transforms: functions for the values, by the name the table gives them.
    """
    values = bound_values(symbol, original, updated)
    edited = EditedArguments(values=values)
    by_name: dict[str, list[Edit]] = {}
    for edit in symbol.edits:
        by_name.setdefault(edit.name, []).append(edit)
    taken = chosen_parameters(symbol, {name: spelled(value.original) for name, value in values.items()})
    given = set()
    as_keyword = False
    for parameter, value in values.items():
        arg, keep, target, force = value.updated, True, parameter, False
        for edit in by_name.get(parameter, ()):
            if edit.kind in ("drop", "refuse"):
                keep = False
            elif edit.kind == "redundant" and spelled(arg.value) in edit.values:
                keep = False
            elif edit.kind == "call":
                edited.moved[edit.target] = arg
                keep = False
            elif edit.kind == "rename":
                target = edit.target
                if edit.transform and keep:
                    force = edit.transform in KEYWORD_TRANSFORMS
                    target, new_value = (transforms or {})[edit.transform](target, arg.value, value, tf)
                    arg = changed(arg, value=new_value)
        given.add(target)
        if taken.get(target, parameter) != parameter:
            keep = False
        if not keep:
            if edited.arguments:
                edited.arguments[-1] = _take_over(edited.arguments[-1], arg, value is last(values))
            continue
        index = len(edited.arguments)
        fits = positional_names(symbol)[index : index + 1] == (target,)
        as_keyword = as_keyword or force or arg.keyword is not None or not fits
        edited.arguments.append(_named(arg, target) if as_keyword and not arg.star else arg)
    for edit in symbol.edits:
        if edit.kind == "add" and edit.target not in given:
            add_argument(edited.arguments, symbol, edit.target, edit.values[0].format(tf=tf), edit.positional)
    return edited


def last(values: dict[str, Value]) -> Value:
    return next(reversed(values.values()))


def positional_names(symbol: Symbol) -> tuple[str, ...]:
    """The TF2 parameters that may be given by position."""
    names = symbol.target_parameters
    return names[: names.index("*")] if "*" in names else names


def _named(arg: cst.Arg, name: str) -> cst.Arg:
    if arg.keyword is not None:
        return arg if arg.keyword.value == name else changed(arg, keyword=changed(arg.keyword, value=name))
    return changed(arg, keyword=cst.Name(name), equal=NO_SPACE_EQUAL)


def _take_over(kept: cst.Arg, dropped: cst.Arg, was_last: bool) -> cst.Arg:
    """The argument before a dropped one gets its place: the end of the call, and its comments."""
    if not comments_in(kept.comma):
        if was_last or comments_in(dropped.comma):
            kept = changed(kept, comma=dropped.comma)
        return changed(kept, whitespace_after_arg=dropped.whitespace_after_arg) if was_last else kept
    space = kept.comma.whitespace_after
    lines = [
        cst.EmptyLine(indent=space.indent, whitespace=space.last_line, comment=cst.Comment(text))
        for text in comments_in(dropped.comma)
    ]
    space = changed(space, empty_lines=[*space.empty_lines, *lines])
    return changed(kept, comma=changed(kept.comma, whitespace_after=space))


def add_argument(arguments: list[cst.Arg], symbol: Symbol, name: str, text: str, positional: bool = False) -> None:
    """Append `name=text` in the layout of the arguments before it."""
    leading = sum(arg.keyword is None for arg in arguments)
    plain = positional and positional_names(symbol)[leading : leading + 1] == (name,)
    if plain and leading < len(arguments):
        value = cst.Arg(templates.expression(text), comma=COMMA)
        arguments.insert(leading, value)
        return
    arg = cst.Arg(templates.expression(text), comma=cst.MaybeSentinel.DEFAULT)
    append_argument(arguments, arg if plain else _named(arg, name))


def append_argument(arguments: list[cst.Arg], arg: cst.Arg) -> None:
    """Append an argument in the layout of the arguments before it."""
    if arguments:
        end = arguments[-1]
        between = arguments[-2].comma if len(arguments) > 1 and not comments_in(arguments[-2].comma) else COMMA
        if not isinstance(between, cst.Comma):
            between = COMMA
        arguments[-1] = changed(end, comma=between, whitespace_after_arg=cst.SimpleWhitespace(""))
        arg = changed(arg, comma=end.comma, whitespace_after_arg=end.whitespace_after_arg)
    arguments.append(arg)


def make_call(function: str, updated: cst.Call, arguments: Sequence[cst.Arg]) -> cst.Call:
    """The call of `function` with the layout of `updated`."""
    args = [changed(arg, value=bare(arg.value)) for arg in _closed(arguments)]
    call = changed(updated, func=dotted(function, updated.func), args=args)
    return keep_comments(call, updated.func if arguments is updated.args else updated)


def _closed(arguments: Sequence[cst.Arg]) -> list[cst.Arg]:
    """A comma after the last argument stays only when the closing parenthesis is on its own line."""
    arguments = list(arguments)
    if arguments and isinstance(arguments[-1].comma, cst.Comma):
        after = arguments[-1].comma.whitespace_after
        if not (isinstance(after, cst.ParenthesizedWhitespace) or after.value == ""):
            arguments[-1] = changed(arguments[-1], comma=cst.MaybeSentinel.DEFAULT)
    return arguments


def dotted(name: str, like: cst.BaseExpression | None = None) -> cst.BaseExpression:
    """The expression of a dotted name, in the parentheses of `like`."""
    expression = templates.expression(name)
    if like is not None and getattr(like, "lpar", ()):
        expression = changed(expression, lpar=like.lpar, rpar=like.rpar)
    return expression


def comments_in(node: cst.CSTNode | cst.MaybeSentinel) -> list[str]:
    """The texts of all comments below a node."""
    if isinstance(node, cst.MaybeSentinel) or "#" not in text_of(node):
        return []
    found: list[str] = []
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, cst.Comment):
            found.append(current.value)
        stack.extend(reversed(current.children))
    return found


def keep_comments(node: cst.BaseExpression, before: cst.CSTNode) -> cst.BaseExpression:
    """The expression with the comments of `before` that got lost, when it is a call."""
    had = comments_in(before)
    if not had or not isinstance(node, cst.Call):
        return node
    present = comments_in(node)
    return with_comments(node, [text for text in had if text not in present])


def with_comments(call: cst.Call, comments: Sequence[str]) -> cst.Call:
    """The call with comments on lines of their own after its opening parenthesis."""
    if not comments:
        return call
    lines = [
        cst.EmptyLine(indent=True, whitespace=cst.SimpleWhitespace("    "), comment=cst.Comment(text))
        for text in comments
    ]
    space = cst.ParenthesizedWhitespace(
        first_line=cst.TrailingWhitespace(newline=cst.Newline()),
        empty_lines=lines,
        indent=True,
        last_line=cst.SimpleWhitespace("    "),
    )
    return changed(call, whitespace_before_args=space)


def spelled(node: cst.BaseExpression) -> str | None:
    """How a literal, a name or the last part of a dotted name reads; None for other expressions."""
    if isinstance(node, cst.Attribute):
        return node.attr.value
    if isinstance(node, (cst.Name, cst.Integer, cst.Float)):
        return node.value
    if isinstance(node, cst.SimpleString):
        value = node.evaluated_value
        return value if isinstance(value, str) else None
    if isinstance(node, cst.Dict) and not node.elements:
        return "{}"
    return None


class RemovableParen(cst.LeftParen):
    """A parenthesis that this module added; `bare` takes it away where the place needs none."""


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression in parentheses, unless it holds together without."""
    if isinstance(node, (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.BaseNumber, cst.List, cst.Dict)):
        return node
    if node.lpar or isinstance(node, (cst.SimpleString, cst.Set)):
        return node
    return changed(node, lpar=[RemovableParen()], rpar=[cst.RightParen()])


def bare(node: cst.BaseExpression) -> cst.BaseExpression:
    """The expression without parentheses that a rewrite put round it."""
    if getattr(node, "lpar", ()) and isinstance(node.lpar[0], RemovableParen):
        return changed(node, lpar=node.lpar[1:], rpar=node.rpar[:-1])
    return node


class _Fill(Transformer):
    """Puts expressions in the place of names."""

    def __init__(self, values: dict[str, cst.BaseExpression]):
        self.values = values

    def leave(self, original: cst.CSTNode, updated: cst.CSTNode) -> cst.CSTNode:
        if original.__class__ is cst.Name:
            value = self.values.get(original.value)
            return updated if value is None else parenthesized(value)
        if original.__class__ is cst.Arg and updated is not original:
            return changed(updated, value=bare(updated.value), keyword=original.keyword)
        return updated


def fill(template: str, values: dict[str, cst.BaseExpression], tf: str) -> cst.BaseExpression:
    """The expression of a template: `{tf}` is the module, `{x}` the value of that name."""
    stand_ins = {name: f"tf2migrate_{name}_" for name in values}
    expression = templates.expression(template.format(tf=tf, **stand_ins))
    filled = transform(expression, _Fill({stand_ins[name]: bare(value) for name, value in values.items()}))
    return parenthesized(filled)
