"""The web application around the operations: key, body, answer and refusal, in Qdrant's form."""

import asyncio
import hmac
import importlib.metadata
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from pydantic_core import to_json
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from retrieval.vectors import snapshots
from retrieval.vectors.operations import OPERATIONS, Asked, Operation
from retrieval.vectors.refusals import Refused
from retrieval.vectors.store import Store
from retrieval.vectors.upkeep import upkeep

logger = logging.getLogger(__name__)
BODY = 64 * 1024**2
# Every write is waited for and there is one replica, so these change nothing; any other parameter is refused.
PARAMETERS = {"wait", "ordering", "timeout", "consistency"}
Endpoint = Callable[[Request], Awaitable[Response]]


def application(store: Store, *, api_key: str) -> Starlette:
    """Qdrant's API over this store, for those who know the key. Health and version need none, as with Qdrant."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(upkeep(store))
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        store.close()

    served = [
        Route(path, _endpoint(operation, store, api_key), methods=[method]) for (method, path), operation in OPERATIONS.items()
    ]
    served += _carrying(store, api_key)
    health = [Route(path, _alive) for path in ("/healthz", "/readyz", "/livez")]
    handlers: Any = {Refused: _refused, HTTPException: _unknown, Exception: _failed}
    return Starlette(routes=[Route("/", _version), *health, *served], exception_handlers=handlers, lifespan=lifespan)


def _endpoint(operation: Operation, store: Store, api_key: str) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        _check_key(request, api_key)
        _check_parameters(request)
        asked = Asked(request.path_params, await _body(request))
        started = time.perf_counter()
        result = operation(store, asked)
        return _json({"result": result, "status": "ok", "time": time.perf_counter() - started})

    return endpoint


def _carrying(store: Store, api_key: str) -> list[Route]:
    """Snapshots out and in, whose bodies are as large as a collection."""

    async def out(request: Request) -> Response:
        _check_key(request, api_key)
        return FileResponse(snapshots.path(store, request.path_params["collection"], request.path_params["snapshot"]))

    async def into(request: Request) -> Response:
        _check_key(request, api_key)
        _check_parameters(request)
        result = await snapshots.receive(store, request.path_params["collection"], request)
        return _json({"result": result, "status": "ok", "time": 0.0})

    return [
        Route("/collections/{collection}/snapshots/upload", into, methods=["POST"]),
        Route("/collections/{collection}/snapshots/{snapshot}", out, methods=["GET"]),
    ]


def _check_key(request: Request, api_key: str) -> None:
    """Compared in constant time: how long it takes tells nothing about the key."""
    if not hmac.compare_digest(request.headers.get("api-key", "").encode(), api_key.encode()):
        raise Refused(401, "Invalid API key")


def _check_parameters(request: Request) -> None:
    unknown = request.query_params.keys() - PARAMETERS
    if unknown:
        raise Refused(400, f"Unknown parameter {sorted(unknown)[0]}")


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY:
            raise Refused(413, f"A request may have {BODY} bytes; send fewer points at once")
        parts.append(part)
    return b"".join(parts)


async def _version(_request: Request) -> Response:
    """The version of the API that is spoken is the version of the client whose models are used."""
    return _json({"title": "footnote - Qdrant's engine, embedded", "version": importlib.metadata.version("qdrant-client")})


async def _alive(_request: Request) -> Response:
    return PlainTextResponse("healthz check passed")


async def _refused(_request: Request, error: Exception) -> Response:
    return _error(error.status if isinstance(error, Refused) else 500, str(error))


async def _unknown(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _error(status, f"{request.method} {request.url.path} is not served by the embedded engine")


async def _failed(_request: Request, error: Exception) -> Response:
    return _error(500, f"Service internal error: {type(error).__name__}")


def _error(status: int, message: str) -> Response:
    return _json({"status": {"error": message}, "time": 0.0}, status)


def _json(content: Any, status: int = 200) -> Response:
    return Response(to_json(content), status, media_type="application/json")
