"""Requests go in; only those of the one browser that was let in, and of this page itself, go on; every answer is closed off.

The address that is printed holds a token that lets in once. What it gives is a cookie that is sent to one secret path
only: cookies know no ports, and another program that serves pages from this machine must not be handed it.
"""

import secrets
from hmac import compare_digest

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

ENTER = "/enter"
COOKIE = "threefaces"
CSRF = "x-threefaces"  # header that only a script of this page can set
LOOPBACK = "127.0.0.1"
CLOSED = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "cache-control": "no-store",
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
NEW_ADDRESS = "Start `threefaces review` again and open the address that it prints"


class Guard:
    """An ASGI application around the page's own."""

    def __init__(self, app: Starlette, *, port: int) -> None:
        self.app = app
        self._host = f"{LOOPBACK}:{port}"
        self._origin = f"http://{self._host}"
        self._token: str | None = secrets.token_urlsafe(32)
        self._session = ""
        self.room = f"/{secrets.token_urlsafe(24)}"
        self.csrf = secrets.token_urlsafe(32)

    @property
    def address(self) -> str:
        """What is printed: it lets in once."""
        return f"{self._origin}{ENTER}?token={self._token}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on with the secret path taken off."""
        if scope["type"] != "http":
            return

        async def closed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in CLOSED.items():
                    headers[name] = value
            await send(message)

        request = Request(scope)
        answer = self._refusal(request) or self._entrance(request)
        if answer is None:
            inner = {**scope, "path": scope["path"].removeprefix(self.room), "raw_path": None}
            await self.app(inner, receive, closed)
        else:
            await answer(scope, receive, closed)

    def _refusal(self, request: Request) -> Response | None:
        """What turns away other hosts' names (rebinding), other pages, and browsers that only look ahead."""
        headers = request.headers
        if headers.getlist("host") != [self._host]:
            return PlainTextResponse("Unknown host.", 421)
        if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            return PlainTextResponse("Open the address in the browser's address bar, not from another page.", 403)
        if "prefetch" in headers.get("sec-purpose", "") or "prefetch" in headers.get("purpose", ""):
            return PlainTextResponse("Not ahead of time.", 503)
        if request.method not in ("GET", "POST"):
            return PlainTextResponse("GET or POST.", 405)
        if request.method == "POST" and not self._is_own(headers):
            return PlainTextResponse("Not from this page.", 403)
        return None

    def _is_own(self, headers: Headers) -> bool:
        own = headers.get("origin") == self._origin and headers.get("content-type") == "application/json"
        return own and _same(headers.get(CSRF, ""), self.csrf)

    def _entrance(self, request: Request) -> Response | None:
        """Exchange the token for a cookie, once; None for whoever has the cookie and asks for the secret path."""
        path = request.url.path
        if path == ENTER and request.method == "GET":
            token = request.query_params.get("token", "")
            if self._token is None or not _same(token, self._token):
                return PlainTextResponse(f"This address let somebody in already, or is not whole. {NEW_ADDRESS}.", 403)
            self._token, self._session = None, secrets.token_urlsafe(32)
            answer = RedirectResponse(f"{self.room}/", 303)
            answer.set_cookie(COOKIE, self._session, path=f"{self.room}/", httponly=True, samesite="strict")
            return answer
        known = bool(self._session) and _same(request.cookies.get(COOKIE, ""), self._session)
        if not path.startswith(f"{self.room}/") or not known:
            return PlainTextResponse(f"Nothing here. {NEW_ADDRESS}.", 404)
        return None


def _same(given: str, expected: str) -> bool:
    return compare_digest(given.encode(), expected.encode())
