"""Values that a program looks up in the graph by name are the names that it bound them to, in the text of the program.

`graph.get_tensor_by_name("x:0")`, `graph.get_operation_by_name("x").outputs[0]`, and "x:0" itself where a run
fetches or feeds, mean what `x = tf.placeholder(tf.float32, name="x")` made. `tf.train.import_meta_graph(path)` makes
a copy of the graph that the program has saved there: what is looked up in it stands for what the program built, and
the saver that it gives for the one that saved.
"""

from __future__ import annotations

import ast
import dataclasses
import re

from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.collections import of_layer_function
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning.graph_names import named_ops
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.reading import stores
from tf2migrate.preparation.saved_paths import same_checkpoint
from tf2migrate.preparation.text import Cannot, Text, attempted
from tf2migrate.scopes import fresh

_BY_NAME = ("get_tensor_by_name", "get_operation_by_name")
IMPORT = "train.import_meta_graph"
_SPELLED = re.compile(r"[\w./\\-]+:0")


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Text | None:
    """The text with names of its own in the place of names of the graph; None when it has none, or one is not known.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.
    """
    if not any(name in text.text for name in (*_BY_NAME, "import_meta_graph", ":0")):
        return None
    return attempted(text, lambda: _Lookups(Edits(text, tree), analysis, tf).result())


@dataclasses.dataclass
class Lookup:
    """An expression that stands for a node of the graph."""

    node: ast.expr
    name: str
    is_op: bool = False  # it stands for the op itself, not for what it computes


def named_nodes(analysis: Analysis) -> dict[str, list[ast.Call]]:
    """What makes the nodes of the graph that the program gives a name to, by that name."""
    made: dict[str, list[ast.Call]] = {}
    for call, name in named_ops(analysis).items():
        made.setdefault(name, []).append(call)
    for record in analysis.variables:
        if record.tf1_names is not None and record.symbol in ("Variable", "get_variable"):
            calls = made.setdefault(record.tf1_names[0].removesuffix(":0"), [])
            if record.node not in calls:
                calls.append(record.node)
    return made


def layer_weights(analysis: Analysis) -> list[str]:
    """The names of the weights of layers; one that is there twice is not that of one weight."""
    return [
        name.removesuffix(":0")
        for record in analysis.variables
        if of_layer_function(record) and record.tf1_names and not record.many
        for name in record.tf1_names
    ]


def variable_of(name: str, tf: str) -> str:
    """An expression for the variable of a name: the analysis knows what the comprehension chooses."""
    return f'[v for v in {tf}.global_variables() if v.name == "{name}:0"][0]'


def lookups_in(edits: Edits, analysis: Analysis) -> list[Lookup]:
    """Where a program looks nodes up by name.

    Raises:
        Cannot: a name is not known, or it is not that of a value.
    """
    found = []
    for node in walk(edits.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in _BY_NAME and len(node.args) == 1 and not node.keywords:
            found.append(_by_name(edits, analysis, node))
        elif node.func.attr in ("run", "eval") and analysis.symbols.get(node.func) is None:
            found += [Lookup(n, n.value) for n in _strings(analysis, node)]
    for lookup in found:
        if not lookup.name.endswith(":0") and lookup.name.rpartition(":")[2].isdigit():
            raise Cannot  # another output of an op
        lookup.name = lookup.name.removesuffix(":0")
    return found


def _by_name(edits: Edits, analysis: Analysis, node: ast.Call) -> Lookup:
    known = analysis.values.get(node.args[0])
    name = node.args[0].value if isinstance(node.args[0], ast.Constant) else known.constant if known else None
    if not isinstance(name, str):
        raise Cannot
    if node.func.attr == _BY_NAME[0]:
        return Lookup(node, name)
    outputs = edits.parents[node]
    if isinstance(outputs, ast.Attribute) and outputs.attr == "outputs":
        first = edits.parents[outputs]
        if not isinstance(first, ast.Subscript) or not isinstance(first.slice, ast.Constant) or first.slice.value != 0:
            raise Cannot
        return Lookup(first, name)
    return Lookup(node, name, is_op=True)


def _strings(analysis: Analysis, run: ast.Call) -> list[ast.Constant]:
    """The names of nodes that a run fetches or feeds."""
    owner = analysis.values.get(run.func.value)
    if owner is None or owner.kind is not Kind.SESSION and run.func.attr == "run":
        return []
    found = []
    for given in [*run.args, *[k.value for k in run.keywords]]:
        inner = (
            given.elts
            if isinstance(given, (ast.List, ast.Tuple))
            else given.keys
            if isinstance(given, ast.Dict)
            else [given]
        )
        found += [
            n for n in inner if isinstance(n, ast.Constant) and isinstance(n.value, str) and _SPELLED.fullmatch(n.value)
        ]
    return found


class _Lookups:
    def __init__(self, edits: Edits, analysis: Analysis, tf: str):
        self.edits, self.analysis, self.tf = edits, analysis, tf
        self.used = {n.id for n in walk(edits.tree) if isinstance(n, ast.Name)} | {
            n.arg for n in walk(edits.tree) if isinstance(n, ast.arg)
        }
        self.made = named_nodes(analysis)
        self.weights = layer_weights(analysis)
        self.held: dict[ast.Call, str] = {}
        self.attributes = _attributes(edits, analysis)
        self.gone: set[ast.stmt] = set()  # lookups whose target is the name already

    def result(self) -> Text | None:
        """The new text.

        Raises:
            Cannot: a node is not known, or it has no name that can be written where it is looked up.
        """
        lookups = lookups_in(self.edits, self.analysis)
        imports = [
            n for n in walk(self.edits.tree) if isinstance(n, ast.Call) and self.analysis.symbols.get(n.func) == IMPORT
        ]
        if not lookups and not imports:
            return None
        for call in imports:
            self._import(call)
        for lookup in [lookup for lookup in lookups if self._is_weight(lookup.name)]:
            self.edits.substitute(lookup.node, variable_of(lookup.name, self.tf))
            lookups.remove(lookup)
        found = [(lookup, self._call(lookup)) for lookup in lookups]
        bound = {lookup.node: self._bound(lookup) for lookup in lookups}
        renamed: set[ast.expr] = set()
        for lookup, call in found:
            name, statement = bound[lookup.node], self.edits.parents[lookup.node]
            if name is not None and self._still(lookup, name, call):
                self.gone.add(statement)
            elif name is not None and self._is_own(lookup, name, call):
                self.gone.add(statement)
                renamed.add(lookup.node)
        for lookup, call in found:
            statement, wanted = self.edits.parents[lookup.node], bound[lookup.node]
            if statement not in self.gone:
                self.edits.substitute(lookup.node, self._name_of(call, lookup, None))
                continue
            self.edits.remove(statement)
            if lookup.node in renamed:
                name = self._name_of(call, lookup, wanted)
                for node in self._loads(wanted) if name != wanted else ():
                    self.edits.substitute(node, name)
        return self.edits.text()

    def _bound(self, lookup: Lookup) -> str | None:
        """The name that a statement binds to what is looked up."""
        statement = self.edits.parents[lookup.node]
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            return statement.targets[0].id
        return None

    def _still(self, lookup: Lookup, name: str, call: ast.Call) -> bool:
        """Whether a name that is bound to what is looked up stands for that already."""
        if call in self.attributes:
            return False
        statement, made = self.edits.parents[lookup.node], self.edits.parents[call]
        return (
            name == self._target(call)
            and self._straight(made)
            and self.edits.scope(made) is self.edits.scope(statement)
            and (made.lineno < statement.lineno)
            and all(
                other in (made, statement)
                or isinstance(other, ast.Assign)
                and other.lineno > statement.lineno
                and self._straight(other)
                for other in self._bindings(self.edits.scope(made), name)
            )
        )

    def _straight(self, statement: ast.AST) -> bool:
        """Whether a statement surely runs, and once."""
        above = self.edits.parents[statement]
        while not isinstance(above, (ast.Module, ast.FunctionDef)):
            if not isinstance(above, ast.With) and not (
                isinstance(above, ast.If) and "__name__" in ast.unparse(above.test)
            ):
                return False
            above = self.edits.parents[above]
        return True

    def _is_own(self, lookup: Lookup, name: str, call: ast.Call) -> bool:
        """Whether a name stands for what is looked up wherever it is read, so that it can have the other name there."""
        scope = self.edits.scope(lookup.node)
        made = self.attributes[call][0] if call in self.attributes else call
        return (
            scope is self.edits.scope(made)
            and self._bindings(scope, name) == {self.edits.parents[lookup.node]}
            and all(self.edits.scope(node) is scope and node.lineno == node.end_lineno for node in self._loads(name))
            and not any(isinstance(n, ast.arg) and n.arg == name for n in walk(self.edits.tree))
        )

    def _loads(self, name: str) -> list[ast.Name]:
        return [
            n for n in walk(self.edits.tree) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
        ]

    # -- what is looked up ----------------------------------------------------------------------------

    def _is_weight(self, name: str) -> bool:
        """Whether a node is the weight of one layer."""
        return self.weights.count(name) == 1 and name not in self.made and self.tf in self.analysis.aliases

    def _call(self, lookup: Lookup) -> ast.Call:
        calls = [
            call for call in self.made.get(lookup.name, []) if call in self.edits.parents or call in self.attributes
        ]
        here = self.edits.scope(lookup.node)
        if len(calls) > 1:
            calls = [call for call in calls if call in self.edits.parents and self.edits.scope(call) is here]
        if (
            len(calls) != 1
            or lookup.is_op
            and not (isinstance(calls[0].func, ast.Attribute) and calls[0].func.attr in ("minimize", "apply_gradients"))
        ):
            raise Cannot
        return calls[0]

    # -- what it is called here -----------------------------------------------------------------------

    def _target(self, call: ast.Call) -> str | None:
        """The name that the value of a call is bound to."""
        statement = self.edits.parents.get(call)
        if (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            return statement.targets[0].id
        return None

    def _name_of(self, call: ast.Call, lookup: Lookup, wanted: str | None) -> str:
        if call in self.attributes:
            made, name = self.attributes[call]
            statement = self.edits.parents[made]
            scope = self.edits.scope(made)
            if (
                not self._straight(statement)
                or self._bindings(scope, name.partition(".")[0]) != {statement}
                or (scope is not self.edits.scope(lookup.node) or made.lineno >= lookup.node.lineno)
            ):
                raise Cannot
            return name
        here, there = self.edits.scope(lookup.node), self.edits.scope(call)
        if (
            here is not there
            and not isinstance(there, ast.Module)
            or here is there
            and (call.lineno >= lookup.node.lineno)
        ):
            raise Cannot
        if self._lasts(call, lookup):
            return self._target(call)
        if call not in self.held:
            self.held[call] = self._hold(call, lookup, wanted)
        name = self.held[call]
        if here is not there and (
            name in stores(here) or name in {a.arg for a in walk(here) if isinstance(a, ast.arg)}
        ):
            raise Cannot
        return name

    def _lasts(self, call: ast.Call, lookup: Lookup) -> bool:
        """Whether the name that a call is bound to still stands for what it makes where that is looked up."""
        target, made = self._target(call), self.edits.parents[call]
        statement: ast.AST = lookup.node
        while not isinstance(statement, ast.stmt):
            statement = self.edits.parents[statement]
        if target is None or not self._straight(made) or self.edits.scope(made) is not self.edits.scope(statement):
            return False
        others = self._bindings(self.edits.scope(made), target) - {made}
        return all(
            isinstance(other, ast.Assign) and other.lineno >= statement.lineno and self._straight(other)
            for other in others
        )

    def _hold(self, call: ast.Call, lookup: Lookup, wanted: str | None) -> str:
        """The name for what a call makes, bound where it is made if it has none that lasts."""
        statement: ast.AST = call
        while not isinstance(statement, ast.stmt):
            statement = self.edits.parents[statement]
        if not self._straight(statement):
            raise Cannot  # it may be made more than once, or not at all
        target = self._target(call)
        if target is not None and self._bindings(self.edits.scope(statement), target) == {statement}:
            return target
        if wanted is not None:
            name = wanted
        else:
            name = fresh(_identifier(lookup.name), self.used)
            self.used.add(name)
        if target is not None:
            self.edits.behind(statement, [f"{name} = {target}"])
        elif isinstance(statement, ast.Expr) and statement.value is call:
            self.edits.replace(statement, [f"{name} = {self.edits.source.segment(call)}"])
        elif isinstance(statement, (ast.Assign, ast.Expr)):
            self.edits.insert(statement, [f"{name} = {self.edits.source.segment(call)}"])
            self.edits.substitute(call, name)
        else:
            raise Cannot
        return name

    def _bindings(self, scope: ast.AST, name: str) -> set[ast.AST]:
        """The statements that bind a name of a scope; a function that makes it global counts as one."""
        found: set[ast.AST] = set()
        for node in walk(self.edits.tree):
            if isinstance(node, ast.Global) and name in node.names:
                found.add(node)
            elif (
                isinstance(node, ast.Name)
                and node.id == name
                and not isinstance(node.ctx, ast.Load)
                and (self.edits.scope(node) is scope)
            ):
                statement: ast.AST = node
                while not isinstance(statement, ast.stmt):
                    statement = self.edits.parents[statement]
                found.add(statement)
        return found - self.gone

    # -- copies of the graph --------------------------------------------------------------------------

    def _import(self, call: ast.Call) -> None:
        """Have the saver that saved a graph restore it."""
        scope = self.edits.scope(call)
        saves = [
            (node, owner)
            for method, node, owner, _ in self.analysis.savings
            if method == "save"
            and node.lineno < call.lineno
            and isinstance(node.func.value, ast.Name)
            and self.edits.scope(node) is scope
        ]
        statement = self.edits.parents[call]
        if len(call.args) != 1 or call.keywords or not isinstance(statement, (ast.Assign, ast.Expr)) or not saves:
            raise Cannot
        matching = [node for node, _ in saves if same_checkpoint(self.edits, call.args[0], node)]
        if not matching or {id(owner.info) for _, owner in saves} != {id(saves[0][1].info)}:
            raise Cannot
        self._forget_resets(scope, matching[-1], call)
        saver = matching[-1].func.value.id
        if isinstance(statement, ast.Expr):
            self.edits.remove(statement)
            return
        target = statement.targets[0]
        if len(statement.targets) != 1 or not isinstance(target, ast.Name):
            raise Cannot
        if target.id == saver:
            self.gone.add(statement)
            self.edits.remove(statement)
            return
        if self._bindings(scope, target.id) != {statement} or any(
            method == "save" and isinstance(node.func.value, ast.Name) and node.func.value.id == target.id
            for method, node, _, _ in self.analysis.savings
        ):
            raise Cannot
        self.edits.remove(statement)
        for node in self._loads(target.id):
            self.edits.substitute(node, saver)

    def _forget_resets(self, scope: ast.AST, save: ast.Call, call: ast.Call) -> None:
        """A new graph that is a copy of the last one is that one."""
        for node in walk(self.edits.tree):
            if (
                not isinstance(node, ast.Call)
                or not save.lineno < node.lineno <= call.lineno
                or (self.edits.scope(node) is not scope)
            ):
                continue
            path = self.analysis.symbols.get(node.func)
            statement = self.edits.parents[node]
            if path == "reset_default_graph" and isinstance(statement, ast.Expr):
                self.edits.remove(statement)
            elif path == "reset_default_graph":
                raise Cannot


def _attributes(edits: Edits, analysis: Analysis) -> dict[ast.Call, tuple[ast.Call, str]]:
    """What methods bind to an attribute of the only object of their class: what makes the object, and `model.x`."""
    found: dict[ast.Call, tuple[ast.Call, str]] = {}
    for scope in analysis.scopes:
        made = scope.owner.instances if scope.owner is not None and not scope.owner.several else []
        holder = edits.parents.get(made[0]) if made else None
        if (
            not isinstance(holder, ast.Assign)
            or len(holder.targets) != 1
            or not isinstance(holder.targets[0], ast.Name)
        ):
            continue
        for node in walk(scope.node):
            target = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
            if (
                isinstance(target, ast.Name)
                and target.id.startswith(PREFIX)
                and isinstance(node.value, ast.Call)
                and _bound_once(scope.owner.node, target.id)
            ):
                found[node.value] = (made[0], f"{holder.targets[0].id}.{last(target.id)}")
    return found


def _bound_once(owner: ast.ClassDef, name: str) -> bool:
    return sum(isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in walk(owner)) == 1


def _identifier(named: str) -> str:
    name = re.sub(r"\W+", "_", named.rpartition("/")[2]).strip("_").lower()
    return name if name.isidentifier() else f"node_{name}"
