"""Texts as they fit on a screen: cut where there is no room, with a mark, measured in cells of a terminal."""

from rich.cells import cell_len, set_cell_size
from rich.highlighter import Highlighter
from rich.text import Text

from grantcli.errors import QueryError, cells, visible


def shorten(text: str, width: int) -> str:
    """Return the text in at most `width` cells, with `…` at its end where it is cut.

    >>> shorten("Southwark", 6), shorten("Leeds", 6)
    ('South…', 'Leeds')
    """
    return text if cell_len(text) <= width else set_cell_size(text, max(width - 1, 0)) + "…"


def both_ends(text: str, width: int) -> str:
    """Return the text in exactly this many cells; where it is cut, it keeps both ends, because similar names differ there.

    >>> both_ends("Local Digital Fund round 4", 18), both_ends("Leeds", 6)
    ('Local Digi…round 4', 'Leeds ')
    """
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    end = min(9, width * 2 // 5)
    tail = ""
    while text and cell_len(text[-1] + tail) <= end:
        text, tail = text[:-1], text[-1] + tail
    return set_cell_size(set_cell_size(text, max(width - 1 - cell_len(tail), 0)) + "…" + tail, width)


class ControlMarks(Highlighter):
    """Shows a line that is being typed or pasted with a mark in the place of each character that could steer the terminal."""

    def highlight(self, text: Text) -> None:
        """Put the marks in, one for one."""
        text.plain = "".join(char if char.isprintable() else "\ufffd" for char in text.plain)


def page(text: str, heads: frozenset[str]) -> Text:
    """Return lines of a record with those headings in bold that begin one."""
    lines = Text(no_wrap=True)
    for line in text.splitlines():
        head = next((head for head in heads if line.startswith(f"{head}  ")), "")
        lines.append(head, "bold")
        lines.append(f"{line[len(head) :]}\n")
    return lines


def safe(text: str) -> Text:
    """Return a text as it can be shown: no markup, nothing that steers a terminal."""
    return Text("\n".join(visible(line) for line in text.split("\n")))


def underline_error(error: QueryError) -> str:
    """Return an error with its question, what is wrong in it underlined."""
    before, part = visible(error.query[: error.start]), visible(error.query[error.start : error.end])
    caret = " " * cells(before) + "^" * max(cells(part), 1)
    hint = f"{error.message}; {error.hint}" if error.hint else error.message
    return f"{visible(error.query)}\n{caret} {hint}"
