"""Lookup tables: `tf.contrib.lookup`."""

import tensorflow.compat.v1 as tf


def index_table_from_file(
    vocabulary_file=None,
    num_oov_buckets=0,
    vocab_size=None,
    default_value=-1,
    key_dtype=tf.string,
    name=None,
    key_column_index=tf.lookup.TextFileIndex.WHOLE_LINE,
    value_column_index=tf.lookup.TextFileIndex.LINE_NUMBER,
    delimiter="\t",
):
    """A table from the lines of a file to their numbers."""
    if not vocabulary_file:
        raise ValueError("vocabulary_file must be specified and must not be empty.")
    line_dtype = tf.int64 if key_dtype.is_integer else key_dtype
    initializer = tf.lookup.TextFileInitializer(
        vocabulary_file, line_dtype, key_column_index, tf.int64, value_column_index, vocab_size, delimiter
    )
    return _index_table(initializer, num_oov_buckets, default_value, name)


def index_table_from_tensor(mapping, num_oov_buckets=0, default_value=-1, dtype=tf.string, name=None):
    """A table from the elements of a vector to their numbers."""
    keys = tf.convert_to_tensor(mapping)
    values = tf.range(tf.size(keys, out_type=tf.int64), dtype=tf.int64)
    keys = tf.cast(keys, tf.int64) if keys.dtype.is_integer else keys
    return _index_table(tf.lookup.KeyValueTensorInitializer(keys, values), num_oov_buckets, default_value, name)


def _index_table(initializer, num_oov_buckets, default_value, name):
    if num_oov_buckets:
        return tf.lookup.StaticVocabularyTable(initializer, num_oov_buckets, name=name)
    return tf.lookup.StaticHashTable(initializer, default_value, name=name)


def index_to_string_table_from_file(
    vocabulary_file,
    vocab_size=None,
    default_value="UNK",
    name=None,
    key_column_index=tf.lookup.TextFileIndex.LINE_NUMBER,
    value_column_index=tf.lookup.TextFileIndex.WHOLE_LINE,
    delimiter="\t",
):
    """A table from line numbers to the lines of a file."""
    initializer = tf.lookup.TextFileInitializer(
        vocabulary_file, tf.int64, key_column_index, tf.string, value_column_index, vocab_size, delimiter
    )
    return tf.lookup.StaticHashTable(initializer, default_value, name=name)


def index_to_string_table_from_tensor(mapping, default_value="UNK", name=None):
    """A table from numbers to the elements of a vector."""
    values = tf.convert_to_tensor(mapping, tf.string)
    keys = tf.range(tf.size(values, out_type=tf.int64), dtype=tf.int64)
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, values), default_value, name=name)


def hash_table(initializer, default_value, shared_name=None, name=None):
    """A table that is filled once."""
    return tf.lookup.StaticHashTable(initializer, default_value, name=name)
