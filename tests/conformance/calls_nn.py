"""Calls of tf.nn and of the functional side of contrib.layers."""

CALLS = r"""
% nn.relu: features=x|special|i ; / ; name='n'
% nn.relu6 nn.elu nn.selu nn.softplus nn.softsign: features=x|big ; / ; name='n'
% nn.leaky_relu: features=x|i ; / ; alpha=0.1|0.3 ; name='n'
tf.nn.leaky_relu(x)
% nn.crelu: features=x ; / ; name='n' ; axis=-1|0
tf.nn.crelu(x, 'n', 0)
tf.nn.swish(x)
% nn.softmax math.softmax nn.log_softmax math.log_softmax: logits=x|big|t|v|d ; / ; axis=0|-1|None|1 ; name='n' ; dim^axis=0|1|-1
tf.nn.softmax(x, None, 'n', 0)
tf.nn.log_softmax(x, None, 'n', 0)
tf.nn.softmax(special)
% nn.bias_add: value=x|img1 ; bias=bias ; / ; data_format=None|'NHWC' ; name='n'
tf.nn.bias_add(img, bias)
% nn.l2_loss: t=x|d|empty ; / ; name='n'
% nn.l2_normalize math.l2_normalize linalg.l2_normalize: x=x|zero ; axis=1|0|[0, 1]|None ; / ; epsilon=1e-12|0.1 ; name='n' ; dim^axis=1
tf.nn.l2_normalize(x, dim=1)
% nn.moments: x=x|h ; axes=[0]|[0, 1]|1 ; / ; shift=None ; name='n' ; keep_dims=None|True ; keepdims=None|True
tf.nn.moments(img, [0, 1, 2])
tf.nn.moments(img, axes=[1, 2], keep_dims=True)
tf.nn.moments(x, [0], None, 'n', True)
tf.nn.weighted_moments(x, [0], w)
tf.nn.weighted_moments(x, [0], w, keep_dims=True)
tf.nn.weighted_moments(x=x, axes=[0], frequency_weights=w, name='n', keepdims=True)
tf.nn.sufficient_statistics(x, [0])
tf.nn.sufficient_statistics(x, [0], keep_dims=True)
tf.nn.normalize_moments(flt, bias, bias * bias, None)
% nn.batch_normalization: x=x|img ; mean=bias ; variance=bias * bias ; offset=bias|None ; scale=bias|None ; variance_epsilon=0.01 ; / ; name='n'
% nn.batch_norm_with_global_normalization: t=img ; m=bias ; v=bias * bias ; beta=bias ; gamma=bias ; variance_epsilon=0.01 ; scale_after_normalization=True|False ; / ; name='n'
% nn.lrn nn.local_response_normalization: input=img ; / ; depth_radius=1 ; bias=2.0 ; alpha=0.5 ; beta=0.75 ; name='n'
[tol=1e-5] % nn.fused_batch_norm: x=img ; scale=bias ; offset=bias ; / ; mean=None ; variance=None ; epsilon=0.001|0.1 ; data_format='NHWC' ; is_training=True ; name='n'
tf.nn.fused_batch_norm(img, bias, bias, bias, bias * bias, is_training=False)
# convolutions
% nn.conv2d: input=img ; filter=k2 ; strides=[1, 1, 1, 1]|[1, 2, 2, 1]|2 ; padding='SAME'|'VALID'|[[0, 0], [1, 0], [0, 1], [0, 0]] ; / ; use_cudnn_on_gpu=True ; data_format='NHWC' ; dilations=[1, 1, 1, 1] ; name='n' ; filters^filter=k2
% nn.conv2d_transpose: value=img[..., :2] ; filter=k2 ; output_shape=[2, 5, 6, 3]|tf.stack([2, 5, 6, 3]) ; strides=[1, 1, 1, 1] ; / ; padding='SAME' ; data_format='NHWC' ; name='n'
tf.nn.conv2d_transpose(img[..., :2], k2, [2, 10, 12, 3], [1, 2, 2, 1])
tf.nn.conv2d_transpose(img[..., :2], k2, output_shape=tf.stack([tf.shape(img)[0], 10, 12, 3]), strides=[1, 2, 2, 1], padding='SAME')
tf.nn.conv2d_transpose(img[..., :2], k2, [2, 7, 8, 3], 1, 'VALID')
tf.nn.conv2d_transpose(input=img[..., :2], filters=k2, output_shape=[2, 5, 6, 3], strides=1)
tf.nn.deconv2d(img[..., :2], k2, [2, 10, 12, 3], [1, 2, 2, 1]) <= tf.nn.conv2d_transpose(img[..., :2], k2, [2, 10, 12, 3], [1, 2, 2, 1])
% nn.conv1d: value=seq ; filters=k1 ; stride=1|2 ; padding='SAME'|'VALID' ; / ; use_cudnn_on_gpu=None ; data_format=None|'NWC' ; name='n' ; input^value=seq ; dilations=None
tf.nn.conv1d(seq, k1, stride=2, padding='VALID')
tf.nn.conv1d(seq, k1, stride=1, padding='SAME', data_format='NHWC')
% nn.conv3d: input=vol ; filter=k3 ; strides=[1, 1, 1, 1, 1]|[1, 2, 1, 2, 1] ; padding='SAME'|'VALID' ; / ; data_format='NDHWC' ; dilations=[1, 1, 1, 1, 1] ; name='n' ; filters^filter=k3
% nn.conv3d_transpose: value=vol[..., :2] ; filter=k3 ; output_shape=[2, 3, 4, 3, 3] ; strides=[1, 1, 1, 1, 1] ; / ; padding='SAME' ; data_format='NDHWC' ; name='n'
% nn.depthwise_conv2d: input=img ; filter=dk ; strides=[1, 1, 1, 1]|[1, 2, 2, 1] ; padding='SAME'|'VALID' ; / ; rate=None|[2, 2] ; name='n' ; data_format=None
% nn.depthwise_conv2d_native: input=img ; filter=dk ; strides=[1, 1, 1, 1] ; padding='SAME' ; / ; data_format='NHWC' ; dilations=[1, 1, 1, 1] ; name='n'
% nn.separable_conv2d: input=img ; depthwise_filter=dk ; pointwise_filter=pk ; strides=[1, 1, 1, 1]|[1, 2, 2, 1] ; padding='SAME'|'VALID' ; / ; rate=None|[2, 2] ; name='n' ; data_format=None
% nn.atrous_conv2d: value=img ; filters=k2 ; rate=2|1 ; padding='SAME'|'VALID' ; / ; name='n'
tf.nn.atrous_conv2d_transpose(img[..., :2], k2, [2, 5, 6, 3], 2, 'SAME')
% nn.convolution: input=img ; filter=k2 ; padding='SAME'|'VALID' ; / ; strides=None|[2, 2] ; dilation_rate=None|[2, 2] ; name='n' ; data_format=None
tf.nn.convolution(seq, k1, 'VALID', [2])
tf.nn.conv2d_backprop_input([2, 5, 6, 3], k2, img[..., :2], [1, 1, 1, 1], 'SAME')
tf.nn.conv2d_backprop_filter(img, [3, 3, 3, 2], img[..., :2], [1, 1, 1, 1], 'SAME')
tf.nn.dilation2d(img, k2[..., 0], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')
tf.nn.erosion2d(img, k2[..., 0], [1, 1, 1, 1], [1, 1, 1, 1], 'SAME')
# pooling
% nn.max_pool: value=img ; ksize=[1, 2, 2, 1]|2 ; strides=[1, 2, 2, 1]|1 ; padding='SAME'|'VALID' ; / ; data_format='NHWC' ; name='n' 
% nn.avg_pool nn.avg_pool2d: value=img ; ksize=[1, 2, 2, 1]|3 ; strides=[1, 2, 2, 1] ; padding='SAME'|'VALID' ; / ; data_format='NHWC' ; name='n' 
tf.nn.max_pool(img, ksize=[1, 3, 3, 1], strides=[1, 1, 1, 1], padding='SAME')
% nn.max_pool2d: input=img ; ksize=2 ; strides=2 ; padding='SAME' ; / ; data_format='NHWC' ; name='n'
% nn.max_pool3d nn.avg_pool3d: input=vol ; ksize=2 ; strides=1 ; padding='SAME'|'VALID' ; / ; data_format='NDHWC' ; name='n'
% nn.max_pool1d nn.avg_pool1d: input=seq ; ksize=2 ; strides=1 ; padding='SAME' ; / ; data_format='NWC' ; name='n'
tf.nn.max_pool_v2(img, 2, 2, 'SAME')
tf.nn.avg_pool_v2(img, 2, 2, 'VALID')
% nn.pool: input=img ; window_shape=[2, 2] ; pooling_type='MAX'|'AVG' ; padding='VALID'|'SAME' ; / ; dilation_rate=None|[2, 2] ; strides=None ; name='n' ; data_format=None
tf.nn.pool(img, [2, 2], 'AVG', 'VALID', strides=[2, 1])
tf.nn.pool(img, [2, 2], 'AVG', 'VALID', None, [2, 1])
[nograd] tf.nn.max_pool_with_argmax(img, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID')
[nograd] tf.nn.max_pool_with_argmax(input=img, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding='SAME', Targmax=tf.int64, name='n')
[nograd] tf.nn.max_pool_with_argmax(img, [1, 2, 2, 1], [1, 2, 2, 1], 'VALID', include_batch_in_index=True)
tf.nn.with_space_to_batch(img, [2, 2], 'VALID', lambda v, n, p: v * 2.0, [1, 1])
tf.nn.space_to_batch(even, [[0, 0], [0, 0]], 2)
# products
tf.nn.xw_plus_b(x, mat, bias2)
tf.nn.xw_plus_b(x=x, weights=mat, biases=bias2, name='n')
tf.nn.xw_plus_b(tf.nn.relu(x), mat, bias2, 'n')
tf.nn.relu_layer(x, mat, bias2)
tf.nn.relu_layer(x=x, weights=mat, biases=bias2, name='n')
# embeddings
% nn.embedding_lookup: params=x|[x] ; ids=ids|lids|ids2 ; / ; partition_strategy='mod' ; name='n' ; validate_indices=True ; max_norm=None|0.5
tf.nn.embedding_lookup([x[:2], x[2:]], ids)
tf.nn.embedding_lookup([x[:2], x[2:]], ids, partition_strategy='div')
tf.nn.embedding_lookup([x[:2], x[2:]], ids, 'div')
tf.nn.embedding_lookup(x, ids, 'div', 'n', True, 0.5)
tf.nn.embedding_lookup_sparse(x, tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([0, 1, 2], tf.int64), [2, 2]), None)
tf.nn.embedding_lookup_sparse(x, tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([0, 1, 2], tf.int64), [2, 2]), None, combiner='sum')
tf.nn.embedding_lookup_sparse(x, tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([0, 1, 2], tf.int64), [2, 2]), None, 'mod', 'n', 'sqrtn')
tf.nn.embedding_lookup_sparse(x, tf.SparseTensor([[0, 0], [1, 0], [1, 1]], tf.constant([0, 1, 2], tf.int64), [2, 2]), tf.SparseTensor([[0, 0], [1, 0], [1, 1]], wvec[:3], [2, 2]))
tf.nn.safe_embedding_lookup_sparse([x], tf.SparseTensor([[0, 0], [2, 0]], tf.constant([0, 1], tf.int64), [3, 2]))
tf.nn.safe_embedding_lookup_sparse(x, tf.SparseTensor([[0, 0], [2, 0]], tf.constant([0, -1], tf.int64), [3, 2]), combiner='sum')
# cross entropies
tf.nn.softmax_cross_entropy_with_logits(labels=soft, logits=x)
tf.nn.softmax_cross_entropy_with_logits(labels=onehot, logits=x, dim=-1)
tf.nn.softmax_cross_entropy_with_logits(labels=tf.nn.softmax(y), logits=x, dim=0, name='n')
tf.nn.softmax_cross_entropy_with_logits(None, soft, x)
tf.nn.softmax_cross_entropy_with_logits(logits=big, labels=soft)
tf.nn.softmax_cross_entropy_with_logits(logits=d, labels=tf.to_double(soft))
% nn.softmax_cross_entropy_with_logits_v2: labels=soft ; logits=x|big ; / ; axis=None|0|-1 ; name='n' ; dim^axis=0
tf.nn.softmax_cross_entropy_with_logits_v2(labels=soft, logits=x, dim=1)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=ids, logits=x)
tf.nn.sparse_softmax_cross_entropy_with_logits(logits=x, labels=lids, name='n')
tf.nn.sparse_softmax_cross_entropy_with_logits(None, ids, x)
tf.nn.sparse_softmax_cross_entropy_with_logits(labels=tf.zeros([2, 3], tf.int32), logits=t)
tf.nn.sigmoid_cross_entropy_with_logits(labels=zeroone, logits=x)
tf.nn.sigmoid_cross_entropy_with_logits(None, zeroone, x, 'n')
tf.nn.sigmoid_cross_entropy_with_logits(logits=big, labels=p, name='n')
% nn.weighted_cross_entropy_with_logits: labels=zeroone ; logits=x|big ; pos_weight=2.0|bias * bias ; / ; name='n' ; targets^labels=zeroone
tf.nn.weighted_cross_entropy_with_logits(targets=zeroone, logits=x, pos_weight=3.0, name='n')
tf.nn.log_poisson_loss(pos, x)
tf.nn.log_poisson_loss(targets=pos, log_input=x, compute_full_loss=True, name='n')
# ranking
% nn.in_top_k math.in_top_k: predictions=x ; targets=ids|lids ; k=1|2 ; / ; name='n'
% nn.top_k math.top_k: input=x|unsorted|i ; / ; k=2|1 ; sorted=True ; name='n'
tf.nn.top_k(unsorted, k=3)[1]
tf.nn.top_k(x, 2).values
tf.nn.top_k(x, k=2).indices
[nograd] tf.nn.ctc_loss(tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], [0, 1, 1, 0], [3, 2]), tf.transpose(seq, [1, 0, 2]), [5, 4, 3])
tf.nn.ctc_loss(labels=tf.SparseTensor([[0, 0], [0, 1], [1, 0], [2, 0]], [0, 1, 1, 0], [3, 2]), inputs=seq, sequence_length=[5, 4, 3], time_major=False)
[tol=2e-4] tf.nn.ctc_loss_v2(ids2[:, :1] % 2 + 1, seq, [1, 1, 1], [5, 4, 3], False)
tf.nn.ctc_greedy_decoder(tf.transpose(seq, [1, 0, 2]), [5, 4, 3])
tf.nn.ctc_greedy_decoder(inputs=tf.transpose(seq, [1, 0, 2]), sequence_length=[5, 4, 3], merge_repeated=False)
tf.nn.ctc_beam_search_decoder(tf.transpose(seq, [1, 0, 2]), [5, 4, 3], beam_width=4, merge_repeated=False)
tf.nn.ctc_beam_search_decoder(inputs=tf.transpose(seq, [1, 0, 2]), sequence_length=[5, 4, 3], beam_width=4, top_paths=2, merge_repeated=False)
tf.nn.ctc_beam_search_decoder(tf.transpose(seq, [1, 0, 2]), [5, 4, 3])
tf.nn.collapse_repeated(ids2, [2, 2, 1])
tf.nn.compute_accidental_hits(tf.constant([[1], [2]], tf.int64), tf.constant([2, 3], tf.int64), 1)
# dropout with a kept share of one, and contrib
tf.nn.dropout(x, 1.0)
tf.nn.dropout(x, keep_prob=1)
tf.nn.dropout(x, rate=0.0)
tf.contrib.layers.l2_regularizer(0.01)(x)
tf.contrib.layers.l2_regularizer(scale=0.01)(x)
tf.contrib.layers.l2_regularizer(0.01, 'n')(x)
tf.contrib.layers.l2_regularizer(2 * 0.01)(x)
tf.contrib.slim.l2_regularizer(5e-4)(x)
tf.contrib.layers.l1_regularizer(0.1)(x)
tf.contrib.layers.l1_regularizer(scale=0.1, scope='n')(x)
tf.contrib.layers.l1_l2_regularizer(0.1, 0.2)(x)
tf.contrib.layers.l1_l2_regularizer()(x)
tf.contrib.layers.l1_l2_regularizer(scale_l2=0.3)(x)
tf.contrib.layers.sum_regularizer([tf.contrib.layers.l2_regularizer(0.1), tf.contrib.layers.l1_regularizer(0.2)])(x)
tf.contrib.layers.apply_regularization(tf.contrib.layers.l2_regularizer(0.1), [x, y])
tf.contrib.layers.apply_regularization(regularizer=tf.contrib.layers.l2_regularizer(0.1), weights_list=[x])
tf.keras.regularizers.l2(0.1)(x)
tf.keras.regularizers.l1(0.1)(x)
tf.keras.regularizers.l1_l2(0.1, 0.2)(x)
tf.keras.regularizers.L1L2(0.1, 0.2)(x)
% contrib.layers.one_hot_encoding: labels=ids|lids ; num_classes=3 ; / ; on_value=1.0|2.0 ; off_value=0.0|-1.0
tf.contrib.layers.softmax(x)
tf.contrib.layers.softmax(t)
tf.contrib.layers.flatten(t)
tf.layers.flatten(t)
tf.contrib.layers.unit_norm(x, 1)
tf.contrib.layers.max_pool2d(img, 2)
tf.contrib.layers.avg_pool2d(img, [2, 2], 1, 'SAME')
tf.layers.max_pooling2d(img, 2, 2)
tf.layers.average_pooling2d(img, 2, 2, 'same')
tf.layers.dropout(x, 0.5)
tf.layers.dropout(x, rate=0.5, training=False)
tf.contrib.layers.dropout(x, is_training=False)
"""
