"""The whole way of a notebook: bytes in, `Result` out, by the same core as for a module."""

from __future__ import annotations

import dataclasses
from typing import Callable, Sequence

from tf2migrate import screening
from tf2migrate.modernizing import notes
from tf2migrate.notebooks.assembly import Assembly, CellError, NotCut
from tf2migrate.notebooks.document import Cell, Code, Document, NotebookError
from tf2migrate.result import CellPlace, Diagnostic, Result, RuleSite, Sign
from tf2migrate.rules.python2 import MODERNIZED
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, decode


def screen(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """`screening.screen` for a notebook."""
    return _processed(source, path, settings, lambda module, shown: screening.screen(module, path, settings))


def check(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """`engine.check` for a notebook."""
    from tf2migrate import engine

    return _processed(source, path, settings, lambda module, shown: engine.check(module, path, settings, shown))


def migrate(source: bytes, path: str, settings: Settings = Settings()) -> Result:
    """`engine.migrate` for a notebook."""
    from tf2migrate import engine

    return _processed(source, path, settings, lambda module, shown: engine.migrate(module, path, settings, shown))


def signs(source: bytes, path: str) -> tuple[Sign, ...]:
    """`screening.signs` for a notebook."""
    try:
        document = Document(source)
        assembly = Assembly(document.cells)
    except NotebookError:
        return ()
    places = _Places(document, assembly, path)
    return tuple(map(places.sign, screening.signs(assembly.text.encode("utf-8", "surrogatepass"), path)))


def program(source: bytes) -> bytes | None:
    """The code of a notebook as a program that Python runs without IPython.

    None when the notebook leans on IPython for a value, or cannot be read.
    """
    try:
        assembly = Assembly(Document(source).cells)
    except NotebookError:
        return None
    return None if assembly.needs_ipython else assembly.text.encode("utf-8", "surrogatepass")


def migrated_program(source: bytes, path: str, settings: Settings) -> bytes:
    """The same program, migrated as the notebook is."""
    from tf2migrate import engine

    assembly = Assembly(Document(source).cells)
    module = assembly.text.encode("utf-8", "surrogatepass")
    return engine.migrate(module, path, settings, assembly.displayed).output


def _processed(source: bytes, path: str, settings: Settings, core: Callable[[bytes, frozenset[int]], Result]) -> Result:
    try:
        document = Document(source)
    except NotebookError as error:
        return Result(path, source, source, error=str(error))
    if document.language.lower() not in ("python", "python3", "python2", "ipython"):
        return Result(path, source, source)
    try:
        assembly, result = assembled(document.cells, path, settings, core)
    except CellError as error:
        return Result(path, source, source, error=_in_cell(document, error.cell, error.line, error.cause))
    except SourceError as error:
        return Result(path, source, source, error=str(error))
    return _Places(document, assembly, path).translated(result, source, settings)


def assembled(
    cells: Sequence[Code], path: str, settings: Settings, core: Callable[[bytes, frozenset[int]], Result]
) -> tuple[Assembly, Result]:
    """The module that the cells of a notebook make, and what the core says of it.

    Args:
        core: a function of the core that takes the module and the lines that Jupyter shows.

    Raises:
        CellError, SourceError: a cell cannot be read.
    """
    assembly = Assembly(cells, settings.python2)
    module = assembly.text.encode("utf-8", "surrogatepass")
    decode(module)  # a cell may begin with an encoding cookie
    result = core(module, assembly.displayed)
    if assembly.modernized and (result.applied or result.changed):
        found = (*result.diagnostics, *notes(path, assembly.divisions))
        result = dataclasses.replace(result, diagnostics=found, applied=tuple(sorted({*result.applied, MODERNIZED})))
    return assembly, result


def _in_cell(document: Document, cell: Cell, line: int, cause: str) -> str:
    """An error with the line of the file, and that of the cell."""
    return f"line {document.position(cell, line, 1)[0]}: cell {cell.number}, line {line}: {cause}"


class _Places:
    """Results about the module, as results about the notebook."""

    def __init__(self, document: Document, assembly: Assembly, path: str) -> None:
        self.document, self.assembly, self.path = document, assembly, path

    def translated(self, result: Result, source: bytes, settings: Settings) -> Result:
        """The result for the file; the notebook stays as it is where its cells cannot be cut out again."""
        if result.error is not None:
            return Result(self.path, source, source, error=self._error(result.error))
        found = tuple(self._diagnostic(diagnostic) for diagnostic in result.diagnostics)
        sign = None if result.sign is None else self.sign(result.sign)
        made = dataclasses.replace(
            result,
            source=source,
            output=source,
            diagnostics=found,
            sign=sign,
            run_sites=(),
            instrumented=None,
            sites=tuple(self._site(site) for site in result.sites),
        )
        if result.output == result.source:
            return made
        try:
            cells = self.assembly.cut(result.output.decode("utf-8", "surrogatepass"))
        except NotCut as problem:
            note = Diagnostic(
                self.path,
                1,
                1,
                "TFM990",
                f"left as it is: {problem}",
                "move that line into a cell of its own, or migrate the notebook by hand",
            )
            return dataclasses.replace(made, diagnostics=(*found, note), applied=(), sites=(), new_files=())
        return dataclasses.replace(made, output=self.document.replaced(cells, settings.clear_outputs))

    def sign(self, sign: Sign) -> Sign:
        """The same use, at its place in the file."""
        line, column, cell = self._position(sign.line, sign.column)
        return dataclasses.replace(sign, line=line, column=column, cell=cell)

    def _diagnostic(self, diagnostic: Diagnostic) -> Diagnostic:
        line, column, cell = self._position(diagnostic.line, diagnostic.column)
        return dataclasses.replace(diagnostic, line=line, column=column, cell=cell)

    def _site(self, site: RuleSite) -> RuleSite:
        first, last = (self._position(line, 1)[0] for line in (site.line, site.end_line))
        return dataclasses.replace(site, line=first, end_line=last)

    def _position(self, line: int, column: int) -> tuple[int, int, CellPlace | None]:
        """Line and column in the file, and the place in the cell."""
        found = self.assembly.place(line)
        if found is None:
            return 1, 1, None
        cell, inner = found
        return *self.document.position(cell, inner, column), CellPlace(cell.number, inner, column)

    def _error(self, error: str) -> str:
        """An error that names a line of the module, with the line of the file and that of the cell."""
        from tf2migrate.reporting.text import split_error

        line, cause = split_error(error)
        found = self.assembly.place(line) if line is not None else None
        if found is None:
            return error
        return _in_cell(self.document, *found, cause)
