"""The tables: well-formed, complete where it counts, and true of the installed TensorFlow."""

import inspect
import pathlib
import time

import pytest

from tf2migrate.rules import all_rules, symbols
from tf2migrate.rules.symbols import RETURNS, Disposition, lookup

SIGNATURES = {
    name: tuple(filter(None, parts.split(",")))
    for name, _, parts in (
        line.partition("\t")
        for line in (pathlib.Path(__file__).parent / "data" / "tf1_signatures.tsv").read_text().splitlines()
    )
}


def every_symbol():
    return [lookup(name) for name in symbols.names()]


def test_rows_are_well_formed():
    rules = {rule.id for rule in all_rules()}
    for symbol in every_symbol():
        assert symbol.returns in RETURNS, symbol
        assert symbol.rule == "" or symbol.rule in rules, symbol
        if symbol.disposition in (Disposition.RENAMED, Disposition.ARGUMENTS, Disposition.EXPRESSION):
            assert symbol.target and symbol.rule and symbol.source, symbol
        if symbol.disposition is Disposition.GONE:
            assert symbol.rule, symbol


def test_edits_name_real_parameters():
    for symbol in every_symbol():
        for edit in symbol.edits:
            if edit.kind in ("rename", "add") and symbol.disposition is not Disposition.EXPRESSION:
                if symbol.target.startswith("absl."):
                    continue
                assert edit.target in symbol.target_parameters, (symbol, edit)
            if edit.kind in ("drop", "redundant", "call"):
                assert edit.name in symbol.parameters, (symbol, edit)


def test_every_argument_has_a_place():
    """A TF1 parameter is a TF2 parameter, or an edit says what becomes of it."""
    for symbol in every_symbol():
        if symbol.disposition not in (Disposition.ARGUMENTS, Disposition.RENAMED) and symbol.returns not in (
            "layer", "layer_free", "optimizer", "schedule",
        ):  # fmt: skip
            continue
        if symbol.disposition is Disposition.GONE or not symbol.target:
            continue
        edited = {edit.name for edit in symbol.edits}
        for name in symbol.parameters:
            assert name in symbol.target_parameters or name in edited or name == "*", (symbol.name, name)


def test_parameters_are_those_of_tf1():
    """Recorded from TensorFlow 1.15; rows may leave out trailing ones and add older keywords."""
    for symbol in every_symbol():
        recorded = SIGNATURES.get(symbol.name.partition(":")[0])
        if not recorded or not symbol.parameters or symbol.target.startswith("absl.") or "." not in symbol.name:
            continue
        if "args" in recorded or symbol.disposition is Disposition.GONE or symbol.name.startswith("keras."):
            continue
        count = min(len(recorded), len(symbol.parameters), 3)
        positional = tuple(name for name in symbol.parameters if name != "*")
        assert positional[:count] == recorded[:count], symbol.name


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


def resolve(tf, name):
    value = tf
    for part in name.split("."):
        value = getattr(value, part)
    return value


def test_targets_exist_in_tf2(tf):
    missing = []
    for symbol in every_symbol():
        if symbol.disposition in (Disposition.GONE, Disposition.EXPRESSION) or not symbol.target:
            continue
        if symbol.target[0] in "@{'" or symbol.target.startswith(("support:", "absl.")):
            continue
        try:
            resolve(tf, symbol.target)
        except AttributeError:
            missing.append((symbol.name, symbol.target))
    assert missing == []


def test_emitted_keywords_exist_in_tf2(tf):
    missing = []
    for symbol in every_symbol():
        if symbol.target.startswith(("@", "{", "'", "support:", "absl.")) or not symbol.target:
            continue
        if symbol.disposition in (Disposition.GONE, Disposition.EXPRESSION) or not symbol.target_parameters:
            continue
        try:
            signature = inspect.signature(resolve(tf, symbol.target))
        except (ValueError, TypeError, AttributeError):
            continue
        parameters = signature.parameters
        takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values())
        names = [name for name in parameters if name != "self"]
        if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters.values()):
            continue
        if symbol.disposition is Disposition.LOWERED and symbol.returns not in (
            "layer",
            "layer_free",
            "optimizer",
        ):
            continue
        positional = symbol.target_parameters
        positional = positional[: positional.index("*")] if "*" in positional else positional
        for index, name in enumerate(positional):
            if name not in names and not takes_any:
                missing.append((symbol.name, name))
            elif name in names and names.index(name) != index:
                missing.append((symbol.name, name, index))
        for name in symbol.target_parameters[len(positional) + 1 :]:
            if name not in names and not takes_any:
                missing.append((symbol.name, name))
    assert missing == []


def test_support_classes_exist():
    from tf2migrate.support import class_names

    wanted = {name for symbol in every_symbol() for name in symbol.support}
    assert wanted <= set(class_names())


@pytest.mark.parametrize(
    "alias, name, target",
    [
        ("contrib.slim.l2_regularizer", "contrib.layers.l2_regularizer", "keras.regularizers.L2"),
        ("contrib.slim.conv2d", "contrib.layers.conv2d", "keras.layers.Conv2D"),
        ("contrib.rnn.BasicLSTMCell", "nn.rnn_cell.BasicLSTMCell", ""),
        ("flags.DEFINE_string", "app.flags.DEFINE_string", "absl.flags.DEFINE_string"),
        ("manip.roll", "roll", "roll"),
        ("contrib.rnn.static_rnn", "nn.static_rnn", ""),
    ],
)
def test_modules_that_repeat_others(alias, name, target):
    assert lookup(alias).name == alias
    assert lookup(alias).target == target == lookup(name).target
    assert lookup(alias).returns == lookup(name).returns


def test_unknown_names():
    assert lookup("no.such.symbol") is None
    assert lookup("contrib.slim.no_such").disposition is Disposition.GONE
    assert lookup("estimator.Estimator").advice
    assert lookup("contrib").returns == lookup("estimator").returns == "module"


def test_what_stays_is_not_renamed():
    assert lookup("nn.relu").disposition is Disposition.SAME
    assert lookup("manip.reshape").disposition is Disposition.RENAMED


@pytest.mark.parametrize(
    "name, returns",
    [
        ("placeholder", "placeholder"), ("random_normal", "stateful"), ("nn.dropout", "stateful"),
        ("float32", "python"), ("layers.dense", "layer"), ("layers.flatten", "layer_free"),
        ("train.AdamOptimizer", "optimizer"), ("losses.mean_squared_error", "loss"), ("assign_add", "assign"),
        ("train.exponential_decay", "schedule"), ("variable_scope", "context"), ("cond", "control_flow"),
        ("gfile.Exists", "gfile"), ("trainable_variables", "collection"), ("Session", "session"),
        ("data.TFRecordDataset", "dataset"), ("truncated_normal_initializer", "initializer"),
        ("train.get_or_create_global_step", "global_step"), ("group", "op"), ("gradients", "gradients"),
    ],
)  # fmt: skip
def test_kinds(name, returns):
    assert lookup(name).returns == returns


def test_loading_is_fast():
    symbols._rows.cache_clear()
    lookup.cache_clear()
    start = time.process_time()
    for name in ("nn.relu", "layers.dense", "placeholder", "no.such"):
        lookup(name)
    assert time.process_time() - start < 0.05  # 2 ms on a quiet machine
