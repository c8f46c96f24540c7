import tensorflow as tf


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params):
    """The log likelihood of sequences of tags in a linear-chain conditional random field, with its transitions.

    Args:
        inputs: scores of the tags, `[batch, time, tags]`.
        tag_indices: the tags, `[batch, time]`.
        sequence_lengths: how many steps of each sequence count, `[batch]`.
        transition_params: scores from tag to tag, `[tags, tags]`.
    """
    shape = tf.shape(inputs, out_type=tag_indices.dtype)
    mask = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1], dtype=tf.float32)

    # The score of the given tags
    first_of_step = tf.reshape(tf.range(shape[0] * shape[1]) * shape[2], shape[:2])
    unary_scores = tf.gather(tf.reshape(inputs, [-1]), first_of_step + tag_indices)
    scores = tf.reduce_sum(unary_scores * mask, 1)
    pairs = tag_indices[:, :-1] * shape[2] + tag_indices[:, 1:]
    binary_scores = tf.gather(tf.reshape(transition_params, [-1]), pairs)
    scores += tf.reduce_sum(binary_scores * mask[:, 1:], 1)

    # The score of all tags: the forward algorithm
    def add_step(alphas, step):
        step_inputs, inside = step
        updated = step_inputs + tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transition_params, 1)
        return tf.where(inside[:, tf.newaxis] > 0, updated, alphas)

    steps = tf.transpose(inputs[:, 1:], [1, 0, 2]), tf.transpose(mask[:, 1:])
    alphas = tf.foldl(add_step, steps, initializer=inputs[:, 0])
    log_norm = tf.reduce_logsumexp(alphas, 1)
    log_norm = tf.where(sequence_lengths <= 0, tf.zeros_like(log_norm), log_norm)
    return scores - log_norm, transition_params
