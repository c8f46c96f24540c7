"""The public API of the installed TensorFlow as lines of text: what `make_api_tables.py` works on.

    python tests/api_walk.py [--private]

One line per name: name, kind, identity, parameters, where it is defined. Names of one identity are one object.
Parameters have their defaults where these are plain, and those after `*` take a keyword. With `--private` also the names of the
modules below `tensorflow.python` and `tensorflow.contrib.*.python`. Runs on python 3.6 and newer, in TensorFlow 1.15
and in TensorFlow 2.
"""

import functools
import importlib
import inspect
import os
import pkgutil
import sys
import types
import warnings

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
warnings.simplefilter("ignore")

# Parts of TensorFlow that are no API, and other versions of it
_NOT_PUBLIC = {
    "api",
    "python",
    "core",
    "compiler",
    "tools",
    "v1",
    "v2",
    "dtensor",
    "aux",
    "include",
    "security",
    "xla_data_pb2",
}
_OURS = ("tensorflow", "keras", "tf_keras", "absl.flags", "absl.logging")
# Files below tensorflow/python that are public modules themselves
_FILES = {"flags", "app", "app.flags", "logging", "gfile", "resource_loader", "sysconfig"}
# Private modules that programs import: tests, tools and generated kernels are left out
_SKIPPED = ("_test", "test_", "tests", "testing", "benchmark", "_pb2", "pywrap", "_wrap", "examples", "tools", "main")


def is_module(value):
    return isinstance(value, types.ModuleType)


def public_names(module):
    for name in sorted(set(dir(module))):
        if name.startswith("_") and name != "__version__":
            continue
        try:
            value = getattr(module, name)
            if is_module(value):
                value.__name__
        except Exception:  # lazily loaded and missing
            continue
        yield name, value


def is_ours(value):
    value = value.func if isinstance(value, functools.partial) else value
    name = getattr(value, "__module__", None) or getattr(value, "__name__", "")
    return isinstance(name, str) and name.startswith(_OURS)


def walk(module, path, stack):
    """(name, value) of everything public below a module, and the modules themselves."""
    for name, value in public_names(module):
        full = path + "." + name if path else name
        if is_module(value):
            if name in _NOT_PUBLIC or id(value) in stack or not _is_api(value.__name__, full):
                continue
            yield full, value
            if ".contrib." in value.__name__ and ".python." in value.__name__ and hasattr(value, "absolute_import"):
                pairs = own_names(value, full)
            else:
                pairs = walk(value, full, stack | {id(value)})
            for pair in pairs:
                yield pair
        elif callable(value):
            if is_ours(value) and not (path == "contrib.quantization" and ".gen_" in home(value)):
                yield full, value
        elif type(value).__module__ != "__future__" and not is_module(value):
            yield full, value


def own_names(module, path):
    """What a file of contrib defines, when nothing took away the names that it imports."""
    for name, value in public_names(module):
        if callable(value) and getattr(value, "__module__", None) == module.__name__:
            yield path + "." + name, value


def _is_api(where, path):
    """Whether a module is one of the API, and not one that a file of contrib happens to import."""
    if not where.startswith(_OURS):
        return False
    where = where.replace("tensorflow_core", "tensorflow")
    if not path.startswith("contrib."):
        return ".python." not in where or "._v1." in where or path in _FILES
    own = "tensorflow." + path
    if (
        where == own
        or where.startswith(own + ".")
        and ".python." not in where
        or where.startswith(own.rpartition(".")[0] + ".")
        and ".python." in where
    ):
        return True
    last = path.rpartition(".")[2]
    return path.startswith("contrib.slim.") and where.endswith(("tensorflow.contrib." + last, ".layers." + last))


def innermost(value):
    """The function that decorators of TensorFlow wrap."""
    from tensorflow.python.util import tf_decorator

    try:
        return tf_decorator.unwrap(value)[1]
    except Exception:
        return value


def kind_of(value):
    if is_module(value):
        return "module"
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "constant"


def parameters(value):
    from tensorflow.python.util import tf_inspect

    if is_module(value) or not callable(value):
        return ""
    try:
        if inspect.isclass(value):
            if value.__init__ is object.__init__:
                return "?" if value.__new__ is not object.__new__ else ""
            spec = tf_inspect.getfullargspec(value.__init__)
        else:
            spec = tf_inspect.getfullargspec(innermost(value))
    except Exception:
        return "?"
    args = list(spec.args)
    if args and args[0] in ("self", "cls", "_cls"):
        args = args[1:]
    count = len(args) - len(spec.defaults or ())
    shown = [
        name + ("=" + default(spec.defaults[index - count]) if index >= count else "")
        for index, name in enumerate(args)
    ]
    if spec.varargs:
        shown.append("*" + spec.varargs)
    if spec.kwonlyargs:
        given = spec.kwonlydefaults or {}
        shown += [] if spec.varargs else ["*"]
        shown += [name + ("=" + default(given[name]) if name in given else "") for name in spec.kwonlyargs]
    if spec.varkw:
        shown.append("**" + spec.varkw)
    return ",".join(shown)


def default(value):
    """A default as text without commas; `...` when it is no plain value."""
    if value is None or isinstance(value, (bool, int, float, str)):
        text = repr(value)
        return text if not set(text) & set(",\t\n") else "..."
    if type(value).__name__ == "DType":
        return value.name
    return "..."


def identity(value):
    """What two names of one thing share; constants are told by their values."""
    if is_module(value):
        return "module:" + value.__name__
    if not callable(value):
        return "value:" + " ".join(repr(value).split())[:60]
    return str(id(innermost(value)))


def home(value):
    value = innermost(value) if callable(value) and not inspect.isclass(value) else value
    where = getattr(value, "__module__", "") or ""
    return "%s.%s" % (where, getattr(value, "__name__", "")) if callable(value) else ""


def members(path, value):
    """Methods, properties and attributes of a class."""
    for name in sorted(set(dir(value))):
        if name.startswith("_") or name in dir(type):
            continue
        try:
            raw = inspect.getattr_static(value, name)
            member = getattr(value, name)
        except Exception:
            continue
        if isinstance(raw, (int, str, float)) or not (callable(member) or isinstance(raw, property)):
            if name in vars(value):  # an inherited one belongs to the class that has it
                yield path + "." + name, "attribute", "value:" + " ".join(repr(member).split())[:60], ""
        elif callable(member):
            yield path + "." + name, "method", "", parameters(member)
        else:
            yield path + "." + name, "property", "", ""


def private_modules(tf):
    """The modules of TensorFlow 1.15 that are no API and yet imported."""
    import tensorflow.contrib
    import tensorflow.python

    packages = (tensorflow.python, "tensorflow.python"), (sys.modules["tensorflow.contrib"], "tensorflow.contrib")
    for package, full in packages:
        for found in pkgutil.walk_packages(package.__path__, full + ".", onerror=lambda name: None):
            path = found.name[len("tensorflow.") :]
            if any(part in path for part in _SKIPPED) or path.startswith("contrib") and ".python" not in path:
                continue
            try:
                yield path, importlib.import_module(found.name)
            except BaseException:  # needs a kernel that is not built
                continue


def main():
    import tensorflow as tf

    options, sys.argv = sys.argv[1:], sys.argv[:1]  # tf.flags reads them
    out = sys.stdout
    for name, value in walk(tf, "", frozenset([id(tf)])):
        line = name, kind_of(value), identity(value), parameters(value), home(value)
        out.write("\t".join(line) + "\n")
        if inspect.isclass(value):
            for found in members(name, value):
                out.write("\t".join(found + ("",)) + "\n")
    if "--compat" in options:
        for name, value in walk(tf.compat.v1, "compat.v1", frozenset([id(tf.compat.v1), id(tf)])):
            out.write("\t".join((name, kind_of(value), identity(value), parameters(value), home(value))) + "\n")
    if "--private" in options:
        for path, module in private_modules(tf):
            out.write("\t".join((path, "private", "module:" + module.__name__, "", "")) + "\n")
            for name, value in public_names(module):
                if (callable(value) and is_ours(value)) or not callable(value) and not is_module(value):
                    if type(value).__module__ != "__future__":
                        line = path + "." + name, "private " + kind_of(value), identity(value), parameters(value)
                        out.write("\t".join(line + (home(value),)) + "\n")


if __name__ == "__main__":
    main()
