"""Linear-chain conditional random fields: `tf.contrib.crf`."""

import tensorflow.compat.v1 as tf


def crf_log_likelihood(inputs, tag_indices, sequence_lengths, transition_params=None):
    """The log likelihood of sequences of tags, and the scores from tag to tag, which are made when none are given."""
    if transition_params is None:
        num_tags = tf.dimension_value(inputs.shape[2])
        transition_params = tf.get_variable("transitions", [num_tags, num_tags])
    scores = crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params)
    return scores - crf_log_norm(inputs, sequence_lengths, transition_params), transition_params


def crf_sequence_score(inputs, tag_indices, sequence_lengths, transition_params):
    """The scores of given sequences of tags."""
    unary_scores = crf_unary_score(tag_indices, sequence_lengths, inputs)
    return unary_scores + crf_binary_score(tag_indices, sequence_lengths, transition_params)


def crf_unary_score(tag_indices, sequence_lengths, inputs):
    """The scores of given sequences of tags without those from tag to tag."""
    shape = tf.shape(inputs, out_type=tag_indices.dtype)
    first_of_step = tf.reshape(tf.range(shape[0] * shape[1]) * shape[2], shape[:2])
    scores = tf.gather(tf.reshape(inputs, [-1]), first_of_step + tag_indices)
    return tf.reduce_sum(scores * tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1], dtype=tf.float32), 1)


def crf_binary_score(tag_indices, sequence_lengths, transition_params):
    """The scores from tag to tag of given sequences."""
    num_tags = tf.shape(transition_params, out_type=tag_indices.dtype)[0]
    pairs = tag_indices[:, :-1] * num_tags + tag_indices[:, 1:]
    mask = tf.sequence_mask(sequence_lengths, tf.shape(tag_indices)[1], dtype=tf.float32)
    return tf.reduce_sum(tf.gather(tf.reshape(transition_params, [-1]), pairs) * mask[:, 1:], 1)


def crf_log_norm(inputs, sequence_lengths, transition_params):
    """The logarithm of the sum over all sequences of tags."""
    mask = tf.sequence_mask(sequence_lengths, tf.shape(inputs)[1])

    def add_step(alphas, step):
        step_inputs, inside = step
        updated = step_inputs + tf.reduce_logsumexp(alphas[:, :, tf.newaxis] + transition_params, 1)
        return tf.where_v2(inside[:, tf.newaxis], updated, alphas)

    steps = tf.transpose(inputs[:, 1:], [1, 0, 2]), tf.transpose(mask[:, 1:])
    log_norm = tf.reduce_logsumexp(tf.foldl(add_step, steps, initializer=inputs[:, 0]), 1)
    return tf.where_v2(sequence_lengths <= 0, tf.zeros_like(log_norm), log_norm)


def crf_decode(potentials, transition_params, sequence_length):
    """The best sequences of tags, with 0 behind their ends, and their scores."""
    mask = tf.sequence_mask(sequence_length, tf.shape(potentials)[1])
    first = tf.zeros_like(mask[:, :1])
    moves = tf.transpose(tf.concat([first, mask[:, 1:]], 1))[:, :, tf.newaxis]
    tags = tf.range(tf.shape(potentials)[2])

    def forward(carried, step):
        scores, _ = carried
        step_potentials, moved = step
        paths = scores[:, :, tf.newaxis] + transition_params
        best = tf.where_v2(moved, tf.argmax(paths, 1, output_type=tf.int32), tags)
        return tf.where_v2(moved, step_potentials + tf.reduce_max(paths, 1), scores), best

    start = potentials[:, 0], tf.zeros_like(potentials[:, 0], tf.int32)
    scores, best_before = tf.scan(forward, (tf.transpose(potentials, [1, 0, 2]), moves), initializer=start)
    last = tf.argmax(scores[-1], 1, output_type=tf.int32)
    before = tf.scan(lambda tag, best: tf.gather(best, tag, batch_dims=1), best_before, initializer=last, reverse=True)
    decoded = tf.transpose(tf.concat([before[1:], last[tf.newaxis]], 0))
    decoded *= tf.cast(tf.concat([tf.logical_not(first), mask[:, 1:]], 1), tf.int32)
    return decoded, tf.reduce_max(scores[-1], 1)


def viterbi_decode(score, transition_params):
    """The best sequence of tags for an array of scores, and its score, outside of TensorFlow."""
    trellis, backpointers = [score[0]], []
    for step in score[1:]:
        paths = trellis[-1][:, None] + transition_params
        trellis.append((step + paths.max(0)).astype(score.dtype))
        backpointers.append(paths.argmax(0).astype("int32"))
    viterbi = [trellis[-1].argmax()]
    for best in reversed(backpointers):
        viterbi.append(best[viterbi[-1]])
    viterbi.reverse()
    return viterbi, trellis[-1].max()
