"""The files of a program whose names may meet: what imports a file, what it imports, and what a star brings along."""

from __future__ import annotations

from tf2migrate.analysis.program import Analysis


def neighbours(analysis: Analysis, path: str) -> set[str]:
    """The paths of the files that may see a name of this one, or whose names it may see."""
    found = _reached(path, [(a, b) for a, b in analysis.imports]) | _reached(
        path, [(b, a) for a, b in analysis.imports]
    )
    starred = _reached(path, [(b, a) for (a, b), star in analysis.imports.items() if star])
    for importer in starred:
        found |= _reached(importer, [(a, b) for a, b in analysis.imports])
    return found - {path}


def _reached(start: str, edges: list[tuple[str, str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        here = todo.pop()
        new = {b for a, b in edges if a == here} - found
        found |= new
        todo += new
    return found
