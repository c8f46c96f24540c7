"""The transitions of a conditional random field are a variable of the program, and no result of its likelihood.

`crf_log_likelihood` makes them when it is given none, and returns them in both cases.

Source: `crf_log_likelihood` in tensorflow/contrib/crf/python/ops/crf.py of 1.15.
"""

from __future__ import annotations

import ast

from tf2migrate.analysis.arguments import argument, has_star
from tf2migrate.analysis.program import Analysis
from tf2migrate.analysis.tree import walk
from tf2migrate.preparation.lines import Lines, scope_of
from tf2migrate.preparation.reading import loads
from tf2migrate.preparation.text import Text, attempted

_NAME = "contrib.crf.crf_log_likelihood"
_PARAMETERS = ("inputs", "tag_indices", "sequence_lengths", "transition_params")
_UNREAD = "_"
_WIDTH = 100


def prepared(text: Text, analysis: Analysis, tf: str) -> Text | None:
    """The text with the transitions in variables of their own; None when it has none, or some that have to stay.

    Args:
        analysis: what is known of the names in it.
        tf: what the API is called in it.
    """
    places = {(n.lineno, n.col_offset, n.end_col_offset) for n, path in analysis.symbols.items() if path == _NAME}
    if not places:
        return None
    tree = text.tree
    lines = Lines(text, tree)
    calls = [
        n
        for n in walk(tree)
        if isinstance(n, ast.Call) and (n.func.lineno, n.func.col_offset, n.func.end_col_offset) in places
    ]
    made = [_write(text, lines, tf, call) for call in calls]
    return attempted(text, lines.assembled) if any(made) else None


def _write(text: Text, lines: Lines, tf: str, call: ast.Call) -> bool:
    """Have `score, transitions = crf_log_likelihood(...)` bind the transitions in a statement of their own."""
    statement = lines.parents[call]
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1 or has_star(call):
        return False
    target = statement.targets[0]
    if _UNREAD in loads(scope_of(lines, statement)):
        return False
    if not isinstance(target, (ast.Tuple, ast.List)) or len(target.elts) != 2:
        return False
    given = {name: argument(call, _PARAMETERS, name) for name in _PARAMETERS}
    inputs, transitions, kept = given["inputs"], given["transition_params"], target.elts[1]
    if isinstance(transitions, ast.Constant) and transitions.value is None:
        return False
    unread = isinstance(kept, ast.Name) and kept.id == _UNREAD
    if transitions is not None:
        if unread:
            return False
        if ast.unparse(transitions) != ast.unparse(kept):
            lines.before(statement, [f"{text.segment(kept)} = {text.segment(transitions)}"])
        lines.replace(statement, _with_head(text, statement, kept))
        return True
    if not isinstance(inputs, (ast.Name, ast.Attribute)) or not isinstance(kept, (ast.Name, ast.Attribute)):
        return False
    name = lines.fresh("transitions") if unread else text.segment(kept)
    tags = f"{text.segment(inputs)}.get_shape()[2].value"
    lines.before(statement, [f'{name} = {tf}.get_variable("transitions", [{tags}, {tags}])'])
    written = _with_head(text, statement, kept)
    if not written[-1].endswith(")") or written[-1].strip() == ")":
        return False
    added = f", transition_params={name})" if call.keywords else f", {name})"
    if len(written) > 1 or len(written[0] + added) > _WIDTH:
        start = " " * (len(written[-1]) - len(written[-1].lstrip()) if len(written) > 1 else written[0].index("(") + 1)
        written[-1:] = [written[-1][:-1] + ",", start + added[2:]]
    else:
        written[-1] = written[-1][:-1] + added
    lines.replace(statement, written)
    return True


def _with_head(text: Text, statement: ast.Assign, kept: ast.expr) -> list[str]:
    """The lines of a statement, not indented, in which nothing is bound to one of the targets.

    Lines that are aligned with what stands behind the target stay so.
    """
    source = text.text.split("\n")[statement.lineno - 1 : statement.end_lineno]
    head, rest = source[0].encode()[: kept.col_offset], source[0].encode()[kept.end_col_offset :]
    shorter = kept.end_col_offset - kept.col_offset - len(_UNREAD)
    behind = source[0].index("(", kept.end_col_offset)
    found = [(head + _UNREAD.encode() + rest).decode()[statement.col_offset :]]
    for line in source[1:]:
        aligned = len(line) - len(line.lstrip()) > behind
        found.append(line[statement.col_offset + (shorter if aligned else 0) :])
    return found
