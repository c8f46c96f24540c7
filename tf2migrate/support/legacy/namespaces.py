"""Where TensorFlow 1 had the names of this module."""

import types

import tensorflow.compat.v1 as tf

from tf2migrate.support.legacy.arg_scopes import (
    add_arg_scope,
    arg_scope,
    arg_scope_func_key,
    current_arg_scope,
    has_arg_scope,
)
from tf2migrate.support.legacy.base import Layer
from tf2migrate.support.legacy.clustering import KMeans
from tf2migrate.support.legacy.contrib_layers import (
    apply_regularization,
    avg_pool2d,
    avg_pool3d,
    bias_add,
    contrib_dropout,
    contrib_flatten,
    contrib_softmax,
    convert_collection_to_dict,
    convolution,
    convolution1d,
    convolution2d,
    convolution2d_transpose,
    convolution3d,
    convolution3d_transpose,
    elu,
    embed_sequence,
    fully_connected,
    l1_l2_regularizer,
    l1_regularizer,
    l2_regularizer,
    linear,
    max_pool2d,
    max_pool3d,
    one_hot_encoding,
    relu,
    relu6,
    repeat,
    separable_convolution2d,
    stack,
    sum_regularizer,
    variance_scaling_initializer,
    xavier_initializer,
)
from tf2migrate.support.legacy.contrib_lookup import (
    hash_table,
    index_table_from_file,
    index_table_from_tensor,
    index_to_string_table_from_file,
    index_to_string_table_from_tensor,
)
from tf2migrate.support.legacy.contrib_losses import (
    contrib_absolute_difference,
    contrib_get_losses,
    contrib_get_total_loss,
    contrib_log_loss,
    contrib_mean_squared_error,
    contrib_sigmoid_cross_entropy,
    contrib_softmax_cross_entropy,
    contrib_sparse_softmax_cross_entropy,
)
from tf2migrate.support.legacy.contrib_normalization import (
    batch_norm,
    group_norm,
    instance_norm,
    layer_norm,
    unit_norm,
)
from tf2migrate.support.legacy.contrib_summaries import (
    EagerFileWriter,
    summarize_activation,
    summarize_activations,
    summarize_collection,
    summarize_tensor,
    summarize_tensors,
)
from tf2migrate.support.legacy.contrib_training import (
    add_gradients_summaries,
    clip_gradient_norms,
    create_train_op,
    multiply_gradients,
    optimize_loss,
    training_create_train_op,
)
from tf2migrate.support.legacy.contrib_variables import (
    add_model_variable,
    analyze_vars,
    assign_from_checkpoint_fn,
    get_local_variables,
    get_model_variables,
    get_trainable_variables,
    get_variables,
    get_variables_by_name,
    get_variables_by_suffix,
    get_variables_to_restore,
    local_variable,
    model_variable,
    tensor_description,
    variable,
)
from tf2migrate.support.legacy.convolution_layers import (
    Conv1D,
    Conv2D,
    Conv2DTranspose,
    Conv3D,
    Conv3DTranspose,
    SeparableConv1D,
    SeparableConv2D,
    conv1d,
    conv2d,
    conv2d_transpose,
    conv3d,
    conv3d_transpose,
    separable_conv1d,
    separable_conv2d,
)
from tf2migrate.support.legacy.core_layers import Dense, Dropout, Flatten, dense, dropout, flatten
from tf2migrate.support.legacy.eager import (
    EagerAccuracy,
    EagerIterator,
    EagerMean,
    EagerNetwork,
    EagerSaver,
    eager_variable,
    gradients_function,
    implicit_gradients,
    implicit_value_and_gradients,
    value_and_gradients_function,
)
from tf2migrate.support.legacy.estimators import (
    Estimator,
    EstimatorModeKeys,
    EstimatorSpec,
    EvalSpec,
    RunConfig,
    TrainSpec,
    numpy_input_fn,
    pandas_input_fn,
    train_and_evaluate,
)
from tf2migrate.support.legacy.hyperparameters import HParams
from tf2migrate.support.legacy.normalization_layers import BatchNormalization, batch_normalization, fused_batch_norm
from tf2migrate.support.legacy.pooling_layers import (
    AveragePooling1D,
    AveragePooling2D,
    AveragePooling3D,
    MaxPooling1D,
    MaxPooling2D,
    MaxPooling3D,
    average_pooling1d,
    average_pooling2d,
    average_pooling3d,
    max_pooling1d,
    max_pooling2d,
    max_pooling3d,
)
from tf2migrate.support.legacy.random_fields import (
    crf_binary_score,
    crf_decode,
    crf_log_likelihood,
    crf_log_norm,
    crf_sequence_score,
    crf_unary_score,
    viterbi_decode,
)
from tf2migrate.support.legacy.rnn_cells import (
    BasicLSTMCell,
    BasicRNNCell,
    GRUCell,
    LayerNormBasicLSTMCell,
    LSTMBlockCell,
    LSTMCell,
    LSTMStateTuple,
    RNNCell,
)
from tf2migrate.support.legacy.rnn_wrappers import (
    DeviceWrapper,
    DropoutWrapper,
    EmbeddingWrapper,
    InputProjectionWrapper,
    MultiRNNCell,
    OutputProjectionWrapper,
    ResidualWrapper,
)
from tf2migrate.support.legacy.sequences import (
    legacy_sequence_loss,
    rnn_decoder,
    sequence_loss,
    sequence_loss_by_example,
    tile_batch,
)

_LAYERS = {
    "AveragePooling1D": AveragePooling1D,
    "AveragePooling2D": AveragePooling2D,
    "AveragePooling3D": AveragePooling3D,
    "BatchNormalization": BatchNormalization,
    "Conv1D": Conv1D,
    "Conv2D": Conv2D,
    "Conv2DTranspose": Conv2DTranspose,
    "Conv3D": Conv3D,
    "Conv3DTranspose": Conv3DTranspose,
    "Dense": Dense,
    "Dropout": Dropout,
    "Flatten": Flatten,
    "Layer": Layer,
    "MaxPooling1D": MaxPooling1D,
    "MaxPooling2D": MaxPooling2D,
    "MaxPooling3D": MaxPooling3D,
    "SeparableConv1D": SeparableConv1D,
    "SeparableConv2D": SeparableConv2D,
    "average_pooling1d": average_pooling1d,
    "average_pooling2d": average_pooling2d,
    "average_pooling3d": average_pooling3d,
    "batch_normalization": batch_normalization,
    "conv1d": conv1d,
    "conv2d": conv2d,
    "conv2d_transpose": conv2d_transpose,
    "conv3d": conv3d,
    "conv3d_transpose": conv3d_transpose,
    "dense": dense,
    "dropout": dropout,
    "flatten": flatten,
    "max_pooling1d": max_pooling1d,
    "max_pooling2d": max_pooling2d,
    "max_pooling3d": max_pooling3d,
    "separable_conv1d": separable_conv1d,
    "separable_conv2d": separable_conv2d,
}
_CELLS = {
    "BasicLSTMCell": BasicLSTMCell,
    "BasicRNNCell": BasicRNNCell,
    "DeviceWrapper": DeviceWrapper,
    "DropoutWrapper": DropoutWrapper,
    "GRUCell": GRUCell,
    "LSTMCell": LSTMCell,
    "LSTMStateTuple": LSTMStateTuple,
    "MultiRNNCell": MultiRNNCell,
    "RNNCell": RNNCell,
    "ResidualWrapper": ResidualWrapper,
}
_CONTRIB_RNN = {
    **_CELLS,
    "EmbeddingWrapper": EmbeddingWrapper,
    "InputProjectionWrapper": InputProjectionWrapper,
    "LSTMBlockCell": LSTMBlockCell,
    "LayerNormBasicLSTMCell": LayerNormBasicLSTMCell,
    "OutputProjectionWrapper": OutputProjectionWrapper,
    "static_bidirectional_rnn": tf.nn.static_bidirectional_rnn,
    "static_rnn": tf.nn.static_rnn,
}
_REGULARIZERS = {
    "apply_regularization": apply_regularization,
    "l1_l2_regularizer": l1_l2_regularizer,
    "l1_regularizer": l1_regularizer,
    "l2_regularizer": l2_regularizer,
    "sum_regularizer": sum_regularizer,
}
_INITIALIZERS = {
    "variance_scaling_initializer": variance_scaling_initializer,
    "xavier_initializer": xavier_initializer,
    "xavier_initializer_conv2d": xavier_initializer,
}
_CONTRIB_LAYERS = {
    **_INITIALIZERS,
    **_REGULARIZERS,
    "avg_pool2d": avg_pool2d,
    "avg_pool3d": avg_pool3d,
    "batch_norm": batch_norm,
    "bias_add": bias_add,
    "conv1d": convolution1d,
    "conv2d": convolution2d,
    "conv2d_transpose": convolution2d_transpose,
    "conv3d": convolution3d,
    "conv3d_transpose": convolution3d_transpose,
    "convolution": convolution,
    "convolution1d": convolution1d,
    "convolution2d": convolution2d,
    "convolution2d_transpose": convolution2d_transpose,
    "convolution3d": convolution3d,
    "convolution3d_transpose": convolution3d_transpose,
    "dropout": contrib_dropout,
    "elu": elu,
    "embed_sequence": embed_sequence,
    "flatten": contrib_flatten,
    "fully_connected": fully_connected,
    "group_norm": group_norm,
    "instance_norm": instance_norm,
    "layer_norm": layer_norm,
    "linear": linear,
    "max_pool2d": max_pool2d,
    "max_pool3d": max_pool3d,
    "one_hot_encoding": one_hot_encoding,
    "optimize_loss": optimize_loss,
    "relu": relu,
    "relu6": relu6,
    "repeat": repeat,
    "separable_conv2d": separable_convolution2d,
    "separable_convolution2d": separable_convolution2d,
    "softmax": contrib_softmax,
    "stack": stack,
    "summarize_activation": summarize_activation,
    "summarize_activations": summarize_activations,
    "summarize_collection": summarize_collection,
    "summarize_tensor": summarize_tensor,
    "summarize_tensors": summarize_tensors,
    "unit_norm": unit_norm,
}
_ARG_SCOPES = {
    "add_arg_scope": add_arg_scope,
    "arg_scope": arg_scope,
    "arg_scope_func_key": arg_scope_func_key,
    "current_arg_scope": current_arg_scope,
    "has_arg_scope": has_arg_scope,
}
_VARIABLES = {
    "add_model_variable": add_model_variable,
    "assert_global_step": tf.train.assert_global_step,
    "assign_from_checkpoint_fn": assign_from_checkpoint_fn,
    "create_global_step": tf.train.create_global_step,
    "get_global_step": tf.train.get_global_step,
    "get_local_variables": get_local_variables,
    "get_model_variables": get_model_variables,
    "get_or_create_global_step": tf.train.get_or_create_global_step,
    "get_trainable_variables": get_trainable_variables,
    "get_variables": get_variables,
    "get_variables_by_name": get_variables_by_name,
    "get_variables_by_suffix": get_variables_by_suffix,
    "get_variables_to_restore": get_variables_to_restore,
    "local_variable": local_variable,
    "model_variable": model_variable,
    "variable": variable,
}
_LOSSES = {
    "absolute_difference": contrib_absolute_difference,
    "add_loss": tf.losses.add_loss,
    "get_losses": contrib_get_losses,
    "get_regularization_losses": tf.losses.get_regularization_losses,
    "get_total_loss": contrib_get_total_loss,
    "log_loss": contrib_log_loss,
    "mean_squared_error": contrib_mean_squared_error,
    "sigmoid_cross_entropy": contrib_sigmoid_cross_entropy,
    "softmax_cross_entropy": contrib_softmax_cross_entropy,
    "sparse_softmax_cross_entropy": contrib_sparse_softmax_cross_entropy,
}
_LEARNING = {
    "add_gradients_summaries": add_gradients_summaries,
    "clip_gradient_norms": clip_gradient_norms,
    "create_train_op": create_train_op,
    "multiply_gradients": multiply_gradients,
}
_TRAINING = {
    "HParams": HParams,
    "add_gradients_summaries": add_gradients_summaries,
    "clip_gradient_norms": clip_gradient_norms,
    "create_train_op": training_create_train_op,
    "multiply_gradients": multiply_gradients,
}
_LOOKUP = {
    "HashTable": hash_table,
    "KeyValueTensorInitializer": tf.lookup.KeyValueTensorInitializer,
    "TextFileInitializer": tf.lookup.TextFileInitializer,
    "index_table_from_file": index_table_from_file,
    "index_table_from_tensor": index_table_from_tensor,
    "index_to_string_table_from_file": index_to_string_table_from_file,
    "index_to_string_table_from_tensor": index_to_string_table_from_tensor,
}
_MODEL_ANALYZER = {"analyze_vars": analyze_vars, "tensor_description": tensor_description}
_SUMMARY = {"FileWriter": EagerFileWriter}
_SEQ2SEQ = {"sequence_loss": sequence_loss, "tile_batch": tile_batch}
_LEGACY_SEQ2SEQ = {
    "rnn_decoder": rnn_decoder,
    "sequence_loss": legacy_sequence_loss,
    "sequence_loss_by_example": sequence_loss_by_example,
}
_EAGER = {
    "Checkpoint": tf.train.Checkpoint,
    "Iterator": EagerIterator,
    "Network": EagerNetwork,
    "Saver": EagerSaver,
    "Variable": eager_variable,
    "custom_gradient": tf.custom_gradient,
    "defun": tf.function,
    "enable_eager_execution": tf.enable_eager_execution,
    "executing_eagerly": tf.executing_eagerly,
    "function": tf.function,
    "gradients_function": gradients_function,
    "implicit_gradients": implicit_gradients,
    "implicit_value_and_gradients": implicit_value_and_gradients,
    "make_template": tf.make_template,
    "py_func": tf.py_function,
    "value_and_gradients_function": value_and_gradients_function,
}
_ESTIMATOR = {
    "EstimatorSpec": EstimatorSpec,
    "Estimator": Estimator,
    "EvalSpec": EvalSpec,
    "ModeKeys": EstimatorModeKeys,
    "RunConfig": RunConfig,
    "TrainSpec": TrainSpec,
    "train_and_evaluate": train_and_evaluate,
}
_ESTIMATOR_INPUTS = {"numpy_input_fn": numpy_input_fn, "pandas_input_fn": pandas_input_fn}
_CRF = {
    "crf_binary_score": crf_binary_score,
    "crf_decode": crf_decode,
    "crf_log_likelihood": crf_log_likelihood,
    "crf_log_norm": crf_log_norm,
    "crf_sequence_score": crf_sequence_score,
    "crf_unary_score": crf_unary_score,
    "viterbi_decode": viterbi_decode,
}
_EAGER_METRICS = {"Accuracy": EagerAccuracy, "Mean": EagerMean}

_NAMESPACES = {
    "layers": _LAYERS,
    "nn": {"fused_batch_norm": fused_batch_norm},
    "nn.rnn_cell": _CELLS,
    "contrib.rnn": _CONTRIB_RNN,
    "contrib.layers": {**_CONTRIB_LAYERS, "convert_collection_to_dict": convert_collection_to_dict},
    "contrib.framework": {**_ARG_SCOPES, **_VARIABLES},
    "contrib.lookup": _LOOKUP,
    "contrib.losses": _LOSSES,
    "contrib.training": _TRAINING,
    "contrib.crf": _CRF,
    "contrib.seq2seq": _SEQ2SEQ,
    "contrib.legacy_seq2seq": _LEGACY_SEQ2SEQ,
    "contrib.eager": _EAGER,
    "contrib.eager.metrics": _EAGER_METRICS,
    "contrib.factorization": {"KMeans": KMeans},
    "estimator": _ESTIMATOR,
    "estimator.inputs": _ESTIMATOR_INPUTS,
    "contrib.slim": {**_CONTRIB_LAYERS, **_ARG_SCOPES, **_VARIABLES},
    "contrib.slim.initializers": _INITIALIZERS,
    "contrib.slim.layers": _CONTRIB_LAYERS,
    "contrib.slim.learning": _LEARNING,
    "contrib.slim.losses": _LOSSES,
    "contrib.slim.model_analyzer": _MODEL_ANALYZER,
    "contrib.slim.regularizers": _REGULARIZERS,
    "summary": _SUMMARY,
}


def _make_namespace(path):
    """The module object at a path below this module, which is made where it is missing."""
    names = globals()
    for name in path.split("."):
        if not isinstance(names.get(name), types.ModuleType):
            names[name] = types.ModuleType(name)
        names = vars(names[name])
    return names


for _path, _members in _NAMESPACES.items():
    _make_namespace(_path).update(_members)
