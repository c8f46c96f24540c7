"""What becomes of one symbol of TensorFlow 1: its row, its traps, and how a call of it comes out."""

from __future__ import annotations

import ast
import dataclasses

from tf2migrate.analysis.imports import public_name
from tf2migrate.planning import test_cases
from tf2migrate.planning.surface import is_lowered
from tf2migrate.preparation import (
    averages,
    estimators,
    graph_functions,
    lookups,
    named_lists,
    optimize_loss,
    queues,
    saved_model_builders,
)
from tf2migrate.rules import all_rules, numpy_names, symbols
from tf2migrate.rules.refusals import refusal
from tf2migrate.rules.rule import Rule
from tf2migrate.rules.symbols import Disposition, Symbol

# Classes that only lend their members: where they are imported, the import goes with the uses of these.
_LENDING = frozenset({"data.Iterator", "estimator.ModeKeys"})
# The conveniences of contrib layers; slim has the same functions.
_CONVENIENCES = frozenset(
    {"contrib.slim.learning.create_train_op"}.union(
        *(
            {f"contrib.slim.{name}", f"contrib.{module}.{name}"}
            for module, name in (
                ("framework", "arg_scope"),
                ("framework", "add_arg_scope"),
                ("layers", "repeat"),
                ("layers", "stack"),
            )
        )
    )
)
# What is taken up in the text of a program, or in the test cases of a file, and not by the planner.
TAKEN_UP = (
    _LENDING
    | _CONVENIENCES
    | averages.NAMES
    | estimators.NAMES
    | graph_functions.NAMES
    | named_lists.NAMES
    | {lookups.IMPORT}
    | optimize_loss.NAMES
    | queues.NAMES
    | saved_model_builders.NAMES
    | test_cases.NAMES
)
# Names that programs give to parts of TensorFlow
_LOCAL_NAMES = {
    "slim": "contrib.slim",
    "tfe": "contrib.eager",
    "rnn_cell": "nn.rnn_cell",
    "rnn": "contrib.rnn",
    "K": "keras.backend",
    "seq2seq": "contrib.seq2seq",
    "tfp": "contrib.distributions",
    "learn": "contrib.learn",
    "crf": "contrib.crf",
}
# The rules of symbols that are lowered together with the program they stand in.
_RULE_OF = {
    "session": "TFM101",
    "config": "TFM101",
    "init": "TFM101",
    "graph": "TFM101",
    "placeholder": "TFM102",
    "variable": "TFM201",
    "layer": "TFM201",
    "layer_free": "TFM201",
    "optimizer": "TFM301",
    "schedule": "TFM302",
    "iterator": "TFM601",
    "saver": "TFM404",
    "writer": "TFM402",
    "summary": "TFM402",
    "metric": "TFM403",
    "averages": "TFM307",
    "collection": "TFM204",
    "eager": "TFM801",
    "flags": "TFM701",
    "app": "TFM701",
    "logging": "TFM701",
    "seed": "TFM702",
    "queue": "TFM607",
    "assign": "TFM205",
    "global_step": "TFM304",
    "gradients": "TFM303",
}
_WORDS = {
    Disposition.SAME: "stays as it is",
    Disposition.RENAMED: "has another name",
    Disposition.ARGUMENTS: "takes other arguments",
    Disposition.EXPRESSION: "is written out",
    Disposition.LOWERED: "is migrated together with the program it stands in",
    Disposition.GONE: "has no equal in TensorFlow 2",
}
_OF_MANY = {
    Disposition.SAME: "unchanged",
    Disposition.RENAMED: "renamed",
    Disposition.ARGUMENTS: "with other arguments",
    Disposition.EXPRESSION: "written out",
    Disposition.LOWERED: "migrated together with their program",
    Disposition.GONE: "without an equal",
}


@dataclasses.dataclass(frozen=True)
class Explanation:
    """All that is known of a symbol.

    Attributes:
        path: its public TF1 name below the module.
        summary: one sentence: the disposition, and what replaces it.
        source: what this rests on.
        trap: what a rename alone would get wrong, and how much that was in numbers; or empty.
        advice: what to do by hand; or empty.
        rule: the rule that the change belongs to, if any.
        before: a call as TF1 code has it, when it is rewritten alone, or the example of the rule.
        after: the same in TensorFlow 2.
    """

    path: str
    summary: str
    source: str = ""
    trap: str = ""
    advice: str = ""
    rule: Rule | None = None
    before: str = ""
    after: str = ""


def find(text: str) -> str | None:
    """The public name of a symbol or module as a program or a person writes it; None when it is unknown."""
    path = text.strip().removesuffix("()")
    for root in ("tensorflow.", "tf."):
        path = path.removeprefix(root)
    first, _, rest = path.partition(".")
    for candidate in (path, f"{_LOCAL_NAMES[first]}.{rest}" if first in _LOCAL_NAMES and rest else ""):
        public = public_name(candidate) if candidate else ""
        if public and (symbols.lookup(public) is not None or symbols.is_module(public) or _member(public) is not None):
            return public
    numpy = first in ("np", "numpy") and rest in numpy_names.NAMES
    return f"np.{rest}" if numpy else None


def near(text: str) -> list[str]:
    """Names that look like this one: those with the same last part first."""
    import difflib

    path = text.removeprefix("tensorflow.").removeprefix("tf.")
    last = path.rpartition(".")[2]
    names = [name for name in symbols.names() if ":" not in name]
    alike = [name for name in names if name.rpartition(".")[2].lower() == last.lower()]
    alike.sort(key=lambda name: (name.startswith("contrib."), len(name)))
    return list(dict.fromkeys(alike[:3] + difflib.get_close_matches(path, names, 3, 0.75)))[:3]


def takes_up(path: str, symbol: Symbol) -> bool:
    """Whether a lowering takes up the uses of a LOWERED row, by the planner or in the text before it."""
    return path in TAKEN_UP or is_lowered(path, symbol)


def explain(path: str) -> Explanation:
    """The explanation of a public name that `find` gave."""
    if path.startswith("np."):
        return _of_numpy(path)
    symbol = symbols.lookup(path)
    if symbol is not None and symbol.returns != "module":
        return _of_symbol(path, symbol)
    owner = _member(path)
    if owner is not None:
        return _of_member(path, owner)
    return _of_module(path)


def _member(path: str) -> Symbol | None:
    """The class that has this member, going by its name."""
    owner, _, _ = path.rpartition(".")
    return symbols.lookup(owner) if owner.rpartition(".")[2][:1].isupper() else None


def _of_symbol(path: str, symbol: Symbol) -> Explanation:
    rule = _rule_of(path, symbol)
    before, after = _example(path, symbol)
    if not before and symbol.disposition is Disposition.LOWERED and rule is not None:
        before, after = rule.before.strip(), rule.after.strip()
    lowered = symbol.disposition is not Disposition.LOWERED or takes_up(path, symbol)
    words = (
        _WORDS[Disposition.LOWERED if path in TAKEN_UP else symbol.disposition]
        if lowered
        else "is not migrated yet: its program stays on tf.compat.v1"
    )
    alias = f" (it is tf.{symbol.alias_of})" if symbol.alias_of and symbol.alias_of != path else ""
    return Explanation(
        path,
        f"tf.{path} of TensorFlow 1{alias} {words}{replacement(symbol) if lowered else ''}.",
        symbol.source,
        symbols.trap_of(path) or symbols.trap_of(symbol.alias_of),
        symbol.advice,
        rule if lowered else None,
        before,
        after,
    )


def _rule_of(path: str, symbol: Symbol) -> Rule | None:
    lowered = symbol.disposition is Disposition.LOWERED
    wanted = symbol.rule or (_RULE_OF.get(symbol.returns) if lowered and takes_up(path, symbol) else None)
    return next((rule for rule in all_rules() if rule.id == wanted), None)


def _of_member(path: str, owner: Symbol) -> Explanation:
    advice = symbols.advice_for(path) if symbols.is_advised(path) else owner.advice
    known = _WORDS[owner.disposition] + replacement(owner)
    return Explanation(path, f"tf.{path} is a member of tf.{owner.name}, which {known}.", owner.source, advice=advice)


def _of_module(path: str) -> Explanation:
    counts = dict.fromkeys(_OF_MANY, 0)
    for name in symbols.names():
        if name.startswith(path + "."):
            counts[symbols.lookup(name).disposition] += 1
    listed = ", ".join(f"{number} {_OF_MANY[one]}" for one, number in counts.items() if number)
    return Explanation(
        path, f"tf.{path} is a module of TensorFlow 1. Its names are {listed}.", advice=symbols.advice_on_module(path)
    )


def _of_numpy(path: str) -> Explanation:
    new = numpy_names.NAMES[path.removeprefix("np.")].format(np="np")
    rule = numpy_names.RULES[0]
    return Explanation(
        path, f"{path} is gone from numpy 2: it is `{new}`.", numpy_names.SOURCE, rule=rule, before=path, after=new
    )


def replacement(symbol: Symbol) -> str:
    """What stands in the place of a symbol, as the end of a sentence; empty when nothing does."""
    target = symbol.target
    if not target or target.startswith("@") or symbol.disposition in (Disposition.SAME, Disposition.GONE):
        return ""
    if target.startswith("support:"):
        return f": the class `{target.partition(':')[2]}` is written into the program"
    if symbol.disposition is Disposition.EXPRESSION:
        return f": `{target.replace('{tf}', 'tf')}`"
    return f": `{target if target.startswith('absl.') else 'tf.' + target}`"


# -- examples ------------------------------------------------------------------------------------------


def _example(path: str, symbol: Symbol) -> tuple[str, str]:
    """A call with the arguments that change, before and after; empty when it is not rewritten alone."""
    if symbol.returns in ("layer", "layer_free") and symbol.disposition is Disposition.LOWERED:
        return _layer_example(path, symbol)
    if symbol.disposition in (Disposition.SAME, Disposition.LOWERED, Disposition.GONE) or symbol.target.startswith(
        "absl."
    ):
        return "", ""
    for text in _calls(path, symbol):
        after = _rewritten(symbol, text)
        if after is not None and after != text:
            return text, after
    return "", ""


# Values with which rewrites that ask for literals or dtypes are shown
_VALUES = {
    "keep_prob": "0.75",
    "scale": "0.01",
    "scale_l1": "0.01",
    "scale_l2": "0.01",
    "uniform": "False",
    "factor": "1.0",
    "mode": "'FAN_AVG'",
    "stddev": "0.1",
}


def _calls(path: str, symbol: Symbol) -> list[str]:
    """Calls in which something changes: by position, and with the keywords that have edits."""
    names = [name for name in symbol.parameters if name.isidentifier() and name not in ("name", "scope", "dtype")]
    if not any(name.isidentifier() for name in symbol.parameters) and symbol.returns == "python":
        return [f"tf.{path}"]  # a constant
    if "*" in symbol.parameters or symbol.target_parameters[:1] == ("*",):
        names = names[:4]
    edited = [edit.name for edit in symbol.edits if edit.kind == "rename"]
    values = {name: _VALUES.get(name, name) for name in (*names, *edited)}
    leading = [values[name] for name in names]
    keywords = [f"{name}={values[name]}" for name in edited if name not in names[:1]][:2]
    texts = [", ".join((*leading[:1], *keywords))] if keywords else []
    added = [0] if any(edit.kind == "add" for edit in symbol.edits) and symbol.returns == "initializer" else []
    texts += [", ".join(leading[:count]) for count in (*added, 2, 1, 3, 4, 0, len(leading))]
    return [f"tf.{path}({text})" for text in texts]


def _layer_example(path: str, symbol: Symbol) -> tuple[str, str]:
    """A call of a function that makes a layer; empty when none of few arguments can be shown."""
    import libcst as cst

    from tf2migrate.rules.layer_refusals import layer_refusal
    from tf2migrate.rules.layers import split_layer_call

    code = cst.Module([]).code_for_node
    for text in _calls(path, symbol)[-4::-1] if symbol.target else ():
        if layer_refusal(symbol, ast.parse(text, mode="eval").body, lambda node: 2) is None:
            call = cst.parse_expression(text)
            made = split_layer_call(symbol, call, call, "tf", rank_of=lambda node: 2)
            arguments = ", ".join(code(arg.with_changes(comma=cst.MaybeSentinel.DEFAULT)) for arg in made.call_keywords)
            inputs = ", ".join(filter(None, (code(made.inputs), arguments)))
            return f"y = {text}", f"layer = {code(made.constructor)}\ny = layer({inputs})"
    return "", ""


def _rewritten(symbol: Symbol, text: str) -> str | None:
    """The call as the rules write it; None when they refuse it."""
    import libcst as cst

    from tf2migrate.rules.calls import bare, rewrite_call, rewrite_reference

    if not text.endswith(")"):
        return rewrite_reference(symbol, "tf")
    rank = 4 if "images" in symbol.parameters else 2
    kinds = {"dtype_of": lambda node: "float32", "rank_of": lambda node: rank}
    if refusal(symbol, ast.parse(text, mode="eval").body, **kinds):
        return None
    call = cst.parse_expression(text)
    return cst.Module([]).code_for_node(bare(rewrite_call(symbol, call, call, "tf", **kinds)))
