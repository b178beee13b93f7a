"""The frame of the screen: a line for the question, one for what goes wrong, the panes, a summary, and the keys."""

import asyncio
import codecs
import signal
import sys
from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Footer, Input, Static

from grantcli.errors import visible
from grantcli.tui.panes import Facets, Record, Rows
from grantcli.tui.text_width import ControlMarks, safe

# No meaning rests on colour: what has the focus has a heavy line, what is chosen a mark.
STYLE = """
Screen { layout: vertical; }
* { scrollbar-size-vertical: 1; }
#ask { height: 1; }
#slash { width: 2; text-style: bold; }
#question { width: 1fr; }
#said { height: auto; max-height: 6; display: none; background: $warning 20%; }
#panes { height: 1fr; }
Facets { width: 28%; min-width: 24; max-width: 44; height: 100%; padding: 0; border: none; border-top: solid $foreground-muted;
  overflow-y: scroll; }
Facets > .option-list--option-disabled { color: $foreground; text-style: bold underline; }
#right { width: 1fr; margin-left: 1; }
Rows { height: 3fr; border: none; border-top: solid $foreground-muted; overflow-x: hidden;
  overflow-y: scroll; }
Record { height: 2fr; border-top: solid $foreground-muted; }
Record.alone { height: 1fr; }
.hidden { display: none; }
Facets, Rows, Record { border-title-color: $foreground; border-subtitle-color: $foreground-muted; }
Facets:focus, Rows:focus, Record:focus { border: none; border-top: heavy $accent; border-title-style: bold;
  border-title-color: $accent; }
#summary { height: 1; background: $panel; padding: 0 1; text-style: bold; }
#summary.busy { text-style: italic; }
ModalScreen { align: center middle; }
.popup { width: auto; min-width: 40; max-width: 90%; height: auto; max-height: 90%; padding: 1 2; border: heavy $accent;
  background: $surface; }
.popup OptionList { width: auto; min-width: 36; max-width: 100%; height: auto; max-height: 20; border: none; padding: 0; }
.popup VerticalScroll { width: auto; max-width: 100%; height: auto; max-height: 100%; }
.popup VerticalScroll Static, .popup Static { width: auto; max-width: 100%; }
.popup Input { width: 60; max-width: 100%; }
"""


_Pane = TypeVar("_Pane", bound=Widget)


class Frame(App[BaseException | None]):
    """The panes, and what is said around them; it ends with the error that ended it, if one did."""

    CSS = STYLE
    ENABLE_COMMAND_PALETTE = False
    TITLE = "grantcli browse"
    AUTO_FOCUS: ClassVar[str] = "Rows"

    def __init__(self, question: str) -> None:
        """Keep the question to begin with."""
        super().__init__()
        _take_any_byte()
        self._typed_first = question

    def compose(self) -> ComposeResult:
        """Lay out the panes."""
        with Horizontal(id="ask"):
            yield Static("/", id="slash")
            yield Input(
                self._typed_first,
                placeholder="ask: council:leeds stage:beta amount>=50k",
                id="question",
                compact=True,
                highlighter=ControlMarks(),
            )
        yield Static("", id="said")
        with Horizontal(id="panes"):
            yield Facets()
            with Vertical(id="right"):
                yield Rows()
                yield Record()
        yield Static("", id="summary")
        yield Footer(compact=True, show_command_palette=False)

    def use_settings(self) -> None:
        """Let what ends a program end the screen first, so that the terminal is left as it was."""
        ends: dict[int, BaseException] = {signal.SIGINT: KeyboardInterrupt(), signal.SIGTERM: SystemExit(128 + signal.SIGTERM)}
        for number, error in ends.items():
            asyncio.get_running_loop().add_signal_handler(number, self.exit, error)

    def pane(self, kind: type[_Pane], name: str = "") -> _Pane:
        """Return a pane, also while something has come up over it."""
        return self.screen_stack[0].query_one(name or kind.__name__, kind)

    def say(self, text: str) -> None:
        """Say something below the question; nothing takes it away."""
        pane = self.pane(Static, "#said")
        pane.update(safe(text))
        pane.display = bool(text)

    def summarise(self, text: str) -> None:
        """Say what there is on the screen."""
        pane = self.pane(Static, "#summary")
        pane.update(Text(visible(text), no_wrap=True, overflow="ellipsis"))
        pane.remove_class("busy")

    def asks(self) -> None:
        """Show that something is being asked: what is on the screen is not the answer yet."""
        self.pane(Static, "#summary").add_class("busy")

    def _fatal_error(self) -> None:
        """Leave with what is a bug, so that it is said as any other; Textual would print where it came from."""
        self._return_value = self._exception
        self._close_messages_no_wait()


def _take_any_byte() -> None:
    """Let a byte that is no UTF-8 be a key without a meaning; Textual's thread of keys ends at one, and the screen with it."""
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        class Decoder(codecs.getincrementaldecoder("utf-8")):  # type: ignore[misc]  # a class that is looked up by name
            def __init__(self) -> None:
                super().__init__(errors="replace")

        setattr(linux_driver, "getincrementaldecoder", lambda _name: Decoder)  # noqa: B010 - Textual has no option for it
