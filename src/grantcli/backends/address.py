"""Where loaded awards are, and by which names: an address such as `postgresql://host/db?table=awards`, with no secret in it."""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from grantcli.errors import UsageError, nearest
from grantcli.published import is_published

_TABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*){0,2}")
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_USER = re.compile(r"(?<=://)([^:@/?#\s]*?)(?::|%3a)[^\s]*@", re.IGNORECASE)
_OPTION = re.compile(r"([\w%.-]+)=([^&;\s'\"]+)")
_SECRET = re.compile(r"(password|passwd|pwd|token|secret|api[-_]?key)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A kind of engine that addresses name: what it is called, its extra, and where it takes a secret from."""

    engine: str
    extra: str
    module: str
    """The module of this package that speaks to it."""
    needs: tuple[str, ...]
    """The modules without which it cannot be spoken to."""
    port: int
    secret: str
    """Where a password or token goes, since an address is seen by everyone who lists processes."""
    options: tuple[str, ...]
    """The options that an address may have; none means whatever the client knows."""


SCHEMES = {
    "sc": Scheme("Spark", "spark", "spark", ("pyspark.sql.connect", "grpc", "sqlglot"), 15002,
                 "the environment as SPARK_CONNECT_TOKEN", ("use_ssl", "user_id", "path")),
    "postgresql": Scheme("PostgreSQL", "postgres", "postgres", ("psycopg", "sqlglot"), 5432,
                         "PGPASSWORD or the file ~/.pgpass", ()),
    "clickhouse": Scheme("ClickHouse", "clickhouse", "clickhouse", ("clickhouse_connect", "sqlglot"), 8123,
                         "the environment as CLICKHOUSE_PASSWORD", ("secure", "verify", "ca_cert")),
}  # fmt: skip
"""The engines that addresses can name; a new one is a row here, a module, and its name in the agreement test."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address, taken apart."""

    scheme: str
    host: str
    port: int
    database: str
    table: str
    user: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Scheme:
        """What is at the address."""
        return SCHEMES[self.scheme]

    def __str__(self) -> str:
        """Return the address as it may be shown, without its options."""
        place = f"{self.scheme}://{f'{self.user}@' if self.user else ''}{self.host}:{self.port}"
        return f"{place}/{self.table}" if self.scheme == "sc" else f"{place}/{self.database}?table={self.table}"


def is_address(text: str) -> bool:
    """Say whether a text is an address, or the name of files that others publish, and no file."""
    return _ADDRESS.match(text) is not None or is_published(text)


def is_server(text: str) -> bool:
    """Say whether a text is the address of a server that has awards, and not of a file that others publish.

    >>> is_server("postgresql://db/grants"), is_server("https://example.org/a.csv"), is_server("360g:bcf"), is_server("a.csv")
    (True, False, False, False)
    """
    return is_address(text) and not is_published(text)


def mask_passwords(text: str) -> str:
    """Return a text with the passwords of the addresses in it left out.

    >>> mask_passwords("postgresql://ann:s3cret@db/grants?password=x")
    'postgresql://ann:***@db/grants?password=***'
    """
    return _OPTION.sub(_mask, _USER.sub(r"\1:***@", text))


def _mask(option: re.Match[str]) -> str:
    """Return an option without its value where its name, which may be percent-encoded, is that of a secret."""
    return f"{option[1]}=***" if _SECRET.search(unquote(option[1])) else option[0]


def address(text: str) -> Address:
    """Return an address taken apart; UsageError for one that cannot be used, which never repeats a secret."""
    scheme = _ADDRESS.match(text)
    name = scheme[1].lower() if scheme else ""
    name = "postgresql" if name == "postgres" else name
    if name not in SCHEMES:
        schemes = ", ".join(f"{each_name}://" for each_name in SCHEMES)
        guess = nearest(name, SCHEMES)
        raise UsageError(f"grantcli cannot ask about awards at `{name}://`", did_you_mean=guess, hint=f"known: {schemes}")
    kind = SCHEMES[name]
    try:
        parts = urlsplit(text)
        port = parts.port or kind.port
    except ValueError as error:
        if mask_passwords(text) != text:  # a port that is not a number may be a password
            raise _secret(kind) from None
        raise UsageError(f"the address `{name}://…` cannot be read", hint=_form(name)) from error
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.password is not None or mask_passwords(text) != text:
        raise _secret(kind)
    return _address(name, parts.hostname or "", port, unquote(parts.path.strip("/")), unquote(parts.username or ""), options)


def _secret(kind: Scheme) -> UsageError:
    return UsageError(
        f"the address of {kind.engine} has a password or a token in it, which others can see",
        hint=f"leave it out, and give it in {kind.secret}",
    )


def _address(scheme: str, host: str, port: int, path: str, user: str, options: dict[str, str]) -> Address:
    kind = SCHEMES[scheme]
    table = path if scheme == "sc" else options.pop("table", "awards")
    if not _TABLE.fullmatch(table):
        raise UsageError(f"`{table}` is not the name of a table of {kind.engine}", hint=_form(scheme))
    if scheme != "postgresql" and not host:
        raise UsageError(f"the address of {kind.engine} names no host", hint=_form(scheme))
    for name in options if kind.options else ():
        if name not in kind.options:
            raise UsageError(f"an address of {kind.engine} has no option `{name}`", did_you_mean=nearest(name, kind.options))
    return Address(scheme, host, port, "" if scheme == "sc" else path, table, user, options)


def _form(scheme: str) -> str:
    forms = {
        "sc": "sc://HOST:PORT/TABLE",
        "postgresql": "postgresql://USER@HOST:PORT/DATABASE?table=awards",
        "clickhouse": "clickhouse://USER@HOST:PORT/DATABASE?table=awards",
    }
    return f"an address is {forms[scheme]}"


@dataclass(frozen=True, slots=True)
class TableNames:
    """The names of the relations there: `table` is that of awards, and the others begin with it."""

    table: str
    columns: tuple[str, ...] = ()
    """The columns of `awards`."""
    has_aliases: bool = False
    """There are further names."""
    assumed: bool = False
    """Awards without a currency are assumed to be in that of the parameter `currency`."""

    def of(self, relation: str) -> str:
        """Return the name of a relation."""
        return self.table if relation in {"awards", "stored_awards"} else f"{self.table}_{relation}"
