"""TF1 on top of TF2: the embedded oracle.

`import tensorflow` gives the `compat.v1` API in graph mode. Names that TF2 does not have, or that Keras
3 made unusable (`tf.layers`, `tf.nn.rnn_cell`, `tf.contrib`), come from the legacy module of the spec,
which implements them on `compat.v1.get_variable`. Runs in a fork of a process that has TensorFlow 2
loaded.
"""

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import logging
import sys
import types

from . import digits


class Namespace(types.ModuleType):
    """A module with names of its own in front of those of another module (or of none)."""

    def __init__(self, name, base=None):
        types.ModuleType.__init__(self, name, getattr(base, "__doc__", None))
        self.__dict__["_base"] = base
        self.__path__ = list(getattr(base, "__path__", ()))

    def __getattr__(self, name):
        base = self.__dict__["_base"]
        if base is not None:
            try:
                return getattr(base, name)
            except AttributeError:
                pass
        raise AttributeError(
            "the embedded TF1 oracle has no %s.%s; a real TensorFlow 1.x interpreter "
            "would know it" % (self.__name__, name)
        )

    def __dir__(self):
        return sorted(set(dir(self.__dict__["_base"])) | set(self.__dict__))


class Internals(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Modules inside contrib packages, such as `tensorflow.contrib.eager.python.tfe`: the public names."""

    def __init__(self, root):
        self.root = root

    def find_spec(self, fullname, path, target=None):
        parts = fullname.split(".")
        if parts[:2] != ["tensorflow", "contrib"] or parts[3:4] != ["python"]:
            return None
        if parts[2] not in self.root.contrib.__dict__:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return Namespace(spec.name, getattr(self.root.contrib, spec.name.split(".")[2]))

    def exec_module(self, module):
        pass


def install(spec):
    """Switch this process to TF1 semantics and replace the public `tensorflow` modules."""
    import tensorflow as tf2

    logging.getLogger("tensorflow").setLevel(logging.ERROR)
    tf2.compat.v1.disable_v2_behavior()
    v1 = tf2.compat.v1
    root = Namespace("tensorflow", v1)
    root.__path__ = list(tf2.__path__)  # tensorflow.python.* and the like are imported from there
    root.__spec__ = tf2.__spec__
    root.__file__ = tf2.__file__
    root.VERSION = root.__version__ = v1.__version__
    register(root)
    for name in ("python", "core"):
        setattr(root, name, importlib.import_module("tensorflow." + name))
    compat = child(root, "compat", tf2.compat)
    compat.v1 = root
    sys.modules["tensorflow.compat.v1"] = root
    child(root, "contrib")
    sys.meta_path.insert(0, Internals(root))
    if spec.get("legacy"):
        add_legacy(root, spec["legacy"])
    if spec.get("mnist"):
        add_mnist(root, spec["mnist"])
    return root


def register(namespace):
    sys.modules[namespace.__name__] = namespace


def child(parent, name, base=None):
    """The namespace `name` inside `parent`, made in front of whatever is there."""
    found = parent.__dict__.get(name)
    if isinstance(found, Namespace):
        return found
    if base is None:
        base = getattr(parent.__dict__["_base"], name, None)
    namespace = Namespace(parent.__name__ + "." + name, base)
    setattr(parent, name, namespace)
    register(namespace)
    return namespace


def descend(root, parts):
    for part in parts:
        root = child(root, part)
    return root


def add_legacy(root, legacy):
    """Put every name of the legacy module where TF1 had it."""
    spec = importlib.util.spec_from_file_location("_tf2migrate_legacy", legacy["module"])
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    for name, attribute in sorted(legacy["names"].items()):
        value = module
        for part in attribute.split("."):
            value = getattr(value, part)
        parts = name.split(".")
        setattr(descend(root, parts[:-1]), parts[-1], value)


def add_mnist(root, path):
    """tensorflow.examples.tutorials.mnist.input_data, and the contrib.learn name of the same reader."""
    package = descend(root, ["examples", "tutorials", "mnist"])
    package.input_data = digits.load_module(path)
    sys.modules["tensorflow.examples.tutorials.mnist.input_data"] = package.input_data
    datasets = descend(root, ["contrib", "learn", "python", "learn", "datasets"])
    datasets.mnist = package.input_data
    sys.modules["tensorflow.contrib.learn.python.learn.datasets.mnist"] = package.input_data
    descend(root, ["contrib", "learn"]).datasets = datasets
