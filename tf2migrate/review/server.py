"""The page behind a server on the loopback address. Only who has the token is answered.

A page of another origin can neither read nor send: the host has to be ours (a name that was rebound to the
loopback address is not), requests that change something have to come from our own origin, and the cookie that
carries the token is not sent along from elsewhere.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any, Callable

import flask
import waitress

from tf2migrate.review.review import Outcome, Review

ADDRESS = "127.0.0.1"
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_POLICY = (
    "default-src 'none'; style-src 'nonce-{0}'; script-src 'nonce-{0}'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


# Not a redirect: one that began at a file or another page would not send the strict cookie along.
_ENTRANCE = '<!doctype html><meta http-equiv="refresh" content="0; url=/"><title>tf2migrate</title>'


class Server:
    """Serves one review until it is stopped."""

    def __init__(self, review: Review, page: Callable[[str], str]):
        """
        Args:
            review: what is reviewed.
            page: makes the html, given the nonce that its script and style carry.
        """
        self.token = secrets.token_urlsafe(32)
        self._hosts: tuple[str, ...] = ()
        app = application(review, page, self.token, lambda: self._hosts, self.stop)
        self._server = waitress.create_server(
            app, host=ADDRESS, port=0, threads=4, ident=None, clear_untrusted_proxy_headers=True
        )
        self.port = int(self._server.effective_port)
        self._hosts = (f"{ADDRESS}:{self.port}", f"localhost:{self.port}")

    @property
    def url(self) -> str:
        """The address to open, with the token."""
        return f"http://{ADDRESS}:{self.port}/?token={self.token}"

    def run(self) -> None:
        """Answer requests until Ctrl-C or `stop`."""
        self._server.run()

    def stop(self) -> None:
        """End `run` of the main thread, after the present answer has gone out."""
        import _thread
        import threading

        timer = threading.Timer(0.3, _thread.interrupt_main)
        timer.daemon = True
        timer.start()


def application(
    review: Review,
    page: Callable[[str], str],
    token: str,
    hosts: Callable[[], tuple[str, ...]],
    stop: Callable[[], None],
) -> flask.Flask:
    """The WSGI application; `hosts` are the values of the header Host that are ours."""
    app = flask.Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = 4 * 1024 * 1024
    placeholder = secrets.token_hex(16)
    html: list[str] = []

    @app.before_request
    def refuse() -> Any:
        request = flask.request
        ours = hosts()
        if request.host not in ours:
            flask.abort(403, "another host")
        origin = request.headers.get("Origin")
        if origin is not None and origin not in [f"http://{host}" for host in ours]:
            flask.abort(403, "another origin")
        if request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin") and request.path != "/":
            flask.abort(403, "another site")
        if request.method not in ("GET", "HEAD") and (origin is None or not request.is_json):
            flask.abort(403, "not from the page")
        if request.path == "/" and _same(request.args.get("token"), token):
            answer = flask.Response(_ENTRANCE, mimetype="text/html")
            answer.set_cookie(_cookie(request.host), token, httponly=True, samesite="Strict")
            return answer
        if not _same(request.cookies.get(_cookie(request.host)), token):
            flask.abort(403, "open the address that tf2migrate printed")
        return None

    @app.after_request
    def protect(answer: flask.Response) -> flask.Response:
        answer.headers.update(_HEADERS)
        answer.headers.setdefault("Content-Security-Policy", _POLICY.format("none"))
        return answer

    @app.get("/")
    def show() -> flask.Response:
        if not html:
            html.append(page(placeholder))
        nonce = secrets.token_urlsafe(16)
        answer = flask.Response(html[0].replace(placeholder, nonce), mimetype="text/html")
        answer.headers["Content-Security-Policy"] = _POLICY.format(nonce)
        return answer

    @app.get("/state")
    def state() -> Any:
        return {"state": review.state()}

    @app.post("/decide")
    def decide() -> Any:
        asked = flask.request.get_json()
        keys, decision = (asked.get("keys"), asked.get("decision")) if isinstance(asked, dict) else (None, None)
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys) or not isinstance(decision, str):
            flask.abort(400)
        try:
            review.decide(keys, decision)
        except ValueError as error:
            return {"state": review.state(), "message": str(error)}, 409
        return {"state": review.state()}

    @app.post("/apply")
    def apply() -> Any:
        return _told(review, review.apply(), "Wrote")

    @app.post("/undo")
    def undo() -> Any:
        return _told(review, review.undo(), "Took back")

    @app.post("/quit")
    def quit_() -> Any:
        stop()
        return {"state": review.state()}

    return app


def _told(review: Review, outcome: Outcome, verb: str) -> dict[str, Any]:
    lines = [f"{verb} {', '.join(outcome.paths)}."] if outcome.paths else []
    lines += outcome.failures
    return {
        "state": review.state(),
        "message": "\n".join(lines) or "There was nothing to do.",
        "failed": bool(outcome.failures),
    }


def _cookie(host: str) -> str:
    """Cookies do not know ports: reviews that run at the same time must not overwrite each other's."""
    return f"tf2migrate-{host.rpartition(':')[2]}"


def _same(given: str | None, token: str) -> bool:
    return given is not None and hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
