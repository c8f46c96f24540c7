"""One helper that becomes a class: its attributes, its parameters, and which statements of its body stay in `call`."""

from __future__ import annotations

import ast
from collections.abc import Hashable
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.api.layers import flag_itself
from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.classes import last
from tf2migrate.analysis.program import Layer, Placeholder
from tf2migrate.analysis.scopes import VariableScope
from tf2migrate.analysis.tree import children, of_type, walk
from tf2migrate.planning import recurrent
from tf2migrate.planning.keras_names import RESERVED
from tf2migrate.planning.layer_functions import SCOPES, Stage, input_argument, refused, training_argument
from tf2migrate.planning.layer_objects import LayerClass, Member
from tf2migrate.planning.names import camel, says_nothing, snake, thing
from tf2migrate.planning.recipe import UserStatement

if TYPE_CHECKING:
    from tf2migrate.planning.layer_classes import LayerClasses

_PLAIN_TESTS = (
    ast.Name,
    ast.Constant,
    ast.Compare,
    ast.BoolOp,
    ast.UnaryOp,
    ast.expr_context,
    ast.cmpop,
    ast.boolop,
    ast.unaryop,
)


class ClassPlanner:
    """Plans the class of one helper."""

    def __init__(self, classes: LayerClasses, cls: LayerClass):
        self.classes, self.cls, self.body = classes, cls, cls.body
        self.planner, self.analysis = classes.planner, classes.analysis
        self.function = cls.body.function
        self.node: ast.FunctionDef = cls.body.node
        self.taken = set(RESERVED)
        self.removed: set[ast.stmt] = set()
        self.local_names: dict[ast.Name, str] = {}
        self.guards: set[ast.stmt] = set()  # `try` statements that go, all but their bodies
        self.cell_reads: dict[ast.Name, str] = {}  # other uses of the cells that layers run

    def plan(self) -> None:
        self._find_scope()
        self._members()
        self._share()
        self._parameters()
        self._emit()

    # -- scope ----------------------------------------------------------------------------------------

    def _find_scope(self) -> None:
        """The outermost scope that holds all that the function makes names the class."""
        sites = [c for c in self.body.sites]
        found: ast.expr | None = None
        todo = list(self.node.body)
        for statement in todo:
            if not isinstance(statement, ast.With) or len(statement.items) != 1:
                continue
            inside = [c for c in of_type(statement, ast.Call) if c in self.body.sites]
            if len(inside) != len(sites):
                continue
            call = statement.items[0].context_expr
            if self.analysis.symbols.get(getattr(call, "func", None)) in SCOPES and (call.args or call.keywords):
                found = argument(call, ("name_or_scope",), "name_or_scope")
                break
            todo.extend(statement.body)
        if isinstance(found, ast.Name) and any(
            isinstance(getattr(a.values.get(found.id), "info", None), VariableScope) for a in self.body.activations
        ):
            found = None  # a scope object: which scope it is was settled by the analysis
        literal = found.value if isinstance(found, ast.Constant) and isinstance(found.value, str) else None
        hosted = any(i.host is not None for i in self.cls.instances)  # the scope has named the class of the host
        wanted = camel(literal.rsplit("/", 1)[-1]) if literal and not hosted else camel(thing(self.function.name))
        if not wanted.isidentifier():
            wanted = camel(self.function.name)
        around = {a.scope[-1] if a.scope else None for a in self.body.activations}
        unnamed = says_nothing(self.function.name) and wanted == camel(self.function.name)
        if (len(wanted) == 1 or unnamed) and len(around) == 1 and isinstance(outer := around.pop(), str):
            wanted = camel(outer)  # `_build_a` in the scope of the actor
        elif unnamed and "Model" not in self.planner.names.used:
            wanted = "Model"
        free = self.classes.free_names(None) if wanted == self.function.name else frozenset()
        self.cls.name = self.planner.names.of_class(self.planner.tree_of(self.function.node), wanted, free)
        self.cls.scope = found if not hosted else None

    # -- members --------------------------------------------------------------------------------------

    def _members(self) -> None:
        groups = self._groups()
        done: dict[ast.Call, Member] = {}
        for call in sorted(self.body.sites, key=lambda c: (c.lineno, c.col_offset)):
            first = groups[call]
            if first is not call:
                self.cls.members[call] = done[first]
                if self._loop(call) is not done[first].looped:
                    raise refused(call, "a layer of a loop is used again outside of it")
                continue
            member = Member("", call, self._loop(call))
            wanted = self._wanted(call)
            if member.looped is not None:
                member.element = self._local(wanted)
                made = self.body.sites[call][0].made
                plural = "_layers" if isinstance(made, Layer) else "s" if self.body.weight(call) is None else "_list"
                wanted += plural
            member.name = self._attribute(wanted)
            done[call] = self.cls.members[call] = member
        for call, member in self.cls.members.items():
            made = self.body.sites[call][0].made
            if isinstance(made, Layer) and made.recurrent is not None and member.looped is None:
                for name in recurrent.cell_reads(self.planner, made, self.node):
                    self.cell_reads[name] = f"self.{member.name}.cell"

    def _share(self) -> None:
        """What another object has made is taken from it: the constructor is given that object.

        Raises:
            Unsupported: the other object does not have it yet when this one is made.
        """
        hosts = [i.host for i in self.cls.instances]
        if not any(hosts):
            return
        if None in hosts or len({host.cls for host in hosts}) > 1:
            raise refused(
                self.node, f"{self.function.name}(...) takes up weights of other functions in some calls only"
            )
        for instance in self.cls.instances:
            host = instance.host
            for node, ident in instance.idents.items():
                made = next(host.cls.members[n] for n, known in host.idents.items() if known == ident)
                if (
                    made.looped
                    or self.cls.members[node].looped
                    or made.node in host.cls.shaped
                    or (self.cls.shared.setdefault(node, made.name) != made.name)
                ):
                    raise refused(
                        node,
                        f"{self.function.name}(...) takes up weights that {host.cls.function.name}(...) "
                        "makes in a loop, or from the shape of its input",
                    )
        name = snake(hosts[0].cls.name).lower()
        while name in {n.id for n in of_type(self.node, ast.Name)} | set(self.body.parameters):
            name += "_"
        self.cls.host = name

    def _groups(self) -> dict[ast.Call, ast.Call]:
        """For each site the first one that makes the same thing."""
        first = {call: call for call in self.body.sites}
        for activation in self.body.activations:
            idents = self.classes._idents(activation)
            seen: dict[Hashable, ast.Call] = {}
            for node, ident in idents.items():
                root = seen.setdefault(ident, node)
                if root is not node:
                    first[node] = first[root]
        for activation in self.body.activations:
            idents = self.classes._idents(activation)
            for node, ident in idents.items():
                root = first[node]
                if root in idents and idents[root] != ident:
                    raise refused(node, "what is used again here differs from call to call")
        return first

    def _loop(self, call: ast.Call) -> ast.For | None:
        """The loop round a site; it becomes a loop over a list of layers.

        Raises:
            Unsupported: what is made depends on more than the pass.
        """
        found = None
        parent = self.planner.parents[call]
        while parent is not self.node:
            if isinstance(parent, (ast.While, ast.Try)) and not self._guard(parent):
                raise refused(call, f"a layer or variable is made inside a {type(parent).__name__.lower()} statement")
            if isinstance(parent, ast.For):
                if found is not None:
                    raise refused(call, "a layer or variable is made in a loop inside of a loop")
                found = parent
            if isinstance(parent, (ast.IfExp, ast.BoolOp)):
                raise refused(call, "a layer or variable is made in an expression that may not be evaluated")
            parent = self.planner.parents[parent]
        if found is not None:
            if found.orelse or of_type(found, ast.Break, ast.Continue):
                raise refused(call, "a layer or variable is made in a loop with break, continue or else")
            if self.body.stage(found.iter) is not Stage.PYTHON:
                raise refused(call, "a layer or variable is made in a loop over graph values")
            statement = call
            while self.planner.parents[statement] is not found:
                statement = self.planner.parents[statement]
                if isinstance(statement, ast.If):
                    raise refused(call, "a layer or variable is made in some passes of a loop only")
        return found

    def _guard(self, node: ast.While | ast.Try) -> bool:
        """Whether a `try` guards nothing but the unrolling of cells, which does not fail: its body takes its place."""
        if not isinstance(node, ast.Try) or not recurrent.only_unrolls(self.analysis, node):
            return False
        self.planner.result.statements[node] = [UserStatement(node.body[0])]
        self.guards.add(node)
        return True

    def _wanted(self, call: ast.Call) -> str:
        site = next((s for s in self.body.sites[call] if s.record is not None), self.body.sites[call][0])
        record = site.made
        if isinstance(record, Activation) and record.function in self.classes.classes:
            name = self.classes.scope_name(record) if self._literal_scope(call, record) else ""
            return name or snake(thing(record.function.name))
        if isinstance(record, Layer):
            if record.recurrent is not None:
                return recurrent.wanted_name(record)
            literal = self._literal_name(call)
            return literal if literal else record.symbol.rsplit(".", 1)[1]
        parent = self.planner.parents[call]
        if isinstance(parent, ast.Assign) and len(parent.targets) == 1 and isinstance(parent.targets[0], ast.Name):
            return parent.targets[0].id
        return self._literal_name(call) or getattr(record, "name", "") or "weight"

    def _literal_name(self, call: ast.Call) -> str:
        for node in [*call.args[:1], *(k.value for k in call.keywords if k.arg in ("name", "scope"))]:
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
                return node.value
        return ""

    def _literal_scope(self, call: ast.Call, record: Activation) -> bool:
        return any(
            isinstance(n, ast.Constant) and isinstance(n.value, str)
            for n in [*call.args, *(k.value for k in call.keywords)]
        )

    def _attribute(self, wanted: str) -> str:
        chosen = wanted + "_" if wanted in RESERVED else wanted
        name, number = chosen, 0
        while name in self.taken:
            number += 1
            name = f"{chosen}_{number}"
        self.taken.add(name)
        return name

    def _local(self, wanted: str) -> str:
        called = {id(call.func) for call in self.body.sites}
        used = {n.id for n in of_type(self.node, ast.Name) if id(n) not in called} | set(self.body.parameters)
        name, number = wanted, 0
        while name in used:
            number += 1
            name = f"{wanted}_{number}"
        return name

    # -- what construction needs ----------------------------------------------------------------------

    def construction_nodes(self, call: ast.Call) -> list[ast.expr]:
        """The expressions that a layer or weight is made of."""
        return [] if call in self.cls.shared else self._made_of(call)

    def _made_of(self, call: ast.Call) -> list[ast.expr]:
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            if self._by_op(call):
                return []
            if record.recurrent is not None:
                return list(record.recurrent.cell_nodes)
            skipped = {id(input_argument(record)), id(training_argument(record))}
            skipped |= {id(k.value) for k in call.keywords if k.arg == "reuse"}
            return [n for n in [*call.args, *(k.value for k in call.keywords)] if id(n) not in skipped]
        if isinstance(record, Activation) and record.function in self.classes.classes:
            cls = self.classes.classes[record.function]
            given = [argument(call, tuple(cls.body.given), p) for p in cls.init]
            return [n for n in given if n is not None]
        return [*call.args, *(k.value for k in call.keywords if k.arg != "collections")]

    def call_nodes(self, call: ast.Call) -> list[ast.expr]:
        """The expressions that a layer is called on."""
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            if self._by_op(call):
                return [*call.args, *(k.value for k in call.keywords)]
            if record.recurrent is not None:
                unrolled = record.recurrent
                return [n for n in (unrolled.inputs, unrolled.lengths, *unrolled.initial) if n is not None]
            return [n for n in (input_argument(record), training_argument(record)) if n is not None]
        if isinstance(record, Activation) and record.function in self.classes.classes:
            cls = self.classes.classes[record.function]
            given = [argument(call, tuple(cls.body.given), p) for p in cls.call]
            return [n for n in given if n is not None]
        return []

    def _by_op(self, call: ast.Call) -> bool:
        """Dropout at a rate that is a graph value: the op takes a tensor."""
        return any({"rate", "keep_prob"} & s.dynamic for s in self.body.sites[call])

    # -- parameters -----------------------------------------------------------------------------------

    def _parameters(self) -> None:
        cls, body = self.cls, self.body
        self.constructed = [m.node for m in dict.fromkeys(cls.members.values())]
        needed: list[ast.AST] = [n for c in self.constructed for n in self.construction_nodes(c)]
        if cls.scope is not None:
            needed.append(cls.scope)
        for call in self.constructed:
            needed += self._guards(call)
            loop = cls.members[call].looped
            if loop is not None and not self._by_op(call):
                needed.append(loop.iter)
        self.moved = self._moved_locals(needed)
        self.idle = self._moved_locals([n for c in cls.shared for n in self._made_of(c)]) if cls.shared else []
        inherited = dict.fromkeys(name for c in self.constructed for name in self._inner_attributes(c))
        body.parameters += [name for name in inherited if name not in body.parameters]
        body.attributes += [name for name in inherited if name not in body.attributes]
        roots = [*needed, *(root for s in self.moved for root in (s.value, *self.branches(s)))]
        init_names = {*inherited} | {n.id for root in roots for n in self._reads(root)}
        for root in needed:
            if body.stage(root) is Stage.TENSOR:
                raise refused(
                    root,
                    f"what {self.function.name}(...) makes depends on a value of the graph",
                    "make it with Python values, or from the shape of the input",
                )
        if cls.scope is not None and any(body.stage(n) is not Stage.PYTHON for n in [cls.scope]):
            raise refused(cls.scope, "the name of a scope depends on a graph value")
        cls.init = [p for p in body.parameters if p in init_names and p not in body.tensors]
        self._settle_training()
        self._remove_statements()
        call_names = {n.id for n in self._remaining()}
        self.call_names = call_names
        cls.init = [p for p in body.parameters if p in cls.init or (p in call_names and self._hyperparameter(p))]
        cls.call = [p for p in body.parameters if p in call_names and p not in cls.init]
        for names in (cls.init, cls.call):
            names.sort(key=lambda p: p in body.defaults)  # attributes of the object have no default
        cls.free = [n for n in self.function.free_dynamic if n not in body.parameters]
        if not [p for p in cls.call if p in body.tensors] and not cls.free:
            raise refused(
                self.node,
                f"{self.function.name}(...) makes variables and is given no tensor",
                "make the weights where the function is called, and pass them",
            )
        for parameter in cls.init:
            if parameter in body.sources and parameter in call_names:
                raise refused(
                    self.node,
                    f"{self.function.name}(...) binds its parameter {parameter} again",
                    "give the new value a name of its own",
                )
        for name in body.attributes:
            plain = last(name)
            while plain in body.given or plain in cls.renamed.values():
                plain += "_"
            cls.renamed[name] = plain
        self._name_parameter()
        self._check_constant()

    def _inner_attributes(self, call: ast.Call) -> list[str]:
        """What the class of an inner method needs of the object."""
        record = self.body.sites[call][0].made
        inner = self.classes.classes.get(record.function) if isinstance(record, Activation) else None
        return [name for name in inner.init if name in inner.body.attributes] if inner is not None else []

    def _hyperparameter(self, name: str) -> bool:
        """A Python value that all calls of each object agree on, and that has nothing to do with training."""
        if name in self.body.tensors or name in self._flags() or name in self.body.sources:
            return False
        return all(len({repr(a.spelled.get(name)) for a in i.activations}) == 1 for i in self.cls.instances)

    def _name_parameter(self) -> None:
        """The parameter that named the scope is the name of the layer."""
        cls = self.cls
        named = [p for p in cls.init if cls.scope is not None and p in self._scope_names()]
        if not named and cls.scope is None:
            named = [p for p in cls.init if p in ("name", "scope")]
        if len(named) != 1 or not all(self._is_name(a.spelled.get(named[0])) for a in self.body.activations):
            return
        cls.named = named[0]
        if (cls.scope is None or isinstance(cls.scope, ast.Name)) and "name" not in self.body.parameters:
            cls.renamed[cls.named] = "name"

    @staticmethod
    def _is_name(spelled: Hashable) -> bool:
        """A Python string that Keras takes as the name of a layer, or None."""
        if not isinstance(spelled, tuple) or spelled[0] != "constant":
            return isinstance(spelled, tuple)
        return spelled[2] is None or (isinstance(spelled[2], str) and "/" not in spelled[2])

    def _guards(self, call: ast.Call) -> list[ast.expr]:
        """Tests on Python values that decide whether a thing is made."""
        tests = []
        node: ast.AST = call
        while node is not self.node:
            parent = self.planner.parents[node]
            if isinstance(parent, ast.If) and node is not parent.test:
                if self._static(parent.test):
                    tests.append(parent.test)
                elif self.body.weighted(call):
                    raise refused(
                        parent.test, "whether a layer or variable is made depends on a training flag or a graph value"
                    )
            node = parent
        return tests

    def _static(self, test: ast.expr) -> bool:
        """Whether a test can be made in the constructor; flags of training differ from call to call."""
        flags = self._flags()
        given = all(self._given_still(n) or self.body.stage(n) is Stage.PYTHON for n in of_type(test, ast.Name))
        static = (
            given if all(isinstance(n, _PLAIN_TESTS) for n in ast.walk(test)) else self.body.stage(test) is Stage.PYTHON
        )
        return static and not any(n.id in flags for n in of_type(test, ast.Name))

    def _given_still(self, name: ast.Name) -> bool:
        """Whether a parameter has the value that the call gave, which is no tensor: it is bound again further down."""
        body = self.body
        return (
            name.id in body.parameters
            and name.id not in body.tensors
            and all(n.lineno > name.lineno for n in body.stored.get(name.id, ()))
        )

    def _flags(self) -> set[str]:
        """Parameters that are, or decide, the `training` argument of a layer."""
        found = set()
        for call, sites in self.body.sites.items():
            record = sites[0].made
            node = training_argument(record) if isinstance(record, Layer) else None
            if isinstance(record, Activation) and record.function in self.classes.classes:
                inner = self.classes.classes[record.function]
                node = argument(call, tuple(inner.body.given), inner.training) if inner.training else None
            if node is not None:
                found |= {n.id for n in of_type(node, ast.Name) if n.id in self.body.parameters}
        return found

    def _reads(self, root: ast.AST) -> list[ast.Name]:
        own = {n.id for n in of_type(root, ast.Name) if not isinstance(n.ctx, ast.Load)}
        found, covered = [], set()
        for node in of_type(root, ast.Call, ast.Attribute):
            if self.body.shape_of(node) is not None:
                covered.update(
                    walk(node)
                )  # the shape of what the layer is called on, whatever the name is bound to later
        for node in of_type(root, ast.Subscript, ast.Attribute):
            known = self.body.dimension(node)
            if known is not None and node not in covered:
                covered.update(walk(node))
                found += self._reads(known)
        return [
            n for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Load) and n.id not in own and n not in covered
        ] + found

    def _moved_locals(self, needed: list[ast.AST]) -> list[ast.Assign]:
        """Assignments of Python values and shapes that construction reads, in the order of the body."""
        moved: list[ast.Assign] = []
        todo = list(needed)
        done: set[str] = set()
        while todo:
            for name in self._reads(todo.pop()):
                if name.id in done or name.id not in self.body.sources:
                    continue
                done.add(name.id)
                if self.body.stage_of(name.id, name) is Stage.TENSOR:
                    raise refused(
                        name,
                        f"what {self.function.name}(...) makes depends on {name.id}, a value of the graph",
                        "make it with Python values, or from the shape of the input",
                    )
                for statement in of_type(self.node, ast.Assign, ast.AugAssign, ast.AnnAssign):
                    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
                    if any(n.id == name.id for t in targets for n in of_type(t, ast.Name)):
                        if not isinstance(statement, ast.Assign) or len(targets) != 1:
                            raise refused(statement, f"{name.id} is computed in steps before a layer is made of it")
                        if statement not in moved:
                            moved.append(statement)
                            todo += [statement.value, *self.branches(statement)]
                if any(
                    n.id == name.id
                    for w in of_type(self.node, ast.With)
                    for i in w.items
                    if i.optional_vars is not None
                    for n in of_type(i.optional_vars, ast.Name)
                ):
                    raise refused(name, "a layer or variable takes its name from a scope object")
        for statement in moved:
            node = self.planner.parents[statement]
            while node is not self.node:
                if isinstance(node, (ast.While, ast.Try, ast.FunctionDef, ast.Lambda)) or (
                    isinstance(node, ast.For) and node not in [m.looped for m in self.cls.members.values()]
                ):
                    raise refused(statement, "what a layer is made of is computed in a branch or a loop")
                node = self.planner.parents[node]
        return sorted(moved, key=lambda s: s.lineno)

    def branches(self, statement: ast.stmt) -> list[ast.expr]:
        """The tests that decide whether a statement, of which a layer is made, runs.

        Raises:
            Unsupported: the constructor cannot make one of them.
        """
        tests = []
        node: ast.AST = statement
        while node is not self.node:
            node = self.planner.parents[node]
            if isinstance(node, ast.If):
                if not self._static(node.test) or of_type(node, ast.Return, ast.Break, ast.Continue):
                    raise refused(statement, "what a layer is made of is computed in a branch")
                tests.append(node.test)
        return tests

    def _settle_training(self) -> None:
        cls = self.cls
        direct = set()
        for call, sites in self.body.sites.items():
            for node in self._training_nodes(call):
                if isinstance(node, ast.Name) and node.id in self.body.parameters:
                    direct.add(node.id)
        direct -= set(cls.init)
        if len(direct) == 1:
            name = direct.pop()
            if name == "training" or "training" not in {n.id for n in of_type(self.node, ast.Name)} | set(
                self.body.parameters
            ):
                cls.training = name
                cls.renamed[name] = "training"
        for activation in self.body.activations:
            for name in self._flags():
                value = activation.values.get(name)
                if value is not None and value.dynamic and not isinstance(value.info, Placeholder):
                    raise refused(
                        activation.node, "the training flag of a layer is computed in the graph", "pass a Python bool"
                    )

    def _training_nodes(self, call: ast.Call) -> list[ast.expr]:
        record = self.body.sites[call][0].made
        if isinstance(record, Layer):
            node = training_argument(record)
            node = flag_itself(self.analysis, node) if node is not None else None
        elif isinstance(record, Activation) and record.function in self.classes.classes:
            inner = self.classes.classes[record.function]
            node = argument(call, tuple(inner.body.given), inner.training) if inner.training else None
        else:
            node = None
        return [node] if node is not None else []

    # -- statements that go ---------------------------------------------------------------------------

    def _remove_statements(self) -> None:
        """Statements of the body that are left to the constructor, and those that only set a scope."""
        for statement in of_type(self.node, ast.Expr):
            call = statement.value
            if not isinstance(call, ast.Call):
                continue
            if isinstance(call.func, ast.Attribute) and call.func.attr == "reuse_variables":
                self.removed.add(statement)
            elif call in self.body.sites and self.body.weight(call) is not None:
                self.removed.add(statement)
        self.removed.update(s for s in of_type(self.node, ast.Assert) if s in self.analysis.scope_checks)
        for statement in of_type(self.node, ast.Assign):
            if self._plain_weight(statement):
                self.removed.add(statement)
                self.cls.members[statement.value].element = statement.targets[0].id
            elif all(
                isinstance(n, ast.Call) and self.analysis.symbols.get(n.func) == "get_variable_scope"
                for n in [statement.value]
            ):
                self.removed.add(statement)
        for inner in of_type(self.node, ast.FunctionDef):
            calls = [
                c
                for c, sites in self.body.sites.items()
                if isinstance(sites[0].made, Activation)
                and sites[0].made.function.node is inner
                and self.body.weight(c) is not None
            ]
            if calls and len([n for n in of_type(self.node, ast.Name) if n.id == inner.name]) == len(calls):
                self.removed.add(inner)
        changed = True
        while changed:
            changed = self._remove_empty()
            emptied = {
                s
                for s in of_type(self.node, ast.If)
                if all(inner in self.removed or inner in self.moved for inner in [*s.body, *s.orelse])
            }
            read = {n.id for n in self._remaining(without=emptied)}
            for statement in [*self.moved, *self.idle]:
                targets = {n.id for n in of_type(statement.targets[0], ast.Name)}
                if statement not in self.removed and not targets & read:
                    self.removed.add(statement)
                    changed = True

    def _remove_empty(self) -> bool:
        """Take away one statement that has lost all it held; False when there is none."""
        for statement in of_type(self.node, ast.If, ast.With):
            inner = [*statement.body, *getattr(statement, "orelse", ())]
            if statement not in self.removed and all(s in self.removed or isinstance(s, ast.Pass) for s in inner):
                self.removed.add(statement)
                return True
        return False

    def _plain_weight(self, statement: ast.Assign) -> bool:
        """`w = tf.get_variable(...)`, bound once: its uses become `self.w`."""
        if statement.value not in self.body.sites or self.body.weight(statement.value) is None:
            return False
        if len(statement.targets) != 1 or not isinstance(statement.targets[0], ast.Name):
            return False
        target = statement.targets[0].id
        if len(self.body.stored.get(target, ())) != 1 or target in self.body.parameters:
            return False
        loop = self.cls.members[statement.value].looped
        return loop is None or not any(  # of the pass before
            n.id == target and n.lineno <= statement.lineno
            for n in of_type(loop, ast.Name)
            if isinstance(n.ctx, ast.Load)
        )

    def _remaining(self, body: list[ast.stmt] | None = None, without: set[ast.stmt] = frozenset()) -> list[ast.Name]:
        """Names that the body still reads when it has become `call`."""
        found: list[ast.Name] = []
        todo: list[ast.AST] = list(self.node.body if body is None else body)
        while todo:
            node = todo.pop()
            if node in self.removed or node in without:
                continue
            if isinstance(node, ast.With):
                for item in node.items:
                    if self.analysis.symbols.get(getattr(item.context_expr, "func", None)) not in SCOPES:
                        todo.append(item.context_expr)
                todo += node.body
                continue
            if node in self.guards:
                todo += node.body
                continue
            if isinstance(node, ast.Call) and node in self.body.sites:
                todo += self.call_nodes(node)
                continue
            if isinstance(node, ast.For) and node in [m.looped for m in self.cls.members.values()]:
                inside = self._remaining(node.body, without)
                found += inside
                if {n.id for n in of_type(node.target, ast.Name)} & {n.id for n in inside}:
                    todo.append(node.iter)
                continue
            if isinstance(node, ast.Name):
                if isinstance(node.ctx, ast.Load) and node not in self.cell_reads:
                    found.append(node)
                continue
            todo += children(node)
        return found

    # -- equality of arguments ------------------------------------------------------------------------

    def _check_constant(self) -> None:
        """What the object is made of is the same in all its calls."""
        for instance in self.cls.instances:
            for name in self.cls.init:
                spelled = {repr(a.spelled.get(name)) for a in instance.activations}
                if len(spelled) > 1 and name not in self._scope_names():
                    raise refused(
                        instance.activations[-1].node,
                        f"{self.function.name}(...) uses its weights again with another {name}",
                        f"make {name} an argument of call",
                    )

    def _scope_names(self) -> set[str]:
        return {n.id for n in of_type(self.cls.scope, ast.Name)} if self.cls.scope is not None else set()

    # -- code -----------------------------------------------------------------------------------------

    def _emit(self) -> None:
        from tf2migrate.planning.layer_class_code import emit

        emit(self)
