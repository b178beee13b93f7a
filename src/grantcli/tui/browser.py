"""The keys of `browse`: each makes another `ViewState`, moves the focus, copies the command of the screen or writes a file."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input

from grantcli.errors import GrantcliError, QueryError
from grantcli.fields import FIELDS, FieldKind
from grantcli.render.cells import heading
from grantcli.tui.answers import fields_for_totals
from grantcli.tui.facets import Facets
from grantcli.tui.keys import HELP
from grantcli.tui.popups import ChoiceList, FillIn, Read
from grantcli.tui.record import Record
from grantcli.tui.rows import Rows
from grantcli.tui.screen import Screen
from grantcli.tui.text_width import underline_error
from grantcli.tui.view_state import shell


class CopyScreen(Screen):
    """The screen, and what can be taken away from it."""

    @property
    def command(self) -> str:
        """The command that answers what is on screen."""
        return shell(["grantcli", *self.look.command, *self.setting.given])

    def action_copy(self) -> None:
        """Copy the command, and show it: not every terminal lets a program copy."""
        try:
            command = self.command
        except QueryError as error:  # a quote or a bracket that is still open
            self.say(underline_error(error))
            return
        self.copy_to_clipboard(command)
        self.say(f"copied: {command}")

    def action_export(self) -> None:
        """Ask for the name of a file, and write what is on screen there, every row of it."""
        what = f"these totals by {self.look.by}" if self.look.by else "these awards"
        again: list[str] = []

        def wrong(name: str) -> str:
            if not name.strip():
                return "a name is needed"
            if Path(name).exists() and name not in again:
                again.append(name)
                return f"{name} is there already; Enter replaces it"
            return ""

        self.push_screen(FillIn(f"Write {what} to", "awards.csv", wrong), self._save)

    def _save(self, name: str | None) -> None:
        if not name:
            return
        look = self.look
        self.say(f"writing {name} …")
        self.asker.ask("save", lambda data: self.setting.save(data, look, name), lambda came: self._saved(name, came))

    def _saved(self, name: str, came: object) -> None:
        if isinstance(came, GrantcliError):
            self.say(f"{came.message}\n{came.hint}".rstrip())
        elif isinstance(came, BaseException):
            self.exit(came)
        elif isinstance(came, tuple):
            self.say("\n".join((f"written: {name}", *(f"note: {note}" for note in came))))


_DOWN = {FieldKind.MONEY, FieldKind.DATE}
"""What is sorted from the largest, or the latest, at first."""

_KEYS = {"search", "help", "totals", "sort", "clear", "notes", "copy", "export", "quit"}


class Browser(CopyScreen):
    """The screen and its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Heeded before a pane sees them, so that what is typed right after one goes where it leads.
        Binding("slash", "search", "search", key_display="/", priority=True),
        Binding("question_mark", "help", "help", key_display="?", priority=True),
        Binding("t", "totals", "totals", priority=True),
        Binding("s", "sort", "sort", priority=True),
        Binding("c", "clear", "clear", priority=True),
        Binding("n", "notes", "notes", priority=True),
        Binding("y", "copy", "copy", priority=True),
        Binding("e", "export", "export", priority=True),
        Binding("q", "quit", "quit", priority=True),
        Binding("enter", "submit", show=False, priority=True),
        Binding("escape", "back", show=False),
        Binding("h,left", "left", show=False),
        Binding("l,right", "right", show=False),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:  # noqa: ARG002 - as Textual calls it
        """Leave keys to whoever is typing, and to what has come up over the screen."""
        typing, over = isinstance(self.focused, Input), len(self.screen_stack) > 1
        if action == "submit":
            return typing and not over
        return action not in _KEYS or not (typing or over)

    def action_search(self) -> None:
        """Go to the line for the question."""
        self.screen.set_focus(self.pane(Input, "#question"))

    def action_submit(self) -> None:
        """Ask what is typed at once, and go to the rows."""
        self.screen.set_focus(self.pane(Rows))
        self.take(self.pane(Input, "#question").value)

    def action_left(self) -> None:
        """Go to the facets."""
        self.screen.set_focus(self.pane(Facets))

    def action_right(self) -> None:
        """Go to the rows."""
        self.screen.set_focus(self.pane(Rows))

    def action_help(self) -> None:
        """Show what the keys do."""
        self.push_screen(Read("Keys", HELP))

    def action_notes(self) -> None:
        """Show the notes on the figures."""
        shown = self.pane(Rows).shown
        notes = shown.table.notes if shown else ()
        self.push_screen(Read("Notes", "\n\n".join(notes) or "nothing: every figure is what it seems"))

    def action_clear(self) -> None:
        """Leave every value that was chosen."""
        self.go(replace(self.look, picks=()))

    def action_totals(self) -> None:
        """Let a field be chosen for totals, or go back to the awards."""
        if self.look.by:
            self.go(replace(self.look, by="", ranked=""))
            return
        names = fields_for_totals()
        wide = max(map(len, names))
        labels = [f"{name:<{wide}}  {FIELDS[name].help}" for name in names]
        self.push_screen(ChoiceList("Totals by", names, labels), self._total)

    def _total(self, by: str | None) -> None:
        if by:
            self.go(replace(self.look, by=by))

    def action_sort(self) -> None:
        """Let a column be chosen to sort by."""
        shown = self.pane(Rows).shown
        if shown:
            columns = [column for column in shown.table.columns if column.for_people]
            labels = [" ".join(heading(column)) for column in columns]
            names = [column.name for column in columns]
            self.push_screen(ChoiceList("Sort by (again: the other way round)", names, labels), self.sort)

    @on(Rows.SortBy)
    def clicked(self, event: Rows.SortBy) -> None:
        """Sort by the column that was clicked."""
        self.sort(event.name)

    def sort(self, name: str | None) -> None:
        """Sort by a column, or the other way round where it is sorted by it already."""
        if not name:
            return
        before = self.look.ranked if self.look.by else self.look.sort
        falling = name not in FIELDS or FIELDS[name].kind in _DOWN
        first, other = (f"-{name}", name) if falling else (name, f"-{name}")
        order = other if before == first else first
        self.go(replace(self.look, ranked=order) if self.look.by else replace(self.look, sort=order))

    @on(Facets.Chosen)
    def chosen(self, event: Facets.Chosen) -> None:
        """Narrow to a value, or widen again."""
        self.go(self.look.toggled(event.pick))

    @on(DataTable.RowSelected)
    def opened(self, event: DataTable.RowSelected) -> None:
        """Open the award of a row, or the awards of a total."""
        shown = self.pane(Rows).shown
        if shown is None or event.cursor_row < 0:
            return
        if not shown.look.by:  # of what is shown: what was asked for since may not have come
            self._alone(alone=True)
        elif picks := shown.picks[event.cursor_row]:
            self.go(self.look.narrowed(*picks))
        else:
            self.say("this row is many values together; search, or choose another row")

    def _alone(self, *, alone: bool) -> None:
        """Give the whole screen to the award, or share it again."""
        record, rows, facets = self.pane(Record), self.pane(Rows), self.pane(Facets)
        record.set_class(alone, "alone")
        rows.set_class(alone, "hidden")
        facets.set_class(alone, "hidden")
        (record if alone else rows).focus()

    async def action_back(self) -> None:
        """Go back one step: from the award to the rows, from a pane to the rows, or to what was looked at before."""
        rows = self.pane(Rows)
        if self.pane(Record).has_class("alone"):
            self._alone(alone=False)
        elif not rows.has_focus:
            rows.focus()
        elif self.past:
            self.look = self.past.pop()
            question = self.pane(Input, "#question")
            with self.prevent(Input.Changed):
                question.value = self.look.typed
            self.ask()

    def action_interrupt(self) -> None:
        """Leave as an interrupted program does."""
        self.exit(KeyboardInterrupt())
