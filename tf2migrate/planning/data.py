"""Iterators of datasets: every run that needs an element takes the next one."""

from __future__ import annotations

import ast
import dataclasses
from typing import TYPE_CHECKING

from tf2migrate.analysis.api.known import dtype_name
from tf2migrate.analysis.program import Iterator, IteratorInit, Run, Unit, Unsupported
from tf2migrate.analysis.values import WHOLE, LeafKind
from tf2migrate.planning.fetches import WITHOUT_RUN, Fetch, Structure, resolve
from tf2migrate.planning.recipe import Code, FunctionCode, Line, Parameter, Recipe, Statement, UserStatement
from tf2migrate.planning.slicing import Slice, Slicer

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner
    from tf2migrate.planning.steps import Step


def plan_iterators(planner: "Planner") -> None:
    """Plan iterators and the runs of their initializers.

    Raises:
        Unsupported: an iterator without a name, or an initializer run together with other values.
    """
    analysis = planner.analysis
    taken = {getattr(unit.statement, "value", None) for unit in analysis.units}
    for record in analysis.iterators:
        apart = next((call for call in record.gets if call not in taken), None)
        if apart is not None:
            raise Unsupported(apart, "TFM603", "an element is used where it is taken", "give it a name first")
        names = [d.name for d in record.unit.definitions if d.value.info is record]
        planner.result.apply("TFM602" if record.handle is not None else "TFM601", record.node)
        if record.handle is not None:
            planner.result.removed.update([record.unit.statement] if names else [])
            continue
        if not names:
            _name(planner, record)
            continue
        record.name = names[0]
        if not record.initializable:
            if record.dataset_value.dynamic:
                raise Unsupported(
                    record.node, "TFM601", "a one-shot iterator over fed data", "make the dataset of arrays"
                )
            planner.result.overrides[record.node] = Code("iter({0})", (record.dataset,))
        else:
            planner.result.removed.add(record.unit.statement)
    _note_dicts(planner)
    for made in analysis.iterator_inits:
        planner.result.apply("TFM601", made.node)
        if made.unit.value is None or made.unit not in planner.roles.runs_of:
            planner.result.removed.add(made.unit.statement)
    for run in analysis.runs:
        structure = resolve(run, analysis.values)
        fetched = [f for f in structure.flatten() if f.role == "iterator_init"]
        if fetched:
            _initialize(planner, run, structure, fetched)
    for node, path in analysis.symbols.items():
        if path == "errors.OutOfRangeError" and analysis.iterators:
            planner.result.overrides[node] = Code("StopIteration")


def _note_dicts(planner: "Planner") -> None:
    """A part of an element that is read by a key is a dict of tensors: `features, label = iterator.get_next()`."""
    analysis = planner.analysis
    for record in analysis.iterators:
        taken = {getattr(u.statement, "value", None): u for u in analysis.units if record in _elements_of(u)}
        for definition in [d for call in record.gets if call in taken for d in taken[call].definitions]:
            reads = analysis.uses_of.get(definition, ())
            if any(_is_read_by_key(planner.parents.get(n)) for n in reads):
                value = dataclasses.replace(definition.value, path=WHOLE)
                analysis.values.update(dict.fromkeys(reads, value))
                for run in analysis.runs:
                    if run.fetches in reads:
                        run.value = value


def _is_read_by_key(node: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str)
    )


def _elements_of(unit: Unit) -> list[Iterator]:
    return [leaf.origin for d in unit.definitions for leaf in d.value.leaves if leaf.kind is LeafKind.ELEMENT]


def _name(planner: "Planner", record: Iterator) -> None:
    """`x = dataset.make_one_shot_iterator().get_next()`: the iterator gets a name where the statement stood."""
    taken = planner.parents.get(planner.parents.get(record.node))
    bound = record.initializable or record.dataset_value.dynamic or taken not in record.gets
    if bound or getattr(record.unit.statement, "value", None) is not taken:
        raise Unsupported(record.node, "TFM601", "an iterator without a name", "bind it to a name")
    record.name = planner.fresh(record.unit, "iterator")
    planner.hoist(record.unit, record.name, Code("iter({0})", (record.dataset,)))


def elements(planner: "Planner", step: "Step") -> str:
    """`next(iterator)` when a step would give back nothing but what it is given of one element."""
    slice_ = step.slice
    if not slice_.inputs or slice_.units or slice_.trains or slice_.defaults or slice_.effects or step.home is not None:
        return ""
    given = {i.iterator for i in slice_.inputs}
    unit = slice_.inputs[0].definition.unit
    fed = {feed.key_value for run in step.runs for feed in run.feeds or ()}
    if len(given) != 1 or None in given or fed or any(i.definition.unit is not unit for i in slice_.inputs):
        return ""
    wanted = []
    for output in step.outputs:
        known = planner.analysis.definitions_of.get(output.node, ())
        if len(known) != 1 or known[0].unit is not unit:
            return ""
        if known[0] not in wanted:
            wanted.append(known[0])
    taken = f"next({slice_.inputs[0].iterator.name})"
    target = unit.statement.targets[0]
    if not isinstance(target, (ast.Tuple, ast.List)):
        return taken
    places = [next((n for n, t in enumerate(target.elts) if t is d.node), None) for d in wanted]
    if places == list(range(len(target.elts))) and len(places) > 1:
        return taken
    return f"{taken}[{places[0]}]" if len(places) == 1 and places[0] is not None else ""


def _initialize(planner: "Planner", run: Run, structure: Structure, fetched: list[Fetch]) -> None:
    statement = planner.parents[run.node]
    if not isinstance(statement, ast.Expr) or any(f.role not in WITHOUT_RUN for f in structure.flatten()):
        raise Unsupported(
            run.node,
            "TFM601",
            "an iterator is initialised together with other fetches",
            "initialise it in a run of its own",
        )
    lines: list[Statement] = []
    for fetch in fetched:
        record: Iterator | IteratorInit = fetch.value.info
        iterator = record.iterator if isinstance(record, IteratorInit) else record
        if record.dataset is None:
            raise Unsupported(
                run.node,
                "TFM601",
                "which dataset an iterator starts on is not known",
                "run iterator.make_initializer(dataset)",
            )
        lines.append(
            Line(
                Code(f"{iterator.name} = iter({{0}})", (_dataset(planner, record, run),)),
                statement if not lines else None,
            )
        )
    planner.result.statements[statement] = lines
    planner.handled.add(run)


def _dataset(planner: "Planner", record: Iterator | IteratorInit, run: Run) -> Recipe:
    """The dataset of an iterator: an expression, or a call of a function of the fed values."""
    if not record.dataset_value.dynamic:
        return record.dataset
    slice_ = Slicer(planner.analysis, planner.roles).slice(run, [Fetch("value", record.dataset, record.dataset_value)])
    maker = _maker(planner, record, slice_)
    by_key = {f.key_value.info: f for f in run.feeds or ()}
    parts, texts = [], []
    for given in slice_.inputs:
        feed = by_key[given.placeholder]
        if feed.value is None or run.feed_node is not None:
            raise Unsupported(
                run.node, "TFM103", "the data of an iterator is fed through a dict variable", "feed a dict literal"
            )
        texts.append(f"{{{len(parts)}}}")
        parts.append(_cast(planner, given.placeholder.dtype, feed.value))
    return Code(f"{maker}({', '.join(texts)})", tuple(parts))


def _maker(planner: "Planner", record: Iterator | IteratorInit, slice_: Slice) -> str:
    known = getattr(record, "maker", None)
    if known is not None:
        return known
    several = len(planner.analysis.iterators) > 1 or isinstance(record, IteratorInit)
    named = (
        record.dataset.id
        if isinstance(record, IteratorInit) and isinstance(record.dataset, ast.Name)
        else (f"{record.name}_dataset" if several else "dataset")
    )
    name = planner.names.fresh(f"make_{named}")
    record.maker = name
    body: list[Statement] = [UserStatement(unit.statement) for unit in slice_.units]
    made = slice_.units[-1].statement if slice_.units else None
    bound = isinstance(made, ast.Assign) and len(made.targets) == 1 and isinstance(record.dataset, ast.Name)
    if bound and isinstance(made.targets[0], ast.Name) and made.targets[0].id == record.dataset.id:
        body[-1:] = [Line(Code("return {0}", (made.value,)), made)]
    else:
        body.append(Line(Code("return {0}", (record.dataset,))))
    code = FunctionCode(name, [Parameter(i.name) for i in slice_.inputs], body, decorated=False)
    planner.result.after.setdefault(record.unit.statement, []).append(code)
    return name


def _cast(planner: "Planner", dtype: ast.expr | None, value: ast.expr) -> Recipe:
    """feed_dict cast what it was given to the dtype of the placeholder."""
    if isinstance(dtype, ast.Attribute) and dtype.attr == "dtype" and ast.dump(dtype.value) == ast.dump(value):
        return value
    known = planner.analysis.values.get(value)
    wanted = dtype_name(planner.analysis.values.get(dtype)) if dtype is not None else None
    if wanted is None or (known is not None and known.dtype == wanted) or wanted == "string":
        return value
    return Code(f"{planner.tf}.cast({{0}}, {planner.tf}.{wanted})", (value,))
