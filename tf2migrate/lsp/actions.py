"""Quick fixes: migrate a program, or have it left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Iterable

from lsprotocol import types
from pygls.uris import from_fs_path
from pygls.workspace import TextDocument

from tf2migrate.lsp import findings, skipping
from tf2migrate.lsp.failures import failure
from tf2migrate.lsp.notebooks import Checked, OpenNotebook
from tf2migrate.lsp.programs import read, settings_for
from tf2migrate.lsp.text import bytes_of, end_of, lines_of, text_edits
from tf2migrate.notebooks.assembly import NotCut
from tf2migrate.result import Result
from tf2migrate.writing import new_files

if TYPE_CHECKING:
    from tf2migrate.lsp.server import Server

FIX_ALL = types.CodeActionKind(types.CodeActionKind.SourceFixAll)


def actions_for(server: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The actions at a place of a document."""
    document = server.workspace.get_text_document(params.text_document.uri)
    notebook = server.notebook_of(document.uri)
    checked = server.checked_notebook(notebook) if notebook is not None else None
    result = server.checked(document) if checked is None else checked.of(notebook.number_of(document))
    ours = [one for one in params.context.diagnostics if one.source == findings.SOURCE]
    wanted = params.context.only
    made: list[types.CodeAction] = []
    if result.applied:
        for kind in (types.CodeActionKind.QuickFix, FIX_ALL):
            if _is_wanted(kind, wanted) and (ours or kind is FIX_ALL or _touches(result, params.range)):
                made.append(_migrating(server, document, result, kind, ours, notebook is not None))
    concerned = ours or result.applied and _touches(result, params.range)
    if concerned and _is_wanted(types.CodeActionKind.QuickFix, wanted):
        line = params.range.start.line + 1
        made += _skipping(document, line, ours) if checked is None else _skipping_cells(checked, document, line, ours)
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
    server: Server,
    document: TextDocument,
    result: Result,
    kind: types.CodeActionKind,
    solved: list[types.Diagnostic],
    in_notebook: bool,
) -> types.CodeAction:
    stays = findings.FALLBACK in result.applied
    what = "all cells of this notebook" if in_notebook else "all files of this program"
    action = types.CodeAction(
        f"Keep on tf.compat.v1, with {what}" if stays else f"Migrate to TensorFlow 2, with {what}",
        kind,
        solved or None,
        is_preferred=kind is types.CodeActionKind.QuickFix and not stays,
    )
    if server.resolves:
        action.data = document.uri
    else:
        action.edit = migration(server, document.uri)
    return action


def migration(server: Server, uri: str) -> types.WorkspaceEdit | None:
    """The edit that migrates the program of a document; None, with a message, when it cannot be made."""
    notebook = server.notebook_of(uri)
    try:
        with server.working:
            if notebook is not None:
                return _notebook_migration(server, notebook)
            return _program_migration(server, server.workspace.get_text_document(uri))
    except NotCut as problem:
        return _refused(server, f"the notebook is left as it is: {problem}")
    except Exception as error:  # a defect of the core must not end the server
        return _refused(server, failure(uri, error).error or "")


def _program_migration(server: Server, document: TextDocument) -> types.WorkspaceEdit | None:
    path = os.path.realpath(document.path)
    held = server.opened()
    project = server.project_of(path)
    bytes_of(document.source)
    project.refresh()
    results = project.migrate(path, server.held())
    changes = _creations(server, results)
    if changes is None:
        return None
    for result in results:
        one = held.get(result.path)
        edits = text_edits(result.source, one, result)
        if edits is None:
            return _refused(server, f"{result.path} has carriage returns alone; use tf2migrate --write")
        uri = one.uri if one is not None else from_fs_path(result.path) or result.path
        changes.append(_changed(uri, one.version if one is not None else None, edits))
    return _workspace_edit(server, changes)


def _notebook_migration(server: Server, notebook: OpenNotebook) -> types.WorkspaceEdit | None:
    result, edits = notebook.migrate(settings_for(notebook.path))
    changes = _creations(server, [result])
    if changes is None:
        return None
    for number, made in edits.items():
        document = notebook.documents[number]
        changes.append(_changed(document.uri, document.version, made))
    return _workspace_edit(server, changes)


def _workspace_edit(server: Server, changes: list[Any]) -> types.WorkspaceEdit | None:
    return types.WorkspaceEdit(document_changes=changes) if changes else _refused(server, "nothing to change any more")


def _creations(server: Server, results: Iterable[Result]) -> list[Any] | None:
    """The changes that create new files; None, with a message, when they cannot be created."""
    created = {where: text for result in results for where, text in new_files(result)}
    taken = [where for where, text in created.items() if os.path.lexists(where) and read(where) != text]
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
    return changes


_START = types.Range(types.Position(0, 0), types.Position(0, 0))


def _changed(uri: str, version: int | None, edits: list[types.TextEdit]) -> types.TextDocumentEdit:
    return types.TextDocumentEdit(types.OptionalVersionedTextDocumentIdentifier(uri, version), edits)


def _refused(server: Server, cause: str) -> None:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"tf2migrate: {cause}"))


_PROGRAM_ALONE = "Leave this program alone because of this statement"


def _skipping(document: TextDocument, line: int, ours: list[types.Diagnostic]) -> list[types.CodeAction]:
    """Comments that have the file left alone."""
    text = document.source
    made = []
    end = skipping.end_of_statement("\n".join(lines_of(document)), line)
    if end is not None:
        made += _comment_on_statement(document, end, ours)
    made.append(_comment(document, "Leave this file alone", ours, skipping.comment_on_file(text)))
    return made


def _skipping_cells(
    checked: Checked, document: TextDocument, line: int, ours: list[types.Diagnostic]
) -> list[types.CodeAction]:
    """Comments that have the notebook left alone."""
    end = checked.end_of_statement(checked.notebook.number_of(document), line)
    made = _comment_on_statement(document, end, ours) if end is not None else []
    found = checked.notebook.comment_on_file()
    return [*made, _comment(found[0], "Leave this notebook alone", ours, found[1])] if found is not None else made


def _comment_on_statement(document: TextDocument, line: int, ours: list[types.Diagnostic]) -> list[types.CodeAction]:
    if skipping.SKIP in lines_of(document)[line - 1]:
        return []
    where = end_of(document, line)
    return [_comment(document, _PROGRAM_ALONE, ours, types.TextEdit(types.Range(where, where), f"  {skipping.SKIP}"))]


def _comment(
    document: TextDocument, title: str, ours: list[types.Diagnostic], edit: types.TextEdit
) -> types.CodeAction:
    changes = [_changed(document.uri, document.version, [edit])]
    return types.CodeAction(
        title, types.CodeActionKind.QuickFix, ours or None, edit=types.WorkspaceEdit(document_changes=changes)
    )
