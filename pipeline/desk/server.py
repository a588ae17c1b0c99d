"""A session goes in, the page is served to one browser on this machine until it is stopped; nothing is logged."""

import errno
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data_schemas.errors import ConfigError, LockedError
from pipeline.desk.guard import LOOPBACK, Guard
from pipeline.desk.held import Session
from pipeline.desk.keeping import Keeper
from pipeline.desk.pages import frame, list_page, queue_page, transcript_page
from pipeline.desk.wanted import wanted_from

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
MOST_BYTES = 200_000  # of a request
FORGOTTEN = "Somebody was forgotten since this page was opened: stop it with Ctrl-C and start it again."

Answer = Callable[[Request], Awaitable[Response]]


def listener(port: int | None) -> socket.socket:
    """A socket that only this machine reaches, on a free port unless one is asked for; ConfigError if that is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((LOOPBACK, port or 0))
        listening.listen()  # from here on a browser waits for its answer, however soon it comes
    except OSError as error:
        listening.close()
        why = "is taken" if error.errno == errno.EADDRINUSE else "cannot be used"
        raise ConfigError(f"--port {port}: {why}; leave --port out, or give another") from error
    return listening


def guarded(session: Session, keeper: Keeper, *, port: int) -> Guard:
    """The page's application behind its guard."""
    guard = Guard(Starlette(), port=port)
    guard.app.router.routes += _routes(session, keeper, csrf=guard.csrf)
    return guard


def serve(guard: Guard, listening: socket.socket) -> None:
    """Serve until a signal stops it; KeyboardInterrupt or SystemExit then goes on."""
    config = uvicorn.Config(
        guard,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    uvicorn.Server(config).run(sockets=[listening])


def _routes(session: Session, keeper: Keeper, *, csrf: str) -> list[Route]:
    async def shell(request: Request) -> Response:
        return _file("page.html")

    async def static(request: Request) -> Response:
        return _file(request.path_params["name"])

    async def desk(request: Request) -> Response:
        return _json({**frame(session), "csrf": csrf})

    async def documents(request: Request) -> Response:
        return _json(list_page(session))

    async def document(request: Request) -> Response:
        held = session.documents.get(request.path_params["doc_id"])
        return _trouble("no such transcript here", 404) if held is None else _json(transcript_page(session, held))

    async def queue(request: Request) -> Response:
        return _json(queue_page(session))

    async def keep(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return _trouble(f"more than {MOST_BYTES} bytes", 413)
        if session.stale():  # while the body came in
            return _trouble(FORGOTTEN, 410)
        return _json({"kept": True, **keeper.keep(wanted_from(body, codebook=session.codebook))})

    told = {"/": shell, "/static/{name}": static, "/desk.json": desk}
    if session.queue:
        told["/queue.json"] = queue
    else:
        told |= {"/documents.json": documents, "/documents/{doc_id}.json": document}
    routes = [Route(path, _careful(answer, session), methods=["GET"]) for path, answer in told.items()]
    return [*routes, Route("/keep", _careful(keep, session), methods=["POST"])]


def _careful(answer: Answer, session: Session) -> Answer:
    """Say in one line what could not be done; nothing is shown or kept once somebody was forgotten."""

    async def careful(request: Request) -> Response:
        if session.stale():
            return _trouble(FORGOTTEN, 410)
        try:
            return await answer(request)
        except ConfigError as error:
            return _trouble(str(error), 422)
        except LockedError as error:
            return _trouble(str(error), 503)

    return careful


async def _body(request: Request) -> bytes | None:
    """The body, or None where it is too long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    return body


def _file(name: str) -> Response:
    known = {path.name: path for path in STATIC.iterdir() if path.suffix in KINDS}
    if name not in known:
        return _trouble("no such file", 404)
    return Response(known[name].read_bytes(), media_type=f"{KINDS[known[name].suffix]}; charset=utf-8")


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _trouble(message: str, code: int) -> Response:
    return Response(msgspec.json.encode({"kept": False, "error": message}), code, media_type="application/json")
