"""What stands in place of a run site: a call of a step, in the form that its statement needs."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Callable

from tf2migrate.analysis.api.known import dtype_name
from tf2migrate.analysis.classes import last
from tf2migrate.analysis.program import Analysis, Feed, Iterator, Run, Unsupported
from tf2migrate.analysis.tree import of_type, walk
from tf2migrate.analysis.values import HANDLE, STATE, STRUCTURE, STRUCTURE_TUPLE, WHOLE, Kind, LeafKind, has_floats
from tf2migrate.planning.fetches import WITHOUT_VALUE, Fetch, Structure, is_pairs
from tf2migrate.planning.names import Names
from tf2migrate.planning.recipe import Code, Line, Plan, Recipe
from tf2migrate.planning.roles import Role, Roles
from tf2migrate.planning.slicing import Input, first_names
from tf2migrate.planning.steps import Step

_MAX_CONVERTED_USES = 3
# What computing a tensor does besides giving its value, and the ops that print or raise.
_EFFECTS = frozenset({LeafKind.EFFECT, LeafKind.RANDOM, LeafKind.ELEMENT})
_ACTING = ("print", "py_func", "py_function", "numpy_function", "assert", "check_numerics", "verify_")
# What ops with several results gave back from sess.run, measured on TF 1.15; the other ones gave lists.
_TUPLES = ("nn.moments", "svd", "self_adjoint_eig", "linalg.eigh")
_NAMED_TUPLES = ("nn.top_k", "unique", "qr", "setdiff1d")


class DriverRewriter:
    """Rewrites the statements that run the graph."""

    def __init__(self, analysis: Analysis, plan: Plan, parents: dict[ast.AST, ast.AST], tf: str, names: Names):
        self.names = names
        self.analysis, self.plan, self.parents, self.tf = analysis, plan, parents, tf
        self.metric_names: dict = {}
        self.training_flags: set = set()
        self.receiver: Callable[[Run, Step], str] = lambda run, step: ""
        self.feed_names: dict[Run, str] = {}  # of dicts that calls make
        self.recording = False  # whether run sites are wrapped for the verifier
        self.displayed: frozenset[ast.stmt] = frozenset()  # statements whose value a notebook shows

    # -- calls ----------------------------------------------------------------------------------------

    def call(self, step: Step, run: Run) -> Code:
        """`train_step(batch_x, batch_y)`; `self.train_step(...)` of a method."""
        if step.elements:
            return Code(step.elements)
        name = f"{self.receiver(run, step)}.{step.name}" if step.home is not None else step.name
        arguments: list[tuple[str, Recipe]] = []
        by_name = {self._fed_name(feed): feed for feed in run.feeds or ()}
        elements = [i for i in step.inputs if i.iterator is not None and i.name not in by_name]
        if elements and any(i.iterator is not None and i.name in by_name for i in step.inputs):
            raise Unsupported(
                run.node,
                "TFM603",
                "a part of an element is fed and a part is taken from the iterator",
                "feed all of it or nothing",
            )
        signed = step.signed
        parts: list[Recipe] = []
        texts: list[str] = []
        taken = {given.iterator: given for given in elements}  # one element of each iterator, in the order of its names
        for iterator, given in taken.items():
            source = Code(iterator.name) if iterator.handle is None else self._chosen(iterator, run)
            texts.append(_taken(given.definition.unit.statement, f"{{{len(parts)}}}"))
            parts.append(source)
        if run.feed_node is not None and not elements and self._same_keys(step, run, by_name):
            self.use_named_feed(run)
            return Code(f"{name}(**{{0}})", (run.feed_node,))
        if any(given.optional for given in step.inputs) and step.home is None:
            raise Unsupported(
                run.node,
                "TFM103",
                "the feed dict overrides a value on some of the ways to this run only, "
                "and holds more than the run needs",
                "write two runs, each with its own dict",
            )
        for given in step.inputs:
            if given.optional and run.feed_node is not None:
                self.use_named_feed(run)
                arguments.append((given.name, Code(f"({{0}}).get({given.name!r})", (self._feed_dict(run),))))
            elif given not in elements:
                recipe = self._literal(given, by_name[given.name], self._fed(by_name[given.name], given.name, run))
                cast = signed or self._has_floats(given, by_name[given.name])
                arguments.append((given.name, recipe if cast else self._cast(given, recipe)))
        for definition in step.slice.captured:
            if definition.env.frame is not None:
                arguments.append((definition.name, Code(definition.name)))
        by_keyword = len(arguments) > 3 or self._order_matters(run, [name for name, _ in arguments])
        if by_keyword:
            order = [self._fed_name(feed) for feed in run.feeds or ()]
            arguments.sort(key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
        for key, recipe in arguments:
            texts.append(f"{key}={{{len(parts)}}}" if by_keyword else f"{{{len(parts)}}}")
            parts.append(recipe)
        return Code(f"{name}({', '.join(texts)})", tuple(parts))

    def _chosen(self, iterator: Iterator, run: Run) -> Recipe:
        """The iterator that the run is to take its element from: it was fed as a handle."""
        feed = next((f for f in run.feeds or () if f.key_value.info is iterator.handle), None)
        if feed is None or feed.value is None or run.feed_node is not None:
            raise Unsupported(
                run.node,
                "TFM602",
                "which iterator the run takes its element from is not visible here",
                "feed the handle in a dict literal",
            )
        value = self.analysis.values.get(feed.value)
        if value is not None and value.path == HANDLE:
            return Code(value.info.name)
        if any(i.switched and i.initializable for i in self.analysis.iterators):
            raise Unsupported(
                feed.value,
                "TFM602",
                "a handle stands for one of several iterators, which are made anew",
                "feed each handle in a run of its own",
            )
        return feed.value

    def _literal(self, given: Input, feed: Feed, recipe: Recipe) -> Recipe:
        """feed_dict made a number of 1.0 for an int placeholder, a bool of 1; a signature refuses both."""
        known = self.analysis.values.get(feed.value) if feed.value is not None else None
        dtype = given.definition.value.dtype or ""
        if self._has_floats(given, feed):
            return Code(f"{self.tf}.cast({{0}}, {self.tf}.{dtype})", (recipe,))
        if known is None or recipe is not feed.value:
            return recipe
        if isinstance(known.constant, float) and dtype.startswith(("int", "uint")):
            return Code("int({0})", (recipe,))
        if isinstance(known.constant, (int, float)) and not isinstance(known.constant, bool) and dtype == "bool":
            return Code("bool({0})", (recipe,))
        return recipe

    def _has_floats(self, given: Input, feed: Feed) -> bool:
        """Whether a list of floats is fed for integers: a signature casts arrays, and refuses lists."""
        known = self.analysis.values.get(feed.value) if feed.value is not None else None
        dtype = given.definition.value.dtype or ""
        return (
            known is not None
            and known.kind is Kind.SEQUENCE
            and dtype.startswith(("int", "uint"))
            and has_floats(known)
        )

    def _cast(self, given: Input, recipe: Recipe) -> Recipe:
        """feed_dict cast to the dtype of the placeholder; without a signature the call has to."""
        record = given.placeholder
        if record in self.training_flags:
            return Code("bool({0})", (recipe,))
        dtype = dtype_name(self.analysis.values.get(record.dtype)) if record is not None and record.dtype else None
        if record is None and given.definition.value.kind is Kind.TENSOR:
            dtype = given.definition.value.dtype  # what else is fed is cast as well
        if dtype is None or dtype in ("string", "bool"):
            return recipe
        return Code(f"{self.tf}.cast({{0}}, {self.tf}.{dtype})", (recipe,))

    def _same_keys(self, step: Step, run: Run, by_name: dict[str, Feed]) -> bool:
        """Whether the dict holds just the parameters of the step, whichever way the program came here."""
        known = (
            run.feed_value is not None
            and isinstance(run.feed_node, ast.Name)
            and len(self.analysis.definitions_of.get(run.feed_node, ())) == 1
            or any(i.optional for i in step.inputs)
        )
        return (
            known
            and step.signed
            and set(by_name) == {i.name for i in step.inputs}
            and not step.slice.captured
            and (not any(self._has_floats(i, by_name[i.name]) for i in step.inputs))
        )

    def _fed_name(self, feed: Feed) -> str:
        if feed.key_value.kind is Kind.PLACEHOLDER and feed.key_value.info is not None:
            return feed.key_value.info.name
        bound = {last(definition.name) for definition in first_names(self.analysis, feed.key)}
        if len(bound) == 1:
            return bound.pop()
        return last(feed.key.id) if isinstance(feed.key, ast.Name) else getattr(feed.key, "attr", "")

    def _fed(self, feed: Feed, name: str, run: Run) -> Recipe:
        if run.feed_node is not None:
            self.use_named_feed(run)
            return Code(f"({{0}})[{name!r}]", (self._feed_dict(run),))
        return feed.value

    def _feed_dict(self, run: Run) -> Recipe:
        """A dict that is made by a call is made once, before the statement."""
        if not isinstance(run.feed_node, ast.Call):
            return run.feed_node
        known = self.feed_names.get(run)
        if known is None:
            known = self.feed_names[run] = self.names.fresh("feed_dict")
            line = Line(Code(f"{known} = {{0}}", (run.feed_node,)))
            self.plan.before.setdefault(self._simple_statement(run), []).append(line)
        return Code(known)

    def use_named_feed(self, run: Run) -> None:
        """The dict that carries the feeds gets parameter names as keys."""
        for feed in run.feeds or ():
            name = self._fed_name(feed)
            for key in (feed.key, *feed.twins):
                self.plan.overrides[key] = Code(repr(name))

    def rename_spare_feeds(self, roles: Roles) -> None:
        """Feed dicts that no run takes: nobody reads them, and they go, or their keys are parameter names as well."""
        read = {d for found in self.analysis.definitions_of.values() for d in found}
        for unit in [u for u in self.analysis.units if roles.role[u] is Role.FEED]:
            feeds = [feed for d in unit.definitions for feed in d.value.info or () if isinstance(feed, Feed)]
            spare = [feed for feed in feeds if feed.key not in self.plan.overrides]
            if not spare:
                continue
            if (
                len(spare) == len(feeds)
                and isinstance(unit.statement, ast.Assign)
                and not any(d in read or not isinstance(d.node, ast.Name) for d in unit.definitions)
                and not any(isinstance(n, ast.Call) for n in walk(unit.statement))
            ):
                roles.role[unit] = Role.DROP
            for feed in spare:
                for key in (feed.key, *feed.twins):
                    self.plan.overrides[key] = Code(repr(self._fed_name(feed)))

    def _order_matters(self, run: Run, names: list[str]) -> bool:
        """Feeds were evaluated in the order of the dict; calls among them may depend on it (random draws)."""
        if run.feed_node is not None:
            return False
        order = [self._fed_name(feed) for feed in run.feeds or ()]
        given = [n for n in order if n in names]
        impure = [
            f for f in run.feeds or () if f.value is not None and any(isinstance(n, ast.Call) for n in walk(f.value))
        ]
        return len(impure) > 1 and given != [n for n in names if n in order]

    # -- whole statements -----------------------------------------------------------------------------

    def rewrite(self, run: Run, structure: Structure, step: Step | None) -> None:
        """Plan the edit of the statement that holds the run site."""
        parent = self.parents[run.node]
        if self._only_named(parent, structure):
            self.plan.removed.add(parent)
        elif isinstance(parent, ast.Expr) and not self._is_shown(parent, structure):
            self._discarded(run, parent, structure, step)
        elif isinstance(parent, ast.Assign) and len(parent.targets) == 1 and self._unpacks(parent, structure):
            self._unpacked(run, parent, structure, step)
        else:
            self.plan.overrides[run.node] = self._record(run, self._value(run, structure, step))

    def _only_named(self, statement: ast.AST, structure: Structure) -> bool:
        """Whether the statement only gets handles that are fed: there the iterators are named."""
        if not isinstance(statement, ast.Assign) or any(f.role != "handle" for f in structure.flatten()):
            return False
        fed = {feed.value for run in self.analysis.runs if run.feed_node is None for feed in run.feeds or ()}
        names = [n for target in statement.targets for n in of_type(target, ast.Name)]
        made = [d for d, uses in self.analysis.uses_of.items() if d.node in names]
        return all(
            use in fed and self.analysis.values[use].path == HANDLE or use in names
            for d in made
            for use in self.analysis.uses_of[d]
        )

    def drop_unused(self, run: Run, structure: Structure, acts: Callable[[Fetch], bool]) -> None:
        """A tensor that is unpacked into `_` need not be returned, nor computed, when that has no effect.

        Args:
            acts: whether what a fetch waits for has one.
        """
        parent = self.parents[run.node]
        if (
            not isinstance(parent, ast.Assign)
            or len(parent.targets) != 1
            or not (self._unpacks(parent, structure))
            or self._has_hidden_effects
        ):
            return
        for target, item in zip(parent.targets[0].elts, structure.items):
            fetch = item.fetch
            if (
                isinstance(target, ast.Name)
                and target.id == "_"
                and fetch.role == "value"
                and (fetch.value.kind is Kind.TENSOR)
                and not any(leaf.kind in _EFFECTS for leaf in fetch.value.all_leaves())
                and not acts(fetch)
            ):
                fetch.role = "unused"

    @functools.cached_property
    def _has_hidden_effects(self) -> bool:
        """Whether computing a tensor of the file may print or raise, or the name `_` is read."""
        if any(path.rpartition(".")[2].lower().startswith(_ACTING) for path in self.analysis.symbols.values()):
            return True
        return any(name.id == "_" and isinstance(name.ctx, ast.Load) for name in self.analysis.nodes(ast.Name))

    def _is_shown(self, statement: ast.Expr, structure: Structure) -> bool:
        """Whether a notebook shows the value; it shows nothing for the None that ops give."""
        return statement in self.displayed and any(f.role not in WITHOUT_VALUE for f in structure.flatten())

    def _record(self, run: Run, recipe: Recipe) -> Recipe:
        self.plan.run_sites.append(run)
        if self.recording:
            return Code(f"__tf2migrate_record__({len(self.plan.run_sites) - 1}, {{0}})", (recipe,))
        return recipe

    def _discarded(self, run: Run, statement: ast.Expr, structure: Structure, step: Step | None) -> None:
        if step is not None:
            self.plan.overrides[run.node] = self._record(run, self.call(step, run))
            return
        effects = [f for f in structure.flatten() if f.role in ("value", "values") and f.value.dynamic]
        if not effects:
            self.plan.removed.add(statement)
            return
        lines = [
            Line(self._record(run, f.node) if len(effects) == 1 else f.node, statement if n == 0 else None)
            for n, f in enumerate(effects)
        ]
        self.plan.statements[statement] = lines

    def _unpacks(self, statement: ast.Assign, structure: Structure) -> bool:
        target = statement.targets[0]
        return (
            isinstance(target, (ast.Tuple, ast.List))
            and structure.items is not None
            and structure.keys is None
            and not _repeats(structure.flatten())
            and len(target.elts) == len(structure.items)
            and all(item.fetch is not None for item in structure.items)
            and all(isinstance(t, (ast.Name, ast.Attribute, ast.Subscript)) for t in target.elts)
        )

    def _unpacked(self, run: Run, statement: ast.Assign, structure: Structure, step: Step | None) -> None:
        targets = statement.targets[0].elts
        pairs = [(t, item.fetch) for t, item in zip(targets, structure.items)]
        kept = [(t, f) for t, f in pairs if f.role not in WITHOUT_VALUE]
        lost = [t for t, f in pairs if f.role in WITHOUT_VALUE and self._is_read(t)]
        lines = [Line(Code("{0} = None", (t,))) for t in lost]
        outputs = step.outputs if step is not None else []
        inside = [(t, f) for t, f in kept if f in outputs]
        if not kept:
            code = self._record(run, self.call(step, run)) if step is not None else Code("pass")
            self.plan.statements[statement] = [Line(code, statement), *lines]
            return
        if len(inside) <= 1:
            values = [self._single(f, step, run) for _, f in kept]
            if step is not None and not inside:
                lines.insert(0, Line(self.call(step, run)))
            recipe = (
                values[0]
                if len(values) == 1
                else Code(
                    "({})".format(", ".join(f"{{{i}}}" for i in range(len(values))))
                    if self.recording
                    else ", ".join(f"{{{i}}}" for i in range(len(values))),
                    tuple(values),
                )
            )
            left = ", ".join(f"{{{i + 1}}}" for i in range(len(kept)))
            code = Code(f"{left} = {{0}}", (self._record(run, recipe), *[t for t, _ in kept]))
            self.plan.statements[statement] = [Line(code, statement), *lines]
            return
        self._several(run, statement, kept, step, lines)

    def _several(self, run: Run, statement: ast.Assign, kept: list, step: Step, lines: list) -> None:
        left = ", ".join(f"{{{i + 1}}}" for i in range(len(kept)))
        targets = [t for t, _ in kept]
        call = self._record(run, self.call(step, run))
        plain = all(f.role in ("value", "variable") for _, f in kept)
        if plain and all(self._convertible(t) for t in targets):
            for target in targets:
                self._convert_uses(target)
            self.plan.statements[statement] = [Line(Code(f"{left} = {{0}}", (call, *targets)), statement), *lines]
            return
        if plain:
            text = f"{left} = (value.numpy() for value in {{0}})"
            self.plan.statements[statement] = [Line(Code(text, (call, *targets)), statement), *lines]
            return
        after = []
        for target, fetch in kept:
            if fetch.role in ("value", "variable"):
                after.append(Line(Code("{0} = {0}.numpy()", (target,))))
            elif fetch.role in ("values", "variables"):
                after.append(Line(Code(f"{{0}} = {self._members(fetch, '{0}')}", (target,))))
        self.plan.statements[statement] = [Line(Code(f"{left} = {{0}}", (call, *targets)), statement), *after, *lines]

    def _single(self, fetch: Fetch, step: Step | None, run: Run) -> Recipe:
        """The value of one fetch as an expression."""
        if step is None or fetch not in step.outputs:
            return self._eager(fetch)
        call = self.call(step, run)
        if fetch.role == "summary":
            return call
        if fetch.role in ("values", "variables"):
            return Code(self._members(fetch, "{0}", run), (call,))
        return Code("{0}.numpy()", (call,))

    def _members(self, fetch: Fetch, text: str, run: Run | None = None) -> str:
        """NumPy values of a fetched structure, in the type that sess.run gave back."""
        statement = self.parents.get(run.node) if run is not None else None
        if fetch.value.kind is Kind.MAPPING:
            return f"{{key: value.numpy() for key, value in {text}.items()}}"
        whole = fetch.value.path in (WHOLE, STRUCTURE) or is_pairs(fetch.value)
        if (
            whole
            or fetch.value.path.startswith(STATE)
            and any(child.kind is Kind.SEQUENCE for child in fetch.value.children())
        ):
            return f"{self.tf}.nest.map_structure(lambda value: value.numpy(), {text})"
        if not _is_tuple_target(statement):
            if fetch.value.path in (*_TUPLES, STRUCTURE_TUPLE) or isinstance(fetch.value.node, ast.Tuple):
                return f"tuple(value.numpy() for value in {text})"
            if fetch.value.path in _NAMED_TUPLES:
                return f"{self.tf}.nest.map_structure(lambda value: value.numpy(), {text})"
        return f"[value.numpy() for value in {text}]"

    def _eager(self, fetch: Fetch) -> Recipe:
        if fetch.role == "variables" or fetch.role == "values":
            return Code(self._members(fetch, "{0}"), (fetch.node,))
        if fetch.role in WITHOUT_VALUE:
            return Code("None")
        if fetch.role == "handle":
            return Code(fetch.value.info.name)
        if fetch.role == "metric":
            return Code(f"{self.metric_names[fetch.value.info]}.result().numpy()")
        return Code("({0}).numpy()", (fetch.node,))

    def _value(self, run: Run, structure: Structure, step: Step | None) -> Recipe:
        """The value of a run inside a larger expression, or bound to one name."""
        if structure.fetch is not None:
            if structure.fetch.role in WITHOUT_VALUE:
                return self.call(step, run) if step is not None else Code("None")
            return self._single(structure.fetch, step, run)
        fetches = structure.flatten()
        outputs = step.outputs if step is not None else []
        inside = [f for f in fetches if f in outputs]
        if _repeats(inside):
            return self._held(run, structure, step)
        if len(inside) <= 1:
            if step is not None and not inside:
                raise Unsupported(run.node, "TFM105", "the value of a run of ops is used", "drop the value")
            return self._nested(structure, {f: self._single(f, step, run) for f in fetches})
        if structure.keys is not None:
            return self._held(run, structure, step)
        if len(inside) == len(fetches) and all(i.fetch is not None for i in structure.items):
            if all(f.role in ("value", "variable") for f in fetches):
                text = (
                    "tuple(value.numpy() for value in {0})"
                    if structure.is_tuple
                    else "[value.numpy() for value in {0}]"
                )
                return Code(text, (self.call(step, run),))
        if (
            not structure.is_tuple
            and all(i.fetch is not None for i in structure.items)
            and all(f.role in ("value", "variable") for f in inside)
            and [f for f in fetches if f not in inside] == fetches[: len(fetches) - len(inside)]
        ):
            nones = ", ".join(["None"] * (len(fetches) - len(inside)))
            return Code(f"[{nones}, *(value.numpy() for value in {{0}})]", (self.call(step, run),))
        return self._held(run, structure, step)

    def _held(self, run: Run, structure: Structure, step: Step) -> Recipe:
        """A nested result: the call goes before the statement, the nesting is written out."""
        statement = self._simple_statement(run)
        self._check_first(run, statement)
        name = self.names.fresh("fetched")
        self.plan.before.setdefault(statement, []).append(Line(Code(f"{name} = {{0}}", (self.call(step, run),))))
        order: list[tuple] = []
        for output in step.outputs:
            if output.key not in order:
                order.append(output.key)
        values: dict[Fetch, Recipe] = {}
        for fetch in structure.flatten():
            if fetch not in step.outputs:
                values[fetch] = self._eager(fetch)
                continue
            item = name if len(order) == 1 else f"{name}[{order.index(fetch.key)}]"
            if fetch.role == "summary":
                values[fetch] = Code(item)
            elif fetch.role in ("values", "variables"):
                values[fetch] = Code(self._members(fetch, item))
            else:
                values[fetch] = Code(f"{item}.numpy()")
        return self._nested(structure, values)

    def _check_first(self, run: Run, statement: ast.stmt) -> None:
        """A call that goes before its statement must not overtake a run that stands before it there.

        Raises:
            Unsupported: one of the two has an effect that the other one may see.
        """
        inside = set(walk(statement))
        earlier = [
            r
            for r in self.analysis.runs
            if r is not run
            and r.node in inside
            and ((r.node.lineno, r.node.col_offset) < (run.node.lineno, run.node.col_offset))
        ]
        if earlier and any(leaf.kind in _EFFECTS for r in (run, *earlier) for leaf in r.value.all_leaves()):
            raise Unsupported(
                run.node,
                "TFM105",
                "several values are fetched behind another run of one statement",
                "give the runs statements of their own",
            )

    def _simple_statement(self, run: Run) -> ast.stmt:
        """The statement of a run, when something can be put before it.

        Raises:
            Unsupported: the run may not happen when the statement is reached, or happens again and again.
        """
        statement = self.parents[run.node]
        while not isinstance(statement, ast.stmt):
            if isinstance(statement, (ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.Lambda, ast.BoolOp, ast.IfExp)):
                raise Unsupported(
                    run.node,
                    "TFM105",
                    "a nested list is fetched inside an expression that may not run",
                    "unpack the result of sess.run into names",
                )
            statement = self.parents[statement]
        if not isinstance(statement, (ast.Expr, ast.Assign, ast.AugAssign, ast.Return)):
            raise Unsupported(
                run.node,
                "TFM105",
                "a nested list is fetched in the head of a statement",
                "unpack the result of sess.run into names",
            )
        return statement

    def _nested(self, structure: Structure, values: dict[Fetch, Recipe]) -> Recipe:
        if structure.fetch is not None:
            return values[structure.fetch]
        parts = tuple(self._nested(item, values) for item in structure.items)
        text = ", ".join(f"{{{i}}}" for i in range(len(parts)))
        if structure.keys is not None:
            pairs = ", ".join(f"{{{len(parts) + i}}}: {{{i}}}" for i in range(len(parts)))
            return Code("{" + pairs + "}", (*parts, *structure.keys))
        if structure.is_tuple:
            return Code(f"({text},)" if len(parts) == 1 else f"({text})", parts)
        return Code(f"[{text}]", parts)

    # -- uses of results ------------------------------------------------------------------------------

    def _scope_of(self, node: ast.AST) -> ast.AST:
        while not isinstance(node, (ast.Module, ast.FunctionDef, ast.Lambda)):
            node = self.parents[node]
        return node

    def _is_read(self, target: ast.expr) -> bool:
        if not isinstance(target, ast.Name) or "." in target.id:
            return True
        if target.id == "_":
            return False
        return any(
            isinstance(n, ast.Name)
            and n.id == target.id
            and isinstance(n.ctx, ast.Load)
            and any(d.node is target for d in self.analysis.definitions_of.get(n, ()))
            for n in walk(self._scope_of(target))
        )

    def _convertible(self, target: ast.expr) -> bool:
        """Whether `.numpy()` can be written at the uses of the name instead of at the call."""
        if not isinstance(target, ast.Name) or "." in target.id:
            return False
        scope = self._scope_of(target)
        stores = [n for n in of_type(scope, ast.Name) if n.id == target.id and isinstance(n.ctx, (ast.Store, ast.Del))]
        if len(stores) != 1:
            return False
        loads = self._loads(target, scope)
        if any(self._scope_of(n) is not scope for n in loads):
            return False
        bare = [n for n in loads if not self._formatted(n)]
        if any(not self._only_read(n) for n in bare):
            return False
        return len(bare) <= _MAX_CONVERTED_USES and not any(self._is_fed(n) for n in bare)

    def _only_read(self, node: ast.Name) -> bool:
        """Whether this use can neither change the array nor keep it under another name."""
        parent = self.parents[node]
        if isinstance(parent, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.FormattedValue)):
            return True
        if isinstance(parent, ast.AugAssign):
            return parent.value is node
        if isinstance(parent, ast.Subscript):
            return (
                isinstance(parent.ctx, ast.Load)
                and isinstance(self.parents[parent], (ast.BinOp, ast.Compare, ast.FormattedValue))
                or self._is_printed(parent)
            )
        return self._is_printed(node)

    def _is_printed(self, node: ast.expr) -> bool:
        parent = self.parents[node]
        return (
            isinstance(parent, ast.Call)
            and node in parent.args
            and (
                isinstance(parent.func, ast.Name)
                and parent.func.id in ("print", "float", "int", "str", "round", "abs", "len")
                or isinstance(parent.func, ast.Attribute)
                and parent.func.attr in ("format", "mean", "sum", "argmax")
            )
        )

    def _loads(self, target: ast.Name, scope: ast.AST) -> list[ast.Name]:
        return [n for n in of_type(scope, ast.Name) if n.id == target.id and isinstance(n.ctx, ast.Load)]

    def _convert_uses(self, target: ast.Name) -> None:
        for load in self._loads(target, self._scope_of(target)):
            if not self._formatted(load):
                self.plan.overrides[load] = Code(f"{target.id}.numpy()")

    def _is_fed(self, node: ast.AST) -> bool:
        return isinstance(self.parents[node], ast.Dict)

    def _formatted(self, node: ast.Name) -> bool:
        """Whether the use formats the number by a conversion of its own, which an eager tensor obeys too."""
        parent = self.parents[node]
        if isinstance(parent, ast.FormattedValue):
            return parent.format_spec is not None and parent.conversion < 0
        if isinstance(parent, ast.Tuple):
            grand = self.parents[parent]
            if isinstance(grand, ast.BinOp) and isinstance(grand.op, ast.Mod) and grand.right is parent:
                return _numeric_format(grand.left)
        if isinstance(parent, ast.BinOp) and isinstance(parent.op, ast.Mod) and parent.right is node:
            return _numeric_format(parent.left)
        if isinstance(parent, ast.Call) and isinstance(parent.func, ast.Attribute) and parent.func.attr == "format":
            text = parent.func.value
            return (
                isinstance(text, ast.Constant)
                and isinstance(text.value, str)
                and "{}" not in text.value
                and ("!" not in text.value and all(":" in field for field in text.value.split("{")[1:]))
            )
        return False


def _repeats(fetches: list[Fetch]) -> bool:
    """Whether something is fetched twice; a step returns it once."""
    keys = [fetch.key for fetch in fetches if fetch.key is not None]
    return len(set(keys)) < len(keys)


def _numeric_format(node: ast.expr) -> bool:
    """Whether a %-format converts every value to a number."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    text = node.value.replace("%%", "")
    return not re.search(r"%[-#0 +]*[\d*]*(?:\.[\d*]+)?[srad(]", text)


def _taken(statement: ast.stmt, iterator: str) -> str:
    """The arguments that stand for one element: one for each name that it is unpacked into."""
    if not _is_tuple_target(statement):
        return f"next({iterator})"
    if any(isinstance(target, (ast.Tuple, ast.List)) for target in statement.targets[0].elts):
        raise Unsupported(
            statement,
            "TFM603",
            "an element is unpacked into nested names",
            "unpack it in two steps: `features, label = ...`, then `x, y = features`",
        )
    return f"*next({iterator})"


def _is_tuple_target(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Assign) and isinstance(statement.targets[0], (ast.Tuple, ast.List))
