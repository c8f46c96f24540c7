"""`tf.contrib.factorization.KMeans`: Lloyd's algorithm over a whole batch or over mini-batches."""

import tensorflow.compat.v1 as tf

_CLUSTER_CHOICES = ("random", "kmeans_plus_plus", "kmc2")


class KMeans:
    """Builds the graph that chooses centres and moves them.

    Args:
        inputs: a matrix of points in rows, or a list of such.
        num_clusters: how many centres; not used when `initial_clusters` holds them.
        initial_clusters: "random", "kmeans_plus_plus", "kmc2", the centres themselves, or a function of
            the inputs and a number that returns up to so many centres.
        distance_metric: "squared_euclidean" or "cosine".
        use_mini_batch: move centres by the mean of the points they ever had, not of this batch alone.
        mini_batch_steps_per_iteration: after how many mini-batches the moved centres come into use.
        random_seed: seeds the choice of centres.
        kmeans_plus_plus_num_retries: candidates for each centre of "kmeans_plus_plus".
        kmc2_chain_length: length of the Markov chains of "kmc2".

    Raises:
        ValueError: the initializer or the metric is unknown.
    """

    def __init__(
        self,
        inputs,
        num_clusters,
        initial_clusters="random",
        distance_metric="squared_euclidean",
        use_mini_batch=False,
        mini_batch_steps_per_iteration=1,
        random_seed=0,
        kmeans_plus_plus_num_retries=2,
        kmc2_chain_length=200,
    ):
        if isinstance(initial_clusters, str) and initial_clusters not in _CLUSTER_CHOICES:
            raise ValueError("Unsupported initialization algorithm '%s'" % initial_clusters)
        if distance_metric not in ("squared_euclidean", "cosine"):
            raise ValueError("Unsupported distance metric '%s'" % distance_metric)
        self._inputs = inputs if isinstance(inputs, list) else [inputs]
        self._num_clusters = num_clusters
        self._initial_clusters = initial_clusters
        self._cosine = distance_metric == "cosine"
        self._use_mini_batch = use_mini_batch
        self._steps = int(mini_batch_steps_per_iteration)
        self._seed = random_seed
        self._retries = kmeans_plus_plus_num_retries
        self._chain_length = kmc2_chain_length

    def training_graph(self):
        """Returns all_scores, cluster_idx, scores (lists, one item per input), initialized, init_op, train_op."""
        if isinstance(self._initial_clusters, str) or callable(self._initial_clusters):
            number = tf.convert_to_tensor(self._num_clusters)
        else:
            number = tf.shape(tf.convert_to_tensor(self._initial_clusters))[0]
        centers, initialized, counts, updated, steps_left = self._variables(number)
        init_op = self._initialization(number, centers, updated, initialized)
        inputs, used = self._inputs, centers
        if self._cosine:
            inputs = [tf.nn.l2_normalize(points, 1) for points in inputs]
            if not self._kept_normalized():
                used = tf.nn.l2_normalize(centers, 1)
        all_scores, scores, indices = self._nearest(inputs, used)
        if self._use_mini_batch:
            with tf.control_dependencies([self._synchronization(steps_left, centers, updated, counts)]):
                train_op = self._move_by_mini_batch(inputs, indices, updated, counts)
        else:
            train_op = self._move_by_batch(inputs, number, indices, centers)
        return all_scores, indices, scores, initialized, init_op, train_op

    def _kept_normalized(self):
        return self._cosine and (not self._use_mini_batch or self._steps > 1)

    def _variables(self, number):
        # Their shape is not known before the centres are chosen: a resource variable would keep its first one.
        def variable(value, **options):
            return tf.Variable(value, use_resource=False, **options)

        centers = variable(tf.constant([], tf.float32), name="clusters", validate_shape=False)
        initialized = variable(False, dtype=tf.bool, name="initialized")
        if self._use_mini_batch and self._steps > 1:
            updated = variable(tf.constant([], tf.float32), name="clusters_updated", validate_shape=False)
            steps_left = variable(self._steps, dtype=tf.int64, name="update_in_steps")
            counts = variable(tf.zeros([number], tf.int64))
            return centers, initialized, counts, updated, steps_left
        counts = variable(tf.ones([number], tf.int64)) if self._use_mini_batch else None
        return centers, initialized, counts, centers, None

    def _nearest(self, inputs, centers):
        """Per input: the distance to every centre, to the nearest one, and which this is."""
        if self._cosine:
            all_scores = [1 - tf.matmul(points, centers, transpose_b=True) for points in inputs]
            if not self._kept_normalized():
                centers = tf.nn.l2_normalize(centers, 1)
        else:
            all_scores = [
                tf.reduce_sum(tf.square(points), 1, keepdims=True)
                - 2 * tf.matmul(points, centers, transpose_b=True)
                + tf.transpose(tf.reduce_sum(tf.square(centers), 1, keepdims=True))
                for points in inputs
            ]
        scores, indices = [], []
        for points in inputs:
            index, distance = tf.raw_ops.NearestNeighbors(points=points, centers=centers, k=tf.constant(1, tf.int64))
            scores.append(tf.squeeze(distance * 0.5 if self._cosine else distance, [-1]))
            indices.append(tf.squeeze(index, [-1]))
        return tuple(all_scores), tuple(scores), tuple(indices)

    # -- training

    def _synchronization(self, steps_left, centers, updated, counts):
        """Takes the moved centres into use when it is time."""
        if steps_left is None:
            return tf.no_op()

        def synchronize():
            with tf.control_dependencies([tf.assign(steps_left, self._steps - 1)]):
                new = tf.nn.l2_normalize(updated, 1) if self._cosine else updated
                with tf.control_dependencies([tf.assign(centers, new)]):
                    with tf.control_dependencies([tf.assign(counts, tf.zeros_like(counts))]):
                        return tf.identity(steps_left)

        return tf.cond(steps_left <= 0, synchronize, lambda: tf.assign_sub(steps_left, 1))

    def _move_by_mini_batch(self, inputs, indices, centers, counts):
        updates = []
        for points, index in zip(inputs, indices):
            ids, position = tf.unique(tf.reshape(index, [-1]))
            number = tf.size(ids)
            old_counts, old_centers = tf.gather(counts, ids), tf.gather(centers, ids)
            added = tf.math.unsorted_segment_sum(tf.ones_like(position, dtype=counts.dtype), position, number)
            change = tf.math.unsorted_segment_sum(points, position, number)
            shape = tf.concat([tf.reshape(number, [1]), tf.ones(tf.reshape(tf.rank(points) - 1, [1]), tf.int32)], 0)
            change -= tf.cast(tf.reshape(added, shape), points.dtype) * old_centers
            change *= tf.reshape(tf.math.reciprocal(tf.cast(old_counts + added, points.dtype)), shape)
            with tf.control_dependencies([change]):  # what was read is from before; TensorFlow 1 left that open
                updates += [tf.scatter_add(counts, ids, added), tf.scatter_add(centers, ids, change)]
        return tf.group(*updates)

    def _move_by_batch(self, inputs, number, indices, centers):
        sums = [tf.math.unsorted_segment_sum(points, index, number) for points, index in zip(inputs, indices)]
        counts = [
            tf.math.unsorted_segment_sum(tf.ones([tf.shape(points)[0], 1]), index, number)
            for points, index in zip(inputs, indices)
        ]
        new = tf.add_n(sums) / (tf.cast(tf.add_n(counts), sums[0].dtype) + tf.constant(1e-6, inputs[0].dtype))
        return tf.assign(centers, tf.nn.l2_normalize(new, 1) if self._kept_normalized() else new)

    # -- the first centres

    def _initialization(self, number, centers, updated, initialized):
        selected = tf.shape(centers)[0]
        remaining = number - selected

        def initialize():
            with tf.control_dependencies([tf.assert_positive(remaining)]):
                if isinstance(self._initial_clusters, str) and self._initial_clusters == "kmc2":
                    left = self._add_by_chains(number, selected, remaining, centers, updated)
                else:
                    left = self._add(number, selected, remaining, centers, updated)
                return tf.cond(tf.equal(left, 0), lambda: tf.assign(initialized, True).op, tf.no_op)

        return tf.cond(tf.equal(remaining, 0), lambda: tf.assert_equal(initialized, True), initialize)

    def _add(self, number, selected, remaining, centers, updated):
        new = self._chosen(remaining)
        if self._cosine:
            new = tf.nn.l2_normalize(new, 1)
        found = tf.cond(tf.equal(selected, 0), lambda: new, lambda: tf.concat([centers, new], 0))
        return number - tf.shape(self._assign(centers, updated, found))[0]

    @staticmethod
    def _assign(centers, updated, value):
        assigned = tf.assign(centers, value, validate_shape=False)
        return assigned if updated is centers else tf.assign(updated, assigned, validate_shape=False)

    def _chosen(self, remaining):
        inputs, chosen = self._inputs, self._initial_clusters
        size = tf.add_n([tf.shape(points)[0] for points in inputs])
        if callable(chosen):
            return chosen(inputs, remaining)
        if not isinstance(chosen, str):
            chosen = tf.convert_to_tensor(chosen)
            with tf.control_dependencies([tf.assert_equal(remaining, tf.shape(chosen)[0])]):
                return tf.identity(chosen)
        if chosen == "random":

            def draw():
                index = tf.random_uniform(
                    tf.reshape(remaining, [-1]), 0, tf.cast(size, tf.int64), seed=self._seed, dtype=tf.int64
                )
                return tf.nn.embedding_lookup(inputs, index, partition_strategy="div")

            return tf.cond(size <= remaining, lambda: tf.concat(inputs, 0), draw)
        with tf.control_dependencies([tf.assert_greater_equal(size, remaining)]):
            return tf.raw_ops.KmeansPlusPlusInitialization(
                points=tf.nn.l2_normalize(inputs[0], 1) if self._cosine else inputs[0],
                num_to_sample=tf.cast(remaining, tf.int64),
                seed=tf.constant(self._seed, tf.int64),
                num_retries_per_sample=tf.constant(self._retries, tf.int64),
            )

    def _add_by_chains(self, number, selected, remaining, centers, updated):
        points = self._inputs[0]
        chains = tf.cast(tf.shape(points)[0] / self._chain_length, tf.int32)

        def normalized(center):
            center = tf.reshape(center, [1, -1])
            return tf.nn.l2_normalize(center, 1) if self._cosine else center

        def follow(i):
            part = points[i * self._chain_length : (i + 1) * self._chain_length]
            _, distances = tf.raw_ops.NearestNeighbors(points=part, centers=centers, k=tf.constant(1, tf.int64))
            index = tf.raw_ops.KMC2ChainInitialization(
                distances=tf.squeeze(distances), seed=tf.constant(self._seed, tf.int64)
            )
            return tf.concat([centers, normalized(part[index])], 0)

        def body(i, _):
            new = tf.cond(tf.equal(selected, 0), lambda: normalized(points[0]), lambda: follow(i))
            return i + 1, number - tf.shape(self._assign(centers, updated, new))[0]

        wanted = tf.maximum(tf.minimum(remaining, chains), 1)
        return tf.while_loop(lambda i, _: tf.less(i, wanted), body, [0, 0])[1]
