"""Input queues become datasets, in the text of the program and before the analysis reads it.

`filenames = tf.train.string_input_producer(...)`, `key, value = reader.read(filenames)`, some ops on `value`, and
`tf.train.batch(...)` describe elements in a row, filled in by threads. A dataset says the same: the producer is
where it begins, the reader a `flat_map`, the ops on one element the function of a `map`, and the batch a `batch`.
Threads and their coordinator go. What is written here still takes its elements from `iterator.get_next()`, so
that the rest is the planner's business. A pipeline of another shape is left alone.
"""

from __future__ import annotations

import ast
import dataclasses
from collections.abc import Iterable

from tf2migrate.analysis.arguments import argument
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation import coordinators
from tf2migrate.preparation.edits import Edits
from tf2migrate.preparation.reading import flat, loads, reads_state, stores
from tf2migrate.preparation.text import Cannot, Prepared, Text, attempted
from tf2migrate.scopes import fresh

_PRODUCERS = {
    "train.string_input_producer": (
        "string_tensor",
        "num_epochs",
        "shuffle",
        "seed",
        "capacity",
        "shared_name",
        "name",
        "cancel_op",
    ),
    "train.slice_input_producer": ("tensor_list", "num_epochs", "shuffle", "seed", "capacity", "shared_name", "name"),
    "train.range_input_producer": ("limit", "num_epochs", "shuffle", "seed", "capacity", "shared_name", "name"),
    "train.input_producer": (
        "input_tensor",
        "element_shape",
        "num_epochs",
        "shuffle",
        "seed",
        "capacity",
        "shared_name",
        "summary_name",
        "name",
        "cancel_op",
    ),
}
_BATCHES = {
    "train.batch": (
        "tensors",
        "batch_size",
        "num_threads",
        "capacity",
        "enqueue_many",
        "shapes",
        "dynamic_pad",
        "allow_smaller_final_batch",
        "shared_name",
        "name",
    ),
    "train.shuffle_batch": (
        "tensors",
        "batch_size",
        "capacity",
        "min_after_dequeue",
        "num_threads",
        "seed",
        "enqueue_many",
        "shapes",
        "allow_smaller_final_batch",
        "shared_name",
        "name",
    ),
}
# Readers, with their parameters and the name of a function that takes their records apart.
_READERS = {
    "TextLineReader": (("skip_header_lines", "name"), "parse_line"),
    "WholeFileReader": (("name",), "decode_file"),
    "TFRecordReader": (("name", "options"), "parse_record"),
    "FixedLengthRecordReader": (
        ("record_bytes", "header_bytes", "footer_bytes", "hop_bytes", "name", "encoding"),
        "decode_record",
    ),
    "IdentityReader": (("name",), "decode_file"),
}
# What is written out before anything else looks at it
NAMES = frozenset({*_PRODUCERS, *_BATCHES, *_READERS, "train.start_queue_runners", "train.Coordinator"})
# What makes queues of its own, or joins several: left alone.
_OTHERS = frozenset(
    {
        "FIFOQueue",
        "RandomShuffleQueue",
        "PaddingFIFOQueue",
        "PriorityQueue",
        "train.QueueRunner",
        "train.add_queue_runner",
        "train.batch_join",
        "train.shuffle_batch_join",
        "train.maybe_batch",
        "train.maybe_batch_join",
        "train.maybe_shuffle_batch",
        "train.maybe_shuffle_batch_join",
        "train.queue_runner.QueueRunner",
        "train.queue_runner.add_queue_runner",
        "train.limit_epochs",
        "QueueBase",
    }
)
_RUNS = frozenset({"run", "eval"})
_MOVABLE = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.If, ast.For, ast.Assert)
_ORDER = "TensorFlow 1 drew the order of these elements at random, and so does the dataset: the orders differ"
_THREADS = (
    "several threads filled this queue, in an order that TensorFlow 1 left open; the dataset keeps the order "
    "of its data"
)
_ADVICE = "compare what is computed of all elements together, or without shuffling"


@dataclasses.dataclass(eq=False)
class _Stream:
    """Elements in a row: a producer, perhaps with a reader behind it. `names` are those that an element gets."""

    producer: ast.Call
    kind: str
    statement: ast.stmt
    reader: ast.Call | None = None
    read: ast.stmt | None = None
    names: list[str] = dataclasses.field(default_factory=list)
    whole: bool = False  # one name for the list of what an element holds
    dataset: str = ""

    @property
    def place(self) -> ast.stmt:
        """The statement that names an element."""
        return self.read or self.statement


@dataclasses.dataclass(eq=False)
class _Pipeline:
    """Streams whose elements are used together, what is computed of an element, and how it is batched."""

    streams: list[_Stream]
    statements: list[ast.stmt] = dataclasses.field(default_factory=list)
    batches: list[ast.stmt] = dataclasses.field(default_factory=list)
    taken: bool = False  # an element is used by something else
    merged: "_Pipeline | None" = None

    def now(self) -> "_Pipeline":
        return self if self.merged is None else self.merged.now()


class Apart(Exception):
    """Functions round these lines have to be taken apart first: queues or their elements pass between them."""

    def __init__(self, lines: list[int]):
        super().__init__(lines)
        self.lines = lines


def prepared(text: Text, tree: ast.Module, analysis: Analysis, tf: str) -> Prepared | None:
    """The text with datasets in place of its input queues.

    Args:
        tree: the parsed text.
        analysis: what is known of it.
        tf: what the API is called in it.

    Returns:
        None when it has none, or one that has to stay.

    Raises:
        Apart: it may be possible after that.
    """
    symbols = analysis.symbols
    if not any(path in _PRODUCERS for path in symbols.values()) or any(path in _OTHERS for path in symbols.values()):
        return None
    writing = _Queues(text, tree, analysis, tf)
    made = attempted(text, writing.result)
    return None if made is None else Prepared(made, tuple(writing.notes))


class _Queues:
    def __init__(self, text: Text, tree: ast.Module, analysis: Analysis, tf: str):
        self.text, self.tree, self.analysis, self.symbols = text, tree, analysis, analysis.symbols
        self.edits = Edits(text, tree)
        self.used = (
            {n.id for n in walk(tree) if isinstance(n, ast.Name)}
            | {n.arg for n in walk(tree) if isinstance(n, ast.arg)}
            | {n.name for n in walk(tree) if isinstance(n, (ast.FunctionDef, ast.ClassDef))}
        )
        self.tf = tf
        self.functions = {s.name: s for s in tree.body if isinstance(s, ast.FunctionDef)}
        self.found: set[ast.Call] = set()
        self.notes: list[tuple[int, str, str]] = []

    def result(self) -> Text:
        scopes = [self.tree, *[n for n in walk(self.tree) if isinstance(n, ast.FunctionDef)]]
        for scope in scopes:
            _Scope(self, scope).rewrite()
        wanted = {n for n in walk(self.tree) if self.path(n) in (*_PRODUCERS, *_BATCHES)}
        if wanted - self.found:
            raise Apart([n.lineno for n in self.found])
        coordinators.remove(self.edits, self.tree, self.symbols)
        return self.edits.text()

    def path(self, node: ast.AST | None) -> str:
        return self.symbols.get(node.func, "") if isinstance(node, ast.Call) else ""

    def fresh(self, wanted: str) -> str:
        name = fresh(wanted, self.used)
        self.used.add(name)
        return name

    def note(self, node: ast.AST, message: str) -> None:
        self.notes.append((self.text.origin[node.lineno - 1], message, _ADVICE))


class _Scope:
    """The pipelines of one module or function, read in the order of its statements."""

    def __init__(self, queues: _Queues, scope: ast.Module | ast.FunctionDef):
        self.queues, self.scope, self.path = queues, scope, queues.path
        self.things: dict[str, object] = {}  # what a name stands for: a queue, a reader or a part of an element
        self.readers: dict[str, ast.stmt] = {}
        self.pipelines: list[_Pipeline] = []
        self.order: list[ast.stmt] = list(flat(scope.body))

    def rewrite(self) -> None:
        for statement in self.order:
            self._statement(statement)
        for pipeline in [p for p in self.pipelines if p.merged is None]:
            self._write(pipeline)

    # -- reading --------------------------------------------------------------------------------------

    def _statement(self, statement: ast.stmt) -> None:
        value = statement.value if isinstance(statement, ast.Assign) and len(statement.targets) == 1 else None
        if value is not None and (self._producer(statement, value) or self._read(statement, value)):
            return
        parts = {self.things[n].now() for n in loads(statement) if isinstance(self.things.get(n), _Pipeline)}
        if not parts:
            if any(isinstance(self.things.get(n), (_Stream, ast.Call)) for n in loads(statement)):
                raise Apart(self._called(statement))  # a queue or a reader goes where it cannot be followed
            for name in stores(statement):
                self.things.pop(name, None)
            return
        pipeline = self._merge(parts)
        if self._batches(statement):
            pipeline.batches.append(statement)
            for name in stores(statement):
                self.things.pop(name, None)
        elif self._moves(statement):
            pipeline.statements.append(statement)
            for name in stores(statement):
                self.things[name] = pipeline
        else:
            pipeline.taken = True

    def _called(self, statement: ast.stmt) -> list[int]:
        names = {n.func.id for n in walk(statement) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        return [f.lineno for name, f in self.queues.functions.items() if name in names]

    def _producer(self, statement: ast.Assign, value: ast.expr) -> bool:
        call, dequeued = value, False
        if (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "dequeue"
            and (self.path(value.func.value) in _PRODUCERS)
        ):
            call, dequeued = value.func.value, True
        path = self.path(call)
        if path in _READERS and isinstance(statement.targets[0], ast.Name):
            self.things[statement.targets[0].id] = call
            self.readers[statement.targets[0].id] = statement
            return True
        if path not in _PRODUCERS:
            return False
        stream = _Stream(call, path, statement)
        target = statement.targets[0]
        self.queues.found.add(call)
        if path != "train.slice_input_producer" and not dequeued:
            if not isinstance(target, ast.Name):
                raise Cannot
            self.things[target.id] = stream
            return True
        self._elements(stream, target, dequeued)
        return True

    def _elements(self, stream: _Stream, target: ast.expr, single: bool) -> None:
        """The names that an element is unpacked into."""
        if isinstance(target, ast.Name):
            stream.names, stream.whole = [target.id], not single
        elif (
            isinstance(target, (ast.Tuple, ast.List))
            and not single
            and all(isinstance(t, ast.Name) for t in target.elts)
        ):
            stream.names = [t.id for t in target.elts]
        else:
            raise Cannot
        pipeline = _Pipeline([stream])
        self.pipelines.append(pipeline)
        self.things.update(dict.fromkeys(stream.names, pipeline))

    def _read(self, statement: ast.Assign, value: ast.expr) -> bool:
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            return False
        owner, target = value.func.value, statement.targets[0]
        queue = self.things.get(owner.id) if isinstance(owner, ast.Name) else None
        if value.func.attr == "dequeue" and isinstance(queue, _Stream):
            stream = self._take(owner, statement)
            self._elements(stream, target, True)
            return True
        reader = self.things.get(owner.id) if isinstance(owner, ast.Name) else owner
        if value.func.attr != "read" or self.path(reader) not in _READERS:
            return False
        names = target.elts if isinstance(target, ast.Tuple) else []
        if len(value.args) != 1 or value.keywords or len(names) != 2 or not all(isinstance(t, ast.Name) for t in names):
            raise Cannot
        given = value.args[0]
        if self.path(given) in _PRODUCERS:
            stream = _Stream(given, self.path(given), statement)
            self.queues.found.add(given)
        elif isinstance(given, ast.Name) and isinstance(self.things.get(given.id), _Stream):
            stream = self._take(given, statement)
        else:
            raise Apart([statement.lineno])  # the queue is a parameter
        stream.reader, stream.read = reader, statement
        stream.names = [t.id for t in target.elts]
        pipeline = _Pipeline([stream])
        self.pipelines.append(pipeline)
        self.things.update(dict.fromkeys(stream.names, pipeline))
        return True

    def _take(self, name: ast.Name, statement: ast.stmt) -> _Stream:
        """The queue of this name; only one thing can take elements from it."""
        stream = self.things[name.id]
        if stream.read is not None:
            raise Cannot
        stream.read = statement
        return stream

    def _merge(self, parts: set[_Pipeline]) -> _Pipeline:
        first, *others = sorted(parts, key=lambda p: p.streams[0].place.lineno)
        for other in others:
            first.streams += other.streams
            first.statements += other.statements
            first.batches += other.batches
            first.taken |= other.taken
            other.merged = first
        return first

    def _batches(self, statement: ast.stmt) -> list[ast.Assign]:
        """The assignments of batches that the statement is: one, or one in each branch of an `if`."""
        if isinstance(statement, ast.If) and len(statement.body) == 1 and len(statement.orelse) == 1:
            found = self._batches(statement.body[0]) + self._batches(statement.orelse[0])
            same = {(ast.dump(s.targets[0]), ast.dump(self._tensors(s))) for s in found}
            return found if len(found) == 2 and len(same) == 1 else []
        value = statement.value if isinstance(statement, (ast.Assign, ast.Return)) else None
        if self.path(value) not in _BATCHES or (isinstance(statement, ast.Assign) and len(statement.targets) != 1):
            return []
        return [statement] if self._tensors(statement) is not None else []

    def _tensors(self, statement: ast.Assign | ast.Return) -> ast.expr | None:
        return argument(statement.value, _BATCHES[self.path(statement.value)], "tensors")

    def _moves(self, statement: ast.stmt) -> bool:
        """Whether the statement computes something of an element and nothing else."""
        if not isinstance(statement, _MOVABLE):
            return False
        for node in walk(statement):
            if isinstance(node, ast.Attribute) and (node.attr in _RUNS or isinstance(node.ctx, ast.Store)):
                return False
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                return False
            if isinstance(node, (ast.Return, ast.FunctionDef, ast.Lambda)) or (
                isinstance(node, ast.Call)
                and (
                    self.path(node).startswith("summary.")
                    or self.path(node) in _BATCHES
                    or isinstance(node.func, ast.Name)
                    and node.func.id == "print"
                )
            ):
                return False
        return True

    # -- writing --------------------------------------------------------------------------------------

    def _write(self, pipeline: _Pipeline) -> None:
        if not pipeline.batches:
            for stream in pipeline.streams:
                self._dataset(stream, self._names_used(stream))
                self._iterate(stream.place, stream.dataset, self._target(stream))
            return
        if len(pipeline.batches) > 1 or pipeline.taken:
            raise Cannot  # a queue with two ends: who gets which element is open
        last = pipeline.batches[0]
        self._check_between(pipeline, last)
        if any(reads_state(statement, self.queues.analysis) for statement in pipeline.statements):
            raise Cannot  # what is computed of an element depends on a variable, or on what is fed
        self._check_functions(pipeline, last)
        used = {n for s in pipeline.statements for n in loads(s)} | set(loads(last))
        for stream in pipeline.streams:
            self._dataset(stream, [n in used for n in stream.names], batched=True)
        self._batch(pipeline, last, used)

    def _names_used(self, stream: _Stream) -> list[bool]:
        read = {n for s in self.order for n in loads(s)} | set(loads(self.scope))
        return [name in read for name in stream.names]

    def _target(self, stream: _Stream) -> str:
        if stream.reader is None:
            return self.queues.text.segment(stream.place.targets[0])
        used = self._names_used(stream)
        return ", ".join(stream.names) if used[0] else stream.names[1]

    def _check_between(self, pipeline: _Pipeline, last: ast.stmt) -> None:
        """What is computed of an element moves down to the batch: nothing it reads may change in between."""
        moved = set(pipeline.statements)
        for statement in pipeline.statements:
            read = set(loads(statement))
            for other in self.order:
                if statement.lineno < other.lineno < last.lineno and other not in moved and read & set(stores(other)):
                    raise Cannot

    def _check_functions(self, pipeline: _Pipeline, last: ast.stmt) -> None:
        """No function reads a part of an element by its name."""
        names = {n for s in pipeline.streams for n in s.names} | {n for s in pipeline.statements for n in stores(s)}
        names -= set(stores(last))
        if not isinstance(self.scope, ast.Module):
            return
        for function in walk(self.queues.tree):
            if isinstance(function, (ast.FunctionDef, ast.Lambda)):
                own = {a.arg for a in walk(function) if isinstance(a, ast.arg)} | {
                    n.id for n in walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
                }
                if names & set(loads(function)) - own:
                    raise Cannot

    def _dataset(self, stream: _Stream, used: list[bool], batched: bool = False) -> None:
        """The dataset of a stream, written where its producer and its reader stood."""
        edits = self.queues.edits
        stream.dataset = self.queues.fresh("dataset")
        lines = self._produced(stream, batched)
        if stream.reader is not None:
            name = stream.dataset
            lines_read = self._records(stream, used[0], name)
            for known, statement in self.readers.items():
                if self.things.get(known) is stream.reader or statement.value is stream.reader:
                    edits.remove(statement)
            if stream.read is stream.statement:
                lines += lines_read
            else:
                edits.replace(stream.read, lines_read)
        elif stream.read is not None and stream.read is not stream.statement:
            edits.replace(stream.read, [])
        edits.replace(stream.statement, lines)

    def _produced(self, stream: _Stream, batched: bool) -> list[str]:
        call, parameters, text, tf = stream.producer, _PRODUCERS[stream.kind], self.queues.text, self.queues.tf
        given = {name: argument(call, parameters, name) for name in parameters}
        if given.get("element_shape") is not None or given.get("cancel_op") is not None or given[parameters[0]] is None:
            raise Cannot
        source, name = given[parameters[0]], stream.dataset
        if reads_state(source, self.queues.analysis):
            raise Cannot  # a dataset would hold what it is now
        what = text.segment(source)
        if stream.kind == "train.slice_input_producer":
            if isinstance(source, (ast.List, ast.Tuple)):
                inner = ", ".join(text.segment(e) for e in source.elts)
                bare = batched and len(source.elts) == len(stream.names) == 1 and not stream.whole
                what = inner if bare else f"({inner},)" if len(source.elts) == 1 else f"({inner})"
            else:
                what = f"tuple({what})"
        elif stream.kind == "train.range_input_producer":
            what = f"{tf}.range({what})"
        elif self.path(source) == "train.match_filenames_once":
            what = f"{tf}.io.matching_files({text.segment(source.args[0])})"
        lines = [f"{name} = {tf}.data.Dataset.from_tensor_slices({what})"]
        shuffle = given["shuffle"]
        if not _is(shuffle, False):
            plain = isinstance(source, ast.Name) and stream.kind == "train.string_input_producer"
            size = f"len({source.id})" if plain and self._python(source) else f"{name}.cardinality()"
            seed = f", seed={text.segment(given['seed'])}" if given["seed"] is not None else ""
            mixed = f"{name} = {name}.shuffle({size}{seed})"
            always = shuffle is None or _is(shuffle, True)
            lines += [mixed] if always else [f"if {text.segment(shuffle)}:", "    " + mixed]
            self.queues.note(call, _ORDER)
        epochs = given["num_epochs"]
        if epochs is None or _is(epochs, None):
            lines.append(f"{name} = {name}.repeat()")
        elif not _is(epochs, 1):
            lines.append(f"{name} = {name}.repeat({text.segment(epochs)})")
        return lines

    def _python(self, name: ast.Name) -> bool:
        """Whether every binding of the name is a list written down."""
        bound = [
            s.value
            for s in walk(self.scope)
            if isinstance(s, ast.Assign)
            and len(s.targets) == 1
            and isinstance(s.targets[0], ast.Name)
            and s.targets[0].id == name.id
        ]
        stores = [
            n for n in walk(self.scope) if isinstance(n, ast.Name) and n.id == name.id and isinstance(n.ctx, ast.Store)
        ]
        return bool(bound) and len(bound) == len(stores) and all(isinstance(v, (ast.List, ast.ListComp)) for v in bound)

    def _records(self, stream: _Stream, with_key: bool, name: str) -> list[str]:
        path, tf, text = self.path(stream.reader), self.queues.tf, self.queues.text
        parameters = _READERS[path][0]
        given = {p: argument(stream.reader, parameters, p) for p in parameters}
        if any(given.get(p) is not None and not _is(given[p], None) for p in ("options", "hop_bytes", "encoding")):
            raise Cannot
        if path == "WholeFileReader":
            if with_key:
                return [f"{name} = {name}.map(lambda filename: (filename, {tf}.io.read_file(filename)))"]
            return [f"{name} = {name}.map({tf}.io.read_file)"]
        if path == "IdentityReader":
            return [f"{name} = {name}.map(lambda value: (value, value))"] if with_key else []
        if path == "TFRecordReader":
            if with_key:
                raise Cannot  # it names the byte at which a record begins
            return [f"{name} = {name}.flat_map({tf}.data.TFRecordDataset)"]
        if path == "TextLineReader":
            skipped = given["skip_header_lines"]
            skip = "" if skipped is None or _is(skipped, 0) or _is(skipped, None) else text.segment(skipped)
            source, first = f"{tf}.data.TextLineDataset", f"{skip} + 1" if skip else "1"
            if skip.isdigit():
                first = str(int(skip) + 1)
            made = f"{source}(filename)" + (f".skip({skip})" if skip else "")
        else:
            sizes = [text.segment(given["record_bytes"])]
            for parameter in ("header_bytes", "footer_bytes"):
                if given[parameter] is not None and not _is(given[parameter], None):
                    sizes.append(f"{parameter}={text.segment(given[parameter])}")
            source, first = "", "0"
            made = f"{tf}.data.FixedLengthRecordDataset(filename, {', '.join(sizes)})"
        if with_key:
            return [
                f"{name} = {name}.flat_map(",
                f"    lambda filename: {made}.enumerate({first}).map(",
                f'        lambda number, record: ({tf}.strings.join([filename, ":", {tf}.as_string(number)]), '
                "record)))",
            ]
        if source and made == f"{source}(filename)":
            return [f"{name} = {name}.flat_map({source})"]
        return [f"{name} = {name}.flat_map(lambda filename: {made})"]

    def _batch(self, pipeline: _Pipeline, last: ast.stmt, used: set[str]) -> None:
        batches = self._batches(last)
        tensors = self._tensors(batches[0])
        name, lines = self._zipped(pipeline)
        moved = self._function(pipeline, last, tensors, used)
        if moved is not None:
            function, body = moved
            self.queues.edits.define(last, body)
            lines.append(f"{name} = {name}.map({function})")
        if isinstance(last, ast.If):
            test = self.queues.text.segment(last.test)
            lines += [
                f"if {test}:",
                *["    " + line for line in self._grouped(batches[0], name)],
                "else:",
                *["    " + line for line in self._grouped(batches[1], name)],
            ]
        else:
            lines += self._grouped(batches[0], name)
        self.queues.found.update(statement.value for statement in batches)
        target = None if isinstance(batches[0], ast.Return) else self.queues.text.segment(batches[0].targets[0])
        self._iterate(last, name, target, lines, as_list=self._type_shows(batches[0]))

    def _type_shows(self, batch: ast.stmt) -> bool:
        """Whether it shows that a run of a batch of several tensors gives a list: a dataset gives a tuple."""
        target = batch.targets[0] if isinstance(batch, ast.Assign) else None
        tensors = self._tensors(batch)
        if not isinstance(target, ast.Name) or not isinstance(tensors, (ast.List, ast.Tuple)) or len(tensors.elts) < 2:
            return False
        return any(
            isinstance(run, ast.Call)
            and isinstance(run.func, ast.Attribute)
            and run.func.attr == "run"
            and run.args
            and isinstance(run.args[0], ast.Name)
            and run.args[0].id == target.id
            and not _is_taken_apart(run)
            for run in walk(self.queues.tree)
        )

    def _zipped(self, pipeline: _Pipeline) -> tuple[str, list[str]]:
        names = [stream.dataset for stream in pipeline.streams]
        if len(names) == 1:
            return names[0], []
        if any(len(s.names) > 1 and s.reader is None or s.whole for s in pipeline.streams):
            raise Cannot
        name = self.queues.fresh("dataset")
        return name, [f"{name} = {self.queues.tf}.data.Dataset.zip(({', '.join(names)}))"]

    def _function(
        self, pipeline: _Pipeline, last: ast.stmt, tensors: ast.expr, used: set[str]
    ) -> tuple[str, list[str]] | None:
        """The function that computes of one element what is batched; None when that is the element itself."""
        parameters: list[str] = []
        for stream in pipeline.streams:
            names = stream.names
            if stream.reader is not None:
                names = names if names[0] in used else names[1:]
                if len(names) > 1 and len(pipeline.streams) > 1:
                    raise Cannot
            parameters += [f"*{n}" if stream.whole else n for n in names]
        if len(set(parameters)) < len(parameters):
            raise Cannot
        text = self.queues.text
        if isinstance(tensors, (ast.List, ast.Tuple)):
            if any(isinstance(e, ast.Starred) for e in tensors.elts):
                raise Cannot
            returned = ", ".join(text.segment(e) for e in tensors.elts)
            if [text.segment(e) for e in tensors.elts] == parameters and not pipeline.statements:
                return None
        elif isinstance(tensors, ast.Dict):
            returned = text.segment(tensors)
        elif isinstance(tensors, ast.Name) and any(s.whole and s.names == [tensors.id] for s in pipeline.streams):
            if not pipeline.statements:
                return None
            returned = tensors.id
        else:
            raise Cannot
        reader = next((s.reader for s in pipeline.streams if s.reader is not None), None)
        function = self.queues.fresh(_READERS[self.path(reader)][1] if reader is not None else "prepare_example")
        body = self.queues.edits.move(pipeline.statements, "    ")
        return function, [f"def {function}({', '.join(parameters)}):", *body, f"    return {returned}"]

    def _grouped(self, statement: ast.Assign | ast.Return, name: str) -> list[str]:
        """`dataset = dataset.shuffle(...)` and `dataset = dataset.batch(...)` for one call of `tf.train.batch`."""
        call, text = statement.value, self.queues.text
        parameters = _BATCHES[self.path(call)]
        given = {p: argument(call, parameters, p) for p in parameters}
        if given["shapes"] is not None and not _is(given["shapes"], None) or given["batch_size"] is None:
            raise Cannot
        lines = []
        many = given["enqueue_many"]
        if many is not None and not _is(many, False):
            if not _is(many, True):
                raise Cannot
            lines.append(f"{name} = {name}.unbatch()")
        if "min_after_dequeue" in parameters:
            if given["capacity"] is None:
                raise Cannot
            seed = f", seed={text.segment(given['seed'])}" if given["seed"] is not None else ""
            lines.append(f"{name} = {name}.shuffle({text.segment(given['capacity'])}{seed})")
            self.queues.note(call, _ORDER)
        elif given["num_threads"] is not None and not _is(given["num_threads"], 1):
            self.queues.note(call, _THREADS)
        smaller = given["allow_smaller_final_batch"]
        rest = (
            ", drop_remainder=True"
            if smaller is None or _is(smaller, False)
            else ""
            if _is(smaller, True)
            else (f", drop_remainder=not {text.segment(smaller)}")
        )
        padded = given.get("dynamic_pad")
        if padded is not None and not (_is(padded, True) or _is(padded, False)):
            raise Cannot
        method = "padded_batch" if _is(padded, True) else "batch"
        lines.append(f"{name} = {name}.{method}({text.segment(given['batch_size'])}{rest})")
        return lines

    def _iterate(
        self, statement: ast.stmt, dataset: str, target: str | None, before: Iterable[str] = (), as_list: bool = False
    ) -> None:
        iterator = self.queues.fresh("iterator")
        taken = f"list({iterator}.get_next())" if as_list else f"{iterator}.get_next()"
        self.queues.edits.append(
            statement,
            [
                *before,
                f"{iterator} = {dataset}.make_one_shot_iterator()",
                f"return {taken}" if target is None else f"{target} = {taken}",
            ],
        )


def _is_taken_apart(run: ast.Call) -> bool:
    """Whether the value of a run is unpacked, or one part taken, or thrown away: a list and a tuple do the same."""
    parent = run._parent
    if isinstance(parent, ast.Assign):
        return all(isinstance(target, (ast.Tuple, ast.List)) for target in parent.targets)
    return isinstance(parent, (ast.Subscript, ast.Expr))


def _is(node: ast.expr | None, value: object) -> bool:
    return (
        isinstance(node, ast.Constant) and node.value is value
        if value in (None, True, False)
        else (isinstance(node, ast.Constant) and type(node.value) is type(value) and node.value == value)
    )
