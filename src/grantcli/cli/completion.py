"""Completion for bash, zsh and fish: scripts that ask `grantcli` itself, and the answers.

A script sets GRANTCLI_COMPLETE to the shell's name and hands over the words; Typer is not loaded for an answer, which would take
twice as long. What is offered is safe to paste: values with control characters are left out, and in bash, which inserts words
as they come, whatever it would interpret is quoted (zsh and fish quote by themselves).
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice, pairwise

from grantcli.backends.address import is_address
from grantcli.charts import CHARTS
from grantcli.cli import config_files, data_input
from grantcli.cli.command_table import COMMANDS, CommandRow, OptionRow, table
from grantcli.errors import GrantcliError
from grantcli.exports import EXPORTS
from grantcli.fields import EXTRA, FIELDS, FieldKind, find_field
from grantcli.published import is_published
from grantcli.query.extra_columns import resolve_field, simple_heading
from grantcli.query.filters import FLAGS
from grantcli.render import FORMATS
from grantcli.reports.data import Data

_TERM = re.compile(r"(-?)([Xx]:[^:=<>]+|(?![Xx]:)[A-Za-z_]\w*)([:=])(.*)", re.DOTALL)
_QUESTION_COMMANDS = frozenset({"list", "filter", "total", "compare", "browse", "serve", "report"})
_READ_OPTIONS = (
    "data",
    "map",
    "sheet",
    "header",
    "skip",
    "every_row",
    "one_per",
    "organisations",
    "dayfirst",
    "monthfirst",
    "periods",
    "decimal",
    "scale",
)
_FIELD_LISTS = frozenset({"by", "columns", "sort", "across", "on"})
_BARE = re.compile(r"[\w@%+=:,./-]")
Candidate = tuple[str, str]
"""What can be inserted, and a description of it, empty where there is none."""


def answer(environment: Mapping[str, str]) -> int:
    """Write one candidate a line for the words in the environment; whatever goes wrong, nothing is offered.

    In zsh and fish a description follows after a tab.
    """
    with suppress(GrantcliError, OSError, ValueError):
        if environment["GRANTCLI_COMPLETE"] == "bash":
            lines = insertions(environment.get("COMP_LINE", ""))
        else:
            *before, current = environment.get("COMP_WORDS", "").split("\n")
            lines = ["\t".join(each).rstrip("\t") for each in candidates_with_help(before, current.lstrip("\"'"))]
        sys.stdout.buffer.write("".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
        sys.stdout.flush()
    return 0


def candidates(before: Sequence[str], current: str) -> list[str]:
    """Return the completions of the current word, after the words before it (the program's name first)."""
    return [text for text, _ in candidates_with_help(before, current)]


def candidates_with_help(before: Sequence[str], current: str) -> list[Candidate]:
    """Return the same, each with its description."""
    words = list(before[1:])
    inner = _inner(words)
    if inner is not None:
        return candidates_with_help([*before[:1], *inner], current) if inner else _with_prefix(current, _commands())
    command = next((table()[word] for word in words if word in COMMANDS), None)
    if command is None:
        root = [("--help", "show this help"), ("--version", "show the version of grantcli and of its data")]
        return _with_prefix(current, [*_commands(), *root] if current.startswith("-") else _commands())
    flag, equals, part = current.partition("=")
    option = command.option(flag) if equals else command.option(words[-1])
    if option and option.metavar:
        lead = f"{flag}=" if equals else ""
        return [(lead + text, about) for text, about in _option_values(command, option, part if equals else current, words)]
    if current.startswith("--") or current == "-":
        return _with_prefix(current, [(flag, option.help) for option in command.options for flag in option.flags])
    return _words(command, words, current)


def _commands() -> list[Candidate]:
    return [(name, table()[name].summary) for name in COMMANDS]


def _without_help(texts: Iterable[str]) -> Iterator[Candidate]:
    return ((text, "") for text in texts)


def _inner(words: Sequence[str]) -> list[str] | None:
    """Return the words of the question inside `save` or `run` so far; `None` where the command line is not inside one."""
    if words[:1] not in (["save"], ["run"]):
        return None
    command, rest = table()[words[0]], iter(words[1:])
    for word in rest:
        option = command.option(word.partition("=")[0])
        if word == "--check":
            return None
        if option is None and not word.startswith("-"):
            inner = list(rest)
            return inner if words[0] == "save" else [*_questions(words)[word], *inner] if word in _questions(words) else None
        if option and option.metavar and "=" not in word and not list(islice(rest, 1)):
            return None
    return None


def _questions(words: Sequence[str]) -> dict[str, list[str]]:
    """Return the words of each saved question in the file that these words name, or in the user's own."""
    from grantcli.cli.question_file import questions

    files = [word.removeprefix("--file=") for word in words if word.startswith("--file=")]
    files += [after for word, after in pairwise(words) if word == "--file"]
    return {name: question.words for name, question in questions(files[-1] if files else None).known.items()}


def _option_values(command: CommandRow, option: OptionRow, current: str, words: Sequence[str]) -> list[Candidate]:
    if option.name == "remove_":
        return _with_prefix(current, _without_help(_questions(words)))
    if option.name == "format":
        return _with_prefix(current, _formats(command))
    if option.name == "rule":
        from grantcli.checks.rulebook import select_rules

        return _with_prefix(current, [(rule.id, rule.help) for rule in select_rules(())])
    if option.choices:
        return _with_prefix(current, _without_help(option.choices))
    if option.name in _FIELD_LISTS and option.metavar in {"FIELD", "FIELDS", "NAMES"}:
        earlier, comma, last = current.rpartition(",")
        sign = "-" if last.startswith("-") and option.name == "sort" else ""
        return [(earlier + comma + sign + text, about) for text, about in _names(last.removeprefix(sign), words)]
    field, op = FLAGS.get(option.flags[0].removeprefix("--"), ("", ""))
    return _with_prefix(current, _without_help(_values(field, words))) if op == ":" and option.panel == "Filter" else []


def _formats(command: CommandRow) -> Iterator[Candidate]:
    yield from ((name, each.help) for name, each in FORMATS.items())
    if command.name == "list":
        yield from ((name, each.help) for name, each in EXPORTS.items())
    if command.option("--chart"):
        yield from ((name, each.help) for name, each in CHARTS.items())


def _words(command: CommandRow, words: Sequence[str], current: str) -> list[Candidate]:
    on = next((after for word, after in pairwise(words) if word == "--on"), "")
    match command.name:
        case "compare" if find_field(on):
            return _with_prefix(current, _without_help(_values(on, words)))
        case name if name in _QUESTION_COMMANDS:
            return _terms(current, words)
        case "diff":
            return _of_diff(words, current)
        case "fields":
            return _names(current, words)
        case "run":
            return _with_prefix(current, _without_help(_questions(words)))
        case "show":
            return _with_prefix(current, _without_help(_values("id", words)))
        case "council":
            return _with_prefix(current, _without_help(_values("council", words)))
        case "sources" if "verify" not in words:
            return _with_prefix(current, [("verify", "compare documents in a folder"), *_without_help(_values("source", words))])
        case "cache":
            return _with_prefix(current, [("clear", "remove every copy")])
        case _:
            return _with_prefix(current, _command_words(command.name, words))


def _command_words(name: str, words: Sequence[str]) -> Iterable[Candidate]:
    """Return the words that a command takes, whatever the data are."""
    if name == "help":
        from grantcli.cli.topics import TOPICS

        return [
            *((topic, about) for topic, (about, _) in TOPICS.items()),
            *(each for each in _commands() if each[0] not in TOPICS),
        ]
    if name == "completion":
        from grantcli.cli.shells import SHELLS

        return _without_help(SHELLS if {"show", "install"} & {*words} else ("install", "show"))
    return ()


_NAMES_OF_DATA = [("bundled", "the bundled awards"), ("example", "a small table to try things on")]


def _of_diff(words: Sequence[str], current: str) -> list[Candidate]:
    """Return terms about the newer file, once both files are named; until then the shell offers files."""
    files = [word for word in words[words.index("diff") + 1 :] if not word.startswith("-")]
    if len(files) < 2:  # noqa: PLR2004 - OLD and NEW
        return _with_prefix(current, _NAMES_OF_DATA if current else [])
    return _terms(current, [*words, *(("--data", files[1]) if files[1] != "bundled" else ())])


def _names(start: str, words: Sequence[str]) -> list[Candidate]:
    """Return the fields that start so, among them the columns of the file once `x:` says that one is meant."""
    if start.lower().startswith(EXTRA):
        data = _data(words)
        extras = data.extras if data else ()
        return _with_prefix(start, _without_help(EXTRA + simple_heading(heading) for heading in extras if heading.isprintable()))
    extra = [(EXTRA, "a column of the file")] if start and "--data" in words else []
    own = [(name, field.help) for name, field in FIELDS.items() if not field.standard]
    # `fun` is the funder; the many fields of the standard come where nothing shorter is meant, as after `funder_`.
    return _with_prefix(start, [*own, *extra]) or _with_prefix(start, [(name, field.help) for name, field in FIELDS.items()])


def _terms(current: str, words: Sequence[str]) -> list[Candidate]:
    match = _TERM.fullmatch(current)
    if not match:
        sign = "-" if current.startswith("-") else ""
        return [(f"{sign}{name.removesuffix(':')}:", about) for name, about in _names(current.removeprefix(sign), words)]
    minus, name, op, part = match.groups()
    candidates = [_as_term(text) for text, _ in _with_prefix(part.removeprefix('"'), _without_help(_values(name, words)))]
    # In one argument, a heading with blanks and a value in quotes would not be read as one term.
    return [(f"{minus}{name}{op}{text}", "") for text in candidates if " " not in name or not text.startswith('"')]


def _as_term(value: str) -> str:
    """Return a value as it is written in a term: bare if it reads back as the same value, else in quotes."""
    from grantcli.query.filters import quote_value

    return quote_value(value) if any(char in value for char in '"()') else value


def _values(name: str, words: Sequence[str]) -> list[str]:
    """Return the values of a field in the data that the words ask about, those that are safe to show."""
    field, data = find_field(name), None
    if field is None or field.kind is FieldKind.MONEY or (data := _data(words)) is None:
        return []
    texts = {str(group.key[0]) for group in data.groups((resolve_field(field.name, data.extras),)) if group.key[0] is not None}
    return sorted(value for value in texts if value.isprintable())


def _data(words: Sequence[str]) -> Data | None:
    """Return the data that the words ask about, read as they say; none where a TAB would have to wait for them."""
    command = next(table()[word] for word in words if word in COMMANDS)
    options: dict[str, list[str] | str | bool] = {}
    for word, after in pairwise([*data_input.spread(words), ""]):
        flag, equals, value = word.partition("=")
        option = command.option(flag) or table()["list"].option(flag)
        if option and option.name in _READ_OPTIONS:
            text, before = value if equals else after, options.get(option.name)
            options[option.name] = (
                [*(before if isinstance(before, list) else ()), text] if option.repeatable else option.metavar == "" or text
            )
    if "--no-config" not in words and config_files.any_settings():
        from grantcli.cli.settings import defaults

        settings = defaults(command.name, ("data", "fy-start", "organisations", "registry"))
        options = {**{name: value() if callable(value) else value for name, value in settings.items()}, **options}
    named_files = data_input.files(options)
    if not all(is_address(name) or os.path.isfile(name) for name in named_files):  # noqa: PTH113 - standard input or a pipe
        return None
    return data_input.dataset({**options, "from_cache": "latest"} if any(map(is_published, named_files)) else options).data


def _with_prefix(start: str, candidates: Iterable[Candidate]) -> list[Candidate]:
    return [each for each in candidates if each[0].casefold().startswith(start.casefold())]


def insertions(line: str) -> list[str]:
    """Return the text that readline must insert: only what follows the last `:` or `=`, where it breaks words itself."""
    words, raw, quote = _split(line)
    current = words.pop()
    result: list[str] = []
    if not quote and ("'" in raw or '"' in raw) and "\\" not in raw:
        return result  # the word is whole once its quote is closed: readline would break what stands in it
    for text in candidates(words, current):
        end = "" if text.endswith(":") else " "
        if quote:
            before_quote = raw.rpartition(quote)[0]  # before the quote, which readline leaves as it is
            result.append(_in_quotes(text[len(before_quote) :], quote))
        else:
            skip = max(raw.rfind(":"), raw.rfind("=")) + 1
            result.append(_escape(text)[skip:] + end)
    return result


def _split(line: str) -> tuple[list[str], str, str]:
    """Return the words as bash would read them, the last one as it was typed, and the quote it left open."""
    words, raw, quote = [""], "", ""
    in_escape = False
    for char in line:
        raw += char
        if in_escape:
            words[-1] += char
            in_escape = False
        elif char == "\\" and quote != "'":
            in_escape = True
        elif char in {quote, "'", '"'} and (not quote or char == quote):
            quote = "" if quote else char
        elif char.isspace() and not quote:
            words.append("")
            raw = ""
        else:
            words[-1] += char
    return words, raw, quote


def _escape(text: str) -> str:
    return "".join(char if _BARE.match(char) else f"\\{char}" for char in text)


def _in_quotes(text: str, quote: str) -> str:
    return "".join(f"\\{char}" if char in '\\"$`' else char for char in text) if quote == '"' else text.replace("'", "'\\''")
