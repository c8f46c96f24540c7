"""The tables of the whole API: a row for every name of TensorFlow 1.15, advice for what is gone, and true of TensorFlow 2."""

import re
import time

import make_api_tables
import pytest

from tf2migrate.analysis.imports import public_name
from tf2migrate.planning.surface import is_lowered
from tf2migrate.rules import search, symbols
from tf2migrate.rules.symbols import Disposition

RECORD = make_api_tables.read_record()
SYMBOLS, PRIVATE, ADVICE = (make_api_tables.API / name for name in ("symbols.tsv", "private.tsv", "advice.tsv"))


def lines(path):
    return path.read_text(encoding="utf-8").splitlines()


def test_every_public_symbol_of_tensorflow_1_15_has_a_row():
    """CI has no TensorFlow 1.15: the record stands for it."""
    assert len(RECORD) > 6000
    without = [name for name in RECORD if symbols.lookup(public_name(name)) is None]
    assert without == []


def test_no_row_is_of_a_module_alone():
    """The rows that a module gives to names it does not list are not enough for names of 1.15."""
    general = [name for name in RECORD if symbols.lookup(public_name(name)).source == "not in 1.15"]
    assert general == []


@pytest.mark.parametrize("path", [SYMBOLS, PRIVATE, ADVICE], ids=lambda path: path.name)
def test_tables_are_sorted_and_have_each_name_once(path):
    names = search.names(path)
    assert names == sorted(names, key=str.encode)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("path", [SYMBOLS, PRIVATE, ADVICE], ids=lambda path: path.name)
def test_each_line_is_found(path):
    for text in lines(path):
        name, _, rest = text.partition("\t")
        assert search.line(path, name) == rest
        assert search.has_prefix(path, name)
    for absent in ("", "A", "zzz", "nn", "contrib.layers.conv2", "nn.relu.x", "\n"):
        assert search.line(path, absent) is None or absent in search.names(path)


GENERIC = re.compile(r"check (it )?manually|by hand\.$|^Write it with|not supported|see the doc", re.IGNORECASE)


def test_what_is_not_rewritten_has_advice():
    for name in sorted({public_name(name) for name in symbols.names()}):
        symbol = symbols.lookup(name)
        unlowered = symbol.disposition is Disposition.LOWERED and not is_lowered(name, symbol)
        if unlowered or symbol.disposition is Disposition.GONE:
            assert len(symbol.advice) > 10 and symbol.advice.endswith("."), name
            assert not GENERIC.search(symbol.advice), name


def test_advice_is_of_names_that_exist():
    """Each exact entry belongs to a symbol, or to a module of 1.15 or of an older version."""
    for text in lines(ADVICE):
        name, wildcard, advice = text.split("\t")
        assert wildcard in ("", "*") and advice.strip() == advice
        advice.format(name="name", path="path")
        if not wildcard:
            assert symbols.lookup(name) is not None or name.startswith(("keras.Model.", "keras.models.")), name


@pytest.mark.parametrize(
    "path, public",
    [
        ("python.ops.rnn_cell.BasicLSTMCell", "nn.rnn_cell.BasicLSTMCell"),
        ("python.ops.gen_nn_ops.relu", "nn.relu"),
        ("python.ops.init_ops.Zeros", "zeros_initializer"),
        ("python.framework.ops.convert_to_tensor", "convert_to_tensor"),
        ("contrib.layers.python.layers.layers.fully_connected", "contrib.layers.fully_connected"),
        ("contrib.layers.python.layers.initializers.xavier_initializer", "contrib.layers.xavier_initializer"),
        ("python.ops.lookup_ops.no_such", "python.ops.lookup_ops.no_such"),
        ("python.ops.math_ops", ""), ("compat.v1.train.queue_runner.add_queue_runner", "train.add_queue_runner"),
        ("contrib.keras.layers.Dense", "keras.layers.Dense"), ("nn.relu", "nn.relu"),
    ],
)  # fmt: skip
def test_private_paths_are_folded_on_the_public_name(path, public):
    assert public_name(path) == public


def test_private_paths_lead_to_rows():
    for text in lines(PRIVATE):
        module, _, groups = text.partition("\t")
        for group in groups.split(" "):
            prefix, _, members = group.partition("=")
            for member in members.split(","):
                name = ".".join(filter(None, (prefix, member.rpartition(":")[2])))
                assert symbols.lookup(public_name(name)) is not None, (module, name)


@pytest.mark.parametrize(
    "name, disposition, target",
    [
        ("linalg.LinearOperatorLowerTriangular", Disposition.SAME, "linalg.LinearOperatorLowerTriangular"),
        ("raw_ops.Add", Disposition.SAME, "raw_ops.Add"),
        ("estimator.ModeKeys.TRAIN", Disposition.EXPRESSION, "'train'"),
        ("contrib.eager.GradientTape", Disposition.RENAMED, "GradientTape"),
        ("contrib.slim.layers.convolution1d", Disposition.LOWERED, "keras.layers.Conv1D"),
        ("contrib.rnn.NASCell", Disposition.LOWERED, ""),
        ("where_v2", Disposition.RENAMED, "where"),
        ("types.float32", Disposition.RENAMED, "float32"),
        ("batch_svd", Disposition.ARGUMENTS, "linalg.svd"),
        ("keras.losses.mean_squared_error", Disposition.RENAMED, "keras.losses.MSE"),
    ],
)
def test_rows(name, disposition, target):
    assert (symbols.lookup(name).disposition, symbols.lookup(name).target) == (disposition, target)


def test_the_large_tables_are_not_taken_apart():
    """One name costs microseconds, and the tables are read at the first name that the small ones do not have."""
    names = search.names(SYMBOLS)[::10]
    symbols.lookup.cache_clear()
    start = time.process_time()
    for name in names:
        symbols.lookup(name)
    assert (time.process_time() - start) / len(names) < 0.0005


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


# What advice names in a larger sense: packages and patterns
NOT_NAMES = re.compile(
    r"tf\.(losses|metrics)\.\w+|tf\.(summary)\.(scalar|histogram|image|audio)|tf\.app\.flags|tf\.contrib"
    r"|tf\.layers|tf\.estimator|tf\.keras\.(experimental|optimizers\.legacy)|tf\.keras\.layers\.DenseFeatures"
    r"|tf\.keras\.losses\.cosine_similarity|tf\.nn$|tf\.keras\.experimental\.SequenceFeatures"
)


def test_advice_names_what_tensorflow_2_has(tf):
    missing = []
    for text in lines(ADVICE):
        name, _, advice = text.split("\t")
        for path in re.findall(r"(?<![\w.])tf\.[A-Za-z_][\w.]*", advice.format(name="", path="")):
            path = path.rstrip(".")
            value = tf
            try:
                for part in path.split(".")[1:]:
                    value = getattr(value, part)
            except AttributeError:
                if not NOT_NAMES.match(path):
                    missing.append((name, path))
    assert missing == []


def test_the_table_is_what_both_versions_give(tf):
    """Made from the record of 1.15 and the installed TensorFlow, when that is the version the table was made with.

    A row that is written by hand hides the generated one of its name, and may give other names of the object to it.
    """
    if not tf.__version__.startswith("2.21."):
        pytest.skip("the table compares with TensorFlow 2.21")
    import sys

    made = make_api_tables.rows(RECORD, make_api_tables.walk(sys.executable, "--compat"))
    kept = [text for text in lines(SYMBOLS) if not make_api_tables.by_hand(text.partition("\t")[0])]
    assert _without_aliases(["\t".join(row) for row in made]) == _without_aliases(kept)


def _without_aliases(rows):
    return [row for row in rows if row.split("\t")[1] != "ALIAS"]
