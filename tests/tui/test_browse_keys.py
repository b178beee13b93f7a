"""`browse` under any keys: whatever is pressed, in whatever order and at whatever size, it goes on, and ends when it is told to.

Keys are chosen at random from a seed, so that a fault can be played again: its keys are in the message of the failure.
"""

import asyncio
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from textual.widgets import Input

from grantcli.dataset import Dataset, open_dataset
from grantcli.tui.browser import Browser
from grantcli.tui.screen import BrowserOptions
from grantcli.tui.view_state import ViewState

pytestmark = pytest.mark.terminal

KEYS = (
    "enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "space", "slash",
    "question_mark", "backspace", "delete", "ctrl+u", "ctrl+b", "ctrl+f", "ctrl+w", *"hjklgGtscnyeqx", "quotation_mark",
    "left_parenthesis", "right_parenthesis", "colon", "minus", "comma", "full_stop", "£", "\ufffd", "é",
)  # fmt: skip
TEXTS = ("council:leeds", 'council:"Milton', "fundr:lga", "amount>=50k or", "(", "-", "stage:beta", "x:a:b", "zzzz", "[/b]", "%")
SIZES = ((80, 24), (200, 50), (2, 24), (1, 1), (24, 3), (40, 10), (120, 40))


@pytest.fixture(scope="module")
def bundle() -> Dataset:
    return open_dataset()


def _choose_keys(seed: int, count: int) -> list[str]:
    """Return keys, texts that are typed and sizes that the terminal is given, as words."""
    random = Random(seed)  # noqa: S311 - the same every time
    kinds = random.choices(("key", "text", "size"), (20, 2, 1), k=count)
    result: dict[str, Callable[[], str]] = {
        "key": lambda: random.choice(KEYS),
        "text": lambda: f"type {random.choice(TEXTS)}",
        "size": lambda: "{}x{}".format(*random.choice(SIZES)),
    }
    return [result[kind]() for kind in kinds]


async def _play(data: Dataset, keys: list[str], size: tuple[int, int]) -> BaseException | None:
    """Press keys without waiting for what they ask, then leave."""
    app = Browser(BrowserOptions(lambda _tell: data, "the data", (), lambda *_: ()), ViewState())
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in keys:
            if not app.screen_stack:
                break
            if key.startswith("type "):
                if isinstance(app.focused, Input):
                    app.focused.insert_text_at_cursor(key.removeprefix("type "))
            elif key.partition("x")[0].isdigit():
                await pilot.resize_terminal(*map(int, key.split("x")))
            else:
                await pilot.press(key)
        for _ in range(5):  # from a popup and from the line for the question to the rows, and out
            if app.screen_stack:
                await pilot.press("escape")
        if app.screen_stack:
            await pilot.press("q")
        await pilot.pause()
        assert not app.is_running or app._exit, "it goes on"  # noqa: SLF001 - no public name says so
    return app.return_value


@pytest.mark.parametrize("seed", range(6))
def test_no_keys_break_it_and_it_ends_when_it_is_told_to(
    bundle: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.chdir(tmp_path)
    keys = _choose_keys(seed, 40)
    try:
        arrival = asyncio.run(_play(bundle, keys, SIZES[seed % len(SIZES)]))
    except BaseException as error:
        raise AssertionError(f"seed {seed}: {' '.join(map(repr, keys))}") from error
    assert arrival is None, (arrival, keys)


FAULTS = {
    "a list, and Enter twice": (("s", "enter", "enter"), (80, 24)),
    "a list, and q twice": (("t", "q", "escape"), (80, 24)),
    "an open quote, and y": (("slash", 'type council:"Leeds', "enter", "y"), (80, 24)),
    "an open quote, and all else": (
        ("slash", 'type "', "enter", "t", "enter", "s", "enter", "e", "enter", "enter", "c", "n"),
        (80, 24),
    ),
    "a page down at two columns": (("pagedown", "h", "pagedown", "G", "pagedown", "pageup"), (2, 24)),
    "a page down on one cell": (("pagedown", "tab", "pagedown", "tab", "pagedown"), (1, 1)),
    "a byte that is no UTF-8": (("\ufffd", "slash", "\ufffd", "enter"), (80, 24)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_once_broke_it_does_so_no_more(bundle: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    keys, size = FAULTS[name]
    assert asyncio.run(_play(bundle, list(keys), size)) is None
