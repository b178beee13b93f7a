"""Rules on links: addresses that lead nowhere. Only `stale-link` opens links, by what `CheckContext` hands in."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from ipaddress import ip_address
from urllib.parse import urlsplit

from grantcli.checks.quality_check import Place, by_grant, display_value, finding, members
from grantcli.checks.rule import Begin, CheckContext, Finding, Grant, Rule, Severity, Study
from grantcli.standard import STANDARD

_RESERVED = re.compile(r"(?:.*\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost|local)")
"""Names that lead to no server of the web, by RFC 2606 and RFC 6761, and those of a local network (RFC 6762)."""
_NAME = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W_][\w-]*[^\W_]\.?")
_PATHS = tuple(row.path for row in STANDARD if row.path.rpartition("/")[2] in {"url", "dataSource"})
"""Where a grant has links: of itself, or of an object in one of its lists."""


def fault(link: str) -> str:
    """Return why a link can lead nowhere; empty where it may.

    >>> fault("https://www.gov.uk/a"), fault("www.gov.uk"), fault("http://intranet/a")
    ('', 'does not begin with http:// or https://', 'has no full name of a server')
    """
    text = link.strip()
    if re.search(r"\s", text):
        return "has a blank in it"
    try:
        parts = urlsplit(text)
        name = (parts.hostname or "").lower()
        _ = parts.port
    except ValueError:
        return "is no address"
    if parts.scheme.lower() not in {"http", "https"}:
        return "does not begin with http:// or https://"
    return _fault_of_server(name)


def _fault_of_server(name: str) -> str:
    try:
        return "" if ip_address(name).is_global else "leads into a local network"
    except ValueError:
        pass
    if _RESERVED.fullmatch(name.rstrip(".")):
        return "has a server name that is only for examples, tests or local use"
    return "" if _NAME.fullmatch(name) else "has no full name of a server"


def _links(grant: Grant) -> Iterator[Place]:
    """Yield each link of a grant with its path, in the fields where the standard has links."""
    for path in _PATHS:
        group, _, key = path.rpartition("/")
        for where, holder in members(grant, group) if group else (("", grant),):
            link = holder.get(key)
            if isinstance(link, str) and link.strip():
                yield f"{where}/{key}".lstrip("/"), link


def _lacks_scheme(link: str) -> bool:
    """Say whether `https://` is all that a link lacks, as `www.gov.uk` does."""
    return "://" not in link and not fault(f"https://{link.strip()}") and ":" not in link and "@" not in link


def _find(which: Callable[[str], str]) -> Begin:
    def seek(grant: Grant, _today: date) -> Iterator[Place]:
        for path, link in _links(grant):
            if reason := which(link):
                yield path, f"{display_value(link)} {reason}"

    return by_grant(seek)


def _begin_opening(file: CheckContext) -> Study:
    """Start the rule that opens links: each once, after a first reading, so that links and not awards stay in memory."""
    links: dict[str, None] = {}

    def learn(context: CheckContext) -> None:
        for _, grant in context.published_grants:
            links.update((link.strip(), None) for _, link in _links(grant))

    @cache
    def stale_links() -> Mapping[str, str]:
        return file.open_links(tuple(links)) if file.open_links else {}

    def find(context: CheckContext) -> Iterable[Finding]:
        messages = stale_links()
        for spot, grant in context.published_grants:
            for path, link in _links(grant):
                if message := messages.get(link.strip()):
                    yield finding(spot, grant, path, message)

    return Study(find, learn if file.open_links else None)


STALE = Rule(
    "stale-link", Severity.WARNING, "360Giving Data Standard 1.4: url",
    "A link no longer answers: the server has no such page (404, 410) or fails, there is no server of this name, nothing answers "
    "in time, or the link is passed on in a circle or into a local network. Only `--links` opens links, each once. An answer of "
    "401, 403, 405 or 429 is no finding, for a page may be there.",
    "look with a browser whether the page has moved, and give the address that it has now",
    _begin_opening,
)  # fmt: skip
"""The rule that opens links: nothing runs it unless somebody asks for that."""
RULES = (
    Rule(
        "link-leads-nowhere", Severity.WARNING, "360Giving Data Standard 1.4: url",
        "Nobody can open a link: it does not begin with http:// or https://, has a blank in it, has no full name of a "
        "server, or leads to a name or a network that is reserved (RFC 2606, RFC 6761), such as example.com. No link is opened: "
        "`stale-link` finds pages that are gone.",
        "give the whole address, as a browser shows it",
        _find(lambda link: "" if _lacks_scheme(link) else fault(link)),
    ),
    Rule(
        "link-without-https", Severity.INFO, "360Giving Data Standard 1.4: url",
        "A link is the name of a server without http:// or https:// before it, such as www.gov.uk: the standard asks for a whole "
        "address, and programs cannot open this.",
        "put https:// before it, or http:// where the page has no other",
        _find(lambda link: fault(link) if _lacks_scheme(link) else ""),
    ),
    STALE,
)  # fmt: skip
"""The rules on links."""
