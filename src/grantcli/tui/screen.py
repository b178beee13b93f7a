"""What is asked for the screen, and how answers come in.

One thread opens the data and asks them, so that the screen never waits: an engine is asked by one thread only. A question that
nobody waits for any more is not asked: a later one of its kind takes its place, and questions of a kind that is first in `KINDS`
go first.

What is on screen is a `ViewState`; every key makes another one, and the last ones are kept to go back to. An answer to a state
that has passed meanwhile is dropped.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Any

from textual import events, on
from textual.timer import Timer
from textual.widgets import Input

from grantcli.dataset import Dataset
from grantcli.errors import QueryError, UsageError
from grantcli.reports.notes import plural
from grantcli.table import Cell
from grantcli.tui import answers
from grantcli.tui.answers import FACETS, Facet, ScreenTable
from grantcli.tui.frame import Frame
from grantcli.tui.panes import Facets, Record, Rows
from grantcli.tui.text_width import underline_error
from grantcli.tui.view_state import ViewState

KINDS = ("save", "rows", "facet", "record")
"""What is asked, most urgent first; `facet:stage` is of the kind `facet`."""
Ask = Callable[[Dataset], Any]
OnProgress = Callable[[Any], None]
"""Is told what came of a question: an answer, or the exception that it raised."""


class Asker:
    """Asks questions one after the other, and delivers each answer by `deliver`, which is safe in any thread."""

    def __init__(self, deliver: Callable[[OnProgress, Any], object]) -> None:
        """Keep how answers reach the screen."""
        self._deliver = deliver
        self._waiting: dict[str, tuple[Ask, OnProgress]] = {}
        self._change = Condition()
        self._ended = False
        self._at_work = True

    @property
    def busy(self) -> bool:
        """Whether anything is being asked, or waits to be."""
        return self._at_work or bool(self._waiting)

    def start(self, open_data: Callable[[], Dataset], on_progress: OnProgress) -> None:
        """Open the data, then ask; the process never waits for this thread to end."""
        Thread(target=self._run, args=(open_data, on_progress), daemon=True, name="asking").start()

    def ask(self, kind: str, question: Ask, on_progress: OnProgress) -> None:
        """Ask when it is its turn, in place of a waiting question of this kind."""
        with self._change:
            self._waiting[kind] = (question, on_progress)
            self._change.notify()

    def end(self) -> None:
        """Ask nothing more."""
        with self._change:
            self._ended = True
            self._change.notify()

    def _run(self, open_data: Callable[[], Dataset], on_progress: OnProgress) -> None:
        dataset = self._report(open_data, on_progress)
        while isinstance(dataset, Dataset) and (waiting := self._wait()):
            question, on_answer = waiting
            self._report(lambda question=question: question(dataset), on_answer)  # type: ignore[misc]  # bound at once
        self._at_work = False

    def _report(self, work: Callable[[], Any], on_progress: OnProgress) -> object:
        """Work, and deliver what comes of it."""
        try:
            result: object = work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the screen is told, and says or raises it
            result = error
        self._deliver(on_progress, result)
        return result

    def _wait(self) -> tuple[Ask, OnProgress] | None:
        """Wait for the most urgent question; nothing when it is over."""
        with self._change:
            self._at_work = False
            self._change.wait_for(lambda: self._ended or self._waiting)
            self._at_work = True
            if self._ended:
                return None
            return self._waiting.pop(min(self._waiting, key=lambda kind: KINDS.index(kind.partition(":")[0])))


TYPING_PAUSE = 0.25
"""Seconds without a key after which what is typed is asked."""
WINDOWS = (200, 1000, 5000)
"""How many awards are asked for: at first, then when the last of them come into sight."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BrowserOptions:
    """What is browsed, and what the command line alone can do."""

    open_data: Callable[[Callable[[int], None]], Dataset]
    """Opens the data, and reports how many awards have been read meanwhile."""
    label: str
    """What the data are called."""
    options: Sequence[str]
    """The options of the command line that say which data are asked and how."""
    save: Callable[[Dataset, ViewState, str], Sequence[str]]
    """Writes the current view into a file, and returns the message about it."""
    columns: str = ""


class Screen(Frame):
    """Everything but the keys."""

    def __init__(self, setting: BrowserOptions, state: ViewState) -> None:
        """Keep what is browsed and where it begins."""
        super().__init__(state.typed)
        self.setting, self.state = setting, state
        self.past: list[ViewState] = []
        self.asker = Asker(self._deliver)
        self.window = 0
        self._growing = False
        self._typing: Timer | None = None
        self._facet_values: dict[str, Facet] = {}

    def on_mount(self) -> None:
        """Name the panes, and have the data opened; the screen is up meanwhile."""
        self.pane(Facets).border_title = "facets"
        self.pane(Record).border_title = "award"
        self.pane(Rows).border_title = "awards"
        self.summarise(f"reading {self.setting.label} …")
        self.use_settings()
        self.asker.start(lambda: self.setting.open_data(self._read), self._begin)

    def _deliver(self, on_progress: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - whatever was asked for
        self.call_later(self._deliver_if_open, on_progress, result)

    def _deliver_if_open(self, on_progress: Callable[[Any], None], result: Any) -> None:  # noqa: ANN401 - as above
        """Tell what came, unless there is no screen any more to show it on."""
        if self.screen_stack:
            on_progress(result)

    def _read(self, count: int) -> None:
        self._deliver(self.summarise, f"reading {self.setting.label}: {count:,} awards …")

    def _begin(self, result: Dataset | BaseException) -> None:
        if isinstance(result, BaseException):
            self.exit(result)
        else:
            self.ask()

    def ask(self, *, more: bool = False) -> None:
        """Ask for the rows of what is looked at, with `more` for more of the same."""
        state, columns = self.state, self.setting.columns
        self._growing = more
        self.window = next((each for each in WINDOWS if each > self.window), WINDOWS[-1]) if more else WINDOWS[0]
        window = self.window
        try:
            state.where()
        except QueryError as error:
            self.say(underline_error(error))
            return
        if state.by:
            self.asker.ask(
                "rows", lambda data: answers.totals(data, state), lambda result: self._show_rows(state, result, more=more)
            )
        else:
            self.asker.ask(
                "rows",
                lambda data: answers.awards(data, state, window, columns),
                lambda result: self._show_rows(state, result, more=more),
            )
        self.asks()

    def _show_rows(self, state: ViewState, result: ScreenTable | BaseException, *, more: bool) -> None:
        """Show rows that have come, unless they were asked for something else."""
        if state != self.state or self._fails(result):
            return
        assert isinstance(result, ScreenTable)  # noqa: S101 - for the type checker
        self.say("")
        self._growing = False
        self.pane(Rows).fill(result, keep_row=more)
        self.summarise(" · ".join((result.summary, *self._remarks(result))))
        if not result.ids and not result.picks:
            # A term that is mistyped, or typed in part, takes nothing away that could be chosen instead.
            self.pane(Facets).fill(self._facets(), state.picks, current=False)
        elif not more:
            for field in FACETS:
                self.asker.ask(f"facet:{field}", _facet(state, field), lambda result: self._show_facet(state, result))
        self.show_record()

    def _remarks(self, content: ScreenTable) -> Iterator[str]:
        """Yield the messages besides the number of awards."""
        if not content.complete and self.window == WINDOWS[-1]:
            yield f"the first {len(content.ids):,} of them: search or sort for others"
        if content.table.notes:
            yield f"{plural(len(content.table.notes), 'note')} (n)"

    def _show_facet(self, state: ViewState, result: Facet | BaseException) -> None:
        if state != self.state or self._fails(result):
            return
        assert isinstance(result, Facet)  # noqa: S101 - for the type checker
        self._facet_values[result.field] = result
        self.pane(Facets).fill(self._facets(), state.picks)

    def _facets(self) -> dict[str, Facet]:
        return {name: self._facet_values[name] for name in FACETS if name in self._facet_values}

    def _fails(self, result: object) -> bool:
        """Say what went wrong; what no other question could put right ends the screen."""
        if isinstance(result, UsageError):
            self.say(underline_error(result) if isinstance(result, QueryError) else f"{result.message}\n{result.hint}".rstrip())
        elif isinstance(result, BaseException):
            self.exit(result)
        return isinstance(result, BaseException)

    def show_record(self) -> None:
        """Show the award under the cursor whole, or what there is to say where there is none."""
        if not self.screen_stack:
            return  # a key that was pressed as the screen went
        rows, pane = self.pane(Rows), self.pane(Record)
        content = rows.content
        if not content or not 0 <= rows.cursor_row < len(content.ids):
            notes = content.table.notes if content else ()
            pane.say("\n\n".join(f"note: {note}" for note in notes))
            return
        name, row = content.ids[rows.cursor_row], content.row(rows.cursor_row)
        if row != pane.award:
            pane.award = row
            self.asker.ask("record", lambda data: answers.record(data, name, row), lambda result: self._show_answer(row, result))

    def _show_answer(self, row: Mapping[str, Cell], result: Any) -> None:  # noqa: ANN401 - a table or an error
        pane = self.pane(Record)
        if row == pane.award and not self._fails(result):
            pane.fill(result)

    def go(self, state: ViewState) -> None:
        """Look at something else, and keep what was looked at."""
        if state != self.state:
            self.past.append(self.state)
            self.state = state
            self.ask()

    @on(Input.Changed, "#question")
    def ask_later(self, event: Input.Changed) -> None:
        """Ask what is typed once no key has been pressed for a while."""
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, lambda: self.take(event.value))

    def take(self, question: str) -> None:
        """Ask what is typed now."""
        if self._typing:
            self._typing.stop()
            self._typing = None
        self.go(replace(self.state, typed=question))

    @property
    def waits(self) -> bool:
        """Whether something is being asked, or is about to be."""
        return self._typing is not None or self.asker.busy

    @on(Rows.RowHighlighted)
    def follow_cursor(self) -> None:
        """Show the award that the cursor has come to."""
        self.show_record()

    @on(Rows.NearEnd)
    def load_more(self) -> None:
        """Ask for more rows, up to as many as a screen can be asked to hold."""
        rows = self.pane(Rows)
        if not self._growing and rows.content and not rows.content.complete and self.window < WINDOWS[-1]:
            self.ask(more=True)

    def on_unmount(self, _event: events.Unmount) -> None:
        """Ask nothing more."""
        self.asker.end()


def _facet(state: ViewState, field: str) -> Callable[[Dataset], Facet]:
    return lambda data: answers.facet(data, state, field)
