"""Habits of Keras 2 that Keras 3 dropped: what replaces them where it is the same, and what to do elsewhere.

Source: the sources of tf.keras in TensorFlow 1.15 and of Keras 3.15; the decay was compared with numbers of 1.15.
"""

from __future__ import annotations

from tf2migrate.result import Safety
from tf2migrate.rules.rule import Rule

REWRITTEN, EXPLAINED = "TFM705", "TFM706"
OPTIMIZERS = frozenset({"SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam", "Ftrl"})
# Those whose decay is the schedule, in numbers: Ftrl of 1.15 is not (0.2 off after 12 steps), Nadam took no schedule
DECAYING = OPTIMIZERS - {"Ftrl", "Nadam"}
# method -> (its name, its parameters by position)
GENERATORS = {
    "fit_generator": (
        "fit",
        (
            "generator",
            "steps_per_epoch",
            "epochs",
            "verbose",
            "callbacks",
            "validation_data",
            "validation_steps",
            "validation_freq",
            "class_weight",
            "max_queue_size",
            "workers",
            "use_multiprocessing",
            "shuffle",
            "initial_epoch",
        ),
    ),
    "evaluate_generator": (
        "evaluate",
        ("generator", "steps", "callbacks", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
    ),
    "predict_generator": (
        "predict",
        ("generator", "steps", "callbacks", "max_queue_size", "workers", "use_multiprocessing", "verbose"),
    ),
}
# Names of metrics for which the history had another one: compared with tf.keras of 1.15. Keras 3 takes both, and its
# history has the one that it was given.
METRICS = {
    "accuracy": "acc",
    "mae": "mean_absolute_error",
    "mse": "mean_squared_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
}
# How data is fetched, not what is computed: PyDataset has these arguments now
FETCHING = frozenset({"max_queue_size", "workers", "use_multiprocessing"})
# Modules of Keras 2 whose names are in the module on the right
MODULES = {
    **dict.fromkeys(
        (
            "layers.core",
            "layers.convolutional",
            "layers.pooling",
            "layers.recurrent",
            "layers.normalization",
            "layers.embeddings",
            "layers.advanced_activations",
            "layers.merge",
            "layers.wrappers",
            "layers.noise",
            "layers.local",
            "layers.convolutional_recurrent",
        ),
        "layers",
    ),
    "utils.np_utils": "utils",
    "utils.generic_utils": "utils",
    "utils.vis_utils": "utils",
    "utils.data_utils": "utils",
}
# Names of these modules that Keras 3 has under the path on the right of the table above
KEPT_IN_UTILS = frozenset(
    {
        "to_categorical",
        "normalize",
        "Progbar",
        "plot_model",
        "model_to_dot",
        "get_file",
        "Sequence",
        "CustomObjectScope",
        "custom_object_scope",
        "get_custom_objects",
        "serialize_keras_object",
        "deserialize_keras_object",
    }
)
GONE_LAYERS = frozenset(
    {
        "LocallyConnected1D",
        "LocallyConnected2D",
        "CuDNNLSTM",
        "CuDNNGRU",
        "Merge",
        "MaxoutDense",
        "Highway",
        "TimeDistributedDense",
        "ThresholdedReLU",
        "merge",
    }
)

RULES = (
    Rule(
        REWRITTEN,
        "keras2-habits",
        "Write what Keras 3 dropped as it is written there",
        "Keras 3 raises for lr=, decay=, fit_generator and modules such as keras.layers.core. The learning rate is "
        "learning_rate, a decay is the schedule that Keras 2 computed (rate / (1 + decay * iterations)), fit takes "
        "generators, and how they are fetched (workers, use_multiprocessing, max_queue_size) is up to a PyDataset. "
        "Metrics have the names that the history is read under (acc for accuracy); weights go to .weights.h5 files.",
        before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(tf.keras.optimizers.SGD(lr=0.1, decay=0.1), "mse")
""",
        after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(tf.keras.optimizers.SGD(learning_rate=tf.keras.optimizers.schedules.InverseTimeDecay(0.1, 1, 0.1)), "mse")
""",
    ),
    Rule(
        EXPLAINED,
        "keras2-advice",
        "Explain what Keras 3 dropped and has nothing equal for",
        "Some names and arguments of Keras 2 raise in Keras 3 and cannot be replaced without knowing more; the finding "
        "says where their successor is.",
        safety=Safety.MANUAL,
    ),
)
ADVICE = {
    "batch_input_shape": "Keras 3 takes no batch_input_shape: begin the model with tf.keras.Input(batch_shape=...)",
    "decay": "Keras 3 has no decay=: give learning_rate=tf.keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)",
    "save_weights": "Keras 3 writes weights to files that end in .weights.h5",
    "ModelCheckpoint": "Keras 3 writes models to files that end in .keras (weights: .weights.h5)",
    "metrics_names": "Keras 3 has other metrics_names: take the names from evaluate(..., return_dict=True)",
    "generator": "Keras 3 has {name}: it takes generators as x",
    "fetching": "Keras 3 has no {name} in fit: "
    "make the data a tf.keras.utils.PyDataset(workers=, use_multiprocessing=)",
}
