"""The text of a class that stands for a helper: `__init__`, `build`, and what changes in the body for `call`."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.activations import Activation
from tf2migrate.analysis.program import Layer
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.planning import initializers, recurrent
from tf2migrate.planning.factories import expand
from tf2migrate.planning.layer_functions import SCOPES, Stage, refused
from tf2migrate.planning.recipe import (
    Block,
    Code,
    FunctionCode,
    LayerClassCode,
    Line,
    MovedClass,
    Original,
    Parameter,
    Recipe,
    Special,
    Statement,
    Within,
)

if TYPE_CHECKING:
    from tf2migrate.planning.layer_class_plan import ClassPlanner
    from tf2migrate.planning.layer_objects import Member


def emit(plan: "ClassPlanner") -> None:
    """Put the class of one helper into the plan of the file."""
    _Emitter(plan).emit()


class _Emitter:
    def __init__(self, plan: "ClassPlanner"):
        self.plan, self.cls, self.body = plan, plan.cls, plan.body
        self.planner, self.result = plan.planner, plan.planner.result
        self.node = plan.node
        self.tf = plan.planner.tf
        self.init_overrides: dict[ast.AST, Recipe] = {}
        self.build_overrides: dict[ast.AST, Recipe] = {}
        self.attributes: dict[str, str] = {}

    def emit(self) -> None:
        cls = self.cls
        for member in dict.fromkeys(cls.members.values()):
            if self.body.weight(member.node) is not None:
                self._check_weight(member.node)
        cls.shaped = {call for call in self.plan.constructed if self._stage(call) is Stage.SHAPE}
        self._store()
        init_body = self._construct(self.node.body, Stage.PYTHON)
        build_body = self._construct(self.node.body, Stage.SHAPE)
        self._rename()
        self._clone_initializers()
        self._replace_sites()
        self._replace_loops()
        for statement in self.plan.removed:
            self.result.removed.add(statement)
        for statement in of_type(self.node, ast.With):
            if any(
                self.plan.analysis.symbols.get(getattr(i.context_expr, "func", None)) in SCOPES for i in statement.items
            ):
                if len(statement.items) != 1:
                    raise refused(
                        statement,
                        "a with statement opens a variable scope and something else",
                        "write two with statements",
                    )
                self.result.unwrapped.add(statement)
        init = FunctionCode(
            "__init__",
            self._init_parameters(),
            [self._super(), *self._stores(), *init_body],
            decorated=False,
            overrides=self.init_overrides,
        )
        members = [init]
        if build_body:
            members.append(
                FunctionCode(
                    "build",
                    [Parameter("self"), *self._shape_parameters()],
                    build_body,
                    decorated=False,
                    overrides=self.build_overrides,
                )
            )
        self.result.classes[self.node] = LayerClassCode(cls.name, self._base(), members, self._call_parameters())
        owner = self.cls.function.owner
        if owner is not None:  # a method: its class is written before the one it belonged to
            self.result.removed.add(self.node)
            self.result.before.setdefault(owner.node, []).append(MovedClass(self.node))

    def _base(self) -> str:
        """Networks that are called at statements are models; what is made of parts and named by callers, layers."""
        outside = any(a.parent is None for a in self.body.activations)
        named = self.cls.named is not None
        return f"{self.tf}.keras.Model" if outside and not named else f"{self.tf}.keras.layers.Layer"

    # -- signatures -----------------------------------------------------------------------------------

    def _init_parameters(self) -> list[Parameter]:
        found = [Parameter("self"), *([Parameter(self.cls.host)] if self.cls.host else [])]
        for name in self.cls.init:
            default = self.body.defaults.get(name)
            found.append(Parameter(self.cls.parameter(name), default=default))
        return found

    def _call_parameters(self) -> list[Parameter]:
        found = [Parameter("self")]
        for name in self.cls.call:
            found.append(Parameter(self.cls.parameter(name), default=self.body.defaults.get(name)))
        after = any(p.default is not None for p in found)
        free = [Parameter(name, default=Code("None") if after else None) for name in self.cls.free]
        return found + free

    def _shape_parameters(self) -> list[Parameter]:
        shaped = {self.body.shape_of(n) for root in self._build_roots() for n in walk(root)}
        names = [self._shape_name(p) for p in self.cls.call if p in shaped]
        return [Parameter(name) for name in names or ["input_shape"]]

    def _shape_name(self, parameter: str) -> str:
        """Keras gives the shapes of several inputs by the names of the parameters of `call`."""
        tensors = [p for p in self.cls.call if p in self.body.tensors]
        return f"{self.cls.parameter(parameter)}_shape" if len(tensors) + len(self.cls.free) > 1 else "input_shape"

    def _super(self) -> Statement:
        scope = self.cls.scope
        if scope is None:
            named = "name=name" if self.cls.named is not None else ""
            return Line(Code(f"super().__init__({named})"))
        if isinstance(scope, ast.Constant) and isinstance(scope.value, str) and "/" in scope.value:
            return Line(Code(f"super().__init__(name={scope.value.replace('/', '_')!r})"))
        return Line(Code("super().__init__(name={0})", (scope,)))

    # -- parameters that are kept ---------------------------------------------------------------------

    def _store(self) -> None:
        """Constructor arguments that `build` and `call` read become attributes."""
        in_build = {n.id for s in self._build_roots() for n in self.plan._reads(s)}
        self.kept = [p for p in self.cls.init if p in self.plan.call_names or p in in_build]
        for name in self.kept:
            wanted = self.cls.parameter(name)
            self.attributes[name] = "name" if wanted == "name" else self.plan._attribute(wanted)

    def _build_roots(self) -> list[ast.AST]:
        roots: list[ast.AST] = []
        for call in self.plan.constructed:
            if self._stage(call) is Stage.SHAPE:
                roots += self.plan.construction_nodes(call)
                roots += [ast.Name(name, ast.Load()) for name in self.plan._inner_attributes(call)]
                roots += self.plan._guards(call)
                loop = self.cls.members[call].looped
                roots += [loop.iter] if loop is not None else []
        names = {n.id for r in roots for n in self.plan._reads(r)}
        grown = True
        while grown:
            grown = False
            for statement in self.plan.moved:
                targets = {n.id for n in of_type(statement.targets[0], ast.Name)}
                if targets & names and statement.value not in roots:
                    made_of = [statement.value, *self.plan.branches(statement)]
                    roots += made_of
                    names |= {n.id for root in made_of for n in self.plan._reads(root)}
                    grown = True
        return roots

    def _stores(self) -> list[Statement]:
        return [
            Line(Code(f"self.{attribute} = {self.cls.parameter(name)}"))
            for name, attribute in self.attributes.items()
            if attribute != "name"
        ]

    def _rename(self) -> None:
        """Parameters in the three methods: names in `__init__`, attributes in `build` and `call`."""
        for node in of_type(self.node, ast.Name):
            if not isinstance(node.ctx, ast.Load):
                if node.id in self.cls.renamed:
                    self.result.overrides[node] = Code(self.cls.parameter(node.id))
                if node.id in self.attributes:
                    self.build_overrides[node] = Code(f"self.{self.attributes[node.id]}")
                continue
            if node.id in self.cls.init:
                self.init_overrides.setdefault(node, Code(self.cls.parameter(node.id)))
                if node.id in self.attributes:
                    self.build_overrides.setdefault(node, Code(f"self.{self.attributes[node.id]}"))
                    self.result.overrides[node] = Code(f"self.{self.attributes[node.id]}")
            elif node.id in self.cls.renamed and node.id in self.cls.call:
                self.result.overrides[node] = Code(self.cls.parameter(node.id))
        for node in walk(self.node):
            shaped = self.body.shape_of(node)
            if shaped is not None:
                self._replace_shape(node, self._shape_name(shaped))
            known = self.body.dimension(node)
            if known is not None:
                self.init_overrides[node] = self.build_overrides[node] = Code("{0}", (known,))

    def _clone_initializers(self) -> None:
        """Each weight has an initializer of its own."""
        for call in self.plan.constructed:
            made = self.body.sites[call][0].made
            weight = self.body.weight(call)
            node = weight.node if weight is not None else made.node if isinstance(made, Layer) else None
            if node is None:
                continue
            looped = self.cls.members[call].looped is not None or weight is not None and node is not call
            for given in initializers.shared(
                self.plan.analysis, node, lambda n: looped or (isinstance(n, ast.Name) and n.id in self.cls.init)
            ):
                for overrides in (self.init_overrides, self.build_overrides):
                    overrides[given] = initializers.cloned(given, overrides.get(given))

    def _replace_shape(self, node: ast.AST, name: str) -> None:
        parent = self.planner.parents[node]
        above = self.planner.parents.get(parent)
        if isinstance(parent, ast.Attribute) and parent.attr == "as_list" and isinstance(above, ast.Call):
            return  # its call is replaced
        listed = isinstance(node, ast.Call) and node.func.attr == "as_list"
        whole = listed and not isinstance(parent, ast.Subscript)
        self.build_overrides[node] = Code(f"list({name})" if whole else name)
        if isinstance(parent, ast.Subscript) and parent.value is node:
            above = self.planner.parents[parent]
            if isinstance(above, ast.Attribute) and above.attr == "value":
                self.build_overrides[above] = Code(f"{name}[{{0}}]", (parent.slice,))

    # -- construction ---------------------------------------------------------------------------------

    def _stage(self, call: ast.Call) -> Stage:
        found = self._own_stage(call)
        if found is Stage.PYTHON and self.body.weight(call) is not None:
            # weights are made together: in `build` when one of them needs a shape
            return max(self._own_stage(c) for c in self.plan.constructed if self.body.weight(c) is not None)
        return found

    def _own_stage(self, call: ast.Call) -> Stage:
        nodes = [*self.plan.construction_nodes(call), *self.plan._guards(call)]
        return max((self.body.stage(n) for n in nodes), default=Stage.PYTHON)

    def _construct(self, statements: list[ast.stmt], stage: Stage, loop: ast.For | None = None) -> list[Statement]:
        made: list[Statement] = []
        for statement in statements:
            if isinstance(statement, ast.With) or statement in self.plan.guards:
                made += self._construct(statement.body, stage, loop)
            elif isinstance(statement, ast.If):
                made += self._construct_if(statement, stage, loop)
            elif isinstance(statement, ast.For):
                made += self._construct_for(statement, stage)
            elif isinstance(statement, (ast.While, ast.Try, ast.FunctionDef, ast.ClassDef)):
                continue
            else:
                made += self._construct_simple(statement, stage, loop)
        return made

    def _construct_if(self, statement: ast.If, stage: Stage, loop: ast.For | None) -> list[Statement]:
        body = self._construct(statement.body, stage, loop)
        orelse = self._construct(statement.orelse, stage, loop)
        if not body and not orelse:
            return []
        if not self.plan._static(statement.test):
            return body + orelse
        if not body:
            return [Block(Code("if not ({0}):", (statement.test,)), orelse)]
        return [Block(Code("if {0}:", (statement.test,)), body, orelse)]

    def _construct_for(self, statement: ast.For, stage: Stage) -> list[Statement]:
        members = [
            m
            for m in dict.fromkeys(self.cls.members.values())
            if m.looped is statement and self._stage(m.node) is stage and not self._call_time(m.node)
        ]
        if not members:
            return []
        moved = [s for s in self.plan.moved if statement in self._parents(s) and self._needed_in(s, stage)]
        lines: list[Statement] = []
        if len(members) == 1 and not moved:
            member = members[0]
            making = self._making(member.node)
            return [
                Line(
                    Code(f"self.{member.name} = [{{0}} for {{1}} in {{2}}]", (making, statement.target, statement.iter))
                )
            ]
        lines += [Line(Code(f"self.{member.name} = []")) for member in members]
        lines.append(
            Block(
                Code("for {0} in {1}:", (statement.target, statement.iter)),
                self._construct(statement.body, stage, statement),
            )
        )
        return lines

    def _parents(self, node: ast.AST) -> list[ast.AST]:
        found = []
        while node is not self.node:
            node = self.planner.parents[node]
            found.append(node)
        return found

    def _construct_simple(self, statement: ast.stmt, stage: Stage, loop: ast.For | None) -> list[Statement]:
        made: list[Statement] = []
        if statement in self.plan.moved and self._needed_in(statement, stage):
            text = "{0} = {1}"
            comments = statement if statement in self.plan.removed and self._last_stage(statement) is stage else None
            made.append(Line(Code(text, (statement.targets[0], statement.value)), comments))
        for call in self.body.calls_in(statement):
            member = self.cls.members[call]
            if member.node is not call or self._call_time(call) or self._stage(call) is not stage:
                continue
            comments = statement if statement in self.plan.removed else None
            if loop is not None:
                made.append(Line(Code(f"self.{member.name}.append({{0}})", (self._making(call),)), comments))
            else:
                made.append(Line(Code(f"self.{member.name} = {{0}}", (self._making(call),)), comments))
        return made

    def _call_time(self, call: ast.Call) -> bool:
        return isinstance(self.body.sites[call][0].made, Layer) and self.plan._by_op(call)

    def _last_stage(self, statement: ast.Assign) -> Stage:
        return Stage.SHAPE if self._needed_in(statement, Stage.SHAPE) else Stage.PYTHON

    def _needed_in(self, statement: ast.Assign, stage: Stage) -> bool:
        """Whether something made at this stage is computed from what a statement binds."""
        if self.body.stage(statement.value) > stage:
            return False
        names: set[str] = set()
        for call in self.plan.constructed:
            if self._stage(call) is stage:
                for root in [*self.plan.construction_nodes(call), *self.plan._guards(call)]:
                    names |= {n.id for n in self.plan._reads(root)}
                looped = self.cls.members[call].looped
                if looped is not None:
                    names |= {n.id for n in self.plan._reads(looped.iter)}
        if stage is Stage.PYTHON and self.cls.scope is not None:
            names |= {n.id for n in self.plan._reads(self.cls.scope)}
        for other in reversed(self.plan.moved):
            targets = {n.id for n in of_type(other.targets[0], ast.Name)}
            if targets & names:
                if other is statement:
                    return True
                names |= {n.id for root in (other.value, *self.plan.branches(other)) for n in self.plan._reads(root)}
        return False

    def _making(self, call: ast.Call) -> Recipe:
        record = self.body.sites[call][0].made
        if call in self.cls.shared:
            return Code(f"{self.cls.host}.{self.cls.shared[call]}")
        if isinstance(record, Layer):
            return Special("layer", record)
        weight = self.body.weight(call)
        if weight is None:
            built = self._stage(call) is Stage.SHAPE
            return self.plan.classes.construction(
                dataclasses.replace(record, node=call), (self.cls, self.attributes if built else None)
            )
        member = self.cls.members[call]
        named = dataclasses.replace(weight, name=member.name.removesuffix("_list") if member.looped else member.name)
        if weight is record:
            return Special("layer_weight", named)
        if self.planner.tree_of(record.function.node) is not self.planner.tree_of(call):
            raise refused(call, f"{record.function.name}(...) makes a variable, and is defined in another file")
        _, overrides = expand(record, call)
        self.plan.classes.inlined.add(call)
        return Within(Special("layer_weight", named), overrides)

    def _check_weight(self, call: ast.Call) -> None:
        record = self.body.weight(call)
        value = self.plan.analysis.values.get(record.node)
        if value is None or value.dtype not in ("float32", None) or record.sparse:
            raise refused(call, "a variable that is not float32, or is looked up row by row, is made in a helper")
        if record.trainable is None:
            raise refused(call, "whether a variable made in a helper function is trained is not written down")

    # -- the body as `call` ---------------------------------------------------------------------------

    def _replace_sites(self) -> None:
        for name, text in self.plan.cell_reads.items():
            self.result.overrides[name] = Code(text)
        for call, member in self.cls.members.items():
            record = next((s.made for s in self.body.sites[call]), None)
            target = member.element if member.looped is not None else f"self.{member.name}"
            if isinstance(record, Activation) and self.body.weight(call) is None:
                inner = self.plan.classes.classes[record.function]
                self.result.overrides[call] = self.plan.classes.use(call, inner, target, nested=True)
            elif isinstance(record, Layer):
                self.result.apply(
                    "TFM213"
                    if record.recurrent is not None
                    else "TFM202"
                    if record.symbol.startswith("contrib")
                    else "TFM201",
                    call,
                )
                if self.plan._by_op(call):
                    if not self.planner._dropout_by_op(record):
                        raise refused(
                            call,
                            "dropout at a rate from the graph is switched by a flag",
                            "write tf.nn.dropout under `if training`",
                        )
                    continue
                if record.recurrent is not None:
                    recurrent.layer(self.planner, record)
                else:
                    self.planner._constant_arguments(record, lambda node: self.body.stage(node) is not Stage.TENSOR)
                self.result.overrides[call] = Special("layer_call", dataclasses.replace(record, name=target))
            else:
                self.result.apply("TFM201", call)
                self.result.overrides[call] = Code(target)
                self._replace_uses(call, target)

    def _replace_uses(self, call: ast.Call, target: str) -> None:
        statement = self.planner.parents[call]
        if statement not in self.plan.removed or not isinstance(statement, ast.Assign):
            return
        name = statement.targets[0].id
        for node in of_type(self.node, ast.Name):
            if node.id == name and isinstance(node.ctx, ast.Load):
                self.result.overrides[node] = Code(target)

    def _replace_loops(self) -> None:
        loops: dict[ast.For, list["Member"]] = {}
        for member in dict.fromkeys(self.cls.members.values()):
            if member.looped is not None and not self._call_time(member.node):
                loops.setdefault(member.looped, []).append(member)
        for loop, members in loops.items():
            read = {n.id for n in self.plan._remaining()}
            targets = {n.id for n in of_type(loop.target, ast.Name)}
            names = [m.element for m in members]
            lists = [f"self.{m.name}" for m in members]
            target = Original(loop.target)
            source = self.result.overrides.get(loop.iter, Original(loop.iter))
            if not targets & read:
                self.result.overrides[loop.target] = Code(", ".join(names))
                self.result.overrides[loop.iter] = Code(lists[0] if len(lists) == 1 else f"zip({', '.join(lists)})")
            else:
                inner = "({0})" if isinstance(loop.target, ast.Tuple) else "{0}"
                self.result.overrides[loop.target] = Code(f"{inner}, {', '.join(names)}", (target,))
                self.result.overrides[loop.iter] = Code(f"zip({{0}}, {', '.join(lists)})", (source,))
            # the constructor runs over the loop as it was written
            for overrides in (self.init_overrides, self.build_overrides):
                overrides[loop.target] = target
                overrides.setdefault(loop.iter, Original(loop.iter))
