import tensorflow as tf


class LinearCosineDecay(tf.keras.optimizers.schedules.LearningRateSchedule):
    """Learning rate that falls along a line times a cosine; Keras has no such schedule.

    `(alpha + linear) * cosine + beta` times the initial rate, where `linear` falls from one to zero
    over `decay_steps` and the cosine goes through `num_periods` periods meanwhile.
    """

    def __init__(self, initial_learning_rate, decay_steps, num_periods=0.5, alpha=0.0, beta=0.001):
        super().__init__()
        self.initial_learning_rate = initial_learning_rate
        self.decay_steps = decay_steps
        self.num_periods = num_periods
        self.alpha = alpha
        self.beta = beta

    def __call__(self, step):
        done = tf.minimum(tf.cast(step, tf.float32) / self.decay_steps, 1.0)
        cosine = 0.5 * (1.0 + tf.cos(2.0 * tf.acos(-1.0) * self.num_periods * done))
        return self.initial_learning_rate * ((self.alpha + 1.0 - done) * cosine + self.beta)

    def get_config(self):
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_steps": self.decay_steps,
            "num_periods": self.num_periods,
            "alpha": self.alpha,
            "beta": self.beta,
        }
