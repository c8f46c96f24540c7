"""Calls on arrays: shapes, slices, joins, gathers, segments."""

CALLS = r"""
% reshape manip.reshape: tensor=x|i|b|empty|s ; shape=[-1] ; / ; name='n'
tf.reshape(x, [3, -1])
tf.reshape(x, (2, 6))
tf.reshape(x, tf.shape(y))
tf.reshape(s, [1, 1])
% expand_dims: input=x|i|s ; axis=0|-1 ; / ; name='n' ; dim^axis=0|-1
tf.expand_dims(x, 1)
tf.expand_dims(x, dim=2)
tf.expand_dims(x, -1, 'n')
tf.expand_dims(x, axis=[1])
% squeeze: input=tf.expand_dims(x, 1)|tf.expand_dims(i, 1) ; / ; axis=[1]|None ; name='n' ; squeeze_dims^axis=[1]
tf.squeeze(tf.reshape(x, [1, 12, 1]), 0)
tf.squeeze(tf.reshape(x, [1, 12, 1]), squeeze_dims=-1)
tf.squeeze(tf.reshape(x, [1, 12, 1]), [0, 2])
% concat: values=[x, y]|[i, j]|[b, c]|[x, zero, y] ; axis=0|1|-1 ; / ; name='n'
tf.concat([x, empty], 0)
tf.concat(1, [x, y]) <= tf.concat([x, y], 1)
tf.concat(0, [x, y], name='n') <= tf.concat([x, y], 0)
tf.concat(concat_dim=1, values=[x, y]) <= tf.concat([x, y], 1)
tf.concat(axis=1, values=[x, y])
tf.concat([v, v], 0)
tf.concat_v2([x, y], 1) <= tf.concat([x, y], 1)
% stack: values=[x, y]|[s, s]|[i, j] ; / ; axis=0|1|-1 ; name='n'
tf.stack([1, 2])
tf.stack([1.5, s])
tf.pack([x, y]) <= tf.stack([x, y])
tf.pack([x, y], axis=1) <= tf.stack([x, y], axis=1)
% unstack: value=x|i ; / ; num=4 ; axis=0 ; name='n'
tf.unstack(x, axis=1)
tf.unstack(x, 3, 1)
tf.unpack(x) <= tf.unstack(x)
% split: value=x|i ; num_or_size_splits=2|[1, 3] ; / ; axis=0 ; num=None ; name='n'
tf.split(x, 3, 1)
tf.split(x, [1, 2], axis=1)
tf.split(1, 3, x) <= tf.split(x, 3, 1)
tf.split(0, 2, x, name='n') <= tf.split(x, 2, 0)
tf.split(axis=1, num_or_size_splits=3, value=x)
tf.split(x, 3, axis=-1)
% tile manip.tile: input=x|i|empty ; multiples=[2, 1] ; / ; name='n'
tf.tile(v, [3])
% transpose: a=x|i|t ; / ; perm=None ; name='n' ; conjugate=False
tf.transpose(x, [1, 0])
tf.transpose(x, perm=(1, 0))
tf.transpose(t, [2, 0, 1], 'n')
tf.transpose(z, conjugate=True)
tf.transpose(z, [1, 0], 'n', True)
% shape: input=x|empty|s|t ; / ; name='n' ; out_type=tf.int64|tf.int32
tf.shape(x)[0]
tf.shape(x, 'n', tf.int64)
% size: input=x|empty|s|t ; / ; name='n' ; out_type=tf.int64|tf.int32
% rank: input=x|empty|s|t ; / ; name='n'
% zeros_like: tensor=x|i|b|d|empty|words ; / ; dtype=None|tf.int32|tf.bool ; name='n' ; optimize=True
% ones_like: tensor=x|i|b|d|empty ; / ; dtype=None|tf.int32|tf.bool ; name='n' ; optimize=True
tf.zeros_like(x, tf.int32, 'n', False)
tf.ones_like([1, 2])
% zeros: shape=[2, 3]|[]|(2,)|0 ; / ; dtype=tf.float32|tf.int32|tf.string|tf.bool ; name='n'
% ones: shape=[2, 3]|[]|(2,)|0 ; / ; dtype=tf.float32|tf.int32|tf.bool ; name='n'
tf.zeros(tf.shape(x))
tf.zeros([3, tf.shape(x)[0]])
tf.ones(shape=tf.stack([2, 2]))
% fill: dims=[2, 3]|[] ; value=3|2.5|True|'a' ; / ; name='n'
tf.fill(tf.shape(x), s)
% constant: value=1|1.5|[1, 2]|[[1.0]]|'a'|True|[1, 2.5] ; / ; dtype=None|tf.float32 ; shape=None ; name='n' ; verify_shape=False
tf.constant(2, tf.float64)
tf.constant(1.0, shape=[2, 2])
tf.constant([1, 2], tf.int64, [2], 'n', True)
tf.constant(0, tf.float32, [2, 3])
tf.constant([1, 2, 3], shape=[2, 3])
tf.constant([1.0, 2.0], shape=[4])
tf.constant([], dtype=tf.float32)
tf.constant(np.arange(6).reshape(2, 3))
tf.constant(np.float64(2))
tf.constant(np.array([1, 2], np.uint8), tf.float32)
% convert_to_tensor: value=[1, 2]|x|i|2.5|'a'|[True] ; / ; dtype=None ; name='n' ; preferred_dtype=None ; dtype_hint=None
tf.convert_to_tensor([1, 2], tf.float32)
tf.convert_to_tensor([1, 2], preferred_dtype=tf.float64)
tf.convert_to_tensor([1.5, 2], dtype=tf.float64, name='n')
tf.convert_to_tensor([s, s])
% range: start=0 ; limit=10 ; / ; delta=3 ; dtype=tf.int64|tf.float32 ; name='n'
tf.range(5)
tf.range(5.0)
tf.range(3, 1, -1)
tf.range(0.0, 1.0, 0.25)
tf.range(tf.shape(x)[0])
tf.range(10, delta=2)
tf.range(count)
% linspace lin_space: start=0.0|s ; stop=1.0|5.0 ; num=5|1 ; / ; name='n'
tf.lin_space(np.float64(0), np.float64(1), 3)
tf.linspace(start=1.0, stop=2.0, num=3)
% one_hot: indices=ids|lids|ids2|[0, 5, -1] ; depth=4 ; / ; on_value=None|2.0 ; off_value=None|0.5 ; axis=None|-1|0 ; dtype=None|tf.float32|tf.int32 ; name='n'
tf.one_hot(ids, 3, 5.0, -1.0, 0)
tf.one_hot(ids, depth=3, on_value=1, off_value=0)
tf.one_hot(ids, 3, dtype=tf.int64)
tf.one_hot(ids, 3, True, False)
tf.one_hot(2, 3)
% slice: input_=x|i ; begin=[1, 0] ; size=[2, -1]|[0, 2] ; / ; name='n'
% strided_slice: input_=x|i ; begin=[0, 0] ; end=[4, 2] ; / ; strides=[2, 1] ; begin_mask=1 ; end_mask=2 ; ellipsis_mask=0 ; new_axis_mask=0 ; shrink_axis_mask=0|1 ; var=None ; name='n'
x[1:, ::-1]
x[:, tf.newaxis, -1]
x[..., 0]
tf.shape(x)[1:]
% pad: tensor=x|i|empty ; paddings=[[1, 0], [0, 2]] ; / ; mode='CONSTANT'|'constant' ; name='n' ; constant_values=0|7
tf.pad(x, [[1, 1], [1, 1]], 'REFLECT')
tf.pad(x, [[1, 1], [1, 1]], mode='symmetric')
tf.pad(x, [[1, 1], [0, 0]], 'CONSTANT', 'n', 9.0)
tf.pad(x, tf.constant([[1, 1], [0, 0]]))
% gather: params=x|i ; indices=ids|lids|ids2|2 ; / ; validate_indices=None ; name='n' ; axis=None|0 ; batch_dims=0
tf.gather(x, [0, 2], axis=1)
tf.gather(x, ids, None, 'n')
tf.gather(x, ids, validate_indices=True)
tf.gather(t, ids2[:2, :1], axis=1, batch_dims=1)
tf.gather(v, 3)
% gather_nd: params=x|i ; indices=pairs|pairsl|rowids ; / ; name='n' ; batch_dims=0
tf.gather_nd(x, rowids, 'n', 0)
tf.gather_nd(x, rowids % 3, batch_dims=1)
% batch_gather: params=x ; indices=rowids ; / ; name='n'
tf.batch_gather(t, [[0, 2], [1, 1]])
tf.batch_gather(v, [0, 2])
% boolean_mask: tensor=x|i ; mask=bvec|b ; / ; name='n' ; axis=None|0
tf.boolean_mask(x, [True, False, True], axis=1)
tf.boolean_mask(x, bvec, 'n', 0)
tf.boolean_mask(v, v > 0)
% where: condition=b ; x=x ; y=y ; / ; name='n'
% where: condition=b|bvec|x|i ; / ; x=None ; y=None ; name='n'
tf.where(bvec, x, y)
tf.where(bvec, x=x, y=y, name='n')
tf.where([True, False], t, t + 1)
tf.where(bvec[:3], sq, sq + 1)
tf.where(v > 0, v, -v)
tf.where(x > 0, x, zero)
tf.where(tf.is_nan(special), tf.zeros_like(special), special)
tf.where(bs, x, y)
tf.where(tf.equal(ids, 1), x, y)
tf.where(tf.greater(x, y), x, tf.zeros_like(x))
tf.where(tf.less(x, 0.5), x * 2, y)
tf.where(tf.not_equal(i, 0), i, j)
tf.where(tf.cast(zeroone, tf.bool), x, y)
tf.where(tf.reduce_any(b, 1), x, y)
tf.where(tf.logical_and(b, c), x, y)
tf.where(tf.logical_and(bvec, bvec), x, y)
tf.select(b, x, y) <= tf.where(b, x, y)
tf.select(bvec, x, y) <= tf.where(bvec, x, y)
tf.where(v > 0)
tf.where(empty > 0)
<<<
flag = tf.reduce_max(x, 1) > 0.5
return tf.where(flag, x, y)
>>>
<<<
picked = tf.where(tf.equal(tf.argmax(x, 1), tf.argmax(y, 1)), tf.ones([4]), tf.zeros([4]))
return picked
>>>
% reverse manip.reverse reverse_v2: tensor=x|i|b ; axis=[0]|[1]|[0, 1]|[-1] ; / ; name='n'
% reverse_sequence: input=seq ; seq_lengths=[2, 0, 5]|lens ; seq_axis=1 ; / ; batch_axis=0 ; name='n' ; seq_dim^seq_axis=1
tf.reverse_sequence(seq, lens, seq_dim=1, batch_dim=0)
tf.reverse_sequence(seq, lens, 1, 0)
tf.reverse_sequence(seq, lens, 1)
tf.reverse_sequence(tf.transpose(seq, [1, 0, 2]), lens, seq_axis=0, batch_axis=1)
% sequence_mask: lengths=lens|ids2 ; / ; maxlen=None|4 ; dtype=tf.bool|tf.float32 ; name='n'
tf.sequence_mask([1, 3], 5, tf.int32)
% cumsum: x=x|i|empty ; / ; axis=0|1|-1 ; exclusive=False|True ; reverse=False|True ; name='n'
% cumprod: x=p|i ; / ; axis=0|1|-1 ; exclusive=False|True ; reverse=False|True ; name='n'
% broadcast_to: input=bias|ids[:3] ; shape=[2, 3] ; / ; name='n'
% eye: num_rows=3 ; / ; num_columns=None|2 ; batch_shape=None|[2] ; dtype=tf.float32|tf.int32 ; name='n'
% diag: diagonal=v|ids|ids2 ; / ; name='n'
% diag_part: input=sq ; / ; name='n'
% matrix_diag: diagonal=v|x|ids ; / ; name='n'
tf.matrix_diag(x, k=1)
tf.matrix_diag(x, 'n', 1)
tf.matrix_diag(t[0, :, :3], k=(-1, 1))
tf.matrix_diag(t[0, :, :2], k=(0, 1), num_rows=3, num_cols=4, padding_value=7.0)
% matrix_diag_part: input=sq|x ; / ; name='n'
tf.matrix_diag_part(sq, k=1)
tf.matrix_diag_part(x, 'n', -1)
tf.matrix_diag_part(x, k=(-1, 1))
tf.matrix_diag_part(x, k=(-1, 1), padding_value=9.0)
% matrix_set_diag: input=sq ; diagonal=bias ; / ; name='n'
tf.matrix_set_diag(x, bias)
% matrix_band_part: input=x|sq|i ; num_lower=1 ; num_upper=0|-1 ; / ; name='n'
% matrix_transpose linalg.transpose linalg.matrix_transpose: a=x|t ; / ; name='n' ; conjugate=False
tf.matrix_transpose(z, conjugate=True)
% trace: x=sq|t ; / ; name='n'
% unique: x=ids|lids ; / ; out_idx=tf.int32|tf.int64 ; name='n'
% unique_with_counts: x=ids ; / ; out_idx=tf.int32|tf.int64 ; name='n'
tf.setdiff1d(ids, [1])
tf.setdiff1d(x=ids, y=[1], index_dtype=tf.int64, name='n')
% invert_permutation: x=perm ; / ; name='n'
% segment_sum: data=x|i ; segment_ids=seg ; / ; name='n'
% segment_mean: data=x ; segment_ids=seg ; / ; name='n'
% segment_max: data=x|i ; segment_ids=seg ; / ; name='n'
% segment_min: data=x|i ; segment_ids=seg ; / ; name='n'
% segment_prod: data=x|i ; segment_ids=seg ; / ; name='n'
% unsorted_segment_sum: data=x|i ; segment_ids=ids ; num_segments=4 ; / ; name='n'
% unsorted_segment_max: data=x|i ; segment_ids=ids ; num_segments=4 ; / ; name='n'
% unsorted_segment_min: data=x|i ; segment_ids=ids ; num_segments=4 ; / ; name='n'
% unsorted_segment_prod: data=x|i ; segment_ids=ids ; num_segments=4 ; / ; name='n'
% unsorted_segment_mean: data=x ; segment_ids=ids ; num_segments=4 ; / ; name='n'
% unsorted_segment_sqrt_n: data=x ; segment_ids=ids ; num_segments=4 ; / ; name='n'
tf.unsorted_segment_sum(x, [2, -1, 0, 1], 3)
% dynamic_partition: data=x ; partitions=ids ; num_partitions=3 ; / ; name='n'
% dynamic_stitch: indices=[[0, 2], [1, 3]] ; data=[x[:2], x[2:]] ; / ; name='n'
% scatter_nd: indices=rowids ; updates=x ; shape=[3, 3] ; / ; name='n'
% tensor_scatter_update tensor_scatter_nd_update: tensor=x ; indices=[[1], [2]] ; updates=y[:2] ; / ; name='n'
% tensor_scatter_add tensor_scatter_sub tensor_scatter_nd_add tensor_scatter_nd_sub: tensor=x ; indices=rowids ; updates=y ; / ; name='n'
% sparse_to_dense: sparse_indices=[[0, 1], [2, 0]] ; output_shape=[3, 2] ; sparse_values=[5.0, 6.0]|7.0 ; / ; default_value=0|-1 ; validate_indices=True|False ; name='n'
tf.sparse_to_dense([1, 3], [4], 1)
tf.sparse_to_dense([1, 3], [4], 1.0, 0.5)
tf.sparse_to_dense(sparse_indices=[1, 3], output_shape=[4], sparse_values=[1, 2], default_value=-1)
tf.sparse_to_dense([0], [2], True, False)
% space_to_batch nn.space_to_batch: input=even ; paddings=[[0, 0], [0, 0]] ; block_size=2 ; / ; name='n'
tf.space_to_batch(even, [[0, 0], [0, 0]], 2)
tf.space_to_batch(even, [[0, 0], [0, 0]], block_size=2, name='n')
% batch_to_space: input=tf.tile(even, [2, 1, 1, 1]) ; crops=[[0, 0], [0, 1]] ; block_size=2 ; / ; name='n'
% space_to_batch_nd manip.space_to_batch_nd: input=even ; block_shape=[2, 2] ; paddings=[[0, 0], [0, 0]] ; / ; name='n'
% batch_to_space_nd manip.batch_to_space_nd: input=tf.tile(even, [2, 1, 1, 1]) ; block_shape=[2, 2] ; crops=[[0, 0], [0, 0]] ; / ; name='n'
% space_to_depth nn.space_to_depth: input=even ; block_size=2 ; / ; name='n' ; data_format='NHWC'
% depth_to_space nn.depth_to_space: input=tf.tile(even, [1, 1, 1, 4]) ; block_size=2 ; / ; name='n' ; data_format='NHWC'
% roll manip.roll: input=x|i ; shift=1|-1 ; axis=0|1 ; / ; name='n'
tf.roll(x, [1, 2], [0, 1])
tf.meshgrid(v, bias)
tf.meshgrid(v, bias, indexing='ij')
tf.meshgrid([1, 2], [3, 4, 5])
tf.identity(x)
tf.identity(x, name='n')
tf.identity([1, 2])
tf.identity_n([x, i])
tf.stop_gradient(x) * y
tf.stop_gradient(input=x, name='n')
tf.guarantee_const(x)
tf.required_space_to_batch_paddings([5], [2])
tf.repeat(x, 2, axis=1)
tf.searchsorted([1.0, 2.0, 4.0], [0.5, 2.0, 9.0])
tf.searchsorted([1.0, 2.0, 4.0], [0.5, 2.0, 9.0], 'right')
% argsort contrib.framework.argsort: values=unsorted ; / ; axis=-1|0 ; direction='ASCENDING'|'DESCENDING' ; stable=False|True ; name='n'
% sort contrib.framework.sort: values=unsorted ; / ; axis=-1|0 ; direction='ASCENDING'|'DESCENDING' ; name='n'
% confusion_matrix math.confusion_matrix contrib.metrics.confusion_matrix: labels=ids|lids ; predictions=[2, 0, 0, 1] ; / ; num_classes=None|4 ; dtype=tf.int32|tf.int64 ; name='n' ; weights=None
tf.confusion_matrix(ids, [2, 0, 0, 1], 3, tf.float32, 'n', wvec)
tf.confusion_matrix(ids, [2, 0, 0, 1], weights=[1, 2, 3, 4])
% bincount math.bincount: arr=ids ; / ; weights=None ; minlength=None|5 ; maxlength=None|2 ; dtype=tf.int32|tf.int64
tf.bincount(ids, [0.5, 1.0, 1.5, 2.0])
tf.bincount(ids2)
tf.histogram_fixed_width(x, [-1.0, 1.0], 4)
tf.edit_distance(tf.SparseTensor([[0, 0], [0, 1]], ['a', 'b'], [1, 2]), tf.SparseTensor([[0, 0]], ['a'], [1, 1]))
tf.edit_distance(tf.SparseTensor([[0, 0], [0, 1]], ['a', 'b'], [1, 2]), tf.SparseTensor([[0, 0]], ['a'], [1, 1]), False, 'n')
tf.bitcast(x, tf.int32)
tf.bitcast(x, tf.uint8)
tf.broadcast_dynamic_shape([4, 3], [3])
tf.broadcast_static_shape(tf.TensorShape([4, 3]), tf.TensorShape([3])).as_list()
[graph] tf.parallel_stack([x, y])
tf.ensure_shape(x, [None, 3])
tf.quantize(x, -1.0, 1.0, tf.quint8)[1]
tf.unravel_index([3, 5], [2, 3])
tf.extract_volume_patches(vol, [1, 2, 2, 2, 1], [1, 1, 2, 1, 1], 'VALID')
tf.IndexedSlices(x, ids).values
tf.IndexedSlices(x, [0, 2, 1, 3], [4, 3])
"""
