"""What is asked for the screen, and how answers come in.

What is on screen is a `ViewState`; every key makes another one, and the last ones are kept to go back to. An answer to a look
that has passed meanwhile is dropped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import events, on
from textual.timer import Timer
from textual.widgets import Input

from grantcli.dataset import Dataset
from grantcli.errors import QueryError, UsageError
from grantcli.reports.notes import plural
from grantcli.tui import answers
from grantcli.tui.answers import FACETS, Facet, ScreenTable
from grantcli.tui.facets import Facets
from grantcli.tui.frame import Frame
from grantcli.tui.record import Record
from grantcli.tui.rows import Rows
from grantcli.tui.text_width import underline_error
from grantcli.tui.view_state import ViewState
from grantcli.tui.worker import Asker

PAUSE = 0.25
"""Seconds without a key after which what is typed is asked."""
WINDOWS = (200, 1000, 5000)
"""How many awards are asked for: at first, then when the last of them come into sight."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BrowserOptions:
    """What is browsed, and what the command line alone can do."""

    opened: Callable[[Callable[[int], None]], Dataset]
    """Opens the data, and reports how many awards have been read meanwhile."""
    label: str
    """What the data are called."""
    given: Sequence[str]
    """The options of the command line that say which data are asked and how."""
    save: Callable[[Dataset, ViewState, str], Sequence[str]]
    """Writes the current view into a file, and returns the message about it."""
    columns: str = ""


class Screen(Frame):
    """Everything but the keys."""

    def __init__(self, setting: BrowserOptions, look: ViewState) -> None:
        """Keep what is browsed and where it begins."""
        super().__init__(look.typed)
        self.setting, self.look = setting, look
        self.past: list[ViewState] = []
        self.asker = Asker(self._deliver)
        self.window = 0
        self._growing = False
        self._typing: Timer | None = None
        self._found: dict[str, Facet] = {}

    def on_mount(self) -> None:
        """Name the panes, and have the data opened; the screen is up meanwhile."""
        self.pane(Facets).border_title = "facets"
        self.pane(Record).border_title = "award"
        self.pane(Rows).border_title = "awards"
        self.summarise(f"reading {self.setting.label} …")
        self.use_settings()
        self.asker.start(lambda: self.setting.opened(self._read), self._opened)

    def _deliver(self, on_progress: Callable[[Any], None], came: Any) -> None:  # noqa: ANN401 - whatever was asked for
        self.call_later(self._unless_over, on_progress, came)

    def _unless_over(self, on_progress: Callable[[Any], None], came: Any) -> None:  # noqa: ANN401 - as above
        """Tell what came, unless there is no screen any more to show it on."""
        if self.screen_stack:
            on_progress(came)

    def _read(self, count: int) -> None:
        self._deliver(self.summarise, f"reading {self.setting.label}: {count:,} awards …")

    def _opened(self, came: Dataset | BaseException) -> None:
        if isinstance(came, BaseException):
            self.exit(came)
        else:
            self.ask()

    def ask(self, *, more: bool = False) -> None:
        """Ask for the rows of what is looked at, with `more` for more of the same."""
        look, columns = self.look, self.setting.columns
        self._growing = more
        self.window = next((each for each in WINDOWS if each > self.window), WINDOWS[-1]) if more else WINDOWS[0]
        window = self.window
        try:
            look.where()
        except QueryError as error:
            self.say(underline_error(error))
            return
        if look.by:
            self.asker.ask("look", lambda data: answers.totals(data, look), lambda came: self._shown(look, came, more=more))
        else:
            self.asker.ask(
                "look", lambda data: answers.awards(data, look, window, columns), lambda came: self._shown(look, came, more=more)
            )
        self.asks()

    def _shown(self, look: ViewState, came: ScreenTable | BaseException, *, more: bool) -> None:
        """Show rows that have come, unless they were asked for something else."""
        if look != self.look or self._fails(came):
            return
        assert isinstance(came, ScreenTable)  # noqa: S101 - for the type checker
        self.say("")
        self._growing = False
        self.pane(Rows).put(came, stay=more)
        self.summarise(" · ".join((came.summary, *self._besides(came))))
        if not came.ids and not came.picks:
            # A term that is mistyped, or typed in part, takes nothing away that could be chosen instead.
            self.pane(Facets).put(self._facets(), look.picks, whole=False)
        elif not more:
            for field in FACETS:
                self.asker.ask(f"facet:{field}", _facet(look, field), lambda came: self._counted(look, came))
        self.whole()

    def _besides(self, shown: ScreenTable) -> Iterator[str]:
        """Yield the messages besides the number of awards."""
        if not shown.whole and self.window == WINDOWS[-1]:
            yield f"the first {len(shown.ids):,} of them: search or sort for others"
        if shown.table.notes:
            yield f"{plural(len(shown.table.notes), 'note')} (n)"

    def _counted(self, look: ViewState, came: Facet | BaseException) -> None:
        if look != self.look or self._fails(came):
            return
        assert isinstance(came, Facet)  # noqa: S101 - for the type checker
        self._found[came.field] = came
        self.pane(Facets).put(self._facets(), look.picks)

    def _facets(self) -> dict[str, Facet]:
        return {name: self._found[name] for name in FACETS if name in self._found}

    def _fails(self, came: object) -> bool:
        """Say what went wrong; what no other question could put right ends the screen."""
        if isinstance(came, UsageError):
            self.say(underline_error(came) if isinstance(came, QueryError) else f"{came.message}\n{came.hint}".rstrip())
        elif isinstance(came, BaseException):
            self.exit(came)
        return isinstance(came, BaseException)

    def whole(self) -> None:
        """Show the award under the cursor whole, or what there is to say where there is none."""
        if not self.screen_stack:
            return  # a key that was pressed as the screen went
        rows, pane = self.pane(Rows), self.pane(Record)
        shown = rows.shown
        if not shown or not 0 <= rows.cursor_row < len(shown.ids):
            notes = shown.table.notes if shown else ()
            pane.say("\n\n".join(f"note: {note}" for note in notes))
            return
        name = shown.ids[rows.cursor_row]
        if name != pane.asked:
            pane.asked = name
            self.asker.ask("record", lambda data: answers.record(data, name), lambda came: self._recorded(name, came))

    def _recorded(self, name: str, came: Any) -> None:  # noqa: ANN401 - a table or an error
        pane = self.pane(Record)
        if name == pane.asked and not self._fails(came):
            pane.put(came)

    def go(self, look: ViewState) -> None:
        """Look at something else, and keep what was looked at."""
        if look != self.look:
            self.past.append(self.look)
            self.look = look
            self.ask()

    @on(Input.Changed, "#question")
    def typed(self, event: Input.Changed) -> None:
        """Ask what is typed once no key has been pressed for a while."""
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(PAUSE, lambda: self.take(event.value))

    def take(self, typed: str) -> None:
        """Ask what is typed now."""
        if self._typing:
            self._typing.stop()
            self._typing = None
        self.go(replace(self.look, typed=typed))

    @property
    def waits(self) -> bool:
        """Whether something is being asked, or is about to be."""
        return self._typing is not None or self.asker.busy

    @on(Rows.RowHighlighted)
    def moved(self) -> None:
        """Show the award that the cursor has come to."""
        self.whole()

    @on(Rows.NearEnd)
    def near(self) -> None:
        """Ask for more rows, up to as many as a screen can be asked to hold."""
        rows = self.pane(Rows)
        if not self._growing and rows.shown and not rows.shown.whole and self.window < WINDOWS[-1]:
            self.ask(more=True)

    def on_unmount(self, _event: events.Unmount) -> None:
        """Ask nothing more."""
        self.asker.end()


def _facet(look: ViewState, field: str) -> Callable[[Dataset], Facet]:
    return lambda data: answers.facet(data, look, field)
