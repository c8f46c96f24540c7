"""The output formats: what they say, and that the edits they suggest make the migrated file."""

import json
import os
import re
from pathlib import Path

import pytest
import sarif_subset

from tf2migrate.engine import check, migrate
from tf2migrate.reporting import formats
from tf2migrate.reporting.edits import lines_of, text_of
from tf2migrate.reporting.effort import SIZES, effort
from tf2migrate.reporting.report import Mode, Report, Verification
from tf2migrate.reporting.text import report_lines
from tf2migrate.result import Diagnostic, Result, Safety
from tf2migrate.rules import all_rules
from tf2migrate.writing import missing_new_files

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").rglob("*.py"))
FALLBACKS = sorted((Path(__file__).parent / "fallback_programs").glob("*.py"))


def report(*results, mode=Mode.DIFF, **more):
    return Report(mode, results, len(results), missing_new_files(results), **more)


def made(source, output, path="a.py", **more):
    source, output = (data.encode() if isinstance(data, str) else data for data in (source, output))
    return Result(path, source, output, applied=("TFM101",) if source != output else (), **more)


@pytest.fixture(scope="module")
def programs():
    """All fixtures, migrated and checked."""
    files = [(os.path.relpath(path), path.read_bytes()) for path in FIXTURES + FALLBACKS]
    return [migrate(data, path) for path, data in files], [check(data, path) for path, data in files]


EDGES = [
    ("a\nb\n", "a\nc\n"),
    ("a\nb\n", "a\nb\nc\n"),
    ("a\nb\n", "b\n"),
    ("a\nb", "a\nc"),
    ("a\nb", "a\nb\nc\n"),
    ("a\nb", "a"),
    ("a\nb", "a\n"),
    ("a\n", ""),
    ("a", "b\na"),
    ("\u00e9\u00e9 = '\U0001f600'", "x\n"),
    ("x = '\U0001f600'", "x = '\U0001f600'\ny"),
    ("a\r\nb\r\n", "a\r\nc\r\nd\r\n"),
    ("a\rb\nc\x0c\nd\u2028e\n", "a\rb\nX\x0c\nd\u2028e\nf"),
    (b"\xef\xbb\xbfa\nb\n", b"\xef\xbb\xbfx\nb\n"),
    (b"# coding: latin-1\n'\xe9'\nb\n", b"# coding: latin-1\n'\xe9'\n'\xe8'\n"),
]


def applied_to(text, replacements, offset):
    """The text with replacements `(start, end, new)` made; they must not overlap."""
    spans = sorted((offset(start), offset(end), new) for start, end, new in replacements)
    assert all(first[1] <= second[0] for first, second in zip(spans, spans[1:]))
    for start, end, new in reversed(spans):
        assert 0 <= start <= end <= len(text)
        text = text[:start] + new + text[end:]
    return text


def rdjson(one):
    return json.loads(formats.renderer("rdjson")(one))


def sarif(one):
    return json.loads(formats.renderer("sarif")(one))


def check_rdjson_suggestions(result):
    data = text_of(result.source).encode("utf-8")
    starts = [0]
    for line in lines_of(text_of(result.source)):
        starts.append(starts[-1] + len(line.encode("utf-8")))

    def offset(position):
        return starts[position["line"] - 1] + position["column"] - 1

    found = [one for one in rdjson(report(result))["diagnostics"] if "suggestions" in one]
    assert all(one["location"]["range"] == one["suggestions"][0]["range"] for one in found)
    replacements = [
        (s["range"]["start"], s["range"]["end"], s["text"].encode("utf-8")) for one in found for s in one["suggestions"]
    ]
    assert applied_to(data, replacements, offset).decode("utf-8") == text_of(result.output)


def check_sarif_fixes(result):
    text = text_of(result.source)
    starts = [0]
    for line in lines_of(text):
        starts.append(starts[-1] + len(line))
    changes = [
        change
        for found in sarif(report(result))["runs"][0]["results"]
        for fix in found.get("fixes", ())
        for change in fix["artifactChanges"]
    ]
    texts = {name: content for name, content in result.new_files}
    replacements = []
    for change in changes:
        name = os.path.basename(change["artifactLocation"]["uri"])
        if name in texts:
            assert change["replacements"][0]["insertedContent"]["text"] == texts[name]
            continue
        for replacement in change["replacements"]:
            region = replacement["deletedRegion"]
            replacements.append(
                (
                    (region["startLine"], region["startColumn"]),
                    (region["endLine"], region["endColumn"]),
                    replacement.get("insertedContent", {"text": ""})["text"],
                )
            )
    assert applied_to(text, replacements, lambda p: starts[p[0] - 1] + p[1] - 1) == text_of(result.output)


@pytest.mark.parametrize("source, output", EDGES)
def test_suggestions_make_the_output(source, output):
    check_rdjson_suggestions(made(source, output))
    check_sarif_fixes(made(source, output))


def test_suggestions_make_the_migrated_fixtures(programs):
    for result in programs[0]:
        check_rdjson_suggestions(result)
        check_sarif_fixes(result)


def test_every_format_in_every_mode(programs):
    migrated, checked = programs
    broken = Result("br\u00f6ken file%.py", b"\xff\n", b"\xff\n", error="line 1: byte b'\\xff' is not utf-8")
    for mode, results in ((Mode.DIFF, migrated), (Mode.CHECK, checked), (Mode.WRITE, migrated)):
        one = Report(mode, (*results, broken), len(results) + 1, missing_new_files(results))
        for name in formats.names():
            first, second = formats.renderer(name)(one), formats.renderer(name)(one)
            assert isinstance(first, bytes) and first == second
            assert first.endswith(b"\n") or not first


def test_formats_are_found_by_their_files():
    assert {"github", "json", "markdown", "rdjson", "sarif", "text"} <= set(formats.names())


# SARIF


def schemas():
    given = os.environ.get("TF2MIGRATE_SARIF_SCHEMA")
    return [sarif_subset.SCHEMA] + ([json.loads(Path(given).read_text(encoding="utf-8"))] if given else [])


def validate(log):
    jsonschema = pytest.importorskip("jsonschema")
    for schema in schemas():
        jsonschema.validators.validator_for(schema)(schema, format_checker=jsonschema.FormatChecker()).validate(log)


def test_sarif_is_valid(programs):
    broken = Result("br\u00f6ken file%.py", b"\xff\n", b"\xff\n", error="line 7: cause")
    for mode, results in ((Mode.DIFF, programs[0]), (Mode.CHECK, programs[1]), (Mode.WRITE, programs[0])):
        validate(sarif(report(*results, broken, mode=mode)))
    validate(sarif(report()))
    for source, output in EDGES:
        validate(sarif(report(made(source, output))))


def test_sarif_results_name_their_rules(programs):
    for run in sarif(report(*programs[0]))["runs"]:
        rules = run["tool"]["driver"]["rules"]
        assert run["results"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_columns_are_characters_and_uris_are_escaped():
    source = "\u00e9 = '\U0001f600'; tf.x\n"
    column = len(source.split("tf")[0].encode()) + 1
    finding = Diagnostic("a b/\u00e9.py", 1, column, "TFM101", "m", "a")
    run = sarif(report(made(source, source, "a b/\u00e9.py", diagnostics=(finding,))))["runs"][0]
    where = run["results"][0]["locations"][0]["physicalLocation"]
    assert where["region"] == {"startLine": 1, "startColumn": source.index("tf") + 1}
    assert where["artifactLocation"]["uri"] == "a%20b/%C3%A9.py"


def test_sarif_fingerprints_outlive_a_move_and_tell_twins_apart():
    def prints(text):
        lines = [n for n, line in enumerate(text.split("\n"), 1) if "tf.x" in line]
        found = tuple(Diagnostic("a.py", n, 1, "TFM101", "m") for n in lines)
        results = sarif(report(made(text, text, diagnostics=found)))["runs"][0]["results"]
        return [result["partialFingerprints"] for result in results]

    assert prints("tf.x\n  tf.x\n") == prints("\n\ny\ntf.x\nz\ntf.x\n")
    assert prints("tf.x\ntf.x\n")[0] != prints("tf.x\ntf.x\n")[1]


def test_sarif_errors_are_notifications():
    run = sarif(report(Result("a.py", b"", b"", error="line 7: cause")))["runs"][0]
    assert run["results"] == []
    invocation = run["invocations"][0]
    assert not invocation["executionSuccessful"] and invocation["exitCode"] == 3
    note = invocation["toolExecutionNotifications"][0]
    assert note["message"]["text"] == "cause"
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}


# rdjson


def test_rdjson_of_findings_and_errors():
    finding = Diagnostic("p/a.py", 2, 5, "TFM101", "message", "advice")
    note = Diagnostic("p/a.py", 3, 1, "TFM112", "note", "", Safety.SAFE)
    found = rdjson(
        report(
            made("x\n", "x\n", "p/a.py", diagnostics=(finding, note)), Result("b.py", b"", b"", error="line 7: cause")
        )
    )["diagnostics"]
    assert found == [
        {
            "message": "message\nadvice",
            "severity": "WARNING",
            "code": {"value": "TFM101"},
            "location": {"path": "p/a.py", "range": {"start": {"line": 2, "column": 5}}},
        },
        {
            "message": "note",
            "severity": "INFO",
            "code": {"value": "TFM112"},
            "location": {"path": "p/a.py", "range": {"start": {"line": 3, "column": 1}}},
        },
        {"message": "cause", "severity": "ERROR", "location": {"path": "b.py", "range": {"start": {"line": 7}}}},
    ]


def test_rdjson_says_that_changes_belong_together():
    result = made("a\nb\nc\n", "x\nb\ny\n", new_files=(("data.py", ""),))
    messages = [one["message"] for one in rdjson(report(result))["diagnostics"]]
    assert [re.search(r"change (\d) of 2, which belong together", message)[1] for message in messages] == ["1", "2"]
    assert all("needs the new file data.py" in message for message in messages)


# GitHub


def commands(one):
    """What GitHub reads: level, properties and message of each line."""
    found = []
    for line in formats.renderer("github")(one).decode().splitlines():
        level, properties, message = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line).groups()
        pairs = dict(pair.split("=", 1) for pair in properties.split(","))

        def plain(text):
            for escape, character in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
                text = text.replace(escape, character)
            return text

        found.append((level, {key: plain(value) for key, value in pairs.items()}, plain(message)))
    return found


def test_github_annotations():
    finding = Diagnostic("a,b:c.py", 1, 4, "TFM101", "100 %: a, b", "line one\nline two")
    result = made("\u00e9 tf\nold\nold\n", "\u00e9 tf\nnew\r\n", "a,b:c.py", diagnostics=(finding,))
    assert commands(report(result, Result("e.py", b"", b"", error="line 7: cause"))) == [
        (
            "warning",
            {"file": "a,b:c.py", "line": "1", "col": "3", "title": "tf2migrate TFM101"},
            "100 %: a, b\nline one\nline two",
        ),
        (
            "warning",
            {"file": "a,b:c.py", "line": "2", "endLine": "3", "title": "tf2migrate"},
            "tf2migrate would write here (TFM101):\nnew\r\n",
        ),
        ("error", {"file": "e.py", "line": "7", "title": "tf2migrate"}, "cause"),
    ]


# Markdown


def markdown(one):
    return formats.renderer("markdown")(one).decode()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_markdown_report(folder):
    left = Diagnostic("left.py", 3, 1, "TFM902", "a class", "split it")
    note = Diagnostic("a.py", 4, 1, "TFM112", "draws <twice>", "", Safety.SAFE)
    results = (
        made(
            "import tensorflow as tf\n",
            "from absl import flags\nimport tensorflow as tf\n",
            diagnostics=(note,),
            new_files=(("data.py", "import tensorflow as tf\n"),),
        ),
        Result("left.py", b"a", b"b", (left,), ("TFM900",)),
        Result("broken.py", b"", b"", error="line 2: invalid syntax"),
    )
    verifications = (
        Verification("a.py", True, "equal: 3 run sites\n  details", {}),
        Verification("left.py", None, "not verified: no data\nwhy", {}),
    )
    text = markdown(report(*results, verifications=verifications))
    assert "| Files that would be migrated to TensorFlow 2 | 1 |" in text
    assert "| Files that would be kept on `tf.compat.v1` | 1 |" in text
    assert "| `a.py` | TensorFlow 2 | equal | `data.py` | TFM101 |" in text
    assert "1 equal, 1 not verified." in text
    assert "* `a.py`: equal: 3 run sites\n* `left.py`: not verified: no data\n  why" in text
    assert "| TFM902 | Explain a class whose methods build or run a graph | 1 | 1 | large |" in text
    assert "* `left.py:3` a class. split it." in text
    assert "* `a.py:4` draws &lt;twice>." in text
    assert "* broken.py:2: invalid syntax" in text
    assert "* `tensorflow>=2.16`\n* `absl-py`\n" in text
    assert "Prove it" not in text and "1 large" in text


def test_packages_that_the_verifier_lacks_are_named_once():
    failed = "not verified: the original program failed (a.py, line 1): ModuleNotFoundError: No module named '{}'"
    names = ("sklearn", "cv2.gapi", "sklearn", "tensorflow.contrib")
    found = [Verification(f"{n}.py", None, failed.format(name), {}) for n, name in enumerate(names)]
    told = report(made("a\n", "b\n"), verifications=(*found, Verification("e.py", True, "equal", {})))
    sentence = "3 programs were not verified because of missing packages: install opencv-python scikit-learn for"
    assert sentence in markdown(told)
    assert any(line.startswith(sentence) for line in report_lines(told))
    assert "missing packages" not in markdown(report(made("a\n", "b\n"), verifications=found[3:]))


def test_markdown_says_when_nothing_was_run():
    assert "Nothing was run." in markdown(report(made("a\n", "b\n")))
    assert "What has to be installed" not in markdown(report(made("a\n", "a\n")))


PINS = [
    ("requirements.txt", "numpy\ntensorflow==1.15.5\n", "numpy\ntensorflow>=2.16\nabsl-py\n"),
    ("requirements.txt", "tensorflow-gpu>=1.4,<2  # old\nabsl-py>=1", "tensorflow>=2.16  # old\nabsl-py>=1"),
    ("requirements-dev.txt", "tensorflow_gpu\r\n", "tensorflow>=2.16\r\nabsl-py\r\n"),
    ("requirements.txt", "tensorflow>=2.16\n", "tensorflow>=2.16\n"),
    ("requirements.txt", "tensorflow\n", "tensorflow\n"),
    (
        "requirements.txt",
        "tensorflow-probability==0.8\ntensorflow_datasets\n",
        "tensorflow-probability==0.8\ntensorflow_datasets\n",
    ),
    ("requirements.txt", "# tensorflow==1.4\n", "# tensorflow==1.4\n"),
    ("requirements.txt", "-r other/tensorflow-1.4.txt\n", "-r other/tensorflow-1.4.txt\n"),
    (
        "setup.py",
        "setup(install_requires=['tensorflow>=1.8', \"tensorflow-gpu\"])\n",
        "setup(install_requires=['tensorflow>=2.16', \"tensorflow>=2.16\"])\n",
    ),
    ("pyproject.toml", 'dependencies = ["tensorflow ~= 1.15"]\n', 'dependencies = ["tensorflow>=2.16"]\n'),
    ("environment.yml", "dependencies:\n  - tensorflow-gpu=1.12\n", "dependencies:\n  - tensorflow>=2.16\n"),
]


@pytest.mark.parametrize("name, old, new", PINS)
def test_pins(name, old, new):
    from tf2migrate.reporting.requirements import updated

    assert updated(name, old, ["tensorflow>=2.16", "absl-py"]) == new
    assert updated(name, new, ["tensorflow>=2.16", "absl-py"]) == new


def test_markdown_suggests_pins_up_to_the_root_of_the_repository(folder):
    (folder / "repo" / ".git").mkdir(parents=True)
    (folder / "repo" / "src").mkdir()
    (folder / "requirements.txt").write_text("tensorflow==1.0\n")
    (folder / "repo" / "requirements.txt").write_text("tensorflow==1.15\n")
    (folder / "repo" / "src" / "setup.py").write_text("setup(install_requires=['tensorflow==1.15'])\n")
    text = markdown(report(made("a\n", "b\n"), paths=("repo/src",)))
    assert "-tensorflow==1.15\n+tensorflow>=2.16\n" in text
    assert "--- a/repo/src/setup.py" in text and "tensorflow==1.0" not in text


def test_requirements_that_a_summary_brings():
    from tf2migrate.reporting.requirements import needed

    before, after = "import tensorflow as tf\n", "import tensorflow as tf\nw = tf.summary.create_file_writer('x')\n"
    assert needed([made(before, after)]) == ["tensorflow>=2.16", "tensorboard"]
    assert needed([made(after, after + "y\n")]) == ["tensorflow>=2.16"]
    assert needed([made(after, after)]) == []


def test_every_manual_rule_has_an_estimate():
    for rule in all_rules():
        assert effort(rule.id).size in SIZES
        if rule.safety is Safety.MANUAL:
            assert effort(rule.id).hint != "see the advice", rule.id
