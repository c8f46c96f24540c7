"""TensorFlow 1 layers, cells and contrib functions that `tf.compat.v1` lost with Keras 3.

The files of this folder are parts of one module: `tf2migrate.support.legacy_module()` joins them, in
the order of `PARTS`, to a single file that stands beside a program which stays on `tf.compat.v1`.
They build on `variable_scope` and `get_variable`, which give variables the names, the order, the
initializers and the collections they had.
"""

PARTS = (
    "base",
    "core_layers",
    "convolution_layers",
    "pooling_layers",
    "normalization_layers",
    "arg_scopes",
    "contrib_variables",
    "contrib_layers",
    "contrib_normalization",
    "contrib_losses",
    "contrib_lookup",
    "contrib_summaries",
    "contrib_training",
    "rnn_cells",
    "rnn_wrappers",
    "sequences",
    "random_fields",
    "eager",
    "clustering",
    "estimators",
    "hyperparameters",
    "namespaces",
)
