"""Python code between graph statements ran once, while the graph was built; a function runs it when traced.

TF1 evaluated `x * np.random.rand()`, `x * next(sizes)` or `x * config["scale"]` where it stood. A
`tf.function` runs its body at its first call, and a statement that several runs share is in several
functions. So calls that may answer differently are made where they stood and their values kept, and Python
state that the graph reads must not change before the trace.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tf2migrate.analysis import assigning
from tf2migrate.analysis.program import Definition, Function, Unit, Unsupported, Variable
from tf2migrate.analysis.tree import children, of_type, walk
from tf2migrate.analysis.values import Kind, LeafKind, Value, function_of
from tf2migrate.planning.callers import called_behind
from tf2migrate.planning.reached_state import ReachedState
from tf2migrate.planning.recipe import Code, LayerUse, Original, Special
from tf2migrate.planning.roles import Role
from tf2migrate.result import Diagnostic, Safety

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step

_LOOPS = (ast.For, ast.While)
_INNER = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.IfExp, ast.BoolOp)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_PLAIN = (Kind.PYTHON, Kind.UNKNOWN, Kind.SEQUENCE, Kind.MAPPING)
# What `changed_objects` looks at.
_CHANGES = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Call)
_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)

# Modules whose functions answer differently from call to call, and those whose functions never do.
_CHANGING = ("numpy.random", "random", "time", "datetime", "uuid", "secrets")
_STEADY = (
    "numpy",
    "math",
    "itertools",
    "functools",
    "operator",
    "collections",
    "string",
    "re",
    "copy",
    "os.path",
)
_CHANGING_BUILTINS = frozenset({"next", "input", "open"})
# Methods that change the object they are called on.
MUTATORS = frozenset(
    {
        "append",
        "extend",
        "insert",
        "pop",
        "popitem",
        "remove",
        "clear",
        "sort",
        "reverse",
        "update",
        "setdefault",
        "add",
        "discard",
        "fill",
        "resize",
        "put",
        "itemset",
        "appendleft",
        "popleft",
        "__next__",
        "__setitem__",
    }
)
_SHUFFLES = frozenset({"shuffle", "put", "copyto", "fill_diagonal", "place", "putmask"})
# Methods that only look at the object they are called on.
_LOOKS = frozenset(
    {
        "format",
        "join",
        "split",
        "lower",
        "upper",
        "replace",
        "strip",
        "startswith",
        "endswith",
        "zfill",
        "title",
        "encode",
        "decode",
        "astype",
        "reshape",
        "mean",
        "sum",
        "min",
        "max",
        "std",
        "var",
        "transpose",
        "copy",
        "tolist",
        "flatten",
        "ravel",
        "get",
        "keys",
        "values",
        "items",
        "index",
        "count",
        "dot",
        "argmax",
        "argmin",
        "as_list",
        "get_shape",
        "item",
        "ndims",
        "num_elements",
        "with_rank",
        "is_compatible_with",
        "assert_is_compatible_with",
        "toarray",
        "todense",
    }
)


def check(planner: "Planner", step: "Step") -> None:
    """Keep what ran once at once: values of calls that may answer differently are taken where they stood.

    Raises:
        Unsupported: such a call cannot be kept there, a helper has side effects, Python state that the graph
            reads changes before a run, or one name stands for two values in the function.
    """
    if planner.staging is None:
        planner.staging = _Staging(planner)
    staging = planner.staging
    for unit in step.slice.units:
        staging.unit(unit)
    for output in step.outputs:
        staging.fetched(output.node)
    staging.names(step)
    staging.changes(step)
    staging.setters(step)
    staging.races(step)


class _Staging:
    def __init__(self, planner: "Planner"):
        self.planner, self.analysis = planner, planner.analysis
        self.modules = {n: p for tree in planner.analysis.trees for n, p in _modules(tree).items()}
        self.judged: dict[ast.AST, ast.AST | None] = {}
        self.changing: list[tuple[ast.AST, ast.Name, tuple]] | None = None
        self.reached = ReachedState(self.analysis, changed_objects)
        self.mentioned: dict[ast.AST, tuple[list[ast.AST], list[ast.Name]]] = {}

    # -- calls ----------------------------------------------------------------------------------------

    def unit(self, unit: Unit) -> None:
        for call in self._calls(unit.statement):
            self._makes_no_variables(call, unit)
            changing = self._changing(call)
            if changing is None:
                continue
            if self._keeps(call, unit):
                name = self.planner.fresh(unit, _name_of(call))
                self.planner.hoist(unit, name, Original(call))
                self.planner.result.overrides[call] = Code(name)
                self.planner.result.apply("TFM110", call)
            elif changing:
                raise Unsupported(
                    call,
                    "TFM110",
                    f"{ast.unparse(call.func)}(...) may answer differently each time and ran "
                    "once, while the graph was built",
                    "call it before and keep its value in a name",
                )
        self._prints(unit)

    def _makes_no_variables(self, call: ast.Call, unit: Unit) -> None:
        function = function_of(self.analysis.values.get(call.func))
        if (
            function is not None
            and function.creates
            and any(v.unit is unit and v.in_function is not None for v in self.analysis.variables)
        ):
            raise Unsupported(
                call,
                "TFM206",
                f"{function.name}(...) makes variables and is called with graph values",
                "make the helper a tf.keras.layers.Layer",
            )

    def fetched(self, node: ast.expr) -> None:
        for call in self._calls(node):
            if self._changing(call):
                raise Unsupported(
                    call,
                    "TFM110",
                    f"{ast.unparse(call.func)}(...) may answer differently at each run",
                    "call it before the run and feed its value",
                )

    def _calls(self, root: ast.AST) -> Iterator[ast.Call]:
        """Calls that are evaluated with the statement, outer ones first; not in what is made elsewhere."""
        todo = [root]
        while todo:
            node = todo.pop(0)
            made = self.planner.result.overrides.get(node)
            if isinstance(node, ast.Call) and made is None:
                yield node
                made = self.planner.result.overrides.get(node)  # the caller may have kept its value
            if isinstance(made, LayerUse):
                todo += [part for part in made.parts if isinstance(part, ast.AST)]
                continue
            if isinstance(made, Code) or (isinstance(made, Special) and made.make == "variable"):
                continue
            if isinstance(made, Special) and made.make == "layer_call" and made.record.recurrent is not None:
                todo += [part for part in made.record.recurrent.call[1] if isinstance(part, ast.AST)]
                continue
            if isinstance(made, Special) and made.make == "layer_call":
                todo += node.args[:1] + [k.value for k in node.keywords if k.arg == "inputs"]
                continue
            if isinstance(node, _FUNCTIONS) and node is not root:
                continue
            todo += [child for child in children(node) if of_type(child, ast.Call)]

    def _changing(self, call: ast.Call) -> bool | None:
        """Whether a call may answer differently each time: True, False when nobody knows, None when not."""
        if call.func in self.analysis.symbols:
            return None
        value = self.analysis.values.get(call.func)
        if value is not None and value.kind is Kind.FUNCTION:
            return False if value.info is None else True if self._impure(value.info) is not None else None
        if isinstance(call.func, ast.Name) and self._builtin(call.func):
            return True if call.func.id in _CHANGING_BUILTINS else None
        path = self._module_path(call.func)
        if path is not None:
            if any(path == m or path.startswith(m + ".") for m in _CHANGING):
                return True
            return None if any(path == m or path.startswith(m + ".") for m in _STEADY) else False
        if isinstance(call.func, ast.Attribute):
            owner = self.analysis.values.get(call.func.value)
            if owner is None or owner.kind not in _PLAIN or owner.dynamic:
                return None
            if call.func.attr in ("pop", "popitem", "popleft", "__next__"):
                return True
            return None if call.func.attr in _LOOKS | MUTATORS else False
        return False

    def _builtin(self, name: ast.Name) -> bool:
        return hasattr(builtins, name.id) and not self.analysis.definitions_of.get(name)

    def _module_path(self, node: ast.expr) -> str | None:
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name) or node.id not in self.modules:
            return None
        return ".".join([self.modules[node.id], *reversed(parts)])

    def _keeps(self, call: ast.Call, unit: Unit) -> bool:
        """Whether the call can be made where the statement stood, and only its value used in the function."""
        if not isinstance(unit.statement, _SIMPLE) or any(isinstance(s, _LOOPS) for s in unit.enclosing):
            return False
        value = self.analysis.values.get(call)
        if value is None or value.dynamic or value.kind not in _PLAIN:
            return False
        node = self.planner.parents[call]
        while node is not unit.statement:
            if isinstance(node, _INNER) or node not in self.planner.parents:
                return False
            node = self.planner.parents[node]
        roles = self.planner.roles
        read = [
            d.unit
            for n in of_type(call, ast.Name)
            for d in self.analysis.definitions_of.get(n, ())
            if d.unit is not None
        ]
        return all(u in roles.also_kept or roles.role[u] not in (Role.GRAPH, Role.PLACEHOLDER) for u in read)

    # -- helpers --------------------------------------------------------------------------------------

    def _impure(self, function: Function) -> ast.AST | None:
        """The node of a helper, or of one it calls, that changes something outside or answers differently."""
        node = function.node
        if node not in self.judged:
            self.judged[node] = None  # while it is being judged: recursion adds nothing
            self.judged[node] = self._side_effect(node)
        return self.judged[node]

    def _side_effect(self, node: ast.FunctionDef | ast.Lambda) -> ast.AST | None:
        shared = {n for s in of_type(node, ast.Global, ast.Nonlocal) for n in s.names}
        own = bound_names(node) - shared
        spec = node.args
        positional = [a.arg for a in spec.posonlyargs + spec.args]
        kept = set(positional[len(positional) - len(spec.defaults) :])
        kept |= {a.arg for a, d in zip(spec.kwonlyargs, spec.kw_defaults) if d is not None}
        for child in walk(node):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store) and child.id in shared:
                return child
            if isinstance(child, ast.Call) and self._changing(child):
                return child
            for root, _ in changed_objects(child):
                outside = root.id not in own or root.id in kept
                if outside and root.id not in self.modules and not self._of_graph(root):
                    return child
        return None

    def _of_graph(self, name: ast.Name) -> bool:
        return any(d.value.dynamic for d in self.analysis.definitions_of.get(name, ()))

    def _prints(self, unit: Unit) -> None:
        """A print in a helper, or in a loop that builds the graph, now prints when a function is traced."""
        seen: set[ast.AST] = set()
        todo: list[ast.AST] = [unit.statement]
        while todo:
            for node in of_type(todo.pop(), ast.Call):
                function = function_of(self.analysis.values.get(node.func))
                if function is not None and function.node not in seen:
                    seen.add(function.node)
                    todo.append(function.node)
                elif (
                    getattr(node.func, "id", "") == "print"
                    and self._builtin(node.func)
                    and (getattr(unit.statement, "value", None) is not node)
                ):
                    if isinstance(unit.statement, _LOOPS) and node in of_type(unit.statement, ast.Call):
                        raise Unsupported(
                            node,
                            "TFM909",
                            "a loop that builds the graph prints, and would print again wherever a function holds it",
                            "print in a loop of its own",
                        )
                    self._note(
                        node,
                        "TFM909",
                        "this printed once, while the graph was built; now it prints "
                        "when a function that holds it is traced",
                        "print outside of the function",
                    )

    # -- names ----------------------------------------------------------------------------------------

    def names(self, step: "Step") -> None:
        """A name that the function takes from outside must not be bound in it too."""
        bound = set().union(*[bound_names(u.statement) for u in step.slice.units])
        inside = {d for u in step.slice.units for d in u.definitions}
        for definition in step.slice.closure:
            if definition.name in bound and definition not in inside and definition.env.frame is None:
                branches = [u.statement for u in step.slice.units if isinstance(u.statement, ast.If) and not u.header]
                self.planner.closed.update(s for s in branches if definition.name in bound_names(s))
                raise Unsupported(
                    definition.node or step.runs[0].node,
                    "TFM107",
                    f"{definition.name} is bound by what stays and again by what moves into a function",
                    "give the two values different names",
                )
        for output in step.outputs:
            for node in of_type(output.node, ast.Name):
                if node.id not in bound:
                    continue
                known = self.analysis.definitions_of.get(node, ())
                if any(d in step.slice.closure for d in known) and not any(d in inside for d in known):
                    raise Unsupported(
                        output.node,
                        "TFM107",
                        f"{node.id} means one value in what is fetched here and another one in the graph",
                        "give the two values different names",
                    )

    # -- state ----------------------------------------------------------------------------------------

    def changes(self, step: "Step") -> None:
        """Python objects that the graph reads must stay as they are until the function is traced."""
        closure = {d for d in step.slice.closure if _is_state(d.value)}
        if not closure:
            return
        reads = [(u, path, d) for u in step.slice.units for path, d in self._reads(u.statement, closure)]
        reads += [
            (given.unit, path, d)
            for given in step.slice.defaults
            if given.unit is not None
            for path, d in self._reads(given.value.info.default, closure)
        ]
        for node, root, changed in self._changed_objects():
            for unit, path, definition in reads:
                if root.id not in self.reached.names(definition.name) or not self._overlap(changed, path, unit):
                    continue
                if self._same(root, definition) and self._before_a_run(node, unit, step):
                    raise Unsupported(
                        node,
                        "TFM107",
                        f"{definition.name} changes between the construction of the graph, which reads it, and a run",
                        "keep what the graph needs in a name of its own",
                    )

    def setters(self, step: "Step") -> None:
        """A function that says `global name` and is called behind the graph would change what the graph reads."""
        first = min((unit.index for unit in step.slice.units), default=-1)
        for definition in step.slice.closure:
            found = [
                function
                for function in self.analysis.nodes(ast.FunctionDef)
                if any(definition.name in shared.names for shared in of_type(function, ast.Global, ast.Nonlocal))
                and definition.name in {n.id for n in of_type(function, ast.Name) if isinstance(n.ctx, ast.Store)}
            ]
            called = called_behind(self.planner, found, first) if found else None
            if called is not None:
                raise Unsupported(
                    called.statement,
                    "TFM107",
                    f"{definition.name} is bound again between the construction of the graph and a run",
                    "give the two values different names",
                )

    def _overlap(self, changed: tuple, read: tuple, reader: Unit) -> bool:
        """Whether a statement may read what is changed; of an object that it gives to helpers, what these read."""
        if not read and changed and isinstance(changed[0], str) and changed[0].startswith("."):
            roots, todo = [reader.statement], [reader.statement]
            while todo:
                for helper in self._mentions(todo.pop())[0]:
                    if helper not in roots:
                        roots.append(helper)
                        todo.append(helper)
            return changed[0][1:] in self.reached.attributes(roots)
        return _overlap(changed, read)

    def _changed_objects(self) -> list[tuple[ast.AST, ast.Name, tuple]]:
        """All places of the file that change an object."""
        if self.changing is None:
            self.changing = [
                (node, *found) for node in self.analysis.nodes(*_CHANGES) for found in changed_objects(node)
            ]
            self.changing += [
                (node, *found) for node in self.analysis.nodes(ast.Call) for found in self.reached.by_call(node)
            ]
        return self.changing

    def _reads(self, root: ast.AST, closure: set[Definition]) -> Iterator[tuple[tuple, Definition]]:
        seen: set[ast.AST] = set()
        todo = [root]
        while todo:
            helpers, names = self._mentions(todo.pop())
            for helper in helpers:
                if helper not in seen:
                    seen.add(helper)
                    todo.append(helper)
            for node in names:
                for definition in self.analysis.definitions_of.get(node, ()):
                    if definition in closure:
                        yield self._path_read(node), definition

    def _mentions(self, root: ast.AST) -> tuple[list[ast.AST], list[ast.Name]]:
        """Helpers that are named below a node, and the names that are read there."""
        known = self.mentioned.get(root)
        if known is None:
            functions = [function_of(self.analysis.values.get(node)) for node in walk(root)]
            helpers = [function.node for function in functions if function is not None]
            names = [n for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Load)]
            known = self.mentioned[root] = helpers, names
        return known

    def _path_read(self, node: ast.expr) -> tuple:
        path = []
        parent = self.planner.parents.get(node)
        while isinstance(parent, (ast.Attribute, ast.Subscript)) and parent.value is node:
            path.append(_key(parent))
            node, parent = parent, self.planner.parents.get(parent)
        return tuple(path)

    def _same(self, root: ast.Name, definition: Definition) -> bool:
        known = self.analysis.definitions_of.get(root, ())
        return any(d.env is definition.env for d in known) if known else definition.env.parent is None

    def _before_a_run(self, node: ast.AST, reader: Unit, step: "Step") -> bool:
        statement = _unit_of(self.planner, node)
        if statement is None:
            return True
        if isinstance(statement.statement, ast.FunctionDef):  # it changes where the function is called
            return called_behind(self.planner, [statement.statement], reader.index) is not None
        if statement.scope is not reader.scope:
            return True
        if self.planner.roles.role[statement] is Role.GRAPH or statement.index <= reader.index:
            return False
        loops = [s for s in statement.enclosing if isinstance(s, _LOOPS)]
        return any(
            run.unit.scope is not statement.scope
            or run.unit.index > statement.index
            or any(s in run.unit.enclosing for s in loops)
            for run in step.runs
        )

    # -- order ----------------------------------------------------------------------------------------

    def races(self, step: "Step") -> None:
        """An assign and a read of its variable without an edge between them had no order in TF1: say so."""
        roots = [(unit, unit.statement) for unit in step.slice.units]
        roots += [(None, fetch.node) for fetch in step.slice.fetches if fetch.node is not None]
        for unit, root in roots:
            for call in of_type(root, ast.Call):
                variable = self._target(call)
                if variable is None or (unit is not None and unit.contexts):
                    continue
                before = self._needed(call, step)
                readers = [u for u in step.slice.units if u is not unit and not (u in before or u.contexts)]
                reader = next(
                    (
                        u
                        for u in readers
                        if variable in self._reads_variables(u) and unit not in self._needed(u.statement, step)
                    ),
                    None,
                )
                if reader is not None:
                    self._note_race(step, variable, reader)

    def _target(self, call: ast.Call) -> Variable | None:
        value = self.analysis.values.get(call)
        if value is None or not any(e.kind is LeafKind.EFFECT and e.origin is call for e in value.leaves):
            return None
        known = self.analysis.values.get(assigning.target(call, self.analysis.symbols.get(call.func, "")))
        return known.info if known is not None and isinstance(known.info, Variable) else None

    def _needed(self, root: ast.AST, step: "Step") -> set[Unit]:
        """Statements of the function that this code depends on."""
        needed: set[Unit] = set()
        todo = [root]
        while todo:
            for node in of_type(todo.pop(), ast.Name):
                for definition in self.analysis.definitions_of.get(node, ()):
                    if definition.unit in step.slice.units and definition.unit not in needed:
                        needed.add(definition.unit)
                        todo.append(definition.unit.statement)
        return needed

    def _reads_variables(self, unit: Unit) -> set[Variable]:
        inside = {n for call in of_type(unit.statement, ast.Call) if self._target(call) is not None for n in walk(call)}
        return {
            d.value.info
            for n in of_type(unit.statement, ast.Name)
            if n not in inside
            for d in self.analysis.definitions_of.get(n, ())
            if d.value.kind is Kind.VARIABLE
        }

    def _note_race(self, step: "Step", variable: Variable, reader: Unit) -> None:
        node = step.runs[0].node
        name = f" {variable.name}" if variable.name else ""
        self._note(
            node,
            "TFM111",
            f"this run assigns the variable{name} and reads it in line "
            f"{reader.statement.lineno}, in an order that TensorFlow 1 left open; now it is read first",
            "read the value in a run of its own, before or after",
            Safety.SAFE,
        )

    def _note(self, node: ast.AST, rule: str, message: str, advice: str, safety: Safety = Safety.MANUAL) -> None:
        note = Diagnostic(self.planner.path_of(node), node.lineno, node.col_offset + 1, rule, message, advice, safety)
        if note not in self.planner.result.diagnostics:
            self.planner.result.diagnostics.append(note)
            self.planner.result.apply(rule, node)


def _is_state(value: Value) -> bool:
    return value.kind in _PLAIN and not value.dynamic and value.path != "import"


def changed_objects(node: ast.AST) -> Iterator[tuple[ast.Name, tuple]]:
    """Objects that this node changes: the name at their root, and the way from there."""
    if isinstance(node, (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete)):
        targets = node.targets if isinstance(node, (ast.Assign, ast.Delete)) else [node.target]
        for target in targets:
            for part in target.elts if isinstance(target, (ast.Tuple, ast.List)) else [target]:
                if isinstance(part, (ast.Attribute, ast.Subscript)) or isinstance(node, ast.Delete):
                    yield from _rooted(part)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in MUTATORS:
            yield from _rooted(node.func.value)
        elif node.func.attr in _SHUFFLES and node.args:
            yield from _rooted(node.args[0])


def _rooted(node: ast.expr) -> Iterator[tuple[ast.Name, tuple]]:
    path = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        path.append(_key(node))
        node = node.value
    if isinstance(node, ast.Name):
        yield node, tuple(reversed(path))


def _key(node: ast.Attribute | ast.Subscript) -> object:
    """One step of a path; None: any item."""
    if isinstance(node, ast.Attribute):
        return "." + node.attr
    return node.slice.value if isinstance(node.slice, ast.Constant) else None


def _overlap(changed: tuple, read: tuple) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(changed, read))


def _unit_of(planner: "Planner", node: ast.AST) -> Unit | None:
    units = {unit.statement: unit for unit in planner.analysis.units}
    while node is not None:
        if node in units:
            return units[node]
        node = planner.parents.get(node)
    return None


def _statement_of(planner: "Planner", node: ast.AST) -> ast.stmt:
    while not isinstance(node, ast.stmt):
        node = planner.parents[node]
    return node


def bound_names(root: ast.AST) -> frozenset[str]:
    """Names that a function with this code in it would own; comprehensions and inner functions own theirs."""
    known = getattr(root, "_bound_names", None)  # asked for once per function that holds the statement
    if known is None:
        known = root._bound_names = _bound_names(root)
    return known


def _bound_names(root: ast.AST) -> frozenset[str]:
    names: set[str] = set()
    if isinstance(root, _FUNCTIONS):
        spec = root.args
        names |= {a.arg for a in spec.posonlyargs + spec.args + spec.kwonlyargs}
        names |= {a.arg for a in (spec.vararg, spec.kwarg) if a is not None}
    inner = [n for n in of_type(root, *_COMPREHENSIONS, *_FUNCTIONS, ast.ClassDef) if n is not root]
    if not inner:
        return frozenset(names.union(n.id for n in of_type(root, ast.Name) if isinstance(n.ctx, ast.Store)))
    todo = children(root)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
            continue
        if not isinstance(node, (*_COMPREHENSIONS, ast.Lambda)):
            todo += children(node)
    return frozenset(names)


def _modules(tree: ast.Module) -> dict[str, str]:
    """Local names of imported modules and of what is imported from them, as dotted paths."""
    found: dict[str, str] = {}
    for node in of_type(tree, ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            for alias in node.names:
                found[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif node.module:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return found


def _name_of(call: ast.Call) -> str:
    """A name for the value of a call: `np.random.rand()` gives `rand_value`."""
    func = call.func
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else "kept"
    return f"{name}_value" if name.isidentifier() else "kept_value"
