"""`tf.contrib.framework.arg_scope`: default arguments for calls made inside a `with` block."""

import contextlib
import functools

_arg_scopes = [{}]
_scoped_functions = set()


def _arg_scope_key(function):
    return getattr(function, "_key_op", str(function))


def add_arg_scope(function):
    """Makes a function take arguments from the surrounding `arg_scope`."""
    key = _arg_scope_key(function)

    @functools.wraps(function)
    def scoped(*args, **kwargs):
        return function(*args, **dict(_arg_scopes[-1].get(key, {}), **kwargs))

    _scoped_functions.add(key)
    scoped._key_op = key
    return scoped


def has_arg_scope(function):
    """Whether the function takes arguments from `arg_scope`."""
    return _arg_scope_key(function) in _scoped_functions


@contextlib.contextmanager
def arg_scope(list_ops_or_scope, **kwargs):
    """Sets arguments of the functions in a list, or enters a scope that an earlier one returned.

    The innermost scope wins for every argument, and an argument of the call wins over all scopes.

    Raises:
        TypeError: `list_ops_or_scope` is neither a list or tuple nor a scope.
        ValueError: a function is not decorated with `add_arg_scope`, or a scope came with arguments.
    """
    if isinstance(list_ops_or_scope, dict):
        if kwargs:
            raise ValueError("When attempting to re-use a scope, kwargs must be empty.")
        scope = dict(list_ops_or_scope)
    elif isinstance(list_ops_or_scope, (list, tuple)):
        scope = dict(_arg_scopes[-1])
        for function in list_ops_or_scope:
            if not has_arg_scope(function):
                raise ValueError("%s is not decorated with @add_arg_scope" % (function,))
            key = _arg_scope_key(function)
            scope[key] = dict(scope.get(key, {}), **kwargs)
    else:
        raise TypeError("list_ops_or_scope must either be a list/tuple or reused scope (i.e. dict)")
    _arg_scopes.append(scope)
    try:
        yield scope
    finally:
        _arg_scopes.pop()


def current_arg_scope():
    """The arguments that are set, by function."""
    return _arg_scopes[-1]


def arg_scope_func_key(function):
    return _arg_scope_key(function)
