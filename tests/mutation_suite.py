"""Breaks the migrated fixtures one mistake at a time, and counts how many the verifier notices.

    python tests/mutation_suite.py [--tf1-python PYTHON] [--places 1] [-j 2] [--minutes 60] [--seed A] [--store] [names...]

A mutant that ends with an error is no test of the verifier and is not counted. One that is found equal survives;
`data/mutation_survivors.json` says of each known one why it is no mistake, or why it cannot be seen. The exit
status is 0 when at least 99 of 100 mutants are caught or explained as no mistake, and every survivor is explained.
`--store` writes the figures to `data/mutation_figures.json`.
"""

from __future__ import annotations

import argparse
import collections
import dataclasses
import hashlib
import json
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fixture_programs import FOLDER, TIMEOUT
from mutations import PLACES, Mutant, mutants
from verifier_gates import requests

from tf2migrate.verification.drift import is_small, may_drift
from tf2migrate.verification.interpreters import Interpreter, find_tf1, find_tf2
from tf2migrate.verification.pairs import Pair, PairFile, pair_up
from tf2migrate.verification.report import Oracle
from tf2migrate.verification.steadiness import MORE_NOISE, NOISE
from tf2migrate.verification.verifier import (
    Judged,
    drifting,
    embedded,
    judge_embedded,
    judge_rounded,
    judge_worlds,
)
from tf2migrate.verification.worlds import ORIGIN, SHAPE, WORLDS, Program, Run, run_programs

DATA = Path(__file__).parent / "data"
SURVIVORS, FIGURES = DATA / "mutation_survivors.json", DATA / "mutation_figures.json"
BATCH = 40
REQUIRED = 0.99


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of a mutant: "caught", "survived" or "failed" (it ended with an error)."""

    fixture: str
    mutant: Mutant
    fate: str
    world: str  # in which it was caught


def originals(pairs: list[Pair], legacy: Interpreter | None, modern: Interpreter) -> list[dict[tuple[str, float], Run]]:
    """What the originals did, by world and how much they were disturbed."""
    keys = [(world, noise) for world in WORLDS for noise in (0.0, NOISE, *MORE_NOISE)]
    programs = [
        p.before(graph=legacy is None, timeout=TIMEOUT, world=world, noise=noise)
        for p in pairs
        for world, noise in keys
    ]
    runs = run_programs(legacy or modern, programs)
    return [dict(zip(keys, runs[n : n + len(keys)])) for n in range(0, len(runs), len(keys))]


@dataclasses.dataclass
class Trial:
    """A mutant on its way through the worlds."""

    fixture: str
    pair: Pair  # with the mutant in it
    before: dict[tuple[str, float], Run]
    mutant: Mutant
    fate: str = "survived"
    world: str = ""  # the last one that was looked at
    judged: Judged | None = None
    runs: dict[str, tuple[Run, Run]] = dataclasses.field(default_factory=dict)
    others: list[Trial] = dataclasses.field(default_factory=list)  # runs with other arguments, and of other programs

    def program(self, world: str) -> Program:
        limit = min(TIMEOUT, 15 + 6 * self.before[SHAPE, 0.0].seconds)
        return self.pair.after(timeout=limit, world=world)

    def judge(self, world: str, run: Run, oracle: Oracle, version: str) -> None:
        self.runs[world] = self.before[world, 0.0], run
        noisy = {w: [self.before[w, noise] for noise in (NOISE, *MORE_NOISE)] for w in WORLDS}
        self.judged = judge_worlds(self.pair, self.runs, oracle, version, noisy)
        self.fate = "survived" if self.judged.report.equal else "caught"
        if run.status == "failed":
            self.fate = "failed"
        self.world = world

    @property
    def is_open(self) -> bool:
        """Whether the next world may tell more: what differs a little may be taken for a drift."""
        return self.fate == "survived" or self.fate == "caught" and is_small(self.judged.report)


@dataclasses.dataclass
class Doubts:
    """Mutants that differ a little go the way of all such programs: they may be taken for a drift of the versions."""

    legacy: Interpreter | None
    modern: Interpreter
    known: dict[tuple, tuple] = dataclasses.field(default_factory=dict)  # runs of originals
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    def settle(self, trial: Trial, original: Pair, oracle: Oracle) -> None:
        if trial.fate != "caught" or not is_small(trial.judged.report):
            return
        rounded, graph = self._runs(original)
        report = trial.judged.report
        version = self.modern.version
        if may_drift(report, trial.judged.before):
            report = judge_rounded(trial.pair, trial.runs, trial.judged, rounded, oracle, version)
        else:
            rounded = {}
        if not report.equal and self.legacy is not None:
            judged = dataclasses.replace(trial.judged, report=report)
            other = Oracle("embedded", version, self.modern.python)
            report = judge_embedded(trial.pair, trial.runs, judged, rounded, graph, other)
        if report.equal:
            trial.fate = "survived"

    def _runs(self, pair: Pair) -> tuple[dict[str, Run], dict[str, tuple[Run, Run]]]:
        with self.lock:
            key = pair.rewritten, pair.args
            if key not in self.known:
                python = self.legacy or self.modern
                programs = [drifting(pair, world, self.legacy is None, TIMEOUT) for world in WORLDS]
                rounded = dict(zip(WORLDS, run_programs(python, programs)))
                again = iter(run_programs(self.modern, [p for world in WORLDS for p in embedded(pair, world, TIMEOUT)]))
                self.known[key] = rounded, {world: (next(again), next(again)) for world in WORLDS}
            return self.known[key]


def run(
    names: list[str], legacy: Interpreter | None, chosen, say=print, jobs: int = 1, minutes: float = 1e6, seed: str = ""
) -> tuple[list[Outcome], int]:
    """Break the fixtures and see what the verifier says.

    `chosen` gives the mutants of (name, migrated text). After so many minutes no more are begun; those that are tried
    until then are an even sample, another one with each seed. Gives what became of them, and how many there are in all.
    """
    latest = time.monotonic() + 60 * minutes
    modern = find_tf2(None)
    oracle = Oracle("tensorflow", legacy.version, legacy.python) if legacy else None
    oracle = oracle or Oracle("embedded", modern.version, modern.python)
    doubts = Doubts(legacy, modern)
    with tempfile.TemporaryDirectory() as folder:
        pairs = [pair_up(request) for request in requests(names, Path(folder))]
        made: dict[tuple[str, str], tuple[Trial, Pair]] = {}
        for pair, before in zip(pairs, originals(pairs, legacy, modern)):
            for name, part in _parts(pair, before[SHAPE, 0.0]):
                for mutant in chosen(name, part.code.decode()):
                    trial = Trial(name, _with(pair, part, mutant), before, mutant)
                    first, _ = made.setdefault((name, mutant.text), (trial, pair))
                    if first is not trial:
                        first.others.append(trial)
        trials = list(made.values())
        say(f"{len(trials)} mutants")
        trials.sort(
            key=lambda trial: hashlib.sha256(f"{seed}{trial[0].fixture} {trial[0].mutant.key}".encode()).digest()
        )

        def finish(part: list[tuple[Trial, Pair]]) -> list[tuple[Trial, Pair]]:
            if time.monotonic() > latest:
                return []
            attempt(part)
            for trial, pair in part:
                for other in trial.others:  # a user runs all of them
                    if trial.fate == "survived":
                        attempt([(other, pair)])
                        trial.fate, trial.world = other.fate, other.world
                if trial.fate == "survived":
                    mutant = trial.mutant
                    say(f"survived: {trial.fixture}: {mutant.kind}: {mutant.before}  ->  {mutant.after}")
            return part

        def attempt(part: list[tuple[Trial, Pair]]) -> None:
            for world in WORLDS:
                # the second world is for those that the first says nothing about
                left = [t for t, _ in part if t.is_open and (world == SHAPE or t.before[SHAPE, 0.0].draws)]
                ran = run_programs(modern, [trial.program(world) for trial in left]) if left else ()
                for trial, done in zip(left, ran):
                    trial.judge(world, done, oracle, modern.version)
            for trial, pair in part:
                doubts.settle(trial, pair, oracle)

        batches = [trials[start : start + BATCH] for start in range(0, len(trials), BATCH)]
        tried: list[tuple[Trial, Pair]] = []
        with ThreadPoolExecutor(jobs) as pool:
            for part in pool.map(finish, batches):
                tried += part
                say(f"{len(tried)} of {len(trials)}")
    return [Outcome(t.fixture, t.mutant, t.fate, t.world) for t, _ in tried], len(trials)


def _parts(pair: Pair, ran: Run) -> Iterator[tuple[str, PairFile]]:
    """The files of a program that the run has reached, with the names of their fixtures."""
    name = pair.original.relative_to(FOLDER).with_suffix("").as_posix()
    if pair.code is None:
        pair = dataclasses.replace(pair, code=pair.rewritten.read_bytes())
    for part in pair.parts:
        reached = not part.sites or any(ran.calls.get(site.index) for site in part.sites)
        if not part.path:
            yield name, part
        elif reached and pair.layout is not None:
            code = part.code or (pair.rewritten.parent / part.path).read_bytes()
            changed = code != pair.layout.path(part.path).read_bytes()
            if changed and code.strip():
                yield str(Path(name).parent / part.path), dataclasses.replace(part, code=code)


def _with(pair: Pair, part: PairFile, mutant: Mutant) -> Pair:
    """The pair with a mutant in place of one of its files."""
    code = mutant.text.encode()
    if not part.path:
        return dataclasses.replace(pair, code=code)
    files = tuple(dataclasses.replace(part, code=code) if file.path == part.path else file for file in pair.files)
    return dataclasses.replace(pair, files=files)


def figures(outcomes: list[Outcome], whole: int, oracle: str, seconds: float) -> dict:
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
        "mutants": whole,
        "tried": sum(total.values()),
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
    parser.add_argument("-j", "--jobs", type=int, default=1, help="how many batches to run at a time")
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no more mutants after so many minutes")
    parser.add_argument("--seed", default="", help="another sample, for --minutes")
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

    outcomes, total = run(
        options.names, legacy, chosen, lambda text: print(text, flush=True), options.jobs, options.minutes, options.seed
    )
    found = figures(outcomes, total, f"TensorFlow {legacy.version}" if legacy else "embedded", time.time() - started)
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
