"""A `SavedModelBuilder` with one signature becomes the call of `simple_save` that does the same, in the text.

`add_meta_graph_and_variables` writes the variables at once, `save` only the graph: the model is saved where the former
stands.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.exports import NAME
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.text import Cannot, Text, attempted

_BUILDERS = frozenset({"saved_model.builder.SavedModelBuilder", "saved_model.Builder"})
_SIGNATURES = {
    "saved_model.signature_def_utils.build_signature_def": ("inputs", "outputs", "method_name"),
    "saved_model.signature_def_utils.predict_signature_def": ("inputs", "outputs"),
    "saved_model.build_signature_def": ("inputs", "outputs", "method_name"),
    "saved_model.predict_signature_def": ("inputs", "outputs"),
}
_TENSORS = frozenset({"saved_model.utils.build_tensor_info", "saved_model.build_tensor_info"})
NAMES = _BUILDERS | _TENSORS | set(_SIGNATURES)
_ADDING = (
    "sess",
    "tags",
    "signature_def_map",
    "assets_collection",
    "legacy_init_op",
    "clear_devices",
    "main_op",
    "strip_default_attrs",
    "saver",
)
# The constants of `saved_model.signature_constants`, read from 1.15.
_CONSTANTS = {
    "DEFAULT_SERVING_SIGNATURE_DEF_KEY": "serving_default",
    "PREDICT_INPUTS": "inputs",
    "PREDICT_OUTPUTS": "outputs",
    "CLASSIFY_INPUTS": "inputs",
    "CLASSIFY_OUTPUT_CLASSES": "classes",
    "CLASSIFY_OUTPUT_SCORES": "scores",
    "REGRESS_INPUTS": "inputs",
    "REGRESS_OUTPUTS": "outputs",
    "SERVING": "serve",
}


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with `simple_save` in the place of a builder; None when there is none, or one that has to stay.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
    """
    made = [n for n in walk(tree) if isinstance(n, ast.Call) and analysis.symbols.get(n.func) in _BUILDERS]
    if len(made) != 1 or tf not in analysis.aliases:
        return None
    return attempted(text, lambda: _Builder(Edits(text, tree), analysis, made[0], tf).result())


class _Builder:
    def __init__(self, edits: Edits, analysis: Analysis, made: ast.Call, tf: str):
        self.edits, self.analysis, self.made, self.tf = edits, analysis, made, tf
        self.gone: list[ast.stmt] = []

    def result(self) -> Text:
        statement = self.edits.parents[self.made]
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ) or has_star(self.made):
            raise Cannot
        directory = argument(self.made, ("export_dir",), "export_dir")
        if directory is None or any(isinstance(n, ast.Call) for n in walk(directory)) and not self._once(statement):
            raise Cannot
        added, saved = self._uses(statement.targets[0].id)
        given = {name: argument(added, _ADDING, name) for name in _ADDING}
        if (
            given["sess"] is None
            or self._tags(given["tags"]) != ["serve"]
            or not all(self._harmless(name, given[name]) for name in _ADDING[3:])
        ):
            raise Cannot
        signatures = self._dict(given["signature_def_map"])
        if len(signatures) != 1:
            raise Cannot
        ((key, signature),) = signatures
        inputs, outputs = self._signature(signature)
        name = "" if key == "serving_default" else f", signature={key!r}"
        values = f"inputs={inputs}, outputs={outputs}{name}"
        call = f"{self.tf}.{NAME}({self._text(given['sess'])}, {self._text(directory)}, {values})"
        self.edits.replace(self.edits.parents[added], [call])
        for other in dict.fromkeys([statement, self.edits.parents[saved], *self.gone]):
            self.edits.remove(other)
        return self.edits.text()

    def _once(self, statement: ast.stmt) -> bool:
        """Whether what the folder is computed from may be computed later: it is text put together."""
        return all(
            isinstance(n.func, ast.Attribute)
            and n.func.attr in ("join", "format", "as_bytes", "as_text")
            or isinstance(n.func, ast.Name)
            and n.func.id == "str"
            for n in walk(statement.value)
            if isinstance(n, ast.Call) and n is not self.made
        )

    def _uses(self, name: str) -> tuple[ast.Call, ast.Call]:
        """The calls that add the graph and save it; nothing else may use the builder."""
        found: dict[str, ast.Call] = {}
        for node in walk(self.edits.tree):
            if not isinstance(node, ast.Name) or node.id != name or isinstance(node.ctx, ast.Store):
                continue
            method = self.edits.parents[node]
            call = self.edits.parents[method]
            if (
                not isinstance(method, ast.Attribute)
                or not isinstance(call, ast.Call)
                or call.func is not method
                or not (isinstance(self.edits.parents[call], ast.Expr))
                or method.attr in found
                or has_star(call)
            ):
                raise Cannot
            found[method.attr] = call
        stored = [n for n in walk(self.edits.tree) if isinstance(n, ast.Name) and n.id == name]
        if (
            set(found) != {"add_meta_graph_and_variables", "save"}
            or len(stored) != 3
            or found["save"].args
            or (found["save"].keywords)
        ):
            raise Cannot
        return found["add_meta_graph_and_variables"], found["save"]

    def _tags(self, node: ast.expr | None) -> list[str | None]:
        return [self._string(e) for e in node.elts] if isinstance(node, (ast.List, ast.Tuple)) else []

    def _harmless(self, name: str, node: ast.expr | None) -> bool:
        """Whether an argument says nothing that `simple_save` does otherwise: no tables wait to be initialized."""
        if node is None or isinstance(node, ast.Constant) and (node.value is None or name == "clear_devices"):
            return True
        value = self.analysis.values.get(node)
        tables = any("lookup" in path for path in self.analysis.symbols.values())
        if name not in ("legacy_init_op", "main_op") or tables or value is None:
            return False
        if isinstance(node, ast.Name):
            self.gone.append(self._definition(node))
        return value.kind is Kind.INIT or value.kind is Kind.GROUP and all(v.kind is Kind.INIT for v in value.items)

    def _signature(self, node: ast.expr) -> tuple[str, str]:
        call = self._stands_for(node)
        parameters = _SIGNATURES.get(self.analysis.symbols.get(getattr(call, "func", None), ""))
        if not isinstance(call, ast.Call) or parameters is None or has_star(call):
            raise Cannot
        texts = []
        for name in ("inputs", "outputs"):
            pairs = self._dict(argument(call, parameters, name))
            texts.append("{" + ", ".join(f"{key!r}: {self._text(self._tensor(value))}" for key, value in pairs) + "}")
        return texts[0], texts[1]

    def _tensor(self, node: ast.expr) -> ast.expr:
        """The tensor of a signature, also inside of `build_tensor_info`."""
        value = self.analysis.values.get(node)
        if value is not None and value.kind in (Kind.PLACEHOLDER, Kind.TENSOR):
            return node
        call = self._stands_for(node)
        if (
            not isinstance(call, ast.Call)
            or self.analysis.symbols.get(call.func) not in _TENSORS
            or len(call.args) != 1
        ):
            raise Cannot
        return call.args[0]

    def _dict(self, node: ast.expr | None) -> list[tuple[str, ast.expr]]:
        known = self._stands_for(node) if node is not None else None
        if not isinstance(known, ast.Dict) or any(key is None for key in known.keys):
            raise Cannot
        keys = [self._string(key) for key in known.keys]
        if not all(key is not None and key.isidentifier() for key in keys):
            raise Cannot
        return list(zip(keys, known.values))

    def _string(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        path = self.analysis.symbols.get(node, "")
        return _CONSTANTS.get(path.rpartition(".")[2]) if path.startswith("saved_model.") else None

    def _stands_for(self, node: ast.expr) -> ast.expr:
        """What a name was given, in the one statement that binds it; that statement goes."""
        if not isinstance(node, ast.Name):
            return node
        statement = self._definition(node)
        self.gone.append(statement)
        return statement.value

    def _definition(self, name: ast.Name) -> ast.Assign:
        """The statement that binds a name which is read here alone."""
        uses = [n for n in walk(self.edits.tree) if isinstance(n, ast.Name) and n.id == name.id]
        stores = [n for n in uses if isinstance(n.ctx, ast.Store)]
        statement = self.edits.parents[stores[0]] if len(stores) == 1 and len(uses) == 2 else None
        if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
            raise Cannot
        return statement

    def _text(self, node: ast.expr) -> str:
        return self.edits.source.segment(node)
