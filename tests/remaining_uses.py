"""What is left of TensorFlow 1 after a migration, by symbol, and whether the output keeps its promises.

    python tests/remaining_uses.py [--closed-world] [--rows N] [--save FOLDER] PATH...

Each PATH is a project. Its files are migrated in memory, nothing is written into them. For each project: how many files
came out free of TensorFlow 1, rewritten in part or kept on compat.v1; files that broke a promise (an error, output that
does not compile, that a second run changes, lost comments, a change outside of the places that rules name); and the
uses of TensorFlow 1 by symbol, before and after.
"""

from __future__ import annotations

import argparse
import ast
import collections
import difflib
import sys
import time
import warnings
from pathlib import Path

from tf2migrate.analysis.interpreter import Interpreter
from tf2migrate.checks import comments
from tf2migrate.engine import migrate
from tf2migrate.loading import load
from tf2migrate.planning.evidence import all_evidence
from tf2migrate.project import migrate_programs
from tf2migrate.result import Result
from tf2migrate.settings import Settings
from tf2migrate.source import SourceError, decode


def uses(data: bytes, path: str) -> collections.Counter[str]:
    """The uses of TensorFlow 1 in a file by symbol; runs of sessions count as `.run`, `.eval`."""
    try:
        module = load(data, path)
    except SourceError:
        return collections.Counter()
    if module is None:
        return collections.Counter()
    analysis = Interpreter(module.tree).interpret()
    found: dict[tuple[int, int], str] = {}
    for node in all_evidence(analysis):
        symbol = analysis.symbols.get(node) or analysis.symbols.get(getattr(node, "func", None))
        method = getattr(getattr(node, "func", None), "attr", None)
        found.setdefault((node.lineno, node.col_offset), symbol or (f".{method}" if method else "session"))
    return collections.Counter(found.values())


def migrated(sources: dict[str, bytes], settings: Settings) -> dict[str, Result]:
    """The results of all files of a project."""
    outcome = migrate_programs(sources, lambda path: settings)
    return {
        path: outcome.results.get(path) or migrate(data, path, settings)
        for path, data in sources.items()
        if b"tensorflow" in data
    }


def broken(result: Result, again: Result | None) -> list[str]:
    """The promises that a result breaks."""
    if result.error is not None:
        return [] if "Python 2" in result.error or "invalid" in result.error else [result.error]
    found = [d.message for d in result.diagnostics if d.rule == "TFM990"]
    if not result.changed:
        return found
    before, after = decode(result.source).text, decode(result.output).text
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(after, result.path, "exec", dont_inherit=True)
    except SyntaxError as error:
        found.append(f"does not compile: {error}")
    lost = comments(before) - comments(after)
    if lost and "TFM219" in result.applied:
        found.append(f"lost the comment {next(iter(lost))}")
    if again is not None and again.output != result.output:
        found.append("a second run changes it")
    return found + [f"line {number} changed, and no rule names it" for number in _unnamed(result, before, after)[:1]]


def _unnamed(result: Result, before: str, after: str) -> list[int]:
    """Lines of a file done use by use that changed though no rule names them; imports, and what a session held, may."""
    if "TFM219" not in result.applied or "TFM220" in result.applied:
        return []
    named = {number for site in result.sites for number in range(site.line, site.end_line + 1)}
    named |= {
        number
        for node in ast.walk(ast.parse(before))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for number in range(node.lineno, node.end_lineno + 1)
    }
    old = before.split("\n")
    found = []
    for tag, start, end, _, _ in difflib.SequenceMatcher(None, old, after.split("\n"), autojunk=False).get_opcodes():
        if tag != "equal":
            found += [n + 1 for n in range(start, end) if n + 1 not in named]
    return found


def fate(result: Result, left: collections.Counter[str]) -> str:
    if result.error is not None:
        return "not read"
    if not left:
        return "free of TensorFlow 1"
    if "TFM219" in result.applied:
        return "in part on compat.v1"
    return "on compat.v1" if result.changed else "left as it is"


def report(folder: Path, settings: Settings, rows: int, save: Path | None) -> collections.Counter[str]:
    """Print what became of one project; the broken promises by file."""
    files = [folder] if folder.is_file() else sorted(folder.rglob("*.py"))
    sources = {str(path): path.read_bytes() for path in files}
    started = time.process_time()
    results = migrated(sources, settings)
    seconds = time.process_time() - started
    outputs = {path: results[path].output if path in results else data for path, data in sources.items()}
    second = migrated(outputs, settings)
    before, after = collections.Counter(), collections.Counter()
    fates: collections.Counter[str] = collections.Counter()
    problems: collections.Counter[str] = collections.Counter()
    for path, result in results.items():
        before += uses(result.source, path)
        left = uses(result.output, path)
        after += left
        fates[fate(result, left)] += 1
        for problem in broken(result, second.get(path)):
            problems[problem] += 1
            print(f"  {path}: {problem}", file=sys.stderr)
        if save is not None:
            target = save / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(result.output)
    lines = sum(data.count(b"\n") for data in sources.values())
    print(f"\n{folder}: {len(results)} files with TensorFlow of {len(sources)}, {lines} lines, {seconds:.1f} s")
    print("  " + ", ".join(f"{count} {name}" for name, count in fates.most_common()))
    print(
        f"  uses of TensorFlow 1: {sum(before.values())} before, {sum(after.values())} after; "
        f"broken promises: {sum(problems.values())}"
    )
    for symbol, count in sorted(before.items(), key=lambda item: (-after[item[0]], -item[1], item[0]))[:rows]:
        print(f"  {symbol:55} {count:6} {after[symbol]:6}")
    return problems


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--closed-world", action="store_true", help="as for tf2migrate")
    parser.add_argument("--rows", type=int, default=25, help="rows of each table (default 25)")
    parser.add_argument("--save", type=Path, help="write the migrated files below this folder")
    options = parser.parse_args(arguments)
    settings = Settings(closed_world=options.closed_world)
    problems = [report(path, settings, options.rows, options.save) for path in options.paths]
    return 1 if any(problems) else 0


if __name__ == "__main__":
    sys.exit(main())
