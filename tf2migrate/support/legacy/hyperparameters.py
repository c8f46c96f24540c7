"""Hyperparameters as `tf.contrib.training.HParams` held them."""

import json
import numbers
import re

_SETTING = re.compile(
    r"(?P<name>[a-zA-Z][\w.]*)(\[\s*(?P<index>\d+)\s*\])?\s*=\s*((?P<one>[^,\[]*)|\[(?P<many>[^\]]*)\])($|,\s*)"
)


def _setting_as(kind, text):
    """A value as it is written in `HParams.parse`."""
    if kind is not bool:
        return kind(text)
    return text.lower() == "true" if text in ("true", "True", "false", "False") else bool(int(text))


def _setting_of_kind(name, kind, value):
    """The value as the kind that a hyperparameter has; whole numbers become floats, and nothing else changes."""
    if type(value) is kind or kind is type(None):
        return value
    text = issubclass(kind, (str, bytes)) and not isinstance(value, (str, bytes))
    boolean = issubclass(kind, bool) != isinstance(value, bool)
    whole = issubclass(kind, numbers.Integral) and not isinstance(value, numbers.Integral)
    number = issubclass(kind, numbers.Number) and not isinstance(value, numbers.Number)
    if text or boolean or whole or number:
        raise ValueError("Could not cast hparam '%s' of type '%s' from value %r" % (name, kind, value))
    return kind(value)


class HParams:
    """Names and values; a value keeps the type that it begins with."""

    def __init__(self, hparam_def=None, model_structure=None, **kwargs):
        if hparam_def is not None:
            raise ValueError("hyperparameters of a protocol buffer are not known here")
        self._hparam_types = {}
        self._model_structure = model_structure
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def add_hparam(self, name, value):
        if getattr(self, name, None) is not None:
            raise ValueError("Hyperparameter name is reserved: %s" % name)
        several = isinstance(value, (list, tuple))
        if several and not value:
            raise ValueError("Multi-valued hyperparameters cannot be empty: %s" % name)
        self._hparam_types[name] = (type(value[0] if several else value), several)
        setattr(self, name, value)

    def set_hparam(self, name, value):
        kind, several = self._hparam_types[name]
        if several != isinstance(value, list):
            raise ValueError("Must%s pass a list for hparam %s" % ("" if several else " not", name))
        if several:
            setattr(self, name, [_setting_of_kind(name, kind, part) for part in value])
        else:
            setattr(self, name, _setting_of_kind(name, kind, value))

    def del_hparam(self, name):
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values):
        found, place = {}, 0
        while place < len(values):
            match = _SETTING.match(values, place)
            if not match:
                raise ValueError("Malformed hyperparameter value: %s" % values[place:])
            place, name = match.end(), match.group("name")
            if name not in self._hparam_types:
                raise ValueError("Unknown hyperparameter type for %s" % name)
            if match.group("index") is not None:
                raise ValueError("a part of %s cannot be set" % name)
            if name in found:
                raise ValueError("Multiple assignments to variable '%s' in %s" % (name, values))
            kind = self._hparam_types[name][0]
            try:
                if match.group("one") is not None:
                    found[name] = _setting_as(kind, match.group("one"))
                else:
                    found[name] = [_setting_as(kind, part) for part in re.split("[ ,]", match.group("many")) if part]
            except ValueError:
                raise ValueError(
                    "Could not parse hparam '%s' of type '%s' in %s" % (name, kind.__name__, values)
                ) from None
        return self.override_from_dict(found)

    def override_from_dict(self, values_dict):
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    set_from_map = override_from_dict

    def set_model_structure(self, model_structure):
        self._model_structure = model_structure

    def get_model_structure(self):
        return self._model_structure

    def to_json(self, indent=None, separators=None, sort_keys=False):
        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json):
        return self.override_from_dict(json.loads(values_json))

    def values(self):
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key, default=None):
        return getattr(self, key) if key in self._hparam_types else default

    def __contains__(self, key):
        return key in self._hparam_types

    def __str__(self):
        return ",".join("%s=%s" % pair for pair in self.values().items())

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, sorted(self.values().items()))
