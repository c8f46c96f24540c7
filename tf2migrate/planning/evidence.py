"""Signs of TensorFlow 1 in a file: what tells that there is something to migrate, or that something is left.

A file that has a sign changes, or stays with findings; a file that has none stays as it is. Most files tell by
their names alone (`named_sign`, `surely_none`); the others are interpreted first (`evidence`).
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Iterator

from tf2migrate.analysis import imports
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.static_dimensions import reads_value
from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition

# What a migrated file may hold; seen alone, these say nothing about the age of a file.
_AGELESS = frozenset({"module", "python"})
# Names that TF2 has too, with another or the same meaning.
_BOTH = frozenset(
    {
        "Variable",
        "Graph",
        "control_dependencies",
        "gradients",
        "group",
        "no_op",
        "summary.scalar",
        "summary.histogram",
        "summary.image",
        "summary.audio",
        "summary.text",
        "train.latest_checkpoint",
        "train.get_checkpoint_state",
        "train.ExponentialMovingAverage",
        "executing_eagerly",
        "hessians",
        "train.Coordinator",
        "data.Iterator",
        "nest",
        "lookup.StaticHashTable",
        "lookup.KeyValueTensorInitializer",
        "lookup.TextFileInitializer",
        "saved_model.load",
        "io.gfile",
        "train.Checkpoint",
        "train.CheckpointManager",
        "init_scope",
        "name_scope",
        "import_graph_def",
        "queue.FIFOQueue",
        "queue.PaddingFIFOQueue",
        "queue.PriorityQueue",
        "queue.QueueBase",
        "queue.RandomShuffleQueue",
        "space_to_batch_nd",
        "strings.split",
        "image.resize_with_pad",
        "nn.in_top_k",
        "nn.space_to_batch",
        "test.create_local_cluster",
        "ones_initializer",
        "zeros_initializer",
        "random_normal_initializer",
        "random_uniform_initializer",
        "initializers.glorot_normal",
        "initializers.glorot_uniform",
        "initializers.he_normal",
        "initializers.he_uniform",
        "initializers.identity",
        "initializers.lecun_normal",
        "initializers.lecun_uniform",
        "initializers.ones",
        "initializers.orthogonal",
        "initializers.random_normal",
        "initializers.random_uniform",
        "initializers.truncated_normal",
        "initializers.variance_scaling",
        "initializers.zeros",
    }
)
# Names that TF2 does not have, of calls that become an expression or of what may also be ageless.
_OLD_ALONE = frozenset(
    {
        "batch_gather",
        "div",
        "select",
        "image.resize_images",
        "losses.absolute_difference",
        "losses.compute_weighted_loss",
        "losses.cosine_distance",
        "losses.hinge_loss",
        "losses.huber_loss",
        "losses.log_loss",
        "losses.mean_squared_error",
        "losses.sigmoid_cross_entropy",
        "losses.softmax_cross_entropy",
        "losses.sparse_softmax_cross_entropy",
        "VariableScope",
        "colocate_with",
        "container",
        "fixed_size_partitioner",
        "get_variable_scope",
        "make_template",
        "min_max_variable_partitioner",
        "variable_axis_size_partitioner",
        "variable_op_scope",
        "variable_scope",
        "op_scope",
        "AUTO_REUSE",
        "data.get_output_classes",
        "data.get_output_shapes",
        "data.get_output_types",
        "losses.Reduction.MEAN",
        "losses.Reduction.SUM_BY_NONZERO_WEIGHTS",
        "losses.Reduction.SUM_OVER_NONZERO_WEIGHTS",
        "nn.rnn_cell.LSTMStateTuple",
        "test.get_temp_dir",
        "Summary",
        "Summary.Value",
        "summary.Summary",
        "train.Optimizer.GATE_GRAPH",
        "train.Optimizer.GATE_NONE",
        "train.Optimizer.GATE_OP",
    }
)
_OLD_KEYWORDS = frozenset(
    {
        "keep_prob",
        "keep_dims",
        "reduction_indices",
        "dim",
        "squeeze_dims",
        "dimension",
        "seq_dim",
        "batch_dim",
        "filter",
        "value",
        "concat_dim",
        "split_dim",
        "targets_",
    }
)
# Calls that become an expression of their own, by names that TF2 has as well.
_STILL_THERE = frozenset(
    {"concat", "name_scope", "split", "where", "while_loop", "constant_initializer", "initializers.constant"}
)
_CAPTURES = (ast.MatchAs, ast.MatchStar)


def evidence(analysis: Analysis) -> ast.expr | None:
    """The first sign that the file is TF1 code: it names something that only TF1 has, or runs a session.

    Names that both versions have are no evidence: a migrated file must not be migrated again.
    """
    return min(all_evidence(analysis), key=_place, default=None)


def all_evidence(analysis: Analysis) -> list[ast.expr]:
    """Every sign that the file is TF1 code, each once, in no order."""
    signs: list[ast.expr] = [*analysis.sessions, *(run.node for run in analysis.runs)]
    signs += [placeholder.node for placeholder in analysis.placeholders]
    calls = {node.func: node for node in analysis.nodes(ast.Call)}
    signs += [node for node, path in analysis.symbols.items() if _is_sign(path, calls.get(node))]
    signs += [node for tree in analysis.trees for node in reads_value(tree)]
    return list(dict.fromkeys(signs))


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def named_sign(tree: ast.Module) -> ast.expr | None:
    """The first dotted name of an indexed tree that is a sign whatever the program does; None in doubt.

    Its first part is bound by imports of one module of TensorFlow, and by nothing else in the file.
    """
    certain = {name: next(iter(paths)) for name, paths in _aliases(tree).items() if len(paths) == 1}
    for name in _bound_otherwise(tree):
        certain.pop(name, None)
    uses = [name for name in of_type(tree, ast.Name) if name.id in certain]
    certain.update(dict.fromkeys([name.id for name in uses if name.ctx.__class__ is not ast.Load]))
    for name in uses:
        path = certain[name.id]
        if path is not None and _holds_sign(name, path):
            return _longest(name)
    return next(reads_value(tree), None)


def has_sign_below(tree: ast.Module, roots: set[str]) -> bool:
    """Whether a dotted name that starts at one of these names of TensorFlow is a sign, or an import of a part of it."""
    return any(
        _is_sign(path, None)
        for statement in of_type(tree, ast.ImportFrom)
        for _, path in imports.bindings(statement)
        if path and not path.endswith("*")
    ) or any(_holds_sign(name, "") for name in of_type(tree, ast.Name) if name.id in roots)


def surely_none(tree: ast.Module) -> bool:
    """Whether the names of an indexed tree alone tell that `evidence` would be False.

    The names of the API are followed from the imports, whatever else their names are bound to, and up to the
    longest dotted name. False in doubt: when a module of the API is a value, when a function that TF2 calls with
    other arguments is one, and when some method may run a session.
    """
    aliases = _aliases(tree)
    if next(reads_value(tree), None) is not None:
        return False
    if "*" in aliases or any(node.attr in ("run", "eval") for node in of_type(tree, ast.Attribute)):
        return False
    return all(_says_nothing(name, path) for name in of_type(tree, ast.Name) for path in aliases.get(name.id, ()))


def _aliases(tree: ast.Module) -> dict[str, set[str]]:
    """The names that imports bind to TensorFlow, anywhere in the file, and the modules they stand for."""
    aliases: dict[str, set[str]] = {}
    for statement in of_type(tree, ast.Import, ast.ImportFrom):
        for name, path in imports.bindings(statement):
            aliases.setdefault(name, set()).add(path)
    return aliases


def _bound_otherwise(tree: ast.Module) -> Iterator[str]:
    """The names that neither an assignment nor an import of TensorFlow binds, in any scope of the file."""
    for argument in of_type(tree, ast.arg):
        yield argument.arg
    for node in of_type(tree, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, *_CAPTURES):
        if node.name is not None:
            yield node.name
    for node in of_type(tree, ast.MatchMapping):
        if node.rest is not None:
            yield node.rest
    for statement in of_type(tree, ast.Import, ast.ImportFrom):
        ours = {name for name, _ in imports.bindings(statement)}
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name not in ours:
                yield name


def _holds_sign(name: ast.Name, path: str) -> bool:
    """Whether a part of the dotted name that starts here is a sign."""
    node: ast.expr = name
    while True:
        parent = node._parent
        if path and _is_sign(path, parent if isinstance(parent, ast.Call) and parent.func is node else None):
            return True
        if not isinstance(parent, ast.Attribute):
            return False
        node, path = parent, imports.public_name(f"{path}.{parent.attr}" if path else parent.attr)


def _longest(name: ast.Name) -> ast.expr:
    """The whole dotted name."""
    node: ast.expr = name
    while isinstance(node._parent, ast.Attribute):
        node = node._parent
    return node


def _says_nothing(name: ast.Name, path: str) -> bool:
    """Whether no part of the dotted name that starts here is a sign, nor can be one elsewhere."""
    node: ast.expr = name
    while True:
        parent = node._parent
        call = parent if isinstance(parent, ast.Call) and parent.func is node else None
        if path and _is_sign(path, call):
            return False
        if not isinstance(parent, ast.Attribute):
            return call is not None or not _hides_signs(path)
        node, path = parent, imports.public_name(f"{path}.{parent.attr}" if path else parent.attr)


@functools.lru_cache(maxsize=4096)
def _hides_signs(path: str) -> bool:
    """Whether what is made of this value elsewhere may be a sign."""
    symbol = symbols.lookup(path)
    if symbol is not None and symbol.disposition in (Disposition.ARGUMENTS, Disposition.EXPRESSION):
        return True
    return not path or symbols.is_module(path)


def _is_sign(path: str, call: ast.Call | None) -> bool:
    """Whether a use of this symbol is TF1 code; `call` is the call of it, if it is called."""
    if path == "name_scope" and call is not None and len(call.args) + len(call.keywords) > 1:
        return True  # default_name and values are gone
    sign = _sign_by_name(path, call is not None)
    return sign if sign is not None else any(k.arg in _keywords(path) for k in call.keywords)


@functools.lru_cache(maxsize=4096)
def _keywords(path: str) -> frozenset[str]:
    """Keywords that only the function of TF1 takes."""
    symbol = symbols.lookup(path)
    if symbol is None or not symbol.target_parameters or any("*" in part for part in symbol.target_parameters):
        return _OLD_KEYWORDS
    old = {edit.name for edit in symbol.edits if edit.kind not in ("add", "require")}
    return _OLD_KEYWORDS.union(old, symbol.parameters).difference(symbol.target_parameters)


@functools.lru_cache(maxsize=4096)
def _sign_by_name(path: str, called: bool) -> bool | None:
    """The same by the name alone; None when the keywords of the call tell."""
    if path.startswith("contrib") or path == "layers" or path in _OLD_ALONE:
        return True
    symbol = symbols.lookup(path)
    if (
        symbol is None
        or path.startswith(("keras.", "compat.v2", "python."))
        or symbol.returns in ("keras", "layer_object")
    ):
        return False
    if path in _BOTH:
        return None if called else False
    if symbol.disposition in (Disposition.GONE, Disposition.RENAMED):
        return True
    if symbol.disposition is Disposition.LOWERED and symbol.returns not in _AGELESS:
        return True
    if symbol.disposition is Disposition.EXPRESSION and symbol.generated:
        return True  # a constant that is gone
    if symbol.target.startswith("@") and path not in _STILL_THERE:
        return True
    if not called or symbol.disposition not in (Disposition.ARGUMENTS, Disposition.EXPRESSION):
        return False
    return True if symbol.target != symbol.name and not symbol.target.startswith("@") else None
