"""Libraries: files whose callers are not known. Each use of TensorFlow 1 is rewritten by itself or kept on compat.v1.

A caller may build a graph and run it in a session, or work eagerly, so that a use is rewritten only where the new
expression means the same to both. Ops can be; what leaves something behind in the graph (variables, collections,
losses, datasets with their iterators) belongs to callers that nobody sees here, and stays. The values that the
analysis found at the calls inside the file say nothing about other callers: dtypes and ranks count as unknown.
"""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis import imports
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import Value
from tf2migrate.planning.evidence import has_sign_below
from tf2migrate.planning.numpy_names import new_name, numpy_aliases
from tf2migrate.planning.stand_ins import successor
from tf2migrate.planning.static_dimensions import is_dimension, may_be_dimension
from tf2migrate.planning.test_cases import EAGER, GRAPH, NAMES, TestCases
from tf2migrate.result import Diagnostic, RuleSite, Safety
from tf2migrate.rules import symbols
from tf2migrate.rules.references import reference
from tf2migrate.rules.refusals import applied_rules, refusal
from tf2migrate.rules.symbols import Disposition, Symbol
from tf2migrate.support import legacy_names

LEGACY = "tf1_legacy"
RULE = "TFM219"
KEPT = "TFM916"
_OF_WEIGHTS = "TFM212"
V1_NAMES = ("tf1", "tf_v1", "compat_v1", "tensorflow_v1")

# What a row returns when a call leaves nothing behind but tensors, or does not touch the graph at all.
_FREE = frozenset(
    {
        "tensor",
        "stateful",
        "op",
        "control_flow",
        "nest",
        "python",
        "gfile",
        "context",
        "gradients",
        "keras",
        "module",
        "queue",
        "table",
    }
)
# Rows of these kinds whose objects are others in TensorFlow 2: a caller may use what only the older ones have.
_OTHER_OBJECTS = (
    "DeviceSpec",
    "VariableAggregation",
    "VariableSynchronization",
    "data.",
    "image.ResizeMethod",
    "train.Checkpoint",
    "train.CheckpointManager",
    "layers",
    "estimator",
    "feature_column",
    "metrics",
)
# Names with a lowering in programs, that mean the same to both sorts of callers under the name of TensorFlow 2.
_LOWERED_FREE = frozenset({"control_dependencies", "group", "no_op", "Graph", "Operation", "executing_eagerly"})
_GRADIENTS = ("ys", "xs", "grad_ys", "name", "colocate_gradients_with_ops")
_MODE_SWITCHES = frozenset(
    {
        "disable_v2_behavior",
        "disable_eager_execution",
        "enable_eager_execution",
        "enable_v2_behavior",
        "contrib.eager.enable_eager_execution",
        "disable_v2_tensorshape",
        "disable_tensor_equality",
    }
)
_EXPRESSIONS = (
    ast.Name,
    ast.Attribute,
    ast.Constant,
    ast.Subscript,
    ast.BinOp,
    ast.UnaryOp,
    ast.Call,
    ast.Lambda,
    ast.ListComp,
    ast.GeneratorExp,
    ast.IfExp,
    ast.NamedExpr,
    ast.Await,
    ast.Yield,
    ast.Starred,
)
_PLAIN_CALLS = frozenset(
    {
        "namedtuple",
        "getLogger",
        "compile",
        "frozenset",
        "set",
        "dict",
        "list",
        "tuple",
        "range",
        "TypeVar",
        "abspath",
        "dirname",
        "join",
        "partial",
        "NamedTuple",
    }
)
_NEST = frozenset({"flatten", "map_structure", "pack_sequence_as", "assert_same_structure", "is_nested"})
# Sources of generated rows that say that a name means the same.
_PROVEN = ("compat.v1 of 2.21 has the same object", "the kernel of the same name", "the value is the same")
_WHY = {
    "variable": "the callers own the variables that it makes, and they are not known",
    "layer": "the callers own the weights that it makes, and they are not known",
    "cell": "the callers own the weights that it makes, and they are not known",
    "rnn": "the callers own the weights that it makes, and they are not known",
    "collection": "callers may read and write the collections of the graph",
    "loss": "it puts the loss into a collection that callers may read",
    "context": "it names the variables of callers",
    "dataset": "callers may make the iterators of TensorFlow 1 of it",
    "init": "it is for the sessions of callers",
    "summary": "it is for the sessions of callers",
    "optimizer": "callers may run its operations in a session",
    "assign": "callers may run the assignment in a session",
    "placeholder": "callers feed it",
}
_ADVICE = (
    "name the programs that use it as well, so that it is migrated with them; --closed-world says that they are all"
)


@dataclasses.dataclass
class Library:
    """What becomes of the uses of TensorFlow in one file.

    Args:
        tree: the indexed tree.
        tf, tf1: what the file calls TensorFlow, and `tensorflow.compat.v1`.
        calls: calls that are rewritten by their row.
        names: expressions that become another text.
        wrapped: expressions that become a template, `{tf}` and `{part0}`, `{part1}` ... in it, of their parts.
        references: calls that make variables of the older sort.
        kept: uses that stay on compat.v1, with the reason.
        handled: names that stand for TensorFlow and were decided.
    """

    tree: ast.Module
    tf: str
    tf1: str
    calls: dict[ast.Call, Symbol] = dataclasses.field(default_factory=dict)
    names: dict[ast.expr, str] = dataclasses.field(default_factory=dict)
    wrapped: dict[ast.expr, tuple[str, tuple[ast.expr, ...]]] = dataclasses.field(default_factory=dict)
    references: set[ast.Call] = dataclasses.field(default_factory=set)
    kept: list[tuple[ast.expr, str, str, str]] = dataclasses.field(default_factory=list)
    rules: set[str] = dataclasses.field(default_factory=set)
    sites: set[tuple[int, int, str]] = dataclasses.field(default_factory=set)
    uses_v1: bool = False
    uses_legacy: bool = False
    tests: TestCases | None = None
    known: dict[tuple, Value] = dataclasses.field(default_factory=dict)  # of expressions, when all callers are known

    def dtype_of(self, node: ast.expr) -> str | None:
        return getattr(self.known.get(_place(node)), "dtype", None)

    def rank_of(self, node: ast.expr) -> int | None:
        return getattr(self.known.get(_place(node)), "rank", None)

    def apply(self, rule: str, node: ast.AST) -> None:
        self.rules.add(rule)
        self.sites.add((node.lineno, node.end_lineno or node.lineno, rule))

    def rule_sites(self) -> tuple[RuleSite, ...]:
        return tuple(sorted(RuleSite(*site) for site in self.sites))

    def diagnostics(self, path: str) -> tuple[Diagnostic, ...]:
        """One finding for each symbol that stays, at its first place."""
        first: dict[tuple[str, str], tuple[ast.expr, str]] = {}
        count: dict[tuple[str, str], int] = {}
        for node, symbol, reason, advice in sorted(self.kept, key=lambda k: (k[0].lineno, k[0].col_offset)):
            first.setdefault((symbol, reason), (node, advice))
            count[symbol, reason] = count.get((symbol, reason), 0) + 1
        found = []
        for (symbol, reason), (node, advice) in first.items():
            more = count[symbol, reason] - 1
            places = f", here and at {more} more place{'s' if more > 1 else ''}" if more else ""
            rule = _OF_WEIGHTS if reason == _WHY["variable"] else KEPT
            if self.tests is not None and (rule == KEPT or _in_test(node)):
                continue  # the finding of the test says why
            found.append(
                Diagnostic(
                    path,
                    node.lineno,
                    node.col_offset + 1,
                    rule,
                    f"tf.{symbol} stays on tf.compat.v1{places}: {reason}",
                    advice,
                    Safety.MANUAL,
                )
            )
        for node, reason in self.tests.reasons.items() if self.tests is not None else ():
            found.append(
                Diagnostic(
                    path,
                    node.lineno,
                    node.col_offset + 1,
                    GRAPH,
                    f"{node.name} keeps a graph of its own: {reason}",
                    "write it with eager tensors, and tf.GradientTape for gradients",
                    Safety.MANUAL,
                )
            )
        return tuple(sorted(found))


def _place(node: ast.AST) -> tuple:
    return node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


def _in_test(node: ast.AST) -> bool:
    while node is not None and not isinstance(node, ast.ClassDef):
        node = node._parent
    return node is not None


def library(
    tree: ast.Module, analysis: Analysis, tests: TestCases | None = None, closed_world: bool = False
) -> Library | None:
    """What becomes of a file that cannot be migrated as a program; None when it is no library.

    A file that runs sessions, feeds placeholders or switches the mode of the process is none, unless test cases do.
    """
    if tests is None and runs_graphs(analysis):
        return None
    aliases = _aliases(tree)
    if aliases is None or "" not in aliases.values():
        return None
    tf = next(name for name, path in aliases.items() if path == "")
    bound = {node.id for node in of_type(tree, ast.Name)} | set(aliases)
    tf1 = next((name for name in V1_NAMES if name not in bound), None)
    if tf1 is None:
        return None
    made = Library(tree, tf, tf1, tests=tests)
    if closed_world:
        made.known = {_place(node): value for node, value in analysis.values.items() if hasattr(node, "lineno")}
    gone = {node for statement in tests.removed for node in of_type(statement, ast.Name)} if tests else set()
    for node in of_type(tree, ast.Name):
        if node.id in aliases and node not in gone and not _use(made, node, aliases[node.id]):
            return None
    _dimensions(made, tree)
    _numpy(made, tree)
    if tests is not None:
        _tests(made, tests)
    if made.kept and not made.uses_v1 and not made.uses_legacy:
        return None
    if tests is None and made.kept and not only_defines(tree):
        return None  # a script: what it leaves in the graph is for a session somewhere
    made.rules.add(RULE)
    return made


def _tests(made: Library, tests: TestCases) -> None:
    for call, (this, value) in tests.evaluated.items():
        made.wrapped[call] = (f"{this}.evaluate({{part0}})", (value,))
        made.apply(EAGER, call)
    for node in (*tests.unwrapped, *tests.removed):
        made.sites.add((node.lineno, node.lineno, EAGER))
        made.rules.add(EAGER)
    for node, attribute in tests.renamed.items():
        made.names[node] = f"{ast.unparse(node.value)}.{attribute}"
    for node in tests.entered:
        made.apply(EAGER, node)


def runs_graphs(analysis: Analysis) -> bool:
    """Whether a session, a placeholder or eager execution tells how the file is run."""
    return bool(analysis.eager or analysis.sessions or analysis.runs or analysis.placeholders)


def only_defines(tree: ast.Module) -> bool:
    """Whether the statements of a module only bind names: importing it is all that it does by itself."""
    return any(isinstance(s, (ast.FunctionDef, ast.ClassDef)) for s in tree.body) and all(
        isinstance(s, (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass))
        or isinstance(s, ast.Expr)
        and isinstance(s.value, ast.Constant)
        or isinstance(s, (ast.Assign, ast.AnnAssign))
        and (s.value is None or _is_plain(s.value))
        or isinstance(s, ast.Try)
        and all(
            isinstance(inner, (ast.Import, ast.ImportFrom, ast.Pass, ast.Assign))
            for block in (s.body, *(h.body for h in s.handlers))
            for inner in block
        )
        for s in tree.body
    )


def _is_plain(value: ast.expr) -> bool:
    """Whether a value is made without calls, or by those of Python and the standard library that make constants."""
    return all(
        isinstance(call.func, (ast.Name, ast.Attribute))
        and (call.func.id if isinstance(call.func, ast.Name) else call.func.attr) in _PLAIN_CALLS
        for call in of_type(value, ast.Call)
    )


def is_mixed(tree: ast.Module) -> bool:
    """Whether an earlier run left the file to TensorFlow 2, and by a name of our own to compat.v1.

    In such a file TensorFlow without compat.v1 is TensorFlow 2; otherwise it would have a sign of the older one.
    """
    names = [(alias.name, alias.asname) for node in of_type(tree, ast.Import) for alias in node.names]
    roots = {alias or name for name, alias in names if name == imports.ROOT}
    return (
        bool(roots)
        and any(name == f"{imports.ROOT}.compat.v1" and alias in V1_NAMES for name, alias in names)
        and (not has_sign_below(tree, roots))
    )


def _aliases(tree: ast.Module) -> dict[str, str] | None:
    """What the names bound by imports of TensorFlow stand for; None when one may stand for something else."""
    found: dict[str, str] = {}
    statements = of_type(tree, ast.Import, ast.ImportFrom)
    for statement in statements:
        if imports.is_private(statement):
            continue
        for name, path in imports.bindings(statement):
            if name == "*" or found.setdefault(name, path) != path or path.startswith("examples"):
                return None
    others = {
        alias.asname or alias.name.partition(".")[0] for s in statements if not imports.bindings(s) for alias in s.names
    }
    others |= {node.arg for node in of_type(tree, ast.arg)}
    others |= {node.name for node in of_type(tree, ast.FunctionDef, ast.ClassDef, ast.ExceptHandler)}
    others |= {node.id for node in of_type(tree, ast.Name) if node.ctx.__class__ is not ast.Load}
    return None if others & set(found) else found


# -- one use ---------------------------------------------------------------------------------------------


def _use(made: Library, name: ast.Name, path: str) -> bool:
    """Decide the dotted name that starts here; False when the file cannot be done use by use."""
    node, path = whole_name(name, path)
    if not isinstance(node.ctx, ast.Load) or path in _MODE_SWITCHES:
        return False
    if not path:
        return False  # the module itself as a value: whoever gets it may take anything from it
    if path.startswith(("compat.v2", "python.")):
        return True
    parent = node._parent
    call = parent if isinstance(parent, ast.Call) and parent.func is node else None
    reason = _reason(made, node, path, call)
    if reason is None:
        return True
    if (
        made.tests is not None
        and call is not None
        and path in ("Variable", "get_variable")
        and _fetched_with_others(call)
    ):
        made.references.add(call)
    parts = path.split(".")
    replaced = any(".".join(parts[:n]) in legacy_names() for n in range(1, len(parts) + 1))
    target = LEGACY if replaced else made.tf1
    if target == LEGACY:
        made.uses_legacy = True
    else:
        made.uses_v1 = True
    made.names[node] = f"{target}.{path if target == LEGACY else successor(path) or path}"
    made.kept.append((node, path, *reason))
    made.apply(RULE, node)
    return True


def _fetched_with_others(call: ast.Call) -> bool:
    """Whether a variable is fetched beside other things: one of the older sort is read after them, others before."""
    if any(k.arg in ("use_resource", None) for k in call.keywords) or any(
        isinstance(a, ast.Starred) for a in call.args
    ):
        return False
    if not isinstance(call._parent, ast.Assign):
        return False
    targets = {ast.unparse(target) for target in call._parent.targets}
    local = all(isinstance(target, ast.Name) for target in call._parent.targets)
    scope = call._parent
    while not isinstance(scope, (ast.ClassDef, ast.Module, *([ast.FunctionDef] if local else []))):
        scope = scope._parent
    return any(
        isinstance(run.func, ast.Attribute)
        and run.func.attr in ("run", "evaluate")
        and run.args
        and isinstance(run.args[0], (ast.List, ast.Tuple))
        and len(run.args[0].elts) > 1
        and any(ast.unparse(part) in targets for part in run.args[0].elts)
        for run in of_type(scope, ast.Call)
    )


def whole_name(name: ast.Name, path: str) -> tuple[ast.expr, str]:
    """The longest dotted name that the API has, and its public path."""
    node: ast.expr = name
    while isinstance(node._parent, ast.Attribute):
        longer = imports.public_name(f"{path}.{node._parent.attr}" if path else node._parent.attr)
        symbol = symbols.lookup(path) if path else None
        if symbol is not None and not symbols.is_module(path) and symbols.lookup(longer) is None:
            break  # an attribute of what the symbol stands for: `tf.float32.as_numpy_dtype`
        node, path = node._parent, longer
    return node, path


def _reason(made: Library, node: ast.expr, path: str, call: ast.Call | None) -> tuple[str, str] | None:
    """Why a use stays on compat.v1, and what to do; None when it was handled."""
    symbol = symbols.lookup(path)
    if made.tests is not None and node in made.tests.folders:
        made.names[node] = made.tests.folders[node]
        made.apply(EAGER, node)
        return None
    if path.startswith(("keras.", "errors.", "test.")) or path in ("keras", "errors", "test"):
        return _of_both(made, node, path, symbol, call)
    if path == "contrib.framework.nest" and _is_plain_nest(node):
        return _renamed(made, node, "nest", RULE)
    if symbol is None:
        return (
            ("it is a module that is used as a value", "name what is used of it")
            if symbols.is_module(path)
            else ("it is not known", "look it up in the TensorFlow 1.15 documentation")
        )
    if path in _LOWERED_FREE:
        return _renamed(made, node, path, symbol.rule)
    if path in ("gradients", "hessians"):
        return _gradients(made, node, path, call)
    if made.tests is not None and call in made.tests.variables and path == "Variable":
        return _renamed(made, node, path, "")
    if path == "Variable" and call is None and not isinstance(node._parent, ast.Attribute):
        return _renamed(made, node, path, "")  # isinstance: every variable is one
    if symbol.disposition is Disposition.GONE:
        return "it has no equal in TensorFlow 2", symbol.advice
    if (
        symbol.returns not in _FREE
        or path.startswith(_OTHER_OBJECTS)
        or symbol.disposition is Disposition.LOWERED
        or (symbol.support or symbol.target.startswith(("keras.", "absl.")))
    ):
        return _WHY.get(
            symbol.returns.removesuffix("_free").removesuffix("_object"), "it depends on how callers use it"
        ), _ADVICE
    if (
        symbol.generated
        and symbol.returns != "keras"
        and not (symbol.disposition is Disposition.SAME and symbol.source.startswith(_PROVEN))
        and not (path.startswith("contrib.") and not symbol.parameters)
    ):  # a constant that compat.v1 does not have
        return "nobody has compared it on both versions", symbol.advice or _ADVICE
    if symbol.disposition in (Disposition.SAME, Disposition.RENAMED):
        return _renamed(made, node, symbol.target, symbol.rule)
    if call is not None:
        return _rewritten(made, symbol, call)
    if symbol.disposition is Disposition.EXPRESSION and not symbol.parameters and "@" not in symbol.target:
        made.names[node] = symbol.target.replace("{tf}", made.tf)  # a constant
        return made.apply(symbol.rule, node)
    text = reference(symbol)
    if text is None:
        return "it is passed on as a value, and callers of it may use arguments that changed", symbol.advice
    return _renamed(made, node, text, symbol.rule)


def _of_both(
    made: Library, node: ast.expr, path: str, symbol: Symbol | None, call: ast.Call | None
) -> tuple[str, str] | None:
    """A name that both versions have in the same module, whether it means the same or not."""
    if symbol is not None and path in NAMES:
        return "it has no equal in TensorFlow 2", symbol.advice
    if (
        symbol is None
        or symbol.disposition in (Disposition.SAME, Disposition.LOWERED, Disposition.GONE)
        or (call is None and symbol.disposition is Disposition.ARGUMENTS)
    ):
        return _renamed(made, node, path, "")
    if symbol.disposition is Disposition.RENAMED:
        return _renamed(made, node, symbol.target, symbol.rule)
    if call is not None:
        return _rewritten(made, symbol, call)
    text = reference(symbol)
    return _renamed(made, node, path if text is None else text, symbol.rule if text is not None else "")


def _is_plain_nest(node: ast.expr) -> bool:
    """Whether only functions that `tf.nest` has too are taken from a name for `tf.contrib.framework.nest`."""
    parent = node._parent
    if not isinstance(parent, ast.Assign) or len(parent.targets) != 1 or not isinstance(parent.targets[0], ast.Name):
        return False
    tree: ast.AST = parent
    while tree._parent is not None:
        tree = tree._parent
    uses = [
        name for name in of_type(tree, ast.Name) if name.id == parent.targets[0].id and name is not parent.targets[0]
    ]
    return all(getattr(name._parent, "attr", None) in _NEST for name in uses)


def _renamed(made: Library, node: ast.expr, target: str, rule: str) -> None:
    if isinstance(node, ast.Name) and target.rpartition(".")[2] == node.id and not rule:
        return  # `from tensorflow import reshape` stays
    made.names[node] = f"{made.tf}.{target}"
    if rule or made.names[node] != ast.unparse(node):
        made.apply(rule or RULE, node)


def _rewritten(made: Library, symbol: Symbol, call: ast.Call) -> tuple[str, str] | None:
    reason = refusal(symbol, call, made.dtype_of, made.rank_of)
    if reason is not None:
        return reason.rstrip("."), symbol.advice
    made.calls[call] = symbol
    rules = applied_rules(symbol, call, made.rank_of)
    for rule in filter(None, rules):
        made.apply(rule, call)
    if not rules:
        del made.calls[call]
        _renamed(made, call.func, symbol.name if symbol.target.startswith("@") else symbol.target, "")
    return None


def _gradients(made: Library, node: ast.expr, path: str, call: ast.Call | None) -> tuple[str, str] | None:
    if call is None or argument(call, _GRADIENTS, "colocate_gradients_with_ops") is not None or len(call.args) > 4:
        return "its arguments have another order in TensorFlow 2", "give them by name"
    return _renamed(made, node, path, "")


# -- shapes and numpy ------------------------------------------------------------------------------------


def _dimensions(made: Library, tree: ast.Module) -> None:
    """Dimensions are numbers or None in TensorFlow 2, and objects for callers of the older one; these forms suit both.

    A dimension that is not known was unequal to nothing in TensorFlow 1, and is unequal to every number now. What a
    function gives that is called after shapes may be dimensions, or something else that has a `value`.
    """
    for node in of_type(tree, ast.Attribute):
        if node.attr == "value" and isinstance(node.ctx, ast.Load) and is_dimension(node.value):
            made.wrapped[node] = ("{tf}.compat.dimension_value({part0})", (node.value,))
            made.apply("TFM510", node)
        elif (
            node.attr == "value"
            and isinstance(node.ctx, ast.Load)
            and may_be_dimension(node.value)
            and _repeatable(node.value)
        ):
            made.wrapped[node] = ('getattr({part0}, "value", {part0})', (node.value,))
            made.apply("TFM510", node)
    for node in of_type(tree, ast.Compare):
        if len(node.ops) != 1 or not isinstance(node.ops[0], ast.NotEq) or not _is_condition(node):
            continue
        sides = node.left, node.comparators[0]
        dimensions = [side for side in sides if is_dimension(side)]
        if not dimensions or not all(_repeatable(side) for side in sides):
            continue
        constants = [side for side in sides if isinstance(side, ast.Constant)]
        if constants and constants[0].value is not None:
            made.wrapped[node] = (
                "{tf}.compat.dimension_value({part0}) not in (None, {part1})",
                (dimensions[0], constants[0]),
            )
        elif not constants:
            made.wrapped[node] = ("(None not in ({part0}, {part1}) and {part0} != {part1})", sides)
        else:
            continue
        made.apply("TFM510", node)


def _is_condition(node: ast.expr) -> bool:
    """Whether only the truth of a value counts."""
    parent = node._parent
    while isinstance(parent, ast.BoolOp) or isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.Not):
        node, parent = parent, parent._parent
    return (
        isinstance(parent, (ast.If, ast.While, ast.Assert, ast.IfExp))
        and parent.test is node
        or (isinstance(parent, ast.comprehension) and node in parent.ifs)
    )


def _repeatable(node: ast.expr) -> bool:
    """Whether an expression may be written twice."""
    return all(
        isinstance(part, (ast.Name, ast.Attribute, ast.Constant, ast.Subscript, ast.BinOp, ast.UnaryOp))
        or (isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "get_shape")
        for part in of_type(node, *_EXPRESSIONS)
    )


def _numpy(made: Library, tree: ast.Module) -> None:
    aliases = numpy_aliases(tree)
    for node in of_type(tree, ast.Attribute) if aliases else ():
        text = new_name(node, aliases)
        if text is not None:
            made.names[node] = text
            made.apply("TFM703", node)
