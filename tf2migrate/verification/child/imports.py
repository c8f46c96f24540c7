"""Runs a function right after a module has been imported, without importing it."""

import importlib.abc
import sys


class _Loader(importlib.abc.Loader):
    """Delegates to the real loader and calls back once the module body has run."""

    def __init__(self, real, callback):
        self.real = real
        self.callback = callback

    def create_module(self, spec):
        return self.real.create_module(spec)

    def exec_module(self, module):
        self.real.exec_module(module)
        self.callback(module)

    def __getattr__(self, name):
        return getattr(self.real, name)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, wanted, callback):
        self.wanted = wanted
        self.callback = callback

    def find_spec(self, fullname, path, target=None):
        if not self.wanted(fullname):
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, self.callback)
                return spec
        return None


def after(wanted, callback):
    """Call `callback(module)` after each import of a module whose full name satisfies `wanted(name)`."""
    loaded = [module for name, module in list(sys.modules.items()) if module is not None and wanted(name)]
    for module in loaded:
        callback(module)
    sys.meta_path.insert(0, _Finder(wanted, callback))
