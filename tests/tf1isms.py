"""Finds what of TensorFlow 1 is left in a Python source: the judge of the fixture tests.

Names are resolved through imports and through plain aliases (`layers = tf.layers`), never by their spelling
alone; comments and strings do not count. Written apart from the tool's own analysis, so that a gap there
cannot hide itself here.
"""

from __future__ import annotations

import ast
import dataclasses

# Names below the module `tensorflow`. A name here stands for itself and everything under it.
TF1_NAMES = frozenset(
    """
compat.v1 compat.v2 contrib examples python python_io layers app flags logging gfile estimator
Session InteractiveSession ConfigProto GPUOptions get_default_session
placeholder placeholder_with_default sparse_placeholder
get_variable get_local_variable variable_scope get_variable_scope variable_op_scope AUTO_REUSE VariableScope
make_template
global_variables_initializer local_variables_initializer variables_initializer tables_initializer
initialize_all_variables initialize_variables initialize_local_variables report_uninitialized_variables
is_variable_initialized
disable_v2_behavior enable_v2_behavior disable_eager_execution enable_eager_execution
disable_resource_variables enable_resource_variables disable_v2_tensorshape disable_control_flow_v2
get_collection get_collection_ref add_to_collection add_to_collections GraphKeys
global_variables local_variables trainable_variables model_variables moving_average_variables all_variables
Graph get_default_graph reset_default_graph GraphDef import_graph_def set_random_seed get_seed
Print py_func assign assign_add assign_sub count_up_to scatter_add scatter_sub scatter_update
to_float to_double to_int32 to_int64 to_bfloat16 to_complex64
log log1p div arg_max arg_min mod ceil rint rsqrt floor_div is_nan is_inf is_finite
random_normal random_uniform truncated_normal random_shuffle random_crop multinomial random_gamma
random_poisson random_normal_initializer_v1 truncated_normal_initializer uniform_unit_scaling_initializer
variance_scaling_initializer orthogonal_initializer glorot_uniform_initializer glorot_normal_initializer
matrix_inverse matrix_determinant matrix_solve matrix_diag matrix_band_part cholesky svd qr self_adjoint_eig
unsorted_segment_sum unsorted_segment_max segment_sum segment_mean sparse_to_dense sparse_reduce_sum
count_nonzero depth_to_space space_to_depth extract_image_patches invert_permutation
read_file decode_raw parse_example parse_single_example FixedLenFeature string_split string_to_number
train.Saver train.import_meta_graph train.export_meta_graph train.Supervisor train.Scaffold
train.MonitoredSession train.MonitoredTrainingSession train.SingularMonitoredSession
train.get_global_step train.get_or_create_global_step train.create_global_step train.global_step
train.exponential_decay train.piecewise_constant train.polynomial_decay train.natural_exp_decay
train.inverse_time_decay train.cosine_decay train.cosine_decay_restarts train.linear_cosine_decay
train.noisy_linear_cosine_decay
train.Optimizer train.GradientDescentOptimizer train.AdamOptimizer train.RMSPropOptimizer
train.MomentumOptimizer train.AdagradOptimizer train.AdadeltaOptimizer train.FtrlOptimizer
train.ProximalGradientDescentOptimizer train.ProximalAdagradOptimizer train.AdagradDAOptimizer
train.SyncReplicasOptimizer
train.batch train.shuffle_batch train.start_queue_runners train.string_input_producer
train.slice_input_producer train.input_producer train.QueueRunner train.limit_epochs
TFRecordReader TextLineReader WholeFileReader FixedLengthRecordReader
summary.FileWriter summary.merge summary.merge_all summary.Summary summary.FileWriterCache
summary.get_summary_description summary.tensor_summary
data.make_one_shot_iterator data.make_initializable_iterator data.Iterator.from_structure
data.get_output_shapes data.get_output_types
losses.softmax_cross_entropy losses.sparse_softmax_cross_entropy losses.sigmoid_cross_entropy
losses.mean_squared_error losses.mean_pairwise_squared_error losses.absolute_difference losses.huber_loss
losses.hinge_loss losses.log_loss losses.cosine_distance losses.compute_weighted_loss losses.add_loss
losses.get_losses losses.get_total_loss losses.get_regularization_loss losses.get_regularization_losses
metrics.accuracy metrics.mean metrics.auc metrics.precision metrics.recall metrics.mean_squared_error
metrics.root_mean_squared_error metrics.mean_per_class_accuracy metrics.mean_iou
nn.rnn_cell nn.dynamic_rnn nn.static_rnn nn.bidirectional_dynamic_rnn nn.static_bidirectional_rnn nn.raw_rnn
nn.softmax_cross_entropy_with_logits_v2 nn.xw_plus_b nn.fused_batch_norm nn.quantized_conv2d
saved_model.simple_save saved_model.builder saved_model.loader saved_model.tag_constants
saved_model.signature_constants saved_model.signature_def_utils saved_model.utils
keras.backend.get_session keras.backend.set_session keras.backend.placeholder
test.mock
""".split()
)

# Methods that no TF2 object has, whatever they are called on.
TF1_METHODS = frozenset(
    """
make_one_shot_iterator make_initializable_iterator initialized_value get_slot_names
compute_gradients minimize add_summary add_graph as_graph_def get_tensor_by_name get_operation_by_name
""".split()
)

TF1_KEYWORDS = frozenset({"feed_dict", "keep_dims", "reduction_indices", "keep_prob"})
FOREIGN = ("tf2migrate", "tf_slim", "tf_keras", "tensorflow_addons")


@dataclasses.dataclass(frozen=True, order=True)
class Ism:
    """One thing of TF1 in a source: its line (from 1) and its name."""

    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.line}: {self.name}"


def find(source: str) -> list[Ism]:
    """All TF1-isms of a source, in order.

    Raises:
        SyntaxError: when the source does not parse.
    """
    tree = ast.parse(source)
    finder = _Finder()
    # Twice over the tree: functions may use names that are bound further down
    for node in ast.walk(tree):
        finder.bind(node)
    finder.visit(tree)
    return sorted(set(finder.found))


def _forbidden(path: str) -> str | None:
    """The entry of `TF1_NAMES` that covers this dotted name, if any."""
    parts = path.split(".")
    for length in range(1, len(parts) + 1):
        head = ".".join(parts[:length])
        if head in TF1_NAMES:
            return head
    return None


class _Finder(ast.NodeVisitor):
    def __init__(self) -> None:
        # local name -> dotted path below tensorflow, "" for tensorflow itself
        self.names: dict[str, str] = {}
        self.found: list[Ism] = []

    def note(self, node: ast.AST, name: str) -> None:
        self.found.append(Ism(node.lineno, name))

    # What names mean

    def bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.Import):
            for alias in node.names:
                root, _, below = alias.name.partition(".")
                if root == "tensorflow":
                    self.names[alias.asname or root] = below if alias.asname else ""
        elif isinstance(node, ast.ImportFrom) and not node.level:
            root, _, below = (node.module or "").partition(".")
            if root == "tensorflow":
                for alias in node.names:
                    self.names[alias.asname or alias.name] = f"{below}.{alias.name}".strip(".")
        elif isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, path = node.targets[0], self.path(node.value)
            if path and isinstance(target, ast.Name):
                self.names.setdefault(target.id, path)

    def path(self, node: ast.AST) -> str | None:
        attributes: list[str] = []
        while isinstance(node, ast.Attribute):
            attributes.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.names:
            return None
        return ".".join([self.names[node.id], *reversed(attributes)]).strip(".")

    # Where they are used

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self.check_module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level:
            return
        for alias in node.names:
            self.check_module(node, f"{node.module}.{alias.name}")

    def check_module(self, node: ast.AST, name: str) -> None:
        root, _, below = name.partition(".")
        if root in FOREIGN:
            self.note(node, name)
        elif root == "tensorflow" and below and _forbidden(below):
            self.note(node, name)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        path = self.path(node)
        if path is not None:
            head = _forbidden(path)
            if head or path.endswith((".initializer", ".initialized_value")):
                self.note(node, "tf." + (head or path))
            return
        if node.attr in TF1_METHODS:
            self.note(node, f".{node.attr}")
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        path = self.names.get(node.id)
        if path and isinstance(node.ctx, ast.Load) and _forbidden(path):
            self.note(node, "tf." + _forbidden(path))

    def visit_Call(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg in TF1_KEYWORDS:
                self.note(node, f"{keyword.arg}=")
        if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            name = node.func.value.id
            if node.func.attr == "run" and name.strip("_0123456789") in ("sess", "session"):
                self.note(node, f"{name}.run()")
            if node.func.attr == "eval" and self.path(node.func) is None:
                self.note(node, f"{name}.eval()")
        self.generic_visit(node)
