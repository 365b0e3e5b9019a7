"""textual-serve with a page of our own, which needs no network, and a guard against pages from elsewhere."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PAGE = Path(__file__).resolve().parent / "page"
HEADERS = {
    # the terminal sets styles by script; everything else comes from here as files
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src "
    "'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class TutorServer(Server):
    """Serves `command`, a process for each visitor.

    `names` are those by which a browser may call this machine; None: any. A page elsewhere that a visitor's browser
    has open can send requests here, too, under a name of its own or with its own origin; neither gets in.
    """

    def __init__(self, command: str, host: str, port: int, names: frozenset[str] | None) -> None:
        super().__init__(command, host=host, port=port, title="lpic-tutor", templates_path=str(PAGE))
        self._names = names

    def initialize_logging(self) -> None:
        """Only what goes wrong, without the values of variables."""
        logging.basicConfig(level=logging.WARNING, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:  # noqa: ARG002 - textual-serve's
        host = f"[{self.host}]" if ":" in self.host else self.host
        self.console.print(f"The tutor is at http://{host}:{self.port}/", markup=False, highlight=False, soft_wrap=True)
        self.console.print("Ctrl+C ends it.", highlight=False)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_static("/page", PAGE)
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        called = urlsplit(f"//{request.host}").hostname or ""
        if self._names is not None and called.lower() not in self._names:
            raise web.HTTPForbidden(text="This name is not one of this machine.\n")
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc.lower() != request.host.lower():
            raise web.HTTPForbidden(text="Pages from elsewhere are not answered.\n")
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def handle_index(self, request: web.Request) -> Any:
        """The page, with nothing in it that a visitor sent."""
        import aiohttp_jinja2

        return aiohttp_jinja2.render_template("app_index.html", request, {})
