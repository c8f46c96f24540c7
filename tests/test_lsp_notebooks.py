"""Notebooks in the language server: each cell is a document, all cells of a notebook are one program."""

import json

import pytest

pytest.importorskip("pygls")

from editor import applied, documents  # noqa: E402
from lsprotocol import types  # noqa: E402
from notebook_files import notebook, sources  # noqa: E402
from pygls.uris import from_fs_path  # noqa: E402

from tf2migrate.notebooks.notebook import migrate  # noqa: E402

IMPORT = "import tensorflow as tf"
GRAPH = "x = tf.placeholder(tf.float32, [None, 2])\ny = tf.log(x + 1.0)"
RUN = "with tf.Session() as sess:\n    print(sess.run(y, {x: [[1.0, 2.0]]}))"
STAYS = "é = '𝄞'; m = tf.train.import_meta_graph(1)"
MNIST = "from tensorflow.examples.tutorials.mnist import input_data\n\nmnist = input_data.read_data_sets('x')"


def edited(edit, uris, texts):
    """The cells after an edit."""
    changes, _ = documents(edit)
    names = [uri.rpartition("/")[2] for uri in uris]
    assert set(changes) <= set(names)
    return [applied(text, changes.get(name, ())) for name, text in zip(names, texts)]


# -- findings ------------------------------------------------------------------------------------------


def test_hints_stand_in_their_cells(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", IMPORT, None, GRAPH, RUN)
        return [client.found(uri) if uri in client.published else None for uri in cells]

    start, words, graph, run = session(tmp_path, talk)
    assert start == [] and words is None
    assert {(one.range.start.line, one.code) for one in graph} >= {(0, "TFM102"), (1, "TFM501")}
    assert {(one.range.start.line, one.code) for one in run} >= {(0, "TFM101")}
    assert {one.severity for one in graph + run} == {types.DiagnosticSeverity.Hint}


def test_findings_stand_in_their_cells_and_the_hint_on_compat_in_the_first(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", IMPORT, GRAPH, STAYS, RUN)
        return [client.found(uri) for uri in cells]

    start, graph, stays, run = session(tmp_path, talk)
    assert [one.code for one in start] == ["TFM900"] and graph == [] == run
    (finding,) = stays
    assert finding.severity == types.DiagnosticSeverity.Warning
    assert finding.range.start.character == len(STAYS[: STAYS.index("tf.train")].encode("utf-16-le")) // 2


def test_magics_are_no_errors(session, tmp_path):
    texts = ["%matplotlib inline\n!pip list\n" + IMPORT, "%%bash\nls", GRAPH, "%%time\n%time print(1)\n" + RUN]

    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", *texts)
        edit = (await client.migration(cells[2], 0)).edit
        return [client.found(uri) for uri in cells], edited(edit, cells, texts)

    found, after = session(tmp_path, talk)
    assert [bool(one) for one in found] == [False, False, True, True]
    assert found[3][0].range.start.line == 2
    assert after[:2] == texts[:2] and after[3].startswith("%%time\n%time print(1)\nprint(")


def test_an_error_stands_in_its_cell(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", IMPORT, "x = 1\nprint 'x'", RUN)
        return [client.found(uri) for uri in cells]

    start, wrong, run = session(tmp_path, talk)
    assert start == [] == run
    assert "Python 2" in wrong[0].message and wrong[0].range.start.line == 1


def test_changes_of_cells_are_looked_at(session, tmp_path):
    path = tmp_path / "a.ipynb"

    async def talk(client):
        first, second = await client.open_notebook(path, IMPORT, "x = 1")
        assert client.found(second) == []
        change = types.TextDocumentContentChangeWholeDocument(GRAPH + "\n" + RUN)
        content = types.NotebookDocumentCellContentChanges(types.VersionedTextDocumentIdentifier(2, second), [change])
        client.change_notebook(path, 2, text_content=[content])
        await client.until(lambda: client.found(second))
        assert client.published[second].version == 2

        # A cell comes before the two: what is found moves nowhere, and the new cell counts.
        new = client.cell(path, 9)
        structure = types.NotebookDocumentCellChangeStructure(
            types.NotebookCellArrayChange(0, 0, [types.NotebookCell(types.NotebookCellKind.Code, new)]),
            did_open=[types.TextDocumentItem(new, "python", 1, "# tf2migrate: skip-file")],
        )
        client.change_notebook(path, 3, structure=structure)
        await client.until(lambda: client.found(second) == [])

        # It goes again.
        structure = types.NotebookDocumentCellChangeStructure(
            types.NotebookCellArrayChange(0, 1), did_close=[types.TextDocumentIdentifier(new)]
        )
        client.change_notebook(path, 4, structure=structure)
        await client.until(lambda: client.found(second))

        client.notebook_document_did_close(
            types.DidCloseNotebookDocumentParams(
                types.NotebookDocumentIdentifier(from_fs_path(str(path))),
                [types.TextDocumentIdentifier(first), types.TextDocumentIdentifier(second)],
            )
        )
        await client.until(lambda: client.found(second) == [])

    session(tmp_path, talk)


def test_settings_count_and_are_read_again_when_the_notebook_is_saved(session, tmp_path):
    path = tmp_path / "a.ipynb"
    table = '[tool.tf2migrate]\nignore = ["TFM101"]\n'
    (tmp_path / "pyproject.toml").write_text(f"{table}[[tool.tf2migrate.overrides]]\npaths = ['a.*']\nignore = []\n")

    async def talk(client):
        cells = await client.open_notebook(path, IMPORT, GRAPH, RUN)
        assert {one.severity for one in client.found(cells[2])} == {types.DiagnosticSeverity.Hint}
        (tmp_path / "pyproject.toml").write_text(table)
        client.notebook_document_did_save(
            types.DidSaveNotebookDocumentParams(types.NotebookDocumentIdentifier(from_fs_path(str(path))))
        )
        await client.until(lambda: any("not selected" in one.message for uri in cells for one in client.found(uri)))

    session(tmp_path, talk)


def test_cells_are_no_modules_of_programs(session, tmp_path):
    """A notebook beside a program: the documents of its cells are files of nothing."""

    async def talk(client):
        await client.open_notebook(tmp_path / "a.ipynb", IMPORT, GRAPH, RUN)
        uri = await client.open(tmp_path / "b.py", "\n".join([IMPORT, GRAPH, RUN, ""]))
        return (await client.migration(uri)).edit

    assert set(documents(session(tmp_path, talk))[0]) == {"b.py"}


# -- quick fixes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("options", [{}, {"resolve": False}])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_fix_migrates_all_cells(session, tmp_path, options, newline):
    texts = [IMPORT, "# words", GRAPH + "\n", RUN]
    expected = sources(migrate(notebook(*texts), "a.ipynb").output)
    shown = [text.replace("\n", newline) for text in texts]

    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a b é.ipynb", *shown)
        action = await client.migration(cells[2], 0)
        return action, edited(action.edit, cells, shown)

    action, after = session(tmp_path, talk, **options)
    assert action.title == "Migrate to TensorFlow 2, with all cells of this notebook"
    assert action.is_preferred and action.diagnostics
    assert after == [text.replace("\n", newline) for text in expected] != shown


def test_new_files_stand_beside_the_notebook(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", MNIST)
        return (await client.migration(cells[0], 0)).edit

    edit = session(tmp_path, talk)
    created = [one.uri for one in edit.document_changes if isinstance(one, types.CreateFile)]
    assert created == [from_fs_path(str(tmp_path / "mnist_input_data.py"))]


def test_what_cannot_be_cut_is_refused(session, tmp_path):
    """What the magic times goes."""
    texts = [IMPORT, GRAPH, "%time sess = tf.Session()\nprint(sess.run(y, {x: [[1.0, 2.0]]}))"]
    result = migrate(notebook(*texts), "a.ipynb")
    assert not result.changed and "left as it is" in result.diagnostics[-1].message

    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", *texts)
        assert (await client.migration(cells[1], 0)).edit is None
        return client.messages

    assert "the notebook is left as it is" in session(tmp_path, talk)[0]


def test_comments_that_skip(session, tmp_path):
    texts = [
        "%%time\n" + IMPORT,
        GRAPH,
        "with tf.Session() as sess:\n    %time a = 1\n    sess.run(y,\n {x: [[1., 2.]]})",
    ]

    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", *texts)
        actions = await client.actions(cells[2], 2)
        return {one.title: edited(one.edit, cells, texts) for one in actions if one.title.startswith("Leave")}

    made = session(tmp_path, talk)
    statement = made["Leave this program alone because of this statement"]
    assert statement == [*texts[:2], texts[2] + "  # tf2migrate: skip"]
    whole = made["Leave this notebook alone"]
    assert whole == [texts[0].replace("\n", "\n# tf2migrate: skip-file\n"), *texts[1:]]
    for after in (statement, whole):
        assert not migrate(notebook(*after), "a.ipynb").changed


def test_a_cell_without_a_change_has_no_fixes(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(tmp_path / "a.ipynb", IMPORT, "a = 1", GRAPH, RUN)
        return await client.actions(cells[1], 0)

    assert session(tmp_path, talk) == []


# -- explanations --------------------------------------------------------------------------------------


def test_hovers_know_the_imports_of_other_cells(session, tmp_path):
    async def talk(client):
        cells = await client.open_notebook(
            tmp_path / "a.ipynb", IMPORT, None, "ä = 1\nb = tf.log(2.)\n%time tf.log(1.)"
        )
        return [await client.hover(cells[2], *place) for place in ((1, 8), (2, 9), (0, 0))]

    log, magic, nothing = session(tmp_path, talk)
    assert "**tf.log** of TensorFlow 1" in log.contents.value
    assert (log.range.start.line, log.range.start.character, log.range.end.character) == (1, 4, 10)
    assert magic is None is nothing


def test_the_server_says_that_it_takes_notebooks(shared):
    sync = shared.client.answer.capabilities.notebook_document_sync
    (selector,) = sync.notebook_selector
    assert sync.save and selector.notebook.notebook_type == "jupyter-notebook"
    assert json.dumps([cell.language for cell in selector.cells]) == '["python"]'
