"""Ways to break a correct migration, one at a time: what a wrong rewrite rule would have done.

A kind looks for places of one sort in the syntax tree of a migrated program, and changes one of them. At most
two places of a kind are taken in each program, the first and the last. The classes that the tool adds for
TF1's optimizers and layers have tests of their own and are left alone.
"""

from __future__ import annotations

import ast
import copy
import dataclasses
import re
from collections.abc import Callable, Iterator

from tf2migrate.support import class_names

PLACES = 2


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A broken program. `line` is that of the change, in `original` (the program as unparsed)."""

    kind: str
    line: int
    before: str
    after: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.kind} @ {self.before}"


class Tree:
    """A copy of a program that may be changed."""

    def __init__(self, module: ast.Module) -> None:
        self.module = module
        self.parents = {child: node for node in ast.walk(module) for child in ast.iter_child_nodes(node)}

    def replace(self, old: ast.AST, new: ast.AST | list[ast.AST]) -> None:
        parent = self.parents[old]
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(item is old for item in value):
                place = next(i for i, item in enumerate(value) if item is old)
                value[place : place + 1] = new if isinstance(new, list) else [new]

    def statement(self, node: ast.AST) -> ast.stmt:
        while not isinstance(node, ast.stmt):
            node = self.parents[node]
        return node

    def drop(self, node: ast.AST) -> None:
        self.replace(self.statement(node), ast.Pass())

    def before(self, node: ast.AST, *statements: ast.stmt) -> None:
        statement = self.statement(node)
        self.replace(statement, [*statements, statement])

    def within(self, node: ast.AST, kind: type) -> ast.AST | None:
        while node in self.parents:
            node = self.parents[node]
            if isinstance(node, kind):
                return node
        return None


Match = Callable[[ast.AST], bool]
Change = Callable[[ast.AST, Tree], "bool | None"]  # False: this place does not lend itself to it
KINDS: dict[str, tuple[Match, Change]] = {}


def kind(name: str, match: Match) -> Callable[[Change], Change]:
    def register(change: Change) -> Change:
        KINDS[name] = (match, change)
        return change

    return register


def mutants(source: str, places: int = PLACES) -> Iterator[Mutant]:
    """All mutants of a program.

    Args:
        source: the migrated program, its run sites wrapped in record calls.
        places: of each kind, how many to change.
    """
    tree = ast.parse(source)
    original = ast.unparse(tree)
    tree = ast.parse(original)  # lines as in the text that is shown
    skipped = _added_classes(tree)
    for name, (match, change) in KINDS.items():
        found = [n for n, node in enumerate(ast.walk(tree)) if node not in skipped and match(node)]
        made, texts = 0, {original}
        for number in [*found[:1], *found[:0:-1]]:
            if made == places:
                break
            module = copy.deepcopy(tree)
            node = next(node for n, node in enumerate(ast.walk(module)) if n == number)
            line = getattr(node, "lineno", 0)
            try:
                if change(node, Tree(module)) is False:
                    continue
                text = ast.unparse(ast.fix_missing_locations(module))
                compile(text, "mutant", "exec")
            except (SyntaxError, StopIteration, IndexError):
                continue
            if text not in texts:
                texts.add(text)
                made += 1
                before = original.split("\n")[line - 1].strip() if line else ""
                yield Mutant(name, line, before, _changed_line(original, text), text)


def _changed_line(original: str, text: str) -> str:
    old = set(original.split("\n"))
    return next((line.strip() for line in text.split("\n") if line not in old), "(lines moved or left out)")


def _added_classes(tree: ast.Module) -> set[ast.AST]:
    skipped: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and (
            node.name in class_names()
            or any(
                isinstance(item, ast.FunctionDef) and item.name in ("update_step", "get_config") for item in node.body
            )
        ):
            skipped.update(ast.walk(node))
    return skipped


# What places look like


def path(node: ast.AST) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([*([node.id] if isinstance(node, ast.Name) else ["?"]), *reversed(parts)])


def call(*names: str) -> Match:
    """A call of a function whose dotted name ends in one of these."""
    return lambda node: (
        isinstance(node, ast.Call) and any(("." + path(node.func)).endswith("." + name) for name in names)
    )


def has(match: Match, keyword: str) -> Match:
    return lambda node: match(node) and any(k.arg == keyword for k in node.keywords)


def either(*matches: Match) -> Match:
    return lambda node: any(match(node) for match in matches)


def given(node: ast.Call, name: str) -> ast.keyword | None:
    return next((k for k in node.keywords if k.arg == name), None)


def number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) in (int, float)


def parse(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def scale(factor: float) -> Callable[[ast.expr], ast.expr]:
    return lambda value: ast.BinOp(value, ast.Mult(), ast.Constant(factor))


def keyword_kind(name: str, match: Match, keyword: str, new: Callable[[ast.expr], ast.expr | None]) -> None:
    def change(node: ast.AST, tree: Tree) -> bool | None:
        found = given(node, keyword)
        value = new(found.value)
        if value is None:
            node.keywords.remove(found)
        else:
            found.value = value

    KINDS[name] = (has(match, keyword), change)


def rename_kind(name: str, old: tuple[str, ...], new: str) -> None:
    def change(node: ast.AST, tree: Tree) -> bool | None:
        if not isinstance(node.func, ast.Attribute):
            return False
        node.func.attr = new

    KINDS[name] = (call(*old), change)


def unwrap_kind(name: str, *functions: str) -> None:
    """The call becomes its first argument."""

    def change(node: ast.AST, tree: Tree) -> bool | None:
        arguments = node.args or [k.value for k in node.keywords]
        tree.replace(node, arguments[0])

    KINDS[name] = (call(*functions), change)


OPTIMIZER = lambda node: (
    isinstance(node, ast.Call)
    and (  # noqa: E731
        "optimizers." in path(node.func) and "schedules" not in path(node.func) or path(node.func).startswith("TF1")
    )
)
SCHEDULE = lambda node: isinstance(node, ast.Call) and "schedules." in path(node.func)  # noqa: E731
LAYER = lambda node: isinstance(node, ast.Call) and "keras.layers." in path(node.func)  # noqa: E731

# Optimizers

keyword_kind("epsilon of Keras", OPTIMIZER, "epsilon", lambda value: None)
keyword_kind("epsilon too large", OPTIMIZER, "epsilon", lambda value: ast.Constant(1e-3))
keyword_kind("first moment's decay", OPTIMIZER, "beta_1", lambda value: None)
keyword_kind("momentum dropped", OPTIMIZER, "momentum", lambda value: None)
keyword_kind("nesterov dropped", OPTIMIZER, "nesterov", lambda value: ast.Constant(False))


@kind("learning rate", OPTIMIZER)
def _(node, tree):
    found = given(node, "learning_rate")
    if found is None and not node.args:
        return False
    value = found.value if found else node.args[0]
    if isinstance(value, ast.Lambda):
        return False
    new = scale(1.02)(value)
    if found:
        found.value = new
    else:
        node.args[0] = new


@kind("plain gradient descent", lambda node: OPTIMIZER(node) and not path(node.func).endswith("SGD"))
def _(node, tree):
    found = given(node, "learning_rate")
    value = found.value if found else node.args[0] if node.args else ast.Constant(0.001)
    tree.replace(node, ast.Call(parse("tf.keras.optimizers.SGD"), [value], []))


@kind("update missing", call("apply_gradients"))
def _(node, tree):
    tree.drop(node)


@kind("update made twice", call("apply_gradients"))
def _(node, tree):
    tree.before(node, copy.deepcopy(tree.statement(node)))


@kind("weight left out of training", call("tape.gradient", "gradient"))
def _(node, tree):
    """The last variable gets no gradient."""
    statement = tree.statement(node)
    if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
        return False
    name = statement.targets[0].id
    fix = f"{name} = list({name})[:-1] + [None]"
    tree.replace(statement, [statement, *ast.parse(fix).body])


@kind("gradient with the wrong sign", call("apply_gradients"))
def _(node, tree):
    zipped = node.args[0]
    if not (isinstance(zipped, ast.Call) and path(zipped.func) == "zip"):
        return False
    zipped.args[0] = ast.Call(parse("(lambda gs: [g if g is None else -g for g in gs])"), [zipped.args[0]], [])


@kind("gradient scaled", call("apply_gradients"))
def _(node, tree):
    zipped = node.args[0]
    if not (isinstance(zipped, ast.Call) and path(zipped.func) == "zip"):
        return False
    if re.search("Adam|Adagrad|Adadelta|RMS|Ftrl", ast.unparse(tree.module)):
        return False  # they divide by the size of the gradient
    scaled = "(lambda gs: [g if g is None or isinstance(g, tf.IndexedSlices) else 1.01 * g for g in gs])"
    zipped.args[0] = ast.Call(parse(scaled), [zipped.args[0]], [])


@kind("value after the update", call("apply_gradients"))
def _(node, tree):
    """What the function returns is computed again, with the new weights."""
    function = tree.within(node, ast.FunctionDef)
    block = _tape_block(function)
    if block is None or not isinstance(function.body[-1], ast.Return):
        return False
    function.body[-1:-1] = copy.deepcopy(block.body)


def _tape_block(function: ast.FunctionDef | None) -> ast.With | None:
    return next((s for s in getattr(function, "body", ()) if isinstance(s, ast.With)), None)


unwrap_kind("gradient not clipped", "clip_by_value", "clip_by_norm")


@kind("gradients not clipped by their global norm", call("clip_by_global_norm"))
def _(node, tree):
    tree.replace(node, ast.Tuple([node.args[0], ast.Constant(0.0)], ast.Load()))


for parameter in ("decay_rate", "decay_steps", "end_learning_rate", "power"):
    keyword_kind(
        f"schedule: {parameter}", SCHEDULE, parameter, lambda value: ast.BinOp(value, ast.Add(), ast.Constant(1))
    )
keyword_kind("schedule: staircase", SCHEDULE, "staircase", lambda value: ast.UnaryOp(ast.Not(), value))

# Variables


@kind("assignment missing", call("assign", "assign_add", "assign_sub", "scatter_nd_update"))
def _(node, tree):
    if not isinstance(tree.statement(node), ast.Expr):
        return False
    tree.drop(node)


rename_kind("assigned instead of added", ("assign_add",), "assign")
rename_kind("added instead of assigned", ("assign",), "assign_add")
rename_kind("added instead of subtracted", ("assign_sub",), "assign_add")


@kind(
    "effects in another order",
    lambda node: (
        isinstance(node, ast.Expr) and call("assign", "assign_add", "assign_sub", "apply_gradients")(node.value)
    ),
)
def _(node, tree):
    """With the statement before it."""
    body = next(value for _, value in ast.iter_fields(tree.parents[node]) if isinstance(value, list) and node in value)
    place = body.index(node)
    if place == 0 or isinstance(body[place - 1], (ast.FunctionDef, ast.ClassDef, ast.With)):
        return False
    if all("apply_gradients" in ast.unparse(statement) for statement in body[place - 1 : place + 1]):
        return False  # of different models, as far as anyone can tell
    body[place - 1], body[place] = body[place], body[place - 1]


INITIALIZERS = call("random.normal", "random.truncated_normal", "RandomNormal", "TruncatedNormal")
keyword_kind("spread of the initial values", INITIALIZERS, "stddev", scale(1.05))
rename_kind("initial values of another distribution", ("random.normal",), "truncated_normal")


@kind("initializer of another distribution", call("RandomNormal", "TruncatedNormal"))
def _(node, tree):
    tree.replace(node, parse("tf.keras.initializers.GlorotUniform()"))


@kind("initial values not zero", either(call("zeros"), call("Zeros")))
def _(node, tree):
    if tree.within(node, ast.Call) is None:
        return False
    tree.replace(node, ast.BinOp(node, ast.Add(), ast.Constant(0.01))) if call("zeros")(node) else tree.replace(
        node, parse("tf.keras.initializers.Constant(0.01)")
    )


@kind("initial values doubled", call("Variable"))
def _(node, tree):
    if not node.args:
        return False
    two = f"tf.cast(2, ({ast.unparse(node.args[0])}).dtype)"
    if not isinstance(node.args[0], ast.Call) or "initializers" in two or "zeros" in two:
        return False
    node.args[0] = ast.BinOp(node.args[0], ast.Mult(), parse(two))


@kind("one initializer for all weights", lambda node: isinstance(node, ast.Module))
def _(node, tree):
    """All random initializers of one sort are one object."""
    texts: dict[str, list[ast.Call]] = {}
    for inner in ast.walk(node):
        if call(
            "initializers.RandomNormal",
            "initializers.TruncatedNormal",
            "initializers.GlorotUniform",
            "initializers.VarianceScaling",
            "initializers.RandomUniform",
        )(inner):
            texts.setdefault(ast.unparse(inner), []).append(inner)
    shared = next((calls for calls in texts.values() if len(calls) > 1), None)
    layers = [
        inner
        for inner in ast.walk(node)
        if call("layers.Dense", "layers.Conv2D")(inner) and not given(inner, "kernel_initializer")
    ]
    if shared is None and len(layers) < 2:
        return False
    text = ast.unparse(shared[0]) if shared else "tf.keras.initializers.GlorotUniform()"
    for inner in shared or ():
        tree.replace(inner, ast.Name("SHARED", ast.Load()))
    for inner in layers if shared is None else ():
        inner.keywords.append(ast.keyword("kernel_initializer", ast.Name("SHARED", ast.Load())))
    last = max(n for n, statement in enumerate(node.body) if isinstance(statement, (ast.Import, ast.ImportFrom)))
    node.body[last + 1 : last + 1] = ast.parse(f"SHARED = {text}").body


RANDOM = call("random.normal", "random.uniform", "random.truncated_normal")


def _in_function(node: ast.AST, tree: Tree) -> ast.FunctionDef | None:
    function = tree.within(node, ast.FunctionDef)
    while function is not None and not function.decorator_list and function.name != "call":
        function = tree.within(function, ast.FunctionDef)
    return function


@kind("draw frozen", either(RANDOM, call("nn.dropout", "dropout")))
def _(node, tree):
    """The same numbers at every run: drawn from a seed."""
    function = _in_function(node, tree)
    if function is None:
        return False
    name = path(node.func)
    if name.endswith("nn.dropout"):
        node.func = parse("tf.nn.experimental.stateless_dropout")
        node.keywords.append(ast.keyword("seed", parse("[1, 2]")))
    elif "random." in name:
        node.func = parse(name.replace("random.", "random.stateless_"))
        node.keywords.append(ast.keyword("seed", parse("[1, 2]")))
    else:
        return False


@kind("draw made twice", call("apply_gradients"))
def _(node, tree):
    """The value that is returned comes from other draws than the gradients."""
    function = tree.within(node, ast.FunctionDef)
    block = _tape_block(function)
    text = ast.unparse(tree.module)
    if block is None or not isinstance(function.body[-1], ast.Return):
        return False
    if "dropout" not in text.lower() and "random." not in ast.unparse(function):
        return False
    place = function.body.index(block) + 1
    after = function.body[place:-1]
    if any(isinstance(statement, ast.Assign) and "loss" in ast.unparse(statement.targets[0]) for statement in after):
        return False
    function.body[place:place] = copy.deepcopy(block.body)


# Layers and models


@kind("dropout rate for keep probability", has(call("dropout", "Dropout"), "rate"))
def _(node, tree):
    rate = given(node, "rate")
    if isinstance(rate.value, ast.Constant) and rate.value.value == 0.5:
        return False
    rate.value = ast.BinOp(ast.Constant(1), ast.Sub(), rate.value)


unwrap_kind("dropout missing", "nn.dropout")
keyword_kind(
    "training flag", lambda node: isinstance(node, ast.Call), "training", lambda value: ast.UnaryOp(ast.Not(), value)
)
keyword_kind("activation missing", LAYER, "activation", lambda value: None)
keyword_kind("regularization missing", LAYER, "kernel_regularizer", lambda value: None)
keyword_kind(
    "padding",
    either(LAYER, call("nn.conv2d", "nn.max_pool", "nn.avg_pool", "nn.max_pool2d", "nn.depthwise_conv2d")),
    "padding",
    lambda value: ast.Constant(
        {"same": "valid", "valid": "same", "SAME": "VALID", "VALID": "SAME"}.get(getattr(value, "value", ""), "VALID")
    ),
)
keyword_kind("strides", either(LAYER, call("nn.conv2d", "nn.max_pool")), "strides", lambda value: ast.Constant(3))
rename_kind("average for maximum in a pool", ("MaxPooling2D",), "AveragePooling2D")
rename_kind("maximum for average in a pool", ("AveragePooling2D",), "MaxPooling2D")
keyword_kind(
    "momentum of batch normalization",
    call("BatchNormalization", "TF1BatchNormalization"),
    "momentum",
    lambda value: ast.Constant(0.98),
)
keyword_kind(
    "epsilon of batch normalization",
    call("BatchNormalization", "TF1BatchNormalization"),
    "epsilon",
    lambda value: ast.Constant(0.1),
)
NORMALIZES = lambda node: isinstance(node, ast.Call) and path(node.func).endswith("BatchNormalization")  # noqa: E731


@kind("batch normalization without scale", NORMALIZES)
def _(node, tree):
    found = given(node, "scale")
    if found:
        return False
    node.keywords.append(ast.keyword("scale", ast.Constant(False)))


@kind("momentum of batch normalization, default", NORMALIZES)
def _(node, tree):
    if "momentum=0.9)" in ast.unparse(node).replace(",", ")"):
        return False
    node.keywords = [k for k in node.keywords if k.arg != "momentum"] + [ast.keyword("momentum", ast.Constant(0.9))]


@kind("an update of the averages too many", has(lambda node: isinstance(node, ast.Call), "training"))
def _(node, tree):
    statement = tree.statement(node)
    normalizes = "BatchNormalization" in ast.unparse(tree.module) and "dropout" not in path(node.func)
    if not isinstance(statement, ast.Assign) or not normalizes or ast.unparse(given(node, "training").value) == "False":
        return False
    tree.replace(statement, [copy.deepcopy(statement), statement])


@kind("layer without bias", call("layers.Dense", "layers.Conv2D"))
def _(node, tree):
    if given(node, "use_bias"):
        return False
    node.keywords.append(ast.keyword("use_bias", ast.Constant(False)))


@kind("shared layer doubled", lambda node: isinstance(node, ast.Module))
def _(node, tree):
    """A layer or a function of weights that is used at several places becomes two layers."""
    for target in [n for n in ast.walk(node) if isinstance(n, ast.Assign) and LAYER(n.value)]:
        name = ast.unparse(target.targets[0])
        uses = [n for n in ast.walk(node) if isinstance(n, ast.Call) and ast.unparse(n.func) == name]
        if path(target.value.func).endswith(("Flatten", "Dropout", "Activation")):
            continue  # no weights
        if len(uses) < 2 or not isinstance(target.targets[0], ast.Name):
            continue
        uses[-1].func = ast.Name(name + "_again", ast.Load())
        tree.replace(
            target, [target, ast.Assign([ast.Name(name + "_again", ast.Store())], copy.deepcopy(target.value))]
        )
        return None
    return False


@kind("regularization left out of the loss", call("sum", "add_n"))
def _(node, tree):
    if not node.args or "losses" not in ast.unparse(node.args[0]):
        return False
    tree.replace(node, ast.Constant(0.0))


unwrap_kind("activation skipped", "nn.relu", "nn.tanh", "tanh", "nn.sigmoid", "sigmoid", "nn.elu", "nn.softplus")
unwrap_kind("softmax missing", "nn.softmax")
unwrap_kind("gradient not stopped", "stop_gradient")
rename_kind("another activation", ("nn.relu", "nn.leaky_relu"), "softplus")
keyword_kind("slope of the leaky relu", call("nn.leaky_relu"), "alpha", lambda value: ast.Constant(0.2))

# Operations

keyword_kind(
    "another axis",
    lambda node: isinstance(node, ast.Call),
    "axis",
    lambda value: (
        ast.Constant(1 - value.value) if isinstance(value, ast.Constant) and value.value in (0, 1) else ast.Constant(0)
    ),
)


@kind("axis by position", call("argmax", "argmin", "reduce_sum", "reduce_mean", "reduce_max"))
def _(node, tree):
    if len(node.args) < 2 or not number(node.args[1]):
        return False
    node.args[1] = ast.Constant(1 - node.args[1].value if node.args[1].value in (0, 1) else 0)


rename_kind("sum for mean", ("reduce_mean",), "reduce_sum")
rename_kind("mean for sum", ("reduce_sum",), "reduce_mean")
rename_kind("minimum for maximum", ("reduce_max", "maximum"), "reduce_min")
rename_kind("argmin for argmax", ("argmax",), "argmin")
rename_kind("argmax for argmin", ("argmin",), "argmax")
rename_kind("absolute for square", ("square",), "abs")
rename_kind("log1p for log", ("math.log",), "log1p")
unwrap_kind("root missing", "sqrt", "math.sqrt", "math.rsqrt")
unwrap_kind("transposition missing", "transpose")


@kind("arguments swapped", call("matmul", "subtract", "pow", "div", "divide", "tensordot"))
def _(node, tree):
    if len(node.args) < 2:
        return False
    node.args[0], node.args[1] = node.args[1], node.args[0]


@kind("labels for logits", has(lambda node: isinstance(node, ast.Call), "logits"))
def _(node, tree):
    labels, logits = given(node, "labels"), given(node, "logits")
    if labels is None:
        return False
    if "sparse" in path(node.func):
        labels.value = ast.BinOp(labels.value, ast.Mult(), ast.Constant(0))
    else:
        labels.value, logits.value = logits.value, labels.value


@kind("softmax twice", has(lambda node: isinstance(node, ast.Call), "logits"))
def _(node, tree):
    logits = given(node, "logits")
    logits.value = ast.Call(parse("tf.nn.softmax"), [logits.value], [])


@kind("difference turned round", lambda node: isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub))
def _(node, tree):
    if tree.within(node, ast.FunctionDef) is None:
        return False
    around = ast.unparse(tree.parents[node])
    if re.match(r"tf\.(square|abs|pow|math\.squared_difference|nn\.l2_loss)\(", around) or "** 2" in around:
        return False
    node.left, node.right = node.right, node.left


@kind("addition left out", lambda node: isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add))
def _(node, tree):
    if tree.within(node, ast.FunctionDef) is None or tree.within(node, ast.withitem) is not None:
        return False
    tree.replace(node, node.left)


@kind("bias left out", call("add", "bias_add", "nn.bias_add"))
def _(node, tree):
    tree.replace(node, node.args[0])


@kind(
    "constant a little off",
    lambda node: isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0.0,),
)
def _(node, tree):
    if tree.within(node, ast.FunctionDef) is None:
        return False
    tree.replace(node, ast.Constant(node.value * 1.01))


@kind(
    "comparison turned round",
    lambda node: isinstance(node, ast.Call) and path(node.func).split(".")[-1] in ("equal", "not_equal"),
)
def _(node, tree):
    node.func.attr = "not_equal" if node.func.attr == "equal" else "equal"


@kind("index one off", call("gather", "embedding_lookup", "nn.embedding_lookup"))
def _(node, tree):
    if len(node.args) < 2:
        return False
    node.args[1] = ast.Call(
        parse("tf.maximum"), [ast.BinOp(node.args[1], ast.Sub(), ast.Constant(1)), ast.Constant(0)], []
    )


@kind("result of a cast truncated", call("cast"))
def _(node, tree):
    if len(node.args) < 2 or not path(node.args[1]).endswith("float32") or "equal(" in ast.unparse(node):
        return False
    tree.replace(
        node,
        ast.Call(
            parse("tf.cast"), [ast.Call(parse("tf.cast"), [node.args[0], parse("tf.int32")], []), node.args[1]], []
        ),
    )


keyword_kind("smoothing of labels", lambda node: isinstance(node, ast.Call), "label_smoothing", scale(1.1))

# The program around

LOOP = lambda node: isinstance(node, ast.For) and isinstance(node.iter, ast.Call) and path(node.iter.func) == "range"  # noqa: E731


@kind("one step less", lambda node: LOOP(node) and "__tf2migrate_record__" in ast.unparse(node))
def _(node, tree):
    last = 0 if len(node.iter.args) == 1 else 1
    node.iter.args[last] = ast.BinOp(node.iter.args[last], ast.Sub(), ast.Constant(1))


@kind("batch one element off", lambda node: isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice))
def _(node, tree):
    bounds = node.slice
    if tree.within(node, ast.For) is None or bounds.upper is None or bounds.lower is None:
        return False
    bounds.upper = ast.BinOp(bounds.upper, ast.Sub(), ast.Constant(1))


@kind("another batch size", call("batch"))
def _(node, tree):
    if not node.args:
        return False
    node.args[0] = ast.BinOp(node.args[0], ast.Add(), ast.Constant(1))


@kind("data set not repeated", call("repeat"))
def _(node, tree):
    if not isinstance(node.func, ast.Attribute):
        return False
    tree.replace(node, node.func.value)


@kind("weights not restored", call("restore", "assert_existing_objects_matched"))
def _(node, tree):
    tree.drop(node)


@kind("restored before the weights exist", call("restore"))
def _(node, tree):
    """Afterwards the variables get their initial values once more."""
    statement = tree.statement(node)
    function = next(
        (n for n in ast.walk(tree.module) if isinstance(n, ast.FunctionDef) and n.name.startswith("initialize")), None
    )
    if function is None:
        return False
    tree.replace(statement, [statement, ast.Expr(ast.Call(ast.Name(function.name, ast.Load()), [], []))])


@kind(
    "not started anew",
    lambda node: (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and path(node.value.func).startswith("initialize")
    ),
)
def _(node, tree):
    tree.drop(node)


@kind(
    "results swapped",
    lambda node: isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) > 1,
)
def _(node, tree):
    node.value.elts[0], node.value.elts[-1] = node.value.elts[-1], node.value.elts[0]


@kind("printed text", lambda node: isinstance(node, ast.Call) and path(node.func) == "print")
def _(node, tree):
    texts = [a for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str) and a.value.strip()]
    if not texts:
        return False
    texts[0].value = texts[0].value.rstrip()[:-1]  # white space does not count


@kind("line not printed", lambda node: isinstance(node, ast.Call) and path(node.func) == "print")
def _(node, tree):
    if not any(isinstance(n, ast.Name) and n.id != "print" for n in ast.walk(node)):
        return False
    tree.drop(node)


@kind(
    "run skipped",
    lambda node: (
        isinstance(node, ast.Expr) and "__tf2migrate_record__" in ast.unparse(node) and isinstance(node.value, ast.Call)
    ),
)
def _(node, tree):
    tree.drop(node)


@kind("stale value", lambda node: isinstance(node, ast.Call) and path(node.func) == "__tf2migrate_record__")
def _(node, tree):
    """What the first call of the run returned is returned for ever."""
    if tree.within(node, ast.For) is None and tree.within(node, ast.While) is None:
        return False
    if isinstance(tree.parents[node], ast.Expr):
        return False  # nobody looks at what it returns
    site = ast.unparse(node.args[0])
    node.args[1] = ast.Call(parse("STALE.setdefault"), [parse(site), node.args[1]], [])
    first = next(n for n, s in enumerate(tree.module.body) if not _is_head(s))
    tree.module.body[first:first] = ast.parse("STALE = {}").body


def _is_head(statement: ast.stmt) -> bool:
    docstring = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return docstring or isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
