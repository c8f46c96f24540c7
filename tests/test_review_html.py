"""The page of a review as a file."""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

pytest.importorskip("pygments")
pytest.importorskip("jinja2")

from tf2migrate import engine  # noqa: E402
from tf2migrate.reporting import formats  # noqa: E402
from tf2migrate.reporting.report import Mode, Report, Verification  # noqa: E402
from tf2migrate.result import Diagnostic, Result, Safety  # noqa: E402
from tf2migrate.review.highlighting import Highlighted  # noqa: E402
from tf2migrate.review.hunks import Side  # noqa: E402
from tf2migrate.review.rendering import measured, page  # noqa: E402

PROGRAM = b"""import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
y = tf.log(x + 1.0)  # a </script> & "quote"
with tf.Session() as sess:
    print(sess.run(y, {x: [[1.0, 2.0]]}))
"""


class Page(HTMLParser):
    """What a browser would load, and whether all that is opened is closed."""

    VOID = {"meta", "link", "input", "br", "!doctype"}

    def __init__(self, text):
        super().__init__()
        self.stack, self.tags, self.text, self.inside = [], [], "", []
        self.feed(text)
        assert self.stack == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag):
        assert self.stack.pop() == tag

    def handle_data(self, data):
        if not {"script", "style"} & set(self.stack):
            self.text += data


def report(*results, **more):
    return Report(Mode.DIFF, results, len(results), **more)


def rendered(one):
    return formats.renderer("html")(one).decode()


def test_the_file_loads_nothing():
    html = rendered(report(engine.migrate(PROGRAM, "a.py")))
    for tag, attributes in Page(html).tags:
        assert "src" not in attributes, tag
        assert attributes.get("href", "data:,") == "data:,"
    assert not re.search(r"url\(|@import|https?://", html)


def test_the_file_has_no_buttons_that_need_a_server():
    tags = Page(rendered(report(engine.migrate(PROGRAM, "a.py")))).tags
    assert not any(attributes.get("class") in ("accept", "reject") for _, attributes in tags)
    assert not any(attributes.get("id") in ("apply", "undo", "quit", "accept-shown") for _, attributes in tags)


def test_a_live_page_gives_its_nonce_to_script_and_style():
    tags = Page(page(report(engine.migrate(PROGRAM, "a.py")), nonce="abc")).tags
    assert [attributes.get("nonce") for tag, attributes in tags if tag in ("script", "style")] == ["abc", "abc"]
    assert any(attributes.get("class") == "accept" for _, attributes in tags)


def test_both_sides_rules_and_reasons_are_there():
    text = Page(rendered(report(engine.migrate(PROGRAM, "a.py")))).text
    for part in ("tf.log(x + 1.0)", "tf.math.log(x + 1.0)", 'a </script> & "quote"', "TFM101", "in 400 of 400 runs"):
        assert part in text


@pytest.mark.parametrize("evil", ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "{{ 7 * 7 }}"])
def test_nothing_of_a_file_is_html(evil):
    source = f"# {evil}\nOLD\n".encode()
    path = f"{evil.replace('/', '')}.py"
    result = Result(
        path,
        source,
        source.replace(b"OLD", b"NEW"),
        (Diagnostic(path, 1, 1, "TFM1", evil, evil),),
        ("TFM101",),
        (("help.py", evil),),
    )
    verification = Verification(path, False, evil, {})
    parsed = Page(rendered(report(result, verifications=(verification,))))
    assert not any(tag == "img" or "onerror" in attributes for tag, attributes in parsed.tags)
    assert sum(tag == "script" for tag, _ in parsed.tags) == 1
    assert parsed.text.count(evil) >= 5


def test_findings_of_files_that_stay_and_errors_are_told():
    stays = Result("b.py", b"x", b"x", (Diagnostic("b.py", 3, 1, "TFM103", "not visible", "show it"),))
    broken = Result("c.py", b"(", b"(", error="line 7: invalid syntax")
    text = Page(rendered(report(stays, broken))).text
    for part in ("Left as they are", "not visible", "show it", "c.py:7: invalid syntax", "Nothing to change."):
        assert part in text


def test_verdicts_and_notes_are_told():
    note = Diagnostic("a.py", 1, 1, "TFM112", "draw the same numbers", "", Safety.SAFE)
    result = Result("a.py", b"OLD\n", b"NEW\n", (note,), ("TFM101",))
    text = Page(rendered(report(result, verifications=(Verification("a.py", True, "equal: all levels", {}),)))).text
    for part in ("draw the same numbers", "equal: all levels", "what the verifier says"):
        assert part in text


def test_paths_that_are_no_text():
    rendered(report(Result("a\udcff.py", b"OLD\n", b"NEW\n", applied=("TFM101",))))


def test_sentences_with_a_size():
    why = (
        "TensorFlow 1.15 did this. It was 0.486 in place of 0.243. In 3 of 4 runs it came first. Nothing here; "
        "The epsilon is 1e-7. By 2 % only."
    )
    assert measured(why) == [
        "It was 0.486 in place of 0.243.",
        "In 3 of 4 runs it came first.",
        "The epsilon is 1e-7.",
        "By 2 % only.",
    ]


@pytest.mark.parametrize(
    "text",
    ['x = """a\nb\n"""\ny = 1\n', "def f(:\n  '\n", "\ta\r\nb\r\n", "a\fb\n\n\n", "no end", "\n\nx\n", "x = 'ä€𝄞'\n"],
)
def test_highlighting_keeps_the_text_of_every_line(text):
    lines = Highlighted(text)
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")
        if line:
            assert Page(f"<p>{lines.line(Side(number, line))}</p>").text == line


def test_marks_go_through_tokens():
    html = Highlighted("y = tf.log(x)\n").line(Side(1, "y = tf.log(x)", ((4, 7),)))
    bracketed = re.sub(r'<span class="(\w+ )?mark">(.*?)</span>', r"[\2]", html)
    assert re.sub(r"<[^>]+>", "", bracketed) == "y = [tf][.]log(x)"


def test_a_check_says_that_it_has_no_diffs():
    assert "leave out --check" in rendered(Report(Mode.CHECK, (engine.check(PROGRAM, "a.py"),), 1))


@pytest.mark.parametrize("arguments", [["--output-format", "html", "a.py"], ["review", "a.py"]])
def test_a_missing_package_is_named_with_its_extra(tmp_path, arguments):
    (tmp_path / "a.py").write_bytes(PROGRAM)
    code = f"import sys; sys.modules['jinja2'] = None; from tf2migrate.cli import main; sys.exit(main({arguments}))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.returncode == 2 and 'pip install "tf2migrate[review]"' in done.stderr
