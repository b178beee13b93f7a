"""Opens the links of awards to see whether they answer: each address once, one at a time, and none in a local network.

A server is asked for the headers of a page (HEAD), and for the page only where it refuses that; no page is read. What says
nothing of the link itself, such as a machine that is offline, is counted in a note and never a fault of the link.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from socket import EAI_AGAIN, gaierror
from urllib.parse import urlsplit

from grantcli.checks.links import fault
from grantcli.errors import DataError, UsageError
from grantcli.published import http
from grantcli.published.options import LinkOptions
from grantcli.table import Detail

_UNDECIDED = frozenset({401, 403, 405, 429})
"""Statuses of a page that may be there, though not for us."""
_TOO_OFTEN = frozenset({429})
_UNREADABLE = "with a fault in the address itself: see `link-leads-nowhere` and `link-without-https`"
_PRIVATE = "with a name or a password in it"


@dataclass(slots=True)
class LinkVisit:
    """Opens links by these options, and has the notes on those that it did not open or could not judge."""

    options: LinkOptions = field(default_factory=LinkOptions)
    notes: tuple[str, ...] = ()
    _silent: dict[str, DataError] = field(default_factory=dict)
    """The servers that no connection could be made to, each with why: nobody waits for them twice."""
    _redirects: set[str] = field(default_factory=set)
    """The addresses that are passed on to another."""

    def open_links(self, links: Sequence[str]) -> Mapping[str, str]:
        """Return the links that no longer answer, each with what is wrong; the first `most` addresses are opened."""
        reasons: Counter[str] = Counter()
        addresses = self._addresses(links, reasons)
        several = list(dict.fromkeys(addresses.values()))
        targets = several[: self.options.most]
        errors: dict[str, DataError | None] = {}
        for place, address in enumerate(targets):
            if self.options.on_progress:
                self.options.on_progress(place, len(targets))
            errors[address] = self._fault(address)
        online = any(address in self._redirects or _has_answer(error) for address, error in errors.items())
        faults: dict[str, str] = {}
        for address, error in errors.items():
            if error and (reason := _doubt(error, online=online)):
                reasons[reason] += 1
            elif error:
                faults[address] = _complaint(error)
        self.notes = (
            Detail(f"links that were tried: {len(targets):,}"),
            *self._limit_notes(len(several)),
            *_doubt_notes(reasons),
        )
        return {link: f"`{link}` {faults[address]}" for link, address in addresses.items() if address in faults}

    def _addresses(self, links: Sequence[str], reasons: Counter[str]) -> dict[str, str]:
        """Return what to ask a server for each link, and count those that must not be opened."""
        addresses: dict[str, str] = {}
        for link in links:
            try:
                if fault(link):
                    reasons[_UNREADABLE] += 1
                else:
                    addresses[link] = http.check_address(link)
            except UsageError:
                reasons[_PRIVATE if "@" in urlsplit(link).netloc else _UNREADABLE] += 1
        return addresses

    def _fault(self, address: str) -> DataError | None:
        """Return why an address does not answer; a fault of HEAD counts only where GET has it too."""
        from urllib3.exceptions import NewConnectionError

        def refuse(target: str) -> str:
            self._redirects.add(address)
            return fault(target)

        server = urlsplit(address)._replace(path="", query="").geturl()
        error = self._silent.get(server)
        if error:
            return error
        for method, allow in (("HEAD", _TOO_OFTEN), ("GET", _UNDECIDED)):
            try:
                http.open_page(address, method, self.options.seconds, allow, refuse)
            except DataError as caught:
                error = caught
                if isinstance(caught.__cause__, NewConnectionError) and address not in self._redirects:
                    self._silent[server] = caught
                    break
            else:
                return None
        return error

    def _limit_notes(self, count: int) -> tuple[str, ...]:
        more = count - self.options.most
        note = f"{more:,} of {count:,} links were not opened, so nothing is known of them; `--max-links {count}` opens all"
        return (note,) if more > 0 else ()


def _has_answer(error: DataError | None) -> bool:
    """Say whether a server answered, which none does on a machine that is offline."""
    from urllib3.exceptions import ProtocolError, ReadTimeoutError

    cause = error.__cause__ if error else None
    return cause is None or isinstance(cause, ProtocolError | ReadTimeoutError)


def _doubt(error: DataError, *, online: bool) -> str:
    """Return why an error says nothing of the link itself; empty where it does."""
    from urllib3 import exceptions as wrong

    match cause := error.__cause__:
        case wrong.NameResolutionError():
            lookup = cause.__cause__ or cause.__context__
            later = isinstance(lookup, gaierror) and lookup.errno == EAI_AGAIN
            return "" if online and not later else "whose server could not be looked up: see that you are online"
        case wrong.ProxyError():
            return "that the proxy did not open"
        case wrong.SSLError():
            return "whose server has a certificate that is not valid"
        case wrong.LocationValueError() | UnicodeError():
            return _UNREADABLE
        case _:
            return ""


def _complaint(error: DataError) -> str:
    """Return what is wrong, without the address before it."""
    from urllib3.exceptions import ProtocolError

    if isinstance(error.__cause__, ProtocolError):
        return "does not answer: the server ends the connection"
    return error.message.split("` ", 1)[1]


def _doubt_notes(reasons: Mapping[str, int]) -> list[str]:
    """Say how many links there is no verdict on, and why."""
    return [f"{count:,} link{'s' * (count != 1)} could not be judged, {reason}" for reason, count in reasons.items()]
