"""The command line contract, with a core that replaces words."""

import dataclasses
import io
import json
import os
import random
import re
import subprocess
import sys
import time
import types
from pathlib import Path

import pytest

import tf2migrate
from tf2migrate import engine, screening
from tf2migrate.cli import main
from tf2migrate.result import Diagnostic, Result, Safety, Sign
from tf2migrate.rules.rule import Rule

HEAD = b"import tensorflow as tf\n"
ADVICE = "Do it by hand.\nSlowly."


def core(source, path, settings, output):
    """OLD becomes NEW, FINDING is one, BROKEN is an error, COMPANION needs a new file, CRASH and DIE are
    defects."""
    if b"DIE" in source:
        os._exit(9)
    if b"CRASH" in source:
        raise RuntimeError("oops")
    lines = source.split(b"\n")
    for number, line in enumerate(lines, 1):
        if b"BROKEN" in line:
            return Result(path, source, source, error=f"line {number}: invalid syntax")
    findings = tuple(
        Diagnostic(path, number, line.index(b"FINDING") + 1, "TFM900", "cannot be planned", ADVICE)
        for number, line in enumerate(lines, 1)
        if b"FINDING" in line
    )
    applied = ("TFM101",) if b"OLD" in source and settings.selects("TFM101") else ()
    companions = re.findall(rb"COMPANION (\w+)", source)
    new = tuple(("helper.py", f"x = {text.decode()}\n") for text in companions) if output else ()
    rewritten = source.replace(b"OLD", b"NEW").replace(b"COMPANION", b"HELPED") if applied and output else source
    return Result(path, source, rewritten, findings, applied, new)


def screen(source, path, settings):
    result = core(source, path, settings, False)
    found = re.search(rb"OLD|FINDING", source)
    if found is None:
        return result
    line = source.count(b"\n", 0, found.start()) + 1
    return Result(path, source, source, sign=Sign(line, 1, found[0].decode()), error=result.error)


RULES = (
    Rule("TFM101", "old-word", "OLD becomes NEW", "Because it is old.", "x = OLD\n", "x = NEW\n"),
    Rule("TFM900", "left", "Left by hand", "No form.", safety=Safety.MANUAL),
)


@pytest.fixture(autouse=True)
def fake_core(monkeypatch, tmp_path):
    monkeypatch.setattr(screening, "screen", screen)
    monkeypatch.setattr(engine, "check", lambda source, path, settings: core(source, path, settings, False))
    monkeypatch.setattr(engine, "migrate", lambda source, path, settings: core(source, path, settings, True))
    monkeypatch.setattr("tf2migrate.rules.all_rules", lambda: RULES)
    monkeypatch.delenv("TF2MIGRATE_TF1_PYTHON", raising=False)
    monkeypatch.delenv("TF2MIGRATE_TF2_PYTHON", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(capfdbinary):
    def run(*arguments):
        status = main(list(arguments))
        out, err = capfdbinary.readouterr()
        return status, out, err.decode()

    return run


def put(path, data):
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    with open(path, "wb") as stream:
        stream.write(HEAD + data)
    return path


def get(path):
    with open(path, "rb") as stream:
        return stream.read()[len(HEAD) :]


def last(text):
    return text.rstrip("\n").rsplit("\n", 1)[-1]


# Exit status, streams


def test_nothing_to_do(run):
    put("a.py", b"x = 1\n")
    assert run(".") == (0, b"", "nothing to do (1 file looked at)\n")
    assert run("--check", ".")[:2] == (0, b"")
    assert run("--write", ".")[:2] == (0, b"")


def test_diff_goes_to_stdout_alone(run):
    put("p/a.py", b"x = OLD\n")
    status, out, err = run(".")
    assert status == 1
    assert out == (b"--- a/p/a.py\n+++ b/p/a.py\n@@ -1,2 +1,2 @@\n import tensorflow as tf\n-x = OLD\n+x = NEW\n")
    assert err == "1 file would change (1 file looked at)\n"
    assert get("p/a.py") == b"x = OLD\n"


def test_findings_go_to_stderr(run):
    put("a.py", b"\n  FINDING\n")
    status, out, err = run("a.py")
    assert (status, out) == (1, b"")
    assert err == (
        "a.py:3:3: TFM900 [manual] cannot be planned\n    Do it by hand.\n    Slowly.\n"
        "1 finding in 1 file (1 file looked at)\n"
    )


def test_check_prints_one_line_per_file(run):
    put("a.py", b"OLD FINDING\nFINDING\n")
    put("b.py", b"OLD\n")
    put("c.py", b"FINDING\n")
    put("d.py", b"\n")
    status, out, err = run("--check", ".")
    assert status == 1
    assert out == b"a.py:2:1: TensorFlow 1: OLD\nb.py:2:1: TensorFlow 1: OLD\nc.py:2:1: TensorFlow 1: FINDING\n"
    assert err == "3 files would change or have findings (4 files looked at)\n"


def test_write(run):
    put("a.py", b"OLD\n")
    put("b.py", b"same\n")
    before = os.stat("b.py").st_ino, os.stat("b.py").st_mtime_ns
    assert run("--write", ".") == (0, b"", "rewrote a.py\n1 file rewritten (2 files looked at)\n")
    assert get("a.py") == b"NEW\n"
    assert (os.stat("b.py").st_ino, os.stat("b.py").st_mtime_ns) == before
    assert run("--write", ".") == (0, b"", "nothing to do (2 files looked at)\n")


def test_write_with_findings_left(run):
    put("a.py", b"OLD FINDING\n")
    assert run("--write", "a.py")[0] == 1
    assert get("a.py") == b"NEW FINDING\n"
    assert run("--write", "a.py")[0] == 1


def test_errors_are_named_and_the_others_done(run):
    put("a.py", b"OLD\n")
    put("b.py", b"\n  BROKEN OLD\n")
    put("c.py", b"CRASH OLD\n")
    put("d.py", b"x = '\xe9' # OLD\n")
    put("e.py", b"OLD FINDING\n")
    status, out, err = run("--write", ".", "gone.py")
    assert (status, out) == (3, b"")
    assert "error: b.py:3: invalid syntax\n" in err
    assert "error: c.py: internal error, file left as it is: RuntimeError: oops\n" in err
    assert "error: d.py:2: byte b'\\xe9' is not utf-8\n" in err
    assert "error: gone.py: no such file or folder\n" in err
    assert last(err) == "2 files rewritten, 1 finding in 1 file, 4 files could not be processed (5 files looked at)"
    assert [get(f"{name}.py")[:3] for name in "ae"] == [b"NEW", b"NEW"]


def test_a_file_that_vanishes_after_discovery(run, monkeypatch):
    from tf2migrate.cli import migrate

    put("a.py", b"OLD\n")
    put("b.py", b"OLD\n")
    original = migrate.process_all
    monkeypatch.setattr(migrate, "process_all", lambda tasks, jobs: (os.unlink("a.py"), original(tasks, jobs))[1])
    status, out, err = run(".")
    assert status == 3 and b"b/b.py" in out
    assert "error: a.py: No such file or directory\n" in err


def test_a_file_that_changes_before_it_is_written(run, monkeypatch):
    from tf2migrate.cli import migrate

    put("a.py", b"OLD\n")
    put("b.py", b"OLD\n")
    original = migrate._write
    monkeypatch.setattr(migrate, "_write", lambda report: (put("a.py", b"mine OLD\n"), original(report))[1])
    status, out, err = run("--write", ".")
    assert status == 3
    assert "error: a.py: not written: the file changed after it was read\n" in err
    assert (get("a.py"), get("b.py")) == (b"mine OLD\n", b"NEW\n")


def test_a_file_without_tensorflow_never_reaches_the_core(run):
    with open("a.py", "wb") as stream:
        stream.write(b"CRASH OLD\n")
    assert run("a.py") == (0, b"", "nothing to do (1 file looked at)\n")


@pytest.mark.parametrize(
    "arguments, message",
    [
        ([], "Missing argument"),
        (["--nonsense", "."], "--nonsense"),
        (["--style", "fit", "."], "fit"),
        (["-j", "0", "."], "-j"),
        (["--check", "--write", "."], "--check"),
        (["--check", "--verify", "."], "--check"),
        (["--write", "-"], "--write"),
        (["--verify", "-"], "--verify"),
        (["-", "a.py"], "-"),
        (["--select", "TFM7", "."], "unknown rule TFM7"),
        (["--ignore", "TFM101,XYZ", "."], "unknown rule XYZ"),
        (["--exclude", "!", "."], "exclude"),
        (["--verify", "--tf1-python", "no/such/python", "."], "no/such/python"),
        (["verify", __file__], "REWRITTEN"),
        (["verify", "a.py", "b.py"], "a.py"),
        (["rules", "x"], "x"),
        (["explain"], "RULE"),
    ],
)
def test_usage_errors(run, arguments, message):
    status, out, err = run(*arguments)
    assert (status, out) == (2, b"")
    assert message in last(err)


# Configuration


def test_settings_come_from_pyproject_and_the_command_line_wins(run):
    put("a.py", b"OLD\n")
    put("gen/b.py", b"OLD\n")
    with open("pyproject.toml", "w") as stream:
        stream.write("[tool.tf2migrate]\nignore = ['TFM1']\nexclude = ['gen/']\n")
    assert run(".") == (0, b"", "nothing to do (1 file looked at)\n")
    assert run("--ignore", "TFM9", ".")[0] == 1
    assert b"a.py" not in run("--ignore", "TFM9", "--exclude", "/a.py", ".")[1]


def test_each_path_has_its_own_configuration(run):
    put("p/a.py", b"OLD\n")
    put("q/a.py", b"OLD\n")
    with open("p/pyproject.toml", "w") as stream:
        stream.write("[tool.tf2migrate]\nignore = ['TFM101']\n")
    out = run("p", "q")[1]
    assert b"a/q/a.py" in out and b"a/p/a.py" not in out


def test_settings_reach_the_core(run, monkeypatch):
    seen = []
    monkeypatch.setattr(engine, "migrate", lambda source, path, s: (seen.append(s), Result(path, source, source))[1])
    put("a.py", b"")
    with open("pyproject.toml", "w") as stream:
        stream.write("[tool.tf2migrate]\nunsafe = true\nstyle = 'functions'\nfidelity = 'close'\n")
    run("--select", "TFM1, TFM9", "--select", "TFM101", "a.py")
    run("--no-unsafe", "--style", "keras", "--fidelity", "exact", "a.py")
    first, second = seen
    assert (first.select, first.unsafe, first.style, first.fidelity) == (
        ("TFM1", "TFM9", "TFM101"),
        True,
        "functions",
        "close",
    )
    assert (second.select, second.unsafe, second.style, second.fidelity) == ((), False, "keras", "exact")


def test_configuration_errors(run):
    put("a.py", b"OLD\n")
    with open("pyproject.toml", "w") as stream:
        stream.write("[tool.tf2migrate]\nstlye = 'keras'\n")
    status, out, err = run("a.py")
    assert (status, out) == (2, b"")
    assert "pyproject.toml: tool.tf2migrate.stlye: unknown key; did you mean style?" in err


# Commands


def test_the_first_argument_that_names_a_command_is_the_command(run):
    put("rules/a.py", b"OLD\n")
    assert run("rules")[1].startswith(b"TFM101  old-word  safe")
    assert b"a/rules/a.py" in run("./rules")[1]
    assert b"a/rules/a.py" in run("migrate", "rules")[1]
    assert b"a/rules/a.py" in run("--", "rules")[1]
    assert b"a/rules/a.py" in run("-j", "1", "rules")[1]


def test_rules(run):
    assert run("rules") == (
        0,
        b"TFM101  old-word  safe    OLD becomes NEW\nTFM900  left      manual  Left by hand\n",
        "",
    )


def test_explain(run):
    status, out, err = run("explain", "TFM101")
    assert (status, err) == (0, "")
    assert out == (
        b"TFM101 old-word (safe)\n\nOLD becomes NEW\n\nBecause it is old.\n"
        b"\nBefore:\n\n    x = OLD\n\nAfter:\n\n    x = NEW\n"
    )
    assert run("explain", "tfm101")[1] == run("explain", "old-word")[1] == out
    assert b"Before" not in run("explain", "TFM900")[1]


def test_explain_unknown_rule(run):
    status, out, err = run("explain", "TFM201")
    assert (status, out) == (2, b"")
    assert "unknown rule TFM201; did you mean TFM101" in err


@pytest.mark.parametrize("command", [[], ["rules"], ["explain"], ["verify"], ["migrate"]])
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_help(run, command, option):
    status, out, err = run(*command, option)
    assert (status, err) == (0, "")
    assert out.startswith(b"Usage: tf2migrate")


def test_version(run):
    assert run("--version")[1].startswith(b"tf2migrate, version ")


# stdin


@pytest.fixture
def stdin(monkeypatch):
    return lambda data: monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(data)))


def test_stdin(run, stdin):
    program = HEAD + b"x = OLD\r\nFINDING"
    stdin(program)
    status, out, err = run("-")
    assert (status, out) == (1, HEAD + b"x = NEW\r\nFINDING")
    assert err.startswith("<stdin>:3:1: TFM900")
    stdin(program)
    assert run("--stdin-filename", "p/a.py", "-")[2].startswith("p/a.py:3:1: TFM900")
    stdin(program)
    assert run("--check", "-")[1] == b"<stdin>:2:1: TensorFlow 1: OLD\n"


def test_stdin_without_tensorflow_comes_out_as_it_is(run, stdin):
    stdin(b"OLD\r\n")
    assert run("-")[:2] == (0, b"OLD\r\n")


def test_stdin_that_cannot_be_processed(run, stdin):
    stdin(HEAD + b"BROKEN")
    status, out, err = run("-")
    assert (status, out) == (3, b"")
    assert err.startswith("error: <stdin>:2: invalid syntax\n")


def test_stdin_that_needs_a_new_file(run, stdin):
    stdin(HEAD + b"OLD COMPANION x\n")
    assert "needs the new file helper.py\n" in run("-")[2]
    assert not os.path.exists("helper.py")


# New files


def test_new_files(run):
    put("p/a.py", b"OLD COMPANION 1\n")
    put("p/b.py", b"OLD COMPANION 1\n")
    status, out, err = run(".")
    assert out.count(b"helper.py") == 1 and out.endswith(b"--- /dev/null\n+++ b/p/helper.py\n@@ -0,0 +1 @@\n+x = 1\n")
    assert last(err) == "2 files would change, 1 file to create (2 files looked at)"
    status, out, err = run("--write", ".")
    assert status == 0
    assert "created p/helper.py\n" in err
    with open("p/helper.py") as stream:
        assert stream.read() == "x = 1\n"


def test_a_new_file_never_overwrites(run):
    put("a.py", b"OLD COMPANION 1\n")
    put("b.py", b"OLD\n")
    put("helper.py", b"mine\n")
    for arguments in ([], ["--write"]):
        status, out, err = run(*arguments, ".")
        assert status == 3
        assert "error: a.py: needs the new file helper.py, which exists with other content" in err
    assert (get("a.py"), get("b.py"), get("helper.py")) == (b"OLD COMPANION 1\n", b"NEW\n", b"mine\n")


def test_a_program_is_not_written_without_its_new_file(run, monkeypatch):
    from tf2migrate.cli import migrate

    put("a.py", b"OLD COMPANION 1\n")
    original = migrate._write
    monkeypatch.setattr(migrate, "_write", lambda report: (put("helper.py", b"mine\n"), original(report))[1])
    status, out, err = run("--write", ".")
    assert status == 3 and "error: a.py: helper.py: not created: a file of this name exists" in err
    assert get("a.py") == b"OLD COMPANION 1\n"


# json


def test_json(run):
    put("a.py", b"OLD FINDING\nCOMPANION 1\n")
    put("b.py", b"BROKEN\n")
    put("c.py", b"# second line\nx = '\xe9' # OLD\n")
    status, out, err = run("--output-format", "json", ".")
    assert status == 3
    assert last(err).startswith("1 file would change, 1 file to create, 1 finding in 1 file, 2 files could not be")
    document = json.loads(out)
    assert document["version"] == 1 and document["mode"] == "diff" and document["verification"] == []
    assert document["summary"] == {
        "looked_at": 3,
        "changed": 1,
        "written": 0,
        "created": 1,
        "findings": 1,
        "errors": 2,
        "exit_status": 3,
    }
    first, broken, undecodable = document["files"]
    assert first == {
        "path": "a.py",
        "changed": True,
        "written": False,
        "applied": ["TFM101"],
        "diagnostics": [
            {
                "path": "a.py",
                "line": 2,
                "column": 5,
                "cell": None,
                "rule": "TFM900",
                "safety": "manual",
                "message": "cannot be planned",
                "advice": ADVICE,
            }
        ],
        "diff": "--- a/a.py\n+++ b/a.py\n@@ -1,3 +1,3 @@\n import tensorflow as tf\n"
        "-OLD FINDING\n-COMPANION 1\n+NEW FINDING\n+HELPED 1\n",
        "new_files": [{"path": "helper.py", "text": "x = 1\n"}],
        "error": None,
    }
    assert broken["error"] == {"line": 2, "message": "invalid syntax"} and not broken["changed"]
    assert undecodable["error"]["line"] == 3


def test_json_of_a_check_and_of_writing(run):
    put("a.py", b"OLD\n")
    document = json.loads(run("--check", "--output-format", "json", ".")[1])
    assert (document["mode"], document["files"][0]["diff"], document["files"][0]["changed"]) == (
        "check",
        None,
        True,
    )
    document = json.loads(run("--write", "--output-format", "json", ".")[1])
    assert (document["files"][0]["written"], document["summary"]["written"]) == (True, 1)
    assert document["summary"]["exit_status"] == 0


def test_json_diff_is_decoded_as_the_file_is(run):
    with open("a.py", "wb") as stream:
        stream.write(b"# coding: latin-1\nimport tensorflow\nx = '\xe9' # OLD\n")
    document = json.loads(run("--output-format", "json", ".")[1])
    assert "+x = '\u00e9' # NEW\n" in document["files"][0]["diff"]


# Diffs and git


def git(*arguments, **options):
    return subprocess.run(["git", *arguments], check=True, capture_output=True, **options)


SOURCES = {
    "plain.py": b"a\nOLD\nb\n",
    "crlf.py": b"a\r\nOLD\r\nb\r\n",
    "mixed.py": b"a\r\nOLD\nb\r\nOLD\r\n",
    "noend.py": b"a\nOLD",
    "noend_far.py": b"OLD\n" + b"a\n" * 20 + b"b",
    "cr.py": b"a\rOLD\rb\n",
    "formfeed.py": b"a\x0cOLD\x0b\n\x1c OLD\n",
    "bom.py": b"\xef\xbb\xbfOLD\n",
    "a dir/with space.py": b"OLD\n",
    'quo"te\\.py': b"OLD\n",
    "tab\there.py": b"OLD\n",
    "\u00e9\u4e2d.py": b"OLD\n",
    "trailing.py": b"OLD  \t\n\n\n\n",
    "many.py": b"".join(b"OLD %d\n\n" % n for n in range(500)),
    "latin.py": b"# coding: latin-1\nOLD '\xe9'\n",
    "companion.py": b"OLD COMPANION 1\n",
    "deep/companion.py": b"OLD COMPANION 2\n",
}


@pytest.mark.parametrize("folder", [".", "sub"])
def test_git_apply_takes_the_diff(run, folder, tmp_path, monkeypatch):
    """The same bytes come out of `--write` and of `git apply`, also below the root of the repository."""
    git("init", "-q", ".")
    for side in ("one", "two"):
        for name, data in SOURCES.items():
            path = os.path.join(folder, side, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as stream:
                cookie, rest = (data.split(b"\n", 1) + [b""])[:2] if data.startswith(b"# coding") else (b"", data)
                bom = rest[:3] if rest.startswith(b"\xef\xbb\xbf") else b""
                stream.write(bom + (cookie + b"\n" if cookie else b"") + HEAD + rest[len(bom) :])
    monkeypatch.chdir(tmp_path / folder)
    status, patch, err = run("one")
    assert status == 1, err
    assert patch.count(b"\n+++ ") + 1 >= len(SOURCES)
    git("apply", input=patch)
    monkeypatch.chdir(tmp_path / folder / "two")
    assert run("--write", ".")[0] == 0
    monkeypatch.chdir(tmp_path / folder)
    git("diff", "--no-index", "--exit-code", "one", "two")
    assert os.path.exists("one/deep/helper.py")
    assert run("one") == (0, b"", f"nothing to do ({len(SOURCES) + 2} files looked at)\n")


def test_git_apply_takes_random_diffs(run):
    """Files of few different lines, so that hunks touch, repeat and reach the ends of the file."""
    draw = random.Random(1)
    git("init", "-q", ".")
    lines = [b"OLD\n", b"OLD\r\n", b"\n", b"a\n", b"\r\n", b" OLD a\n", b"-OLD\n", b"+\n", b"OLD\rOLD\n"]
    for number in range(300):
        body = b"".join(draw.choices(lines, k=draw.randrange(12)))
        put(f"{number}.py", body[: len(body) - draw.randrange(2)] + draw.choice([b"", b"OLD", b"a"]))
    expected = {f"{number}.py": get(f"{number}.py").replace(b"OLD", b"NEW") for number in range(300)}
    git("apply", input=run(".")[1])
    assert {name: get(name) for name in expected} == expected


def test_patch_of_a_linked_file_is_of_its_target(run):
    git("init", "-q", ".")
    put("real.py", b"OLD\n")
    os.makedirs("links")
    os.symlink("../real.py", "links/a.py")
    patch = run("links")[1]
    git("apply", input=patch)
    assert get("real.py") == b"NEW\n"


def test_write_follows_links(run):
    put("real.py", b"OLD\n")
    os.chmod("real.py", 0o755)
    os.makedirs("links")
    os.symlink("../real.py", "links/a.py")
    assert run("--write", "links")[0] == 0
    assert os.path.islink("links/a.py") and get("real.py") == b"NEW\n"
    assert os.stat("real.py").st_mode & 0o777 == 0o755


# Processes


def test_same_output_with_one_process_and_with_several(run):
    for number in range(30):
        put(f"{number % 3}/{number}.py", b"OLD %d\nFINDING\n" % number if number % 4 else b"BROKEN")
    for form in ("text", "json"):
        assert run("-j1", "--output-format", form, ".") == run("-j3", "--output-format", form, ".")


def test_a_worker_that_dies_costs_only_its_file(run):
    for number in range(12):
        put(f"{number:02}.py", b"DIE\n" if number == 5 else b"OLD\n")
    status, out, err = run("-j2", ".")
    assert status == 3
    assert out.count(b"+++ ") == 11
    assert "error: 05.py: the process that worked on this file died\n" in err


SLOW = """
import sys, time
import tf2migrate
from tf2migrate import engine
from tf2migrate.cli import main
def slow(source, path, settings):
    open(path + ".started", "w").close()
    time.sleep(60)
engine.migrate = slow
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_interrupt(tmp_path, jobs):
    import signal

    for number in range(20):
        put(f"{number}.py", b"OLD\n")
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, jobs, "."],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )
    deadline = time.monotonic() + 30
    while not any(name.endswith(".started") for name in os.listdir(".")):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip() == "Interrupted."
    with pytest.raises(ProcessLookupError):  # no worker is left
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            os.killpg(process.pid, 0)
            time.sleep(0.05)


# What is imported, and how long it takes


def child(code, *arguments):
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True)


IMPORTS = """
import sys
from tf2migrate.cli import main
status = main(sys.argv[1:])
heavy = sorted({name.split(".")[0] for name in sys.modules} & {"libcst", "tensorflow", "keras", "numpy"})
assert not heavy, heavy
sys.exit(status)
"""


def test_check_imports_neither_libcst_nor_tensorflow():
    with open("a.py", "w") as stream:
        stream.write("import tensorflow as tf\nx = tf.placeholder(tf.float32)\nprint(tf.Session().run(x, {x: 1}))\n")
    for arguments in (["--check", "."], ["rules"], ["--help"], ["verify", "--help"]):
        done = child(IMPORTS, *arguments)
        assert done.returncode in (0, 1), done.stderr


def test_screening_imports_nothing_that_plans():
    put("a.py", b"import tensorflow as tf\nprint(tf.Session())\n")
    put("b.py", b"import tensorflow as tf\n\n\ndef f(x):\n    return x.run()\n")
    code = (
        "import sys\nfrom tf2migrate.cli import main\nstatus = main(sys.argv[1:])\n"
        "planning = {'tf2migrate.engine', 'tf2migrate.planning.planner', 'tf2migrate.preparation'} & set(sys.modules)\n"
        "assert not planning, planning\nsys.exit(status)\n"
    )
    done = child(code, "--check", ".")
    assert done.returncode == 1, done.stderr


def test_help_is_fast():
    code = (
        "import resource, subprocess, sys\n"
        "command = [sys.executable, '-m', 'tf2migrate', '--help']\n"
        "subprocess.run(command, stdout=subprocess.DEVNULL, check=True)\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\nprint(used.ru_utime + used.ru_stime)"
    )
    assert min(float(child(code).stdout) for _ in range(3)) < 0.15


def test_closed_pipe():
    put("a.py", b"OLD\n")
    code = (
        "import sys\nfrom tf2migrate import engine\nfrom tf2migrate.result import Result\n"
        "engine.migrate = lambda data, path, settings: Result(path, data, data.replace(b'OLD', b'NEW'))\n"
        "from tf2migrate.cli import main\nsys.exit(main(['.']))"
    )
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


# Verification


@dataclasses.dataclass
class FakeReport:
    original: object
    rewritten: object
    equal: object
    notes: tuple = ()
    reason: str = ""

    def render(self):
        return "\n  ".join([f"{self.original} -> {self.rewritten}: looked {self.equal}", *self.notes])

    def to_dict(self):
        return {"original": str(self.original), "rewritten": str(self.rewritten), "looked": self.equal}


@pytest.fixture
def verifier(monkeypatch):
    """A verifier that says what the rewritten program holds."""
    calls = []

    def verify(original, rewritten, args, tf1_python, tf2_python, timeout, settings=None, stand_ins=True):
        text = rewritten.read_bytes()
        calls.append(
            (original, rewritten, args, tf1_python, tf2_python, timeout)
            + (sorted(os.listdir(rewritten.parent)), settings)
        )
        if b"RAISE" in text:
            raise OSError("no room")
        equal = {b"D": False, b"U": None}.get(text.strip()[-1:], True)
        return FakeReport(original, rewritten, equal, (f"in {rewritten.parent}",))

    def verify_many(requests, *worlds):
        if len(requests) > 1 and any(b"RAISE" in request.rewritten.read_bytes() for request in requests):
            raise OSError("one of them cannot be verified")
        return [verify(r.original, r.rewritten, list(r.args), *worlds, r.settings) for r in requests]

    module = types.ModuleType("tf2migrate.verification")
    module.__path__ = [str(Path(tf2migrate.__file__).parent / "verification")]
    module.verify = verify
    module.verify_many = verify_many
    monkeypatch.setitem(sys.modules, "tf2migrate.verification", module)
    monkeypatch.setattr("tf2migrate.verification", module, raising=False)
    return calls


@pytest.mark.parametrize("ending, status", [(b"E", 0), (b"D", 1), (b"U", 4)])
def test_verify_command(run, verifier, ending, status):
    put("a.py", b"")
    put("b.py", ending)
    looked = {0: True, 1: False, 4: None}[status]
    assert run("verify", "a.py", "b.py") == (status, f"a.py -> b.py: looked {looked}\n  in .\n".encode(), "")
    done = run(
        "verify",
        "--output-format",
        "json",
        "--tf2-python",
        sys.executable,
        "--timeout",
        "5",
        "a.py",
        "b.py",
        "--",
        "--steps",
        "3",
    )
    assert (done[0], json.loads(done[1])["looked"]) == (status, looked)
    assert verifier[0][2:6] == ([], None, None, 600.0)
    assert verifier[1][2:6] == (["--steps", "3"], None, sys.executable, 5.0)


def test_verify_takes_interpreters_from_the_environment(run, verifier, monkeypatch):
    put("a.py", b"")
    monkeypatch.setenv("TF2MIGRATE_TF1_PYTHON", sys.executable)
    run("verify", "a.py", "a.py")
    assert verifier[0][3] == sys.executable


def test_verify_option(run, verifier, tmp_path):
    put("p/a.py", b"print(OLD)")
    put("p/lib.py", b"'''Text.'''\ndef f():\n    print(OLD)\nx = 1")
    put("p/main.py", b"if __name__ == '__main__':\n    OLD  # COMPANION 1 U")
    put("p/bad.py", b"with OLD:\n    pass  # D")
    put("p/worse.py", b"OLD()  # RAISE")
    put("p/same.py", b"print()")
    put("p/data/x.csv", b"")
    status, out, err = run("--verify", "p")
    assert status == 1 and out.startswith(b"--- a/p/a.py")
    assert f"p/a.py: looked True\n  in {tmp_path}/p\n" in err
    assert "p/bad.py: looked False\n" in err
    assert "p/main.py: looked None\n" in err
    assert "p/lib.py: not verified: it is not a program; verify one that imports it\n" in err
    assert "p/worse.py: not verified: the verifier failed: OSError: no room\n" in err
    assert last(err) == (
        "5 files would change, 1 file to create, 1 equal, 1 different, 3 not verified (6 files looked at)"
    )
    assert [call[0].name for call in verifier] == ["a.py", "bad.py", "main.py", "worse.py"]
    assert all(
        call[6] == ["a.py", "bad.py", "data", "helper.py", "lib.py", "main.py", "same.py", "worse.py"]
        for call in verifier
    )
    assert not os.path.exists("p/helper.py") and not os.path.exists(verifier[0][1])


def test_a_program_that_came_out_different_is_not_written(run, verifier):
    put("a.py", b"OLD  # E")
    put("b.py", b"OLD  # D")
    put("c.py", b"OLD  # U")
    status, out, err = run("--write", "--verify", ".")
    assert (status, out) == (1, b"")
    assert "b.py: not written, because it came out different\n" in err
    assert [get(f"{name}.py")[:3] for name in "abc"] == [b"NEW", b"OLD", b"NEW"]
    document = json.loads(run("--verify", "--output-format", "json", ".")[1])
    assert document["verification"] == [
        {
            "path": "b.py",
            "verdict": "different",
            "report": {"original": "b.py", "rewritten": "b.py", "looked": False},
        }
    ]


def test_verify_option_takes_interpreters_from_pyproject(run, verifier):
    put("a.py", b"OLD")
    with open("pyproject.toml", "w") as stream:
        stream.write(f"[tool.tf2migrate]\ntf2-python = '{sys.executable}'\ntimeout = 7\n")
    run("--verify", "--style", "functions", "a.py")
    assert verifier[0][3:6] == (None, sys.executable, 7)
    assert verifier[0][7].style == "functions"


def test_the_rewritten_program_stands_among_links_to_its_neighbours(tmp_path):
    from tf2migrate.cli.verifying import overlay

    for name in ("p/a.py", "p/q/b.py", "p/q/c.py", "p/r/d.py", "o.py"):
        put(str(tmp_path / name), b"old")
    files = {str(tmp_path / name): b"new" for name in ("p/a.py", "p/q/b.py", "p/q/e.py", "o.py")}
    with overlay(str(tmp_path / "p"), files) as folder:
        seen = {str(path.relative_to(folder)): path.read_bytes()[-3:] for path in folder.rglob("*.py")}
        assert seen == {"a.py": b"new", "q/b.py": b"new", "q/c.py": b"old", "q/e.py": b"new"}
        assert (folder / "r" / "d.py").read_bytes().endswith(b"old")
        assert not (folder / "a.py").is_symlink() and (folder / "q" / "c.py").is_symlink()
    assert not folder.exists()


# The progress bar


def test_progress_bar_on_a_terminal_only(tmp_path):
    pty = pytest.importorskip("pty")
    for number in range(3):
        put(f"{number}.py", b"x\n")
    leader, follower = pty.openpty()
    done = subprocess.run([sys.executable, "-m", "tf2migrate", "."], stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    shown = os.read(leader, 100000).decode()
    os.close(leader)
    assert done.returncode == 0 and done.stdout == b""
    assert "Files" in shown and "nothing to do" in shown
