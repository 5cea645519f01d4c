"""Live preview: livereload serves build/site; each burst of saves is one build and one reload.

The server is livereload's. Replaced are its watcher, which polls on the event loop and builds once a file, and
what would let strangers in: it answers to any Host and Origin.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
import mimetypes
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.server import LiveScriptInjector
from tornado.escape import json_decode
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, ErrorHandler, HTTPError, RequestHandler
from tornado.websocket import WebSocketHandler

from generator.errors import DossierError, Problem
from generator.lookalikes import spelt_out
from generator.pagemaker import live
from generator.render import environment
from generator.resources import templates
from generator.watch import saves


def serve(root: Path, build: Callable[[], None], port: int = 5500, host: str = "127.0.0.1") -> None:
    """Show build/site of `root` at `host` and keep it up to date until Ctrl-C, which is the normal end.

    `build` makes the site, or raises: a mistake is shown in the browser until the next good save. Port 0 is
    any free port. Raises DossierError when the port is taken.
    """
    preview = Preview(root, build)
    server = _Server(preview, host, port)
    loop = IOLoop.current()
    preview.follow(lambda path: loop.add_callback(LiveReloadHandler.reload_waiters, path))
    try:
        preview.ready.wait()
        print(f"Serving {server.address} until you press Ctrl-C", flush=True)
        server.serve(port=port, host=host)
    finally:
        preview.stop()


class Preview:
    """What is shown: the site as it was last built, or the mistakes that keep it from being built."""

    def __init__(self, root: Path, build: Callable[[], None]) -> None:
        self.failure = b""
        """The page that shows the mistakes; empty when there are none."""
        self.builds = 0
        self.served: dict[str, int] = {}
        """Path of a page → the build it was last served from."""
        self.ready = threading.Event()
        """Set when the first build is over."""
        self.site = root / "build/site"
        self._root = root
        self._build = build
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def build(self) -> None:
        try:
            self._build()
        except DossierError as error:
            self._fail(error.problems)
        except Exception as error:
            self._fail([Problem("", 0, f"{type(error).__name__}: {error}")], traceback.format_exc())
        else:
            self.failure = b""
        self.builds += 1

    def _fail(self, problems: Iterable[Problem], trace: str = "") -> None:
        print(trace or "\n".join(map(str, problems)), flush=True)
        self.failure = error_page(self._root, problems, trace)

    def follow(self, reload: Callable[[str], None]) -> None:
        """Build now and after each burst of saves, in a thread of its own, from which `reload` is then called.

        It gets the stylesheet's name when nothing else is to be renewed in the browser, else `*`.
        """
        self._thread = threading.Thread(target=self._follow, args=(reload,), name="builds")
        self._thread.start()

    def _follow(self, reload: Callable[[str], None]) -> None:
        gc.disable()
        try:
            for changed in saves(self._root, self._stop):
                started, failed = time.perf_counter(), self.failure
                self.build()
                if self.ready.is_set() and not self.failure:
                    print(f"Built in {time.perf_counter() - started:.2f} s: {_named(changed)}", flush=True)
                self.ready.set()
                styles = {path.name for path in changed}
                only = len(styles) == 1 and all(path.suffix == ".css" for path in changed)
                reload(styles.pop() if only and not (failed or self.failure) else "*")
                gc.collect()  # now that nobody waits; what stays isn't looked through again
                gc.freeze()
        finally:  # where nothing can be watched, the site as it stands is still shown
            gc.enable()
            self.ready.set()

    def stop(self) -> None:
        """Let the build that is under way end, and no other begin."""
        self._stop.set()
        if self._thread:
            self._thread.join()


def _named(paths: Iterable[Path]) -> str:
    first, *others = sorted(path.as_posix() for path in paths) or ["a new folder"]
    return f"{first} and {len(others)} more" if others else first


def error_page(root: Path, problems: Iterable[Problem], trace: str = "") -> bytes:
    """Mistakes as a page, with the lines they stand in."""
    shown = [(replace(one, message=spelt_out(one.message)), excerpt(root, one)) for one in problems]
    mistakes = f"{len(shown)} mistake{'s' * (len(shown) > 1)} to mend"
    context = {
        "heading": "The site can’t be built" if trace else mistakes,
        "problems": shown,
        "trace": trace,
        "style": (templates() / "site/assets/style.css").read_text(encoding="utf-8"),
    }
    page = environment((templates(),), "en").get_template("serve/error.html").render(context)
    return page.encode()


def excerpt(root: Path, problem: Problem) -> str:
    """The line that a problem is about, where it stands in a file of the dossier."""
    path = (root / problem.path).resolve()
    if not problem.line or not path.is_relative_to(root.resolve()):
        return ""
    try:
        return path.read_text(encoding="utf-8", errors="replace").split("\n")[problem.line - 1]
    except (OSError, IndexError):
        return ""


class _Server(Server):
    """livereload's server, for a Preview."""

    def __init__(self, preview: Preview, host: str, port: int) -> None:
        super().__init__(watcher=_Watcher())
        self._preview = preview
        try:
            self._sockets = bind_sockets(port, address=host)
        except OSError as error:
            problem = Problem(f"port {port}", 0, f"can’t be used: {error.strerror}", f"try --port {port + 1}")
            raise DossierError([problem]) from error
        shown = f"[{host}]" if ":" in host else host
        self.address = f"http://{shown}:{self._sockets[0].getsockname()[1]}/"

    def application(self, _: int, host: str, **__: object) -> None:
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        mine = {"preview": self._preview}
        handlers: list[Any] = [
            ("/livereload", _Reloads, mine),
            ("/livereload.js", LiveReloadJSHandler),
            ("/(.*)", _Files, mine),
        ]
        application = _Application(handlers, transforms=[_Injector], host=host, log_function=_quiet)
        HTTPServer(application).add_sockets(self._sockets)

    def _setup_logging(self) -> None:
        """Errors of ours alone: which page was asked for is of no interest."""
        logging.getLogger("tornado.application").addHandler(logging.StreamHandler())


def _quiet(_: RequestHandler) -> None:
    """Log no request."""


class _Watcher:
    """What livereload asks of a watcher; a Preview does the work, so that nothing is polled."""

    filepath = None
    _tasks = True

    def __init__(self) -> None:
        self._changes: list[object] = []

    def start(self, _: Callable[[], None]) -> bool:
        return True


class _Application(Application):
    """Answers only to addresses of this machine, not to a stranger's name that was made to point here."""

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        if not is_own_name(request.host_name, self.settings["host"]):
            return self.get_handler_delegate(request, ErrorHandler, {"status_code": 403})
        return super().find_handler(request, **kwargs)


def is_own_name(name: str, host: str) -> bool:
    """Whether a Host header names this machine: localhost, the host served at, or an IP address.

    An address can't be rebound to another machine, as a name can.
    """
    if name.lower() in ("localhost", host.lower()):
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


class _Injector(LiveScriptInjector):
    script = b'<script src="/livereload.js"></script>'


class _Reloads(LiveReloadHandler):
    def initialize(self, preview: Preview) -> None:
        self._preview = preview

    def check_origin(self, origin: str) -> bool:
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str) -> None:
        """Greet a page; one that was built meanwhile is sent for at once."""
        super().on_message(message)
        hello = json_decode(message)
        if hello.get("command") == "info" and "url" in hello:
            path = urlsplit(hello["url"]).path
            if self._preview.served.get(path, -1) < self._preview.builds:
                self.send_message({"command": "reload", "path": "*", "liveCSS": True, "liveImg": True})


class _Files(RequestHandler):
    """Files of the site; pages give way to the mistakes as long as there are some."""

    def initialize(self, preview: Preview) -> None:
        self._preview = preview

    def get(self, path: str) -> None:
        """Send a file, read at one go, since a build may put another site in its place at any time."""
        self._preview.served[self.request.path] = self._preview.builds
        if self._preview.failure and (not path or path.endswith(("/", ".html"))):
            self.set_status(500)
            self.finish(self._preview.failure)
            return
        try:
            file = self._find(path)
            if file.is_dir() and path and not path.endswith("/"):
                self.redirect(f"/{quote(path)}/")
                return
            content = (file / "index.html" if file.is_dir() else file).read_bytes()
        except (OSError, ValueError):  # no such file; a name that can't be one
            raise HTTPError(404) from None
        kind = mimetypes.guess_type(file.name)[0] or "text/html"
        content = live(content) if kind == "text/html" else content
        self.set_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.finish(content)

    def _find(self, path: str) -> Path:
        site = self._preview.site.resolve()
        file = (site / path).resolve(strict=True)
        if not file.is_relative_to(site):
            raise HTTPError(403)
        return file

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        page = self._preview.site / "404.html"
        if status_code == 404 and page.is_file():
            self.finish(live(page.read_bytes()))
        else:
            super().write_error(status_code, **kwargs)
