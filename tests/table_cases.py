"""Calls whose numbers are recorded on TensorFlow 1.15 by `record_table.py`, for rows that nobody else compares.

Runs on python 3.6 and newer: the recording process and the tests both import it.
"""

from call_cases import inputs

LOSSES = """mean_squared_error mean_absolute_error mean_absolute_percentage_error mean_squared_logarithmic_error mse MSE mae MAE
mape MAPE msle MSLE hinge squared_hinge categorical_hinge logcosh kullback_leibler_divergence kld KLD poisson
binary_crossentropy categorical_crossentropy cosine_similarity cosine_proximity cosine""".split()
ACTIVATIONS = "elu exponential hard_sigmoid linear relu selu sigmoid softmax softplus softsign tanh".split()
BACKEND = """abs(x) argmax(x) argmin(x) cast(x,'float64') clip(x,0.,1.) concatenate([x,y]) cos(x) cumprod(x) cumsum(x,1) dot(x,mat)
elu(x) equal(x,x) exp(x) expand_dims(x) flatten(x) gather(x,ids) greater(x,y) greater_equal(x,y) less(x,y) less_equal(x,y)
hard_sigmoid(x) int_shape(x) l2_normalize(x,1) log(p) max(x) maximum(x,y) mean(x) min(x) minimum(x,y) not_equal(x,y) one_hot(ids,3)
ones_like(x) permute_dimensions(x,(1,0)) pow(p,2.) prod(x) relu(x) repeat(x,2) repeat_elements(x,2,1) reshape(x,(3,4)) reverse(x,1)
round(x) sigmoid(x) sign(x) sin(x) softmax(x) softplus(x) softsign(x) sqrt(p) square(x) squeeze(x[:1],0) stack([x,y]) std(x) sum(x,1)
tanh(x) tile(x,(1,2)) transpose(x) var(x) zeros_like(x) binary_crossentropy(b01,p) categorical_crossentropy(onehot,p)
sparse_categorical_crossentropy(ids,p) any(bint>0) all(bint>0) ndim(x) in_top_k(x,ids,1) batch_flatten(seq) arange(4)
temporal_padding(seq) spatial_2d_padding(image) resize_images(image,2,2,'channels_last') batch_dot(seq,seq,2)
bias_add(x,x[0]) switch(x>0,x,y) conv2d(image,kernel) pool2d(image,(2,2))""".split()
CASES = """
tf.Print(x, [x], 'values')
tf.Print(x, [x], message=None, first_n=2, summarize=None)
tf.nn.depthwise_conv2d_native(image, kernel, [1, 1, 1, 1], 'SAME')
tf.nn.depthwise_conv2d_native(input=image, filter=kernel, strides=[1, 2, 2, 1], padding='VALID', name='n')
tf.contrib.layers.softmax(x)
tf.contrib.layers.softmax(seq, scope='s')
tf.contrib.nn.nth_element(x, 1)
tf.contrib.nn.nth_element(x, n=0, reverse=True)
tf.quantize_v2(x, -3.0, 3.0, tf.quint8)[0]
tf.quantize_v2(x, -3.0, 3.0, tf.qint8, 'SCALED')[0]
tf.where_v2(x > y, x, y)
tf.where_v2(vec[:3], x, y)
tf.estimator.ModeKeys.TRAIN
tf.contrib.learn.ModeKeys.INFER
tf.estimator.ModeKeys.PREDICT
tf.estimator.ModeKeys.EVAL
tf.saved_model.signature_constants.REGRESS_INPUTS
tf.GraphKeys.METRIC_VARIABLES
tf.contrib.metrics.set_size(tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [1, 2, 3], [2, 2]))
tf.contrib.stateless.stateless_random_uniform([2, 3], [1, 2])
tf.contrib.stateless.stateless_random_normal([2, 3], [1, 2])
tf.contrib.util.make_ndarray(tf.contrib.util.make_tensor_proto([1.0, 2.0]))
tf.contrib.framework.nest.flatten([1, [2, 3]])
""".strip().split("\n")
CASES += [
    "tf.keras.losses.%s(%s, p)" % (name, "onehot" if "crossent" in name or "leibler" in name.lower() else "b01")
    for name in LOSSES
]
CASES += [
    "tf.keras.metrics.%s(b01, p)" % name for name in ("mean_squared_error", "mean_absolute_error", "hinge", "poisson")
]
CASES += ["tf.keras.activations.%s(x)" % name for name in ACTIVATIONS]
CASES += ["tf.keras.backend." + text for text in BACKEND]
# An optimizer as a program of Keras 2 has it
OPTIMIZERS = """
tf.keras.optimizers.SGD(lr=0.1, decay=0.05)
tf.keras.optimizers.SGD(lr=0.1, momentum=0.9, decay=0.05)
tf.keras.optimizers.SGD(learning_rate=0.1, momentum=0.9, nesterov=True, decay=0.5)
tf.keras.optimizers.Adam(lr=0.1, decay=0.1)
tf.keras.optimizers.Adam(lr=0.1, beta_1=0.5, decay=0.0)
tf.keras.optimizers.RMSprop(lr=0.01, decay=0.1)
tf.keras.optimizers.Adagrad(lr=0.1, decay=0.1)
tf.keras.optimizers.Adadelta(lr=0.1, decay=0.1)
tf.keras.optimizers.Adamax(lr=0.1, decay=0.1)
""".strip().split("\n")
STEPS = 12

__all__ = ["CASES", "OPTIMIZERS", "STEPS", "inputs"]
