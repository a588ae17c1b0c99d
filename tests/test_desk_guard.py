"""The page lets one browser in, once, and answers nobody else: no other host name, page, path or method."""

import re
from http.cookies import SimpleCookie

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pipeline.desk.guard import CLOSED, CSRF, Guard

HOST = "http://127.0.0.1:8765"


async def seen(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{request.method} {request.url.path}")


@pytest.fixture
def guard() -> Guard:
    return Guard(Starlette(routes=[Route("/", seen), Route("/keep", seen, methods=["POST"])]), port=8765)


@pytest.fixture
def browser(guard: Guard) -> TestClient:
    """Somebody who opened the printed address."""
    client = TestClient(guard, base_url=HOST, follow_redirects=False)
    assert client.get(guard.address).status_code == 303
    return client


def stranger(guard: Guard, *, host: str = HOST) -> TestClient:
    return TestClient(guard, base_url=host, follow_redirects=False)


def own(guard: Guard, **changes: str) -> dict[str, str]:
    return {"origin": HOST, "content-type": "application/json", CSRF: guard.csrf, **changes}


def test_the_printed_address_lets_in_once_and_leads_to_the_secret_path(guard: Guard) -> None:
    address, first = guard.address, stranger(guard)
    answer = first.get(address)
    assert answer.headers["location"] == f"{guard.room}/"
    assert first.get(f"{guard.room}/").text == "GET /"
    second = stranger(guard)
    assert second.get(address).status_code == 403
    assert second.get(f"{guard.room}/").status_code == 404


def test_the_cookie_is_for_the_secret_path_this_site_and_no_script(guard: Guard) -> None:
    answer = stranger(guard).get(guard.address)
    (cookie,) = SimpleCookie(answer.headers["set-cookie"]).values()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"{guard.room}/", True, "strict")
    assert cookie["max-age"] == cookie["expires"] == ""
    assert guard.csrf not in answer.headers["set-cookie"]


def test_a_wrong_or_missing_token_lets_nobody_in_and_leaves_the_right_one_alive(guard: Guard) -> None:
    client = stranger(guard)
    for path in ("/enter", "/enter?token=", "/enter?token=None", f"/enter?token={guard.address[-42:]}"):
        assert client.get(path).status_code == 403, path
    assert client.get(guard.address).status_code == 303
    assert client.get("/enter?token=None").status_code == 403


def test_looking_ahead_does_not_use_the_token_up(guard: Guard) -> None:
    client = stranger(guard)
    assert client.get(guard.address, headers={"sec-purpose": "prefetch;prerender"}).status_code == 503
    assert client.get(guard.address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get(guard.address, headers={"sec-fetch-site": "none"}).status_code == 303


@pytest.mark.parametrize(
    "host", ["http://localhost:8765", "http://evil.example:8765", "http://127.0.0.1", "http://127.0.0.1:80"]
)
def test_another_host_name_is_refused_whatever_it_brings(guard: Guard, browser: TestClient, host: str) -> None:
    cookie = dict(browser.cookies)
    client = TestClient(guard, base_url=host, follow_redirects=False, cookies=cookie)
    assert client.get(f"{guard.room}/").status_code == 421
    assert client.post(f"{guard.room}/keep", headers=own(guard)).status_code == 421


def test_the_page_itself_may_post(guard: Guard, browser: TestClient) -> None:
    assert browser.post(f"{guard.room}/keep", headers=own(guard)).text == "POST /keep"


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:8765"},
        {CSRF: ""},
        {CSRF: "x" * 43},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_no_other_page_may_post(guard: Guard, browser: TestClient, changes: dict[str, str]) -> None:
    assert browser.post(f"{guard.room}/keep", headers=own(guard, **changes)).status_code == 403


def test_a_post_without_origin_or_cookie_is_refused(guard: Guard, browser: TestClient) -> None:
    bare = {name: value for name, value in own(guard).items() if name != "origin"}
    assert browser.post(f"{guard.room}/keep", headers=bare).status_code == 403
    assert stranger(guard).post(f"{guard.room}/keep", headers=own(guard)).status_code == 404


def test_other_pages_read_nothing_and_other_paths_hold_nothing(guard: Guard, browser: TestClient) -> None:
    for site in ("same-site", "cross-site"):
        assert browser.get(f"{guard.room}/", headers={"sec-fetch-site": site}).status_code == 403
    for path in ("/", "/keep", "/desk.json", f"{guard.room}", f"{guard.room}x/", f"/x{guard.room}/"):
        assert browser.get(path).status_code == 404, path
    for method in ("PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"):
        assert browser.request(method, f"{guard.room}/").status_code == 405


def test_every_answer_is_closed_off(guard: Guard, browser: TestClient) -> None:
    answers = [
        browser.get(f"{guard.room}/"),
        browser.get("/nothing"),
        browser.get("/enter"),
        browser.post(f"{guard.room}/keep"),
        stranger(guard, host="http://evil.example").get("/"),
    ]
    for answer in answers:
        assert CLOSED.items() <= dict(answer.headers).items()
        assert "access-control-allow-origin" not in answer.headers
    policy = CLOSED["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert not re.search(r"https?:|data:|\*", policy)
