class HParams:
    """Hyperparameters as attributes; a value that is set by name keeps the type it began with."""

    def __init__(self, **kwargs):
        self._hparam_types = {}
        for name, value in kwargs.items():
            self.add_hparam(name, value)

    def __contains__(self, key):
        return key in self._hparam_types

    def __repr__(self):
        return f"{type(self).__name__}({sorted(self.values().items())})"

    def __str__(self):
        return ",".join(f"{name}={value}" for name, value in self.values().items())

    def add_hparam(self, name, value):
        if getattr(self, name, None) is not None:
            raise ValueError(f"Hyperparameter name is reserved: {name}")
        several = isinstance(value, (list, tuple))
        if several and not value:
            raise ValueError(f"Multi-valued hyperparameters cannot be empty: {name}")
        self._hparam_types[name] = (type(value[0] if several else value), several)
        setattr(self, name, value)

    def set_hparam(self, name, value):
        kind, several = self._hparam_types[name]
        if several != isinstance(value, list):
            raise ValueError(f"Must{'' if several else ' not'} pass a list for hparam {name}")
        converted = [self._converted(name, kind, part) for part in value] if several else None
        setattr(self, name, converted if several else self._converted(name, kind, value))

    def del_hparam(self, name):
        if hasattr(self, name):
            delattr(self, name)
            del self._hparam_types[name]

    def parse(self, values):
        """Sets what a text such as `rate=0.1,sizes=[1,2]` says."""
        import re

        setting = r"([a-zA-Z][\w.]*)(\[\s*\d+\s*\])?\s*=\s*(?:([^,\[]*)|\[([^\]]*)\])(?:$|,\s*)"
        found, place = {}, 0
        while place < len(values):
            match = re.compile(setting).match(values, place)
            if not match:
                raise ValueError(f"Malformed hyperparameter value: {values[place:]}")
            place, (name, index, one, many) = match.end(), match.groups()
            if name not in self._hparam_types:
                raise ValueError(f"Unknown hyperparameter type for {name}")
            if index is not None:
                raise ValueError(f"a part of {name} cannot be set")
            if name in found:
                raise ValueError(f"Multiple assignments to variable '{name}' in {values}")
            texts = [one] if many is None else [part for part in re.split("[ ,]", many) if part]
            try:
                parts = [self._read(self._hparam_types[name][0], text) for text in texts]
            except ValueError:
                raise ValueError(f"Could not parse hparam '{name}' in {values}") from None
            found[name] = parts[0] if many is None else parts
        return self.override_from_dict(found)

    def override_from_dict(self, values_dict):
        for name, value in values_dict.items():
            self.set_hparam(name, value)
        return self

    def to_json(self, indent=None, separators=None, sort_keys=False):
        import json

        return json.dumps(self.values(), indent=indent, separators=separators, sort_keys=sort_keys)

    def parse_json(self, values_json):
        import json

        return self.override_from_dict(json.loads(values_json))

    def values(self):
        return {name: getattr(self, name) for name in self._hparam_types}

    def get(self, key, default=None):
        return getattr(self, key) if key in self._hparam_types else default

    def _read(self, kind, text):
        if kind is not bool:
            return kind(text)
        return text.lower() == "true" if text in ("true", "True", "false", "False") else bool(int(text))

    def _converted(self, name, kind, value):
        """Whole numbers become floats where one is wanted; nothing else changes its kind."""
        from numbers import Integral, Number

        if type(value) is kind or kind is type(None):
            return value
        text = issubclass(kind, (str, bytes)) and not isinstance(value, (str, bytes))
        boolean = issubclass(kind, bool) != isinstance(value, bool)
        whole = issubclass(kind, Integral) and not isinstance(value, Integral)
        number = issubclass(kind, Number) and not isinstance(value, Number)
        if text or boolean or whole or number:
            raise ValueError(f"Could not cast hparam '{name}' of type '{kind}' from value {value!r}")
        return kind(value)
