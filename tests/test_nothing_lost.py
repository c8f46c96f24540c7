"""Whatever goes wrong, every file is old or new, and everything the tool has no business with is kept."""

import ast
import contextlib
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import faults
import pytest

from tf2migrate.cli import main
from tf2migrate.cli.processing import Task, Work, process_source
from tf2migrate.engine import migrate
from tf2migrate.settings import Settings

HERE = Path(__file__).parent
FIXTURES = sorted((HERE.parent / "fixtures").rglob("*.py"))
PROGRAMS = FIXTURES + sorted((HERE / "fallback_programs").glob("*.py"))
NAMES = [path.stem for path in PROGRAMS]
SMALL = (HERE.parent / "fixtures" / "basic_operations.py").read_bytes()
WITH_COMPANION = b"""import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data
mnist = input_data.read_data_sets('data')
x = tf.placeholder(tf.float32, [None, 784])
with tf.Session() as sess:
    print(sess.run(tf.reduce_mean(x), {x: mnist.test.images}))
"""
TINY = b"""import tensorflow as tf
x = tf.placeholder(tf.float32)
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1}))
"""
BROKEN = b"import tensorflow as tf\nx = = 1\n"


def processed(source, work=Work.MIGRATE):
    return process_source(source, Task("a.py", Settings(), work))


# -- bytes of the source ---------------------------------------------------------------------------------


def crlf(data):
    return data.replace(b"\n", b"\r\n")


def cr(data):
    return data.replace(b"\n", b"\r")


def marked(data):
    return b"\xef\xbb\xbf" + data


def without_last_newline(data):
    return data.rstrip(b"\n")


def marked_crlf(data):
    return marked(crlf(data))


@pytest.mark.parametrize("form", [crlf, cr, marked, without_last_newline, marked_crlf])
def test_the_form_of_a_file_is_kept(form):
    for path in PROGRAMS[::2]:
        source = path.read_bytes()
        assert migrate(form(source), "a.py").output == form(migrate(source, "a.py").output), path


@pytest.mark.parametrize("cookie, byte", [("latin-1", b"\xe9"), ("cp1252", b"\x80"), ("euc_jp", b"\xa4\xa2")])
def test_the_encoding_is_kept(cookie, byte):
    head = b"# coding: %b\n# %b\n" % (cookie.encode(), byte)
    for path in PROGRAMS[::5]:
        source = path.read_bytes()
        if not source.isascii():
            continue
        output = migrate(head + source, "a.py").output
        assert output.startswith(head)
        assert output[len(head) :].strip() == migrate(source, "a.py").output.strip()


def test_blocks_of_tabs_stay_blocks_of_tabs():
    for path in PROGRAMS:
        source = re.sub(rb"(?m)^(?: {4})+", lambda found: b"\t" * (len(found[0]) // 4), path.read_bytes())
        try:
            ast.parse(source)
        except SyntaxError:  # continuation lines that mix both
            continue
        result = migrate(source, "a.py")
        assert result.applied == migrate(path.read_bytes(), "a.py").applied
        blocks = [node for node in ast.walk(ast.parse(result.output)) if isinstance(node, ast.stmt) and node.col_offset]
        lines = result.output.decode().split("\n")
        assert not [
            node.lineno
            for node in blocks
            if lines[node.lineno - 1].startswith("    ") and not in_support_class(result.output, node)
        ], path


def in_support_class(output, node):
    return any(isinstance(c, ast.ClassDef) and c.lineno < node.lineno <= c.end_lineno for c in ast.parse(output).body)


@pytest.mark.parametrize("path", PROGRAMS, ids=NAMES)
def test_odd_white_space_outside_of_the_change_is_kept(path):
    """Mixed newlines, trailing blanks, form feeds and separators that only look like newlines."""
    lines = path.read_bytes().decode().split("\n")
    odd = "".join(line + ("\r\n" if number % 3 == 0 else "\n") for number, line in enumerate(lines[:-1]))
    tail = "\n\x0c\nlast = 1 \n# a\u2028b\x0bc\t\nend = 'x\u2028y\x1c'  \n"
    source = (odd + tail).encode()
    result = migrate(source, "a.py")
    assert result.error is None
    assert result.applied == migrate(path.read_bytes(), "a.py").applied
    assert result.output.endswith(tail.encode())
    assert not migrate(result.output, "a.py").changed or result.applied == ("TFM900",)


# -- files that cannot be processed ----------------------------------------------------------------------

UNPROCESSABLE = {
    "undecodable": (SMALL + b"S = '\xe9'\n", "not utf-8"),
    "unknown codec": (b"# coding: nonsense\n" + SMALL, "nonsense"),
    "surrogates": (SMALL + b"S = '\xed\xa0\x80'\n", "not utf-8"),
    "syntax": (SMALL + b"x = = 1\n", "invalid syntax"),
    "Python 2": (SMALL + b"print 'a'\n", "Python 2"),
    "null byte": (SMALL + b"# \x00\n", "null bytes"),
    "binary": (b"tensorflow\x00\x01\xff", ""),
    "nested parentheses": (SMALL + b"x = " + b"(" * 5000 + b"1" + b")" * 5000 + b"\n", "nested"),
    "nested operators": (SMALL + b"x = " + b"+".join([b"1"] * 900) + b"\n", "nested too deeply"),
    "nested calls": (SMALL + b"x = a" + b"()" * 2000 + b"\n", "nested too deeply"),
    "many elifs": (SMALL + b"if x:\n  pass\n" + b"elif x:\n  pass\n" * 3000, ""),
    "cut off": (SMALL + b"x = 1 \\", "EOF"),
}
PROCESSABLE = {
    "empty": b"",
    "a mark alone": b"\xef\xbb\xbf",
    "no newline": b"import tensorflow as tf",
    "minified": b"import tensorflow as tf;x=tf.placeholder(tf.float32);y=x*2;s=tf.Session();print(s.run(y,{x:1}))",
    "nested lists": SMALL + b"x = " + b"[" * 90 + b"]" * 90 + b"\n",
    "nested blocks": SMALL + b"".join(b" " * n + b"if 1:\n" for n in range(95)) + b" " * 95 + b"pass\n",
    "long line": SMALL + b"x = [" + b"1," * 20000 + b"]\n",
}


@pytest.mark.parametrize("work", Work)
@pytest.mark.parametrize("name", UNPROCESSABLE)
def test_what_cannot_be_processed_is_named_and_left(name, work):
    source, cause = UNPROCESSABLE[name]
    result = processed(source, work)
    if work is Work.SCREEN and result.sign is not None:  # seen before the depth was met
        return
    assert result.error is not None and cause in result.error
    assert "internal error" not in result.error
    assert result.output == source


GRAPH = b"import tensorflow as tf\nx = tf.placeholder(tf.float32)\nwith tf.Session() as s:\n    s.run(tf.log(x), {x: 1.0})\n"


@pytest.mark.parametrize(
    "lines, line, cause",
    [
        ("def f():\n    print(x)\n    global x", 7, "'x' is used prior to global declaration"),
        ("return 3", 5, "'return' outside function"),
        ("def f(a, a): pass", 5, "duplicate argument 'a'"),
        ("from __future__ import division", 5, "from __future__ imports must occur at the beginning"),
    ],
)
def test_what_is_parsed_and_not_compiled_is_said_to_be_so_before(lines, line, cause):
    source = GRAPH + lines.encode() + b"\n"
    result = processed(source)
    assert result.error.startswith(f"line {line}: does not compile in Python 3 as it is: ") and cause in result.error
    assert result.output == source and not result.diagnostics


def test_one_file_that_does_not_compile_and_its_program(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_bytes(GRAPH + b"def f():\n    print(x)\n    global x\n")
    Path("main.py").write_bytes(b"import net\n" + GRAPH)
    assert main(["."]) == 3
    assert "error: net.py:7: does not compile in Python 3 as it is" in capfd.readouterr().err


@pytest.mark.parametrize(
    "line, hint",
    [
        ("x = 1 <> 2", "Python 2?"),
        ("raise ValueError, 'x'", "Python 2?"),
        ("x = 10L", "Python 2?"),
        ("x = 0777", "Python 2?"),
        ("exec code in scope", "Python 2?"),
        ("def f(a, (b, c)): pass", "Python 2?"),
        ("lambda (a, b): a", "Python 2?"),
        ("x = ur'a'", "Python 2?"),
        ("f(async=True)", "async is no name any more since Python 3.7"),
        ("\0", "null bytes"),
    ],
)
def test_hints_of_what_may_be_the_matter(line, hint):
    error = processed(GRAPH + line.encode() + b"\n").error
    assert error.startswith("line 5: ") and hint in error
    assert "Python 2" not in processed(GRAPH + b"x = (\n").error


@pytest.mark.parametrize("name", PROCESSABLE)
def test_odd_files_are_processed(name):
    source = PROCESSABLE[name]
    result = processed(source)
    assert result is None or result.error is None
    if result is not None:
        compile(result.output, name, "exec")
        assert result.changed == bool(result.applied) == bool(processed(source, Work.CHECK).applied)
        assert result.changed == (processed(source, Work.SCREEN).sign is not None)


def test_a_file_of_50000_lines():
    data = b"".join(b"    (%d, 'row %d'),  # measured\n" % (n, n) for n in range(47000))
    functions = b"".join(b"\n\ndef f%d(a):\n    b = a + %d\n    return b\n" % (n, n) for n in range(800))
    source = SMALL + b"ROWS = [\n" + data + b"]\n" + functions
    assert source.count(b"\n") > 50000
    result = migrate(source, "a.py")
    assert result.error is None and result.changed
    assert result.output.endswith(data + b"]\n" + functions)


def test_one_bad_file_does_not_keep_the_others_from_being_done(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    for number, (source, _) in enumerate(UNPROCESSABLE.values()):
        Path(f"bad{number}.py").write_bytes(source)
    Path("good.py").write_bytes(SMALL)
    os.mkfifo("pipe.py")  # would block a reader
    os.symlink("nowhere.py", "broken.py")
    before = {path.name: path.read_bytes() for path in Path().glob("bad*.py")}
    assert main(["--write", "-j1", "."]) == 3
    err = capfd.readouterr().err
    assert all(f"error: {name}:" in err or f"error: {name}: " in err for name in before)
    assert "rewrote good.py" in err
    assert {path.name: path.read_bytes() for path in Path().glob("bad*.py")} == before
    assert Path("good.py").read_bytes() == migrate(SMALL, "good.py").output


def test_a_crash_in_a_rule_costs_one_file(tmp_path, monkeypatch, capfd):
    from tf2migrate.rewriting import rewrite

    original = rewrite.rewrite

    def crashing(source, *others):
        if "# here" in source:
            raise KeyError("a defect")
        return original(source, *others)

    monkeypatch.setattr(rewrite, "rewrite", crashing)
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        Path(f"{name}.py").write_bytes(SMALL)
    Path("b.py").write_bytes(SMALL + b"# here\n")
    assert main(["--write", "-j1", "."]) == 3
    assert "error: b.py: internal error, file left as it is: KeyError: 'a defect'" in capfd.readouterr().err
    assert Path("b.py").read_bytes() == SMALL + b"# here\n"
    assert Path("a.py").read_bytes() == Path("c.py").read_bytes() != SMALL


# -- writing ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outcomes():
    """What the files of `repository` may hold, by name."""
    allowed = {}
    for name, source in REPOSITORY.items():
        result = migrate(source, name)
        assert result.changed
        allowed[name] = {source, result.output}
        allowed.update((new, {None, text.encode()}) for new, text in result.new_files)
    assert len(allowed) == len(REPOSITORY) + 1
    return allowed


REPOSITORY = {"a.py": TINY, "b.py": WITH_COMPANION, "c.py": crlf(TINY)}


def repository(folder, more=()):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, source in [*REPOSITORY.items(), *more]:
        (folder / name).write_bytes(source)
        (folder / name).chmod(0o750)


def assert_whole(folder, allowed, temporaries=0):
    """Every file is old or new; a program that was migrated has what it imports."""
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    for name, contents in allowed.items():
        assert found.pop(name, None) in contents, name
    if (folder / "b.py").read_bytes() != WITH_COMPANION:
        assert (folder / "mnist_input_data.py").exists()
    assert all(stat.S_IMODE((folder / name).stat().st_mode) == 0o750 for name in ("a.py", "b.py", "c.py"))
    assert all(name.startswith(".") and name.endswith(".tmp") for name in found) and len(found) <= temporaries


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.parametrize(
    "fault, statuses",
    [
        (faults.kill, {-signal.SIGKILL}),
        (faults.interrupt, {130}),
        (faults.full_disk, {3}),
        (faults.denied, {3}),
    ],
)
def test_a_fault_at_any_moment(tmp_path, monkeypatch, outcomes, fault, statuses):
    """Each moment in turn, until the run gets through without meeting the fault."""
    folder = tmp_path / "work"
    moments = 0
    while True:
        repository(folder)
        monkeypatch.chdir(folder)
        status, reached = faults.run(["--write", "-j1", "."], moments + 1, fault, str(folder))
        if not reached:
            assert status == 0
            break
        moments += 1
        # A fault while .gitignore is read, or after the last file was written, is got over.
        assert status in statuses | ({0} if fault in (faults.full_disk, faults.denied) else set()), moments
        # One may be left where the process ends while it exists, or the fault meets its removal.
        assert_whole(folder, outcomes, temporaries=1)
        assert faults.run(["--write", "-j1", "."], 0, None, str(folder))[0] == 0  # the next run does the rest
        assert all((folder / name).read_bytes() in outcomes[name] - {REPOSITORY[name]} for name in REPOSITORY)
    assert moments > 15


def test_a_disk_that_takes_only_part_of_a_file(tmp_path, outcomes):
    """The limit of the operating system on the size of a file: a write is cut, then refused."""
    repository(tmp_path / "work")
    code = (
        "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from tf2migrate import engine\nfrom tf2migrate.cli import main\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))\nsys.exit(main(['--write', '-j1', '.']))"
    )
    done = subprocess.run([sys.executable, "-B", "-c", code], cwd=tmp_path / "work", capture_output=True, text=True)
    assert done.returncode == 3 and "not written: File too large" in done.stderr
    assert_whole(tmp_path / "work", outcomes)


@pytest.mark.skipif(os.name != "posix", reason="no signals")
@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_kills_at_random_times(tmp_path, outcomes, jobs):
    """From outside, workers included; the moments above are chosen, these are not."""
    folder = tmp_path / "work"
    more = [(f"n{number}.py", TINY) for number in range(40)]
    allowed = {**outcomes, **{name: outcomes["a.py"] for name, _ in more}}
    for turn in range(6):
        repository(folder, more)
        process = subprocess.Popen(
            [sys.executable, "-m", "tf2migrate", "--write", jobs, "."],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(0.15 + turn * 0.1)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL if turn % 2 else signal.SIGINT)
        process.wait(timeout=30)
        assert_whole(folder, allowed, temporaries=1)


def test_a_read_only_file_is_kept(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_bytes(SMALL)
    Path("b.py").write_bytes(SMALL)
    Path("a.py").chmod(0o444)
    access = os.access
    monkeypatch.setattr(
        os,
        "access",
        lambda path, mode: (
            access(path, mode)
            and (  # root may write everything
                mode != os.W_OK or bool(os.stat(path).st_mode & 0o200)
            )
        ),
    )
    assert main(["--write", "."]) == 3
    assert "error: a.py: not written: the file is read-only" in capfd.readouterr().err
    assert Path("a.py").read_bytes() == SMALL and Path("b.py").read_bytes() != SMALL


# -- the same bytes, however it is run ---------------------------------------------------------------------


def test_the_same_bytes_with_any_hash_seed_and_any_number_of_processes(tmp_path):
    """The whole output: diff, findings and summary."""
    for path in PROGRAMS:
        shutil.copy(path, tmp_path)
    seen = set()
    for seed, jobs in (("0", "-j1"), ("1", "-j2"), ("4242", "-j2"), ("random", "-j1")):
        done = subprocess.run(
            [sys.executable, "-m", "tf2migrate", jobs, "--output-format", "json", "."],
            cwd=tmp_path,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.returncode == 1
        seen.add((done.stdout, done.stderr))
    assert len(seen) == 1


_FORMS_BY_SEED = """\
import hashlib
from engine_form_programs import FORMS
from tf2migrate.engine import migrate
for name, text in FORMS.items():
    result = migrate(text.encode(), "program.py")
    print(name, hashlib.sha256(result.output + repr(result.diagnostics).encode()).hexdigest())
"""


def test_every_form_is_rewritten_to_the_same_bytes_with_any_hash_seed():
    seen = set()
    for seed in ("1", "3"):
        path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
        done = subprocess.run(
            [sys.executable, "-c", _FORMS_BY_SEED],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        )
        seen.add(done.stdout)
    assert len(seen) == 1, sorted(set.symmetric_difference(*[set(text.splitlines()) for text in seen]))
