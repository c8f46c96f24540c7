"""Cases of the conformance suite, from the texts of `calls_*.py`. Runs on python 3.6 and newer.

A line is a call, perhaps after options in brackets:

    [graph] tf.while_loop(...)          the TF2 side runs it in a `tf.function`
    [shape] tf.random_normal([2, 3])    dtype and shape are compared, mean and deviation roughly
    [tol=1e-4] ...                      relative and absolute tolerance for floats
    [nograd] ...                        gradients are not compared

A line `% f g: a=x|i ; / ; b=1|None ; c^a=2` generates calls of `f` and of `g`: all arguments by position and
by keyword, every optional argument and every further value alone, and `c` in the place of `a`; for second names
with a dot, such as `math.f`, fewer. Arguments before `/` are required. A block between `<<<` and `>>>` is the body of a function. In `a <= b`, `a` is a form
that 1.15 no longer had, and `b` the form of 1.15 that took its place.
"""

import ast
import importlib
import re

from .inputs import INPUTS

MODULES = ("array", "math", "nn", "image", "text", "losses", "random", "python", "control", "data")


class Case(object):
    """One call: its text, the inputs it names, and how it is compared."""

    def __init__(self, text, options=()):
        self.text, _, successor = text.partition(" <= ")
        text = self.text
        self.successor = successor or text
        self.options = dict(option.partition("=")[::2] for option in options)
        tree = ast.parse(text)
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):  # `x = f(x)` begins with the input
                bound -= {part.id for part in ast.walk(node.value) if isinstance(part, ast.Name)}
        bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        self.inputs = [name for name in INPUTS if name in names - bound]

    @property
    def symbols(self):
        """Dotted names below `tf` that the text has, longest first at each place."""
        return sorted(set(re.findall(r"\btf\.([A-Za-z_][\w.]*)", self.text)))

    def source(self, known, successor=False):
        """A module whose function `compute` is the case.

        Args:
            known: whether dtypes and shapes of the inputs can be read from the function.
            successor: whether a form that 1.15 no longer had is replaced.
        """
        lines = ["import numpy as np"] if re.search(r"\bnp\.", self.text) else []
        # A name of TF1 alone: without one, names that both versions have would be those of TensorFlow 2.
        lines += ["import tensorflow as tf", "", "", "def older(a):", "    return tf.log(a)", "", ""]
        lines += ["def compute(%s):" % ", ".join(self.inputs)]
        if known:
            for name in self.inputs:
                dtype, shape = INPUTS[name].dtype, list(INPUTS[name].shape)
                kind = "string" if dtype.kind == "O" else dtype.name
                lines.append("    %s = tf.reshape(tf.cast(%s, tf.%s), %s)" % (name, name, kind, shape))
        body = (self.successor if successor else self.text).split("\n")
        if len(body) == 1 and not body[0].startswith("return "):
            body = ["return " + body[0]]
        return "\n".join(lines + ["    " + line if line else "" for line in body]) + "\n"


def load():
    """Every case, by its text, in order; one module of texts after the other."""
    cases = {}
    for name in MODULES:
        module = importlib.import_module("conformance.calls_" + name)
        for case in parse(module.CALLS):
            cases.setdefault(case.text, case)
    return cases


def parse(text):
    """The cases of one text."""
    block = None
    options = ()
    for line in text.strip("\n").split("\n"):
        if block is not None:
            if line == ">>>":
                yield Case("\n".join(block), options)
                block = None
            else:
                block.append(line)
            continue
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        options = ()
        while line.startswith("["):
            head, _, line = line.partition("] ")
            options += tuple(head[1:].split(","))
        if line == "<<<":
            block = []
        elif line.startswith("%"):
            for call in generated(line[1:]):
                yield Case(call, options)
        else:
            yield Case(line, options)


def generated(spec):
    """The calls of a line `% names: arguments`."""
    names, _, rest = spec.partition(": ")
    arguments, required = [], 0
    for part in rest.split(" ; "):
        part = part.strip()
        if part == "/":
            required = len(arguments)
            continue
        name, _, values = part.partition("=")
        name, _, replaced = name.partition("^")
        arguments.append((name, replaced, values.split("|")))
    seen = {}
    for number, function in enumerate(names.split()):
        for given in _variants(arguments, required, every=not number or "." not in function):
            seen["tf.%s(%s)" % (function, ", ".join(given))] = None
    return list(seen)


def _variants(arguments, required, every):
    """Lists of written arguments; second names of a function get `every` form only once."""
    positional = [(name, values) for name, replaced, values in arguments if not replaced]
    base = [values[0] for _, values in positional[:required]]
    for count in range(required, len(positional) + 1) if every else (required, len(positional)):
        yield [values[0] for _, values in positional[:count]]
    yield ["%s=%s" % (name, values[0]) for name, values in positional]
    if every:
        yield ["%s=%s" % (name, values[0]) for name, values in positional[:required]]
    for index, (name, values) in enumerate(positional if every else ()):
        for value in values:
            if index < required:
                yield base[:index] + [value] + base[index + 1 :]
            else:
                yield base + ["%s=%s" % (name, value)]
    for name, replaced, values in arguments:
        if replaced:
            # Arguments after the replaced one take keywords.
            names = [other for other, _ in positional[:required]]
            at = names.index(replaced) if replaced in names else required
            kept = base[:at] + ["%s=%s" % pair for pair in zip(names[at + 1 :], base[at + 1 :])]
            for value in values:
                yield kept + ["%s=%s" % (name, value)]
