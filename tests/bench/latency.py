"""How long the preview takes from a save to the browser's reload, and what it uses while nothing happens."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
import urllib.request
from statistics import median
from typing import NamedTuple

from tornado.websocket import WebSocketClientConnection, websocket_connect

from tests.bench.cases import Copy, text
from tests.bench.measure import cpu_of, family, start

SAVES = 20
IDLE = 10.0
"""Seconds."""
_HELLO = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}


class Preview(NamedTuple):
    median: float
    """Seconds from save to reload."""
    slowest: float
    idle: float
    """CPU seconds a second while nothing is saved."""


def measure(copy: Copy) -> Preview:
    """Start the program's preview, save a brief SAVES times, watch it idle, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = start((*copy.program.serve, str(port)), copy.folder)
    try:
        _wait_for(port)
        seconds = asyncio.run(_saves(copy, port))
        before = cpu_of(process.pid)
        time.sleep(IDLE)
        return Preview(median(seconds), max(seconds), (cpu_of(process.pid) - before) / IDLE)
    finally:
        for pid in family(process.pid):
            os.kill(pid, signal.SIGTERM)
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(6000):
        try:
            _page(port, "index.html")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the preview doesn't answer")


def _page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=60) as answer:
        return str(answer.read().decode())


async def _saves(copy: Copy, port: int) -> list[float]:
    browser = await websocket_connect(f"ws://127.0.0.1:{port}/livereload")
    slug = copy.corpus.reports[len(copy.corpus.reports) // 2].brief.slug
    page = {"command": "info", "url": f"http://127.0.0.1:{port}/briefs/{slug}.html", "plugins": {}}
    for message in (_HELLO, page):
        await browser.write_message(json.dumps(message))
    seconds = []
    for turn in range(1000, 1000 + SAVES):
        _page(port, f"briefs/{slug}.html")  # a preview may care for what is looked at alone
        await asyncio.sleep(1)
        began = time.perf_counter()
        text(copy, turn)
        reloaded = began
        while f"Seen again, {turn}." not in _page(port, f"briefs/{slug}.html"):
            await asyncio.wait_for(_reload(browser), 120)
            reloaded = time.perf_counter()
        seconds.append(reloaded - began)
    browser.close()
    return seconds


async def _reload(browser: WebSocketClientConnection) -> None:
    while json.loads(str(await browser.read_message()))["command"] != "reload":
        pass
