"""What a run fetches: values to return, and effects to have."""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.program import Run, Train, Unsupported
from tf2migrate.analysis.values import STATE, WHOLE, Kind, LeafKind, Value

# Roles of fetches of which the driver gets nothing; the last ones need no run either.
WITHOUT_RUN = ("init", "iterator_init", "unused")
WITHOUT_VALUE = ("effect", *WITHOUT_RUN)


@dataclasses.dataclass(eq=False)
class Fetch:
    """One fetched thing.

    `role`: "value", "variable", "effect", "summary", "metric", "init", "iterator_init", "handle",
    "unused".
    `node` is the expression that names it, where the graph value can be found by name.
    """

    role: str
    node: ast.expr
    value: Value
    key: tuple | None = None  # equal for fetches of the same thing


@dataclasses.dataclass(eq=False)
class Structure:
    """Fetches in the nesting of the call: a single `Fetch`, or a list of structures; with `keys` it is a dict."""

    items: "list[Structure] | None" = None
    fetch: Fetch | None = None
    is_tuple: bool = False
    keys: tuple[ast.Constant, ...] | None = None

    def flatten(self) -> list[Fetch]:
        if self.fetch is not None:
            return [self.fetch]
        return [fetch for item in self.items or [] for fetch in item.flatten()]


def literal_item(node: ast.expr, values: dict[ast.AST, Value]) -> ast.expr:
    """`ops['loss']` of a dict that is written down stands for the expression it holds there."""
    while isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        base = values.get(node.value)
        if base is None or not isinstance(base.node, ast.Dict):
            break
        found = [
            v
            for k, v in zip(base.node.keys, base.node.values)
            if isinstance(k, ast.Constant) and k.value == node.slice.value
        ]
        if len(found) != 1 or not values[found[0]].dynamic:
            break  # a variable stays where it is: the call that made it must not be made again
        node = found[0]
    return node


def resolve(run: Run, values: dict[ast.AST, Value]) -> Structure:
    """The fetch structure of a run site. `values` are those of all expressions of the file.

    Raises:
        Unsupported: when the fetch is a string, or nothing is known about it.
    """
    return _resolve(run.fetches, run.value, run, values)


def _resolve(node: ast.expr | None, value: Value, run: Run, values: dict[ast.AST, Value]) -> Structure:
    if node is not None:
        node = literal_item(node, values)
        if isinstance(node, ast.Attribute) and node.attr == "op" and value.kind is Kind.TENSOR:
            if not isinstance(node.value, ast.Name):
                raise Unsupported(
                    node, "TFM105", "the op of an expression is run", "give the tensor a name and fetch it"
                )
            return Structure(fetch=Fetch("effect", node.value, value))
    if value.kind is Kind.SEQUENCE and isinstance(value.items, list):
        nodes = value.nodes or [None] * len(value.items)
        made = [n for n, v in zip(nodes, value.items) if v.kind is Kind.VARIABLE and isinstance(n, ast.Call)]
        if made and node is not None and node is not value.node and all(v.kind is Kind.VARIABLE for v in value.items):
            return Structure(fetch=Fetch("variables", node, value))
        if made:
            raise Unsupported(
                run.node,
                "TFM105",
                "a variable without a name of its own is fetched with something else",
                "give the variable a name and fetch it by that",
            )
        if all(n is not None for n in nodes):
            return Structure(
                items=[_resolve(n, v, run, values) for n, v in zip(nodes, value.items)],
                is_tuple=isinstance(node, ast.Tuple) or isinstance(value.node, ast.Tuple),
            )
        if node is not None and not any(v.kind in _OPS for v in value.items):
            if all(v.kind is Kind.VARIABLE for v in value.items):
                return Structure(fetch=Fetch("variables", node, value))
            return Structure(fetch=Fetch("values", node, value))
        raise Unsupported(
            run.node,
            "TFM105",
            "the members of the fetched list are not known one by one",
            "fetch a list literal of names",
        )
    if value.kind is Kind.MAPPING and isinstance(value.node, ast.Dict) and value.items is not None:
        keys = tuple(value.node.keys)
        if node is not value.node and all(v.kind is Kind.VARIABLE for v in value.items.values()):
            return Structure(fetch=Fetch("variables", node, value))
        if (
            (
                node is value.node
                or all(
                    value.items[k.value].dynamic or isinstance(n, (ast.Name, ast.Attribute))
                    for k, n in zip(keys, value.node.values)
                    if isinstance(k, ast.Constant) and k.value in value.items
                )
            )
            and all(isinstance(k, ast.Constant) and k.value in value.items for k in keys)
            and len(keys) == len(value.items)
        ):
            return Structure(
                keys=keys,
                items=[_resolve(n, value.items[k.value], run, values) for k, n in zip(keys, value.node.values)],
            )
    return Structure(fetch=Fetch(_role(value, run), node, value))


_OPS = (Kind.TRAIN, Kind.GROUP, Kind.INIT, Kind.ITERATOR_INIT, Kind.SUMMARY)


def _role(value: Value, run: Run) -> str:
    if value.kind is Kind.INIT:
        return "init"
    if value.kind is Kind.ITERATOR_INIT:
        return "iterator_init"
    if value.kind is Kind.HANDLE:
        return "handle"
    if value.kind in (Kind.TRAIN, Kind.GROUP):
        return "effect"
    if value.kind is Kind.SUMMARY:
        return "summary"
    if value.kind is Kind.VARIABLE:
        return "variable"
    if value.kind is Kind.METRIC and value.constant == 0:
        return "metric"  # what the updates so far amount to
    if value.path == WHOLE or value.path.startswith(STATE):
        return "values"
    if value.kind in (Kind.TENSOR, Kind.PLACEHOLDER, Kind.METRIC, Kind.SCHEDULE, Kind.GRADIENTS):
        return "value"
    if value.kind is Kind.SEQUENCE:
        if is_pairs(value) and _only_trains(run.value):
            return "values"  # beside an update the variables are read after it, as in 1.15 (measured)
        discarded = isinstance(getattr(run.node, "_parent", None), ast.Expr) and assigns(value)
        if any(child.kind in (Kind.SEQUENCE, Kind.MAPPING) for child in value.children()) and not discarded:
            raise Unsupported(
                run.node,
                "TFM105",
                "a list of lists is fetched, such as the pairs of compute_gradients",
                "fetch the members in lists of their own",
            )
        return "values"
    if isinstance(value.constant, str):
        raise Unsupported(
            run.node,
            "TFM105",
            "a tensor is fetched by its name in the graph",
            "keep the tensor in a Python name and return it from the step function",
        )
    if value.kind is Kind.MAPPING:
        raise Unsupported(
            run.node, "TFM105", "a dict is fetched", "fetch a list, or return a dict from the step function"
        )
    raise Unsupported(
        run.node,
        "TFM105",
        f"what is fetched here is not known ({value.kind.value})",
        "fetch a tensor of this file by its name",
    )


def is_pairs(value: Value) -> bool:
    """Whether it is a list as `compute_gradients` gives it: of gradients, each with its variable."""
    children = value.children()
    pairs = [child.items for child in children if child.kind is Kind.SEQUENCE and isinstance(child.items, list)]
    origins = [leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.GRADIENT]
    return (
        bool(origins)
        and len(pairs) == len(children)
        and all([v.kind for v in pair] == [Kind.TENSOR, Kind.VARIABLE] for pair in pairs)
        and not any(v.sparse for origin in origins for v in origin.trainable)
    )


def effects(value: Value) -> list[Value]:
    """The members of an op: a train op itself, or those of a group."""
    if value.kind is Kind.GROUP:
        return [effect for item in value.items for effect in effects(item)]
    return [value]


def is_unnamed_group(fetch: Fetch) -> bool:
    """`sess.run(tf.group(a.assign(1.0), b.assign(2.0)))`: assignments that only the run mentions."""
    return (
        fetch.role == "effect"
        and isinstance(fetch.node, ast.Call)
        and fetch.value.kind is Kind.GROUP
        and any(effect.kind is not Kind.TRAIN for effect in effects(fetch.value))
    )


def assigns(value: Value) -> bool:
    """Whether computing this changes a variable."""
    return any(leaf.kind is LeafKind.EFFECT for leaf in value.all_leaves())


def _only_trains(value: Value) -> bool:
    """Whether a run changes variables by training steps at most."""
    return all(isinstance(leaf.origin, Train) for leaf in value.all_leaves() if leaf.kind is LeafKind.EFFECT)


def train_records(value: Value) -> list[Train]:
    return [
        leaf.origin for leaf in value.all_leaves() if leaf.kind is LeafKind.EFFECT and isinstance(leaf.origin, Train)
    ]
