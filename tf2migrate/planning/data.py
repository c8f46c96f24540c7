"""Iterators of datasets: every run that needs an element takes the next one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from tf2migrate.analysis.api import dtype_name
from tf2migrate.analysis.program import Iterator, IteratorInit, Run, Unsupported
from tf2migrate.planning.fetches import WITHOUT_RUN, Fetch, Structure, resolve
from tf2migrate.planning.recipe import Code, FunctionCode, Line, Parameter, Recipe, Statement, UserStatement
from tf2migrate.planning.slicing import Slice, Slicer

if TYPE_CHECKING:
    from tf2migrate.planning.planner import Planner


def plan_iterators(planner: "Planner") -> None:
    """Plan iterators and the runs of their initializers.

    Raises:
        Unsupported: an iterator without a name, or an initializer run together with other values.
    """
    analysis = planner.analysis
    for record in analysis.iterators:
        names = [d.name for d in record.unit.definitions if d.value.info is record]
        if not names:
            raise Unsupported(record.node, "TFM601", "an iterator without a name", "bind it to a name")
        record.name = names[0]
        planner.result.apply("TFM601", record.node)
        if not record.initializable:
            if record.dataset_value.dynamic:
                raise Unsupported(record.node, "TFM601", "a one-shot iterator over fed data", "make the dataset of arrays")
            planner.result.overrides[record.node] = Code("iter({0})", (record.dataset,))
        else:
            planner.result.removed.add(record.unit.statement)
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


def _initialize(planner: "Planner", run: Run, structure: Structure, fetched: list[Fetch]) -> None:
    statement = planner.parents[run.node]
    if not isinstance(statement, ast.Expr) or any(
        f.role not in WITHOUT_RUN for f in structure.flatten()
    ):
        raise Unsupported(run.node, "TFM601", "an iterator is initialised together with other fetches",
                          "initialise it in a run of its own")
    lines: list[Statement] = []
    for fetch in fetched:
        record: Iterator | IteratorInit = fetch.value.info
        iterator = record.iterator if isinstance(record, IteratorInit) else record
        if record.dataset is None:
            raise Unsupported(run.node, "TFM601", "which dataset an iterator starts on is not known",
                              "run iterator.make_initializer(dataset)")
        lines.append(Line(Code(f"{iterator.name} = iter({{0}})", (_dataset(planner, record, run),)),
                          statement if not lines else None))
    planner.result.statements[statement] = lines
    planner.handled.add(run)


def _dataset(planner: "Planner", record: Iterator | IteratorInit, run: Run) -> Recipe:
    """The dataset of an iterator: an expression, or a call of a function of the fed values."""
    if not record.dataset_value.dynamic:
        return record.dataset
    slice_ = Slicer(planner.analysis, planner.roles).slice(
        run, [Fetch("value", record.dataset, record.dataset_value)])
    maker = _maker(planner, record, slice_)
    by_key = {f.key_value.info: f for f in run.feeds or ()}
    parts, texts = [], []
    for given in slice_.inputs:
        feed = by_key[given.placeholder]
        if feed.value is None or run.feed_node is not None:
            raise Unsupported(run.node, "TFM103", "the data of an iterator is fed through a dict variable",
                              "feed a dict literal")
        texts.append(f"{{{len(parts)}}}")
        parts.append(_cast(planner, given.placeholder.dtype, feed.value))
    return Code(f"{maker}({', '.join(texts)})", tuple(parts))


def _maker(planner: "Planner", record: Iterator | IteratorInit, slice_: Slice) -> str:
    known = getattr(record, "maker", None)
    if known is not None:
        return known
    several = len(planner.analysis.iterators) > 1 or isinstance(record, IteratorInit)
    named = record.dataset.id if isinstance(record, IteratorInit) and isinstance(record.dataset, ast.Name) else (
        f"{record.name}_dataset" if several else "dataset")
    name = planner.names.fresh(f"make_{named}")
    record.maker = name
    body: list[Statement] = [UserStatement(unit.statement) for unit in slice_.units]
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
