"""`tf.contrib.layers.optimize_loss` becomes the optimizer and the step it makes, in the text and before the analysis.

It makes an optimizer, clips the gradients by their global norm, applies them, and gives the loss from before the step.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

NAMES = frozenset({"contrib.layers.optimize_loss"})
_PARAMETERS = (
    "loss",
    "global_step",
    "learning_rate",
    "optimizer",
    "gradient_noise_scale",
    "gradient_multipliers",
    "clip_gradients",
    "learning_rate_decay_fn",
    "update_ops",
    "variables",
    "name",
    "summaries",
    "colocate_gradients_with_ops",
    "increment_global_step",
)
# Measured: what 1.15 makes for the words.
_BY_WORD = {
    "Adagrad": "AdagradOptimizer({rate})",
    "Adam": "AdamOptimizer({rate})",
    "Ftrl": "FtrlOptimizer({rate})",
    "Momentum": "MomentumOptimizer({rate}, momentum=0.9)",
    "RMSProp": "RMSPropOptimizer({rate})",
    "SGD": "GradientDescentOptimizer({rate})",
}
_UPDATING = ("batch_norm", "BatchNormalization")
_MERGING = frozenset({"summary.merge_all", "merge_all_summaries"})


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with each `optimize_loss` written out; None when it has none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
    """
    paths = set(analysis.symbols.values())
    if not NAMES & paths or any(word in path for path in paths for word in _UPDATING):
        return None
    return attempted(text, lambda: _Steps(text, tree, analysis, tf, bool(_MERGING & paths)).result())


class _Steps:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, tf: str, merges: bool):
        self.text, self.tree, self.analysis, self.tf, self.merges = text, tree, analysis, tf, merges
        self.edits = Edits(text, tree)
        self.used = {n.id for n in walk(tree) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(tree) if isinstance(n, ast.arg)
        }

    def result(self) -> Text:
        calls = [n for n in walk(self.tree) if isinstance(n, ast.Call) and self.analysis.symbols.get(n.func) in NAMES]
        if len(calls) < sum(path in NAMES for path in self.analysis.symbols.values()):
            raise Cannot  # the function itself is a value
        for call in calls:
            self._write(call)
        return self.edits.text()

    def _write(self, call: ast.Call) -> None:
        statement = self.edits.parents[call]
        if (
            not isinstance(statement, ast.Assign)
            or len(statement.targets) != 1
            or not isinstance(statement.targets[0], ast.Name)
            or any(isinstance(a, ast.Starred) for a in call.args)
            or any(k.arg not in _PARAMETERS for k in call.keywords)
        ):
            raise Cannot
        given = {name: argument(call, _PARAMETERS, name) for name in _PARAMETERS}
        given = {
            name: node
            for name, node in given.items()
            if not (node is None or isinstance(node, ast.Constant) and node.value is None)
        }
        self._check(given)
        optimizer = self._fresh("optimizer")
        step = self._fresh(f"{statement.targets[0].id}_step")
        counting = "" if "global_step" not in given else f", global_step={self._text(given['global_step'])}"
        loss = self._text(given["loss"])
        variables = "" if "variables" not in given else f", var_list={self._text(given['variables'])}"
        lines = [f"{optimizer} = {self._optimizer(given)}"]
        if "clip_gradients" in given:
            gradients, kept = self._fresh("gradients"), self._fresh("variables")
            lines += [
                f"{gradients}, {kept} = zip(*{optimizer}.compute_gradients({loss}{variables}))",
                f"{gradients}, _ = {self.tf}.clip_by_global_norm({gradients}, {self._text(given['clip_gradients'])})",
                f"{step} = {optimizer}.apply_gradients(zip({gradients}, {kept}){counting})",
            ]
        else:
            lines.append(f"{step} = {optimizer}.minimize({loss}{counting}{variables})")
        lines += [
            f"with {self.tf}.control_dependencies([{step}]):",
            f"    {statement.targets[0].id} = {self.tf}.identity({loss})",
        ]
        self.edits.replace(statement, lines)

    def _check(self, given: dict[str, ast.expr]) -> None:
        if not {"loss", "optimizer"} <= given.keys() or given.keys() & {
            "gradient_noise_scale",
            "gradient_multipliers",
            "learning_rate_decay_fn",
            "update_ops",
            "increment_global_step",
        }:
            raise Cannot
        if not isinstance(given["loss"], (ast.Name, ast.Attribute)):
            raise Cannot  # it is written twice
        if "global_step" not in given and any("global_step" in path for path in self.analysis.symbols.values()):
            raise Cannot  # it counts in the variable that the graph has
        written = given.get("summaries")
        if self.merges and not (isinstance(written, (ast.List, ast.Tuple)) and not written.elts):
            raise Cannot
        clip = given.get("clip_gradients")
        if clip is not None and not (isinstance(clip, ast.Constant) and isinstance(clip.value, (int, float))):
            known = self.analysis.values.get(clip)
            if known is None or not isinstance(known.constant, (int, float)):
                raise Cannot  # it may be a function

    def _optimizer(self, given: dict[str, ast.expr]) -> str:
        optimizer = given["optimizer"]
        rate = self._text(given["learning_rate"]) if "learning_rate" in given else None
        if isinstance(optimizer, ast.Constant) and optimizer.value in _BY_WORD and rate is not None:
            return f"{self.tf}.train." + _BY_WORD[optimizer.value].format(rate=rate)
        path = self.analysis.symbols.get(optimizer.func if isinstance(optimizer, ast.Call) else optimizer, "")
        if not path.startswith("train.") or not path.endswith("Optimizer"):
            raise Cannot
        if isinstance(optimizer, ast.Call):
            return self._text(optimizer)
        if rate is None:
            raise Cannot
        return f"{self._text(optimizer)}({rate})"

    def _text(self, node: ast.expr) -> str:
        return self.text.segment(node)

    def _fresh(self, wanted: str) -> str:
        name = fresh(wanted, self.used)
        self.used.add(name)
        return name
