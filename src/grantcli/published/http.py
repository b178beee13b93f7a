"""Asks a web server for one file, or whether it has a page: with time-outs, within a size, and a part is never taken for a whole.

urllib3 speaks HTTP here: it verifies certificates, checks lengths, and is the one that pip, requests and botocore rest on.
Redirects are followed here, so that none leads out of the web. Bytes are taken as they come (`identity`), so that the SHA-256 is
that of the file as published.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from time import monotonic
from typing import IO, TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from grantcli.errors import DataError, UsageError
from grantcli.published.options import FetchOptions
from grantcli.sizes import display_size

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

_SILENCE = 30.0
"""Seconds to wait for a silent server."""
_HOPS = 10
_PART = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADERS = {"User-Agent": "grantcli", "Accept": "*/*", "Accept-Encoding": "identity"}
_LATER = "ask again later"
_REFUSALS: dict[int, tuple[str, str]] = {
    401: ("asks for a name and a password", "grantcli reads only what is public"),
    403: ("is not for everyone to read", "grantcli reads only what is public"),
    404: ("is not there", "look for where its publisher has it now"),
    410: ("is gone for good", "look for where its publisher has it now"),
    429: ("was asked for too often", _LATER),
    503: ("is not available at the moment", _LATER),
}


@dataclass(frozen=True, slots=True)
class Validators:
    """The headers of an earlier answer, with which a server can say whether the file has changed."""

    etag: str = ""
    modified: str = ""
    """The date in `Last-Modified`, as it was written."""

    @property
    def headers(self) -> dict[str, str]:
        """The headers that ask for the file only if it has changed."""
        conditions = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in conditions.items() if value}


@dataclass(frozen=True, slots=True)
class FetchResult:
    """The answer: its final address, and whether it was the known version, so that nothing was written."""

    address: str
    unchanged: bool
    validators: Validators


def fetch(address: str, target: IO[bytes], options: FetchOptions, validators: Validators | None = None) -> FetchResult:
    """Write the file at an address, unless it is the version of these `validators`; DataError where it does not arrive whole."""
    headers = _HEADERS | (validators.headers if validators else {})
    ends = monotonic() + options.seconds if options.seconds else float("inf")
    with _translate_errors(address), _open(check_address(address), headers, options, ends) as (answer, final):
        answer_validators = Validators(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
        if answer.status == HTTPStatus.NOT_MODIFIED and validators:
            return FetchResult(final, unchanged=True, validators=validators)
        if answer.status != HTTPStatus.OK:
            raise _status_error(address, answer)
        _copy(address, answer, target, options, ends)
        return FetchResult(final, unchanged=False, validators=answer_validators)


def open_page(address: str, method: str, seconds: float, allow: Collection[int], refuse: Callable[[str], str]) -> None:
    """Ask whether a page is there, and take none of it; DataError where no server answers, or with an error not in `allow`.

    `refuse` says of an address that a redirect leads to why it must not be asked; an empty text where it may be.
    """
    options = FetchOptions(seconds=seconds)
    with (
        _translate_errors(address),
        _open(check_address(address), _HEADERS, options, float("inf"), method, refuse) as (answer, _),
    ):
        if answer.status >= HTTPStatus.BAD_REQUEST and answer.status not in allow:
            raise _status_error(address, answer)


def check_address(address: str) -> str:
    """Return an address for a request, without its fragment; UsageError for an impossible one, or one with a password."""
    try:
        parts = urlsplit(address.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"`{address}` is not the address of a file on the web", hint="an address is https://HOST/FILE")
    if parts.password is not None or parts.username is not None:
        raise UsageError("an address with a name and a password in it can be seen by others", hint="download the file yourself")
    if any(char.isspace() for char in address.strip()):
        raise UsageError(f"`{address}` has a blank in it", hint="write `%20` for it")
    return parts._replace(fragment="").geturl()


@contextmanager
def _open(
    address: str, headers: dict[str, str], options: FetchOptions, ends: float, method: str = "GET",
    refuse: Callable[[str], str] = lambda _address: "",
) -> "Iterator[tuple[BaseHTTPResponse, str]]":  # fmt: skip
    """Yield the answer at the end of the redirects, and the address that it is at."""
    from urllib3 import Timeout

    addresses = [address]
    while True:
        silence = min(_SILENCE, options.seconds or _SILENCE)
        with _pool(addresses[-1]) as pool:
            answer = pool.urlopen(method, addresses[-1], headers=headers, redirect=False, retries=False, preload_content=False,
                                 decode_content=False, timeout=Timeout(connect=silence, read=silence))  # fmt: skip
            with closing(answer):
                if answer.status not in _REDIRECTS:
                    yield answer, addresses[-1]
                    return
                addresses.append(_redirect_target(address, addresses, answer.headers.get("Location", "")))
        if reason := refuse(addresses[-1]):
            raise DataError(f"`{address}` is passed on to `{addresses[-1]}`, which {reason}", hint="let its publisher know")
        _in_time(address, options, ends)


def _redirect_target(address: str, addresses: list[str], location: str) -> str:
    """Return where a redirect leads; DataError where it leads nowhere, out of the web or in a circle."""
    try:
        target = urljoin(addresses[-1], location)
        scheme = urlsplit(target).scheme
    except ValueError:
        scheme = ""
    if not location or scheme not in {"http", "https"}:
        raise DataError(f"`{address}` is passed on to `{location}`, which is not on the web", hint="let its publisher know")
    if target in addresses or len(addresses) > _HOPS:
        raise DataError(f"`{address}` is passed on in a circle, or more than {_HOPS} times", hint="let its publisher know")
    return target


def _pool(address: str) -> "PoolManager":
    """Return what connects to a server: through a proxy where the environment names one."""
    from urllib.request import getproxies, proxy_bypass

    from urllib3 import PoolManager, ProxyManager, make_headers
    from urllib3.util import parse_url

    parts = urlsplit(address)
    proxy = getproxies().get(parts.scheme)
    if not proxy or proxy_bypass(parts.netloc):
        return PoolManager()
    name = parse_url(proxy).auth
    return ProxyManager(proxy, proxy_headers=make_headers(proxy_basic_auth=name) if name else None)


def _copy(address: str, answer: "BaseHTTPResponse", target: IO[bytes], options: FetchOptions, ends: float) -> None:
    """Write the whole content of an answer."""
    length = answer.headers.get("Content-Length", "")
    total = int(length) if length.isascii() and length.isdigit() else None
    size = 0
    if total is not None and total > options.size:
        raise _too_large(address, total, options)
    if answer.headers.get("Content-Encoding", "identity").lower() not in {"identity", "gzip", "x-gzip", ""}:
        raise DataError(f"`{address}` is packed in a way that grantcli did not ask for", hint="let its publisher know")
    while part := answer.read1(_PART):
        size += len(part)
        if size > options.size:
            raise _too_large(address, size, options)
        target.write(part)
        if options.on_progress:
            options.on_progress(address, size, total)
        _in_time(address, options, ends)
    if total is not None and size != total:
        raise _cut_off_error(address)


def _in_time(address: str, options: FetchOptions, ends: float) -> None:
    if monotonic() > ends:
        hint = "`--timeout SECONDS` gives it longer, 0 as long as it takes"
        raise DataError(f"`{address}` took longer than {options.seconds:g} seconds", hint=hint)


def _too_large(address: str, size: int, options: FetchOptions) -> DataError:
    hint = "`--max-size SIZE` allows more, such as 5GB"
    return DataError(f"`{address}` is larger than {display_size(options.size)}: at least {display_size(size)}", hint=hint)


def _cut_off_error(address: str) -> DataError:
    return DataError(f"`{address}` came only in part: the server ended before the file did", hint="ask again")


def _status_error(address: str, answer: "BaseHTTPResponse") -> DataError:
    """Return what is wrong where the server does not give the file."""
    status = answer.status
    reply = f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
    what, hint = _REFUSALS.get(status, ("is not available", _LATER if status >= HTTPStatus.INTERNAL_SERVER_ERROR else ""))
    wait = answer.headers.get("Retry-After", "")
    if wait.isascii() and wait.isdigit():
        hint = f"ask again in {int(wait):,} second{'s' * (int(wait) != 1)}"
    return DataError(f"`{address}` {what}: the server answers {reply}", hint=hint)


@contextmanager
def _translate_errors(address: str) -> Iterator[None]:
    """Say in our words what urllib3 finds wrong."""
    from urllib3 import exceptions as wrong

    try:
        yield
    except wrong.NameResolutionError as error:
        raise DataError(f"`{address}` cannot be reached: there is no server of this name", hint=_UNREACHED) from error
    except wrong.SSLError as error:
        raise DataError(f"`{address}` cannot be trusted: its certificate is not valid", hint="let its publisher know") from error
    except (wrong.NewConnectionError, wrong.ProxyError) as error:
        raise DataError(f"`{address}` cannot be reached: no server answers there", hint=_UNREACHED) from error
    except (wrong.TimeoutError, TimeoutError) as error:
        raise DataError(f"`{address}` did not answer in time", hint=f"{_LATER}, or give `--timeout SECONDS`") from error
    except wrong.ProtocolError as error:
        raise _cut_off_error(address) from error
    except (wrong.LocationValueError, wrong.HTTPError, UnicodeError) as error:
        raise DataError(
            f"`{address}` cannot be asked: the server does not answer in HTTP", hint="let its publisher know"
        ) from error


_UNREACHED = "see that the address is right and that you are online; `--from-cache latest` answers from the last download"
