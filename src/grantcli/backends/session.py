"""The session of an engine elsewhere: each statement goes into its dialect, and its parameters beside it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from grantcli.backends.client import Client
from grantcli.backends.dialects import besides, translate
from grantcli.backends.table_names import TableNames
from grantcli.engines.interfaces import Cursor
from grantcli.fields import View


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RemoteSession:
    """Runs statements by a client."""

    client: Client
    naming: TableNames
    currency: str | None = None
    """The currency that awards without one are assumed to be in."""
    held: dict[str, str] = field(default_factory=dict, init=False)
    """What the session has, by name."""

    @property
    def medians_by_window(self) -> bool:
        """Whether the two middle amounts are found by windows."""
        return self.client.dialect.medians_by_window

    def execute(self, text: str, given: Mapping[str, Any], view: View) -> Cursor:
        """Run a statement of ours."""
        if self.client.dialect.held:
            self._hold(text, view)
        return self.client.ask(self.translate(text, given, view), self._known(given))

    def prepare(self, text: str, view: View) -> None:
        """Do nothing: places are loaded with the awards."""

    def translate(self, text: str, given: Mapping[str, Any], view: View) -> str:
        """Return a statement of ours as it is sent."""
        return translate(text, self.client.dialect, self.naming, self._known(given), view)

    def _known(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**given, **({"currency": self.currency} if self.naming.assumed else {})}

    def _hold(self, text: str, view: View) -> None:
        """Make sure that the session has what a statement needs besides the awards."""
        for name, made in besides(text, self.client.dialect, self.naming, view):
            if self.held.get(name) != made:
                self.client.hold(name, made)
                self.held[name] = made

    def translate_errors(self) -> AbstractContextManager[None]:
        """Turn what goes wrong inside into errors of ours."""
        return self.client.translate_errors()
