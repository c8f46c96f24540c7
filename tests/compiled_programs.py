"""TF1 programs that compile and fit Keras models, with optimizers of `tf.train` and the names of metrics of Keras 2.

Forms of `engine_form_programs`, with recorded output of TF 1.15.
"""

from __future__ import annotations

COMPILED = {
    "adam_of_tf_train": """
import numpy as np
import tensorflow as tf
from tensorflow import keras
np.random.seed(0)
xs = np.random.rand(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('int64')
model = keras.Sequential([
    keras.layers.Dense(8, activation=tf.nn.relu, input_shape=(4,), kernel_initializer='ones'),
    keras.layers.Dense(2, activation=tf.nn.softmax, kernel_initializer='ones'),
])
model.compile(optimizer=tf.train.AdamOptimizer(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
test_loss, test_acc = model.evaluate(xs, ys, verbose=0)
print('%.4f %.4f' % (test_loss, test_acc))
""",
    "history_under_the_name_of_keras_2": """
import numpy as np
import tensorflow as tf
from tensorflow import keras
np.random.seed(0)
xs = np.random.rand(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('int64')
model = keras.Sequential([
    keras.layers.Dense(8, activation=tf.nn.relu, input_shape=(4,), kernel_initializer='ones'),
    keras.layers.Dense(2, activation=tf.nn.softmax, kernel_initializer='ones'),
])
model.compile(optimizer=tf.train.AdamOptimizer(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
history = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
test_loss, test_acc = model.evaluate(xs, ys, verbose=0)
print('%.4f %.4f' % (test_loss, test_acc))
print(['%.4f' % v for v in history.history['acc']])
""",
    "rmsprop_of_tf_train": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer=tf.train.RMSPropOptimizer(0.01), loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "momentum_of_tf_train": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer=tf.train.MomentumOptimizer(0.1, 0.9), loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "optimizer_by_name": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
opt = tf.train.AdamOptimizer(0.01)
model.compile(optimizer=opt, loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "optimizer_of_a_helper": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

def build_model():
    model = keras.Sequential([
        keras.layers.Dense(8, activation=tf.nn.relu, input_shape=(4,), kernel_initializer='ones'),
        keras.layers.Dense(1, kernel_initializer='ones')
    ])
    optimizer = tf.train.RMSPropOptimizer(0.001)
    model.compile(loss='mse', optimizer=optimizer, metrics=['mae'])
    return model

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = build_model()
early_stop = keras.callbacks.EarlyStopping(monitor='val_loss', patience=20)
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
print(['%.4f' % v for v in h.history['mean_absolute_error']])
""",
    "functional_model": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
inputs = keras.layers.Input(shape=(4,))
net = keras.layers.Dense(4, activation=tf.nn.relu, kernel_initializer='ones')(inputs)
model = keras.Model(inputs=inputs, outputs=keras.layers.Dense(1, kernel_initializer='ones')(net))
model.compile(optimizer=tf.train.AdamOptimizer(0.01), loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "model_of_a_class": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
class Model(keras.Model):
    def __init__(self):
        super(Model, self).__init__()
        self.dense = keras.layers.Dense(1, kernel_initializer='ones')
    def call(self, inputs):
        return self.dense(inputs)
model = Model()
model.compile(optimizer=tf.train.AdamOptimizer(0.01), loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "loss_function_of_the_program": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

def loss_fn(y_true, y_pred):
    return tf.losses.mean_squared_error(y_true, y_pred)

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer=tf.train.AdamOptimizer(0.01), loss=loss_fn)
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "loss_of_ops": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

def loss_fn(y_true, y_pred):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y_true, logits=y_pred))

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer=tf.train.AdamOptimizer(0.01), loss=loss_fn)
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "fitted_on_a_dataset": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
dataset = tf.data.Dataset.from_tensor_slices((xs, ys)).batch(32).repeat()
model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer='ones', input_shape=(4,))])
model.compile(optimizer=tf.train.GradientDescentOptimizer(0.1), loss='mse')
h = model.fit(dataset, epochs=2, steps_per_epoch=2, verbose=0)
print(['%.4f' % v for v in h.history['loss']])
""",
    "session_given_to_keras": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

config = tf.ConfigProto()
config.gpu_options.allow_growth = True
sess = tf.Session(config=config)
keras.backend.set_session(sess)

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer='sgd', loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])
""",
    "weights_in_a_file_without_an_ending": """
import numpy as np
import tensorflow as tf
from tensorflow import keras

xs = np.linspace(0, 1, 64 * 4).reshape(64, 4).astype('float32')
ys = (xs.sum(1) > 2).astype('float32')
model = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,), kernel_initializer='ones')])
model.compile(optimizer=tf.train.AdamOptimizer(0.01), loss='mse')
h = model.fit(xs, ys, epochs=3, verbose=0, shuffle=False)
print(['%.4f' % v for v in h.history['loss']])

model.save_weights('./my_model')
model2 = keras.Sequential([keras.layers.Dense(1, activation='sigmoid', input_shape=(4,))])
model2.load_weights('./my_model')
print(np.array_equal(model2.get_weights()[0], model.get_weights()[0]))
""",
    "metrics_read_under_the_given_name": """
import numpy as np
from tensorflow import keras
import tensorflow as tf

xs = np.linspace(0, 1, 32 * 2).reshape(32, 2).astype('float32')
ys = xs.sum(1)
model = keras.Sequential([keras.layers.Dense(1, input_shape=(2,), kernel_initializer='ones')])
model.compile(tf.train.GradientDescentOptimizer(0.1), 'mse', metrics=['mae', 'mse'])
history = model.fit(xs, ys, epochs=2, verbose=0, shuffle=False, validation_split=0.25)
print(['%.4f' % v for v in history.history['val_mean_absolute_error']])
print(['%.4f' % v for v in history.history['mean_squared_error']])
""",
    "session_on_a_server": """
import tensorflow as tf

server = "grpc://localhost:2222"
x = tf.constant(2.0)
if __name__ == "":
    with tf.Session(server) as sess:
        print(sess.run(x))
print("done")
""",
}
