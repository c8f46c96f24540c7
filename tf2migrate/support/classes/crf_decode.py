import tensorflow as tf


def crf_decode(potentials, transition_params, sequence_length):
    """The best sequences of tags in a linear-chain conditional random field, and their scores.

    Args:
        potentials: scores of the tags, `[batch, time, tags]`.
        transition_params: scores from tag to tag, `[tags, tags]`.
        sequence_length: how many steps of each sequence count, `[batch]`; the tags behind them are 0.
    """
    mask = tf.sequence_mask(sequence_length, tf.shape(potentials)[1])
    first = tf.zeros_like(mask[:, :1])
    moves = tf.transpose(tf.concat([first, mask[:, 1:]], 1))[:, :, tf.newaxis]  # into a step from the one before
    tags = tf.range(tf.shape(potentials)[2])

    def forward(carried, step):
        scores, _ = carried
        step_potentials, moved = step
        paths = scores[:, :, tf.newaxis] + transition_params
        best = tf.where(moved, tf.argmax(paths, 1, output_type=tf.int32), tags)
        return tf.where(moved, step_potentials + tf.reduce_max(paths, 1), scores), best

    start = potentials[:, 0], tf.zeros_like(potentials[:, 0], tf.int32)
    scores, best_before = tf.scan(forward, (tf.transpose(potentials, [1, 0, 2]), moves), initializer=start)
    last = tf.argmax(scores[-1], 1, output_type=tf.int32)
    before = tf.scan(lambda tag, best: tf.gather(best, tag, batch_dims=1), best_before, initializer=last, reverse=True)
    decoded = tf.transpose(tf.concat([before[1:], last[tf.newaxis]], 0))
    decoded *= tf.cast(tf.concat([~first, mask[:, 1:]], 1), tf.int32)
    return decoded, tf.reduce_max(scores[-1], 1)
