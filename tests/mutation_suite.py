"""Breaks the migrated fixtures one mistake at a time, and counts how many the verifier notices.

    python tests/mutation_suite.py [--tf1-python PYTHON] [--places 1] [--store] [names...]

A mutant that ends with an error is no test of the verifier and is not counted. One that is found equal survives;
`data/mutation_survivors.json` says of each known one why it is no mistake, or why it cannot be seen. The exit
status is 0 when at least 99 of 100 mutants are caught or explained as no mistake, and every survivor is explained.
`--store` writes the figures to `data/mutation_figures.json`.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import json
import sys
import tempfile
import time
from pathlib import Path

from fixture_programs import FOLDER, TIMEOUT, Fixture, fixtures
from mutations import PLACES, Mutant, mutants

from tf2migrate.engine import migrate
from tf2migrate.settings import Settings
from tf2migrate.verification.interpreters import Interpreter, find_tf1, find_tf2
from tf2migrate.verification.report import Oracle
from tf2migrate.verification.steadiness import NOISE
from tf2migrate.verification.pairs import Pair
from tf2migrate.verification.verifier import judge_worlds
from tf2migrate.verification.worlds import ORIGIN, SHAPE, WORLDS, Program, Run, run_programs

DATA = Path(__file__).parent / "data"
SURVIVORS, FIGURES = DATA / "mutation_survivors.json", DATA / "mutation_figures.json"
BATCH = 60
REQUIRED = 0.99


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a mutant: "caught", "survived" or "failed" (it ended with an error)."""

    fixture: str
    mutant: Mutant
    fate: str
    world: str  # in which it was caught


def originals(pairs: list[Pair], legacy: Interpreter | None, modern: Interpreter) -> list[dict[tuple[str, bool], Run]]:
    """What the originals did, by world and whether they were disturbed."""
    keys = [(world, noisy) for world in WORLDS for noisy in (False, True)]
    programs = [
        Program(p.original, p.args, p.sites, graph=legacy is None, timeout=TIMEOUT, world=world, noise=NOISE * noisy)
        for p in pairs
        for world, noisy in keys
    ]
    runs = run_programs(legacy or modern, programs)
    return [dict(zip(keys, runs[n : n + len(keys)])) for n in range(0, len(runs), len(keys))]


@dataclasses.dataclass
class Trial:
    """A mutant on its way through the worlds."""

    fixture: str
    pair: Pair
    before: dict[tuple[str, bool], Run]
    mutant: Mutant
    fate: str = "survived"
    world: str = ""
    runs: dict[str, tuple[Run, Run]] = dataclasses.field(default_factory=dict)

    def program(self, world: str) -> Program:
        limit = min(TIMEOUT, 15 + 6 * self.before[SHAPE, False].seconds)
        return Program(self.pair.rewritten, code=self.mutant.text.encode(), timeout=limit, world=world)

    def judge(self, world: str, run: Run, oracle: Oracle, version: str) -> None:
        self.runs[world] = self.before[world, False], run
        mutant = dataclasses.replace(self.pair, code=self.mutant.text.encode())
        noisy = {w: self.before[w, True] for w in WORLDS}
        report = judge_worlds(mutant, self.runs, oracle, version, noisy).report
        if run.status == "failed":
            self.fate, self.world = "failed", world
        elif report.equal is not True:
            self.fate, self.world = "caught", world


def run(names: list[str], legacy: Interpreter | None, chosen, say=print) -> list[Outcome]:
    """Break the fixtures and see what the verifier says. `chosen` gives the mutants of (name, migrated text)."""
    modern = find_tf2(None)
    oracle = Oracle("tensorflow", legacy.version, legacy.python) if legacy else None
    oracle = oracle or Oracle("embedded", modern.version, modern.python)
    with tempfile.TemporaryDirectory() as folder:
        pairs = [_pair(fixture, Path(folder) / str(number)) for number, fixture in enumerate(fixtures(names))]
        trials = []
        for pair, before in zip(pairs, originals(pairs, legacy, modern)):
            name = pair.original.relative_to(FOLDER).with_suffix("").as_posix()
            trials += [Trial(name, pair, before, mutant) for mutant in chosen(name, pair.code.decode())]
        say(f"{len(trials)} mutants")
        for world in WORLDS:
            # the second world is for those that survived the first
            left = [t for t in trials if t.fate == "survived" and (world == SHAPE or t.before[SHAPE, False].draws)]
            for start in range(0, len(left), BATCH):
                part = left[start : start + BATCH]
                for trial, done in zip(part, run_programs(modern, [trial.program(world) for trial in part])):
                    trial.judge(world, done, oracle, modern.version)
                say(f"world by {world}: {start + len(part)} of {len(left)}")
    for trial in trials:
        if trial.fate == "survived":
            say(f"survived: {trial.fixture}: {trial.mutant.kind}: {trial.mutant.before}  ->  {trial.mutant.after}")
    return [Outcome(t.fixture, t.mutant, t.fate, t.world) for t in trials]


def _pair(fixture: Fixture, folder: Path) -> Pair:
    result = migrate(fixture.source, fixture.path.name, Settings(instrument=True))
    folder.mkdir()
    path = folder / fixture.path.name
    for name, text in result.new_files:
        (folder / name).write_text(text)
    path.write_bytes(result.output)
    return Pair(fixture.path, path, (), result.run_sites, result.instrumented or result.output)


def figures(outcomes: list[Outcome], oracle: str, seconds: float) -> dict:
    """The counts that are stored."""
    explained = explanations()
    kinds: dict[str, collections.Counter] = collections.defaultdict(collections.Counter)
    for outcome in outcomes:
        fate = outcome.fate
        if fate == "survived" and outcome.mutant.key in explained.get(outcome.fixture, {}):
            fate = explained[outcome.fixture][outcome.mutant.key].split(":")[0]
        kinds[outcome.mutant.kind][fate] += 1
    total = collections.Counter()
    for counts in kinds.values():
        total.update(counts)
    by_origin = sum(outcome.fate == "caught" and outcome.world == ORIGIN for outcome in outcomes)
    tried = sum(total.values()) - total["failed"] - total["same"]
    return {
        "oracle": oracle,
        "seconds": round(seconds),
        "kinds": len(kinds),
        "fixtures": len({outcome.fixture for outcome in outcomes}),
        "mutants": sum(total.values()),
        "ended with an error": total["failed"],
        "explained as no mistake": total["same"],
        "caught": total["caught"],
        "caught only where draws depend on their origin": by_origin,
        "survived": tried - total["caught"],
        "share caught": round(total["caught"] / max(1, tried), 4),
        "by kind": {kind: dict(sorted(counts.items())) for kind, counts in sorted(kinds.items())},
    }


def explanations() -> dict[str, dict[str, str]]:
    """fixture -> mutant -> "same: why it is no mistake", or "unseen: why the verifier cannot see it"."""
    return json.loads(SURVIVORS.read_text(encoding="utf-8")) if SURVIVORS.exists() else {}


def unexplained(outcomes: list[Outcome]) -> list[Outcome]:
    known = explanations()
    return [o for o in outcomes if o.fate == "survived" and o.mutant.key not in known.get(o.fixture, {})]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tf1-python", help="a Python with TensorFlow 1.15; the embedded oracle without it")
    parser.add_argument("--places", type=int, default=PLACES, help="places of each kind in each program")
    parser.add_argument("--survivors", action="store_true", help="only those that are known to survive")
    parser.add_argument("--store", action="store_true", help="write the figures beside the tests")
    parser.add_argument("names", nargs="*", help="fixtures such as gan or mnist/conv_layers; all by default")
    options = parser.parse_args(arguments)
    legacy = find_tf1(options.tf1_python) if options.tf1_python else None
    started = time.time()
    known = explanations()

    def chosen(name: str, text: str) -> list[Mutant]:
        made = list(mutants(text, options.places))
        return [m for m in made if m.key in known.get(name, {})] if options.survivors else made

    outcomes = run(options.names, legacy, chosen, lambda text: print(text, flush=True))
    found = figures(outcomes, f"TensorFlow {legacy.version}" if legacy else "embedded", time.time() - started)
    text = json.dumps(found, indent=1)
    print(text)
    if options.store:
        FIGURES.write_text(text + "\n", encoding="utf-8")
    unknown = unexplained(outcomes)
    for outcome in unknown:
        print(f"not explained: {outcome.fixture}: {outcome.mutant.key}", file=sys.stderr)
    return 0 if found["share caught"] >= REQUIRED and not unknown else 1


if __name__ == "__main__":
    sys.exit(main())
