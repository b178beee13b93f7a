"""What people type out of habit from other tools, and how to say the same here.

Each of these is an error whose hint shows the command to type; none may become an answer without rows.
"""

import re
from dataclasses import dataclass

from grantcli.bands import BANDS, SUFFIX
from grantcli.fields import find_field

_FILE = re.compile(r".*\.(csv|tsv|jsonl?|ndjson|xlsx?|xlsm|ods|parquet|ya?ml|sqlite|db|gz|zip|bz2|xz|zst)", re.IGNORECASE)
_OPENED = frozenset({"postgresql", "clickhouse", "sc", "http", "https"})
_ADDRESSES = _OPENED | {"ftp", "s3", "file", "postgres"}
_SQL = re.compile(r"\s*(select\s.*\sfrom\s.+|select\s+(\*|count|sum|avg).*)", re.IGNORECASE | re.DOTALL)
_ORDERS = frozenset({"order", "sort", "sorted"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, and what to type instead."""

    message: str
    hint: str


def statement(query: str) -> Mistake | None:
    """Return what is wrong with a whole question, where it is SQL."""
    if _SQL.fullmatch(query):
        hint = "write terms such as `council:leeds amount>=50000`; `total --by programme` groups; see `grantcli help filters`"
        return Mistake("a question is not written in SQL", hint)
    return None


def word(text: str, following: str) -> Mistake | None:
    """Return what is wrong with a bare word, where it is a file, `*` or another language; `following` is the next word."""
    if is_file(text):
        return Mistake(f"`{text}` is the name of a file, not a term", f"name the file with `--data {text}`; {_search(text)}")
    if text == "*":
        return Mistake("`*` is not a term", "without a term, all awards are shown")
    return _grouping([*text.split(), *following.split()])


def is_file(text: str) -> bool:
    """Say whether a word is the name of a file, by its suffix."""
    return _FILE.fullmatch(text) is not None


def order(text: str) -> Mistake | None:
    """Return what is wrong with an order of another language, such as `amount desc`."""
    name, _, direction = text.strip().rpartition(" ")
    field = name.strip().lstrip("-")
    if not field or direction.lower() not in {"asc", "ascending", "desc", "descending"}:
        return None
    return Mistake(f"`{text}` is not a column to sort by", f"`--sort {'-' * direction.lower().startswith('d')}{field}` does this")


def _grouping(words: list[str]) -> Mistake | None:
    """Return what is wrong with `by programme` and `order by amount`, where the last word is a field."""
    first, *rest = (each.lower() for each in words)
    if first == "group" and rest[:1] == ["by"]:
        first, *rest = rest
    if first == "by" and rest and (field := find_field(rest[0])):
        text = f"by {rest[0]}"
        return Mistake(f"`{text}` is not a term", f"`total --by {field.name}` groups by a field; {_search(text)}")
    if first in _ORDERS and rest[:1] == ["by"]:
        return Mistake(
            f"`{first} by` is not a term", "`--sort -amount` shows the largest amount first; " + _search(f"{first} by")
        )
    return None


def address(name: str, text: str) -> Mistake | None:
    """Return what is wrong with a comparison of an unknown field, where it is an address such as `https://example.org/a.csv`."""
    if name.lower() in _ADDRESSES and text.startswith("//"):
        opens = name.lower() in _OPENED
        hint = f"name it with `--data {name}:{text}`" if opens else "download the file, then name it with `--data FILE`"
        return Mistake(f"`{name}:{text}` is an address, not a term", hint)
    return None


def bands(field: str, text: str) -> str:
    """Return what to type instead of `amount:bands` as a term; nothing where the term is another one."""
    return f"`total --by {field}{SUFFIX}` counts awards by size" if text == SUFFIX[1:] and field in BANDS else ""


def _search(text: str) -> str:
    return f"to look for the words, write '\"{text}\"'"


COMMANDS = {
    "sum": "total", "count": "total", "group": "total", "stats": "total", "aggregate": "total", "pivot": "total --across FIELD",
    "average": "total", "top": "total --by recipient --top 10", "search": "list", "find": "list", "grep": "list", "ls": "list",
    "select": "list", "query": "list", "head": "list --limit 10", "sort": "list --sort -amount", "where": "list",
    "export": "list -o FILE", "download": "get NAME -o DIR", "fetch": "get NAME -o DIR",
    "convert": "list -o FILE", "save-as": "list -o FILE",
    "version": "--version", "chart": "total --by fy --chart", "plot": "total --by fy --chart", "open": "browse",
    "validate": "check", "lint": "check", "columns": "fields", "schema": "fields", "view": "show",
    "web": "serve", "import": "load", "page": "report", "html": "report", "settings": "config",
}  # fmt: skip
"""What a command is called elsewhere, and the command here."""

OPTIONS = {
    "--group-by": "--by", "--groupby": "--by", "--group": "--by", "--order-by": "--sort", "--order": "--sort",
    "--json": "-f json", "--csv": "-f csv", "--tsv": "-f tsv", "--jsonl": "-f jsonl", "--markdown": "-f markdown",
    "--html": "-f html", "--xlsx": "-f xlsx", "--parquet": "-f parquet", "--svg": "-f svg", "--file": "--data",
    "--input": "--data", "--head": "--limit", "--top": "--limit", "--top-n": "--top", "--out": "--output",
    "--since": "--from", "--until": "--to", "--after": "--from", "--before": "--to", "--fields": "--columns",
    "--select": "--columns", "--program": "--programme", "--fund": "--programme", "--amount": "--min",
    "--no-color": "--color never", "--no-colour": "--color never", "--colour": "--color", "--reverse": "--sort -FIELD",
    "--desc": "--sort -FIELD", "--descending": "--sort -FIELD",
}  # fmt: skip
"""What an option is called elsewhere, and the option here."""

TERMS = frozenset({"--where", "--filter", "--query", "--search"})
"""Options of other tools for what is a term here, without an option."""
