"""vl-convert: a specification to SVG with words for those who cannot see it, and SVG to pixels and pages.

Nothing is fetched: a specification holds its data, and any other address is refused.
"""

import re
from html import escape
from typing import Any

from grantcli.charts.frame import ChartText
from grantcli.errors import GrantcliError, visible


def svg(spec: dict[str, Any], words: ChartText) -> str:
    """Return the drawing; its title and every figure in it are there as text, and the same table makes the same bytes."""
    import vl_convert
    from altair import SCHEMA_VERSION

    version = ".".join(SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    try:
        made: str = vl_convert.vegalite_to_svg(spec, vl_version=version, allowed_base_urls=[])
    except ValueError as error:
        raise GrantcliError(f"the chart cannot be drawn: {str(error).splitlines()[0]}") from error
    return _describe(_renamed(made, words.name), spec, words)


def png(drawing: str) -> bytes:
    """Return the drawing as a picture, two pixels for each, so that it is sharp on paper and fine screens."""
    import vl_convert

    made: bytes = vl_convert.svg_to_png(drawing, scale=2)
    return made


def pdf(drawing: str) -> bytes:
    """Return the drawing as a page of its size."""
    import vl_convert

    made: bytes = vl_convert.svg_to_pdf(drawing)
    return made


_NAMED = re.compile(r'(\bid="|url\(#|xlink:href="#)([^")]+)')


def _renamed(drawing: str, name: str) -> str:
    """Name the parts of a drawing after it, in their order, so that no two drawings of a page share a name."""
    known: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        return match[1] + known.setdefault(match[2], f"{name}-{len(known) + 1}")

    return _NAMED.sub(renamed, drawing)


def _describe(drawing: str, spec: dict[str, Any], words: ChartText) -> str:
    """Say in the drawing what it shows: a title, and each thing that is drawn, in words."""
    notes = [str(each["says"]) for rows in spec.get("datasets", {}).values() for each in rows if "says" in each]
    title = escape(visible(words.title or "chart"))
    about = escape("; ".join(dict.fromkeys(notes)) or "no awards")
    start = f' role="img" aria-labelledby="{words.name}-title {words.name}-desc">'
    head = f'<title id="{words.name}-title">{title}</title><desc id="{words.name}-desc">{about}</desc>'
    return drawing.replace(">", start + head, 1)
