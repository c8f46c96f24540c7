"""Write the tables of all symbols of TensorFlow 1.15 from the two installed packages and the rows written by hand.

    python tests/make_api_tables.py --tf1-python PYTHON --tf2-python PYTHON

Writes, in `tf2migrate/rules/api/`, `symbols.tsv`: a row for every public symbol that no table written by hand has, and
`private.tsv`: the public names behind private import paths; and `tests/data/tf1_api.tsv`, the record of TensorFlow 1.15
that the tests check the tables against where it is not installed. Without `--tf1-python` that record stands for it.
"""

from __future__ import annotations

import argparse
import ast
import collections
import dataclasses
import pathlib
import subprocess
import sys

from tf2migrate.rules import symbols
from tf2migrate.rules.symbols import Disposition

HERE = pathlib.Path(__file__).parent
API = pathlib.Path(symbols.__file__).parent / "api"
RECORD = HERE / "data" / "tf1_api.tsv"
COLUMNS = "name disposition returns target parameters target_parameters edits rule source".split()
# Helpers of TensorFlow itself that its private modules show
_INTERNAL = {
    "tf_export",
    "deprecated",
    "deprecated_args",
    "deprecated_arg_values",
    "deprecated_endpoints",
    "keras_export",
    "estimator_export",
    "contextmanager",
    "tf_contextlib",
}
_UNIMPORTED = (
    "contrib.quantization.",
    "python.ops.standard_ops",
    "python.keras.api",
    "python.framework.test_",
    "python.ops.gen_tpu",
    "python.tpu.",
    "python.keras.engine.base_layer_utils",
)


@dataclasses.dataclass(frozen=True)
class Name:
    """One name of one version: what `api_walk.py` prints of it."""

    path: str
    kind: str
    identity: str
    parameters: str

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters without defaults; those after `*` take a keyword."""
        return tuple(part.partition("=")[0] for part in self.parameters.split(",") if part and part != "?")

    @property
    def positional(self) -> tuple[str, ...]:
        plain = []
        for name in self.names:
            if name.startswith("*"):
                break
            plain.append(name)
        return tuple(plain)

    @property
    def defaults(self) -> dict[str, str]:
        return dict(part.split("=", 1) for part in self.parameters.split(",") if "=" in part)


Api = dict[str, Name]


def read(lines: list[str]) -> Api:
    """The names of a walk; constants that two walks show alike are equal."""
    found = {}
    for line in lines:
        path, kind, identity, parameters = line.rstrip("\n").split("\t")[:4]
        found[path] = Name(path, kind, identity, parameters)
    return found


def walk(python: str, option: str) -> Api:
    command = [python, str(HERE / "api_walk.py"), option]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return read(done.stdout.splitlines())


def is_listed(name: Name) -> bool:
    """Whether a name gets a row: functions, classes, constants, and the constants of classes."""
    if name.kind in ("function", "class", "constant"):
        return True
    last = name.path.rpartition(".")[2]
    return name.kind == "attribute" and last.isupper() and last not in ("DESCRIPTOR",)


def groups(api: Api) -> dict[str, list[str]]:
    """The names of each function and class."""
    found = collections.defaultdict(list)
    for name in api.values():
        if name.kind in ("function", "class"):
            found[name.identity].append(name.path)
    return found


def record(api: Api) -> list[str]:
    """The public names of TensorFlow 1.15, compactly: those of one object share a number."""
    shared = {identity: str(number) for number, (identity, paths) in enumerate(groups(api).items()) if len(paths) > 1}
    lines = []
    for name in sorted(filter(is_listed, api.values()), key=lambda name: name.path):
        value = name.identity if name.identity.startswith("value:") else shared.get(name.identity, "")
        lines.append("\t".join((name.path, name.kind, value, name.parameters)))
    return lines


def read_record() -> Api:
    api = read(RECORD.read_text(encoding="utf-8").splitlines())
    return {path: dataclasses.replace(name, identity=name.identity or path) for path, name in api.items()}


# -- rows ------------------------------------------------------------------------------------------------


def rows(tf1: Api, tf2: Api) -> list[tuple[str, ...]]:
    """The generated rows, sorted by name as bytes are."""
    maker = _Maker(tf1, tf2)
    made = [maker.row(name) for name in tf1.values() if is_listed(name) and not by_hand(name.path)]
    return sorted((row for row in made if row is not None), key=lambda row: row[0].encode())


def by_hand(path: str) -> bool:
    """Whether the tables written by hand have a name, or a module that repeats another one leads to it."""
    return symbols.written(path) is not None


class _Maker:
    def __init__(self, tf1: Api, tf2: Api) -> None:
        self.tf1, self.tf2 = tf1, tf2
        self.same_object = groups(tf1)
        self.named_in_tf2 = groups({path: name for path, name in tf2.items() if not path.startswith("compat.v1.")})

    def row(self, name: Name) -> tuple[str, ...] | None:
        if name.kind in ("constant", "attribute"):
            return self._constant(name)
        if name.path.startswith(("flags.", "app.flags.")) and name.kind != "module":
            return _written(
                name,
                Disposition.LOWERED,
                target="absl." + name.path.removeprefix("app."),
                returns="flags",
                source="absl's own",
            )
        names = [path for path in self.same_object[name.identity] if path != name.path]
        others = [path for path in names if by_hand(path)]
        if others and not name.path.startswith("raw_ops."):
            return self._alias(name, min(others, key=_preference))
        new = self.tf2.get(name.path)
        if new is not None and new.kind in ("function", "class"):
            return self._kept(name, new)
        legacy = self.tf2.get("compat.v1." + name.path)
        targets = self.named_in_tf2.get(legacy.identity, []) if legacy is not None else []
        if targets:
            return self._renamed(name, self.tf2[min(targets, key=_preference)])
        kept_names = [
            path for path in names if path in self.tf2 and path.partition(".")[0] == name.path.partition(".")[0]
        ]
        if kept_names:
            row = self._renamed(name, self.tf2[min(kept_names, key=_preference)])
            return (*row[:-1], "another name of the same object in 1.15; not run")
        first = min(names, key=_preference, default=name.path)
        if _preference(first) < _preference(name.path) and name.path.startswith("contrib."):
            return _written(name, "ALIAS", target=first, source="one object in 1.15")
        kept = "only in compat.v1 of 2.21" if legacy is not None else "not in 2.21"
        return _written(name, Disposition.GONE, returns="python", rule="TFM515", source=kept)

    def _constant(self, name: Name) -> tuple[str, ...] | None:
        new = self.tf2.get(name.path)
        if new is not None and (new.identity == name.identity or new.kind == "attribute" and name.kind == "attribute"):
            return _written(name, Disposition.SAME, target=name.path, returns="python", source="the value is the same")
        literal = name.identity.partition(":")[2]
        if _is_literal(literal) and not name.path.endswith("VERSION"):
            return _written(
                name,
                Disposition.EXPRESSION,
                target=literal,
                returns="python",
                rule="TFM509",
                source="the value in 1.15; not run",
            )
        if new is not None:
            return _written(
                name, Disposition.SAME, target=name.path, returns="python", source="in both versions by name"
            )
        return _written(name, Disposition.GONE, returns="python", rule="TFM515", source="not in 2.21")

    def _alias(self, name: Name, other: str) -> tuple[str, ...]:
        target = symbols.written(other).target
        new, same = self.tf2.get(name.path), self.tf2.get(target)
        if new is not None and same is not None and new.identity == same.identity and target == other:
            return self._kept(name, new)
        return _written(name, "ALIAS", target=other, source="one object in 1.15")

    def _kept(self, name: Name, new: Name) -> tuple[str, ...]:
        legacy = self.tf2.get("compat.v1." + name.path)
        one = legacy is not None and legacy.identity == new.identity and not name.path.startswith("keras.")
        if name.path.startswith("raw_ops."):
            gone = [p for p in name.names if p not in new.names and p != "*"]
            source = "the kernel of the same name, with the same arguments"
            if not gone:
                return _written(name, Disposition.SAME, target=name.path, source=source)
        source = "compat.v1 of 2.21 has the same object; " if one else ""
        if "?" in (name.parameters, new.parameters):
            return _written(
                name, Disposition.SAME, target=name.path, source="in both versions by name; arguments not compared"
            )
        edits = _edits(name, new)
        if not edits and name.positional == new.positional[: len(name.positional)]:
            return _written(
                name, Disposition.SAME, target=name.path, source=source + "signatures of 1.15 and 2.21 compared"
            )
        return _written(
            name,
            Disposition.ARGUMENTS,
            target=name.path,
            target_parameters=_target_parameters(new),
            edits="; ".join(edits),
            rule="TFM502",
            source=source + "signatures of 1.15 and 2.21; not run",
        )

    def _renamed(self, name: Name, new: Name) -> tuple[str, ...]:
        source = f"compat.v1.{name.path} of 2.21 is this; not run"
        edits = _edits(name, new)
        if not edits and name.positional == new.positional[: len(name.positional)]:
            return _written(name, Disposition.RENAMED, target=new.path, rule="TFM501", source=source)
        return _written(
            name,
            Disposition.ARGUMENTS,
            target=new.path,
            target_parameters=_target_parameters(new),
            edits="; ".join(edits),
            rule="TFM502",
            source=source,
        )


def _edits(old: Name, new: Name) -> list[str]:
    """What TensorFlow 2 has no parameter for is refused; a default that moved is written out."""
    takes_any = any(part.startswith("**") for part in new.names)
    edits = []
    for parameter in old.names:
        if parameter.startswith(("*", "?")):
            continue
        if parameter not in new.names:
            if not takes_any or parameter in old.positional:
                default = old.defaults.get(parameter)
                edits.append(f"!{parameter}" + (f"={default}" if default and default != "..." else ""))
            continue
        before, after = old.defaults.get(parameter), new.defaults.get(parameter)
        if before and after and "..." not in (before, after) and not _equal(parameter, before, after):
            edits.append(f"+{parameter}={before}")
        elif before == "None" and parameter in new.positional and after is None:
            edits.append(f"*{parameter}")
    return edits


# Defaults of 1.15 that TensorFlow 2 writes in another way: what they mean is the same
_EQUAL = {("'auto'", "'sum_over_batch_size'"), ("'channels_last'", "None"), ("'zeros'", "'Zeros'")}
_COSMETIC = ("name", "dpi", "show_layer_names", "width")


def _equal(parameter: str, before: str, after: str) -> bool:
    if before in ("None", after) or parameter in _COSMETIC or (before, after) in _EQUAL:
        return True
    return _is_literal(before) and _is_literal(after) and ast.literal_eval(before) == ast.literal_eval(after)


def _target_parameters(new: Name) -> str:
    listed = [part for part in new.names if part == "*" or not part.startswith("*")]
    return ",".join(listed)


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return False
    return True


def _preference(path: str) -> tuple:
    """Which of several names of one object is the name: not one of contrib, and the shortest."""
    side = path.startswith(("raw_ops.", "keras.", "estimator.", "compat.", "initializers.", "manip."))
    return path.startswith("contrib."), path.startswith("contrib.slim."), side, path.count("."), len(path), path


def _private_preference(path: str, own: str) -> tuple:
    """The same for a private name, which more likely means a public one that is called alike."""
    aside = _preference(path)
    return *aside[:3], path.rpartition(".")[2] != own, *aside[3:]


def _returns(name: Name) -> str:
    path = name.path
    if path.startswith("keras."):
        return "layer_object" if path.startswith("keras.layers.") and name.kind == "class" else "keras"
    if path.startswith("data.") and "Dataset" in path:
        return "dataset"
    plain = (
        "config.",
        "sysconfig.",
        "test.",
        "io.gfile.",
        "distribute.",
        "autograph.",
        "lite.",
        "feature_column.",
        "saved_model.",
        "tpu.",
        "xla.",
        "compat.",
        "debugging.",
        "resource_loader.",
        "profiler.",
        "errors.",
    )
    return "python" if name.kind == "class" or path.startswith(plain) else "tensor"


def _written(name: Name, disposition: str, **columns: str) -> tuple[str, ...]:
    listed = ",".join(part for part in name.names if part == "*" or not part.startswith("*"))
    if name.path.startswith("raw_ops."):
        listed = "*," + listed  # by keyword only, in both versions
    values = {
        "name": name.path,
        "disposition": getattr(disposition, "value", disposition),
        "returns": _returns(name),
        "parameters": "" if disposition in (Disposition.GONE, "ALIAS") else listed,
        "target_parameters": "=",
        **columns,
    }
    return tuple(values.get(column, "") for column in COLUMNS)


# -- private import paths ----------------------------------------------------------------------------------


def private_lines(tf1: Api) -> list[str]:
    """`module TAB prefix=name,own:public ...`: the public names of what private modules hold."""
    public = groups({path: name for path, name in tf1.items() if is_listed(name)})
    modules: dict[str, dict[str, list[str]]] = {}
    for name in tf1.values():
        module, _, own = name.path.rpartition(".")
        if (
            name.kind not in ("private function", "private class")
            or name.path.startswith(_UNIMPORTED)
            or own in _INTERNAL
        ):
            continue
        paths = [path for path in public.get(name.identity, ()) if not path.startswith("contrib.quantization")]
        if not paths:
            continue
        prefix, _, last = min(paths, key=lambda path: _private_preference(path, own)).rpartition(".")
        modules.setdefault(module, {}).setdefault(prefix, []).append(own if own == last else f"{own}:{last}")
    lines = []
    for module, found in modules.items():
        lines.append(module + "\t" + " ".join(f"{prefix}={','.join(names)}" for prefix, names in sorted(found.items())))
    return sorted(lines, key=str.encode)


def write(path: pathlib.Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(f"{path.name}: {len(lines)} lines, {path.stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tf1-python", help="an interpreter with TensorFlow 1.15; without it the record is read")
    parser.add_argument("--tf2-python", default=sys.executable, help="an interpreter with TensorFlow 2")
    options = parser.parse_args()
    if options.tf1_python:
        walked = walk(options.tf1_python, "--private")
        write(RECORD, record(walked))
        write(API / "private.tsv", private_lines(walked))
    write(API / "symbols.tsv", ["\t".join(row) for row in rows(read_record(), walk(options.tf2_python, "--compat"))])


if __name__ == "__main__":
    main()
