"""Test cases on `tf.test.TestCase`: eager tests where that gives the same, graphs of their own elsewhere.

TensorFlow 1 gave each test the default graph. A test that only builds tensors out of tensors and looks at their
values does the same eagerly: `sess.run(x)` and `x.eval()` become `self.evaluate(x)`, and the session goes. A test that
feeds, differentiates, assigns, expects an error or looks at what is not known of a shape needs its graph:
`self.enter_context(tf.Graph().as_default())` is its first statement then, or the last of what `setUp` prepares.
"""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis import imports
from tf2migrate.analysis.modules import Module, Modules
from tf2migrate.analysis.tree import of_type
from tf2migrate.planning.purity import Facts, Purity
from tf2migrate.rules import symbols

EAGER, GRAPH = "TFM220", "TFM917"
NAMES = frozenset({"test.get_temp_dir"})
SEED = 87654321  # of the default graph, in every test of `tf.test.TestCase`
_SESSIONS = ("test_session", "cached_session", "session")
_HARMLESS = frozenset({"use_gpu", "force_gpu"})
_INITIALIZERS = frozenset(
    {
        "global_variables_initializer",
        "initialize_all_variables",
        "local_variables_initializer",
        "tables_initializer",
        "initialize_local_variables",
        "initialize_all_tables",
    }
)
_BY_VALUE = ("assertAll", "assertNear", "assertND", "assertShape", "assertRank", "assertDTypeEqual", "assertArray")
_TENSORS = frozenset(
    {"tensor", "stateful", "control_flow", "variable", "placeholder", "layer", "layer_free", "loss", "op"}
)
_PREPARING = ("setUp",)


@dataclasses.dataclass
class TestCases:
    """What becomes of the test cases of a file.

    Args:
        evaluated: calls that become `self.evaluate(value)`: the name of `self`, and the value.
        unwrapped: `with` statements whose block stays and whose session goes.
        removed: statements that go: initializers of variables that are made with their values.
        entered: functions that enter a graph, and before which of their statements.
        seeded: those of them whose tests may draw.
        renamed: attributes with another name.
        folders: functions that give a temporary folder, and the method that takes their place.
        variables: calls of `tf.Variable` in eager tests.
        reasons: why a test keeps a graph.
    """

    evaluated: dict[ast.Call, tuple[str, ast.expr]] = dataclasses.field(default_factory=dict)
    unwrapped: set[ast.With] = dataclasses.field(default_factory=set)
    removed: set[ast.stmt] = dataclasses.field(default_factory=set)
    entered: dict[ast.FunctionDef, int] = dataclasses.field(default_factory=dict)
    seeded: set[ast.FunctionDef] = dataclasses.field(default_factory=set)
    renamed: dict[ast.Attribute, str] = dataclasses.field(default_factory=dict)
    folders: dict[ast.expr, str] = dataclasses.field(default_factory=dict)
    variables: set[ast.Call] = dataclasses.field(default_factory=set)
    reasons: dict[ast.FunctionDef, str] = dataclasses.field(default_factory=dict)
    eager: set[ast.FunctionDef] = dataclasses.field(default_factory=set)


def is_test_file(tree: ast.Module) -> bool:
    """Whether a class of the file is a `tf.test.TestCase`."""
    return bool(_test_classes(tree))


def is_settled(tree: ast.Module) -> bool:
    """Whether an earlier run has been here: a test enters a graph of its own."""
    return any(
        ast.unparse(call.func).endswith(".enter_context") and ast.unparse(call.args[0]).endswith("Graph().as_default()")
        for call in of_type(tree, ast.Call)
        if len(call.args) == 1 and getattr(call.func, "attr", getattr(call.func, "id", "")).endswith("enter_context")
    )


def session_sign(tree: ast.Module) -> ast.expr | None:
    """The first session of a test case that is TensorFlow 1: the one with the older name, or one that runs
    something.
    """
    if not is_test_file(tree):
        return None
    for node in of_type(tree, ast.Name, ast.Attribute):
        if node.__class__ is ast.Attribute and isinstance(node.value, ast.Name):
            name = f"{node.value.id}.{node.attr}"
        else:
            name = getattr(node, "id", "")  # attributes of `self` may be names
        if not name.startswith("self.") or name[5:] not in _SESSIONS or not isinstance(node._parent, ast.Call):
            continue
        item = node._parent._parent
        if name == "self.test_session" or isinstance(item, ast.withitem) and item.optional_vars is not None:
            return node
    return None


def test_cases(main: Module, modules: Modules) -> TestCases | None:
    """What becomes of the test cases of a file; None when it has none, or builds a graph outside of them."""
    tests = _test_classes(main.tree)
    if not tests or is_settled(main.tree):
        return None
    return _Planner(main, modules, tests).plan()


def _test_classes(tree: ast.Module) -> list[ast.ClassDef]:
    """The classes that are, or become, test cases: also the mixins of them, in the order of the file."""
    aliases = _aliases(tree)
    classes = {node.name: node for node in of_type(tree, ast.ClassDef) if isinstance(node._parent, ast.Module)}
    found: set[str] = set()
    grown = True
    while grown:
        grown = False
        for name, node in classes.items():
            if name not in found and any(
                _is_test_case(base, aliases) or getattr(base, "id", None) in found for base in node.bases
            ):
                found.add(name)
                grown = True
    todo = list(found)
    while todo:
        for base in classes[todo.pop()].bases:
            if getattr(base, "id", None) in classes and base.id not in found:
                found.add(base.id)
                todo.append(base.id)
    return [node for name, node in classes.items() if name in found]


def _aliases(tree: ast.Module) -> dict[str, str]:
    return {name: path for s in of_type(tree, ast.Import, ast.ImportFrom) for name, path in imports.bindings(s)}


def _path(node: ast.expr, aliases: dict[str, str]) -> str | None:
    """The public path of a dotted name of TensorFlow."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id not in aliases:
        return None
    return imports.public_name(".".join(filter(None, [aliases[node.id], *reversed(parts)])))


def _is_test_case(base: ast.expr, aliases: dict[str, str]) -> bool:
    path = _path(base, aliases)
    return path is not None and path.endswith("test.TestCase")


@dataclasses.dataclass
class _Method:
    """One function of the file, and what it does with sessions."""

    node: ast.FunctionDef
    this: str  # its name for the test case
    facts: Facts
    runs: list[ast.Call] = dataclasses.field(default_factory=list)
    evaluated: dict[ast.Call, ast.expr] = dataclasses.field(default_factory=dict)
    withs: list[ast.With] = dataclasses.field(default_factory=list)
    sessions: list[ast.Attribute] = dataclasses.field(default_factory=list)
    removed: list[ast.stmt] = dataclasses.field(default_factory=list)
    variables: list[ast.Call] = dataclasses.field(default_factory=list)
    blocker: str = ""
    draws: bool = False
    builds: bool = False


class _Planner:
    def __init__(self, main: Module, modules: Modules, tests: list[ast.ClassDef]):
        self.main, self.tests = main, tests
        self.aliases = _aliases(main.tree)
        self.purity = Purity(main, modules)
        self.methods: dict[ast.FunctionDef, _Method] = {}
        self.by_name: dict[str, list[_Method]] = {}
        self.of_project = {
            alias.asname or alias.name
            for s in of_type(main.tree, ast.ImportFrom, ast.Import)
            for alias in s.names
            if self._is_of_project(s, alias)
        }

    def plan(self) -> TestCases | None:
        if self._builds_outside():
            return None
        for node in of_type(self.main.tree, ast.FunctionDef):
            if isinstance(node._parent, (ast.Module, ast.ClassDef)):
                method = self.methods[node] = self._method(node)
                self.by_name.setdefault(node.name, []).append(method)
        for method in self.methods.values():
            if not method.blocker and method.draws and not self._draws_once(method):
                method.blocker = "random numbers are drawn anew at each run"
        self._spread()
        made = TestCases()
        for family in self._families():
            self._decide(made, family)
        for method in self.methods.values():
            if not self._is_test(method.node) and method.node.name not in _PREPARING:
                self._lower(made, method) if not method.blocker else self._keep(made, method)
        made.folders = self._folders()
        return made

    def _folders(self) -> dict[ast.expr, str]:
        """`tf.test.get_temp_dir` and the method of the test case, where all uses are in methods of test cases.

        The process had one folder, and each test case has its own: what only one of several parts of a test would find
        in its own folder stays together in the one of the process.
        """
        found: dict[ast.expr, str] = {}
        for node in of_type(self.main.tree, ast.Attribute, ast.Name):
            if _path(node, self.aliases) not in NAMES:
                continue
            call, function = node._parent, node._parent
            while function is not None and not (
                isinstance(function, ast.FunctionDef) and isinstance(function._parent, (ast.ClassDef, ast.Module))
            ):
                function = function._parent
            if (
                not isinstance(call, ast.Call)
                or call.func is not node
                or function is None
                or function.decorator_list
                or (function._parent not in self.tests)
                or not function.args.args
            ):
                return {}
            found[node] = f"{function.args.args[0].arg}.get_temp_dir"
        return found

    # -- what the functions do ------------------------------------------------------------------------

    def _builds_outside(self) -> bool:
        """Whether tensors are made when the file is imported."""
        for call in of_type(self.main.tree, ast.Call):
            path = _path(call.func, self.aliases)
            symbol = symbols.lookup(path) if path else None
            if symbol is not None and symbol.returns in _TENSORS | {"session"}:
                outer = call._parent
                while outer is not None and not isinstance(outer, (ast.FunctionDef, ast.Lambda)):
                    outer = outer._parent
                if outer is None:
                    return True
        return False

    def _method(self, node: ast.FunctionDef) -> _Method:
        this = node.args.args[0].arg if node.args.args and isinstance(node._parent, ast.ClassDef) else ""
        method = _Method(node, this, Facts(frozenset()))
        names = self._session_names(method)
        ignored: set[ast.AST] = set()
        self._find_initializers(method, names, ignored)
        self._find_runs(method, names, ignored)
        self._find_variables(method, ignored)
        self._find_other_uses(method, names)
        method.facts = self.purity.of(node.body, self.main, frozenset(ignored))
        reached = self.purity.reach(method.facts)
        method.builds = self._touches_graph(node)
        # What is not followed to its end may draw.
        method.draws = reached.draws or bool(reached.blocker)
        method.blocker = method.blocker or self._own_blocker(method) or reached.blocker
        return method

    def _session_names(self, method: _Method) -> set[str]:
        names = set()
        for statement in of_type(method.node, ast.With):
            for item in statement.items:
                call = item.context_expr
                if not (isinstance(call, ast.Call) and self._is_own(call.func, method, _SESSIONS)):
                    continue
                method.sessions.append(call.func)
                plain = not call.args and all(k.arg in _HARMLESS for k in call.keywords)
                target = item.optional_vars
                if not plain or len(statement.items) > 1 or not isinstance(target, (ast.Name, type(None))):
                    method.blocker = method.blocker or "its session is made with arguments"
                    continue
                method.withs.append(statement)
                if target is not None:
                    names.add(target.id)
        return names

    def _is_own(self, node: ast.expr, method: _Method, names: tuple[str, ...]) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and node.attr in names
            and isinstance(node.value, ast.Name)
            and (bool(method.this) and node.value.id == method.this)
        )

    def _find_initializers(self, method: _Method, names: set[str], ignored: set[ast.AST]) -> None:
        for statement in of_type(method.node, ast.Expr):
            call = statement.value
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            if (
                call.func.attr == "run"
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id in names
                or (self._is_own(call.func, method, ("evaluate",)))
            ):
                made = call.args[0] if len(call.args) == 1 and not call.keywords else None
            else:
                made = call.func.value if call.func.attr == "run" and not call.args and not call.keywords else None
            parts = made.elts if isinstance(made, (ast.List, ast.Tuple)) else [made]
            if all(isinstance(p, ast.Call) and _path(p.func, self.aliases) in _INITIALIZERS for p in parts):
                method.removed.append(statement)
                ignored.update(of_type(statement, ast.Name, ast.Attribute))

    def _find_runs(self, method: _Method, names: set[str], ignored: set[ast.AST]) -> None:
        removed = {node for statement in method.removed for node in of_type(statement, ast.Call)}
        for call in of_type(method.node, ast.Call):
            if call in removed or not isinstance(call.func, ast.Attribute):
                continue
            base = call.func.value
            if call.func.attr == "run" and isinstance(base, ast.Name) and base.id in names:
                if len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Starred):
                    method.blocker = method.blocker or "it feeds values"
                    continue
                method.evaluated[call] = call.args[0]
            elif call.func.attr == "eval":
                given = [k for k in call.keywords if not (k.arg == "session" and getattr(k.value, "id", None) in names)]
                if call.args or given:
                    method.blocker = method.blocker or "it feeds values"
                    continue
                method.evaluated[call] = base
            elif not self._is_own(call.func, method, ("evaluate",)):
                continue
            method.runs.append(call)
            ignored.add(call.func)
        if not method.this and method.evaluated:
            method.blocker = method.blocker or "a function that is no method runs the session"

    def _find_variables(self, method: _Method, ignored: set[ast.AST]) -> None:
        for call in of_type(method.node, ast.Call):
            if (
                _path(call.func, self.aliases) == "Variable"
                and len(call.args) == 1
                and all(k.arg in ("name", "dtype", "trainable") for k in call.keywords)
            ):
                method.variables.append(call)
                ignored.update(of_type(call.func, ast.Name, ast.Attribute))

    def _find_other_uses(self, method: _Method, names: set[str]) -> None:
        used = {call.func.value for call in method.evaluated if call.func.attr == "run"}
        used |= {k.value for call in method.evaluated for k in call.keywords}
        used |= {node for s in method.removed for node in of_type(s, ast.Name)}
        targets = {item.optional_vars for w in method.withs for item in w.items}
        if any(
            node.id in names and node not in used and node not in targets for node in of_type(method.node, ast.Name)
        ):
            method.blocker = method.blocker or "it uses its session in another way"

    def _touches_graph(self, node: ast.FunctionDef) -> bool:
        for call in of_type(node, ast.Call):
            path = _path(call.func, self.aliases)
            symbol = symbols.lookup(path) if path else None
            if symbol is not None and symbol.returns not in ("python", "module"):
                return True
        return any(name.id in self.of_project for name in of_type(node, ast.Name))

    def _is_of_project(self, statement: ast.Import | ast.ImportFrom, alias: ast.alias) -> bool:
        path, level = (
            (statement.module or "", statement.level) if isinstance(statement, ast.ImportFrom) else (alias.name, 0)
        )
        return any(
            self.purity.modules.find(self.main.path, name, level) is not None for name in (path, f"{path}.{alias.name}")
        )

    def _own_blocker(self, method: _Method) -> str:
        for attribute in of_type(method.node, ast.Attribute):
            if attribute.attr.startswith("assertRaises"):
                return "it expects an error, which may come when the tensor is made"
        for call in of_type(method.node, ast.Call):
            if not (isinstance(call.func, ast.Attribute) and call.func.attr.startswith("assert")):
                continue
            shapes = [a for a in of_type(call, ast.Attribute) if a.attr in ("get_shape", "shape", "set_shape")]
            if shapes and any(c.value is None for c in of_type(call, ast.Constant)):
                return "it looks at a shape that is not known"
            if not call.func.attr.startswith(_BY_VALUE) and any(self._is_tensor(arg, method) for arg in call.args):
                return "it compares tensors as objects"
        return ""

    def _is_tensor(self, node: ast.expr, method: _Method) -> bool:
        """Whether an argument of an assertion may be a tensor whose value was not asked for."""
        if isinstance(node, ast.Name):
            values = [
                s._parent.value
                for s in of_type(method.node, ast.Name)
                if s.id == node.id and isinstance(s._parent, ast.Assign)
            ]
            return any(self._is_built(value, method) for value in values)
        return self._is_built(node, method)

    def _is_built(self, node: ast.expr, method: _Method) -> bool:
        if not isinstance(node, ast.Call) or node in method.evaluated or self._is_own(node.func, method, ("evaluate",)):
            return False
        path = _path(node.func, self.aliases)
        symbol = symbols.lookup(path) if path else None
        return symbol is not None and symbol.returns in _TENSORS

    def _draws_once(self, method: _Method) -> bool:
        """Whether no assertion brings together what two runs gave: TensorFlow 1 drew anew for each of them."""
        source: dict[str, set[ast.AST]] = {}

        def runs_in(node: ast.AST) -> set[ast.AST]:
            found = {call for call in of_type(node, ast.Call) if call in own}
            return found.union(*[source.get(name.id, set()) for name in of_type(node, ast.Name)])

        own = set(method.runs)
        assignments = [node for node in of_type(method.node, ast.Assign, ast.AugAssign, ast.For, ast.withitem)]
        for _ in range(len(assignments) + 1):
            before = sum(map(len, source.values()))
            for node in assignments:
                value = (
                    node.iter
                    if isinstance(node, ast.For)
                    else node.context_expr
                    if isinstance(node, ast.withitem)
                    else node.value
                )
                targets = (
                    node.targets
                    if isinstance(node, ast.Assign)
                    else [node.optional_vars if isinstance(node, ast.withitem) else node.target]
                )
                for target in filter(None, targets):
                    for name in of_type(target, ast.Name):
                        source.setdefault(name.id, set()).update(runs_in(value))
            if sum(map(len, source.values())) == before:
                break
        if any(isinstance(node, ast.AugAssign) and runs_in(node.value) for node in assignments):
            return False
        for call in of_type(method.node, ast.Call):
            if not isinstance(call.func, ast.Attribute):
                continue
            if call.func.attr in ("append", "extend", "add", "update", "insert") and runs_in(call):
                return False
            if call.func.attr.startswith("assert") and len(runs_in(call)) > 1:
                return False
        return not any(
            other is not method and other.runs for name in method.facts.names for other in self.by_name.get(name, ())
        )

    def _spread(self) -> None:
        """Who calls a function that needs a graph needs one as well."""
        changed = True
        while changed:
            changed = False
            for method in self.methods.values():
                called = [
                    other
                    for name in method.facts.names
                    for other in self.by_name.get(name, ())
                    if other is not method and other.node.name not in _PREPARING and not self._is_test(other.node)
                ]
                if not method.builds and any(self._needs_graph(other) for other in called):
                    method.builds = changed = True
                if not method.draws and any(other.draws for other in called):
                    method.draws = changed = True
                blocked = next((other for other in called if other.blocker), None)
                if blocked is not None and not method.blocker:
                    method.blocker, changed = f"{blocked.node.name}: {blocked.blocker}", True

    # -- decisions --------------------------------------------------------------------------------------

    def _is_test(self, node: ast.FunctionDef) -> bool:
        return node.name.startswith("test") and isinstance(node._parent, ast.ClassDef) and node._parent in self.tests

    def _families(self) -> list[list[ast.ClassDef]]:
        """Test classes that inherit from each other."""
        families: list[list[ast.ClassDef]] = []
        by_name = {node.name: node for node in self.tests}
        for node in self.tests:
            related = {by_name[b.id] for b in node.bases if getattr(b, "id", None) in by_name} | {node}
            joined = [f for f in families if any(member in related for member in f)]
            families = [f for f in families if f not in joined]
            families.append(list(dict.fromkeys([*[m for f in joined for m in f], *related])))
        return families

    def _decide(self, made: TestCases, family: list[ast.ClassDef]) -> None:
        methods = [self.methods[n] for c in family for n in c.body if isinstance(n, ast.FunctionDef)]
        preparing = [m for m in methods if m.node.name in _PREPARING and (m.builds or m.blocker)]
        tests = [m for m in methods if self._is_test(m.node)]
        reason = next((m.blocker for m in (*preparing, *tests) if m.blocker), "") if preparing else ""
        for method in methods:
            if method in preparing and reason:
                if not self._inherits(method, preparing):
                    made.entered[method.node] = _after_super(method.node)
                    made.reasons[method.node] = reason
                    if any(m.draws for m in methods):
                        made.seeded.add(method.node)
                self._keep(made, method)
            elif self._is_test(method.node) and (reason or method.blocker):
                self._keep(made, method)
                if not reason and method.blocker and self._needs_graph(method):
                    made.entered[method.node] = _after_docstring(method.node)
                    made.reasons[method.node] = method.blocker
                    if method.draws:
                        made.seeded.add(method.node)
            elif self._is_test(method.node) or method.node.name in _PREPARING:
                self._lower(made, method)
                if method.runs or method.withs:
                    made.eager.add(method.node)

    def _inherits(self, method: _Method, preparing: list[_Method]) -> bool:
        """Whether the method begins with one of a base class that enters the graph."""
        if _after_super(method.node) == _after_docstring(method.node):
            return False
        by_name = {node.name: node for node in self.tests}
        todo = [method.node._parent]
        bases: set[ast.ClassDef] = set()
        while todo:
            found = [by_name[b.id] for b in todo.pop().bases if getattr(b, "id", None) in by_name]
            todo += [base for base in found if base not in bases]
            bases.update(found)
        return any(other.node._parent in bases for other in preparing)

    def _needs_graph(self, method: _Method) -> bool:
        return method.builds or bool(method.sessions or method.runs)

    def _keep(self, made: TestCases, method: _Method) -> None:
        """Sessions stay; those that are shared by one test have another name now."""
        for session in method.sessions:
            if session.attr == "test_session" and not session._parent.args and not session._parent.keywords:
                made.renamed[session] = "cached_session"

    def _lower(self, made: TestCases, method: _Method) -> None:
        made.evaluated.update({call: (method.this, value) for call, value in method.evaluated.items()})
        made.unwrapped.update(method.withs)
        made.removed.update(method.removed)
        made.variables.update(method.variables)


def _loop(node: ast.AST, function: ast.FunctionDef) -> ast.AST | None:
    while node is not function:
        if isinstance(node, (ast.For, ast.While, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)):
            return node
        node = node._parent
    return None


def _after_docstring(node: ast.FunctionDef) -> int:
    first = node.body[0]
    return int(
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )


def _after_super(node: ast.FunctionDef) -> int:
    """Behind the call of the inherited method, which makes the state of the test case anew."""
    for position, statement in enumerate(node.body):
        if isinstance(statement, ast.Expr) and any(
            isinstance(a, ast.Attribute) and a.attr == node.name for a in of_type(statement, ast.Attribute)
        ):
            return position + 1
    return _after_docstring(node)
