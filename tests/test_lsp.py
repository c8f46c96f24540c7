"""The language server, asked by its protocol over stdin and stdout."""

import pytest

pytest.importorskip("pygls")

from editor import applied, documents  # noqa: E402
from lsprotocol import types  # noqa: E402

from tf2migrate import engine  # noqa: E402
from tf2migrate.lsp import skipping  # noqa: E402

PROGRAM = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.log(x + 1.0)
with tf.Session() as sess:
    print(sess.run(y, {x: [[1.0, 2.0]]}))
"""
STAYS = """import tensorflow as tf
x = tf.placeholder(tf.float32)
é = tf.contrib.learn.LinearRegressor(
    [])
with tf.Session() as sess:
    print(sess.run(x, {x: 1}))
"""


# -- findings --------------------------------------------------------------------------------------


def test_a_program_that_migrates_has_hints_where_rules_apply(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", PROGRAM)
        return client.found(uri)

    found = session(tmp_path, talk)
    assert {one.severity for one in found} == {types.DiagnosticSeverity.Hint}
    places = {(one.range.start.line, one.code) for one in found}
    assert {(2, "TFM102"), (3, "TFM501"), (5, "TFM101")} <= places
    assert all(one.source == "tf2migrate" for one in found)


def test_findings_have_severity_advice_and_places_in_utf_16(session, tmp_path):
    text = STAYS.replace("é", "é = '𝄞'; é")

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", text)
        return client.found(uri)

    finding = next(one for one in session(tmp_path, talk) if one.code == "TFM901")
    assert finding.severity == types.DiagnosticSeverity.Warning
    line = text.split("\n")[2]
    start = len(line[: line.index("tf.contrib")].encode("utf-16-le")) // 2
    assert (finding.range.start.line, finding.range.start.character) == (2, start)
    assert finding.range.end.line == 2


def test_changes_are_looked_at_and_closing_forgets(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", "import tensorflow as tf\n")
        assert client.found(uri) == []
        client.change(uri, 2, PROGRAM)
        client.change(uri, 3, PROGRAM + "\n")
        await client.until(lambda: client.published[uri].version == 3)
        assert client.found(uri)
        client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await client.until(lambda: client.found(uri) == [])

    session(tmp_path, talk)


def test_programs_of_several_files_are_looked_at_when_they_are_saved(session, tmp_path):
    (tmp_path / "b.py").write_text("import tensorflow as tf\nx = tf.to_float(1)\n")

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", "import b\n" + PROGRAM)
        client.change(uri, 2, "import b\nimport tensorflow as tf\n")
        client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))
        await client.until(lambda: client.published[uri].version == 2)
        return client.found(uri)

    assert session(tmp_path, talk) == []


def test_what_cannot_be_read_is_told_and_the_server_goes_on(session, tmp_path):
    async def talk(client):
        first = await client.open(tmp_path / "a.py", "import tensorflow as tf\nprint 'x'\n")
        second = await client.open(tmp_path / "b.py", "# coding: latin-1\nimport tensorflow as tf\nx = '€'\n")
        third = await client.open(tmp_path / "c.py", PROGRAM)
        return client.found(first), client.found(second), client.found(third)

    first, second, third = session(tmp_path, talk)
    assert "Python 2" in first[0].message and first[0].range.start.line == 1
    assert len(second) == 1 and third


def test_the_settings_of_the_project_count(session, tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.tf2migrate]\nignore = ["TFM101"]\n')

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", PROGRAM)
        return client.found(uri)

    (finding,) = session(tmp_path, talk)
    assert "not selected" in finding.message


def test_what_is_found_is_that_of_the_whole_program(session, tmp_path):
    """The graph is built in another file: looked at alone, neither file can be migrated."""
    net = "import tensorflow as tf\n\ndef build(x):\n    return tf.log(x + 1.0)\n"
    main = (
        "import tensorflow as tf\nfrom net import build\n\n"
        "x = tf.placeholder(tf.float32, [None, 2])\ny = build(x)\n"
        "with tf.Session() as sess:\n    print(sess.run(y, {x: [[1.0, 2.0]]}))\n"
    )
    (tmp_path / "net.py").write_text(net)
    assert engine.check(main.encode(), "main.py").diagnostics

    async def talk(client):
        uri = await client.open(tmp_path / "main.py", main)
        return client.found(uri), (await client.migration(uri)).edit

    found, edit = session(tmp_path, talk)
    changes, _ = documents(edit)
    assert set(changes) == {"main.py", "net.py"}
    assert all("compat.v1" not in one.new_text for edits in changes.values() for one in edits)
    assert {one.severity for one in found} == {types.DiagnosticSeverity.Hint}


@pytest.mark.parametrize("name", ["a b.py", "é%.py", "a+b#c.py"])
def test_any_name_of_a_file(session, tmp_path, name):
    async def talk(client):
        uri = await client.open(tmp_path / name, PROGRAM)
        client.change(uri, 2, PROGRAM + "\n")
        await client.until(lambda: client.published[uri].version == 2)
        return client.found(uri), (await client.migration(uri)).edit

    found, edit = session(tmp_path, talk)
    assert found and len(edit.document_changes) == 1


def test_settings_of_some_files_count(session, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.tf2migrate]\nexclude = ["old/"]\n[[tool.tf2migrate.overrides]]\npaths = ["b.py"]\nignore = ["TFM101"]\n'
    )
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "__init__.py").write_text("")
    (tmp_path / "old" / "net.py").write_text("import tensorflow as tf\nscale = tf.to_float(3)\n")

    async def talk(client):
        first = await client.open(tmp_path / "a.py", "from old.net import scale\n" + PROGRAM)
        edit = (await client.migration(first)).edit
        return client.found(await client.open(tmp_path / "b.py", PROGRAM)), edit

    (finding,), edit = session(tmp_path, talk)
    assert "not selected" in finding.message
    assert set(documents(edit)[0]) == {"a.py"}


def test_python_2_is_modernized_when_the_settings_say_so(session, tmp_path):
    pytest.importorskip("fissix")
    (tmp_path / "pyproject.toml").write_text("[tool.tf2migrate]\npython2 = true\n")
    text = PROGRAM.replace("print(sess.run(y, {x: [[1.0, 2.0]]}))", "print sess.run(y, {x: [[1.0, 2.0]]})")

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", text)
        return client.found(uri), (await client.migration(uri)).edit

    found, edit = session(tmp_path, talk)
    assert {"TFM101", "TFM851"} <= {one.code for one in found}
    assert "print(compute_y" in applied(text, documents(edit)[0]["a.py"])


# -- quick fixes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"resolve": False}])
def test_the_fix_makes_the_migrated_file(session, tmp_path, options):
    texts = {
        "a.py": PROGRAM,
        "b.py": PROGRAM.replace("\n", "\r\n"),
        "c.py": PROGRAM.rstrip("\n"),
        "d.py": PROGRAM.replace("y = ", "ä = 'é𝄞'\ny = "),
    }
    (tmp_path / "a.py").write_text("stale")

    async def talk(client):
        actions = {}
        for name, text in texts.items():
            actions[name] = await client.migration(await client.open(tmp_path / name, text))
        return actions

    for name, action in session(tmp_path, talk, **options).items():
        assert action.is_preferred and action.diagnostics
        changes, created = documents(action.edit)
        expected = engine.migrate(texts[name].encode(), name).output.decode()
        assert expected != texts[name] and created == set() and set(changes) == {name}
        assert applied(texts[name], changes[name]) == expected


def test_the_fix_takes_the_whole_program_along(session, tmp_path):
    (tmp_path / "layers.py").write_text("import tensorflow as tf\n\nscale = tf.to_float(3)\n")
    (tmp_path / "other.py").write_text(PROGRAM)
    text = "from layers import scale\n" + PROGRAM

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", text)
        return (await client.migration(uri)).edit

    changes, _ = documents(session(tmp_path, talk))
    assert set(changes) == {"a.py", "layers.py"}
    assert "tf.cast" in applied((tmp_path / "layers.py").read_text(), changes["layers.py"])


def test_what_other_documents_hold_counts(session, tmp_path):
    (tmp_path / "layers.py").write_text("scale = 3\n")
    held = "import tensorflow as tf\n\nscale = tf.to_float(4)\n"

    async def talk(client):
        await client.open(tmp_path / "layers.py", held)
        uri = await client.open(tmp_path / "a.py", "from layers import scale\n" + PROGRAM)
        return (await client.migration(uri)).edit

    changes, _ = documents(session(tmp_path, talk))
    assert "tf.cast(4" in applied(held, changes["layers.py"])


MNIST = "from tensorflow.examples.tutorials.mnist import input_data\n\nmnist = input_data.read_data_sets('x')\n"


def test_new_files_are_created(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", MNIST)
        return (await client.migration(uri, 0)).edit

    changes, created = documents(session(tmp_path, talk))
    assert created == {"mnist_input_data.py"}
    assert (
        applied("", changes["mnist_input_data.py"])
        == dict(engine.migrate(MNIST.encode(), "a.py").new_files)["mnist_input_data.py"]
    )


@pytest.mark.parametrize(
    "options, content, word", [({"create": False}, None, "cannot create"), ({}, "mine", "other content")]
)
def test_new_files_that_cannot_be_created(session, tmp_path, options, content, word):
    if content:
        (tmp_path / "mnist_input_data.py").write_text(content)

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", MNIST)
        assert (await client.migration(uri, 0)).edit is None
        return client.messages

    assert word in session(tmp_path, talk, **options)[0]


def test_fix_all_is_asked_for_by_its_kind(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", PROGRAM)
        return [await client.actions(uri, 1, [kind]) for kind in ("source.fixAll", "source", "refactor", "quickfix")]

    fix_all, source, refactor, quick = session(tmp_path, talk)
    assert [one.kind for one in fix_all] == [one.kind for one in source] == ["source.fixAll"]
    assert refactor == [] and all(one.kind == "quickfix" for one in quick)


def test_comments_that_skip(session, tmp_path):
    text = "#!/usr/bin/python\n" + STAYS

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", text)
        return [action for action in await client.actions(uri, 3) if action.title.startswith("Leave")]

    for action in session(tmp_path, talk):
        changes, _ = documents(action.edit)
        made = applied(text, changes["a.py"])
        assert (
            made.startswith("#!/usr/bin/python\n")
            and made.replace("  # tf2migrate: skip", "").replace("# tf2migrate: skip-file\n", "") == text
        )
        assert not engine.migrate(made.encode(), "a.py").changed


def test_a_file_without_tensorflow_1_has_no_fixes(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", "import tensorflow as tf\nprint(tf.add(1, 2))\n")
        return await client.actions(uri, 1)

    assert session(tmp_path, talk) == []


@pytest.mark.parametrize(
    "text, line, expected",
    [
        ("x = f(\n  1,\n  2)\ny = 1\n", 1, 3),
        ("x = f(\n  1,\n  2)\ny = 1\n", 4, 4),
        ("for x in y:\n  f()\n", 1, 1),
        ('s = """\na\n"""\n', 2, 3),
        ("x = (\n", 1, None),
        ("x = 1 + \\\n  2\n", 1, 2),
    ],
)
def test_where_a_statement_ends(text, line, expected):
    assert skipping.end_of_statement(text, line) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("x\n", 1),
        ("#!/bin/sh\nx\n", 2),
        ("#!/bin/sh\n# coding: utf-8\nx\n", 3),
        ("# -*- coding: x -*-\n", 2),
        ("# words\nx\n", 1),
        ("", 1),
    ],
)
def test_where_a_file_begins(text, expected):
    assert skipping.first_line(text) == expected


# -- explanations ----------------------------------------------------------------------------------


def test_hovers(session, tmp_path):
    text = (
        "import tensorflow as tf\nfrom tensorflow.contrib import slim\nä = 1; y = tf.log(tf.layers.dense(1, 2))\n"
        "slim.conv2d(1, 2, 3)  # TFM101 here\ntf.Session().run(y)\nother.log(1)\n"
    )

    async def talk(client):
        uri = await client.open(tmp_path / "a.py", text)
        line = text.split("\n")
        places = [
            (2, line[2].index("log")),
            (2, line[2].index("dense")),
            (3, 7),
            (3, line[3].index("M101")),
            (4, 5),
            (5, 7),
            (2, 0),
            (99, 0),
        ]
        return [await client.hover(uri, *place) for place in places]

    log, dense, slim, rule, run, *nothing = session(tmp_path, talk)
    assert "**tf.log** of TensorFlow 1 has another name: `tf.math.log`" in log.contents.value
    assert (log.range.start.character, log.range.end.character) == (11, 17)
    assert "tf.keras.layers.Dense" in dense.contents.value and "TFM201" in dense.contents.value
    assert "tf.keras.layers.Conv2D" in slim.contents.value and "TFM202" in slim.contents.value
    assert rule.contents.value.startswith("**TFM101 session-runs** (safe)") and "```python" in rule.contents.value
    assert "TFM101" in run.contents.value
    assert nothing == [None, None, None]


def test_another_encoding_of_positions(session, tmp_path):
    async def talk(client):
        uri = await client.open(tmp_path / "a.py", "import tensorflow as tf\nä = tf.log(1)\n")
        return (await client.hover(uri, 1, 6)).range

    where = session(tmp_path, talk, encodings=[types.PositionEncodingKind.Utf8])
    assert (where.start.character, where.end.character) == (5, 11)
