"""What a renderer must know about the place of its text, and what it returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """How to render: width, colour and line characters depend on the terminal, the content never does."""

    width: int | None = None
    """Columns of the terminal; `None` means as wide as needed."""
    color: bool = False
    unicode: bool = True
    """Whether lines may be drawn with more than ASCII."""
    vertical: bool = False
    """One block a record, for people."""
    excel: bool = False
    """CSV as a spreadsheet wants it: with a byte order mark and CRLF."""
    chart: bool = False
    """A bar beside the figures of each row."""
    notes: str = "all"
    """Which notes of the table are shown: `all`, `some` (others are counted) or `none`."""
    header: bool = True
    """Whether the first row has the names of the columns."""
    raw: bool = False
    """Leave text alone that a spreadsheet would run as a formula."""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a table, or its bytes, and what to say beside it (never part of the data)."""

    text: str
    notes: tuple[str, ...] = ()
    content: bytes = b""
    """The bytes of a binary format, in place of text."""
