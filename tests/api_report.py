"""How much of the API of TensorFlow 1.15 the tables know, and how much of what programs use is handled.

    python tests/api_report.py [USES.tsv] [--left N]

Without a file: the public names of TensorFlow 1.15 by what becomes of them, and by what that rests on. USES.tsv counts
the uses of names in programs; its columns `symbol` (`tf.nn.relu`), `uses_tf1_py` and `status` are read. A use is
handled when the tables rewrite it or leave it because it is equal, or when a lowering takes it up. That is said name by
name: a lowering may still refuse a use of a name that it handles elsewhere.
"""

from __future__ import annotations

import argparse
import collections
import csv
import pathlib

import make_api_tables

from tf2migrate.analysis.imports import public_name
from tf2migrate.reporting.symbol_explanations import TAKEN_UP, takes_up
from tf2migrate.rules import search, symbols
from tf2migrate.rules.symbols import Disposition, Symbol

PRIVATE = make_api_tables.API / "private.tsv"
# Families whose calls the analysis leaves to compat.v1 unless a row was written by hand
_CAREFUL = ("layers.", "contrib.layers.", "contrib.slim.", "nn.rnn_cell.", "contrib.rnn.", "keras.")
# Protocol buffers: programs take them from where they are in both versions
_IN_BOTH = ("core.",)


def handled(path: str, symbol: Symbol) -> bool:
    """Whether uses of a name are rewritten, equal, or lowered."""
    if path in TAKEN_UP:
        return True
    if symbol.disposition is Disposition.GONE:
        return False
    if symbol.disposition is Disposition.LOWERED:
        return takes_up(path, symbol)
    return not (symbol.generated and symbol.parameters and path.startswith(_CAREFUL))


def kind_of_use(name: str, status: str) -> tuple[str, str]:
    """What happens to a use of a name, and the advice when nothing does."""
    path = public_name(name)
    if path in TAKEN_UP:
        return Disposition.LOWERED.value.lower(), ""
    if path.startswith(_IN_BOTH):
        return "name of both", ""
    symbol = symbols.lookup(path)
    if symbol is not None and symbol.source != "not in 1.15":
        if handled(path, symbol):
            return symbol.disposition.value.lower(), ""
        return "left, with advice" if symbol.advice else "left, without advice", symbol.advice
    if not path or symbols.is_module(path) or search.has_prefix(PRIVATE, path + "."):
        below = [one for one in symbols.names() if one.startswith(path.removesuffix(".python") + ".")]
        known = any(handled(one, symbols.lookup(one)) for one in below)
        return ("module" if known or not path else "left, with advice"), symbols.advice_on_module(path)
    if status in ("tf2_only", "b_same", "b_sig_changed"):
        return "name of TensorFlow 2", ""
    owner = symbols.lookup(path.rpartition(".")[0])
    if owner is not None and owner.source != "not in 1.15":
        known = "member of a " + owner.disposition.value.lower() if handled(owner.name, owner) else "left, with advice"
        return known, owner.advice
    if symbol is not None:
        return "left, with advice", symbol.advice
    return "no name of TensorFlow", ""


def report_names() -> None:
    """The public names by disposition and evidence."""
    names = sorted({public_name(name) for name in make_api_tables.read_record()})
    found = [symbols.lookup(name) for name in names]
    known = [symbol for symbol in found if symbol is not None]
    print(
        f"public names of TensorFlow 1.15: {len(names)}, with a disposition: {len(known)} ({share(len(known), len(names))})"
    )
    table = collections.Counter(
        (symbol.disposition.value, "generated" if symbol.generated else "by hand") for symbol in known
    )
    for disposition in Disposition:
        counts = [table[disposition.value, how] for how in ("by hand", "generated")]
        print(f"  {disposition.value:11}{sum(counts):6}   (row by hand {counts[0]}, generated {counts[1]})")
    advised = [symbol for symbol in known if symbol.disposition is Disposition.GONE and symbol.advice]
    gone = [symbol for symbol in known if symbol.disposition is Disposition.GONE]
    print(f"  gone with advice: {len(advised)} of {len(gone)}")


def report_uses(path: pathlib.Path, left: int) -> None:
    """The uses in programs by what happens to them."""
    counts: collections.Counter[str] = collections.Counter()
    kept: list[tuple[int, str, str, str]] = []
    with open(path, encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t"):
            uses = int(row["uses_tf1_py"] or 0)
            kind, advice = kind_of_use(row["symbol"].removeprefix("tf."), row["status"])
            counts[kind] += uses
            if kind.startswith(("left", "no name")) and uses:
                kept.append((uses, row["symbol"], kind, advice))
    total = sum(counts.values())
    for kind, number in counts.most_common():
        print(f"  {kind:28}{number:7}  {share(number, total)}")
    unhandled = sum(uses for uses, *_ in kept)
    print(f"uses: {total}, handled: {total - unhandled} ({share(total - unhandled, total)}), left: {unhandled}")
    for uses, name, kind, advice in sorted(kept, reverse=True)[:left]:
        print(f"  {uses:5}  {name}  [{kind}] {advice}")


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uses", nargs="?", type=pathlib.Path)
    parser.add_argument("--left", type=int, default=40, help="how many of the names that are left to list")
    options = parser.parse_args()
    report_names()
    if options.uses:
        report_uses(options.uses, options.left)


if __name__ == "__main__":
    main()
