"""The language server: what the editor asks, and what it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from typing import Awaitable, Callable, Iterable
from urllib.parse import unquote

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from tf2migrate import __version__
from tf2migrate.lsp import explanations, findings, notebooks
from tf2migrate.lsp.actions import FIX_ALL, actions_for, migration
from tf2migrate.lsp.failures import failure
from tf2migrate.lsp.notebooks import Checked, OpenNotebook
from tf2migrate.lsp.programs import Project, settings_for
from tf2migrate.lsp.text import bytes_of, lines_of, place, position, tree_of
from tf2migrate.result import Result
from tf2migrate.source import SourceError

_DELAY = 0.3  # seconds without a keystroke before a document is looked at again


class Server(LanguageServer):
    """One editor; what is known of its documents."""

    def __init__(self) -> None:
        super().__init__("tf2migrate", __version__, notebook_document_sync=notebooks.SYNCHRONIZED)
        self.results: dict[str, tuple[int | None, Result]] = {}  # by uri: the version that was looked at
        self.notebooks: dict[str, Checked] = {}  # by uri: what was found last
        self.projects: dict[str, Project] = {}  # by their folders
        self.working = threading.RLock()  # one document is looked at after the other
        self.waiting: dict[str, asyncio.Task[None]] = {}

    def checked(self, document: TextDocument) -> Result:
        """The result of analysing a document as it is in the editor."""
        with self.working:
            version = document.version
            known = self.results.get(document.uri)
            if known is not None and version is not None and known[0] == version:
                return known[1]
            result = self._check(document)
            self.results[document.uri] = version, result
            return result

    def _check(self, document: TextDocument) -> Result:
        path = document.path
        try:
            bytes_of(document.source)  # names what is wrong with this document
            return self.project_of(path).check(os.path.realpath(path), self.held())
        except Exception as error:  # a defect of the core must not end the server
            return failure(path, error)

    def notebook_of(self, uri: str) -> OpenNotebook | None:
        """The open notebook with this uri, or with a cell of this uri."""
        return notebooks.opened(self.workspace, uri)

    def checked_notebook(self, notebook: OpenNotebook) -> Checked:
        """The result of analysing a notebook as it is in the editor."""
        with self.working:
            known = self.notebooks.get(notebook.uri)
            if known is not None and known.notebook.state == notebook.state:
                return known
            try:
                checked = notebook.check(settings_for(notebook.path))
            except Exception as error:  # as above
                checked = Checked(notebook, None, failure(notebook.path, error))
            self.notebooks[notebook.uri] = checked
            return checked

    async def publish(self, uri: str) -> None:
        """Look at a document, meanwhile answer other requests, and tell the editor what was found."""
        document = self.workspace.get_text_document(uri)
        version = document.version
        result = await asyncio.to_thread(self.checked, document)
        if not self.is_open(uri) or document.version != version:
            return  # what came after is looked at next
        found = findings.diagnostics(document, result, tree_of(document.source))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version=version))

    async def publish_notebook(self, uri: str) -> None:
        """The same for all cells of a notebook."""
        notebook = self.notebook_of(uri)
        if notebook is None:
            return
        checked = await asyncio.to_thread(self.checked_notebook, notebook)
        now = self.notebook_of(uri)
        if now is None or now.state != notebook.state:
            return
        versions = {document.uri: document.version for document in notebook.documents.values()}
        for cell, found in checked.diagnostics().items():
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(cell, found, version=versions[cell]))

    def forget(self, uris: Iterable[str]) -> None:
        """Take back what was told of documents that are closed."""
        for uri in uris:
            self.results.pop(uri, None)
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    def later(self, uri: str, look: Callable[[], Awaitable[None]]) -> None:
        """Look at what has this uri when there was no keystroke for a moment."""
        self.no_longer(uri)

        async def after_a_moment() -> None:
            await asyncio.sleep(_DELAY)
            self.waiting.pop(uri, None)
            await look()

        self.waiting[uri] = asyncio.ensure_future(after_a_moment())

    def no_longer(self, uri: str) -> None:
        """Do not look at it after all."""
        waiting = self.waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()

    def is_open(self, uri: str) -> bool:
        """Whether the editor holds this document; the workspace knows it by its uri without escapes."""
        return unquote(uri) in self.workspace.text_documents

    def is_soon_checked(self, document: TextDocument) -> bool:
        """Whether a document is a program of its own; programs of several files are checked when one is saved."""
        with self.working:
            path = os.path.realpath(document.path)
            return self.project_of(path).stands_alone(path, self.held())

    def project_of(self, path: str) -> Project:
        """The project that a file belongs to."""
        root = self._root_of(os.path.realpath(path))
        if root not in self.projects:
            self.projects[root] = Project(root)
        return self.projects[root]

    def _root_of(self, path: str) -> str:
        folders = [to_fs_path(uri) for uri in self.workspace.folders] + [self.workspace.root_path]
        real = [os.path.realpath(folder) for folder in folders if folder]
        holding = [folder for folder in real if os.path.commonpath([folder, path]) == folder]
        return max(holding, key=len, default=os.path.dirname(path))

    def opened(self) -> dict[str, TextDocument]:
        """The open documents by their paths; cells of notebooks are no files."""
        return {
            os.path.realpath(document.path): document
            for document in self.workspace.text_documents.values()
            if self.workspace.get_notebook_document(cell_uri=document.uri) is None
        }

    def held(self) -> dict[str, bytes]:
        """What the open documents would be saved as, of those that could be."""
        made = {}
        for path, document in self.opened().items():
            with contextlib.suppress(SourceError):
                made[path] = bytes_of(document.source)
        return made

    @property
    def resolves(self) -> bool:
        """Whether the client fetches the edit of an action when it is chosen."""
        action = self.client_capabilities.text_document.code_action if self.client_capabilities.text_document else None
        support = action.resolve_support if action is not None else None
        return support is not None and "edit" in support.properties

    @property
    def creates(self) -> bool:
        """Whether the client creates files as part of an edit."""
        workspace = self.client_capabilities.workspace
        edit = workspace.workspace_edit if workspace is not None else None
        return edit is not None and types.ResourceOperationKind.Create in (edit.resource_operations or ())


def make_server() -> Server:
    """A server with all its features."""
    server = Server()

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenTextDocumentParams) -> None:
        await server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        with server.working:
            server.results.clear()  # the settings may have changed, or what another document imports
            server.notebooks.clear()
            server.project_of(to_fs_path(params.text_document.uri) or "").refresh()
        await server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.results.clear()

        async def look() -> None:
            if server.is_open(uri):
                if await asyncio.to_thread(server.is_soon_checked, server.workspace.get_text_document(uri)):
                    await server.publish(uri)

        server.later(uri, look)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.no_longer(params.text_document.uri)
        server.forget([params.text_document.uri])

    _notebook_features(server)

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return _hover(server, server.workspace.get_text_document(params.text_document.uri), params.position)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL], resolve_provider=True),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return actions_for(server, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(action: types.CodeAction) -> types.CodeAction:
        if action.edit is None and isinstance(action.data, str):
            action.edit = migration(server, action.data)
        return action

    return server


def _notebook_features(server: Server) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    async def opened(params: types.DidOpenNotebookDocumentParams) -> None:
        await server.publish_notebook(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveNotebookDocumentParams) -> None:
        server.notebooks.pop(params.notebook_document.uri, None)  # the settings may have changed
        await server.publish_notebook(params.notebook_document.uri)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeNotebookDocumentParams) -> None:
        uri = params.notebook_document.uri
        cells = params.change.cells
        if cells is not None and cells.structure is not None:
            server.forget(cell.uri for cell in cells.structure.did_close or ())
        server.later(uri, lambda: server.publish_notebook(uri))

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseNotebookDocumentParams) -> None:
        uri = params.notebook_document.uri
        server.no_longer(uri)
        server.notebooks.pop(uri, None)
        server.forget(cell.uri for cell in params.cell_text_documents)


# -- explanations --------------------------------------------------------------------------------------


def _hover(server: Server, document: TextDocument, at: types.Position) -> types.Hover | None:
    line, column = place(document, at)
    text = lines_of(document)[line - 1] if line <= len(lines_of(document)) else ""
    rule = explanations.rule_in(text, len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")))
    if rule is not None:
        return _explained(explanations.rule_text(rule))
    notebook = server.notebook_of(document.uri)
    if notebook is None:
        tree, inside = tree_of(document.source), line
    else:
        checked = server.checked_notebook(notebook)
        tree, inside = checked.tree(), checked.same_line(notebook.number_of(document), line)
    found = explanations.symbol_at(tree, inside, column) if tree is not None and inside is not None else None
    if found is None:
        return None
    node, path = found
    where = types.Range(position(document, line, node.col_offset), position(document, line, node.end_col_offset or 0))
    return _explained(explanations.symbol_text(path), where)


def _explained(text: str, where: types.Range | None = None) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), where)
