"""A command line as bash hands it over, and what its readline is to insert: quoted where bash would interpret it."""

import re
from collections.abc import Callable, Iterable, Sequence

_PLAIN = re.compile(r"[\w@%+=:,./-]")


def insertions(line: str, candidates: Callable[[Sequence[str], str], Iterable[str]]) -> list[str]:
    """Return what readline is to insert for a line: only what follows the last `:` or `=`, where it breaks words itself."""
    words, raw, quote = _split(line)
    current = words.pop()
    found = []
    for text in candidates(words, current):
        end = "" if text.endswith(":") else " "
        if quote:
            found.append(_in_quotes(text, quote))
        else:
            skip = max(raw.rfind(":"), raw.rfind("=")) + 1
            found.append(_backslashed(text)[skip:] + end)
    return found


def _split(line: str) -> tuple[list[str], str, str]:
    """Return the words as bash would read them, the last one as it was typed, and the quote it left open."""
    words, raw, quote = [""], "", ""
    escaped = False
    for char in line:
        raw += char
        if escaped:
            words[-1] += char
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char in {quote, "'", '"'} and (not quote or char == quote):
            quote = "" if quote else char
        elif char.isspace() and not quote:
            words.append("")
            raw = ""
        else:
            words[-1] += char
    return words, raw, quote


def _backslashed(text: str) -> str:
    return "".join(char if _PLAIN.match(char) else f"\\{char}" for char in text)


def _in_quotes(text: str, quote: str) -> str:
    return "".join(f"\\{char}" if char in '\\"$`' else char for char in text) if quote == '"' else text.replace("'", "'\\''")
