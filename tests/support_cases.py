"""Inputs shared by the TF 1.15 recorder and the tests of the support code; runs on Python 3.6 and later."""

import numpy as np

STEPS = 8
RECORDED = (0, 1, 3, 7)  # steps whose values are kept
ROWS, WIDTH, INPUTS, BATCH = 6, 3, 4, 5

# name -> (TF1 optimizer, its arguments after the rate, support class, its arguments)
OPTIMIZERS = {
    "momentum": ("MomentumOptimizer", {"momentum": 0.9}, "TF1Momentum", {"momentum": 0.9}),
    "nesterov": (
        "MomentumOptimizer",
        {"momentum": 0.8, "use_nesterov": True},
        "TF1Momentum",
        {"momentum": 0.8, "use_nesterov": True},
    ),
    "rmsprop": ("RMSPropOptimizer", {}, "TF1RMSprop", {}),
    "rmsprop_momentum": (
        "RMSPropOptimizer",
        {"decay": 0.8, "momentum": 0.5, "epsilon": 1e-3},
        "TF1RMSprop",
        {"decay": 0.8, "momentum": 0.5, "epsilon": 1e-3},
    ),
    "rmsprop_centered": (
        "RMSPropOptimizer",
        {"centered": True, "momentum": 0.3},
        "TF1RMSprop",
        {"centered": True, "momentum": 0.3},
    ),
    "adam": ("AdamOptimizer", {}, "TF1Adam", {}),
    "adam_dense": ("AdamOptimizer", {}, "DenseGradientAdam", {"epsilon": 1e-8}),
    "adam_lazy": (
        "LazyAdamOptimizer",
        {"beta1": 0.8, "epsilon": 1e-4},
        "TF1Adam",
        {"beta_1": 0.8, "epsilon": 1e-4, "lazy": True},
    ),
    "adagrad": (
        "AdagradOptimizer",
        {},
        "DenseGradientAdagrad",
        {"initial_accumulator_value": 0.1, "epsilon": 0.0},
    ),
    "adadelta": ("AdadeltaOptimizer", {"rho": 0.9}, "TF1Adadelta", {"rho": 0.9}),
    "ftrl": ("FtrlOptimizer", {}, "TF1Ftrl", {}),
    "ftrl_regularized": (
        "FtrlOptimizer",
        {
            "learning_rate_power": -0.6,
            "initial_accumulator_value": 0.2,
            "l1_regularization_strength": 0.01,
            "l2_regularization_strength": 0.02,
            "l2_shrinkage_regularization_strength": 0.03,
        },
        "TF1Ftrl",
        {
            "learning_rate_power": -0.6,
            "initial_accumulator_value": 0.2,
            "l1_regularization_strength": 0.01,
            "l2_regularization_strength": 0.02,
            "l2_shrinkage_regularization_strength": 0.03,
        },
    ),
}
RATES = ("constant", "decaying")
RATE, DECAY_STEPS, DECAY_RATE = 0.1, 2, 0.5


def values(seed, *shape):
    """Float32 numbers in [-1, 1] that do not depend on the version of numpy."""
    return np.random.RandomState(seed).uniform(-1, 1, shape).astype(np.float32)


def problem():
    """Start of a matrix and of a table, and for every step an input, a target and ids that repeat."""
    ids = np.random.RandomState(3).randint(0, ROWS - 1, (STEPS, BATCH)).astype(np.int32)
    ids[:, 1] = ids[:, 0]
    return {
        "matrix": values(1, INPUTS, WIDTH),
        "table": values(2, ROWS, WIDTH),
        "ids": ids,
        "inputs": values(4, STEPS, BATCH, INPUTS),
        "targets": values(5, STEPS, BATCH, WIDTH),
    }


LSTM_CELLS = {
    "plain": {},
    "peepholes": {"use_peepholes": True, "forget_bias": 0.5},
    "projection": {"num_proj": 3, "proj_clip": 0.2, "cell_clip": 0.4},
    "all": {"use_peepholes": True, "num_proj": 2, "cell_clip": 0.3},
}
LENGTHS = [4, 2, 3]
# name -> cell of TF1, class that stands for it, arguments
RECURRENT_CELLS = {
    "rnn": ("BasicRNNCell", "TF1BasicRNNCell", {}),
    "lstm": ("BasicLSTMCell", "TF1BasicLSTMCell", {}),
    "lstm_without_forget_bias": ("BasicLSTMCell", "TF1BasicLSTMCell", {"forget_bias": 0.0}),
    "gru": ("GRUCell", "TF1GRUCell", {}),
}

# name -> arguments of linear_cosine_decay after the step
SCHEDULES = {"default": {}, "all": {"num_periods": 2.5, "alpha": 0.1, "beta": 0.02}}


def tiny_mnist():
    """A training and a test set small enough to be recorded: uint8 images and labels."""
    random = np.random.RandomState(7)
    train = random.randint(0, 256, (17, 2, 2)).astype(np.uint8), random.randint(0, 10, 17).astype(np.uint8)
    test = random.randint(0, 256, (5, 2, 2)).astype(np.uint8), random.randint(0, 10, 5).astype(np.uint8)
    return train, test


# name -> arguments of read_data_sets, then of every next_batch
MNIST = {
    "one_hot": ({"one_hot": True, "validation_size": 4, "seed": 3}, [(5,)] * 9),
    "digits": ({"validation_size": 0, "seed": 0}, [(4, False, False)] * 6 + [(3,)] * 12),
    "uint8": ({"validation_size": 2, "seed": 5, "dtype": "uint8", "reshape": False}, [(7,)] * 5),
    "exact_epoch": ({"validation_size": 5, "seed": 2**31 + 4}, [(6,)] * 6 + [(12,)] * 2),
    "large_batch": ({"validation_size": 5, "seed": 9}, [(15,), (5,), (3,)]),
}
