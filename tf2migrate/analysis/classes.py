"""Classes that hold a graph: their attributes are names, and the methods that build it are read where they are called.

`self.loss` is one name, bound in one method and read in another. After parsing, `name_attributes` makes it one
`ast.Name` with a dotted identifier, so that everything that is known about names (definitions, slices, steps)
holds for attributes too; `Definition.name` is then the text that means it anywhere in the class. What other code
says about an object, `model.loss`, stays an attribute, and is looked up in the names of the class.
"""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING

from tf2migrate.analysis import imports
from tf2migrate.analysis.program import Class, Definition, Environment, Function, Inlined, Scope
from tf2migrate.analysis.tree import of_type
from tf2migrate.analysis.values import (
    CONFIGS,
    PYTHON,
    UNKNOWN,
    Kind,
    LeafKind,
    Value,
    alternatives,
    join_all,
    read_leaves,
)
from tf2migrate.rules import symbols

if TYPE_CHECKING:
    from tf2migrate.analysis.interpreter import Interpreter

SELF = "self"
PREFIX = SELF + "."
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def last(name: str) -> str:
    """The name itself, without the object it belongs to: `self.loss` -> `loss`."""
    return name.rpartition(".")[2]


# -- attributes as names -------------------------------------------------------------------------------


def name_attributes(tree: ast.Module, chosen: frozenset[str] | None = None) -> None:
    """Make each `self.x` in the methods of classes that hold a graph one name. Call it before `index`.

    Args:
        chosen: the names of these classes, when other files tell, too.
    """
    classes = (
        _graph_classes(tree)
        if chosen is None
        else [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name in chosen]
    )
    tree._graph_classes = frozenset(classes)
    for node in classes:
        for method in node.body:
            if isinstance(method, _FUNCTIONS) and takes_self(method):
                namer = _Namer()
                method.body = [namer.visit(statement) for statement in method.body]


def graph_classes(tree: ast.Module) -> frozenset[ast.ClassDef]:
    """The classes whose attributes have been made names."""
    return getattr(tree, "_graph_classes", frozenset())


class _Namer(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name) and node.value.id == SELF:
            return ast.copy_location(ast.Name(PREFIX + node.attr, node.ctx), node)
        node.value = self.visit(node.value)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        return node if takes_self(node) else self.generic_visit(node)


def takes_self(function: ast.FunctionDef) -> bool:
    """Whether a function in a class is a method of its objects."""
    spec = function.args
    names = [a.arg for a in spec.posonlyargs + spec.args]
    return names[:1] == [SELF] and not any(
        isinstance(d, ast.Name) and d.id in ("staticmethod", "classmethod") for d in function.decorator_list
    )


def is_class_method(function: ast.FunctionDef) -> bool:
    """Whether a function in a class is given the class itself."""
    return any(isinstance(d, ast.Name) and d.id == "classmethod" for d in function.decorator_list)


def _graph_classes(tree: ast.Module) -> list[ast.ClassDef]:
    """Classes of the module that may build or run a graph, and those that are related to them or handle them."""
    known = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    if not known:
        return []
    plain = {
        name
        for name, node in known.items()
        if not node.keywords
        and all(isinstance(b, ast.Name) and (b.id == "object" or b.id in known) for b in node.bases)
    }
    while True:
        odd = {name for name in plain if any(b.id != "object" and b.id not in plain for b in known[name].bases)}
        if not odd:
            break
        plain -= odd
    aliases = {
        name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name, _ in imports.bindings(node)
    }
    chosen = {name for name in plain if touches_graphs(known[name], aliases)}
    while True:
        more = {
            name
            for name in plain - chosen
            if any(isinstance(n, ast.Name) and n.id in chosen for n in ast.walk(known[name]))
        }
        more |= {b.id for name in chosen for b in known[name].bases if b.id in plain} - chosen
        if not more:
            return [node for name, node in known.items() if name in chosen]
        chosen |= more


def touches_graphs(node: ast.ClassDef, aliases: set[str]) -> bool:
    """Whether a class names TensorFlow (by one of `aliases`) or runs a session."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and inner.id in aliases:
            return True
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr in ("run", "eval"):
            return True
        if isinstance(inner, ast.arg) and inner.arg in ("sess", "session"):
            return True
    return False


# -- interpretation ------------------------------------------------------------------------------------


def define(interpreter: "Interpreter", node: ast.ClassDef, env: Environment) -> None:
    """Interpret the statement that makes a class: its methods wait to be called."""
    bases = [interpreter.evaluate(base, env) for base in node.bases]
    known = [b.info for b in bases if b.kind is Kind.CLASS]
    inside = Environment(env)
    made = inside.owner = Class(node, inside, known)
    for base in reversed(known):
        inside.names.update({name: d for name, d in base.env.names.items()})
        made.methods.update(base.methods)
    local = Environment(env)
    for statement in node.body:
        if isinstance(statement, _FUNCTIONS):
            for decorator in statement.decorator_list:
                interpreter.evaluate(decorator, env)
            for default in statement.args.defaults + [d for d in statement.args.kw_defaults if d]:
                interpreter.evaluate(default, local)
            function = Function(statement, inside, owner=made)
            function.callback = True  # it is read when it is called, or by `finish`
            function.is_property = _is_property(interpreter, statement)
            interpreter.analysis.functions[statement] = function
            made.methods[statement.name] = function
            value = Value(Kind.FUNCTION, info=function)
            name = PREFIX + statement.name
            inside.names[name] = (Definition(name, value, None, inside, statement),)
            continue
        interpreter.execute(statement, local)
        for name, definitions in local.names.items():
            inside.names[PREFIX + name] = tuple(
                Definition(PREFIX + name, d.value, None, inside, d.node) for d in definitions
            )
            if any(d.value.dynamic or d.value.kind in (Kind.VARIABLE, Kind.SESSION) for d in definitions):
                interpreter.problem(
                    statement, "TFM903", f"class {node.name} holds a graph value for all objects", "make it in __init__"
                )
    interpreter.analysis.classes.append(made)
    interpreter.bind(node.name, Value(Kind.CLASS, info=made), env, node)


def instantiate(
    interpreter: "Interpreter", node: ast.Call, made: Class, arguments: list[Value], keywords: dict[str | None, Value]
) -> Value:
    """`Model(sess, 10)`: the constructor is read here, once for all objects of the class."""
    made.instances.append(node)
    if interpreter.loop_depth and not _picked(interpreter, node):
        made.many = True
    reuse = interpreter.scope_arguments().get("reuse")
    if reuse is not None and reuse.constant not in (False, None):
        interpreter.problem(
            node,
            "TFM203",
            f"a {made.node.name} is made under variable_scope(..., reuse=)",
            "give the second object the variables of the first",
        )
    value = Value(Kind.OBJECT, info=made, node=node)
    constructor = made.methods.get("__init__")
    if constructor is not None:
        _call(interpreter, node, made, constructor, arguments, keywords, node)
    return value


def _picked(interpreter: "Interpreter", node: ast.Call) -> bool:
    """Whether each turn of a loop takes another class: `for model in [GAN, VAE]: gan = model(sess)`."""
    known = interpreter.analysis.definitions_of.get(node.func, ())
    loop = getattr(known[0].node, "_parent", None) if len(known) == 1 and known[0].node is not None else None
    if not isinstance(loop, ast.For) or loop.target is not known[0].node or interpreter.loop_depth > 1:
        return False
    listed = interpreter.analysis.values.get(loop.iter)
    made = [v.info for v in listed.items] if listed is not None and isinstance(listed.items, list) else []
    return bool(made) and None not in made and len(set(made)) == len(made)


def call_method(
    interpreter: "Interpreter",
    node: ast.Call,
    owner: Value,
    function: Function,
    arguments: list[Value],
    keywords: dict[str | None, Value],
) -> Value:
    """`model.train(x)` or `self.train(x)`: building methods are read where they are called."""
    return _call(interpreter, node, owner.info, function, arguments, keywords, owner.node)


def _call(
    interpreter: "Interpreter",
    node: ast.Call,
    made: Class,
    function: Function,
    arguments: list[Value],
    keywords: dict[str | None, Value],
    instance: ast.AST | None,
) -> Value:
    known = made.scopes.get(function.node)
    if known is not None:
        return _again(interpreter, node, known, function, arguments, keywords, instance)
    if any(isinstance(d, ast.Name) and d.id in ("staticmethod", "classmethod") for d in function.node.decorator_list):
        skipped = [PYTHON] if any(d.id == "classmethod" for d in function.node.decorator_list) else []
        return interpreter.call_function(node, function, skipped + arguments, keywords)
    if interpreter.frames or _is_helper(interpreter, function, made):
        if function.node in interpreter.drivers or _assigns_attributes(function.node):
            interpreter.problem(
                node,
                "TFM903",
                f"{function.name}(...) builds or runs a graph and a helper calls it",
                "call it where the graph is built",
            )
            return PYTHON
        owner = Value(Kind.OBJECT, info=made, node=instance)
        return interpreter.call_function(node, function, [owner, *arguments], keywords, parent=made.env)
    return _read(interpreter, node, made, function, arguments, keywords, instance)


def _read(
    interpreter: "Interpreter",
    node: ast.Call | None,
    made: Class,
    function: Function,
    arguments: list[Value],
    keywords: dict[str | None, Value],
    instance: ast.AST | None,
) -> Value:
    """Interpret the statements of a method, with the values of its first call."""
    taken = interpreter.methods_read.setdefault(function.node, made)
    if taken is not made:
        interpreter.problem(
            function.node,
            "TFM903",
            f"{function.name}() builds or runs the graph of two classes",
            "give each class a method of its own",
        )
        return PYTHON
    env = Environment(made.env, home=function.home)
    scope = Scope(function.node, env, owner=made)
    made.scopes[function.node] = scope
    scope.caller, scope.instances = interpreter.unit, {instance}
    env.names[SELF] = (Definition(SELF, Value(Kind.OBJECT, info=made, node=None), None, env),)
    several = len(_mentions(interpreter, function, made)) > 1 or made.many
    _bind(interpreter, node, function, scope, arguments, keywords, several)
    if any(kind != "variable_scope" for kind, _ in interpreter.contexts):
        scope.in_context = True
    interpreter.read(scope, function.node.body)
    if node is not None:
        scope.calls.append(node)
    return _result(interpreter, node, scope)


def _bind(
    interpreter: "Interpreter",
    node: ast.Call | None,
    function: Function,
    scope: Scope,
    arguments: list[Value],
    keywords: dict[str | None, Value],
    several: bool,
) -> None:
    """The parameters of a method: what is passed by name is the same definition under another name."""
    given = Environment()
    interpreter.bind_parameters(function, given, [PYTHON, *arguments], keywords)
    nodes = argument_nodes(function.node, node) if node is not None else {}
    for name, (definition,) in given.names.items():
        if name == SELF:
            continue
        value = definition.value
        if function.node in interpreter.drivers and function.name != "__init__":
            value = _any_constant(value)
        scope.parameters[name] = value.kind
        if value.path in CONFIGS:
            scope.settings.add(name)
            scope.env.names[name] = (Definition(name, value, None, scope.env, function.node),)
            continue
        known = interpreter.analysis.definitions_of.get(nodes.get(name), ())
        if value.dynamic and known and not several:
            scope.env.names[name] = known
            scope.passed.add(name)
            continue
        if value.dynamic:
            interpreter.problem(
                node or function.node,
                "TFM903",
                f"{function.name}(...) is given a graph value that has no name of its own",
                "bind the value to a name and build the graph in one method",
            )
        elif several and value.kind not in (Kind.SESSION, Kind.OBJECT):
            if read_leaves([value]):
                interpreter.problem(
                    node or function.node,
                    "TFM903",
                    f"{function.name}(...) is given a variable and is called at several places",
                    "make the variable in the class",
                )
            if _same_initializer(interpreter, function, scope.owner, name, value, nodes.get(name)):
                value = Value(Kind.PYTHON, path=value.path)
            else:
                value = PYTHON if value.kind in (Kind.PYTHON, Kind.SEQUENCE, Kind.MAPPING) else UNKNOWN
        scope.env.names[name] = (Definition(name, value, None, scope.env, function.node),)


def _any_constant(value: Value) -> Value:
    """A driver may be called with other values than here, whatever the file does."""
    return PYTHON if value.kind is Kind.PYTHON else value


def argument_nodes(function: ast.FunctionDef, call: ast.Call, bound: bool = True) -> dict[str, ast.expr]:
    """The argument of each parameter, where the call shows it. `bound`: the first parameter is the object."""
    names = [a.arg for a in function.args.posonlyargs + function.args.args][1 if bound else 0 :]
    found: dict[str, ast.expr] = {}
    for name, argument in zip(names, call.args):
        if isinstance(argument, ast.Starred):
            break
        found[name] = argument
    found.update({k.arg: k.value for k in call.keywords if k.arg is not None})
    return found


def _result(interpreter: "Interpreter", node: ast.Call | None, scope: Scope) -> Value:
    if not scope.returned:
        return Value(Kind.PYTHON, constant=None)
    value = join_all([v for _, v in scope.returned])
    if not value.dynamic or node is None:
        return value if not value.dynamic else PYTHON
    (statement, value), *others = scope.returned
    if others or statement is not scope.node.body[-1] or scope.in_context or node in interpreter.analysis.inlined:
        interpreter.problem(
            statement,
            "TFM903",
            f"{scope.node.name}() returns graph values from several places",
            "keep them in attributes",
        )
        return PYTHON
    interpreter.analysis.inlined[node] = Inlined(node, scope, statement, statement.value)
    for name in of_type(statement.value, ast.Name):
        for definition in interpreter.analysis.definitions_of.get(name, ()):
            interpreter.use(definition)
    interpreter.units += 1
    interpreter.unit.index = interpreter.units  # the statement has its value when the method is through
    return value


def _again(
    interpreter: "Interpreter",
    node: ast.Call,
    scope: Scope,
    function: Function,
    arguments: list[Value],
    keywords: dict[str | None, Value],
    instance: ast.AST | None,
) -> Value:
    """A method that has been read is called again: with values of the same kinds, on another object if it builds."""
    given = Environment()
    interpreter.bind_parameters(function, given, [PYTHON, *arguments], keywords)
    for name, (definition,) in given.names.items():
        kind = scope.parameters.get(name, Kind.PYTHON)
        value = definition.value
        if name != SELF and (
            value.dynamic
            or (value.kind is not kind and Kind.SESSION in (value.kind, kind))
            or (kind in (Kind.OBJECT, Kind.CLASS) and value.kind is not kind)
        ):
            interpreter.problem(
                node,
                "TFM903",
                f"{function.name}(...) is given another kind of value here than before",
                "give it the same kinds of arguments at every call",
            )
    if builds(scope) and (
        instance is None
        or instance in scope.instances
        or (
            interpreter.loop_depth
            and not isinstance(node.func, ast.Name)
            and instance is not node
            and not scope.owner.many
        )
    ):
        interpreter.problem(
            node,
            "TFM903",
            f"{function.name}(...) builds the graph of one object a second time",
            "build it once, in __init__",
        )
    scope.instances.add(instance)
    scope.calls.append(node)
    values = [v for _, v in scope.returned]
    return join_all(values) if values else PYTHON


def bound_nowhere(interpreter: "Interpreter", node: ast.expr) -> bool:
    """Whether an expression is an attribute of the object that no statement of the program binds: to read it fails."""
    if (
        not isinstance(node, ast.Name)
        or not node.id.startswith(PREFIX)
        or interpreter.analysis.definitions_of.get(node)
    ):
        return False
    analysis, name = interpreter.analysis, last(node.id)
    mine = next((c for c in analysis.classes if node in set(of_type(c.node, ast.Name))), None)
    if mine is None or len(mine.bases) != len([b for b in mine.node.bases if ast.unparse(b) != "object"]):
        return False
    stored = any(
        (n.attr == name if isinstance(n, ast.Attribute) else last(n.id) == name) and not isinstance(n.ctx, ast.Load)
        for n in analysis.nodes(ast.Name, ast.Attribute)
    )
    known = any(
        n.name in (name, "__getattr__", "__getattribute__") for n in analysis.nodes(ast.FunctionDef, ast.ClassDef)
    )
    by_text = any(n.id in ("setattr", "vars", "exec", "eval") for n in analysis.nodes(ast.Name)) or any(
        n.attr in ("__dict__", "__setattr__") for n in analysis.nodes(ast.Attribute)
    )
    return not (stored or known or by_text)


def builds(scope: Scope) -> bool:
    """Whether a method adds to the graph."""
    return any(
        any(not isinstance(c, str) for c in unit.creates) or any(d.value.dynamic for d in unit.definitions)
        for unit in scope.units
    )


def _mentions(interpreter: "Interpreter", function: Function, made: Class) -> list[ast.AST]:
    """The places that may call a method of this class."""
    if function.name == "__init__":
        found = [n for n in interpreter.analysis.nodes(ast.Name) if n.id == made.node.name]
    else:
        found = [
            n
            for n in interpreter.analysis.nodes(ast.Name, ast.Attribute)
            if (n.attr if isinstance(n, ast.Attribute) else n.id)
            == (function.name if isinstance(n, ast.Attribute) else PREFIX + function.name)
        ]
    idle = interpreter.analysis.idle
    return [n for n in found if not _stands_in(n, idle)] if idle else found


def _stands_in(node: ast.AST | None, idle: frozenset[ast.AST]) -> bool:
    while node is not None and node not in idle:
        node = getattr(node, "_parent", None)
    return node is not None


def _same_initializer(
    interpreter: "Interpreter", function: Function, made: Class, name: str, value: Value, given: ast.expr | None
) -> bool:
    """Whether every object of a class is made with an initializer of the kind that this one is."""
    symbol = symbols.lookup(value.path) if value.path else None
    if function.name != "__init__" or symbol is None or symbol.returns != "initializer":
        return False
    calls = [getattr(n, "_parent", None) for n in _mentions(interpreter, function, made)]
    if any(not isinstance(call, ast.Call) or call.func.__class__ is not ast.Name for call in calls):
        return False
    others = [argument_nodes(function.node, call).get(name) for call in calls]
    starred = any(isinstance(a, ast.Starred) for c in calls for a in c.args)
    unpacked = any(k.arg is None for c in calls for k in c.keywords)
    written = {None if other is None else ast.unparse(other) for other in others}
    return not starred and not unpacked and written == {None if given is None else ast.unparse(given)}


def _is_helper(interpreter: "Interpreter", function: Function, made: Class) -> bool:
    """Whether a method computes a value from what it is given, as a function does.

    One that is called at one place, and returns at its end, is read as a part of its caller; not inside of a branch
    or loop that moves as a whole.
    """
    if function.node in interpreter.drivers or _assigns_attributes(function.node):
        return False
    returns = [n for n in of_type(function.node, ast.Return) if n.value is not None]
    if not returns:
        return False
    unit = interpreter.unit
    inside = unit is not None and not unit.header and isinstance(unit.statement, (ast.If, ast.For, ast.While, ast.Try))
    return inside or len(_mentions(interpreter, function, made)) > 1 or returns != [function.node.body[-1]]


def _assigns_attributes(node: ast.FunctionDef) -> bool:
    return any(n.id.startswith(PREFIX) and isinstance(n.ctx, ast.Store) for n in of_type(node, ast.Name))


def _is_property(interpreter: "Interpreter", method: ast.FunctionDef) -> bool:
    """Whether a method is read like an attribute: by `@property`, or by a decorator that also keeps its value."""
    if len(method.decorator_list) != 1 or not isinstance(method.decorator_list[0], ast.Name):
        return False
    name = method.decorator_list[0].id
    return name == "property" or any(
        keeps_value(node) for node in interpreter.analysis.nodes(ast.FunctionDef) if node.name == name
    )


def keeps_value(decorator: ast.FunctionDef) -> bool:
    """Whether a decorator makes a property that is computed once: it asks `hasattr`, and then sets the attribute."""
    names = {n.id for n in of_type(decorator, ast.Name)}
    return {"hasattr", "setattr", "getattr", "property"} <= names


def read_property(interpreter: "Interpreter", made: Class, function: Function, node: ast.expr) -> Value:
    """The value of a property: its method is read where the property is first."""
    name = PREFIX + function.name
    definitions = made.env.names[name]
    if definitions[0].value.info is function and definitions[0].value.kind is Kind.FUNCTION:
        known = made.scopes.get(function.node)
        if known is not None and known.returned and not any(v.dynamic for _, v in known.returned):
            return join_all([v for _, v in known.returned])
        if interpreter.frames or known is not None:
            interpreter.problem(
                node,
                "TFM903",
                f"the property {function.name} is read in a helper, or by itself",
                "read it where the graph is built",
            )
            return UNKNOWN
        _read(interpreter, None, made, function, [], {}, None)
        scope = made.scopes.get(function.node)
        if scope is None:  # it is that of another class, which is a problem by now
            return UNKNOWN
        returned = scope.returned
        if not any(value.dynamic for _, value in returned):
            return join_all([v for _, v in returned]) if returned else PYTHON
        statement, value = returned[0]
        if len(returned) > 1 or statement is not function.node.body[-1] or scope.in_context:
            interpreter.problem(
                statement,
                "TFM903",
                f"the property {function.name} returns graph values from several places",
                "make the tensor in __init__",
            )
            return UNKNOWN
        unit = scope.units[-1]
        definition = Definition(name, value, unit, made.env, statement)
        unit.definitions.append(definition)
        interpreter.units += 2
        unit.index = interpreter.units - 1
        if interpreter.unit is not None:
            interpreter.unit.index = interpreter.units  # the statement that reads it comes after it
        definitions = made.env.names[name] = (definition,)
    interpreter.analysis.definitions_of[node] = definitions
    interpreter.use(definitions[0])
    return definitions[0].value


def inherited(interpreter: "Interpreter", node: ast.Call, env: Environment) -> Function | None:
    """The method that `super().build(...)` means: that of the class behind the one round this statement."""
    func = node.func
    if (
        not isinstance(func, ast.Attribute)
        or not isinstance(func.value, ast.Call)
        or not (isinstance(func.value.func, ast.Name) and func.value.func.id == "super")
    ):
        return None
    around = interpreter.analysis.functions.get(interpreter.scope.node)
    for base in around.owner.bases if around is not None and around.owner is not None else ():
        if func.attr in base.methods:
            return base.methods[func.attr]
    return None


def attribute(interpreter: "Interpreter", node: ast.Attribute, owner: Value) -> Value:
    """`model.loss` seen from outside of the class."""
    definitions = tuple(d for one in alternatives(owner) for d in one.info.env.names.get(PREFIX + node.attr, ()))
    interpreter.analysis.definitions_of[node] = definitions
    if not definitions:
        return PYTHON
    for definition in definitions:
        interpreter.use(definition)
    value = join_all([d.value for d in definitions])
    if (
        value.kind is Kind.FUNCTION
        and owner.kind is Kind.OBJECT
        and owner.info is not None
        and (value.info is not None and value.info.is_property)
    ):
        return read_property(interpreter, owner.info, value.info, node)
    if value.kind is Kind.FUNCTION:
        return Value(Kind.FUNCTION, info=value.info if len(alternatives(owner)) == 1 else None)
    return value


def assign_attribute(interpreter: "Interpreter", target: ast.Attribute, owner: Value, value: Value) -> None:
    """`model.rate = 0.1` from outside of the class."""
    if value.dynamic or value.kind in (Kind.VARIABLE, Kind.SESSION, Kind.OPTIMIZER):
        interpreter.problem(
            target,
            "TFM903",
            f"a {value.kind.value} is stored in {ast.unparse(target)} from outside of the class",
            "set it in a method of the class",
        )
        return
    several = alternatives(owner)
    for known in several:
        if known.info is None:
            continue
        env, name = known.info.env, PREFIX + target.attr
        definition = Definition(name, value, interpreter.unit, env, target)
        env.names[name] = (definition,) if len(several) == 1 else (*env.names.get(name, ()), definition)
        if interpreter.unit is not None:
            interpreter.unit.definitions.append(definition)


def finish(interpreter: "Interpreter") -> None:
    """Read what nobody in the file calls: methods that others call, and classes that others make objects of."""
    for made in interpreter.analysis.classes:
        if made.node in interpreter.analysis.idle:
            continue
        unmade = (
            not made.instances
            and not any(made in other.bases for other in interpreter.analysis.classes)
            and (_refuse_unmade(interpreter, made))
        )
        made.apart = all(
            interpreter.places.apart(one, other) for one, other in itertools.combinations(made.instances, 2)
        )
        _refuse_shared(interpreter, made)
        _refuse_drawn(interpreter, made)
        problems = len(interpreter.analysis.problems)
        for function in list(made.methods.values()):
            if function.node in made.scopes or function.calls or function.node in interpreter.methods_read:
                continue
            if function.node in interpreter.analysis.idle:
                continue
            if made.instances and (function.node in interpreter.drivers or _names_session(made, function.node)):
                unknown = [_unknown_argument(a.arg) for a in function.node.args.args[1:]]
                _read(interpreter, None, made, function, unknown, {}, None)
            elif function.owner is made:
                interpreter.probe(function, made)
        if unmade:
            del interpreter.analysis.problems[problems:]  # what its methods do is known no better


# What reads the whole graph, to which all objects of a class belong.
_WHOLE_GRAPH = (
    "trainable_variables",
    "global_variables",
    "all_variables",
    "get_collection",
    "train.Saver",
    "summary.merge_all",
    "merge_all_summaries",
    "losses.get_total_loss",
    "losses.get_regularization_loss",
    "losses.get_regularization_losses",
)


def _refuse_shared(interpreter: "Interpreter", made: Class) -> None:
    """Objects of one class may share variables, and what one of them reads of the graph holds those of the others."""
    if not made.several:
        return
    nodes = [scope.node for scope in made.scopes.values()]
    for keyword in [k for node in nodes for k in of_type(node, ast.keyword)]:
        value = interpreter.analysis.values.get(keyword.value)
        if keyword.arg == "reuse" and (value is None or value.constant not in (False, None)):
            interpreter.problem(
                keyword.value,
                "TFM203",
                f"objects of {made.node.name} may share variables",
                "make the shared layers once and hand them to each object",
            )
    for node in [n for root in nodes for n in of_type(root, ast.Name, ast.Attribute)]:
        path = interpreter.analysis.symbols.get(node)
        if path in _WHOLE_GRAPH:
            interpreter.problem(
                node,
                "TFM204",
                f"tf.{path} also reads what other objects of {made.node.name} made",
                "keep a list in the object",
            )


def _refuse_drawn(interpreter: "Interpreter", made: Class) -> None:
    """A plain property computes anew whenever it is read: it must not draw, nor make anything, more than once."""
    for function in made.methods.values():
        scope = made.scopes.get(function.node)
        if not function.is_property or scope is None or function.node.decorator_list[0].id != "property":
            continue
        leaves = [leaf for _, value in scope.returned for leaf in value.all_leaves()]
        makes = any(not isinstance(c, str) for unit in scope.units for c in unit.creates)
        if (makes or any(leaf.kind is LeafKind.RANDOM for leaf in leaves)) and len(
            _mentions(interpreter, function, made)
        ) > 1:
            interpreter.problem(
                function.node,
                "TFM903",
                f"the property {function.name} draws or makes something each time it is read",
                "read it once, and keep its value",
            )


def _refuse_unmade(interpreter: "Interpreter", made: Class) -> bool:
    """Whether a class that nobody in the file makes an object of builds or runs a graph."""
    for function in made.methods.values():
        for node in of_type(function.node, ast.Attribute):
            if node.attr in ("run", "eval", "placeholder"):
                interpreter.problem(
                    made.node,
                    "TFM902",
                    f"class {made.node.name} builds or runs a graph, and nobody in this file makes an object of it",
                    "move the layers into a tf.keras.Model and each sess.run into a @tf.function method",
                )
                return True
    return False


def _names_session(made: Class, node: ast.FunctionDef) -> bool:
    return any(d.value.kind is Kind.SESSION for n in of_type(node, ast.Name) for d in made.env.names.get(n.id, ()))


def _unknown_argument(name: str) -> Value:
    return Value(Kind.SESSION) if name in ("sess", "session") else PYTHON
