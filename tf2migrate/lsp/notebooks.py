"""An open notebook: each cell is a document of the editor, and all of them make one program."""

from __future__ import annotations

import ast
import dataclasses
import os
from typing import Callable
from urllib.parse import unquote

from lsprotocol import types
from pygls.uris import to_fs_path, urlparse
from pygls.workspace import TextDocument, Workspace

from tf2migrate import engine
from tf2migrate.lsp import findings, skipping
from tf2migrate.lsp.text import edited, tree_of
from tf2migrate.notebooks.assembly import Assembly, CellError, place_of_comment
from tf2migrate.notebooks.document import Code
from tf2migrate.notebooks.notebook import assembled
from tf2migrate.reporting.text import split_error
from tf2migrate.result import Result
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError

SYNCHRONIZED = types.NotebookDocumentSyncOptions(
    [
        types.NotebookDocumentFilterWithNotebook(
            notebook=types.NotebookDocumentFilterNotebookType(notebook_type="jupyter-notebook"),
            cells=[types.NotebookCellLanguage(language="python")],
        )
    ],
    save=True,
)


class OpenNotebook:
    """The Python cells of a notebook as the editor holds them at one moment.

    Attributes:
        uri: that of the notebook.
        path: the file that it is, or would be.
        documents: the cells by their numbers, from 1; cells of other kinds count.
        state: what is equal when nothing has changed.
    """

    def __init__(self, notebook: types.NotebookDocument, workspace: Workspace) -> None:
        self.uri = notebook.uri
        self.path = os.path.realpath(to_fs_path(notebook.uri) or urlparse(notebook.uri)[2])
        held = workspace.text_documents
        found = {number: held.get(unquote(cell.document)) for number, cell in enumerate(notebook.cells, 1)}
        self.documents: dict[int, TextDocument] = {n: document for n, document in found.items() if document is not None}
        self._cells = [Code(number, one.source.replace("\r\n", "\n")) for number, one in self.documents.items()]
        self.state = tuple((number, one.uri, one.version) for number, one in self.documents.items())

    def number_of(self, document: TextDocument) -> int:
        """Which cell a document is."""
        return next(number for number, one in self.documents.items() if one.uri == document.uri)

    def check(self, settings: Settings) -> Checked:
        """What a check says of the notebook."""
        return self._processed(settings, lambda module, shown: engine.check(module, self.path, settings, shown))

    def migrate(self, settings: Settings) -> tuple[Result, dict[int, list[types.TextEdit]]]:
        """The migrated notebook, as the edits of its cells by their numbers; the result has its new files.

        Raises:
            SourceError: a cell cannot be read.
            NotCut: the migrated code cannot be cut into the cells.
        """
        checked = self._processed(settings, lambda module, shown: engine.migrate(module, self.path, settings, shown))
        result = checked.whole
        if result.error is not None:
            line, cause = split_error(result.error)
            raise SourceError(line or 1, cause)
        if result.output == result.source or checked.assembly is None:
            return result, {}
        new = checked.assembly.cut(result.output.decode("utf-8", "surrogatepass"))
        return result, {number: edited(self.documents[number], text) for number, text in new.items()}

    def _processed(self, settings: Settings, core: Callable[[bytes, frozenset[int]], Result]) -> Checked:
        try:
            return Checked(self, *assembled(self._cells, self.path, settings, core))
        except CellError as error:
            failed = Result(self.path, b"", b"", error=f"line {error.line}: {error.cause}")
            return Checked(self, None, failed, error.cell.number)
        except SourceError as error:
            return Checked(self, None, Result(self.path, b"", b"", error=str(error)))

    def comment_on_file(self) -> tuple[TextDocument, types.TextEdit] | None:
        """The edit that has the notebook left alone."""
        found = place_of_comment(self._cells)
        if found is None:
            return None
        document = self.documents[found[0].number]
        return document, skipping.comment_on_file(document.source, found[1])


@dataclasses.dataclass(frozen=True)
class Checked:
    """A result about the module that the cells make, and its parts that belong to cells.

    Attributes:
        assembly: None when the cells make no module.
        whole: the result, in the lines of the module.
        failing: the cell in whose lines the error is, when there is no module.
    """

    notebook: OpenNotebook
    assembly: Assembly | None
    whole: Result
    failing: int | None = None

    def diagnostics(self) -> dict[str, list[types.Diagnostic]]:
        """What is to be told, by the uris of the cells."""
        first = self._first
        return {
            document.uri: findings.diagnostics(document, self.of(number), tree_of(document.source), number == first)
            for number, document in self.notebook.documents.items()
        }

    @property
    def _first(self) -> int | None:
        """The cell for what concerns the whole notebook."""
        found = self.assembly.place(1) if self.assembly is not None else None
        return found[0].number if found is not None else min(self.notebook.documents, default=None)

    def of(self, number: int) -> Result:
        """The part of the result that belongs to a cell, in its lines.

        The rules are those of the whole notebook; none where nothing of the cell is concerned.
        """
        whole = self.whole
        if whole.error is not None:
            return Result(whole.path, b"", b"", error=self._error(number, whole.error))
        found = [
            dataclasses.replace(one, line=line)
            for one in whole.diagnostics
            if (line := self._line_in(number, one.line)) is not None
        ]
        sites = [
            dataclasses.replace(site, line=first, end_line=max(first, self._line_in(number, site.end_line) or first))
            for site in whole.sites
            if (first := self._line_in(number, site.line)) is not None
        ]
        concerned = found or sites or (not whole.sites and number == self._first)
        return Result(whole.path, b"", b"", tuple(found), whole.applied if concerned else (), sites=tuple(sites))

    def same_line(self, number: int, line: int) -> int | None:
        """The line of the module that has the text of a line of a cell; a line with a magic has none."""
        place = self._line_in_module(number, line)
        if place is None or self.assembly is None:
            return None
        text = self.notebook.documents[number].source.split("\n")[line - 1].rstrip("\r")
        return place if self.assembly.text.split("\n")[place - 1] == text else None

    def tree(self) -> ast.Module | None:
        """The indexed tree of the module, None when it cannot be parsed."""
        return tree_of(self.assembly.text) if self.assembly is not None else None

    def end_of_statement(self, number: int, line: int) -> int | None:
        """The line of a cell at whose end a comment belongs to the statement that holds `line`."""
        place = self._line_in_module(number, line)
        end = skipping.end_of_statement(self.assembly.text, place) if self.assembly and place else None
        return self._line_in(number, end) if end is not None else None

    def _line_in_module(self, number: int, line: int) -> int | None:
        return self.assembly.line_of(number, line) if self.assembly is not None else None

    def _line_in(self, number: int, line: int) -> int | None:
        """The line of a cell for one of the module, None when it belongs to another cell."""
        found = self.assembly.place(line) if self.assembly is not None else None
        return found[1] if found is not None and found[0].number == number else None

    def _error(self, number: int, error: str) -> str | None:
        line, cause = split_error(error)
        if self.assembly is None:
            here = number == (self.failing or self._first)
            return error if here else None
        inner = self._line_in(number, line or 1)
        return f"line {inner}: {cause}" if inner is not None else None


def opened(workspace: Workspace, uri: str) -> OpenNotebook | None:
    """The notebook with this uri, or the one that has a cell with it."""
    notebook = workspace.get_notebook_document(notebook_uri=uri) or workspace.get_notebook_document(cell_uri=uri)
    return OpenNotebook(notebook, workspace) if notebook is not None else None
