"""What tells one random draw from another: nothing but its shape, or the place that it comes from.

A program runs in one of two worlds. In the world "shape" a draw is a pure function of its kind and shape:
nearly any two programs agree on it, but two weights that share one initializer, a draw that is frozen and
a draw that is made twice look like what they should be. In the world "origin" a draw has an identity:

* *initial* draws, those that variables start from, are numbered per kind and shape in the order in which
  the program wrote them down; setting variables up again goes on counting;
* draws *of a run* belong to the run site and its call, and are numbered there per kind and rank;
* draws with one explicit seed, of ops that the seed alone decides, are one draw;
* an initializer object of Keras without a seed makes one itself, and all its weights start from the same numbers: of a
  second shape they are those of no other draw.

A graph knows its draws from the ops: which of them a run makes is the closure of what it fetches, and
their order is that of their creation (draws in branches that a feed switches off left out). A function draws while
it is executed, in the order of the program; the spans of run sites (`begin`, `end`) say for which run. Draws in
loops, and in branches that the numbers decide, whose number a graph does not show, keep the identity of the shape
world, and `inside_loops` tells so.
"""

import collections
import itertools
import sys
import threading

from . import order

SHAPE, ORIGIN = "shape", "origin"

world = SHAPE
made = 0  # draws of any sort, as far as Python sees them
inside_loops = False

_lock = threading.RLock()
_spans = []
_begun = {}  # run site -> number of its calls begun
_initial = {}  # (kind, shape) -> number of initial draws so far
_decided = {}  # (kind, shape, seed) -> identity, where the seed alone decides
_made_by = {}  # id of an initializer object that makes its own seed -> [the object, number of shapes that it drew]
_stray = itertools.count()
_creation = itertools.count()
_graphs = []  # graphs with draws, in order


class Span(object):
    """One call of a run site. `counts`: draws made so far; `executed`: times that each op was executed."""

    def __init__(self, site, call, frame, lines):
        self.site, self.call = site, call
        self.frame, self.lines = frame, lines
        self.counts = collections.Counter()
        self.executed = collections.Counter()
        self.seeded = {}

    def is_open(self):
        """Whether its frame is still at work there: an exception leaves a call without its end."""
        frame = sys._getframe()
        while frame is not None:
            if frame is self.frame:
                return self.lines[0] <= frame.f_lineno <= self.lines[1]
            frame = frame.f_back
        return False


def begin(site, lines):
    """The run site starts to evaluate what it will record. `lines`: first and last line of the call."""
    with _lock:
        while _spans and not _spans[-1].is_open():
            _spans.pop()
        call = _begun.get(site, 0)
        _begun[site] = call + 1
        _spans.append(Span(site, call, sys._getframe(2), lines))


def end(site):
    with _lock:
        while any(span.site == site for span in _spans):
            if _spans.pop().site == site:
                break


def note():
    """A draw happens, in whichever world."""
    global made
    made += 1


# Draws that are executed at once


def eager(kind, shape, seed=None):
    """The identity of a draw outside of graphs. `seed`: what alone decides it, for stateless ops."""
    if world == SHAPE:
        return ()
    with _lock:
        if seed is not None:
            key = (kind, shape, seed)
            if key not in _decided:
                _decided[key] = _shared(kind) or _fresh_eager(kind, shape)
            return _decided[key]
        return _fresh_eager(kind, shape)


def _fresh_eager(kind, shape):
    while _spans and not _spans[-1].is_open():
        _spans.pop()
    if _spans and not _initializes():
        return _of_run(_spans[-1], kind, len(shape))
    return next_initial(kind, shape)


def _shared(kind):
    """The identity of a draw for another shape by one initializer object that makes its seed, None for its first."""
    frame = sys._getframe(2)
    while frame is not None:
        code, maker = frame.f_code, frame.f_locals.get("self")
        if "initializers" in code.co_filename and "keras" in code.co_filename and hasattr(maker, "_init_seed"):
            if maker._init_seed is not None:
                return None
            times = _made_by.setdefault(id(maker), [maker, 0])
            times[1] += 1
            return ("shared", times[1]) if times[1] > 1 else None
        frame = frame.f_back
    return None


def next_initial(kind, shape):
    number = _initial.get((kind, shape), 0)
    _initial[kind, shape] = number + 1
    return ("initial", number)


def eager_initial(kind, shape):
    """The identity of a draw that is known to be initial."""
    with _lock:
        return next_initial(kind, shape) if world == ORIGIN else ()


def _initializes():
    """Whether Keras makes a weight: layers are built when they are first called."""
    frame = sys._getframe(2)
    while frame is not None:
        if "initializers" in frame.f_code.co_filename and "keras" in frame.f_code.co_filename:
            return True
        frame = frame.f_back
    return False


def _of_run(span, kind, rank):
    number = span.counts[kind, rank]
    span.counts[kind, rank] += 1
    return ("run", span.site, span.call, rank, number)


# Draws inside tf.function


def executed(draw, shape, seed=None):
    """The identity of one execution of a draw inside a function."""
    with _lock:
        if seed is not None:
            key = (draw.kind, shape, seed)
            if key not in _decided:
                _decided[key] = _executed(draw, len(shape))
            return _decided[key]
        return _executed(draw, len(shape))


def _executed(draw, rank):
    if not _spans:
        return ("outside", next(_stray))
    span = _spans[-1]
    if not draw.seeds:
        return _of_run(span, draw.kind, rank)
    time = span.executed[draw.number]
    span.executed[draw.number] += 1
    key = (draw.kind, rank, draw.seeds, time)
    if key not in span.seeded:
        span.seeded[key] = _of_run(span, draw.kind, rank)
    return span.seeded[key]


# Draws of a graph


class Draw(object):
    """A random op. `seeds` are its explicit seeds or None; `identity` is that of the current run."""

    def __init__(self, kind, seeds):
        self.kind = kind
        self.seeds = seeds if seeds and any(seeds) else None
        self.number = next(_creation)
        self.shape = None  # static, None when not known
        self.rank = None
        self.initial = False
        self.index = None  # among initial draws
        self.initialized = False
        self.conditions = ()  # (tensor, branch) that must hold for the op to be executed
        self.identity = ()


def add_to_graph(graph, op, draw):
    if not hasattr(graph, "_tf2migrate_draws"):
        graph._tf2migrate_draws = {}
        graph._tf2migrate_closures = {}
        _graphs.append(graph)
    draw.conditions = conditions(graph)
    graph._tf2migrate_draws[op.name] = draw


def plan_run(graph, targets, fetches, feeds):
    """Before a session runs: give every draw of the run its identity.

    targets: operations; fetches: tensors; feeds: (tensor, value) pairs.
    """
    if not hasattr(graph, "_tf2migrate_draws"):
        return
    with _lock:
        _number_initial_draws()
        values = {tensor.name: value for tensor, value in feeds}
        fed = frozenset(values)
        ops = list(targets) + [tensor.op for tensor in fetches if tensor.name not in fed]
        key = (tuple(op.name for op in ops), fed)
        if key not in graph._tf2migrate_closures:
            graph._tf2migrate_closures[key] = closure(ops, fed)
        reached = graph._tf2migrate_closures[key]
        starts = set()
        for variable_initializer, draws in graph._tf2migrate_initial.items():
            if variable_initializer in reached:
                starts.update(draws)
        draws = [draw for name, draw in graph._tf2migrate_draws.items() if name in reached]
        draws = sorted((draw for draw in draws if _is_executed(draw, values)), key=lambda draw: draw.number)
        _name_all(draws, starts)


def _is_executed(draw, values):
    """Whether the branches that the op stands in are taken, as far as feeds and defaults tell."""
    for predicate, branch in draw.conditions:
        value = _truth(predicate, values)
        if value is None:
            loop()
        elif value != branch:
            return False
    return True


def _truth(tensor, values):
    """The value of a condition, None when only the run itself can tell."""
    from tensorflow.python.framework import tensor_util

    while True:
        if tensor.name in values:
            return bool(values[tensor.name])
        if tensor.op.type in ("Identity", "PlaceholderWithDefault"):
            tensor = tensor.op.inputs[0]
        elif tensor.op.type == "LogicalNot":
            inner = _truth(tensor.op.inputs[0], values)
            return None if inner is None else not inner
        else:
            constant = tensor_util.constant_value(tensor)
            return None if constant is None else bool(constant)


def conditions(graph):
    """The branches that an op made now in this graph would stand in, None for a loop."""
    found = []
    context = graph._get_control_flow_context()
    while context is not None:
        if not hasattr(context, "branch") or not hasattr(context, "pred"):
            return None
        found.append((context.pred, bool(context.branch)))
        context = context.outer_context
    return tuple(found)


def _name_all(draws, starts):
    for draw in draws:
        if draw in starts:
            draw.identity = _start(draw)
    span = _spans[-1] if _spans else None
    shared = {}
    for draw in draws:
        if draw in starts:
            continue
        if draw.rank is None or span is None:
            draw.identity = ("outside", next(_stray))
            continue
        key = (draw.kind, draw.rank, draw.seeds)
        if not draw.seeds or key not in shared:
            shared[key] = _of_run(span, draw.kind, draw.rank)
        draw.identity = shared[key]


def _start(draw):
    """A variable starts from the draw; every further time it starts from new numbers."""
    if not draw.initialized and draw.index is not None:
        draw.initialized = True
        return ("initial", draw.index)
    return next_initial(draw.kind, draw.shape)


def _number_initial_draws():
    """Number the draws of variables that were made since the last run, in the order of the program."""
    found = []
    for graph in _graphs:
        size = len(graph._tf2migrate_draws), graph._last_id if hasattr(graph, "_last_id") else 0
        if getattr(graph, "_tf2migrate_size", None) == size:
            continue
        graph._tf2migrate_size = size
        graph._tf2migrate_initial = initial = {}
        for variable in _variables(graph):
            reached = closure([variable.initializer], frozenset())
            draws = [draw for name, draw in graph._tf2migrate_draws.items() if name in reached]
            initial[variable.initializer.name] = draws
            found.extend(draw for draw in draws if not draw.initial)
            for draw in draws:
                draw.initial = True
    same = {}
    for draw in sorted(set(found), key=lambda draw: draw.number):
        key = (draw.kind, draw.shape, draw.seeds)
        if draw.seeds and key in same:
            draw.index = same[key]
        else:
            draw.index = same[key] = next_initial(draw.kind, draw.shape)[1]


def _variables(graph):
    found = {}
    for name in graph.get_all_collection_keys():
        for item in graph.get_collection_ref(name):
            initializer = getattr(item, "initializer", None)
            if getattr(initializer, "graph", None) is graph and hasattr(initializer, "control_inputs"):
                found[initializer.name] = item
    return [found[name] for name in sorted(found)]


def closure(ops, fed):
    """Names of all operations that a run of `ops` executes when the tensors named in `fed` are given."""
    reached, todo = set(), list(ops)
    while todo:
        op = todo.pop()
        if op.name in reached:
            continue
        reached.add(op.name)
        todo.extend(tensor.op for tensor in op.inputs if tensor.name not in fed)
        todo.extend(op.control_inputs)
    return reached


def place():
    """Where an op would be made now: "eager", "graph", "function", "loop" or "data"; "weight" is the initial
    value of a Keras layer that is built while a function is traced; in "scratch" graphs Keras only looks
    what shapes come out, initial values included."""
    from tensorflow.python.eager import context
    from tensorflow.python.framework import ops

    if context.executing_eagerly():
        return "eager"
    graph = ops.get_default_graph()
    if "FuncGraph" not in type(graph).__name__:
        return "graph" if conditions(graph) is not None else "loop"
    if _initializes():
        return "weight" if _is_called("_initialize_with_initializer") else "scratch"
    inner, nested = graph, True
    while inner is not None and "FuncGraph" in type(inner).__name__:
        if inner._get_control_flow_context() is not None:
            return "loop"
        # a function made inside of a branch counts as a function: tf.function itself makes such branches
        nested = nested and type(inner).__name__.startswith(("While", "Cond"))
        if nested:
            return "loop"
        inner = getattr(inner, "outer_graph", getattr(inner, "_outer_graph", None))
    return "data" if inner is not None and _has_session(inner) or _maps_data() else "function"


def _is_called(name):
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_name == name:
            return True
        frame = frame.f_back
    return False


def _has_session(graph):
    """A function that is made while a graph is built for a session, not while Python runs eagerly."""
    from tensorflow.python.framework import ops

    return not getattr(ops, "executing_eagerly_outside_functions", lambda: False)()


def _maps_data():
    frame = sys._getframe(2)
    while frame is not None:
        name = frame.f_code.co_filename.replace("\\", "/")
        if "/tensorflow" in name and "/data/" in name:
            return True
        frame = frame.f_back
    return False


def loop():
    global inside_loops
    inside_loops = True


def install(name):
    """Choose the world of this process."""
    global world
    world = name
    if world == SHAPE:
        return
    from tensorflow.python.client import session

    do_run = session.BaseSession._do_run

    def planned_do_run(self, handle, target_list, fetch_list, feed_dict, options, run_metadata):
        def tensor(item):
            return item.deref() if hasattr(item, "deref") else item

        feeds = [(tensor(item), value) for item, value in feed_dict.items()]
        plan_run(self.graph, target_list, [tensor(item) for item in fetch_list], feeds)
        return do_run(self, handle, target_list, fetch_list, feed_dict, options, run_metadata)

    session.BaseSession._do_run = planned_do_run
    if "keras" in sys.modules:
        seeds = itertools.count(1337)
        for name, module in list(sys.modules.items()):
            if name.startswith("keras.") and getattr(module, "make_default_seed", None) is order.default_seed:
                module.make_default_seed = lambda: next(seeds)
