"""`tf.contrib.layers.optimize_loss` and `slim.learning`: losses turned into train ops."""

import tensorflow.compat.v1 as tf

_OPTIMIZERS = {
    "Adagrad": tf.train.AdagradOptimizer,
    "Adam": tf.train.AdamOptimizer,
    "Ftrl": tf.train.FtrlOptimizer,
    "Momentum": lambda learning_rate: tf.train.MomentumOptimizer(learning_rate, momentum=0.9),
    "RMSProp": tf.train.RMSPropOptimizer,
    "SGD": tf.train.GradientDescentOptimizer,
}
_CREATE_GLOBAL_STEP = object()


def _after(dependencies, value):
    with tf.control_dependencies(dependencies):
        return tf.identity(value)


def _make_optimizer(optimizer, learning_rate):
    if isinstance(optimizer, tf.train.Optimizer):
        return optimizer
    if isinstance(optimizer, str):
        if optimizer not in _OPTIMIZERS:
            raise ValueError("Optimizer name should be one of %s, not %s." % (sorted(_OPTIMIZERS), optimizer))
        optimizer = _OPTIMIZERS[optimizer]
    elif not callable(optimizer):
        raise ValueError("Unrecognized optimizer: %s" % optimizer)
    elif learning_rate is None and not isinstance(optimizer, type):
        return optimizer()
    if learning_rate is None:
        raise ValueError("Learning rate is None, but should be specified for optimizer %s." % optimizer)
    return optimizer(learning_rate)


def optimize_loss(
    loss,
    global_step,
    learning_rate,
    optimizer,
    gradient_noise_scale=None,
    gradient_multipliers=None,
    clip_gradients=None,
    learning_rate_decay_fn=None,
    update_ops=None,
    variables=None,
    name=None,
    summaries=None,
    colocate_gradients_with_ops=False,
    increment_global_step=True,
):
    """A tensor that gives the loss after a training step.

    Runs the ops of UPDATE_OPS before the loss. A float `clip_gradients` is a bound of the global norm.
    """
    if gradient_noise_scale is not None:
        raise NotImplementedError("optimize_loss with gradient_noise_scale")
    loss = tf.convert_to_tensor(loss)
    if global_step is None:
        global_step = tf.train.get_global_step()
    with tf.variable_scope(name, "OptimizeLoss", [loss, global_step]):
        update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if update_ops is None else list(update_ops)
        if update_ops:
            loss = _after(update_ops, loss)
        rate = learning_rate
        if isinstance(learning_rate, float):
            if learning_rate < 0.0:
                raise ValueError("Invalid learning_rate %s." % learning_rate)
            rate = tf.get_variable(
                "learning_rate", [], trainable=False, initializer=tf.constant_initializer(learning_rate)
            )
        elif learning_rate is not None and not isinstance(learning_rate, tf.Tensor):
            raise ValueError("Learning rate should be 0d Tensor or float. Got %s" % learning_rate)
        summaries = ["loss", "learning_rate", "global_gradient_norm"] if summaries is None else summaries
        if learning_rate is not None and learning_rate_decay_fn is not None:
            if global_step is None:
                raise ValueError("global_step is required for learning_rate_decay_fn.")
            rate = learning_rate_decay_fn(rate, global_step)
            if "learning_rate" in summaries:
                tf.summary.scalar("learning_rate", rate)
        opt = _make_optimizer(optimizer, rate)
        gradients = opt.compute_gradients(
            loss,
            tf.trainable_variables() if variables is None else variables,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gradient_multipliers is not None:
            gradients = multiply_gradients(gradients, gradient_multipliers)
        norms = "global_gradient_norm" in summaries or "gradient_norm" in summaries
        if norms:
            tf.summary.scalar("global_norm/gradient_norm", tf.global_norm([g for g, _ in gradients]))
        if isinstance(clip_gradients, float):
            clipped, _ = tf.clip_by_global_norm([g for g, _ in gradients], clip_gradients)
            gradients = list(zip(clipped, [v for _, v in gradients]))
        elif callable(clip_gradients):
            gradients = clip_gradients(gradients)
        elif clip_gradients is not None:
            raise ValueError("Unknown type %s for clip_gradients" % type(clip_gradients))
        if "loss" in summaries:
            tf.summary.scalar("loss", loss)
        for gradient, var in gradients:
            values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
            if values is not None and "gradients" in summaries:
                tf.summary.histogram("gradients/" + var.name.replace(":", "_"), values)
            if values is not None and "gradient_norm" in summaries:
                tf.summary.scalar("gradient_norm/" + var.name.replace(":", "_"), tf.global_norm([values]))
        if clip_gradients is not None and norms:
            tf.summary.scalar("global_norm/clipped_gradient_norm", tf.global_norm([g for g, _ in gradients]))
        step = global_step if increment_global_step else None
        return _after([opt.apply_gradients(gradients, global_step=step, name="train")], loss)


def clip_gradient_norms(gradients_to_variables, max_norm):
    """Clips every gradient by its own norm."""
    clipped = []
    for gradient, var in gradients_to_variables:
        if isinstance(gradient, tf.IndexedSlices):
            values = tf.clip_by_norm(gradient.values, max_norm)
            gradient = tf.IndexedSlices(values, gradient.indices, gradient.dense_shape)
        elif gradient is not None:
            gradient = tf.clip_by_norm(gradient, max_norm)
        clipped.append((gradient, var))
    return clipped


def multiply_gradients(grads_and_vars, gradient_multipliers):
    """Multiplies the gradients of the variables in a dictionary; its keys may be op names."""
    by_variable = {key if isinstance(key, str) else id(key): factor for key, factor in gradient_multipliers.items()}
    multiplied = []
    for gradient, var in grads_and_vars:
        factor = by_variable.get(id(var), by_variable.get(var.op.name))
        if factor is not None:
            if gradient is None:
                raise ValueError("Requested multiple of `None` gradient.")
            factor = tf.cast(factor, gradient.dtype)
            if isinstance(gradient, tf.IndexedSlices):
                gradient = tf.IndexedSlices(gradient.values * factor, gradient.indices, gradient.dense_shape)
            else:
                gradient *= factor
        multiplied.append((gradient, var))
    return multiplied


def training_create_train_op(
    total_loss,
    optimizer,
    global_step=_CREATE_GLOBAL_STEP,
    update_ops=None,
    variables_to_train=None,
    transform_grads_fn=None,
    summarize_gradients=False,
    gate_gradients=tf.train.Optimizer.GATE_OP,
    aggregation_method=None,
    colocate_gradients_with_ops=False,
    check_numerics=True,
):
    """A tensor that gives the loss after a training step; UPDATE_OPS run before the loss."""
    if global_step is _CREATE_GLOBAL_STEP:
        global_step = tf.train.get_or_create_global_step()
    update_ops = tf.get_collection(tf.GraphKeys.UPDATE_OPS) if update_ops is None else list(update_ops)
    if update_ops:
        with tf.control_dependencies(update_ops):
            barrier = tf.no_op(name="update_barrier")
        total_loss = _after([barrier], total_loss)
    gradients = optimizer.compute_gradients(
        total_loss,
        tf.trainable_variables() if variables_to_train is None else variables_to_train,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
    )
    if transform_grads_fn:
        gradients = transform_grads_fn(gradients)
    if summarize_gradients:
        with tf.name_scope("summarize_grads"):
            add_gradients_summaries(gradients)
    updates = optimizer.apply_gradients(gradients, global_step=global_step)
    with tf.name_scope("train_op"):
        if check_numerics:
            total_loss = tf.check_numerics(total_loss, "LossTensor is inf or nan")
        train_op = _after([updates], total_loss)
    tf.add_to_collection(tf.GraphKeys.TRAIN_OP, train_op)
    return train_op


def add_gradients_summaries(grads_and_vars):
    """Histograms and norms of the gradients."""
    summaries = []
    for gradient, var in grads_and_vars:
        if gradient is not None:
            values = gradient.values if isinstance(gradient, tf.IndexedSlices) else gradient
            summaries.append(tf.summary.histogram(var.op.name + "_gradient", values))
            summaries.append(tf.summary.scalar(var.op.name + "_gradient_norm", tf.global_norm([values])))
    return summaries


def create_train_op(
    total_loss,
    optimizer,
    global_step=_CREATE_GLOBAL_STEP,
    update_ops=None,
    variables_to_train=None,
    clip_gradient_norm=0,
    summarize_gradients=False,
    gate_gradients=tf.train.Optimizer.GATE_OP,
    aggregation_method=None,
    colocate_gradients_with_ops=False,
    gradient_multipliers=None,
    check_numerics=True,
):
    """`slim.learning.create_train_op`: `clip_gradient_norm` bounds every gradient by itself."""

    def transform(gradients):
        if gradient_multipliers:
            with tf.name_scope("multiply_grads"):
                gradients = multiply_gradients(gradients, gradient_multipliers)
        if clip_gradient_norm > 0:
            with tf.name_scope("clip_grads"):
                gradients = clip_gradient_norms(gradients, clip_gradient_norm)
        return gradients

    return training_create_train_op(
        total_loss,
        optimizer,
        global_step=global_step,
        update_ops=update_ops,
        variables_to_train=variables_to_train,
        transform_grads_fn=transform,
        summarize_gradients=summarize_gradients,
        gate_gradients=gate_gradients,
        aggregation_method=aggregation_method,
        colocate_gradients_with_ops=colocate_gradients_with_ops,
        check_numerics=check_numerics,
    )
