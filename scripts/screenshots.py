"""Picture the main pages of the packaged dataset, as small PNG files."""

from __future__ import annotations

import io
import os
import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from leadgraph_api import create_app

FOLDER = Path(__file__).parent.parent / "docs" / "screenshots"
PAGES = {
    "start": "/",
    "ask": "/ask?q=evidence+for+distributed+leadership+impacting+students",
    "evidence": "/evidence?area=equity&research=true",
    "map": "/map",
    "source": "/sources/leithwood2006seven",
    "explore": "/explore?key=leithwood2006seven&kind=cites,cited-by,stance,similar&most=20",
}
WINDOWS = {"wide": (1280, 960), "narrow": (360, 740)}
SCHEMES = ("light", "dark")
COLOURS = 96
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def serving() -> Iterator[str]:
    """Serve the packaged dataset on a port that is free."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [found]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{found.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


def picture(browser: Browser, address: str, window: str, scheme: str) -> bytes:
    """Return what a window shows of a page, as a PNG of few colours."""
    width, height = WINDOWS[window]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page = context.new_page()
    page.goto(address)
    taken = Image.open(io.BytesIO(page.screenshot()))
    context.close()
    small = io.BytesIO()
    taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        small, "PNG", optimize=True
    )
    return small.getvalue()


def main() -> int:
    """Write all pictures; tell their size."""
    named = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    chromium = os.environ.get("CHROMIUM") or next((path for path in named if path), None)
    if chromium is None:
        print("no Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    total = 0
    with serving() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for name, url in PAGES.items():
            for window in WINDOWS:
                for scheme in SCHEMES:
                    taken = picture(browser, address + url, window, scheme)
                    (FOLDER / f"{name}-{window}-{scheme}.png").write_bytes(taken)
                    total += len(taken)
        browser.close()
    print(f"{len(PAGES) * len(WINDOWS) * len(SCHEMES)} pictures, {total / 1000:,.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
