"""Programs with an estimator, written as what the estimator did: a graph, a session, and loops over a dataset.

`tf.estimator.Estimator` calls its model function once for each way of use, and what the function returns says what
to run. Here the function becomes one that builds the graph for all of them, `train` and `evaluate` become loops that
run it, and input functions of arrays become datasets. Like `inlining` this works on the text; the analysis then
reads the new text, in which there is nothing of estimators left.
"""

from __future__ import annotations

import ast
import re
import string

from tf2migrate.analysis.imports import root_alias
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.estimator_inputs import dataset_of_arrays
from tf2migrate.preparation.estimator_models import ModelFunction
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.reading import dotted, keywords
from tf2migrate.preparation.text import CannotWrite, Text

NAMES = frozenset(
    {"estimator.Estimator", "estimator.EstimatorSpec", "estimator.RunConfig", "estimator.inputs.numpy_input_fn"}
)
_METHODS = {"train": "TRAIN", "evaluate": "EVAL", "predict": "PREDICT"}
_WIDTH = 100
_QUIET_CONFIG = frozenset(
    {
        "save_summary_steps",
        "save_checkpoints_steps",
        "save_checkpoints_secs",
        "keep_checkpoint_max",
        "keep_checkpoint_every_n_hours",
        "log_step_count_steps",
    }
)
_PARAMETERS = {
    "train": ("input_fn", "hooks", "steps", "max_steps"),
    "evaluate": ("input_fn", "steps", "hooks"),
    "predict": ("input_fn", "predict_keys", "hooks"),
}
_MAY_NOT_RUN = (ast.Lambda, ast.BoolOp, ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def expand(text: Text) -> Text | CannotWrite | None:
    """The program without its estimator.

    Returns:
        None when there is no estimator; a `CannotWrite` with the node and the reason when it has to stay.
    """
    if "stimator" not in text.text:
        return None
    tree = text.tree
    alias = root_alias(tree)
    made = [n for n in walk(tree) if isinstance(n, ast.Call) and dotted(n.func, alias) == "estimator.Estimator"]
    if not made:
        return None
    try:
        return _Expansion(text, tree, alias, made).result()
    except CannotWrite as problem:
        return problem


class _Expansion:
    def __init__(self, text: Text, tree: ast.Module, tf: str, made: list[ast.Call]):
        self.text, self.tree, self.tf, self.made = text, tree, tf, made[0]
        self.lines = Lines(text, tree)
        if len(made) > 1:
            raise CannotWrite(made[1], "there are several estimators")

    def result(self) -> Text:
        self.statement = self._own_statement(self.made)
        self.scope = scope_of(self.lines, self.statement)
        target = self.statement.targets[0] if isinstance(self.statement, ast.Assign) else None
        if not isinstance(target, ast.Name) or self.statement.value is not self.made or len(self.statement.targets) > 1:
            raise CannotWrite(self.made, "the estimator has no name")
        self.name = target.id
        self.calls = self._calls()
        modes = {_METHODS[call.func.attr] for call in self.calls}
        if "TRAIN" not in modes:
            raise CannotWrite(self.made, "the estimator is not trained here")
        self._inputs()
        function, params = self._arguments()
        self.needed = self._needed_results()
        self.model = ModelFunction(self.lines, self.tf, function, modes, self.keys, self.needed)
        self._check_surroundings(function)
        self.model.write()
        self._write_graph(params)
        for call in self.calls:
            getattr(self, "_write_" + call.func.attr)(call)
        return self.lines.assembled()

    # -- what there is --------------------------------------------------------------------------------

    def _calls(self) -> list[ast.Call]:
        calls = []
        for node in walk(self.tree):
            if not isinstance(node, ast.Name) or node.id != self.name or node is self.statement.targets[0]:
                continue
            method = self.lines.parents[node]
            call = self.lines.parents.get(method)
            if (
                not isinstance(node.ctx, ast.Load)
                or not isinstance(method, ast.Attribute)
                or not isinstance(call, ast.Call)
                or call.func is not method
                or method.attr not in _METHODS
            ):
                raise CannotWrite(
                    node, f"the estimator {self.name} is used in another way than to train, evaluate or predict"
                )
            if scope_of(self.lines, call) is not self.scope:
                raise CannotWrite(node, "the estimator is made in one function and used in another")
            calls.append(call)
        return sorted(calls, key=lambda call: call.lineno)

    def _arguments(self) -> tuple[ast.FunctionDef, ast.expr | None]:
        given = keywords(self.made, ("model_fn", "model_dir", "config", "params", "warm_start_from"))
        for name in ("model_dir", "warm_start_from"):
            value = given.get(name)
            if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
                raise CannotWrite(value, f"the estimator has a {name}: it keeps its checkpoints for other runs")
        config = given.get("config")
        if config is not None and not (
            isinstance(config, ast.Call)
            and not config.args
            and dotted(config.func, self.tf) == "estimator.RunConfig"
            and {k.arg for k in config.keywords} <= _QUIET_CONFIG
        ):
            raise CannotWrite(config, "the configuration of the estimator does more than to say when it saves")
        model_fn = given.get("model_fn")
        found = [
            n
            for n in self.tree.body
            if isinstance(n, ast.FunctionDef) and isinstance(model_fn, ast.Name) and n.name == model_fn.id
        ]
        uses = [n for n in walk(self.tree) if isinstance(n, ast.Name) and found and n.id == found[0].name]
        if len(found) != 1 or len(uses) != 1:
            raise CannotWrite(self.made, "the model function is not a function of this file that nothing else uses")
        return found[0], given.get("params")

    def _inputs(self) -> None:
        """Turn input functions of arrays into datasets; `keys` are those of the features, None for one array."""
        self.datasets: dict[ast.Call, str] = {}  # by the call that takes the input
        self.pairs: dict[ast.Call, bool] = {}  # whether there are labels
        self.endless: dict[ast.Call, bool] = {}
        self._made_inputs: list[ast.Call] = []
        self.ranks: set[tuple[int | None, ...]] = set()
        shapes, renamed = set(), {}
        for call in self.calls:
            given = keywords(call, _PARAMETERS[call.func.attr])
            source = given.get("input_fn")
            made = self._input_calls(source)
            self._made_inputs += made
            texts = [dataset_of_arrays(self.lines, self.tree, self.tf, one) for one in made]
            shapes |= {found.keys for found in texts}
            self.ranks.update(found.ranks for found in texts)
            current = self._current(call, made, texts)
            if len({found.labels for found in current}) > 1:
                raise CannotWrite(call, "some input functions of this name give labels and some do not")
            self.pairs[call] = current[0].labels
            self.endless[call] = any(found.endless for found in current)
            if isinstance(source, ast.Name):
                name = renamed.setdefault(source.id, self._dataset_name(source.id))
                self.datasets[call] = name
                for one, found in zip(made, texts):
                    self._write_dataset(self.lines.parents[one], name, found.lines)
            else:
                name = self._dataset_name(f"{call.func.attr}_input_fn")
                self.datasets[call] = name
                self.lines.before(self._own_statement(call), _assignments(name, texts[0].lines))
        if len(shapes) != 1:
            raise CannotWrite(self.made, "the input functions give features under different names")
        self.keys = next(iter(shapes))

    def _current(self, call: ast.Call, made: list[ast.Call], texts: list) -> list:
        """The inputs that a name may stand for at a call: the last one before it, all of them in a loop."""
        before = [(one.lineno, n) for n, one in enumerate(made) if one.lineno <= call.lineno]
        straight = all(self._own_statement(one) in self._block_of(call) for one in made)
        return [texts[max(before)[1]]] if before and straight and not self._repeats(call) else texts

    def _block_of(self, call: ast.Call) -> list[ast.stmt]:
        statement = self._own_statement(call)
        parent = self.lines.parents[statement]
        blocks = [block for _, block in ast.iter_fields(parent) if isinstance(block, list)]
        return next((block for block in blocks if statement in block), [])

    def _input_calls(self, source: ast.expr | None) -> list[ast.Call]:
        if isinstance(source, ast.Call):
            return [source]
        if not isinstance(source, ast.Name):
            raise CannotWrite(
                source or self.made,
                "an input function is not made by numpy_input_fn",
                "make a tf.data.Dataset and train a Keras model in a loop of your own",
            )
        stores = [
            n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == source.id and isinstance(n.ctx, ast.Store)
        ]
        made = []
        for store in stores:
            statement = self.lines.parents[store]
            if (
                not isinstance(statement, ast.Assign)
                or len(statement.targets) > 1
                or not isinstance(statement.value, ast.Call)
                or scope_of(self.lines, statement) is not self.scope
            ):
                raise CannotWrite(store, f"the input function {source.id} is not made by numpy_input_fn")
            made.append(statement.value)
        uses = [
            n for n in walk(self.tree) if isinstance(n, ast.Name) and n.id == source.id and isinstance(n.ctx, ast.Load)
        ]
        taken = {keywords(call, ("input_fn",)).get("input_fn") for call in self.calls}
        if not made or not all(use in taken for use in uses):
            raise CannotWrite(
                source,
                f"the input function {source.id} is not made by numpy_input_fn",
                "make a tf.data.Dataset and train a Keras model in a loop of your own",
            )
        return made

    def _dataset_name(self, name: str) -> str:
        stem = re.sub(r"_?(input_fn|input_func|fn)$", "", name)
        stem = re.sub(r"_?input$", "", stem)
        return self.lines.fresh(f"{stem}_dataset" if stem else "dataset")

    def _write_dataset(self, statement: ast.Assign, name: str, lines: list[str]) -> None:
        self.lines.replace(statement, _assignments(name, lines))

    def _own_statement(self, call: ast.Call) -> ast.stmt:
        node: ast.AST = call
        while not isinstance(node, ast.stmt):
            node = self.lines.parents[node]
        return node

    def _check_surroundings(self, function: ast.FunctionDef) -> None:
        """The model function was called at each use, and read the arrays then; now both happen once, before.

        Raises:
            CannotWrite: something that they read changes meanwhile, or that they do would happen once only.
        """
        reached = self._reached(function)
        read = {n.id for f in reached for n in walk(f) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        kept = {keywords(call, ("input_fn",)).get("input_fn") for call in self.calls}
        inputs = {node.id for node in kept if isinstance(node, ast.Name)}
        arrays = {n.id for call in self._made_inputs for n in walk(call) if isinstance(n, ast.Name)}
        for node in walk(self.tree):
            changed = _changed_name(node)
            later = getattr(node, "lineno", 0) > self.made.lineno or self._repeats(node)
            if changed in arrays - {self.tf} and later and not isinstance(node, ast.Name):
                raise CannotWrite(
                    node, f"{changed}, which an input function reads, changes afterwards", "change a copy"
                )
            if (
                changed in read - inputs
                and later
                and scope_of(self.lines, node) in (self.tree, self.scope)
                and not any(scope_of(self.lines, node) is f for f in reached)
                and (self.scope is self.tree or scope_of(self.lines, node) is self.tree)
            ):
                raise CannotWrite(
                    node,
                    f"{changed}, which the model function reads, changes after the estimator is made",
                    "give it another name, or pass it as a part of params",
                )
        for reached_function in reached:
            for statement in walk(reached_function):
                if (
                    isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Call)
                    and not dotted(statement.value.func, self.tf)
                ):
                    raise CannotWrite(
                        statement,
                        "the model function does something each time it is called",
                        "do it before the estimator is made",
                    )

    def _reached(self, function: ast.FunctionDef) -> list[ast.AST]:
        """The model function, and what it calls by name."""
        known = {n.name: n for n in self.tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        found: list[ast.AST] = [function]
        for one in found:
            found += [
                known[n.id] for n in walk(one) if isinstance(n, ast.Name) and n.id in known and known[n.id] not in found
            ]
        return list(dict.fromkeys(found))

    # -- results --------------------------------------------------------------------------------------

    def _needed_results(self) -> frozenset[str] | None:
        """The names of the results of `evaluate` that are read; None when all may be."""
        needed: set[str] = set()
        for call in self.calls:
            statement = self.lines.parents[call]
            if call.func.attr != "evaluate" or isinstance(statement, ast.Expr):
                continue
            if (
                not isinstance(statement, ast.Assign)
                or len(statement.targets) > 1
                or not isinstance(statement.targets[0], ast.Name)
            ):
                read = self._read(call)
                if read is None:
                    return None
                needed |= read
                continue
            name = statement.targets[0].id
            for use in walk(self.scope):
                if isinstance(use, ast.Name) and use.id == name and isinstance(use.ctx, ast.Load):
                    read = self._read(use)
                    if read is None:
                        return None
                    needed |= read
        return frozenset(needed)

    def _read(self, use: ast.expr) -> set[str] | None:
        """The keys that a use of the result reads: `e['loss']`, `'{loss}'.format(**e)`."""
        parent = self.lines.parents[use]
        if isinstance(parent, ast.Subscript) and parent.value is use and isinstance(parent.slice, ast.Constant):
            return {parent.slice.value}
        call = self.lines.parents.get(parent)
        if (
            isinstance(parent, ast.keyword)
            and parent.arg is None
            and isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "format"
            and isinstance(call.func.value, ast.Constant)
        ):
            fields = {field for _, field, _, _ in string.Formatter().parse(call.func.value.value) if field is not None}
            return {re.split(r"[.\[]", field)[0] for field in fields} - {""}
        return None

    # -- writing --------------------------------------------------------------------------------------

    def _write_graph(self, params: ast.expr | None) -> None:
        """The placeholders, the graph and the session in place of the estimator."""
        model, tf = self.model, self.tf
        inputs = list(model.placeholders.values())
        ranks = next(iter(self.ranks)) if len(self.ranks) == 1 else [None] * len(inputs)
        if None in ranks and "batch_norm" in self.text.text:
            raise CannotWrite(
                self.made,
                "the number of dimensions of the features is not known, and batches are normalized",
                "say it, as in x.reshape(-1, 784)",
            )
        shapes = ["" if rank is None else f", [{', '.join(['None'] * rank)}]" for rank in ranks]
        made = [f"{name} = {tf}.placeholder(None{shape})" for name, shape in zip(inputs, shapes)]
        arguments = list(inputs)
        if model.labels:
            made.append(f"{model.labels} = {tf}.placeholder(None)")
            arguments.append(model.labels)
        if model.training:
            made.append(f"{model.training} = {tf}.placeholder({tf}.bool)")
            arguments.append(model.training)
        if model.takes_params:
            if params is None:
                raise CannotWrite(self.made, "the model function takes params, and the estimator has none")
            arguments.append(self.text.segment(params))
        results = ", ".join(model.results)
        made += [f"{results} = {model.function.name}({', '.join(arguments)})"]
        self.session = self.lines.fresh("sess")
        made += [f"{self.session} = {tf}.Session()", f"{self.session}.run({tf}.global_variables_initializer())"]
        self.lines.replace(self.statement, made, comments=False)

    def _batches(self, call: ast.Call, training: bool) -> tuple[str, str]:
        """The head of a loop over the dataset, and what each of its runs is fed."""
        given = keywords(call, _PARAMETERS[call.func.attr])
        hooks = given.get("hooks")
        if hooks is not None and not (isinstance(hooks, ast.Constant) and hooks.value is None):
            raise CannotWrite(hooks, "the estimator runs hooks", "log in the loop of a Keras model")
        for name in given:
            if name not in ("input_fn", "steps", "max_steps", "hooks"):
                raise CannotWrite(call, f"{call.func.attr} is given {name}")
        dataset = self.datasets[call]
        steps = given.get("steps") or given.get("max_steps")
        if "max_steps" in given and (len([c for c in self.calls if c.func.attr == "train"]) > 1 or self._repeats(call)):
            raise CannotWrite(call, "train is called several times with max_steps")
        if steps is not None and not (isinstance(steps, ast.Constant) and steps.value is None):
            dataset += f".take({self.text.segment(steps)})"
        features = self.lines.fresh("batch_features", again=True)
        labels = self.lines.fresh("batch_labels", again=True)
        model = self.model
        feed = [
            f"{name}: {features}[{key!r}]" if self.keys is not None else f"{name}: {features}"
            for key, name in model.placeholders.items()
        ]
        fed_labels = self.pairs[call] and model.labels and call.func.attr != "predict"
        if call.func.attr != "predict" and not self.pairs[call]:
            raise CannotWrite(call, "the input function gives no labels")
        if fed_labels:
            feed.append(f"{model.labels}: {labels}")
        if model.training:
            feed.append(f"{model.training}: {training}")
        names = f"{features}, {labels if fed_labels else '_'}" if self.pairs[call] else features
        return f"for {names} in {dataset}:", "{" + ", ".join(feed) + "}"

    def _repeats(self, call: ast.Call) -> bool:
        node: ast.AST | None = call
        while node is not None:
            node = self.lines.parents.get(node)
            if isinstance(node, (ast.For, ast.While)):
                return True
        return False

    def _write_train(self, call: ast.Call) -> None:
        statement = self.lines.parents[call]
        if not isinstance(statement, ast.Expr):
            raise CannotWrite(call, "what train returns is used")
        head, feed = self._batches(call, True)
        self.lines.replace(statement, [head, f"    {self.session}.run({self.model.train_op}, feed_dict={feed})"])

    def _write_evaluate(self, call: ast.Call) -> None:
        statement = self.lines.parents[call]
        head, feed = self._batches(call, False)
        updates = [update for _, update in self.model.metrics.values()]
        fetched = updates[0] if len(updates) == 1 else f"[{', '.join(updates)}]"
        made = []
        if updates:
            made = [
                f"{self.session}.run({self.tf}.local_variables_initializer())",
                head,
                f"    {self.session}.run({fetched}, feed_dict={feed})",
            ]
        if isinstance(statement, ast.Expr):
            self.lines.replace(statement, made)
        elif (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            self.lines.replace(statement, [*made, f"{statement.targets[0].id} = {self._evaluated()}"])
        else:
            self._check_simple(call)
            self.lines.before(self._own_statement(call), made)
            if (
                isinstance(statement, ast.Subscript)
                and isinstance(statement.slice, ast.Constant)
                and (statement.slice.value in self.model.metrics)
            ):
                self.lines.substitute(statement, f"{self.session}.run({self.model.metrics[statement.slice.value][0]})")
            else:
                self.lines.substitute(call, self._evaluated())

    def _evaluated(self) -> str:
        """The dict that `evaluate` gives."""
        items = [f"{key!r}: {self.session}.run({value})" for key, (value, _) in self.model.metrics.items()]
        if self.model.global_step and (self.needed is None or "global_step" in self.needed):
            items.append(f"'global_step': {self.session}.run({self.model.global_step})")
        return "{" + ", ".join(items) + "}"

    def _check_simple(self, call: ast.Call) -> None:
        """Whether what a call does can be done before its statement."""
        node: ast.AST = call
        while not isinstance(node, ast.stmt):
            node = self.lines.parents[node]
            if isinstance(node, _MAY_NOT_RUN):
                raise CannotWrite(call, "the estimator evaluates inside of an expression that may not run")
        if not isinstance(node, (ast.Assign, ast.AugAssign, ast.Expr, ast.Return)):
            raise CannotWrite(call, "the estimator evaluates in the head of a statement")

    def _write_predict(self, call: ast.Call) -> None:
        statement = self._own_statement(call)
        if self.endless[call]:
            raise CannotWrite(call, "predictions of an input that does not end")
        if (
            not isinstance(statement, (ast.Assign, ast.For, ast.Expr))
            or isinstance(statement, ast.For)
            and not (any(n is call for n in walk(statement.iter)))
        ):
            raise CannotWrite(call, "predictions are made inside of a larger statement")
        if not self._read_at_once(call) and any(
            c.func.attr == "train" and (c.lineno > call.lineno or self._repeats(call)) for c in self.calls
        ):
            raise CannotWrite(
                call,
                "the estimator predicts, and trains later: its predictions are made when they are read",
                "write list(...) round predict",
            )
        head, feed = self._batches(call, False)
        name = self.lines.fresh("predicted")
        made = [f"{name} = []", head]
        if self.model.prediction_keys is None:
            made.append(f"    {name}.extend({self.session}.run({self.model.predictions}, feed_dict={feed}))")
        else:
            keys = ", ".join(repr(key) for key in self.model.prediction_keys)
            values = ", ".join(f"{self.model.predictions}[{key!r}]" for key in self.model.prediction_keys)
            made += [
                f"    for row in zip(*{self.session}.run([{values}], feed_dict={feed})):",
                f"        {name}.append(dict(zip([{keys}], row)))",
            ]
        self.lines.before(statement, made)
        parent = self.lines.parents[call]
        if isinstance(parent, ast.Call) and self._read_at_once(call) and parent.func.id == "list":
            self.lines.substitute(parent, name)
        else:
            self.lines.substitute(call, name if self._read_at_once(call) else f"iter({name})")

    def _read_at_once(self, call: ast.Call) -> bool:
        """Whether all predictions are read where they are asked for."""
        parent = self.lines.parents[call]
        if isinstance(parent, ast.comprehension):
            return not isinstance(self.lines.parents[parent], ast.GeneratorExp)
        if isinstance(parent, ast.For):
            return parent.iter is call
        return (
            isinstance(parent, ast.Call)
            and isinstance(parent.func, ast.Name)
            and len(parent.args) == 1
            and (parent.func.id in ("list", "tuple", "sorted"))
        )


def _changed_name(node: ast.AST) -> str:
    """The name that a node binds, or whose object it changes in place."""
    if isinstance(node, ast.Name):
        return node.id if isinstance(node.ctx, ast.Store) else ""
    target = node.target if isinstance(node, ast.AugAssign) else node
    if isinstance(target, (ast.Subscript, ast.Attribute)) and isinstance(getattr(target, "ctx", None), ast.Store):
        while isinstance(target, (ast.Subscript, ast.Attribute)):
            target = target.value
    elif not isinstance(node, ast.AugAssign):
        return ""
    return target.id if isinstance(target, ast.Name) else ""


def _assignments(name: str, steps: list[str]) -> list[str]:
    """Statements that make a dataset step by step, as lines that are not too long."""
    lines = []
    for step in steps:
        line = f"{name} = {step.format(name=name)}"
        head, bracket, rest = line.partition("(")
        lines += [line] if len(line) <= _WIDTH or not rest else [head + bracket, "    " + rest]
    return lines
