"""A headless Chromium, driven by the DevTools protocol over its websocket."""

from __future__ import annotations

import asyncio
import re
import shutil
import time
from contextlib import asynccontextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import aiohttp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=900,700",
    "--remote-debugging-port=0",
)
LIMIT = 60.0
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?<>=]*[A-Za-z~]|[()][A-Z0-9]|[=>]|\][^\x07]*\x07)")
LISTEN = """
window.heard = "";
const Real = window.WebSocket;
window.WebSocket = class extends Real {
  constructor(...words) {
    super(...words);
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") window.heard += new TextDecoder().decode(event.data);
    });
  }
};
"""
KEYS = {"\r": ("Enter", 13), "\x1b": ("Escape", 27)}


class Page:
    """One tab. `asked` are the addresses of everything that it fetched."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = count(1)
        self.asked: list[str] = []
        self.complaints: list[str] = []

    async def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command; its result."""
        number = next(self._numbers)
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = await self._socket.receive_json(timeout=LIMIT)
            if message.get("id") == number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, message: dict[str, Any]) -> None:
        match message.get("method"):
            case "Network.requestWillBeSent" | "Network.webSocketCreated":
                parameters = message["params"]
                self.asked.append(parameters.get("url") or parameters["request"]["url"])
            case "Runtime.exceptionThrown" | "Log.entryAdded":
                self.complaints.append(str(message["params"]))

    async def open(self, address: str) -> None:
        for domain in ("Page", "Network", "Runtime", "Log"):
            await self.do(f"{domain}.enable")
        await self.do("Page.addScriptToEvaluateOnNewDocument", source=LISTEN)
        await self.do("Page.navigate", url=address)

    async def value(self, expression: str) -> Any:
        result = await self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        return result["result"].get("value")

    async def press(self, keys: str) -> None:
        """Press keys, one after the other; what was shown before is forgotten."""
        await self.value("window.heard = ''")
        for one in keys:
            name, code = KEYS.get(one, (one, 0))
            key = {"key": name, "windowsVirtualKeyCode": code or ord(one.upper()), "text": one}
            await self.do("Input.dispatchKeyEvent", type="keyDown", **key)
            await self.do("Input.dispatchKeyEvent", type="keyUp", **key)

    async def until(self, *words: str) -> str:
        """Wait until one of the words was shown; that word."""
        end = time.monotonic() + LIMIT
        while True:
            shown = ESCAPES.sub("", str(await self.value("window.heard")))
            for word in words:
                if word in shown:
                    return word
            assert time.monotonic() < end, f"none of {words}, but {shown[-600:]!r}"
            await asyncio.sleep(0.1)


@asynccontextmanager
async def chromium(folder: Path) -> AsyncIterator[Page]:
    """A browser with one empty tab; its files lie in `folder`."""
    process = await asyncio.create_subprocess_exec(
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr
        async with asyncio.timeout(LIMIT), aiohttp.ClientSession() as session:
            address = ""
            while not address:
                line = (await process.stderr.readline()).decode()
                assert line, "the browser ended at once"
                match = re.search(r"DevTools listening on ws://([^/]+)/", line)
                address = match[1] if match else ""
            async with session.get(f"http://{address}/json/list") as answer:
                tab = next(one for one in await answer.json() if one["type"] == "page")
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(tab["webSocketDebuggerUrl"], max_msg_size=0) as socket,
        ):
            yield Page(socket)
    finally:
        process.kill()
        await process.communicate()
