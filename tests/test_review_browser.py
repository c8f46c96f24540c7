"""The walk-through of a review in a real browser, on a git repository that the test makes."""

import http.server
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

selenium = pytest.importorskip("selenium")
for package in ("flask", "waitress", "pygments"):
    pytest.importorskip(package)

from selenium import webdriver  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

from tf2migrate.cli import review  # noqa: E402
from tf2migrate.reporting.report import Mode, Report, Verification  # noqa: E402
from tf2migrate.result import Result  # noqa: E402
from tf2migrate.review import rendering  # noqa: E402
from tf2migrate.review.progress import Store  # noqa: E402
from tf2migrate.review.review import Review  # noqa: E402
from tf2migrate.review.server import Server  # noqa: E402
from tf2migrate.review.suggestions import suggestions  # noqa: E402

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER and shutil.which("git")), reason="needs chromium, chromedriver and git"
)

PROGRAM = """import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable([[{0}], [2.0]])
y = tf.log(tf.matmul(x, w))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: [[1.0, 2.0]]}}))
"""
FILES = {
    "alone.py": PROGRAM.format("3.0"),
    "net/train.py": "from net.layers import scale\n" + PROGRAM.format("4.0") + "print(scale)\n",
    "net/layers.py": "import tensorflow as tf\n\nscale = tf.to_float(3)\n",
    "net/__init__.py": "",
    "keep.py": PROGRAM.format("5.0"),
}


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1400,1000",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield driver
    driver.quit()


@pytest.fixture
def repository(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    top = tmp_path / "repository"
    for name, text in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", "TensorFlow 1")
    return top


def git(top, *arguments):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"]
    return subprocess.run(["git", *identity, *arguments], cwd=top, check=True, capture_output=True, text=True).stdout


def tf2migrate(top, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "tf2migrate", *arguments], cwd=top, env=environment(), capture_output=True, text=True
    )


def environment():
    here = str(Path(__file__).parent.parent)
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, os.environ.get("PYTHONPATH", "")])}


class Running:
    """A `tf2migrate review` in its own process."""

    def __init__(self, top, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tf2migrate", "review", "--no-browser", *arguments, "."],
            cwd=top,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # a job in the background ignores it
        lines = queue.Queue()
        threading.Thread(target=lambda: lines.put(self.process.stdout.readline()), daemon=True).start()
        self.url = lines.get(timeout=60).strip()
        assert self.url, self.process.communicate()[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.told = self.process.communicate(timeout=30)[1]


class Page:
    """What a reader does on the page."""

    def __init__(self, driver, url):
        self.driver = driver
        self.load(url)

    def load(self, url):
        self.driver.get(url)
        self.until(lambda: "decided" in self.text("#progress"))

    def until(self, condition):
        WebDriverWait(self.driver, 15).until(lambda _: condition())

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return self.find(selector).text

    def card(self, path):
        return next(
            card
            for card in self.driver.find_elements(By.CSS_SELECTOR, ".card")
            if path in card.get_attribute("data-paths").split("\n")
        )

    def press(self, key):
        webdriver.ActionChains(self.driver).send_keys(key).perform()

    def choose(self, path, button):
        self.click(self.card(path), f".{button}")

    def click(self, inside, selector):
        element = inside.find_element(By.CSS_SELECTOR, selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def decision(self, path):
        return self.card(path).find_element(By.CSS_SELECTOR, "[data-decision]").get_attribute("textContent")

    def shown(self):
        return [
            card.get_attribute("data-paths")
            for card in self.driver.find_elements(By.CSS_SELECTOR, ".card")
            if card.is_displayed()
        ]

    def problems(self):
        return [entry for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]


def test_two_accepted_and_one_rejected(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        assert "token" not in browser.current_url
        assert page.text("#progress") == "0 of 3 decided"
        page.choose("net/train.py", "accept")
        page.until(lambda: page.decision("net/train.py") == "accepted")
        page.choose("alone.py", "accept")
        page.choose("keep.py", "reject")
        page.until(lambda: page.text("#progress") == "3 of 3 decided, 2 accepted, 1 rejected")
        assert git(repository, "status", "--porcelain") == ""
        page.find("#apply").click()
        page.until(lambda: "Wrote" in page.text("#message"))
        assert page.decision("alone.py") == page.decision("net/layers.py") == "applied"
        assert page.problems() == []
        page.find("#quit").click()
        assert running.process.wait(timeout=15) == 1  # something was rejected
    changed = git(repository, "diff", "--name-only").split()
    assert changed == ["alone.py", "net/layers.py", "net/train.py"]
    assert "tf.Session" in (repository / "keep.py").read_text()
    again = tf2migrate(repository, "alone.py", "net")
    assert (again.returncode, again.stdout) == (0, "")
    assert tf2migrate(repository, "--check", ".").stdout.startswith("keep.py:")


def test_the_page_opens_from_a_file(browser, repository, tmp_path):
    """As it does when the command opens the browser."""
    with Running(repository) as running:
        with review._entrance(running.url) as file:
            page = Page(browser, f"file://{file}")
        assert browser.current_url == running.url.partition("?")[0]
        assert page.text("#progress") == "0 of 3 decided"


def test_progress_survives_a_reload_and_a_restart(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.choose("keep.py", "reject")
        page.until(lambda: page.decision("keep.py") == "rejected")
        browser.refresh()
        page.until(lambda: page.text("#progress") == "1 of 3 decided, 1 rejected")
        assert "folded" in page.card("keep.py").get_attribute("class")
    with Running(repository) as running:
        page = Page(browser, running.url)
        assert page.decision("keep.py") == "rejected"
    with Running(repository, "--forget") as running:
        assert Page(browser, running.url).text("#progress") == "0 of 3 decided"


def test_what_was_applied_can_be_undone_also_after_a_restart(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.choose("alone.py", "accept")
        page.until(lambda: page.find("#apply").is_enabled())
        page.find("#apply").click()
        page.until(lambda: git(repository, "status", "--porcelain") != "")
        page.until(lambda: page.find("#undo").is_displayed())
        page.find("#undo").click()
        page.until(lambda: "Took back alone.py" in page.text("#message"))
        assert git(repository, "status", "--porcelain") == ""
        page.find("#apply").click()
        page.until(lambda: page.decision("alone.py") == "applied")
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.find("#undo").click()
        page.until(lambda: "Took back alone.py" in page.text("#message"))
        assert git(repository, "status", "--porcelain") == ""


def test_a_file_that_changed_meanwhile_is_refused(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        (repository / "net" / "layers.py").write_text("# mine\n")
        page.choose("net/train.py", "accept")
        page.until(lambda: page.find("#apply").is_enabled())
        page.find("#apply").click()
        page.until(lambda: "changed meanwhile" in page.text("#message"))
        assert page.decision("net/train.py") == "accepted"
    assert git(repository, "diff", "--name-only").split() == ["net/layers.py"]


def test_a_page_of_another_origin_reaches_nothing(browser, repository):
    """It stands on this machine as well, so that the browser sends the cookie along."""
    with Running(repository) as running, http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as elsewhere:
        threading.Thread(target=elsewhere.serve_forever, daemon=True).start()
        page = Page(browser, running.url)
        page.choose("alone.py", "accept")
        page.until(lambda: page.find("#apply").is_enabled())
        target = browser.current_url
        browser.get(f"http://127.0.0.1:{elsewhere.server_port}/")
        for how in ("cors", "no-cors"):
            for path in ("apply", "state", ""):
                told = browser.execute_async_script(ATTACK, target + path, how, "GET" if path != "apply" else "POST")
                assert told in ("opaque", "refused")
        browser.execute_script("location = arguments[0] + 'state'", target)
        page.until(lambda: browser.current_url.endswith("/state"))
        assert "decisions" not in browser.page_source
        elsewhere.shutdown()
    assert git(repository, "status", "--porcelain") == ""


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another page."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_):
        pass


ATTACK = """
const [url, mode, method, done] = arguments;
fetch(url, {method, mode, credentials: "include", body: method === "POST" ? "{}" : undefined})
  .then((answer) => answer.type === "opaque" ? "opaque" : answer.text()).then(done).catch(() => done("refused"));
"""


def test_keys(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.press("j")
        page.press("a")
        page.until(lambda: page.decision("alone.py") == "accepted")
        page.until(lambda: "current" in page.card("keep.py").get_attribute("class"))
        page.press("r")
        page.until(lambda: page.decision("keep.py") == "rejected")
        page.press("k")
        page.press("u")
        page.until(lambda: page.decision("keep.py") == "")
        page.press("n")
        assert len(browser.find_elements(By.CSS_SELECTOR, ".hunk.here")) == 1
        page.press("w")
        assert all(one.get_attribute("open") for one in page.card("keep.py").find_elements(By.CSS_SELECTOR, ".why"))
        page.press("?")
        page.until(lambda: page.find("#help").is_displayed())
        page.press(Keys.ESCAPE)
        page.press("/")
        page.press("net/")
        page.until(lambda: len(page.shown()) == 1)
        assert page.decision("net/train.py") == ""  # keys in a field are text
        webdriver.ActionChains(browser).key_down(Keys.CONTROL).send_keys(Keys.ENTER).key_up(Keys.CONTROL).perform()
        page.until(lambda: page.decision("alone.py") == "applied")


def test_filters_and_accepting_all(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.find("#by-rule option[value=TFM504]").click()
        page.until(lambda: [paths.split("\n") for paths in page.shown()] == [["net/train.py", "net/layers.py"]])
        page.find("#by-rule option[value='']").click()
        page.find("#by-safety option[value=unsafe]").click()
        page.until(lambda: page.shown() == [] and page.find("#none-shown").is_displayed())
        page.find("#by-safety option[value='']").click()
        page.choose("keep.py", "reject")
        page.until(lambda: page.decision("keep.py") == "rejected")
        page.find("#by-decision option[value=open]").click()
        page.until(lambda: len(page.shown()) == 2)
        page.find("#accept-shown").click()
        browser.switch_to.alert.accept()
        page.until(lambda: page.text("#progress") == "3 of 3 decided, 2 accepted, 1 rejected")


def test_accepting_all_of_a_rule(browser, repository):
    with Running(repository) as running:
        page = Page(browser, running.url)
        page.click(page.card("alone.py"), ".why summary")
        page.click(page.card("alone.py"), ".of-rule[data-rule=TFM101]")
        browser.switch_to.alert.accept()
        page.until(lambda: page.text("#progress") == "3 of 3 decided, 3 accepted")


def test_nothing_is_wider_than_the_window(browser, repository):
    with Running(repository) as running:
        Page(browser, running.url)
        try:
            for width in (360, 800, 1400):
                browser.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False},
                )
                assert browser.execute_script("return document.documentElement.scrollWidth") <= width
        finally:
            browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_what_came_out_different_is_not_accepted_with_the_others(browser, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    results = tuple(Result(path, b"OLD\n", b"NEW\n", applied=("TFM101",)) for path in ("a.py", "b.py", "c.py"))
    verdicts = tuple(Verification(one.path, one.path != "b.py", "what it says", {}) for one in results)
    report = Report(Mode.DIFF, results, 3, verifications=verdicts)
    found = suggestions(report)
    server = Server(Review(found, Store(None)), lambda nonce: rendering.page(report, found, nonce))
    threading.Thread(target=server.run, daemon=True).start()
    try:
        page = Page(browser, server.url)
        page.find("#accept-shown").click()
        browser.switch_to.alert.accept()
        page.until(lambda: "the verifier found a difference: 1" in page.text("#message"))
        assert [page.decision(path) for path in ("a.py", "b.py", "c.py")] == ["accepted", "", "accepted"]
        assert page.card("b.py").find_element(By.CSS_SELECTOR, ".verification").get_attribute("open")
    finally:
        server._server.close()
