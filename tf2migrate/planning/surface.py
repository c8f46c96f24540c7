"""Every use of the API in the file: edited by its table row, lowered, or the reason why not."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING

from tf2migrate.analysis import collections
from tf2migrate.analysis.api import queues
from tf2migrate.analysis.api.collected import regularized
from tf2migrate.analysis.api.layers import FLAG_WRAPPERS, flag_itself
from tf2migrate.analysis.api.records import METRICS, OLD_SUMMARIES
from tf2migrate.analysis.api.variables import GLOBAL_STEPS
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.collections import is_layer
from tf2migrate.analysis.program import Analysis, Layer, Unit, Unsupported, Variable
from tf2migrate.analysis.recurrent import CELLS, STATE_TUPLES, UNROLLED
from tf2migrate.analysis.tree import belongs, of_type, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning import dimensions, listings, messages, models, tracing
from tf2migrate.planning.layer_functions import SCOPES, input_argument
from tf2migrate.planning.recipe import Code, Line, Recipe
from tf2migrate.planning.roles import Role
from tf2migrate.planning.sequence_loss import sequence_loss
from tf2migrate.rules import symbols
from tf2migrate.rules.layer_refusals import layer_refusal
from tf2migrate.rules.refusals import applied_rules, refusal
from tf2migrate.rules.symbols import Disposition, Symbol

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner

# Kinds of LOWERED rows, and single names, that the planner lowers.
_LOWERED_KINDS = frozenset(
    {"config", "layer", "layer_free", "optimizer", "schedule", "flags", "app", "logging", "mnist", "module", "seed"}
)
_LOWERED_NAMES = frozenset(
    {
        "Session",
        "InteractiveSession",
        "get_default_session",
        "Graph",
        "get_default_graph",
        "reset_default_graph",
        "keras.backend.set_session",
        "placeholder",
        "placeholder_with_default",
        "Variable",
        "get_variable",
        "group",
        "no_op",
        "gradients",
        "variable_scope",
        "get_variable_scope",
        "control_dependencies",
        "global_variables_initializer",
        "initialize_all_variables",
        "local_variables_initializer",
        "initialize_local_variables",
        "variables_initializer",
        "initialize_variables",
        "tables_initializer",
        "initialize_all_tables",
        "global_variables",
        "trainable_variables",
        "all_variables",
        "get_collection",
        collections.ANALYZE,
        *collections.OF_SLIM,
        "losses.get_regularization_loss",
        "losses.get_regularization_losses",
        "losses.get_total_loss",
        "AUTO_REUSE",
        "GraphKeys.TRAINABLE_VARIABLES",
        "GraphKeys.GLOBAL_VARIABLES",
        "GraphKeys",
        "summary.scalar",
        "summary.histogram",
        "summary.image",
        "summary.audio",
        "summary.text",
        "summary.merge",
        "summary.merge_all",
        *OLD_SUMMARIES,
        "merge_all_summaries",
        "merge_summary",
        "summary.FileWriter",
        "train.SummaryWriter",
        "train.Saver",
        "saved_model.simple_save",
        "train.global_step",
        "train.latest_checkpoint",
        "train.get_checkpoint_state",
        "train.checkpoint_exists",
        "data.Iterator.from_structure",
        "data.Iterator.from_string_handle",
        "data.make_one_shot_iterator",
        "data.make_initializable_iterator",
        "enable_eager_execution",
        "contrib.eager.enable_eager_execution",
        "contrib.eager.Variable",
        "contrib.eager.Iterator",
        "contrib.eager.implicit_gradients",
        "contrib.eager.implicit_value_and_gradients",
        "contrib.eager.gradients_function",
        "contrib.eager.value_and_gradients_function",
        "contrib.eager.Network",
        "contrib.eager.Network.__init__",
        "contrib.eager.metrics",
        "contrib.eager.metrics.Mean",
        "contrib.eager.metrics.Accuracy",
        "executing_eagerly",
        "contrib.eager",
        "disable_v2_behavior",
        "disable_eager_execution",
        "enable_resource_variables",
        "contrib",
        "contrib.seq2seq",
        "contrib.learn.preprocessing.VocabularyProcessor",
        "contrib.learn.preprocessing.CategoricalVocabulary",
        "contrib.learn.preprocessing.VocabularyProcessor.restore",
        "contrib.learn.preprocessing.ByteProcessor",
        "contrib.learn.preprocessing.tokenizer",
        "contrib.learn.preprocessing",
        "contrib.rnn",
        "nn.rnn_cell",
        *GLOBAL_STEPS,
        *METRICS,
        *CELLS,
        *STATE_TUPLES,
        *UNROLLED,
        *messages.NAMES,
    }
)
_OF_ELEMENTS = {"output_shapes": "shape", "output_types": "dtype"}
# What reads a checkpoint by names: those of a migrated program are other ones.
_READERS = frozenset(
    {"train.NewCheckpointReader", "train.load_checkpoint", "train.load_variable", "train.list_variables"}
)
_ASSIGN_METHODS = {"assign": "assign", "assign_add": "assign_add", "assign_sub": "assign_sub"}
_SCATTER_METHODS = {"scatter_update": "scatter_update", "scatter_add": "scatter_add", "scatter_sub": "scatter_sub"}
_LOWERED_CALLS = frozenset(
    {*_ASSIGN_METHODS, *_SCATTER_METHODS, "contrib.seq2seq.sequence_loss", "train.assign_moving_average"}
)
_ASSIGN_PARAMETERS = ("ref", "value", "validate_shape", "use_locking", "name")
_SCATTER_PARAMETERS = ("ref", "indices", "updates", "use_locking", "name")


def plan(planner: "Planner") -> None:
    """Check all symbols of the file and lower single calls.

    Raises:
        Unsupported: a symbol that neither the tables nor the lowerings handle.
    """
    _identities(planner)
    calls = {node.func: node for node in planner.analysis.nodes(ast.Call)}
    for node, path in planner.analysis.symbols.items():
        if planner.parents.get(node) is None:
            continue
        _use(planner, node, path, calls.get(node))
    for run in planner.analysis.runs:
        if queues.filled_and_emptied(run.value):
            raise Unsupported(
                run.node,
                "TFM607",
                "one run fills a queue and empties it, in no order",
                "call one function that fills it and one that takes from it",
            )
    for node in planner.analysis.nodes(ast.Attribute):
        if node.attr in _OF_ELEMENTS and node.ctx.__class__ is ast.Load and _is_dataset(planner, node.value):
            part = _OF_ELEMENTS[node.attr]
            planner.result.overrides.setdefault(
                node,
                Code(f"{planner.tf}.nest.map_structure(lambda spec: spec.{part}, {{0}}.element_spec)", (node.value,)),
            )


def _identities(planner: "Planner") -> None:
    """`a == b` told whether two variables of TensorFlow 1 are one; those of TensorFlow 2 are compared by value.
    What a variable scope said of itself is written out.
    """
    for node in planner.analysis.identities:
        same = "is" if isinstance(node.ops[0], ast.Eq) else "is not"
        planner.result.overrides.setdefault(node, Code(f"({{0}}) {same} ({{1}})", (node.left, node.comparators[0])))
    for node, known in planner.analysis.scope_reads.items():
        planner.result.overrides.setdefault(node, Code(repr(known)))


def _is_dataset(planner: "Planner", node: ast.expr) -> bool:
    value = planner.analysis.values.get(node)
    return value is not None and value.kind is Kind.DATASET


def _use(planner: "Planner", node: ast.expr, path: str, call: ast.Call | None) -> None:
    parent = planner.parents[node]
    if isinstance(parent, ast.Attribute) and parent in planner.analysis.symbols:
        return  # a part of a longer name
    lowered = _lower(planner, path, call) if call is not None else None
    if lowered is not None:
        planner.result.overrides.setdefault(call, lowered)
        return
    symbol = symbols.lookup(path)
    if path == "keras.backend.set_session" and planner.analysis.runs:
        raise Unsupported(node, "TFM901", "Keras shares the session that is run here", symbol.advice)
    if path in _READERS and planner.analysis.savers:
        raise Unsupported(
            node,
            "TFM404",
            "a checkpoint is read by the names that tf.train.Saver gave",
            "restore it with a tf.train.Checkpoint, or read the names that tf.train.list_variables gives",
        )
    if symbol is None:
        if symbols.is_module(path) or path.startswith(("keras.", "errors.", "compat.v2")):
            return
        raise Unsupported(node, "TFM910", f"tf.{path} is not known", "look it up in the TensorFlow 1.15 documentation")
    if symbol.disposition is Disposition.GONE:
        raise Unsupported(node, "TFM901", f"tf.{path} has no equal in TensorFlow 2", symbol.advice)
    if symbol.disposition is Disposition.LOWERED:
        _check_lowered(planner, node, symbol, call, path)
    elif call is not None:
        _check_call(planner, symbol, call)
    elif symbol.rule:
        planner.result.apply(symbol.rule, node)


def _check_lowered(planner: "Planner", node: ast.expr, symbol: Symbol, call: ast.Call | None, path: str) -> None:
    if symbol.returns in ("layer", "layer_free") and call is not None:
        reason = layer_refusal(
            symbol, _without_reuse(call), lambda n: getattr(planner.analysis.values.get(n), "rank", None)
        )
        if reason is not None:
            raise Unsupported(call, "TFM206", reason, symbol.advice)
        return
    passed = call is None and not isinstance(planner.parents[node], (ast.Assign, ast.Compare))
    if symbol.returns == "optimizer" and passed:
        raise Unsupported(node, "TFM305", f"the class tf.{path} is given to a function", "give it a Keras optimizer")
    if is_lowered(path, symbol) and not (path in messages.NAMES and planner.analysis.eager):
        return
    if path == "train.Coordinator" and not _runs_queues(planner.analysis):
        return  # threads of the program's own: the class is the same
    raise Unsupported(node, "TFM901", f"tf.{path} has no lowering yet", symbol.advice)


def _runs_queues(analysis: Analysis) -> bool:
    return not {"train.start_queue_runners", "train.QueueRunner", "train.add_queue_runner"}.isdisjoint(
        analysis.symbols.values()
    )


def is_lowered(path: str, symbol: Symbol) -> bool:
    """Whether some lowering takes up the uses of a LOWERED row."""
    if path in _LOWERED_NAMES or path in _LOWERED_CALLS or symbol.returns in _LOWERED_KINDS:
        return True
    return path.startswith(("GraphKeys", "losses.Reduction"))


def _without_reuse(call: ast.Call) -> ast.Call:
    """The call as the layer sees it: which layer it means has been settled by the analysis."""
    return ast.Call(call.func, call.args, [k for k in call.keywords if k.arg != "reuse"])


def _check_call(planner: "Planner", symbol: Symbol, call: ast.Call) -> None:
    values = planner.analysis.values
    reason = refusal(
        symbol, call, lambda n: getattr(values.get(n), "dtype", None), lambda n: getattr(values.get(n), "rank", None)
    )
    if reason is not None:
        raise Unsupported(call, symbol.rule or "TFM515", reason, symbol.advice)
    for rule in applied_rules(symbol, call, lambda n: getattr(values.get(n), "rank", None)):
        if rule:
            planner.result.apply(rule, call)


def _lower(planner: "Planner", path: str, call: ast.Call) -> Recipe | None:
    """Functions of TF1 that are methods, or have another name, in TF2."""
    if path in ("set_random_seed", "random.set_random_seed"):
        planner.result.apply("TFM702", call)
        seed = call.args[0] if call.args else call.keywords[0].value
        return Code(f"{planner.tf}.random.set_seed({{0}})", (seed,))
    if path in _ASSIGN_METHODS:
        return _assignment(planner, path, call)
    if path in _SCATTER_METHODS:
        return _scatter(planner, path, call)
    if path in SCOPES and _stays(planner, call):
        return _name_scope(planner, call)
    if path == "train.assign_moving_average":
        return _moving_average(planner, call)
    if path in FLAG_WRAPPERS and _is_flag(planner, call):
        return Code("{0}", (flag_itself(planner.analysis, call),))
    if path in STATE_TUPLES:
        value = planner.analysis.values[call]
        return Code("[{0}, {1}]", tuple(value.nodes))
    if path == "contrib.seq2seq.sequence_loss":
        return sequence_loss(planner, call)
    if path == "losses.get_regularization_loss":
        return _penalties(planner, call, "{tf}.add_n({losses})", "0.0")
    if path == "losses.get_regularization_losses":
        return _penalties(planner, call, "{losses}", "[]")
    if path == "losses.get_total_loss":
        return _total_loss(planner, call)
    if path == "train.checkpoint_exists":
        return Code(f"{planner.tf}.io.gfile.exists(({{0}}) + '.index')", (call.args[0],))
    if path in ("trainable_variables", "global_variables", "all_variables", "get_collection", *collections.OF_SLIM):
        return _collection(planner, call)
    return None


def _is_flag(planner: "Planner", call: ast.Call) -> bool:
    """Whether a call is what tells a layer whether it trains: for Keras that is no tensor."""
    keyword = planner.parents[call]
    layer = (
        planner.parents[keyword]
        if isinstance(keyword, ast.keyword) and keyword.arg in ("training", "is_training")
        else None
    )
    symbol = symbols.lookup(planner.analysis.symbols.get(getattr(layer, "func", None)) or "")
    return symbol is not None and symbol.returns in ("layer", "layer_free")


def _stays(planner: "Planner", call: ast.Call) -> bool:
    """Whether the `with` of a scope stands in a helper that stays a function: it makes no weights."""
    statement = planner.parents[planner.parents[call]] if isinstance(planner.parents[call], ast.withitem) else None
    if statement is None or any(unit.statement is statement for unit in planner.analysis.units):
        return False
    around = planner.parents.get(statement)
    while around is not None and not isinstance(around, (ast.FunctionDef, ast.ClassDef)):
        around = planner.parents.get(around)
    return (
        isinstance(around, ast.FunctionDef)
        and around not in planner.result.classes
        and not any(
            site.node in inside
            for inside in [set(walk(statement))]
            for activation in planner.analysis.activations
            for site in activation.sites
        )
    )


def _name_scope(planner: "Planner", call: ast.Call) -> Recipe:
    """A scope of variables in which none is made only names ops.

    Raises:
        Unsupported: the scope is a value that the function uses.
    """
    parameters = symbols.lookup("variable_scope").parameters
    name = argument(call, parameters, "name_or_scope")
    if isinstance(name, ast.Constant) and name.value is None:
        name = argument(call, parameters, "default_name")
    value = planner.analysis.values.get(name) if name is not None else None
    target = planner.parents[call].optional_vars
    used = isinstance(target, ast.Name) and any(
        n.id == target.id and isinstance(n.ctx, ast.Load)
        for n in planner.analysis.nodes(ast.Name)
        if n is not target and belongs(n, planner.tree_of(call))
    )
    if _calls_others(planner, planner.parents[planner.parents[call]]):
        raise Unsupported(
            call,
            "TFM203",
            "code of another file is called in a scope of variables",
            "migrate it together with that file (name their folder)",
        )
    if (
        name is None
        or used
        or target is not None
        and not isinstance(target, ast.Name)
        or (value is not None and value.kind not in (Kind.PYTHON, Kind.UNKNOWN))
    ):
        raise Unsupported(
            call, "TFM203", "a scope of variables is a value in a function that makes none", "use tf.name_scope"
        )
    planner.result.apply("TFM501", call)
    return Code(f"{planner.tf}.name_scope({{0}})", (name,))


def _calls_others(planner: "Planner", statement: ast.With) -> bool:
    """Whether functions that other files define are called in a block: they may make variables."""
    bound = {
        (a.asname or a.name).partition(".")[0]
        for node in planner.analysis.nodes(ast.Import, ast.ImportFrom)
        for a in node.names
        if not _is_numeric(node, a)
    }
    for call in (n for line in statement.body for n in of_type(line, ast.Call)):
        root: ast.AST = call.func
        while isinstance(root, ast.Attribute):
            root = root.value
        if (
            isinstance(root, ast.Name)
            and root.id in bound
            and call.func not in planner.analysis.symbols
            and (planner.analysis.values.get(root) is None or planner.analysis.values[root].kind is not Kind.FUNCTION)
        ):
            return True
    return False


def _is_numeric(node: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
    name = node.module if isinstance(node, ast.ImportFrom) else alias.name
    return (name or "").partition(".")[0] in ("numpy", "math", "scipy")


def _penalties(planner: "Planner", call: ast.Call, text: str, empty: str) -> Recipe:
    """The losses of the layers that have a regularizer."""
    names = _with_losses(planner, planner.analysis.values[call].info)
    planner.result.apply("TFM210", call)
    if not names:
        return Code(empty)
    return Code(text.format(tf=planner.tf, losses=" + ".join(f"{name}.losses" for name in names)))


def _with_losses(planner: "Planner", layers: list[Layer]) -> list[str]:
    """Models and layers that have the losses of these layers and no others, in the order of the layers."""
    every = Counter(_model_of(planner, layer) for layer in regularized(planner.analysis.layers))
    every.update(_model_of(planner, v) for v in planner.analysis.variables if v.regularized)
    wanted = Counter(_model_of(planner, layer) for layer in layers)
    names = []
    for layer in layers:
        model = _model_of(planner, layer)
        names.append(model if model is not None and wanted[model] == every[model] else _layer_text(planner, layer))
    return list(dict.fromkeys(names))


def _model_of(planner: "Planner", layer: Layer) -> str | None:
    return planner.owners.model_of.get(getattr(layer, "variable", layer)) if layer.owned else None


def _layer_text(planner: "Planner", layer) -> str:
    if isinstance(layer, Variable):
        raise Unsupported(
            layer.node,
            "TFM202",
            "get_variable(..., regularizer=) acts through the graph",
            "add the regularisation term to the loss yourself",
        )
    if layer.owned and layer.variable not in planner.owners.attribute_of:
        raise Unsupported(
            layer.node,
            "TFM210",
            "layers that a helper makes in a loop have regularizers",
            "add the losses of the model",
        )
    return planner.owners.attribute_of.get(layer.variable, layer.name)


def _total_loss(planner: "Planner", call: ast.Call) -> Recipe:
    losses, layers = planner.analysis.values[call].info
    names = []
    for node in losses:
        found = [d.name for unit in planner.analysis.units for d in unit.definitions if d.value.node is node]
        if not found:
            raise Unsupported(call, "TFM210", "get_total_loss adds a loss that has no name", "add the losses yourself")
        names.append(found[0])
    planner.result.apply("TFM210", call)
    parts = [f"[{', '.join(names)}]"] + [f"{name}.losses" for name in _with_losses(planner, layers)]
    return Code(f"{planner.tf}.add_n({' + '.join(parts)})")


def _assignment(planner: "Planner", path: str, call: ast.Call) -> Recipe:
    from tf2migrate.analysis.arguments import argument

    ref, value = (argument(call, _ASSIGN_PARAMETERS, name) for name in _ASSIGN_PARAMETERS[:2])
    if ref is None or value is None:
        raise Unsupported(
            call, "TFM205", "an assignment whose arguments are not visible", "call variable.assign(value)"
        )
    if planner.analysis.values[ref].kind is not Kind.VARIABLE:
        raise Unsupported(
            call,
            "TFM205",
            "the target of an assignment is not a variable of this file",
            "call variable.assign(value) on the variable",
        )
    shape = argument(call, _ASSIGN_PARAMETERS, "validate_shape")
    if shape is not None and planner.analysis.values[shape].constant is not True:
        raise Unsupported(
            call,
            "TFM205",
            "an assignment that changes the shape of its variable",
            "make the variable with shape=tf.TensorShape(None)",
        )
    planner.result.apply("TFM205", call)
    return Code(f"({{0}}).{_ASSIGN_METHODS[path]}({{1}})", (ref, value))


def _moving_average(planner: "Planner", call: ast.Call) -> Recipe:
    """One step of a moving average as TF1 computes it; with zero_debias it also counts its steps."""
    from tf2migrate.analysis.arguments import argument

    parameters = symbols.lookup("train.assign_moving_average").parameters
    variable, value, decay, debias = (argument(call, parameters, name) for name in parameters[:4])
    plain = isinstance(variable, (ast.Name, ast.Attribute)) and planner.analysis.values[variable].kind is Kind.VARIABLE
    if not plain or value is None or decay is None:
        raise Unsupported(
            call,
            "TFM205",
            "a moving average of what is not a variable of this file",
            "call variable.assign_sub((variable - value) * (1.0 - decay))",
        )
    if debias is None or planner.analysis.values[debias].constant is not False:
        raise Unsupported(
            call,
            "TFM205",
            "a moving average with zero_debias, which also divides by 1 - decay ** step",
            "pass zero_debias=False, or keep the step and divide by 1 - decay ** step",
        )
    planner.result.apply("TFM205", call)
    return Code("({0}).assign_sub((({0}) - ({1})) * (1.0 - ({2})))", (variable, value, decay))


def _scatter(planner: "Planner", path: str, call: ast.Call) -> Recipe:
    from tf2migrate.analysis.arguments import argument

    ref, indices, updates = (argument(call, _SCATTER_PARAMETERS, name) for name in _SCATTER_PARAMETERS[:3])
    if ref is None or indices is None or updates is None or planner.analysis.values[ref].kind is not Kind.VARIABLE:
        raise Unsupported(
            call,
            "TFM205",
            "the target of a scatter is not a variable of this file",
            "call variable.scatter_update(tf.IndexedSlices(updates, indices))",
        )
    planner.result.apply("TFM205", call)
    rank = planner.analysis.values[indices].rank
    if rank == 0 or isinstance(planner.analysis.values[indices].constant, int):
        return Code(f"({{0}}).{path}({planner.tf}.IndexedSlices([{{1}}], [{{2}}]))", (ref, updates, indices))
    return Code(f"({{0}}).{path}({planner.tf}.IndexedSlices({{1}}, {{2}}))", (ref, updates, indices))


def _collection(planner: "Planner", call: ast.Call) -> Recipe | None:
    value = planner.analysis.values.get(call)
    if value is not None and value.path == "penalties":
        return _penalties(planner, call, "{losses}", "[]")
    if value is not None and value.path == "update_ops":
        return Code("[]")
    if value is None or not value.path.startswith("collection:"):
        return None
    if call in planner.result.overrides:
        return planner.result.overrides[call]  # see `listings`
    return collection(planner, call, value.info)


_MAX_HELPERS = 8


def collection(planner: "Planner", node: ast.expr, chosen: collections.Collection) -> Recipe:
    """The variables of a collection, by the names that hold them."""
    records = list(chosen.records)
    if not records:
        return Code("[]")
    if chosen.with_slots and not _cut_off(planner, node, chosen):
        if _is_saved(planner, node):
            return Code("None")
        raise Unsupported(
            node,
            "TFM204",
            "all variables, with the slots of an optimizer among them, are read",
            "keep the variables in a list of your own",
        )
    if chosen.path != "trainable_variables" and any("norm" in record.symbol for record in records):
        raise Unsupported(
            node,
            "TFM204",
            "all variables are read, with the moving averages of batch normalization among them",
            "use the variables of the model",
        )
    if _left_out(planner, node):
        return Code("[]")
    check_built(planner, node, records)
    expression = listings.weights(planner, node, chosen, _order_shows(planner, node))
    if expression is None:
        raise Unsupported(
            node,
            "TFM204",
            "some variables of the collection have no name in Python",
            "keep the variables in a list of your own",
        )
    planner.result.apply("TFM204", node)
    return expression


def _order_shows(planner: "Planner", node: ast.expr) -> bool:
    """Whether a list of variables is more than what an optimizer trains or a saver keeps."""
    sets = {id(train.variables) for train in planner.analysis.trains}
    sets |= {id(saver.var_list) for saver in planner.analysis.savers}
    if id(node) in sets:
        return False
    statement = planner.parents.get(node)
    if not isinstance(statement, ast.Assign):
        return True
    definitions = [d for target in statement.targets for d in planner.analysis.uses_of if d.node is target]
    uses = [use for d in definitions for use in planner.analysis.uses_of[d] if use is not d.node]
    return not uses or any(id(use) not in sets for use in uses)


def _cut_off(planner: "Planner", node: ast.expr, chosen: collections.Collection) -> bool:
    """Whether the slots of a list go with nothing: it is only zipped with lists that end before them."""
    statement = planner.parents.get(node)
    if not isinstance(statement, ast.Assign):
        return False
    definitions = [d for target in statement.targets for d in planner.analysis.uses_of if d.node is target]
    uses = [use for d in definitions for use in planner.analysis.uses_of[d] if use is not d.node]
    return bool(uses) and all(_zipped_with_fewer(planner, use, chosen) for use in uses)


def _zipped_with_fewer(planner: "Planner", use: ast.expr, chosen: collections.Collection) -> bool:
    """Whether a list is zipped with one that ends before its slots begin."""
    call = planner.parents.get(use)
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.func.id != "zip":
        return False
    first = min((train.index for train in planner.analysis.trains), default=0)
    before = _count([record for record in chosen.records if record.index < first])
    for other in (planner.analysis.values.get(a) for a in call.args if a is not use):
        if other is not None and other.path.startswith("collection:") and not other.info.with_slots:
            count = _count(other.info.records)
            if count is not None and before is not None and count <= before:
                return True
    return False


def _count(records: list) -> int | None:
    """How many variables these are; None when one stands for as many as are not known."""
    counts = [None if r.many else len(r.tf1_names) if r.tf1_names else None for r in records]
    return None if None in counts else sum(counts)


def _left_out(planner: "Planner", node: ast.AST) -> bool:
    """Whether the statement moves into functions, and none of them needs it."""
    while not isinstance(node, ast.stmt):
        node = planner.parents[node]
    unit = next((u for u in planner.analysis.units if u.statement is node), None)
    return (
        unit is not None
        and planner.roles.role[unit] is Role.GRAPH
        and unit not in planner.roles.also_kept
        and not any(unit in step.slice.units for step in planner.steps)
    )


def _only_call(planner: "Planner", node: ast.AST, depth: int = 0) -> Unit | None:
    """The statement of a scope that calls the helper in which a node stands, if there is one alone."""
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.Module)):
        node = planner.parents.get(node)
    function = next((f for f in planner.analysis.functions.values() if f.node is node), None)
    if function is None or len(function.calls) != 1 or depth > _MAX_HELPERS:
        return None
    statement = function.calls[0]
    while not isinstance(statement, ast.stmt):
        statement = planner.parents[statement]
    found = next((u for u in planner.analysis.units if u.statement is statement), None)
    return found or _only_call(planner, statement, depth + 1)


def _is_saved(planner: "Planner", node: ast.expr) -> bool:
    """Whether the list is only what a saver is told to save."""
    return any(saver.var_list is node for saver in planner.analysis.savers)


def check_built(planner: "Planner", node: ast.expr, records: list) -> None:
    """Weights of Keras layers exist after the first call: a list of them that is made before is empty.

    Raises:
        Unsupported: the list may be made before the layers have been called.
    """
    called = [_called(planner, record) for record in records if record.owned or is_layer(record)]
    if not called:
        return
    statement = node
    while not isinstance(statement, ast.stmt):
        statement = planner.parents[statement]
    unit = next((u for u in planner.analysis.units if u.statement is statement), None) or _only_call(planner, statement)
    steps = [step for step in planner.steps if unit in step.slice.units]
    if (
        not steps
        and unit is not None
        and any(
            all(any(made in step.slice.units for made in units) for units in called)
            and any(
                run.unit.index < unit.index
                and run.scope is unit.scope
                and not any(isinstance(s, ast.If) for s in run.unit.enclosing)
                for run in step.runs
            )
            for step in planner.steps
        )
    ):
        return  # an earlier run has called them all
    late = any(
        not steps or any(not any(u in s.slice.units and u.index <= unit.index for u in units) for s in steps)
        for units in called
    )
    if late and not build(planner, unit, [record for record in records if record.owned or is_layer(record)]):
        raise Unsupported(
            node,
            "TFM204",
            "variables of layers are listed where the layers may not have been called",
            "call the model once on an input of the right shape, then use model.trainable_variables",
        )


def build(planner: "Planner", unit: Unit | None, weights: list[Variable]) -> bool:
    """Have layers make their weights before a statement."""
    missing = [record for record in weights if not _build_where_made(planner, record)]
    if not missing or models.build(planner, missing, unit):
        return True
    for owner in dict.fromkeys(record.unit.scope.owner for record in missing):
        made = tracing.trace_where_made(planner, owner, [r for r in missing if r.unit.scope.owner is owner], [])
        if made is None or unit is None or made.index >= unit.index:
            return False
    return True


def _build_where_made(planner: "Planner", record: Variable) -> bool:
    """Have a layer make its weights where it is made, if the size of what it is called on is written down."""
    if planner.layer_builder.build(record):
        return True
    layer = next(
        (layer for layer in planner.analysis.layers if layer.variable is record and layer.shared is None), None
    )
    name = planner.owners.layer_names.get(record)
    if layer is None or name is None or not layer.symbol.endswith(_SIZED):
        return False
    if layer.unit.scope.owner is None and not name.isidentifier():
        return False  # a layer of a model, which is made where the model is
    given = input_argument(layer)
    size = dimensions.last(planner.analysis, given) if given is not None else None
    if size is None or not dimensions.known_at(planner.analysis, size[0], layer.unit):
        return False
    axes = "None, None, None" if "conv2d" in layer.symbol else "None"
    if any(keyword.arg == "data_format" for keyword in layer.node.keywords):
        return False
    line = Line(Code(f"{name}.build(({axes}, {{0}}))", (size[0],)))
    lines = planner.result.before.setdefault(layer.unit.statement, [])
    if all(getattr(getattr(other, "code", None), "text", "") != line.code.text for other in lines):
        lines.append(line)
    return True


# Layers whose weights depend on the last dimension of their input alone.
_SIZED = (".dense", ".fully_connected", ".conv2d")


def _called(planner: "Planner", record) -> list:
    """The statements that call the layer of a weight."""
    instance = planner.layer_classes.root_of.get(record) if planner.layer_classes is not None else None
    if instance is not None:
        return [activation.unit for activation in instance.activations]
    return [layer.unit for layer in planner.analysis.layers if layer.variable is record]
