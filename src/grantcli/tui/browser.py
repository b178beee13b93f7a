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
from grantcli.tui.keys import HELP
from grantcli.tui.panes import Facets, Record, Rows
from grantcli.tui.popups import ChoiceList, FillIn, TextPopup
from grantcli.tui.screen import Screen
from grantcli.tui.text_width import underline_error
from grantcli.tui.view_state import shell


class CopyScreen(Screen):
    """The screen, and what can be taken away from it."""

    @property
    def command(self) -> str:
        """The command that answers what is on screen."""
        return shell(["grantcli", *self.state.command, *self.setting.options])

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
        what = f"these totals by {self.state.by}" if self.state.by else "these awards"
        confirmed: list[str] = []

        def fault(name: str) -> str:
            if not name.strip():
                return "a name is needed"
            if Path(name).exists() and name not in confirmed:
                confirmed.append(name)
                return f"{name} is there already; Enter replaces it"
            return ""

        self.push_screen(FillIn(f"Write {what} to", "awards.csv", fault), self._save)

    def _save(self, name: str | None) -> None:
        if not name:
            return
        state = self.state
        self.say(f"writing {name} …")
        self.asker.ask("save", lambda data: self.setting.save(data, state, name), lambda result: self._report_save(name, result))

    def _report_save(self, name: str, result: object) -> None:
        if isinstance(result, GrantcliError):
            self.say(f"{result.message}\n{result.hint}".rstrip())
        elif isinstance(result, BaseException):
            self.exit(result)
        elif isinstance(result, tuple):
            self.say("\n".join((f"written: {name}", *(f"note: {note}" for note in result))))


_DESCENDING = {FieldKind.MONEY, FieldKind.DATE}
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
        typing, in_popup = isinstance(self.focused, Input), len(self.screen_stack) > 1
        if action == "submit":
            return typing and not in_popup
        return action not in _KEYS or not (typing or in_popup)

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
        self.push_screen(TextPopup("Keys", HELP))

    def action_notes(self) -> None:
        """Show the notes on the figures."""
        content = self.pane(Rows).content
        notes = content.table.notes if content else ()
        self.push_screen(TextPopup("Notes", "\n\n".join(notes) or "nothing: every figure is what it seems"))

    def action_clear(self) -> None:
        """Leave every value that was chosen."""
        self.go(replace(self.state, picks=()))

    def action_totals(self) -> None:
        """Let a field be chosen for totals, or go back to the awards."""
        if self.state.by:
            self.go(replace(self.state, by="", ranked=""))
            return
        names = fields_for_totals()
        width = max(map(len, names))
        labels = [f"{name:<{width}}  {FIELDS[name].help}" for name in names]
        self.push_screen(ChoiceList("Totals by", names, labels), self._total)

    def _total(self, by: str | None) -> None:
        if by:
            self.go(replace(self.state, by=by))

    def action_sort(self) -> None:
        """Let a column be chosen to sort by."""
        content = self.pane(Rows).content
        if content:
            columns = [column for column in content.table.columns if column.for_people]
            labels = [" ".join(heading(column)) for column in columns]
            names = [column.name for column in columns]
            self.push_screen(ChoiceList("Sort by (again: the other way round)", names, labels), self.sort)

    @on(Rows.SortBy)
    def sort_by_heading(self, event: Rows.SortBy) -> None:
        """Sort by the column that was clicked."""
        self.sort(event.name)

    def sort(self, name: str | None) -> None:
        """Sort by a column, or the other way round where it is sorted by it already."""
        if not name:
            return
        current = self.state.ranked if self.state.by else self.state.sort
        descending = name not in FIELDS or FIELDS[name].kind in _DESCENDING
        first, other = (f"-{name}", name) if descending else (name, f"-{name}")
        order = other if current == first else first
        self.go(replace(self.state, ranked=order) if self.state.by else replace(self.state, sort=order))

    @on(Facets.ValueChoice)
    def select_value(self, event: Facets.ValueChoice) -> None:
        """Narrow to a value, or widen again."""
        self.go(self.state.toggle(event.pick))

    @on(DataTable.RowSelected)
    def open_row(self, event: DataTable.RowSelected) -> None:
        """Open the award of a row, or the awards of a total."""
        content = self.pane(Rows).content
        if content is None or event.cursor_row < 0:
            return
        if not content.state.by:  # of what is shown: what was asked for since may not have come
            self._enlarge(alone=True)
        elif picks := content.picks[event.cursor_row]:
            self.go(self.state.narrow(*picks))
        else:
            self.say("this row is many values together; search, or choose another row")

    def _enlarge(self, *, alone: bool) -> None:
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
            self._enlarge(alone=False)
        elif not rows.has_focus:
            rows.focus()
        elif self.past:
            self.state = self.past.pop()
            question = self.pane(Input, "#question")
            with self.prevent(Input.Changed):
                question.value = self.state.typed
            self.ask()

    def action_interrupt(self) -> None:
        """Leave as an interrupted program does."""
        self.exit(KeyboardInterrupt())
