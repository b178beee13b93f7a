"""What is taken away from the screen: the command that answers what is on it, and files."""

from pathlib import Path

from grantcli.errors import GrantcliError, QueryError
from grantcli.tui.popups import FillIn
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
