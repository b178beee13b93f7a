"""Real headless Chromium for tests of pages: what it fetched, what it complained of, and what axe finds.

It is started for one module of tests at a time: while it runs, an event loop runs in the thread of the tests, and no other
can be started there. Where there is no Chromium its tests are skipped.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def run_chromium() -> "Iterator[Browser]":
    """Run Chromium while the block runs; skip the test where there is none."""
    pytest.importorskip("playwright.sync_api", reason="Playwright is not installed in this environment")
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("Chromium is not installed on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(_QUIET))
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page that was opened in a context of its own, and what it did."""

    page: "Page"
    status: int | None = None
    """What the server answered; `None` for a file."""
    errors: list[str] = field(default_factory=list)
    """Errors and warnings of the console, and exceptions that no script caught."""
    fetched: list[str] = field(default_factory=list)
    """Every address that was asked for, the page's own first."""
    refused: list[str] = field(default_factory=list)
    """Those among them that lie elsewhere; none of these is let through."""

    def faults(self) -> list[str]:
        """Return what axe finds that is serious or critical: rule, impact and the elements."""
        from axe_playwright_python.sync_playwright import Axe

        breaches = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']} ({each['impact']}): {'; '.join(node['html'] for node in each['nodes'])}"
            for each in breaches
            if each["impact"] in {"serious", "critical"}
        ]

    def overflow(self) -> int:
        """Return how many pixels the page is wider than its window."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))


@dataclass
class Visitor:
    """Opens pages, each in a context of its own, and lets nothing through that lies elsewhere."""

    browser: "Browser"
    contexts: "list[BrowserContext]" = field(default_factory=list)

    def __call__(self, address: str, *, width: int = 1280, height: int = 900, scripts: bool = True) -> Visit:
        """Open an address; a file may fetch only itself, a page of a server only from that server."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=scripts, color_scheme="light"
        )
        self.contexts.append(context)
        visit = Visit(context.new_page())

        def let(route: "Route") -> None:
            url = route.request.url
            visit.fetched.append(url)
            if _home(url) == _home(address):
                route.continue_()
            else:
                visit.refused.append(url)
                route.abort()

        def record(message: "ConsoleMessage") -> None:
            if message.type in {"error", "warning"}:
                visit.errors.append(message.text)

        context.route("**/*", let)
        visit.page.on("console", record)
        visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
        answer = visit.page.goto(address)
        visit.status = answer.status if answer and not address.startswith("file:") else None
        return visit

    def leave(self) -> None:
        """Close every context."""
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def _home(address: str) -> tuple[str, str]:
    """Return what must be the same for an address to lie at home: the server, or the file itself."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc if parts.scheme in {"http", "https"} else parts.path
