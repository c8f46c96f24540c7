"""`tf.train.Saver` becomes `tf.train.Checkpoint`, with a manager where steps are numbered."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import variables_in
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import PREFIX, last
from tf2migrate.analysis.collections import is_layer
from tf2migrate.analysis.exclusive import Places
from tf2migrate.analysis.program import Definition, Optimizer, Saver, Train, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import Kind
from tf2migrate.planning import shared_optimizers, tracing
from tf2migrate.planning.holders import checkpoint, holders, keyword
from tf2migrate.planning.recipe import Code, Line, Recipe

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

_SAVE = ("sess", "save_path", "global_step", "latest_filename", "meta_graph_suffix", "write_meta_graph", "write_state")
_RESTORE = ("sess", "save_path")
_LOOPS = (ast.For, ast.While)
# Where variables are in a checkpoint: the attributes that lead to them, by their names in TensorFlow 1, or in the
# program.
Layout = dict[tuple[str, ...], tuple[str, ...]]


def plan(planner: "Planner") -> None:
    """Plan all savers of the file.

    Raises:
        Unsupported: a variable that is saved has no name, or the checkpoint state file would not be written.
    """
    places = Places(planner.analysis)
    separate = False
    done_by = {
        record: {m for m, _, v, _ in planner.analysis.savings if v.info is record} for record in planner.analysis.savers
    }
    for one, other in itertools.combinations(planner.analysis.savers, 2):
        if one.unit.scope.root is not other.unit.scope.root and not planner.analysis.apart(one.unit, other.unit):
            separate = True
            handed_over = {frozenset(done_by[one]), frozenset(done_by[other])} == {
                frozenset({"save"}),
                frozenset({"restore"}),
            }
            if not handed_over and not places.apart(one.unit.statement, other.unit.statement):
                raise _two_functions(planner)
    made = {record: _Saver(planner, record) for record in done_by}
    writers = [made[r] for r, done in done_by.items() if "save" in done]
    readers = [made[r] for r, done in done_by.items() if done == {"restore"}]
    if separate:
        _share_layout(writers, readers)
    elif planner.analysis.checkpoint_layout is not None and not writers:
        for saver in readers:
            saver.wanted = planner.analysis.checkpoint_layout
    if len(writers) == 1:
        planner.saved_layout = writers[0].layout()
    _check_keys(writers, [made[r] for r, done in done_by.items() if "restore" in done])
    keys = [(made[record].plan(), done) for record, done in done_by.items()]
    written = [names for names, done in keys if "save" in done]
    if separate and not planner.analysis.entries and not written and len({names for names, _ in keys}) > 1:
        raise _two_functions(planner)
    if separate and any(not names <= made for names, done in keys if "restore" in done for made in written):
        raise _two_functions(planner)


def _share_layout(writers: list["_Saver"], readers: list["_Saver"]) -> None:
    """Have readers restore from where the only writer saves: instances in other functions have other names."""
    if len(writers) == 1:
        for reader in readers:
            reader.wanted = writers[0].layout()


def _check_keys(writers: list["_Saver"], readers: list["_Saver"]) -> None:
    """A saver that was given names of its own finds in a checkpoint what another one called so.

    Raises:
        Unsupported: it would find something else, or nothing.
    """
    for writer, reader in itertools.product(writers, readers):
        if writer is reader or not (writer.is_named() or reader.is_named()):
            continue
        saved, read = writer.places(), reader.places()
        names = {path: name for name, path in saved.items()}
        if any(saved.get(name, path) != path or names.get(path, name) != name for name, path in read.items()):
            raise Unsupported(
                reader.record.node,
                "TFM404",
                "a saver reads variables under other names than those that another one has for them in the program",
                "give the variables the names in Python that they have in the checkpoint",
            )


def _two_functions(planner: "Planner") -> Unsupported:
    return Unsupported(
        planner.analysis.savers[-1].node,
        "TFM404",
        "two functions save and restore models of their own",
        "make the model in one function that both call, so that the names in the checkpoint agree",
    )


class _Saver:
    def __init__(self, planner: "Planner", record: Saver):
        self.planner, self.record = planner, record
        self.savings = [(m, n, u) for m, n, v, u in planner.analysis.savings if v.info is record]
        names = [d.name for d in record.unit.definitions if d.value.kind is Kind.SAVER and d.value.info is record]
        if not names:
            raise Unsupported(record.node, "TFM404", "a saver without a name", "bind it to a name")
        self.name = names[0]
        self.statement: ast.AST = record.node  # in a branch, too
        while not isinstance(self.statement, ast.stmt):
            self.statement = planner.parents[self.statement]
        self.numbered = any(m == "save" and argument(n, _SAVE, "global_step") is not None for m, n, _ in self.savings)
        self.manager = ""
        self.wanted: Layout | None = None  # where another function or program has saved what is restored

    def layout(self) -> "Layout":
        """Where variables and layers are in the checkpoint, as far as it is known how they are called."""
        if self.record.var_list is not None and not self._everything():
            return {}
        found: Layout = {}
        twice = set()
        for variable in self.record.variables:
            names, path = _identity(variable), self._path(variable)
            twice |= {names} & set(found)
            found[names] = path
        return {names: path for names, path in found.items() if names not in twice and names and path}

    def is_named(self) -> bool:
        """Whether the saver was given a dict of names."""
        value = self.record.var_value
        return value is not None and value.kind is Kind.MAPPING

    def places(self) -> dict[str, tuple[str, ...]]:
        """Where variables are in the checkpoint, by the names that TensorFlow 1 has for them there, as far as known."""
        node = self.record.var_list
        if self.is_named():
            known = isinstance(node, ast.Dict) and all(isinstance(k, ast.Constant) for k in node.keys)
            return {str(k.value): (_identifier(k.value),) for k in node.keys} if known else {}
        records = variables_in(self.record.var_value) if self.record.var_list is not None else self.record.variables
        named = {v: v.tf1_names for v in records if len(v.tf1_names or ()) == 1 and self._path(v)}
        return {names[0].removesuffix(":0"): self._path(v) for v, names in named.items()}

    def _path(self, variable: Variable) -> tuple[str, ...]:
        """The attributes that lead to a variable, or to the layer that has it, from the checkpoint; none where
        unknown.
        """
        owners = self.planner.owners
        if variable in owners.model_of:
            inside = owners.attribute_of.get(variable, "").removeprefix(owners.model_of[variable]).strip(".")
            return (keyword(owners.model_of[variable]), *inside.split(".")) if inside else ()
        single = owners.layer_names.get(variable) or owners.hoisted.get(variable)
        name = single or _bound_name(variable)
        return (keyword(name),) if name else ()

    def _relaid(self, members: list[tuple[str, Recipe]]) -> list[tuple[str, Recipe]]:
        """What is restored, under the names under which it was saved."""
        mine, wanted = self.layout(), self.wanted or {}
        if (
            not mine
            or all(wanted.get(names) == path for names, path in mine.items())
            or set(mine) - set(wanted)
            or (len(mine) < len({_identity(v) for v in self.record.variables}))
        ):
            return members
        owners, tree = self.planner.owners, {}
        for name, recipe in members:  # what has another name, and holds the same
            moved = {(wanted[n][0], wanted[n][1:] == path[1:]) for n, path in mine.items() if path[0] == name}
            if len(moved) == 1 and moved == {(next(iter(moved))[0], True)}:
                tree[next(iter(moved))[0]] = recipe
        for variable in self.record.variables:
            names = _identity(variable)
            *above, key = wanted[names]
            if isinstance(tree.get((*above, key)[0]), Code):
                continue
            inner = tree
            for part in above:
                inner = inner.setdefault(part, {})
            text = owners.attribute_of.get(variable) or owners.layer_names.get(variable) or owners.hoisted.get(variable)
            inner[key] = self._seen(Code(text) if text else owners.code_of(_bound(variable)), variable)
        optimizers = {o.name for o in self.record.optimizers}
        kept = [(key, recipe) for key, recipe in members if key in {keyword(name) for name in optimizers}]
        return [*((key, self._nested(value)) for key, value in tree.items()), *kept]

    def _nested(self, value: Code | dict) -> Code:
        if isinstance(value, Code):
            return value
        return checkpoint(self.planner.tf, [(key, self._nested(inner)) for key, inner in value.items()])

    def plan(self) -> frozenset[str]:
        """Plan what is saved and restored; gives the names in the checkpoint."""
        planner = self.planner
        planner.result.apply("TFM404", self.record.node, *(node for _, node, _ in self.savings))
        members, optimizers = self._members()
        members = self._relaid(members)
        for optimizer in optimizers:
            self._build(optimizer)
        planner.result.overrides[self.record.node] = checkpoint(planner.tf, members)
        saves = [(n, u) for m, n, u in self.savings if m == "save"]
        if self.numbered:
            self._make_manager(*saves[0])
        elif saves and self._reads_state():
            raise Unsupported(
                saves[0][0],
                "TFM404",
                "a checkpoint without a number is found again by latest_checkpoint",
                "save with a number, through tf.train.CheckpointManager",
            )
        for node, unit in saves:
            self._save(node)
        for method, node, unit in self.savings:
            if method == "restore":
                self._restore(node, unit)
        return frozenset(key for key, _ in members)

    # -- what is saved --------------------------------------------------------------------------------

    def _members(self) -> tuple[list[tuple[str, Recipe]], list[Optimizer]]:
        if self.record.var_list is not None and not self._everything():
            return self._listed(), []
        optimizers = self.record.optimizers
        names = holders(self.planner, self.record.variables, self.record.unit)
        for made in [*self.record.variables, *optimizers]:
            self._check_branch(made)
        names += [(o.name, self._seen(Code(o.name), o)) for o in optimizers]
        return [(keyword(key), recipe) for key, recipe in names], optimizers

    def _is_taken(self, branch: ast.If, node: ast.AST) -> bool:
        """Whether every object of the program takes the branch in which a node stands."""
        known = self.planner.analysis.values.get(branch.test)
        answer = known.constant if known is not None else None
        taken = branch.body if answer else branch.orelse
        return isinstance(answer, bool) and any(node is n for statement in taken for n in walk(statement))

    def _check_branch(self, made: Variable | Optimizer) -> None:
        """What is saved is there: no branch that may not be taken has made it."""
        branches = [
            s
            for s in made.unit.enclosing
            if isinstance(s, ast.If) and s not in self.record.unit.enclosing and not self._is_taken(s, made.node)
        ]
        if made.unit.scope.owner is not None and branches:
            raise Unsupported(
                made.node,
                "TFM404",
                "a variable or optimizer that is saved is made in one branch",
                "make a tf.train.Checkpoint of what there is in each branch",
            )

    def _everything(self) -> bool:
        """`Saver(tf.global_variables())` saves what `Saver()` does."""
        value = self.record.var_value
        return (
            value is not None
            and value.path in ("collection:global_variables", "collection:all_variables")
            and (set(value.info.records) == set(self.record.variables))
        )

    def _listed(self) -> list[tuple[str, Recipe]]:
        value = self.record.var_value
        if value is not None and value.kind is Kind.MAPPING and isinstance(value.items, dict):
            node = self.record.var_list
            if isinstance(node, ast.Dict) and all(isinstance(k, ast.Constant) for k in node.keys):
                return [(_identifier(k.value), v) for k, v in zip(node.keys, node.values)]
        records = variables_in(value)
        if value is not None and isinstance(value.items, list) and records:
            return holders(self.planner, records, self.record.unit)
        if value is not None and value.path.startswith("collection:"):
            return holders(self.planner, value.info.records, self.record.unit)
        return [("variables", Code("list({0})", (self.record.var_list,)))]

    def _seen(self, recipe: Code, made: Variable | Optimizer) -> Code:
        return self.planner.seen_from(self.record.unit, recipe, made.unit.scope.owner)

    def _seen_all(self, recipe: Code, made: list[Variable]) -> Code:
        """A list of variables, as it is written where the saver stands."""
        owners = {record.unit.scope.owner for record in made} - {None}
        if len(owners) > 1:
            raise Unsupported(
                self.record.node,
                "TFM404",
                "variables of several objects are saved together",
                "give each of them a saver of its own",
            )
        return self.planner.seen_from(self.record.unit, recipe, next(iter(owners), None))

    def _build(self, optimizer: Optimizer) -> None:
        """Slots exist when the checkpoint is read: an optimizer that is not built would lose them silently."""
        for train in optimizer.trains:
            trainable = self._trained(train)
            if train.variables is not None:
                if self.planner.analysis.values[train.variables].dynamic:
                    return  # built with the layers, by the first trace
                recipe: Recipe = Code("list({0})", (train.variables,))
            else:
                if any(is_layer(v) for v in trainable):
                    return  # built with the layers, by the first trace
                recipe = self.planner.owners.expression(trainable, trained=True)
                if recipe is None:
                    raise Unsupported(
                        self.record.node,
                        "TFM404",
                        "the variables that an optimizer trains have no names, and what it keeps for them is saved",
                        "bind each variable to a name",
                    )
            if _is_built(self.planner, optimizer):
                return
            if isinstance(recipe, Code):
                recipe = self._seen_all(recipe, trainable)
            line = Line(Code(f"{self._seen(Code(optimizer.name), optimizer).text}.build({{0}})", (recipe,)))
            self.planner.result.before.setdefault(self.statement, []).append(line)
            return

    # -- saving and restoring -------------------------------------------------------------------------

    def _reads_state(self) -> bool:
        paths = set(self.planner.analysis.symbols.values())
        return bool(paths & {"train.latest_checkpoint", "train.get_checkpoint_state"})

    def _make_manager(self, node: ast.Call, unit: Unit) -> None:
        planner = self.planner
        loop = next((s for s in unit.enclosing if isinstance(s, _LOOPS)), None)
        path = self._before_loop(argument(node, _SAVE, "save_path"), loop)
        directory, name = split_path(path)
        early = self._known_at(path, self.record.unit)
        if directory is None:
            home = planner.tree_of(self.record.node if early else node)
            if not _imports_os(home):
                planner.result.need_import(home, "import os")
            directory, name = Code("os.path.dirname({0})", (path,)), Code("os.path.basename({0})", (path,))
        keep = self._kept_at(self.record.node if early else node)
        wanted = "manager" if last(self.name) != "manager" else "checkpoint_manager"
        self.manager = planner.fresh(self.record.unit, wanted) if early else planner.names.fresh(wanted)
        line = Line(
            Code(
                f"{self.manager} = {planner.tf}.train.CheckpointManager({{3}}, {{0}}, max_to_keep={{1}}, "
                "checkpoint_name={2})",
                (directory, keep, name, Code(self.name) if early else node.func.value),
            )
        )
        if early:
            planner.result.after.setdefault(self.statement, []).append(line)
            return
        planner.result.before.setdefault(loop or unit.statement, []).append(line)

    def _before_loop(self, path: ast.expr, loop: ast.stmt | None) -> ast.expr:
        """A path as it can be written before the loop that saves: names that the loop binds stand for their values."""
        known = self.planner.analysis.definitions_of
        while loop is not None and isinstance(path, ast.Name):
            definitions = known.get(path, ())
            made = definitions[0].unit if len(definitions) == 1 else None
            if (
                made is None
                or loop not in made.enclosing
                or not isinstance(made.statement, ast.Assign)
                or (made.statement.targets != [definitions[0].node])
            ):
                break
            path = made.statement.value
        inside = {
            d.name
            for n in of_type(path, ast.Name)
            for d in known.get(n, ())
            if d.unit is not None and loop is not None and (loop in d.unit.enclosing or d.unit.statement is loop)
        }
        if inside:
            raise Unsupported(
                path,
                "TFM404",
                f"where checkpoints are saved depends on {min(inside)}, which the loop that saves them binds",
                "bind the directory before the loop",
            )
        return path

    def _kept_at(self, node: ast.Call) -> Recipe:
        """How many checkpoints are kept, as it is written where one is saved."""
        kept = self.record.max_to_keep
        if kept is None:
            return Code("5")
        known = self.planner.analysis.values.get(kept)
        if known is not None and isinstance(known.constant, int):
            return Code(repr(known.constant)) if self.planner.tree_of(kept) is not self.planner.tree_of(node) else kept
        if self.planner.tree_of(kept) is not self.planner.tree_of(node):
            raise Unsupported(
                kept,
                "TFM404",
                "how many checkpoints are kept is said in another file than that which saves",
                "make the tf.train.CheckpointManager beside the tf.train.Checkpoint",
            )
        return kept

    def _known_at(self, node: ast.expr, unit: Unit) -> bool:
        owners = {
            scope.env
            for scope in self.planner.analysis.scopes
            if scope is not unit.scope and (not isinstance(scope.node, ast.Module))
        }
        for child in walk(node):
            if isinstance(child, ast.Name):
                if any(d.env in owners for d in self.planner.analysis.definitions_of.get(child, ())):
                    return False
                for definition in self.planner.analysis.definitions_of.get(child, ()):
                    if (
                        definition.unit is not None
                        and definition.unit.scope is unit.scope
                        and (definition.unit.index > unit.index)
                    ):
                        return False
        return True

    def _save(self, node: ast.Call) -> None:
        path, step = argument(node, _SAVE, "save_path"), argument(node, _SAVE, "global_step")
        if path is None:
            raise Unsupported(node, "TFM404", "saver.save without a path", "write the path out")
        if self.manager and step is not None:
            code = Code("{1}.save(checkpoint_number={0})", (step, self._manager_at(node)))
        else:
            code = Code("{1}.write({0})", (path, node.func.value))
        self.planner.result.overrides[node] = code

    def _manager_at(self, node: ast.Call) -> Code:
        """The manager, as it is written where a saver is called: it belongs to the object that the saver belongs to."""
        saver = node.func.value
        if isinstance(saver, ast.Attribute) and self.manager.startswith(PREFIX):
            return Code(f"{{0}}.{last(self.manager)}", (saver.value,))
        return Code(self.manager)

    def _restore(self, node: ast.Call, unit: Unit) -> None:
        path = argument(node, _RESTORE, "save_path")
        verb = "restore" if self.manager else "read"
        self.planner.result.overrides[node] = Code(
            f"{{1}}.{verb}({{0}}).assert_existing_objects_matched()", (path, node.func.value)
        )
        layers = [v for v in self.record.variables if is_layer(v)]
        if layers and not self._build_at_once(layers):
            self._build_layers(unit)

    def _build_at_once(self, layers: list[Variable]) -> bool:
        """Have the layers make their weights, and the optimizers their slots, where TensorFlow 1 made them."""
        if not all([self.planner.layer_builder.build(record) for record in layers]):
            return False
        for optimizer in self.record.optimizers:
            trained = [v for train in optimizer.trains for v in self._trained(train)]
            recipe = self.planner.owners.expression(list(dict.fromkeys(trained)), trained=True)
            if recipe is None:
                return False
            if not _is_built(self.planner, optimizer):
                line = Line(Code(f"{optimizer.name}.build({{0}})", (recipe,)))
                self.planner.result.before.setdefault(self.statement, []).append(line)
        return True

    def _trained(self, train: Train) -> list[Variable]:
        return sorted(shared_optimizers.trained(self.planner, train), key=lambda record: record.index)

    def _build_layers(self, unit: Unit) -> None:
        """Weights of layers exist after a trace: reading into layers that are not built loses them silently."""
        steps = [
            s
            for s in self.planner.steps
            if s.code is not None
            and s.code.parameters
            and all(p.specified for p in s.code.parameters)
            and _is_seen(s, unit)
        ]
        best = max(steps, key=lambda s: (len(s.slice.trains), len(s.slice.units)), default=None)
        owner_of_restore = unit.scope.owner
        layers = [v for v in self.record.variables if is_layer(v)]
        if best is None or best.home is not None and best.home is not owner_of_restore:
            if not self._trace(layers):
                raise Unsupported(
                    self.record.node,
                    "TFM404",
                    "layers are restored before they are built",
                    "call the model once on an input of the right shape before restoring",
                )
            return
        statement = unit.statement
        outer = next((s for s in unit.enclosing if not isinstance(s, ast.With)), statement)
        holder = "" if best.home is None else "self."
        line = Line(Code(f"{holder}{best.name}.get_concrete_function()  # makes the weights that are restored"))
        if line.code.text not in [
            getattr(l.code, "text", "") for l in self.planner.result.before.get(outer, ()) if isinstance(l, Line)
        ]:
            self.planner.result.before.setdefault(outer, []).append(line)

    def _trace(self, layers: list[Variable]) -> bool:
        """Have the objects that own layers trace their functions where they built their graph."""
        planner = self.planner
        homes = dict.fromkeys(
            s.home for s in planner.steps if s.home is not None and any(tracing.calls(planner, s, v) for v in layers)
        )
        left = set(layers)
        for home in homes:
            mine = [
                v
                for v in layers
                if v in left and any(s.home is home and tracing.calls(planner, s, v) for s in planner.steps)
            ]
            trained = [
                o
                for o in self.record.optimizers
                if any(t.optimizer in o.all() for s in planner.steps if s.home is home for t in s.slice.trains)
            ]
            if tracing.trace_where_made(planner, home, mine, trained) is None:
                return False
            left.difference_update(mine)
        return not left


def _is_seen(step: "Step", unit: Unit) -> bool:
    """Whether the function of a step is not a local one of another function than the statement stands in."""
    roots = {run.unit.scope.root for run in step.runs if run.unit is not None}
    return step.home is not None or unit.scope.root in roots or any(isinstance(r.node, ast.Module) for r in roots)


def _identity(variable: Variable) -> tuple[str, ...]:
    """What tells a variable from others in all programs that build the same graph."""
    return variable.tf1_names or ((_bound_name(variable),) if _bound_name(variable) else ())


def _bound_name(variable: Variable) -> str:
    """The name that the statement which makes a variable binds it to."""
    made = _bound(variable)
    return made.name if made is not None else ""


def _bound(variable: Variable) -> Definition | None:
    made = [d for d in variable.unit.definitions if d.value.kind is Kind.VARIABLE and d.value.info is variable]
    return made[0] if len(made) == 1 else None


def _is_built(planner: "Planner", optimizer: Optimizer) -> bool:
    """Whether another lowering builds the optimizer already."""
    planned = [*planner.result.before.values(), *planner.result.after.values()]
    return any(
        getattr(getattr(s, "code", None), "text", "").startswith(f"{optimizer.name}.build(")
        for group in planned
        for s in group
    )


def split_path(node: ast.expr) -> tuple[Recipe | None, Recipe | None]:
    """Directory and name of a path expression, where the text shows them."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        directory, _, name = node.value.rpartition("/")
        return Code(repr(directory or ".")), Code(repr(name))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and isinstance(node.right, ast.Constant):
        text = node.right.value
        if isinstance(text, str) and text.startswith("/") and "/" not in text[1:]:
            return node.left, Code(repr(text[1:]))
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "join"
        and (len(node.args) == 2 and not node.keywords)
    ):
        return node.args[0], node.args[1]
    return None, None


def _identifier(text: object) -> str:
    name = "".join(c if c.isalnum() or c == "_" else "_" for c in str(text))
    return name if name.isidentifier() else "v_" + name


def _imports_os(tree: ast.Module) -> bool:
    return any(
        a.name == "os" and a.asname is None for n in of_type(tree, ast.Import) for a in n.names if n in tree.body
    )
