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

# name -> distribution of TF1, class that stands for it, parameters, those of another one, value of a sample
DISTRIBUTIONS = {
    "normal": (
        "Normal",
        "NormalDistribution",
        {"loc": values(50, 4, 3), "scale": 0.1 + values(51, 4, 3) ** 2},
        {"loc": values(52, 4, 3), "scale": 0.2 + values(53, 3) ** 2},
        values(54, 4, 3),
    ),
    "normal_of_numbers": (
        "Normal",
        "NormalDistribution",
        {"loc": 0.5, "scale": [1.5, 0.5, 2.0]},
        {"loc": [0.0, 1.0, 2.0], "scale": 1.0},
        values(54, 4, 3),
    ),
    "categorical": (
        "Categorical",
        "CategoricalDistribution",
        {"logits": values(55, 4, 3)},
        {"logits": 3 * values(56, 4, 3)},
        np.array([2, 0, 1, 1], np.int32),
    ),
    "categorical_of_probabilities": (
        "Categorical",
        "CategoricalDistribution",
        {"probs": np.array([[0.2, 0.3, 0.5], [0.1, 0.1, 0.8]], np.float32)},
        {"probs": np.array([[0.4, 0.5, 0.1], [0.3, 0.3, 0.4]], np.float32)},
        np.array([[2, 0], [1, 1], [0, 0]], np.int64),
    ),
    "categorical_in_batches": (
        "Categorical",
        "CategoricalDistribution",
        {"logits": values(57, 2, 3, 5)},
        {"logits": values(58, 2, 3, 5)},
        np.array([[4, 0, 1], [3, 2, 2]], np.int32),
    ),
    "bernoulli": (
        "Bernoulli",
        "BernoulliDistribution",
        {"logits": 3 * values(59, 4, 3)},
        {"logits": values(60, 4, 3)},
        np.array([[0, 1, 1]], np.int32),
    ),
    "bernoulli_of_probabilities": (
        "Bernoulli",
        "BernoulliDistribution",
        {"probs": values(61, 4) ** 2},
        {"probs": values(62, 4) ** 2},
        np.array([0.0, 1.0, 1.0, 0.0], np.float32),
    ),
    "uniform": ("Uniform", "UniformDistribution", {"low": [-1.0, 0.5], "high": 2.0}, None, values(63, 5, 2)),
    "diagonal": (
        "MultivariateNormalDiag",
        "DiagonalNormalDistribution",
        {"loc": values(64, 4, 3), "scale_diag": 0.1 + values(65, 4, 3) ** 2},
        None,
        values(66, 4, 3),
    ),
}
SAMPLE_SHAPES = ((), 2, [2, 3])


def distribution_results(module, of, classes, name, sampled):
    """What the methods of a distribution give, and the gradients of its log probabilities.

    Args:
        module: TensorFlow.
        of: (list of tensors, list of parameters) -> the tensors, and the gradients of the sum of the last one.
        classes: name -> class.
        sampled: sample -> its shape.
    """
    _, _, parameters, others, value = DISTRIBUTIONS[name]
    parameters = {key: module.convert_to_tensor(value, module.float32) for key, value in parameters.items()}

    def results():
        made = classes(name)(**parameters)
        names = "entropy", "mean", "mode", "stddev", "variance"
        tensors = [getattr(made, method)() for method in names if has(name, method)]
        if others is not None:
            tensors.append(made.kl_divergence(classes(name)(**others)))
        if has(name, "cdf"):
            tensors.append(made.cdf(value))
        return [*tensors, made.prob(value), made.log_prob(value)]

    made = classes(name)(**parameters)
    shapes = [sampled(made.sample(shape)) for shape in SAMPLE_SHAPES]
    return [shapes, *of(results, list(parameters.values()))]


def has(name, method):
    """Whether a distribution has a method in both versions."""
    kind = DISTRIBUTIONS[name][0]
    lacking = {
        "Categorical": ("mean", "stddev", "variance", "cdf"),
        "Uniform": ("mode", "cdf"),
        "Bernoulli": ("cdf",),
        "MultivariateNormalDiag": ("entropy", "cdf"),
    }
    return method not in lacking.get(kind, ())


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
