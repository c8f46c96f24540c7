"""Optimizers and schedules of TF1 whose numbers are recorded on TensorFlow 1.15.

Runs on python 3.6 and newer.
"""

import numpy as np

DECAY = "tf.train.exponential_decay(0.1, step, 2, 0.5)"
OPTIMIZERS = [
    "tf.train.GradientDescentOptimizer(0.1)",
    "tf.train.GradientDescentOptimizer(learning_rate=0.1, name='descent')",
    "tf.train.GradientDescentOptimizer(%s)" % DECAY,
    "tf.train.MomentumOptimizer(0.1, 0.9)",
    "tf.train.MomentumOptimizer(0.1, momentum=0.9, use_nesterov=True)",
    "tf.train.MomentumOptimizer(%s, 0.9)" % DECAY,
    "tf.train.MomentumOptimizer(%s, 0.9, False, 'm', True)" % DECAY,
    "tf.train.AdamOptimizer(0.1)",
    "tf.train.AdamOptimizer(learning_rate=0.1, beta1=0.5, beta2=0.9, epsilon=0.1)",
    "tf.train.AdamOptimizer()",
    "tf.train.RMSPropOptimizer(0.1)",
    "tf.train.RMSPropOptimizer(0.1, decay=0.8, momentum=0.5, epsilon=1e-6)",
    "tf.train.RMSPropOptimizer(0.1, 0.8, 0.5, 1e-6, False, True)",
    "tf.train.AdagradOptimizer(0.1)",
    "tf.train.AdagradOptimizer(0.1, initial_accumulator_value=0.5)",
    "tf.train.AdadeltaOptimizer(0.1)",
    "tf.train.AdadeltaOptimizer(1.0, 0.9, 1e-6)",
    "tf.train.FtrlOptimizer(0.1)",
    "tf.train.FtrlOptimizer(0.1, l1_regularization_strength=0.01, l2_regularization_strength=0.1)",
]
SCHEDULES = [
    "tf.train.exponential_decay(0.1, step, 4, 0.5)",
    "tf.train.exponential_decay(0.5, step, decay_steps=4, decay_rate=0.5, staircase=True)",
    "tf.train.natural_exp_decay(0.1, step, 4, 0.5)",
    "tf.train.natural_exp_decay(0.1, step, 4, 0.5, True)",
    "tf.train.inverse_time_decay(0.1, step, 4, 0.5)",
    "tf.train.polynomial_decay(0.1, step, 6)",
    "tf.train.polynomial_decay(.1, global_step=step, decay_steps=6, power=2, cycle=True)",
    "tf.train.cosine_decay(0.1, step, 8, alpha=0.1)",
    "tf.train.cosine_decay_restarts(0.1, step, 5)",
    "tf.train.linear_cosine_decay(0.1, step, 8)",
    "tf.train.piecewise_constant(step, [3, 6], [0.1, 0.05, 0.01])",
    "tf.train.piecewise_constant_decay(x=step, boundaries=[3, 6], values=[0.1, 0.05, 0.01])",
]
STEPS = 6
RATES = 12


def start():
    return np.random.RandomState(3).randn(4, 3).astype(np.float32)


def curvature():
    return np.linspace(0.1, 2.0, 12).reshape(4, 3).astype(np.float32)
