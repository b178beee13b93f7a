"""Makes the pictures of the manual: `make images`. Each has its own function; look at every one of them afterwards.

Names that are given make only those pictures: `make.py chart-programmes`.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).parent


def grantcli(*words: str) -> None:
    """Ask the program, as a reader would."""
    subprocess.run([sys.executable, "-m", "grantcli", *words], check=True, cwd=HERE.parents[1])


def chart_programmes() -> None:
    """Draw the totals by programme as bars."""
    grantcli("total", "--by", "programme", "-o", str(HERE / "chart-programmes.png"))


def chart_councils() -> None:
    """Draw the totals by council and year as a heat map."""
    grantcli("total", "--by", "council", "--across", "fy", "--limit", "20", "-o", str(HERE / "chart-councils.png"))


def terminal() -> None:
    """Draw a terminal with a question and its answer."""
    sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))
    from browser import Visitor, run_chromium
    from rich.console import Console
    from rich.text import Text

    words = ["total", "--by", "programme", "--chart", "-c", "programme,awards,total"]
    done = subprocess.run([sys.executable, "-m", "grantcli", *words, "--color", "always"], check=True, capture_output=True,
                          text=True, cwd=HERE.parents[1], env={**os.environ, "COLUMNS": "92"})  # fmt: skip
    console = Console(record=True, width=96, file=StringIO(), force_terminal=True)
    console.print(Text.assemble(("$ ", "bold green"), f"grantcli {' '.join(words)}"))
    console.print(Text.from_ansi(done.stdout + done.stderr))
    with TemporaryDirectory() as folder, run_chromium() as browser:
        page = Path(folder) / "terminal.svg"
        page.write_text(console.export_svg(title="grantcli"), encoding="utf-8")
        visit = Visitor(browser)
        view = visit(page.as_uri(), width=1200, height=900)
        view.page.locator("svg > rect").first.screenshot(path=HERE / "terminal.png")
        visit.leave()


def report() -> None:
    """Open the page of `report` on a screen and on a telephone, in real headless Chromium."""
    sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))
    from browser import Visitor, run_chromium

    with TemporaryDirectory() as folder, run_chromium() as browser:
        page = Path(folder) / "page.html"
        grantcli("report", "-o", str(page))
        visit = Visitor(browser)
        for width, height in ((390, 1500), (1280, 1500)):
            view = visit(page.as_uri(), width=width, height=height)
            view.page.screenshot(path=HERE / f"report-{width}.png")
        visit.leave()


SCREENS: dict[str, Sequence[str]] = {
    "browse": ("h", "j", "j", "j", "j", "enter", "l", "j", "j", "j"),
    "browse-totals": ("t", "j", "j", "enter", "j", "j"),
    "browse-award": ("slash", "i", "d", "=", "l", "d", "f", "2", "-", "r", "e", "p", "a", "i", "r", "s", "enter", "enter"),
}
"""Screens of `browse`: the keys that lead to each."""


def browse() -> None:
    """Press keys in `browse`, and draw what is on the screen then."""
    sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))
    from browser import Visitor, run_chromium

    drawings = {name: asyncio.run(_screen(keys)) for name, keys in SCREENS.items()}
    with TemporaryDirectory() as folder, run_chromium() as browser:
        visit = Visitor(browser)
        for name, text in drawings.items():
            page = Path(folder) / f"{name}.svg"
            page.write_text(text, encoding="utf-8")
            view = visit(page.as_uri(), width=1400, height=940)
            view.page.locator("svg").first.screenshot(path=HERE / f"{name}.png")
        visit.leave()


async def _screen(keys: Sequence[str]) -> str:
    from grantcli.dataset import open_dataset
    from grantcli.tui.browser import Browser
    from grantcli.tui.screen import BrowserOptions
    from grantcli.tui.view_state import ViewState

    app = Browser(BrowserOptions(lambda _tell: open_dataset(), "the bundled awards", (), lambda *_: ()), ViewState())
    async with app.run_test(size=(120, 36)) as pilot:
        for key in ("", *keys):
            await pilot.press(*filter(None, [key]))
            await pilot.pause(0.3)
            while app.waits:  # noqa: ASYNC110 - what is waited for is a thread's
                await asyncio.sleep(0.05)
        return app.export_screenshot()


def explorer() -> None:
    """Open the explorer of `serve`."""
    sys.path.insert(0, str(HERE.parents[1] / "tests" / "support"))
    from browser import Visitor, run_chromium

    serve = [sys.executable, "-m", "grantcli", "serve", "--no-config"]
    with run_chromium() as browser, subprocess.Popen(serve, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[1]) as server:
        visit = Visitor(browser)
        view = visit(
            f"{server.stdout.readline().strip() if server.stdout else ''}awards/explore?funder=Local+Government+Association",
            width=1440,
            height=1100,
        )
        view.page.screenshot(path=HERE / "explorer.png")
        visit.leave()
        server.send_signal(signal.SIGINT)


PICTURES: dict[str, Callable[[], None]] = {
    "terminal": terminal,
    "chart-programmes": chart_programmes,
    "chart-councils": chart_councils,
    "report": report,
    "browse": browse,
    "explorer": explorer,
}
"""What can be made, by name."""


def shrink(path: Path) -> None:
    """Keep the colours that a drawing has, and no more: a tenth of the bytes, and no difference to be seen."""
    from PIL import Image

    with Image.open(path) as picture:
        picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    before = {path: path.stat().st_mtime_ns for path in HERE.glob("*.png")}
    for name in sys.argv[1:] or PICTURES:
        PICTURES[name]()
    for path in HERE.glob("*.png"):
        if before.get(path) != path.stat().st_mtime_ns:
            shrink(path)
