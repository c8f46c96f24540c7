"""Who is answered, and what with."""

import http.client
import json
import threading

import pytest

for package in ("flask", "waitress", "pygments"):
    pytest.importorskip(package)

from tf2migrate.reporting.report import Mode, Report  # noqa: E402
from tf2migrate.result import Result  # noqa: E402
from tf2migrate.review.progress import Store  # noqa: E402
from tf2migrate.review.rendering import page  # noqa: E402
from tf2migrate.review.review import Review  # noqa: E402
from tf2migrate.review.server import ADDRESS, Server, application  # noqa: E402
from tf2migrate.review.suggestions import suggestions  # noqa: E402

HOST = "127.0.0.1:8765"
TOKEN = "secret"


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_bytes(b"old\n")
    return Report(Mode.DIFF, (Result("a.py", b"old\n", b"new\n", applied=("TFM101",)),), 1)


@pytest.fixture
def review(report):
    return Review(suggestions(report), Store(None))


class Client:
    """Requests as the page sends them, with some headers changed."""

    def __init__(self, app):
        self.client = app.test_client()

    def enter(self):
        answer = self.get("/?token=" + TOKEN)
        assert answer.status_code == 200 and b"url=/" in answer.data
        return self

    def get(self, path, **headers):
        return self.client.get(path, base_url=f"http://{HOST}", headers=self._headers({}, headers))

    def post(self, path, body=None, **headers):
        sent = self._headers({"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}, headers)
        return self.client.post(path, base_url=f"http://{HOST}", json=body if body is not None else {}, headers=sent)

    def _headers(self, base, changed):
        merged = {**base, **{name.replace("_", "-"): value for name, value in changed.items()}}
        return {name: value for name, value in merged.items() if value is not None}


@pytest.fixture
def stopped():
    return []


@pytest.fixture
def client(report, review, stopped):
    app = application(
        review,
        lambda nonce: page(report, nonce=nonce),
        TOKEN,
        lambda: (HOST, "localhost:8765"),
        lambda: stopped.append(True),
    )
    return Client(app)


@pytest.fixture
def key(review):
    return suggestions(Report(Mode.DIFF, (Result("a.py", b"old\n", b"new\n", applied=("TFM101",)),), 1))[0].key


# -- who is answered -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/state", "/?token=wrong", "/?token=", "/?token=%ff"])
def test_nothing_without_the_token(client, path):
    assert client.get(path).status_code == 403


def test_the_token_becomes_a_cookie_that_stays_here(client):
    answer = client.get("/?token=" + TOKEN)
    cookie = answer.headers["Set-Cookie"]
    assert TOKEN not in answer.text and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert cookie.startswith("tf2migrate-8765=")
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1", "localhost"])
def test_other_hosts_are_refused(client, host):
    assert client.enter().get("/", Host=host).status_code == 403
    assert client.get("/?token=" + TOKEN, Host=host).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"https://{HOST}", "http://127.0.0.1:1", ""])
@pytest.mark.parametrize("path", ["/decide", "/apply", "/undo", "/quit"])
def test_other_origins_are_refused(client, stopped, origin, path):
    assert client.enter().post(path, Origin=origin).status_code == 403
    assert stopped == []


def test_an_origin_is_needed_to_change_something(client):
    assert client.enter().post("/apply", Origin=None).status_code == 403


def test_a_form_of_another_page_is_refused(client):
    client.enter()
    headers = {"Origin": f"http://{HOST}"}
    answer = client.client.post("/apply", base_url=f"http://{HOST}", data={"a": "b"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_are_refused(client, site):
    assert client.enter().get("/state", Sec_Fetch_Site=site).status_code == 403
    assert client.post("/apply", Sec_Fetch_Site=site).status_code == 403


@pytest.mark.parametrize("path", ["/etc/passwd", "/static/a", "/decide/x"])
def test_there_are_no_other_paths(client, path):
    assert client.enter().get(path).status_code in (403, 404)


def test_answers_are_protected(client):
    answer = client.enter().get("/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = policy.split("script-src 'nonce-")[1].split("'")[0]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert f'<script nonce="{nonce}">' in answer.text and f'<style nonce="{nonce}">' in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and "Access-Control-Allow-Origin" not in answer.headers
    assert nonce not in client.get("/").text


# -- what with -------------------------------------------------------------------------------------


def test_decide_apply_undo(client, key, tmp_path):
    client.enter()
    told = client.post("/decide", {"keys": [key], "decision": "accepted"}).json
    assert told["state"]["decisions"] == {key: "accepted"}
    told = client.post("/apply").json
    assert told["state"]["applied"] == [key] and told["message"] == "Wrote a.py." and not told["failed"]
    assert (tmp_path / "a.py").read_bytes() == b"new\n"
    assert client.post("/decide", {"keys": [key], "decision": "rejected"}).status_code == 409
    assert client.post("/undo").json["message"] == "Took back a.py."
    assert (tmp_path / "a.py").read_bytes() == b"old\n"
    assert client.get("/state").json["state"]["undo"] is None


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"keys": "a", "decision": "accepted"},
        {"keys": [1], "decision": "accepted"},
        {"keys": [], "decision": None},
    ],
)
def test_wrong_requests(client, body):
    assert client.enter().post("/decide", body).status_code == 400


def test_failures_are_told(client, key, tmp_path):
    (tmp_path / "a.py").write_bytes(b"mine\n")
    client.enter().post("/decide", {"keys": [key], "decision": "accepted"})
    told = client.post("/apply").json
    assert told["failed"] and "a.py: not written: the file changed meanwhile" in told["message"]


def test_quit(client, stopped):
    assert client.enter().post("/quit").status_code == 200 and stopped == [True]


def test_the_server_listens_on_the_loopback_address_alone(report, review):
    server = Server(review, lambda nonce: page(report, nonce=nonce))
    assert server._server.socket.getsockname() == (ADDRESS, server.port)
    other = Server(review, lambda nonce: "")
    assert other.port != server.port and other.token != server.token
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        connection = http.client.HTTPConnection(ADDRESS, server.port, timeout=10)
        connection.request("GET", "/state")
        assert connection.getresponse().status == 403
        connection.close()
        connection.request("GET", f"/?token={server.token}")
        answer = connection.getresponse()
        cookie = answer.headers["Set-Cookie"].split(";")[0]
        connection.close()
        connection.request("GET", "/state", headers={"Cookie": cookie})
        assert json.load(connection.getresponse())["state"]["applied"] == []
        connection.close()
    finally:
        for one in (server, other):
            one._server.close()
