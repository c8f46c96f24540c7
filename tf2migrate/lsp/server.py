"""The language server: what the editor asks, and what it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path
from pygls.workspace import TextDocument

from tf2migrate import __version__
from tf2migrate.configuration import ConfigurationError
from tf2migrate.lsp import explanations, findings, skipping
from tf2migrate.lsp.programs import Project
from tf2migrate.lsp.text import bytes_of, end_of, lines_of, place, position, text_edits, tree_of
from tf2migrate.result import Result
from tf2migrate.source import SourceError
from tf2migrate.writing import new_files

_DELAY = 0.3  # seconds without a keystroke before a document is looked at again
_FIX_ALL = types.CodeActionKind(types.CodeActionKind.SourceFixAll)


class Server(LanguageServer):
    """One editor; what is known of its documents."""

    def __init__(self) -> None:
        super().__init__("tf2migrate", __version__)
        self.results: dict[str, tuple[int | None, Result]] = {}  # by uri: the version that was looked at
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
        except (SourceError, ConfigurationError) as error:
            return Result(path, b"", b"", error=str(error))
        except (RecursionError, MemoryError):
            return Result(path, b"", b"", error="nested too deeply, or too large, to be analysed")
        except Exception as error:  # a defect of the core must not end the server
            logging.getLogger(__name__).exception("internal error in %s", path)
            return Result(path, b"", b"", error=f"internal error: {type(error).__name__}: {error}")

    async def publish(self, uri: str) -> None:
        """Look at a document, meanwhile answer other requests, and tell the editor what was found."""
        document = self.workspace.get_text_document(uri)
        version = document.version
        result = await asyncio.to_thread(self.checked, document)
        if uri not in self.workspace.text_documents or document.version != version:
            return  # what came after is looked at next
        found = findings.diagnostics(document, result, tree_of(document.source))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version=version))

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
        """The open documents by their paths."""
        return {os.path.realpath(document.path): document for document in self.workspace.text_documents.values()}

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
            server.project_of(to_fs_path(params.text_document.uri) or "").refresh()
        await server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.results.clear()
        before = server.waiting.pop(uri, None)
        if before is not None:
            before.cancel()
        server.waiting[uri] = asyncio.ensure_future(_later(server, uri))

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.results.pop(uri, None)
        waiting = server.waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(params: types.HoverParams) -> types.Hover | None:
        return _hover(server.workspace.get_text_document(params.text_document.uri), params.position, server)

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, _FIX_ALL], resolve_provider=True),
    )
    def actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        return _actions(server, params)

    @server.feature(types.CODE_ACTION_RESOLVE)
    def resolve(action: types.CodeAction) -> types.CodeAction:
        if action.edit is None and isinstance(action.data, str):
            action.edit = _migration(server, server.workspace.get_text_document(action.data))
        return action

    return server


async def _later(server: Server, uri: str) -> None:
    await asyncio.sleep(_DELAY)
    server.waiting.pop(uri, None)
    if uri in server.workspace.text_documents:
        if await asyncio.to_thread(server.is_soon_checked, server.workspace.text_documents[uri]):
            await server.publish(uri)


# -- explanations --------------------------------------------------------------------------------------


def _hover(document: TextDocument, at: types.Position, server: Server) -> types.Hover | None:
    line, column = place(document, at)
    text = lines_of(document)[line - 1] if line <= len(lines_of(document)) else ""
    rule = explanations.rule_in(text, len(text.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore")))
    if rule is not None:
        return _explained(explanations.rule_text(rule))
    tree = tree_of(document.source)
    found = explanations.symbol_at(tree, line, column) if tree is not None else None
    if found is None:
        return None
    node, path = found
    where = types.Range(position(document, line, node.col_offset), position(document, line, node.end_col_offset or 0))
    return _explained(explanations.symbol_text(path), where)


def _explained(text: str, where: types.Range | None = None) -> types.Hover:
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), where)


# -- quick fixes ---------------------------------------------------------------------------------------


def _actions(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    document = server.workspace.get_text_document(params.text_document.uri)
    result = server.checked(document)
    ours = [one for one in params.context.diagnostics if one.source == findings.SOURCE]
    wanted = params.context.only
    made: list[types.CodeAction] = []
    if result.applied:
        for kind in (types.CodeActionKind.QuickFix, _FIX_ALL):
            if _is_wanted(kind, wanted) and (ours or kind is _FIX_ALL or _touches(result, params.range)):
                made.append(_migrating(server, document, kind, ours))
    concerned = ours or result.applied and _touches(result, params.range)
    if concerned and _is_wanted(types.CodeActionKind.QuickFix, wanted):
        made += _skipping(document, params.range.start.line + 1, ours)
    return made


def _is_wanted(kind: types.CodeActionKind, wanted: Any) -> bool:
    """Whether a client that asks for some kinds wants this one: a kind stands for all below it."""
    return not wanted or any(
        kind.value == str(getattr(one, "value", one)) or kind.value.startswith(f"{getattr(one, 'value', one)}.")
        for one in wanted
    )


def _touches(result: Result, where: types.Range) -> bool:
    return not result.sites or any(
        site.line - 1 <= where.end.line and where.start.line <= site.end_line - 1 for site in result.sites
    )


def _migrating(
    server: Server, document: TextDocument, kind: types.CodeActionKind, solved: list[types.Diagnostic]
) -> types.CodeAction:
    action = types.CodeAction(
        "Migrate to TensorFlow 2, with all files of this program",
        kind,
        solved or None,
        is_preferred=kind is types.CodeActionKind.QuickFix,
    )
    if server.resolves:
        action.data = document.uri
    else:
        action.edit = _migration(server, document)
    return action


def _migration(server: Server, document: TextDocument) -> types.WorkspaceEdit | None:
    """The edit that migrates a program; None, with a message, when it cannot be made."""
    path = os.path.realpath(document.path)
    held = server.opened()
    project = server.project_of(path)
    try:
        with server.working:
            bytes_of(document.source)
            project.refresh()
            results = project.migrate(path, server.held())
    except (SourceError, ConfigurationError) as error:
        return _refused(server, str(error))
    created = {where: text for result in results for where, text in new_files(result)}
    taken = [where for where, text in created.items() if os.path.lexists(where) and _content(where) != text]
    if taken:
        return _refused(server, f"{taken[0]} exists with other content; rename that one")
    missing = {where: text for where, text in created.items() if not os.path.lexists(where)}
    if missing and not server.creates:
        return _refused(
            server, f"it needs the new file {min(missing)}, which this editor cannot create; use tf2migrate --write"
        )
    changes: list[Any] = []
    for where, text in missing.items():
        uri = from_fs_path(where) or where
        changes.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
        changes.append(_changed(uri, None, [types.TextEdit(_START, text.decode("utf-8"))]))
    for result in results:
        one = held.get(result.path)
        edits = text_edits(result.source, one, result)
        if edits is None:
            return _refused(server, f"{result.path} has carriage returns alone; use tf2migrate --write")
        uri = one.uri if one is not None else from_fs_path(result.path) or result.path
        changes.append(_changed(uri, one.version if one is not None else None, edits))
    if not changes:
        return _refused(server, "nothing to change any more")
    return types.WorkspaceEdit(document_changes=changes)


_START = types.Range(types.Position(0, 0), types.Position(0, 0))


def _changed(uri: str, version: int | None, edits: list[types.TextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), edits)


def _refused(server: Server, cause: str) -> None:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"tf2migrate: {cause}"))


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return b""


def _skipping(document: TextDocument, line: int, ours: list[types.Diagnostic]) -> list[types.CodeAction]:
    """Comments that have the file left alone."""
    text = document.source
    made = []
    end = skipping.end_of_statement("\n".join(lines_of(document)), line)
    if end is not None and skipping.SKIP not in lines_of(document)[end - 1]:
        where = end_of(document, end)
        made.append(
            _comment(
                document,
                "Leave this program alone because of this statement",
                ours,
                types.TextEdit(types.Range(where, where), f"  {skipping.SKIP}"),
            )
        )
    first = types.Position(skipping.first_line(text) - 1, 0)
    newline = "\r\n" if "\r\n" in text else "\n"
    made.append(
        _comment(
            document,
            "Leave this file alone",
            ours,
            types.TextEdit(types.Range(first, first), f"{skipping.SKIP_FILE}{newline}"),
        )
    )
    return made


def _comment(
    document: TextDocument, title: str, ours: list[types.Diagnostic], edit: types.TextEdit
) -> types.CodeAction:
    changes = [_changed(document.uri, document.version, [edit])]
    return types.CodeAction(
        title, types.CodeActionKind.QuickFix, ours or None, edit=types.WorkspaceEdit(document_changes=changes)
    )
