"""Calls of TF1 functions whose numbers are recorded on TensorFlow 1.15 and compared after the rewrite.

Runs on python 3.6 and newer: the recording process and the tests both import it.
"""

import numpy as np


def inputs():
    """The arrays that the cases name, equal in both worlds."""
    rng = np.random.RandomState(7)
    return {
        "x": rng.randn(4, 3).astype(np.float32),
        "y": rng.randn(4, 3).astype(np.float32),
        "p": rng.uniform(0.05, 0.95, (4, 3)).astype(np.float32),
        "b01": (rng.rand(4, 3) > 0.5).astype(np.float32),
        "bint": (rng.rand(4, 3) > 0.5).astype(np.int32),
        "i": rng.randint(-5, 9, (4, 3)).astype(np.int32),
        "ids": np.array([2, 0, 1, 1], np.int32),
        "onehot": np.eye(3, dtype=np.float32)[[2, 0, 1, 1]],
        "vec": np.array([True, False, True, True]),
        "w": np.array([[0.5], [0.0], [2.0], [1.0]], np.float32),
        "wvec": np.array([0.5, 0.0, 2.0, 1.0], np.float32),
        "image": rng.rand(2, 5, 6, 3).astype(np.float32),
        "kernel": rng.randn(3, 3, 3, 2).astype(np.float32),
        "seq": rng.randn(2, 4, 3).astype(np.float32),
        "mat": rng.randn(3, 2).astype(np.float32),
        "bias": rng.randn(2).astype(np.float32),
        "pairs": np.array([[0, 1], [2, 0], [3, 2]], np.int32),
    }


# dtypes and ranks are given to the rewrite where it needs them, as the analysis does.
CASES = """
tf.to_float(i)
tf.to_int32(x * 3)
tf.to_double(x, name='wide')
tf.log(p)
tf.reduce_sum(x, reduction_indices=[1], keep_dims=True)
tf.reduce_mean(x, 0, True)
tf.reduce_max(x, axis=1, keep_dims=False)
tf.reduce_sum(x, None, True, 'total', 0)
tf.argmax(x, dimension=1)
tf.argmax(x, 1, 'best')
tf.arg_max(x, 1)
tf.expand_dims(x, dim=1)
tf.squeeze(tf.expand_dims(x, 0), squeeze_dims=[0])
tf.concat([x, y], 1)
tf.split(x, 3, 1)[1]
tf.div(x, 2.0)
tf.div(i, 2)
tf.mod(i, 3)
tf.floordiv(i, 2)
tf.where(vec, x, y)
tf.where(x > y, x, y)
tf.where(tf.is_nan(x), tf.zeros_like(x), x)
tf.where(vec)
tf.nn.in_top_k(x, ids, 1)
tf.nn.softmax(x, dim=0)
tf.nn.log_softmax(x, 1)
tf.nn.moments(x, [0], keep_dims=True)
tf.nn.l2_normalize(x, dim=1)
tf.nn.conv2d(image, filter=kernel, strides=[1, 2, 2, 1], padding='SAME', use_cudnn_on_gpu=True)
tf.nn.conv2d(image, kernel, [1, 1, 1, 1], 'VALID', True, 'NHWC')
tf.nn.max_pool(value=image, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME')
tf.nn.avg_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], 'SAME')
tf.nn.xw_plus_b(x, mat, bias)
tf.nn.relu_layer(x, mat, bias)
tf.nn.dropout(x, 1.0)
tf.nn.dropout(x, keep_prob=1)
tf.nn.embedding_lookup(x, ids)
tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=x)
tf.nn.softmax_cross_entropy_with_logits_v2(logits=x, labels=onehot, dim=1)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=ids, logits=x)
tf.nn.sigmoid_cross_entropy_with_logits(labels=b01, logits=x)
tf.nn.weighted_cross_entropy_with_logits(targets=b01, logits=x, pos_weight=2.0)
tf.nn.crelu(x)
tf.matrix_inverse(tf.matmul(x, x, transpose_a=True) + tf.eye(3))
tf.matrix_band_part(x, 0, -1)
tf.diag(wvec)
tf.trace(x)
tf.segment_sum(x, [0, 0, 1, 1])
tf.unsorted_segment_sum(x, ids, 3)
tf.count_nonzero(bint, 1)
tf.cumprod(p, 1)
tf.confusion_matrix(ids, [2, 0, 0, 1])
tf.squared_difference(x, y)
tf.rsqrt(p)
tf.lin_space(0.0, 1.0, 5)
tf.reverse_sequence(seq, [2, 3], seq_dim=1, batch_dim=0)
tf.gather_nd(x, pairs)
tf.batch_gather(x, tf.constant([[0], [2], [1], [1]]))
tf.sparse_to_dense([[0, 1], [2, 0]], [4, 3], 5.0)
tf.sparse_to_dense([1, 3], [4], 1, -1)
tf.boolean_mask(x, vec, 'chosen')
tf.zeros_like(tensor=x)
tf.ones_like(x, tf.int32, 'ones')
tf.pad(x, [[1, 0], [0, 1]], 'CONSTANT', 'padded', 2.0)
tf.transpose(x, [1, 0], 'turned')
tf.shape(x, 'sizes', tf.int64)
tf.convert_to_tensor(x, tf.float32, 'tensor')
tf.image.resize_bilinear(image, [8, 9])
tf.image.resize_bilinear(image, [3, 4], True)
tf.image.resize_nearest_neighbor(image, [3, 4])
tf.image.resize_bicubic(image, [8, 9])
tf.image.resize_images(image, [3, 4])
tf.image.resize_images(image, [7, 4], method=tf.image.ResizeMethod.NEAREST_NEIGHBOR)
tf.image.resize_images(image, [7, 4], 2, align_corners=True)
tf.extract_image_patches(image, ksizes=[1, 2, 2, 1], strides=[1, 2, 2, 1], rates=[1, 1, 1, 1], padding='VALID')
tf.space_to_depth(image[:, :4], 2)
tf.space_to_batch(image[:, :4], [[0, 0], [0, 0]], 2)
tf.setdiff1d(ids, [1])
tf.while_loop(lambda n: n < 10, lambda n: n * 2, [tf.constant(3)])
tf.while_loop(lambda n, m: n < 10, lambda n, m: (n * 2, m + n), [tf.constant(3), tf.constant(0)])[1]
tf.cond(tf.reduce_sum(x) > 100.0, fn1=lambda: x, fn2=lambda: y)
tf.py_func(lambda a: a * 2, [x], tf.float32)
tf.losses.mean_squared_error(x, y)
tf.losses.mean_squared_error(bint, predictions=x)
tf.losses.mean_squared_error(x, y, 0.3)
tf.losses.mean_squared_error(x, y, w)
tf.losses.mean_squared_error(labels=x, predictions=y, reduction=tf.losses.Reduction.NONE)
tf.losses.absolute_difference(x, y, reduction=tf.losses.Reduction.SUM)
tf.losses.absolute_difference(x, y, w)
tf.losses.softmax_cross_entropy(onehot, x)
tf.losses.softmax_cross_entropy(onehot, x, label_smoothing=0.1)
tf.losses.softmax_cross_entropy(onehot, x, wvec)
tf.losses.softmax_cross_entropy(tf.one_hot(ids, 3), logits=x, weights=2.0)
tf.losses.sparse_softmax_cross_entropy(ids, x)
tf.losses.sparse_softmax_cross_entropy(labels=ids, logits=x, weights=wvec)
tf.losses.sigmoid_cross_entropy(bint, x)
tf.losses.sigmoid_cross_entropy(b01, x, label_smoothing=0.2)
tf.losses.hinge_loss(b01, x)
tf.losses.huber_loss(x, y)
tf.losses.huber_loss(x, y, w, delta=0.5)
tf.losses.huber_loss(x, y, delta=0.5)
tf.losses.log_loss(b01, p)
tf.losses.log_loss(b01, b01, epsilon=1e-5)
tf.losses.cosine_distance(x, y, axis=1)
tf.losses.cosine_distance(x, y, dim=1)
tf.losses.compute_weighted_loss(x, w)
tf.contrib.layers.l2_regularizer(0.01)(x)
tf.contrib.layers.l1_regularizer(0.1)(x)
tf.contrib.layers.l1_l2_regularizer(0.1, 0.2)(x)
tf.contrib.layers.apply_regularization(tf.contrib.layers.l2_regularizer(0.1), [x, y])
tf.contrib.layers.one_hot_encoding(ids, 3)
tf.constant_initializer([1.0, 2.0, 3.0, 4.0])([2, 2])
tf.constant_initializer(0.5)([2, 2])
tf.zeros_initializer()([2, 3])
tf.nn.ctc_loss(tf.SparseTensor([[0, 0], [0, 1], [1, 0]], [0, 1, 1], [2, 2]), seq, [4, 3], time_major=False)
tf.string_to_number(['1.5', '2'])
tf.substr(['abcdef'], 1, 3)
tf.string_to_hash_bucket(['a', 'b'], 10)
tf.decode_raw(['abcd'], tf.uint8)
tf.random_normal([3], seed=4)
tf.truncated_normal([3], stddev=0.1, seed=4)
tf.random_uniform([3], -1.0, 1.0, tf.float32, 4)
tf.random_shuffle([1, 2, 3, 4, 5], 4)
tf.multinomial(x, 5, 4)
tf.random_poisson(3.0, [4], tf.float32, 4)
tf.nn.dropout(x, 0.6, seed=4)
tf.nn.dropout(x, 0.6, [4, 1], 4)
""".strip().split("\n")  # noqa: E501

# Initializers draw other numbers in Keras: only their spread is compared.
INITIALIZERS = """
tf.zeros_initializer()
tf.ones_initializer()
tf.initializers.zeros()
tf.initializers.ones()
tf.initializers.identity(2.0)
tf.random_normal_initializer()
tf.random_normal_initializer(1.0, 0.1)
tf.initializers.random_normal(stddev=0.3)
tf.truncated_normal_initializer()
tf.truncated_normal_initializer(stddev=0.1)
tf.initializers.truncated_normal()
tf.random_uniform_initializer()
tf.random_uniform_initializer(-0.2, 0.1)
tf.initializers.random_uniform(maxval=3.0)
tf.variance_scaling_initializer()
tf.variance_scaling_initializer(2.0, 'fan_avg', 'uniform')
tf.initializers.variance_scaling(scale=3.0, mode='fan_out', distribution='normal')
tf.orthogonal_initializer()
tf.initializers.orthogonal(gain=2.0)
tf.glorot_uniform_initializer()
tf.glorot_normal_initializer()
tf.initializers.glorot_uniform()
tf.initializers.glorot_normal()
tf.initializers.he_normal()
tf.initializers.he_uniform()
tf.initializers.lecun_normal()
tf.initializers.lecun_uniform()
tf.uniform_unit_scaling_initializer(1.43)
tf.contrib.layers.xavier_initializer()
tf.contrib.layers.xavier_initializer(uniform=False)
tf.contrib.layers.xavier_initializer_conv2d()
tf.contrib.layers.variance_scaling_initializer()
tf.contrib.layers.variance_scaling_initializer(1.0, 'FAN_AVG', uniform=True)
tf.contrib.layers.variance_scaling_initializer(factor=1.0, mode='FAN_OUT')
""".strip().split("\n")
INITIALIZED_SHAPE = [300, 500]
