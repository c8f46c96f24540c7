"""Sets that are walked in the same order everywhere: words become indices by `list(set(words))`.

The order of a set of strings hangs on their hashes, and those differ between versions of Python even with one seed.
`set(...)` and sets in braces in the files of the program make a `Walked` in place of a set; lines stay.
"""

import ast
import builtins
import io
import tokenize

BUILTIN = "__tf2migrate_set__"


class Family(type):
    """Plain sets, which other code makes, belong as well."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, set)

    def __subclasscheck__(cls, other):
        return issubclass(other, set)


class Walked(set, metaclass=Family):
    """A set of which the elements come in the order of what they are written like, if their hashes are seeded."""

    __hash__ = None

    def __iter__(self):
        found = list(set.__iter__(self))
        if any(isinstance(one, (str, bytes, tuple, frozenset, type(None))) for one in found):
            found.sort(key=lambda one: (type(one).__name__, repr(one)))
        return iter(found)

    def __repr__(self):
        return "{%s}" % ", ".join(map(repr, self)) if self else "set()"

    def pop(self):
        for one in self:
            self.discard(one)
            return one
        raise KeyError("pop from an empty set")

    def copy(self):
        return Walked(set.__iter__(self))

    def __reduce__(self):
        return set, (list(self),)


def _remade(name):
    plain = getattr(set, name)

    def method(self, *others):
        result = plain(self, *others)
        return result if result is NotImplemented else Walked(result)

    return method


for _name in (
    "__or__",
    "__and__",
    "__sub__",
    "__xor__",
    "__ror__",
    "__rand__",
    "__rsub__",
    "__rxor__",
    "union",
    "intersection",
    "difference",
    "symmetric_difference",
):
    setattr(Walked, _name, _remade(_name))


def install():
    setattr(builtins, BUILTIN, Walked)


def mark(source):
    """The source with `Walked` in place of sets; as it is when it cannot be read."""
    if b"set" not in source and b"{" not in source:
        return source
    try:
        text = source.decode("utf-8")
        tree = ast.parse(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(text, newline="").readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return source
    lines = io.StringIO(text, newline="").readlines()
    edits = []
    wanted = _places(tree, lines)
    opened = []
    for token in tokens:
        if token.string in ("(", "[", "{") and token.type == tokenize.OP:
            opened.append(token.start)
        elif token.string in (")", "]", "}") and token.type == tokenize.OP and opened:
            start = opened.pop()
            if wanted.get(start) == "{":
                edits += [(start, 0, BUILTIN + "("), (token.end, 0, ")")]
        elif wanted.get(token.start) == token.string == "set" and token.type == tokenize.NAME:
            edits.append((token.start, 3, BUILTIN))
    for (row, column), length, new in sorted(edits, reverse=True):
        line = lines[row - 1]
        lines[row - 1] = line[:column] + new + line[column + length :]
    return "".join(lines).encode("utf-8")


def _places(tree, lines):
    """(line, column) of sets in braces, and of uses of the name `set` unless the program gives it another meaning."""
    found, named = {}, {}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Set, ast.SetComp)):
            found[_place(node, lines)] = "{"
        elif isinstance(node, ast.Name) and node.id == "set" and isinstance(node.ctx, ast.Load):
            named[_place(node, lines)] = "set"
        elif "set" in (
            getattr(node, "id", None),
            getattr(node, "name", None),
            getattr(node, "asname", None),
            getattr(node, "arg", None),
        ) and not isinstance(node, ast.keyword):
            return found
    found.update(named)
    return found


def _place(node, lines):
    before = lines[node.lineno - 1].encode("utf-8")[: node.col_offset] if node.lineno <= len(lines) else b""
    return node.lineno, len(before.decode("utf-8", "replace"))
