"""The model function of an estimator, as a function that builds one graph for all ways of use.

It was called for training, for evaluation and for prediction, and what it returned each time said what to run. Here
its tests of the mode go: what was built for one way of use is built, and run in that way only.
"""

from __future__ import annotations

import ast
import re

from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines
from tf2migrate.preparation.reading import dotted, keywords
from tf2migrate.preparation.text import CannotWrite

_SPEC = ("mode", "predictions", "loss", "train_op", "eval_metric_ops", "export_outputs")
_READ_BY = {"TRAIN": ("train_op",), "EVAL": ("loss", "eval_metric_ops"), "PREDICT": ("predictions",)}
_GLOBAL_STEPS = frozenset({"train.get_global_step", "train.get_or_create_global_step", "train.create_global_step"})
_REFUSED_NODES = (ast.FunctionDef, ast.Lambda, ast.ClassDef, ast.Global, ast.Nonlocal, ast.Try)
_MODES = frozenset({"TRAIN", "EVAL", "PREDICT"})


class ModelFunction:
    """Rewrites the function; afterwards its attributes say what it takes and gives.

    Attributes:
        placeholders: by key of the features (None for one array), the parameters that stand for them.
        labels: the parameter of the labels; empty when there is none.
        training: the parameter that says whether it trains; empty when nothing depends on it.
        results: the names that it returns.
        metrics: by name, the value and the update of each result of `evaluate`.
    """

    def __init__(
        self,
        lines: Lines,
        tf: str,
        function: ast.FunctionDef,
        modes: set[str],
        keys: tuple[str, ...] | None,
        needed: frozenset[str] | None,
    ):
        self.lines, self.tf, self.function = lines, tf, function
        self.modes, self.keys, self.needed = modes, keys, needed
        self.placeholders: dict[str | None, str] = {}
        self.labels = self.training = self.global_step = self.train_op = self.predictions = ""
        self.prediction_keys: list[str] | None = None
        self.metrics: dict[str, tuple[str, str]] = {}
        self.results: list[str] = []
        self.takes_params = False
        self._specs: dict[str, ast.Call] = {}
        self._bound: dict[tuple[str, str], ast.expr] = {}  # specs that have a name, by mode
        self._conditional: list[tuple[set[str], frozenset[str], ast.stmt]] = []
        self._last: ast.stmt = function.body[-1]
        self._extra: list[str] = []

    def write(self) -> None:
        """Replace what of the function changes.

        Raises:
            CannotWrite: what it builds depends on the mode in a way that one graph has not.
        """
        self._check_function()
        self._removed: set[ast.stmt] = set()
        if self._block(self.function.body, frozenset(self.modes)):
            raise CannotWrite(self.function, "the model function does not end with an EstimatorSpec")
        self._check_conditional()
        self._features()
        self._modes_as_values()
        self._steps()
        self._results()
        self._header()
        self._finish()

    def _check_function(self) -> None:
        spec = self.function.args
        names = [a.arg for a in spec.args]
        if (
            self.function.decorator_list
            or spec.vararg
            or spec.kwarg
            or spec.kwonlyargs
            or spec.posonlyargs
            or not (set(names) <= {"features", "labels", "mode", "params"})
            or "features" not in names
        ):
            raise CannotWrite(
                self.function, "the model function takes other arguments than features, labels, mode and params"
            )
        if any(not isinstance(d, ast.Constant) for d in spec.defaults):
            raise CannotWrite(self.function, "the model function has defaults that are computed")
        self.labels = "labels" if "labels" in names else ""
        self.takes_params = "params" in names
        own = [n for s in self.function.body for n in walk(s)]
        if any(isinstance(n, _REFUSED_NODES) for n in own):
            raise CannotWrite(self.function, "the model function holds functions or handlers")
        for node in own:
            path = dotted(node, self.tf) if isinstance(node, ast.Attribute) else ""
            if path.startswith("summary."):
                raise CannotWrite(node, "the model function writes summaries, which an estimator runs now and then")

    # -- statements and modes -------------------------------------------------------------------------

    def _block(self, statements: list[ast.stmt], active: frozenset[str], depth: int = 0) -> frozenset[str]:
        """Go through statements that run in these modes; returns the modes that come out at their end."""
        for statement in statements:
            if not active:
                self._remove(statement)
                continue
            if isinstance(statement, ast.If) and self._test(statement.test) is not None:
                active = self._branches(statement, active, depth)
            elif isinstance(statement, ast.Return):
                self._returned(statement, active)
                active = frozenset()
            elif self._is_spec(statement):
                self._bound.update(
                    {
                        (t.id, mode): statement.value
                        for t in statement.targets
                        if isinstance(t, ast.Name)
                        for mode in active
                    }
                )
                self._remove(statement)
            elif isinstance(statement, ast.Assert) and self._names_mode(statement):
                self._remove(statement)
            else:
                if any(isinstance(n, ast.Return) for n in walk(statement)):
                    raise CannotWrite(statement, "the model function returns from inside of a block")
                if active != self.modes:
                    self._conditional.append((_bound(statement), active, statement))
        return active

    def _branches(self, statement: ast.If, active: frozenset[str], depth: int) -> frozenset[str]:
        chosen = self._test(statement.test)
        self.lines.flatten(statement)
        out = self._block(statement.body, active & chosen, depth + 1)
        return out | self._block(statement.orelse, active - chosen, depth + 1)

    def _remove(self, statement: ast.stmt) -> None:
        self._removed.add(statement)
        self.lines.replace(statement, [], comments=False)

    def _test(self, node: ast.expr) -> frozenset[str] | None:
        """The modes in which a test of the mode is true; None for another test."""
        if (
            not isinstance(node, ast.Compare)
            or len(node.ops) != 1
            or not (isinstance(node.left, ast.Name) and node.left.id == "mode")
        ):
            return None
        right = node.comparators[0]
        items = right.elts if isinstance(right, (ast.List, ast.Tuple, ast.Set)) else [right]
        named = frozenset(
            name.rpartition(".")[2]
            for name in (dotted(item, self.tf) for item in items)
            if re.fullmatch(r"(estimator|contrib\.learn)\.ModeKeys\.\w+", name)
        )
        if len(named) != len(items) or not named <= _MODES:
            return None
        if isinstance(node.ops[0], (ast.Eq, ast.In)):
            return named
        return _MODES - named if isinstance(node.ops[0], (ast.NotEq, ast.NotIn)) else None

    def _names_mode(self, node: ast.AST) -> bool:
        return any(isinstance(n, ast.Name) and n.id == "mode" for n in walk(node))

    def _check_conditional(self) -> None:
        """What is built for some ways of use must not change what another one reads."""
        reads = [
            (n, n.lineno)
            for s in self.function.body
            for n in walk(s)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        ]
        inside = {n: modes for _, modes, statement in self._conditional for n in walk(statement)}
        for bound, modes, statement in self._conditional:
            for node, line in reads:
                if (
                    node.id in bound
                    and line > statement.end_lineno
                    and node not in self._of_specs(modes)
                    and not (node in inside and inside[node] <= modes)
                ):
                    raise CannotWrite(
                        statement,
                        f"{node.id} depends on the mode of the model function",
                        "build the layers with a `training` argument instead",
                    )

    def _of_specs(self, modes: frozenset[str]) -> set[ast.AST]:
        """Nodes of returned values that only these modes read."""
        found: set[ast.AST] = set()
        for call in set(self._specs.values()):
            for name, value in keywords(call, _SPEC).items():
                readers = {mode for mode, own in self._specs.items() if own is call and name in _READ_BY[mode]}
                if readers <= modes:
                    found.update(walk(value))
        return found

    # -- what is returned -----------------------------------------------------------------------------

    def _is_spec(self, statement: ast.stmt) -> bool:
        return (
            isinstance(statement, ast.Assign)
            and isinstance(statement.value, ast.Call)
            and dotted(statement.value.func, self.tf) == "estimator.EstimatorSpec"
        )

    def _returned(self, statement: ast.Return, active: frozenset[str]) -> None:
        for mode in active:
            value = statement.value
            if isinstance(value, ast.Name):
                value = self._bound.get((value.id, mode))
            if not isinstance(value, ast.Call) or dotted(value.func, self.tf) != "estimator.EstimatorSpec":
                raise CannotWrite(statement, "the model function does not return an EstimatorSpec")
            for name, given in keywords(value, _SPEC).items():
                if name not in _SPEC and not (isinstance(given, ast.Constant) and given.value in (None, ())):
                    raise CannotWrite(given, f"the EstimatorSpec has {name}")
            self._specs[mode] = value
        self._remove(statement)

    def _field(self, mode: str, name: str) -> ast.expr | None:
        value = keywords(self._specs[mode], _SPEC).get(name) if mode in self._specs else None
        return None if isinstance(value, ast.Constant) and value.value is None else value

    def _results(self) -> None:
        train_op = self._field("TRAIN", "train_op")
        if train_op is None:
            raise CannotWrite(self.function, "the model function gives no train_op")
        self.train_op = self._named(train_op, "train_op")
        self.results = [self.train_op]
        if "EVAL" in self.modes:
            self._metrics()
        if "PREDICT" in self.modes:
            self._predictions()
        if self.global_step:
            self.results.append(self.global_step)
        self.results = list(dict.fromkeys(self.results))

    def _named(self, node: ast.expr, wanted: str) -> str:
        """The name of a value; what has none gets one at the end of the function."""
        if isinstance(node, ast.Name):
            self._check_steady(node)
            return node.id
        name = self.lines.fresh(wanted)
        self._extra.append(f"{name} = {self._text(node)}")
        return name

    def _check_steady(self, node: ast.Name) -> None:
        stores = [
            n
            for n in walk(self.function)
            if isinstance(n, ast.Name) and n.id == node.id and isinstance(n.ctx, ast.Store)
        ]
        if any(n.lineno > node.lineno for n in stores):
            raise CannotWrite(node, f"{node.id} means another value at the end of the model function")

    def _text(self, node: ast.expr) -> str:
        for name in walk(node):
            if isinstance(name, ast.Name):
                self._check_steady(name)
        return self.lines.spelled(node)

    def _metrics(self) -> None:
        given = self._field("EVAL", "eval_metric_ops")
        given = self._literal(given) if given is not None else None
        if given is not None and (
            not isinstance(given, ast.Dict)
            or not all(isinstance(k, ast.Constant) and isinstance(k.value, str) for k in given.keys)
        ):
            raise CannotWrite(given, "the metrics of the model function are not known")
        items = {k.value: v for k, v in zip(given.keys, given.values)} if given is not None else {}
        wanted = sorted([*items, "loss"])
        for key in wanted:
            if self.needed is not None and key not in self.needed:
                continue
            stem = "mean_loss" if key == "loss" else _identifier(key)
            kept = isinstance(items.get(key), ast.Name) and items[key].id == stem
            value, update = stem if kept else self.lines.fresh(stem), self.lines.fresh(f"{stem}_update")
            if key == "loss" and key not in items:
                loss = self._field("EVAL", "loss")
                if loss is None:
                    raise CannotWrite(self.function, "the model function gives no loss")
                self._extra.append(f"{value}, {update} = {self.tf}.metrics.mean({self._text(loss)})")
            else:
                self._metric(items[key], value, update)
            self.metrics[key] = (value, update)
            self.results += [value, update]
        missing = set() if self.needed is None else self.needed - set(wanted) - {"global_step"}
        if missing:
            raise CannotWrite(self.function, f"the model function has no metric {sorted(missing)[0]}")

    def _metric(self, node: ast.expr, value: str, update: str) -> None:
        if isinstance(node, ast.Name):
            stores = [n for n in walk(self.function) if isinstance(n, ast.Name) and n.id == node.id]
            made = self.lines.parents[stores[0]]
            if len(stores) == 2 and isinstance(made, ast.Assign) and self._is_metric(made.value):
                self.lines.substitute(made.targets[0], f"{value}, {update}")
                return
        elif self._is_metric(node):
            self._extra.append(f"{value}, {update} = {self._text(node)}")
            return
        raise CannotWrite(node, "a metric of the model function is not known")

    def _is_metric(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and dotted(node.func, self.tf).startswith("metrics.")

    def _literal(self, node: ast.expr) -> ast.expr:
        """The dict that a name stands for; its statement goes when nothing else reads it."""
        if not isinstance(node, ast.Name):
            return node
        uses = [n for n in walk(self.function) if isinstance(n, ast.Name) and n.id == node.id]
        made = self.lines.parents[uses[0]] if uses else None
        if len(uses) != 2 or not isinstance(made, ast.Assign) or not isinstance(made.value, ast.Dict):
            return node
        self._remove(made)
        return made.value

    def _predictions(self) -> None:
        given = self._field("PREDICT", "predictions")
        if given is None:
            raise CannotWrite(self.function, "the model function gives no predictions")
        self.predictions = self._named(given, "predictions")
        literal = given
        if isinstance(given, ast.Name):
            made = [
                s.value
                for s in walk(self.function)
                if isinstance(s, ast.Assign) and any(isinstance(t, ast.Name) and t.id == given.id for t in s.targets)
            ]
            literal = made[0] if len(made) == 1 else given
        if isinstance(literal, ast.Dict):
            if not all(isinstance(k, ast.Constant) for k in literal.keys):
                raise CannotWrite(literal, "the names of the predictions are not known")
            self.prediction_keys = [k.value for k in literal.keys]
        self.results.append(self.predictions)

    # -- parameters -----------------------------------------------------------------------------------

    def _features(self) -> None:
        uses = [n for s in self.function.body for n in walk(s) if isinstance(n, ast.Name) and n.id == "features"]
        if any(not isinstance(n.ctx, ast.Load) for n in uses):
            raise CannotWrite(self.function, "the model function changes its features")
        if self.keys is None:
            self.placeholders = {None: "features"}
            return
        taken, names = self._local(), {key: _identifier(key) for key in self.keys}
        self.placeholders = {key: self.lines.fresh(name) if name in taken else name for key, name in names.items()}
        for use in uses:
            parent = self.lines.parents[use]
            if isinstance(parent, ast.Subscript) and parent.value is use and isinstance(parent.slice, ast.Constant):
                if parent.slice.value not in self.placeholders:
                    raise CannotWrite(parent, f"there is no feature {parent.slice.value!r}")
                self.lines.substitute(parent, self.placeholders[parent.slice.value])
            else:
                items = ", ".join(f"{key!r}: {name}" for key, name in self.placeholders.items())
                self.lines.substitute(use, "{" + items + "}")

    def _local(self) -> set[str]:
        """Names that must not be taken for a parameter: those of the file, of which `labels` is none."""
        return (
            {n.id for n in walk(self.lines.tree) if isinstance(n, ast.Name)}
            | {n.name for n in walk(self.lines.tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
            | {"labels"}
        )

    def _modes_as_values(self) -> None:
        """`training = mode == TRAIN` is a parameter of that name."""
        for node in [n for s in self.function.body for n in walk(s)]:
            if not isinstance(node, ast.Name) or node.id != "mode" or self._is_gone(node):
                continue
            test = self.lines.parents[node]
            modes = self._test(test) if isinstance(test, ast.Compare) else None
            if modes is None:
                raise CannotWrite(node, "the model function does more with its mode than to compare it")
            used = modes & self.modes
            if used == self.modes or not used:
                self.lines.substitute(test, str(bool(used)))
            elif used == {"TRAIN"}:
                self._training(test)
            else:
                raise CannotWrite(test, "what the model function builds depends on the mode, and not on training alone")

    def _training(self, test: ast.Compare) -> None:
        statement = self.lines.parents[test]
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
            and self.training in ("", statement.targets[0].id)
        ):
            self.training = statement.targets[0].id
            self._remove(statement)
            return
        self.training = self.training or self.lines.fresh("training")
        self.lines.substitute(test, self.training)

    def _is_gone(self, node: ast.AST) -> bool:
        """Whether the node stands in the head of a flattened branch or in a removed statement."""
        while node is not self.function:
            if node in self._removed:
                return True
            parent = self.lines.parents[node]
            if (
                isinstance(parent, ast.If)
                and node is parent.test
                and self._test(node) is not None
                and (self.lines.is_flattened(parent))
            ):
                return True
            node = parent
        return False

    def _steps(self) -> None:
        """The global step: left out where only the training op counts it, else a value of its own."""
        calls = [
            n
            for s in self.function.body
            for n in walk(s)
            if isinstance(n, ast.Call) and dotted(n.func, self.tf) in _GLOBAL_STEPS
        ]
        read = self.needed is None or "global_step" in self.needed
        counting = [argument for argument in map(self._counted, calls) if argument is not None]
        if not read and len(counting) == len(calls):
            for argument in counting:
                self.lines.remove_argument(argument)
            return
        if not calls:
            raise CannotWrite(self.function, "the model function does not count its steps")
        self.global_step = self.lines.fresh("global_step")
        for call in calls:
            self.lines.substitute(call, self.global_step)
        first = self.function.body[0]
        docstring = (
            len(self.function.body) > 1 and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
        )
        self.lines.before(
            self.function.body[1 if docstring else 0],
            [f"{self.global_step} = {self.tf}.train.get_or_create_global_step()"],
        )

    def _counted(self, call: ast.Call) -> ast.AST | None:
        """The argument by which an optimizer is given the step to count; None for another use of the step."""
        parent = self.lines.parents[call]
        if isinstance(parent, ast.keyword):
            return parent if parent.arg == "global_step" else None
        counts = (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Attribute)
            and parent.func.attr in ("minimize", "apply_gradients")
            and len(parent.args) == 2
            and parent.args[1] is call
        )
        return call if counts else None

    # -- writing --------------------------------------------------------------------------------------

    def _header(self) -> None:
        names = list(self.placeholders.values()) + [n for n in (self.labels, self.training) if n]
        names += ["params"] if self.takes_params else []
        self.lines.set_parameters(self.function, ", ".join(names))

    def _finish(self) -> None:
        self.lines.append(self.function, [*self._extra, f"return {', '.join(self.results)}"])


def _bound(statement: ast.stmt) -> set[str]:
    return {n.id for n in walk(statement) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _identifier(key: str) -> str:
    name = re.sub(r"\W", "_", key)
    return name if name.isidentifier() else f"_{name}"
