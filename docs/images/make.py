"""Makes the pictures of the manual: `make images`. Each has its own function; look at every one of them afterwards.

Names that are given make only those pictures: `make.py chart-programmes`.
"""

import subprocess
import sys
from collections.abc import Callable
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


def report() -> None:
    """Open the page of `report` on a screen and on a telephone, in real headless Chromium."""
    sys.path.insert(0, str(HERE.parents[1] / "tests"))
    from browser import Visitor, started

    with TemporaryDirectory() as folder, started() as browser:
        page = Path(folder) / "page.html"
        grantcli("report", "-o", str(page))
        visit = Visitor(browser)
        for width, height in ((390, 1500), (1280, 1500)):
            seen = visit(page.as_uri(), width=width, height=height)
            seen.page.screenshot(path=HERE / f"report-{width}.png")
        visit.leave()


PICTURES: dict[str, Callable[[], None]] = {
    "chart-programmes": chart_programmes,
    "chart-councils": chart_councils,
    "report": report,
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
