"""What comes up over the screen: a list to choose from, a line to fill in, a text to read. Esc leaves each."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from grantcli.tui.keys import MOVING
from grantcli.tui.text_width import ControlMarks, safe

_FIRST = "OptionList, Input, VerticalScroll"
"""What has the focus when it comes up."""
_LEAVE = Binding("escape", "dismiss(None)", show=False)


class _List(OptionList):
    BINDINGS: ClassVar[list[BindingType]] = [*MOVING]


class ChoiceList(ModalScreen[str | None]):
    """A list of names, one of which is chosen."""

    AUTO_FOCUS = _FIRST
    BINDINGS: ClassVar[list[BindingType]] = [_LEAVE, Binding("q", "dismiss(None)", show=False)]

    def __init__(self, title: str, names: Sequence[str], labels: Sequence[str]) -> None:
        """Keep the names, and what is read of each."""
        super().__init__()
        self._title, self._names, self._labels = title, names, labels

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            yield _List(*map(Text, self._labels), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Leave with the name that was chosen."""
        self.dismiss(self._names[event.option_index])


class FillIn(ModalScreen[str | None]):
    """A line to fill in; `wrong` says of an answer why it is asked again, or nothing."""

    AUTO_FOCUS = _FIRST
    BINDINGS: ClassVar[list[BindingType]] = [_LEAVE]

    def __init__(self, title: str, value: str, wrong: Callable[[str], str]) -> None:
        """Keep the prompt and the first text."""
        super().__init__()
        self._title, self._value, self._wrong = title, value, wrong

    def compose(self) -> ComposeResult:
        """Lay out the line."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            yield Input(self._value, select_on_focus=False, highlighter=ControlMarks())
            yield Static("", id="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave with what was filled in, unless something is wrong with it."""
        notes = self._wrong(event.value)
        if notes:
            self.query_one("#wrong", Static).update(safe(notes))
        else:
            self.dismiss(event.value)


class Read(ModalScreen[None]):
    """A text to read."""

    AUTO_FOCUS = _FIRST
    BINDINGS: ClassVar[list[BindingType]] = [
        _LEAVE,
        Binding("q,n,question_mark,enter", "dismiss(None)", show=False),
        Binding("j,down", "down", show=False),
        Binding("k,up", "up", show=False),
    ]

    def __init__(self, title: str, text: str) -> None:
        """Keep the text."""
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        with Vertical(classes="popup"):
            yield Static(Text(self._title, "bold"))
            with VerticalScroll():
                yield Static(safe(self._text))

    def action_down(self) -> None:
        """Go a line down."""
        self.query_one(VerticalScroll).scroll_down(animate=False)

    def action_up(self) -> None:
        """Go a line up."""
        self.query_one(VerticalScroll).scroll_up(animate=False)
