"""`tf.estimator`: a model function in graphs of its own for training, evaluation and prediction."""

import collections
import copy
import inspect
import tempfile

import numpy as np
import tensorflow.compat.v1 as tf


class EstimatorModeKeys:
    """What a model function is asked for."""

    TRAIN = "train"
    EVAL = "eval"
    PREDICT = "infer"


_SPEC = ("predictions", "loss", "train_op", "eval_metric_ops", "export_outputs", "training_chief_hooks")
_SPEC += ("training_hooks", "scaffold", "evaluation_hooks", "prediction_hooks")


class EstimatorSpec(collections.namedtuple("EstimatorSpec", ("mode",) + _SPEC)):
    """What a model function returns."""

    def __new__(cls, mode, *args, **kwargs):
        values = dict(zip(_SPEC, args), **kwargs)
        return super().__new__(cls, mode, **{name: values.get(name) for name in _SPEC})


class RunConfig:
    """Where an estimator keeps its checkpoints and how often it writes them."""

    def __init__(
        self,
        model_dir=None,
        tf_random_seed=None,
        save_summary_steps=100,
        save_checkpoints_steps=None,
        save_checkpoints_secs=None,
        session_config=None,
        keep_checkpoint_max=5,
        keep_checkpoint_every_n_hours=10000,
        log_step_count_steps=100,
        **kwargs,
    ):
        self.model_dir, self.tf_random_seed, self.session_config = model_dir, tf_random_seed, session_config
        self.save_summary_steps, self.log_step_count_steps = save_summary_steps, log_step_count_steps
        if save_checkpoints_steps is None and save_checkpoints_secs is None:
            save_checkpoints_secs = 600
        self.save_checkpoints_steps, self.save_checkpoints_secs = save_checkpoints_steps, save_checkpoints_secs
        self.keep_checkpoint_max = keep_checkpoint_max
        self.keep_checkpoint_every_n_hours = keep_checkpoint_every_n_hours
        self.is_chief, self.master, self.num_worker_replicas = True, "", 1
        vars(self).update(kwargs)

    def replace(self, **kwargs):
        """A copy with other settings."""
        other = copy.copy(self)
        vars(other).update(kwargs)
        return other


class Estimator:
    """Trains, evaluates and calls the model that a function builds; its values live in checkpoints."""

    def __init__(self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None):
        if warm_start_from is not None:
            raise NotImplementedError("Estimator(warm_start_from=...)")
        config = config or RunConfig()
        model_dir = model_dir or config.model_dir or tempfile.mkdtemp()
        self._config = config.replace(model_dir=model_dir)
        self._model_fn, self._params = model_fn, copy.deepcopy(params or {})

    @property
    def model_dir(self):
        return self._config.model_dir

    @property
    def config(self):
        return copy.copy(self._config)

    @property
    def params(self):
        return copy.deepcopy(self._params)

    @property
    def model_fn(self):
        return lambda features, labels, mode, config: self._call(features, labels, mode)

    def latest_checkpoint(self):
        return tf.train.latest_checkpoint(self.model_dir)

    def get_variable_names(self):
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    def get_variable_value(self, name):
        return tf.train.load_variable(self.model_dir, name)

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        """Runs the train op until the input ends, for `steps` steps, or up to `max_steps` in all."""
        if steps is not None and max_steps is not None:
            raise ValueError("Can not provide both steps and max_steps.")
        if max_steps is not None and self._trained_steps() >= max_steps:
            return self
        config = self._config
        with tf.Graph().as_default():
            spec, _ = self._build(input_fn, EstimatorModeKeys.TRAIN)
            listed = [*(hooks or []), tf.train.NanTensorHook(spec.loss)]
            logged = {"loss": spec.loss, "step": tf.train.get_global_step()}
            listed.append(tf.train.LoggingTensorHook(logged, every_n_iter=config.log_step_count_steps or 100))
            if steps is not None or max_steps is not None:
                listed.append(tf.train.StopAtStepHook(num_steps=steps, last_step=max_steps))
            saver = tf.train.Saver(
                sharded=True,
                max_to_keep=config.keep_checkpoint_max,
                defer_build=True,
                save_relative_paths=True,
                keep_checkpoint_every_n_hours=config.keep_checkpoint_every_n_hours,
            )
            scaffold = spec.scaffold or tf.train.Scaffold()
            if not (scaffold.saver or tf.get_collection(tf.GraphKeys.SAVERS)):
                tf.add_to_collection(tf.GraphKeys.SAVERS, saver)
            tf.summary.scalar("loss", spec.loss)
            saving = tf.train.CheckpointSaverHook(
                self.model_dir,
                config.save_checkpoints_secs,
                config.save_checkpoints_steps,
                scaffold=scaffold,
                listeners=saving_listeners,
            )
            with tf.train.MonitoredTrainingSession(
                checkpoint_dir=self.model_dir,
                scaffold=scaffold,
                hooks=listed + list(spec.training_hooks or []),
                chief_only_hooks=[saving] + list(spec.training_chief_hooks or []),
                save_checkpoint_secs=None,
                save_checkpoint_steps=None,
                save_summaries_steps=config.save_summary_steps,
                config=config.session_config,
                log_step_count_steps=config.log_step_count_steps,
            ) as session:
                while not session.should_stop():
                    session.run([spec.train_op, spec.loss])
        return self

    def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
        """Returns the mean loss and the metrics over the input, or over `steps` batches of it."""
        path = checkpoint_path or self.latest_checkpoint()
        with tf.Graph().as_default():
            spec, _ = self._build(input_fn, EstimatorModeKeys.EVAL)
            metrics = dict(spec.eval_metric_ops or {}, loss=tf.metrics.mean(spec.loss))
            updates, values = [], {}
            for key in sorted(metrics):
                values[key], update = metrics[key]
                updates.append(update)
            values["global_step"] = tf.train.get_global_step()
            done = 0
            with self._session(spec, path, list(hooks or []) + list(spec.evaluation_hooks or [])) as session:
                while steps is None or done < steps:
                    try:
                        session.run(updates)
                    except tf.errors.OutOfRangeError:
                        break
                    done += 1
                with session._tf_sess().graph.as_default():
                    result = session._tf_sess().run(values)
        return result

    def predict(self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None, yield_single_examples=True):
        """Yields the predictions for each example, or for each batch."""
        path = checkpoint_path or self.latest_checkpoint()
        with tf.Graph().as_default():
            spec, _ = self._build(input_fn, EstimatorModeKeys.PREDICT)
            predictions = spec.predictions
            if predict_keys and isinstance(predictions, dict):
                predictions = {key: value for key, value in predictions.items() if key in predict_keys}
            with self._session(spec, path, list(hooks or []) + list(spec.prediction_hooks or [])) as session:
                while not session.should_stop():
                    batch = session.run(predictions)
                    if not yield_single_examples:
                        yield batch
                    elif not isinstance(predictions, dict):
                        yield from batch
                    else:
                        for row in range(len(next(iter(batch.values())))):
                            yield {key: value[row] for key, value in batch.items()}

    def _build(self, input_fn, mode):
        tf.set_random_seed(self._config.tf_random_seed)
        tf.train.create_global_step()
        features, labels = _estimator_input(input_fn, mode, self._params, self._config)
        spec = self._call(features, labels, mode)
        return spec, features

    def _call(self, features, labels, mode):
        given = {"labels": labels, "mode": mode, "params": self.params, "config": self.config}
        accepted = _accepted(self._model_fn)
        return self._model_fn(features=features, **{name: given[name] for name in given if name in accepted})

    def _session(self, spec, path, hooks):
        creator = tf.train.ChiefSessionCreator(
            scaffold=spec.scaffold, config=self._config.session_config, checkpoint_filename_with_path=path
        )
        return tf.train.MonitoredSession(session_creator=creator, hooks=hooks)

    def _trained_steps(self):
        path = self.latest_checkpoint()
        return int(tf.train.load_variable(path, tf.GraphKeys.GLOBAL_STEP)) if path else 0


def _accepted(function):
    """The names of the parameters of a function, also of a partial or an object that is called."""
    return {
        name
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    }


def _estimator_input(input_fn, mode, params, config):
    """The features and labels that an input function gives, out of a dataset as well."""
    given = {"mode": mode, "params": params, "config": config}
    accepted = _accepted(input_fn)
    with tf.device("/cpu:0"):
        result = input_fn(**{name: given[name] for name in given if name in accepted})
        if hasattr(result, "element_spec"):
            iterator = tf.data.make_initializable_iterator(result)
            tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
            result = iterator.get_next()
    if isinstance(result, (list, tuple)):
        if len(result) != 2:
            raise ValueError("input_fn should return (features, labels) as a len 2 tuple.")
        return result
    return result, None


class TrainSpec(collections.namedtuple("TrainSpec", ["input_fn", "max_steps", "hooks"])):
    """How `train_and_evaluate` trains."""

    def __new__(cls, input_fn, max_steps=None, hooks=None, saving_listeners=None):
        return super().__new__(cls, input_fn, max_steps, tuple(hooks or ()))


class EvalSpec(collections.namedtuple("EvalSpec", ["input_fn", "steps", "hooks"])):
    """How `train_and_evaluate` evaluates."""

    def __new__(
        cls, input_fn, steps=100, name=None, hooks=None, exporters=None, start_delay_secs=120, throttle_secs=600
    ):
        return super().__new__(cls, input_fn, steps, tuple(hooks or ()))


def train_and_evaluate(estimator, train_spec, eval_spec):
    """Trains to the end, then evaluates."""
    estimator.train(train_spec.input_fn, hooks=train_spec.hooks, max_steps=train_spec.max_steps)
    return estimator.evaluate(eval_spec.input_fn, steps=eval_spec.steps, hooks=eval_spec.hooks), []


def numpy_input_fn(x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1):
    """An input function that gives rows of arrays in batches; a batch may reach into the next epoch."""
    if shuffle is None or not isinstance(shuffle, bool):
        raise ValueError("shuffle must be provided and explicitly set as boolean")
    if not isinstance(x, (dict, np.ndarray)):
        raise TypeError("x must be a dict or array; got {}".format(type(x).__name__))

    def input_fn():
        features = x if isinstance(x, dict) else {"": x}
        targets = {} if y is None else y if isinstance(y, dict) else {"": y}
        arrays = [*(features[key] for key in sorted(features)), *(targets[key] for key in sorted(targets))]
        rows = len(arrays[0])
        if any(len(array) != rows for array in arrays):
            raise ValueError("Length of tensors in x and y is mismatched.")
        batch = _rows_of(arrays, rows, batch_size, num_epochs, queue_capacity if shuffle else None)
        features = dict(zip(sorted(features), batch))
        targets = dict(zip(sorted(targets), batch[len(features) :]))
        features = features if isinstance(x, dict) else features[""]
        if y is None:
            return features
        return features, targets if isinstance(y, dict) else targets[""]

    return input_fn


def pandas_input_fn(
    x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1, target_column="target"
):
    """An input function that gives rows of a data frame in batches."""
    features = {name: x[name].values for name in x.columns}
    targets = None if y is None else y.values if not hasattr(y, "columns") else {n: y[n].values for n in y.columns}
    return numpy_input_fn(features, targets, batch_size, num_epochs, shuffle, queue_capacity, num_threads)


def _rows_of(arrays, rows, batch_size, num_epochs, capacity):
    """Tensors with the next rows of the arrays, which stay outside of the graph."""
    dataset = tf.data.Dataset.range(rows).repeat(num_epochs)
    if capacity is not None:
        dataset = dataset.shuffle(capacity)
    iterator = tf.data.make_initializable_iterator(dataset.batch(batch_size, drop_remainder=num_epochs is None))
    tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
    types = [tf.string if array.dtype.kind in "OSU" else tf.as_dtype(array.dtype) for array in arrays]
    batch = tf.py_func(lambda index: [array[index] for array in arrays], [iterator.get_next()], types)
    for tensor, array in zip(batch, arrays):
        tensor.set_shape([batch_size if num_epochs is None else None, *array.shape[1:]])
    return batch
