"""An editor for the language server: what it sends, and what it has been told."""

import asyncio
import os
import sys
import threading
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import BaseLanguageClient
from pygls.uris import from_fs_path


class Client(BaseLanguageClient):
    """An editor."""

    def __init__(self):
        super().__init__("editor", "1")
        self.published = {}
        self.messages = []
        self.news = asyncio.Event()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params):
            self.published[params.uri] = params
            self.news.set()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def show(params):
            self.messages.append(params.message)

    async def begin(self, folder, resolve=True, create=True, encodings=None):
        here = str(Path(__file__).parent.parent)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])}
        await self.start_io(sys.executable, "-m", "tf2migrate", "lsp", env=environment)
        action = types.CodeActionClientCapabilities(
            resolve_support=types.ClientCodeActionResolveOptions(["edit"]) if resolve else None, data_support=True
        )
        edit = types.WorkspaceEditClientCapabilities(
            document_changes=True, resource_operations=[types.ResourceOperationKind.Create] if create else []
        )
        capabilities = types.ClientCapabilities(
            text_document=types.TextDocumentClientCapabilities(code_action=action),
            workspace=types.WorkspaceClientCapabilities(workspace_edit=edit),
            notebook_document=types.NotebookDocumentClientCapabilities(types.NotebookDocumentSyncClientCapabilities()),
            general=types.GeneralClientCapabilities(position_encodings=encodings),
        )
        uri = from_fs_path(str(folder))
        self.answer = await self.initialize_async(
            types.InitializeParams(
                capabilities=capabilities, root_uri=uri, workspace_folders=[types.WorkspaceFolder(uri, "w")]
            )
        )
        self.initialized(types.InitializedParams())

    async def open(self, path, text):
        uri = from_fs_path(str(path))
        self.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 1, text)))
        await self.until(lambda: uri in self.published)
        return uri

    def change(self, uri, version, text):
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def open_notebook(self, path, *cells):
        """Open a notebook; a cell is its code, or None for a cell of text."""
        uri = from_fs_path(str(path))
        held = [
            types.TextDocumentItem(self.cell(path, number), "python", 1, text)
            for number, text in enumerate(cells, 1)
            if text is not None
        ]
        self.notebook_document_did_open(
            types.DidOpenNotebookDocumentParams(
                types.NotebookDocument(uri, "jupyter-notebook", 1, self.cells(path, *cells)), held
            )
        )
        await self.until(lambda: all(one.uri in self.published for one in held))
        return [self.cell(path, number) for number in range(1, len(cells) + 1)]

    def cell(self, path, number):
        """The uri of a cell, made as editors make it."""
        return from_fs_path(str(path)).replace("file:", "vscode-notebook-cell:") + f"#W{number}sZmlsZQ%3D%3D"

    def cells(self, path, *texts):
        kinds = types.NotebookCellKind
        return [
            types.NotebookCell(kinds.Markup if text is None else kinds.Code, self.cell(path, number))
            for number, text in enumerate(texts, 1)
        ]

    def change_notebook(self, path, version, **cells):
        """Tell of changes of the cells; see `NotebookDocumentCellChanges`."""
        self.notebook_document_did_change(
            types.DidChangeNotebookDocumentParams(
                types.VersionedNotebookDocumentIdentifier(version, from_fs_path(str(path))),
                types.NotebookDocumentChangeEvent(cells=types.NotebookDocumentCellChanges(**cells)),
            )
        )

    async def until(self, condition):
        while not condition():
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 30)

    def found(self, uri):
        return list(self.published[uri].diagnostics)

    async def actions(self, uri, line, only=None):
        where = types.Range(types.Position(line, 0), types.Position(line, 0))
        near = [one for one in self.found(uri) if one.range.start.line <= line <= one.range.end.line]
        return list(
            await self.text_document_code_action_async(
                types.CodeActionParams(
                    types.TextDocumentIdentifier(uri), where, types.CodeActionContext(near, only=only)
                )
            )
        )

    async def migration(self, uri, line=2):
        action = next(one for one in await self.actions(uri, line) if one.title.startswith("Migrate"))
        return action if action.edit is not None else await self.code_action_resolve_async(action)

    async def hover(self, uri, line, character):
        return await self.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        )


async def begun(folder, options):
    client = Client()
    await client.begin(folder, **options)
    return client


async def ended(client):
    """The server has to end well."""
    await client.shutdown_async(None)
    client.exit(None)
    await asyncio.wait_for(client.stop(), 30)
    assert client._server.returncode == 0


class Shared:
    """An editor and its server for all talks that need nothing special; each has a folder of its own."""

    def __init__(self, folder):
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        self.client = self.run(begun(folder, {}))

    def run(self, talk):
        return asyncio.run_coroutine_threadsafe(talk, self.loop).result(120)


async def talk_alone(folder, talk, options):
    """A talk with a server of its own."""
    client = await begun(folder, options)
    try:
        answer = await asyncio.wait_for(talk(client), 90)
        await ended(client)
        return answer
    except BaseException:
        client._server.kill()
        raise


def applied(text, edits):
    """What an editor makes of edits, in units of UTF-16."""
    data = text.split("\n")

    def offset(position):
        if position.line >= len(data):
            return len(text)
        line = data[position.line]
        within = line.encode("utf-16-le")[: 2 * position.character].decode("utf-16-le")
        return sum(len(one) + 1 for one in data[: position.line]) + len(within)

    for edit in sorted(edits, key=lambda one: offset(one.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text


def documents(edit):
    """The edits of each document, and the created files, by their names."""
    changes = {
        change.text_document.uri.rpartition("/")[2]: change.edits
        for change in edit.document_changes
        if isinstance(change, types.TextDocumentEdit)
    }
    created = {
        change.uri.rpartition("/")[2] for change in edit.document_changes if isinstance(change, types.CreateFile)
    }
    return changes, created
