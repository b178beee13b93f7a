"""Pieces of a page: every text from data is escaped here, and nowhere else; what is marked up is `Markup`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from html import escape

from grantcli.errors import visible
from grantcli.render.cells import display_rows, heading, in_grid
from grantcli.table import FIGURES, Axis, Column, Kind, Table


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Link = Callable[[str], Markup]
"""Makes the text of a cell a link."""


def text(content: str) -> Markup:
    """Return a text as it is shown: nothing in it is markup, nothing steers."""
    return content if isinstance(content, Markup) else Markup(escape(visible(content)))


def tag(name: str, *inside: str, **attributes: str) -> Markup:
    """Return an element; a trailing `_` of an attribute's name is left out, other `_` are hyphens."""
    attribute_text = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    return Markup(f"<{name}{attribute_text}>{''.join(map(text, inside))}</{name}>")


def items(notes: Iterable[str], **attributes: str) -> Markup:
    """Return a list, nothing where it is empty."""
    elements = [tag("li", each) for each in notes]
    return tag("ul", Markup("\n"), *(Markup(f"{each}\n") for each in elements), **attributes) if elements else Markup()


def section(ident: str, title: str, *inside: str) -> Markup:
    """Return a part of the page under its heading."""
    parts = [tag("h2", title, id=ident), *(text(each) for each in inside if each)]
    return Markup(tag("section", Markup("\n".join(parts) + "\n"), aria_labelledby=ident) + "\n")


def region(table: Table, ident: str, caption: str, links: dict[str, Link] | None = None) -> Markup:
    """Return a table that scrolls by itself where it is wider than the page, by keyboard too."""
    inside = grid(table, caption, ident, links or {})
    return tag("div", inside, class_="scroll", role="region", aria_labelledby=ident, tabindex="0")


def grid(table: Table, caption: str, ident: str, links: dict[str, Link]) -> Markup:
    """Return a table with its caption; the first cell of each row says what the row is."""
    columns = in_grid(table)
    rows, footer = display_rows(table, columns)
    head = "".join(tag("th", " ".join(heading(column)), scope="col", **_alignment(column)) for _, column in columns)
    body = "".join(_row(row, columns, links) for row in rows)
    foot = "".join(_row(row, columns, {}) for row in footer)
    last = Markup(f"<tfoot>\n{foot}</tfoot>\n") if foot else Markup()
    return Markup(
        f"<table>\n{tag('caption', caption, id=ident)}\n<thead>\n<tr>{head}</tr>\n</thead>\n"
        f"<tbody>\n{body}</tbody>\n{last}</table>"
    )


def _row(row: Sequence[str], columns: Sequence[tuple[int, Column]], links: dict[str, Link]) -> str:
    cells = []
    for place, (cell, (_, column)) in enumerate(zip(row, columns, strict=True)):
        content = links[column.name](cell) if column.name in links else text(cell)
        cells.append(tag("td", content, **_alignment(column)) if place else tag("th", content, scope="row", **_alignment(column)))
    return f"<tr>{''.join(cells)}</tr>\n"


def _alignment(column: Column) -> dict[str, str]:
    if column.kind in FIGURES:
        return {"class_": "figure"}
    return {"class_": "whole"} if column.kind is Kind.DATE or column.axis is Axis.TIME else {}


def source_link(sources: Collection[str]) -> Link:
    """Return what makes a place such as `seed-002 line 20` lead to that source further down."""

    def link(cell: str) -> Markup:
        name = cell.partition(" ")[0]
        return tag("a", cell, href=f"#source-{name}") if name in sources else text(cell)

    return link


def external_link(address: str, content: str) -> Markup:
    """Return a link that leads away from the page, only where it leads to the web."""
    return tag("a", content, href=address, rel="noreferrer") if address.startswith(("https://", "http://")) else text(content)
