"""Calls on strings, sparse and ragged tensors, parsing, encodings."""

CALLS = r"""
# strings
tf.string_split(words)
tf.string_split(words, ' ')
tf.string_split(words, ',;')
tf.string_split(source=words, delimiter=',;', skip_empty=False)
tf.string_split(['a b  c'], skip_empty=True).values
tf.string_split(['a,,b'], ',', False).values
tf.string_split(['abc'], '').values
tf.string_split(['a b c'])
tf.string_split(words, sep=',') if False else tf.string_split(['x y', 'z'], delimiter=' ')
tf.strings.split(words, ',')
tf.strings.split(input=words, sep=None).values
tf.strings.split(['a b', 'c'], result_type='RaggedTensor')
% string_join strings.join: inputs=[words, words] ; / ; separator=''|'-' ; name='n'
tf.string_join(['a', words], '/')
% string_strip strings.strip: input=words ; / ; name='n'
% string_to_number strings.to_number: string_tensor=nums ; / ; out_type=tf.float32|tf.float64 ; name='n'
tf.string_to_number(['1', '2'], tf.int32)
tf.string_to_number('7', out_type=tf.int64)
% string_to_hash_bucket strings.to_hash_bucket: string_tensor=words ; num_buckets=10 ; / ; name='n'
tf.string_to_hash_bucket(string_tensor=words, num_buckets=100)
% string_to_hash_bucket_fast strings.to_hash_bucket_fast: input=words ; num_buckets=10 ; / ; name='n'
% string_to_hash_bucket_strong strings.to_hash_bucket_strong: input=words ; num_buckets=10 ; key=[1, 2] ; / ; name='n'
% substr strings.substr: input=words ; pos=0 ; len=1 ; / ; name='n'
tf.substr(['abcdef'], 1, 3, unit='UTF8_CHAR')
% reduce_join strings.reduce_join: inputs=wordmat ; / ; axis=1|0|None ; keep_dims=None|True ; separator=''|'+' ; name='n' ; reduction_indices^axis=1
tf.reduce_join(wordmat)
tf.reduce_join(wordmat, reduction_indices=[0], separator='-')
tf.strings.length(words)
tf.strings.length(words, 'n', 'BYTE')
% regex_replace strings.regex_replace: input=words ; pattern='[a-c]' ; rewrite='X' ; / ; replace_global=True|False ; name='n'
tf.strings.regex_full_match(words, '.*b')
tf.strings.lower(words)
tf.strings.upper(words)
tf.strings.format('{} {}', (ids, 1))
tf.as_string(x[:1], precision=3)
tf.as_string(i)
tf.as_string(ids, width=4, fill='0')
tf.as_string(b)
tf.strings.as_string(x, scientific=True)
tf.strings.unicode_decode(['ab'], 'UTF-8')
tf.strings.bytes_split(words)
tf.strings.ngrams(['a', 'b', 'c'], 2)
tf.encode_base64(words)
tf.decode_base64(tf.encode_base64(words))
tf.decode_base64(input=tf.encode_base64(words, pad=True), name='n')
% decode_raw io.decode_raw: input_bytes=['abcd']|['ab', 'cd'] ; out_type=tf.uint8|tf.int16 ; / ; little_endian=True|False ; name='n'
tf.decode_raw(bytes=['abcd'], out_type=tf.uint8)
tf.decode_raw('abcd', tf.int32)
% decode_csv io.decode_csv: records=['1,2.5,a', '3,,b'] ; record_defaults=[[0], [1.5], ['']] ; / ; field_delim=',' ; use_quote_delim=True ; name='n' ; na_value='' ; select_cols=None
tf.decode_csv(['1 2'], [[0.0], [0.0]], ' ')
tf.decode_csv(['1,2,3'], [[0], [0]], select_cols=[0, 2])
tf.decode_csv(records='1,x', record_defaults=[[1], ['']], na_value='x')
tf.serialize_tensor(ids)
tf.parse_tensor(tf.serialize_tensor(x), tf.float32)
tf.decode_compressed(['abc'])
tf.fingerprint(words)
# parsing
<<<
feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[3, 4]))
name = tf.train.Feature(bytes_list=tf.train.BytesList(value=[b'ab']))
score = tf.train.Feature(float_list=tf.train.FloatList(value=[0.5]))
example = tf.train.Example(features=tf.train.Features(feature={'a': feature, 'n': name, 's': score}))
return tf.parse_single_example(example.SerializeToString(), {'a': tf.FixedLenFeature([2], tf.int64), 'n': tf.FixedLenFeature([], tf.string, default_value=''), 's': tf.VarLenFeature(tf.float32)})
>>>
<<<
feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[3, 4]))
example = tf.train.Example(features=tf.train.Features(feature={'a': feature}))
return tf.parse_example([example.SerializeToString()] * 2, features={'a': tf.FixedLenFeature(shape=[2], dtype=tf.int64), 'q': tf.FixedLenSequenceFeature([], tf.float32, allow_missing=True)}, name='n')
>>>
<<<
feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[3, 4]))
example = tf.train.Example(features=tf.train.Features(feature={'a': feature}))
return tf.io.parse_single_example(serialized=example.SerializeToString(), features={'a': tf.io.FixedLenFeature([2], tf.int64)})
>>>
<<<
feature = tf.train.Feature(int64_list=tf.train.Int64List(value=[1]))
example = tf.train.Example(features=tf.train.Features(feature={'i': feature, 'v': feature}))
return tf.parse_example([example.SerializeToString()], {'s': tf.SparseFeature('i', 'v', tf.int64, 4)})
>>>
<<<
step = tf.train.Feature(int64_list=tf.train.Int64List(value=[1]))
example = tf.train.SequenceExample(feature_lists=tf.train.FeatureLists(feature_list={'f': tf.train.FeatureList(feature=[step, step])}))
return tf.parse_single_sequence_example(example.SerializeToString(), None, {'f': tf.FixedLenSequenceFeature([], tf.int64)})
>>>
# sparse
tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3])
tf.SparseTensor(indices=[[0, 0], [1, 2]], values=[1, 2], dense_shape=[2, 3])
tf.SparseTensorValue([[0, 0]], [1.0], [1, 1]).dense_shape
% sparse_tensor_to_dense: sp_input=tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]) ; / ; default_value=0|9 ; validate_indices=True ; name='n'
% sparse_tensor_dense_matmul sparse.matmul: sp_a=tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]) ; b=mat ; / ; adjoint_a=False ; adjoint_b=False ; name='n'
tf.sparse_tensor_dense_matmul(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 4]), x)
tf.sparse.sparse_dense_matmul(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 4]), x) <= tf.sparse_tensor_dense_matmul(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 4]), x)
% sparse_reduce_sum sparse.reduce_sum sparse_reduce_max sparse.reduce_max: sp_input=tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]) ; / ; axis=1|None|[0] ; keepdims=None|True ; reduction_axes^axis=1 ; keep_dims^keepdims=True
% sparse_add sparse.add: a=tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]) ; b=tf.SparseTensor([[0, 0], [1, 1]], [-1.0, 2.0], [2, 3])|sq[:2] ; / ; threshold=None|0.5 ; thresh^threshold=0.5
% sparse_concat sparse.concat: axis=0|1 ; sp_inputs=[tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]), tf.SparseTensor([[0, 0]], [3.0], [2, 3])] ; / ; name='n' ; expand_nonconcat_dim=False
tf.sparse_concat(1, [tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]), tf.SparseTensor([[0, 0]], [3.0], [3, 1])], expand_nonconcat_dim=True)
tf.sparse_transpose(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]))
tf.sparse_reshape(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]), [3, 2])
tf.sparse_reorder(tf.SparseTensor([[1, 2], [0, 0]], [1.0, 2.0], [2, 3]))
tf.sparse_slice(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]), [0, 0], [1, 3])
tf.sparse_retain(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]), [True, False])
tf.sparse_fill_empty_rows(tf.SparseTensor([[0, 0], [2, 2]], [1.0, 2.0], [3, 3]), 5.0)
tf.sparse_reset_shape(tf.SparseTensor([[0, 0], [1, 1]], [1.0, 2.0], [3, 3]))
tf.sparse_softmax(tf.SparseTensor([[0, 0], [0, 2], [1, 1]], [1.0, 2.0, 3.0], [2, 3]))
tf.sparse_to_indicator(tf.SparseTensor([[0, 0], [1, 1]], tf.constant([2, 0], tf.int64), [2, 2]), 3)
tf.sparse_maximum(tf.SparseTensor([[0, 0]], [1.0], [2, 2]), tf.SparseTensor([[0, 0], [1, 1]], [3.0, -2.0], [2, 2]))
tf.sparse_minimum(tf.SparseTensor([[0, 0]], [1.0], [2, 2]), tf.SparseTensor([[0, 0], [1, 1]], [3.0, -2.0], [2, 2]))
tf.sparse_mask(tf.IndexedSlices(x, ids), [1]).values
tf.sparse_merge(tf.SparseTensor([[0, 0], [1, 0]], tf.constant([2, 0], tf.int64), [2, 1]), tf.SparseTensor([[0, 0], [1, 0]], [1.0, 2.0], [2, 1]), 3)
tf.sparse_segment_sum(x, [0, 2, 3], [0, 0, 1])
tf.sparse_segment_sum(x, [0, 2, 3], [0, 0, 2], 'n', 4)
tf.sparse_segment_mean(data=x, indices=[0, 2, 3], segment_ids=[0, 0, 1], name='n')
tf.sparse_segment_sqrt_n(x, [0, 2, 3], [0, 0, 1], num_segments=3)
tf.sparse.eye(3)
tf.sparse.from_dense(zeroone)
tf.sparse.to_dense(tf.SparseTensor([[0, 0], [1, 2]], [1.0, 2.0], [2, 3]))
tf.sets.set_size(tf.SparseTensor([[0, 0], [1, 1]], [1, 2], [2, 2]))
tf.sets.set_intersection(ids2, ids2[::-1])
tf.sets.set_difference(ids2, ids2[::-1])
tf.sets.set_difference(a=ids2, b=ids2[::-1], aminusb=False)
tf.sets.set_union(ids2, ids2[::-1])
tf.ragged.constant([[1, 2], [3]])
tf.ragged.range([2, 3])
tf.RaggedTensor.from_row_lengths(v, [1, 3]).to_tensor()
tf.serialize_sparse(tf.SparseTensor([[0, 0]], [1.0], [2, 2]))
tf.serialize_many_sparse(tf.SparseTensor([[0, 0]], [1.0], [2, 2]))
tf.deserialize_many_sparse(tf.serialize_many_sparse(tf.SparseTensor([[0, 0]], [1.0], [2, 2])), tf.float32)
# quantization
[nograd] tf.fake_quant_with_min_max_args(x, -1.0, 1.0)
[nograd] tf.fake_quant_with_min_max_vars(x, -1.0, 1.0, 4)
[nograd] tf.fake_quant_with_min_max_vars_per_channel(x, [-1.0, -1.0, -1.0], [1.0, 1.0, 1.0])
[nograd] tf.dequantize(tf.quantize(x, -1.0, 1.0, tf.quint8)[0], -1.0, 1.0)
"""
