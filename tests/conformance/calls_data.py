"""Datasets, sequences, and constants that are names of other modules in TensorFlow 2."""

CALLS = r"""
# sequences
tf.contrib.seq2seq.tile_batch(x, 2)
tf.contrib.seq2seq.tile_batch(t, multiplier=3)
tf.contrib.seq2seq.tile_batch((x, ids), 2)
tf.contrib.seq2seq.tile_batch(ids, 2, name='n')
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [wvec])
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [tf.ones([4])], name='n')
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x, y], [ids, ids], [wvec, wvec])
tf.contrib.legacy_seq2seq.sequence_loss_by_example(logits=[x, y], targets=[ids, ids - 0], weights=[wvec, tf.ones_like(wvec)])
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [tf.reshape(ids, [2, 2])], [wvec])
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [wvec], False)
tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [wvec * tf.reduce_sum(wvec)])
tf.nn.seq2seq.sequence_loss_by_example([x], [ids], [wvec]) <= tf.contrib.legacy_seq2seq.sequence_loss_by_example([x], [ids], [wvec])
# scopes
<<<
with tf.op_scope([x], 'name', 'default'):
    return x + 1.0
>>>
<<<
with tf.op_scope([x], None, 'default'):
    return x + 2.0
>>>
<<<
with tf.colocate_with(x):
    return x + 1.0
>>>
<<<
with tf.colocate_with(x, ignore_existing=True):
    return x + 2.0
>>>
# datasets
tf.data.get_output_types(tf.data.Dataset.from_tensor_slices((x, {'a': ids})))
tf.nest.map_structure(lambda shape: shape.as_list(), tf.data.get_output_shapes(tf.data.Dataset.from_tensor_slices((x, {'a': ids}))))
tf.data.get_output_shapes(tf.data.Dataset.range(3))
tf.data.get_output_types(dataset_or_iterator=tf.data.Dataset.range(3))
# constants
tf.train.Optimizer.GATE_NONE
tf.train.Optimizer.GATE_OP
tf.train.Optimizer.GATE_GRAPH
tf.saved_model.tag_constants.SERVING
tf.saved_model.signature_constants.CLASSIFY_METHOD_NAME
tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY
tf.saved_model.signature_constants.PREDICT_INPUTS
tf.saved_model.signature_constants.PREDICT_METHOD_NAME
tf.estimator.ModeKeys.TRAIN
tf.estimator.ModeKeys.EVAL
tf.estimator.ModeKeys.PREDICT
tf.contrib.learn.ModeKeys.INFER
# Keras
tf.keras.backend.constant([1.0, 2.0])
tf.keras.backend.constant(3)
tf.keras.backend.constant([[1, 2]], dtype='int32')
tf.keras.backend.constant([1.0], shape=[2])
tf.keras.layers.concatenate([x, y])
tf.keras.layers.concatenate([x, y], axis=0)
tf.keras.layers.multiply([x, y])
tf.keras.layers.GlobalAveragePooling1D()(seq)
tf.keras.backend.ctc_label_dense_to_sparse(ids2, tf.constant([2, 1, 2]))
"""
