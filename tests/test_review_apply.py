"""Applying suggestions, taking them back, and keeping the progress of a review."""

import json
import os
import stat

import pytest

from tf2migrate import writing
from tf2migrate.cli import main
from tf2migrate.reporting.report import Mode, Report
from tf2migrate.result import Result
from tf2migrate.review import applying
from tf2migrate.review.applying import ApplyError, Step, carry_out
from tf2migrate.review.progress import Store, store_for
from tf2migrate.review.review import Review
from tf2migrate.review.suggestions import suggestions


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    top = tmp_path / "work"
    top.mkdir()
    monkeypatch.chdir(top)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return top


def put(path, data):
    with open(path, "wb") as stream:
        stream.write(data)


def contents():
    return {entry.name: open(entry.path, "rb").read() for entry in os.scandir(".")}


# -- several files as one --------------------------------------------------------------------------

STEPS = [Step("new.py", None, b"n"), Step("a.py", b"a", b"A"), Step("b.py", b"b", b"B")]
BEFORE, AFTER = {"a.py": b"a", "b.py": b"b"}, {"a.py": b"A", "b.py": b"B", "new.py": b"n"}


@pytest.fixture
def two_files():
    put("a.py", b"a")
    put("b.py", b"b")


def test_all_steps_are_made_and_taken_back(two_files):
    done = carry_out(STEPS)
    assert contents() == AFTER
    carry_out([step.back for step in reversed(done)])
    assert contents() == BEFORE


def test_what_is_there_already_is_passed_over(two_files):
    put("new.py", b"n")
    put("a.py", b"A")
    assert carry_out(STEPS) == [STEPS[2]]


@pytest.mark.parametrize("path, data", [("a.py", b"mine"), ("b.py", b"mine"), ("new.py", b"mine"), ("b.py", None)])
def test_nothing_is_made_when_a_file_is_not_as_it_was(two_files, path, data):
    os.remove(path) if data is None else put(path, data)
    before = contents()
    with pytest.raises(ApplyError, match=path):
        carry_out(STEPS)
    assert contents() == before


@pytest.mark.parametrize("failing", range(3))
@pytest.mark.parametrize("error", [writing.WriteError("disk full"), KeyboardInterrupt()])
def test_what_was_made_is_put_back_when_a_step_fails(two_files, monkeypatch, failing, error):
    calls = []

    def failing_at(function):
        def call(*arguments):
            calls.append(arguments)
            if len(calls) == failing + 1:
                raise error
            return function(*arguments)

        return call

    monkeypatch.setattr(applying, "create", failing_at(writing.create))
    monkeypatch.setattr(applying, "rewrite", failing_at(writing.rewrite))
    with pytest.raises(KeyboardInterrupt if isinstance(error, KeyboardInterrupt) else ApplyError):
        carry_out(STEPS)
    assert contents() == BEFORE


def test_modes_are_kept(two_files):
    os.chmod("a.py", 0o755)
    carry_out([step.back for step in reversed(carry_out(STEPS))])
    assert stat.S_IMODE(os.stat("a.py").st_mode) == 0o755


# -- a review --------------------------------------------------------------------------------------


def changed(path, source, new=()):
    put(path, source)
    return Result(path, source, source.upper(), applied=("TFM101",), new_files=new)


def review(*results, store=Store(None)):
    found = suggestions(Report(Mode.DIFF, results, len(results)))
    return Review(found, store), [one.key for one in found]


def test_only_what_is_accepted_is_written():
    one, (a, b, c) = review(changed("a.py", b"a"), changed("b.py", b"b"), changed("c.py", b"c"))
    one.decide([a, c], "accepted")
    one.decide([b], "rejected")
    assert one.apply().paths == ("a.py", "c.py")
    assert contents() == {"a.py": b"A", "b.py": b"b", "c.py": b"C"}
    assert one.counts() == {"open": 0, "accepted": 0, "rejected": 1, "applied": 2}
    assert one.apply().paths == ()


def test_the_last_is_taken_back_first():
    one, (a, b) = review(changed("a.py", b"a"), changed("b.py", b"b"))
    for key in (a, b):
        one.decide([key], "accepted")
        one.apply()
    assert "b.py" in one.state()["undo"]
    assert one.undo().paths == ("b.py",)
    assert one.undo().paths == ("a.py",)
    assert one.undo().paths == () and one.state()["undo"] is None
    assert contents() == {"a.py": b"a", "b.py": b"b"}


def test_a_failure_leaves_its_suggestion_and_does_the_others():
    one, keys = review(changed("a.py", b"a"), changed("b.py", b"b"))
    one.decide(keys, "accepted")
    put("a.py", b"mine")
    outcome = one.apply()
    assert outcome.paths == ("b.py",) and "a.py: not written: the file changed meanwhile" in outcome.failures[0]
    assert one.counts()["accepted"] == 1
    assert one.undo().paths == ("b.py",)
    assert contents() == {"a.py": b"mine", "b.py": b"b"}


def test_undo_leaves_what_was_changed_since():
    one, keys = review(changed("a.py", b"a"), changed("b.py", b"b"))
    one.decide(keys, "accepted")
    one.apply()
    put("a.py", b"mine")
    outcome = one.undo()
    assert outcome.paths == ("b.py",) and "changed meanwhile" in outcome.failures[0]
    assert one.counts()["applied"] == 1 and "a.py" in one.state()["undo"]


def test_a_module_that_another_program_needs_stays():
    new = (("help.py", "x = 1\n"),)
    one, (a, b) = review(changed("a.py", b"a", new), changed("b.py", b"b", new))
    one.decide([a, b], "accepted")
    one.apply()
    put("b.py", b"B and mine")
    one.undo()
    assert contents() == {"a.py": b"a", "b.py": b"B and mine", "help.py": b"x = 1\n"}
    put("b.py", b"B")
    one.undo()


def test_a_module_that_was_there_before_stays():
    put("help.py", b"x = 1\n")
    one, keys = review(changed("a.py", b"a", (("help.py", "x = 1\n"),)))
    one.decide(keys, "accepted")
    one.apply()
    one.undo()
    assert contents() == {"a.py": b"a", "help.py": b"x = 1\n"}


def test_decisions_on_what_is_applied_or_unknown_are_refused():
    one, keys = review(changed("a.py", b"a"))
    one.decide(keys, "accepted")
    one.apply()
    for wrong in (
        lambda: one.decide(keys, "rejected"),
        lambda: one.decide(["?"], "rejected"),
        lambda: one.decide([], "maybe"),
    ):
        with pytest.raises(ValueError):
            wrong()


# -- kept progress ---------------------------------------------------------------------------------


def test_decisions_and_undo_survive(folder):
    one, (a, b) = review(changed("a.py", b"a"), changed("b.py", b"b"), store=store_for(["."]))
    one.decide([a], "accepted")
    one.decide([b], "rejected")
    one.apply()
    again, _ = review(Result("b.py", b"b", b"B", applied=("TFM101",)), store=store_for(["."]))
    assert again.counts() == {"open": 0, "accepted": 0, "rejected": 1, "applied": 0}
    assert again.undo().paths == ("a.py",)
    assert contents() == {"a.py": b"a", "b.py": b"b"}


def test_another_content_is_another_suggestion():
    one, keys = review(changed("a.py", b"a"), store=store_for(["."]))
    one.decide(keys, "accepted")
    assert review(changed("a.py", b"b"), store=store_for(["."]))[0].counts()["open"] == 1


def test_a_write_that_was_cut_short_can_be_taken_back(monkeypatch):
    def killed(steps):
        carry_out(steps[:1])
        raise SystemExit

    one, keys = review(changed("a.py", b"import b"), changed("b.py", b"b"), store=store_for(["."]))
    one.decide(keys, "accepted")
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr("tf2migrate.review.review.carry_out", killed)
        one.apply()
    again, _ = review(store=Store(one._store._file))
    again.undo()
    assert contents() == {"a.py": b"import b", "b.py": b"b"}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 99}', '{"version": 1, "decisions": [], "batches": 3}'])
def test_a_store_that_cannot_be_read_is_empty(tmp_path, text):
    (tmp_path / "s.json").write_text(text)
    assert Store(tmp_path / "s.json").load().decisions == {}


def test_the_store_is_for_the_user_alone(tmp_path):
    one, keys = review(changed("a.py", b"a"), store=Store(tmp_path / "deep" / "s.json"))
    one.decide(keys, "accepted")
    file = tmp_path / "deep" / "s.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(json.loads(file.read_text())["decisions"].values()) == ["accepted"]


# -- in the terminal -------------------------------------------------------------------------------

PROGRAM = b"import tensorflow as tf\nprint(tf.to_float(%d))\n"


@pytest.fixture
def programs():
    os.mkdir("sub")
    for number, path in enumerate(("a.py", "b.py", "sub/c.py", "sub/d.py")):
        put(path, PROGRAM % number)


def interactive(monkeypatch, capfd, answers, *more):
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    status = main(["--interactive", *more, "."])
    out, err = capfd.readouterr()
    written = {path for path in ("a.py", "b.py", "sub/c.py", "sub/d.py") if b"tf.cast" in open(path, "rb").read()}
    return status, written, out, err


@pytest.mark.parametrize(
    "answers, expected",
    [
        ("y\nn\ny\nn\n", {"a.py", "sub/c.py"}),
        ("a\nd\n", {"a.py", "b.py"}),
        ("d\na\n", {"sub/c.py", "sub/d.py"}),
        ("y\nq\n", {"a.py"}),
        ("n\nx\n\n?\ny\nq\n", {"b.py"}),
        ("", set()),
        ("Y\n", {"a.py"}),
    ],
)
def test_answers(programs, monkeypatch, capfd, answers, expected):
    status, written, _, _ = interactive(monkeypatch, capfd, answers)
    assert (status, written) == (1, expected)


def test_all_yes_leaves_nothing_to_do(programs, monkeypatch, capfd):
    status, written, out, err = interactive(monkeypatch, capfd, "a\na\n")
    assert (status, len(written)) == (0, 4)
    assert "(1/4) Apply this suggestion [y,n,a,d,q,?]?" in out and "-print(tf.to_float(0))" in out
    assert "TFM504 [safe]" in out and "rewrote a.py" in err
    assert main(["."]) == 0


def test_help_names_the_folder(programs, monkeypatch, capfd):
    _, _, out, _ = interactive(monkeypatch, capfd, "n\nn\n?\nq\n")
    assert "apply it and all later ones in sub" in out


def test_a_file_that_changes_while_asked(programs, monkeypatch, capfd):
    from tf2migrate.cli import interactive as module

    monkeypatch.setattr(module, "_ask", lambda prompt: put("a.py", b"mine") or ("y" if "(1/" in prompt else "q"))
    status = main(["--interactive", "."])
    assert status == 3 and open("a.py", "rb").read() == b"mine"
    assert "changed meanwhile" in capfd.readouterr()[1]


@pytest.mark.parametrize("more", [["--write"], ["--check"], ["--output-format", "json"]])
def test_not_together(programs, more):
    assert main(["-i", *more, "."]) == 2


def test_not_with_stdin():
    assert main(["-i", "-"]) == 2


def test_all_does_not_cover_what_came_out_different(programs, monkeypatch, capfd):
    from tf2migrate.reporting.report import Verification
    from tf2migrate.review import terminal

    results = [changed(path, path.encode()) for path in ("x.py", "y.py", "z.py")]
    verdicts = tuple(Verification(one.path, one.path != "y.py", "", {}) for one in results)
    found = suggestions(Report(Mode.DIFF, tuple(results), 3, verifications=verdicts))
    answers = iter(["a\n", "n\n"])
    assert [one.paths for one in terminal.chosen(found, {}, lambda prompt: next(answers))] == [("x.py",), ("z.py",)]
