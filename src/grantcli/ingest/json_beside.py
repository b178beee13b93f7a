"""Says what the values beside a list in a JSON object mean for it: it is one page of several, or in a unit or a currency.

A rule to keep: nothing here is read into an award; each such value is named, so that no total of a page looks like one of all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any

from grantcli.ingest import json_shapes, units
from grantcli.ingest.json_lists import LEVELS, OBJECTS
from grantcli.ingest.titles import heading_key

_OTHERS = frozenset(
    """next nextlink nextpage nexturl nextpageurl nexturi nexthref nextcursor nexttoken nextpagetoken nextoffset hasnext
    hasnextpage hasmore more moreresults moreavailable moreresultsavailable odatanextlink exceededtransferlimit
    truncated istruncated
    recordstruncated incompleteresults prev previous previouspage prevpageurl previousurl hasprevious haspreviouspage
    """.split()  # noqa: SIM905 - as read
)
"""Names of what is filled, or true, where there are other pages."""
_COUNTS = frozenset(
    """count total totalcount totalsize totalresults totalrecords totalitems totalelements totalhits totalobjects totalentries
    totalrows totalnumber totalgrants totalawards numfound nhits hits numresults numberofresults recordcount resultcount itemcount
    rowcount recordstotal totalrecordcount odatacount grandtotal opensearchtotalresults numberofrecords
    """.split()  # noqa: SIM905 - as read
)
"""Names of how many objects all pages have."""
_PAGES = frozenset("totalpages pages pagecount numpages numberofpages lastpage pagestotal".split())  # noqa: SIM905 - as read
_LINKS = frozenset(("links", "link"))
_UNITS = frozenset("unit units scale multiplier amountunit amountunits unitmultiplier currencyunit".split())  # noqa: SIM905 - as read
_CURRENCIES = frozenset(("currency", "currencycode"))
Objects = Callable[[], Iterable[Any]]
"""Returns the objects of a list, each time from the first."""


def notes(document: Any, objects: Objects, count: int, others: int = 0) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say what the values beside a list mean for its objects, of which there are `count`; `others` are in lists beside it.

    The objects are looked at only where a value cannot be understood without them.
    """
    if not isinstance(document, dict):
        return
    values = list(_values(document, "", LEVELS))
    if reasons := [reason for path, key, value in values for reason in _reasons(path, key, value, objects, count + others)]:
        size = f"{count:,} object" + ("" if count == 1 else "s")
        yield f"the file may be one page of several: its list has {size}, {' and '.join(reasons)}"
    for path, key, value in values:
        if key in _UNITS and _is_unit(value):
            yield f"`{path}` beside the list is not read, and may be the unit of amounts: `{value}`; `--scale` gives one"
        if key in _CURRENCIES and value and isinstance(value, str) and not _have_currency(objects):
            yield f"`{path}` beside the list is not read, and may be the currency of amounts: `{value}`; `--currency` gives it"


def is_of_page(name: str) -> bool:
    """Say whether a name is one of those beside a list that are about its pages."""
    return heading_key(name) in _OTHERS | _COUNTS | _PAGES


def _values(value: Mapping[str, Any], path: str, levels: int) -> Iterator[tuple[str, str, Any]]:
    """Yield the path, the name as it is compared, and the value of whatever is in no list."""
    for name, each in value.items():
        place, key = f"{path}/{name}" if path else name, heading_key(name)
        if key in _LINKS and isinstance(each, list):
            relations = [str(link.get("rel", link.get("relation", ""))) for link in each if isinstance(link, dict)]
            yield from ((f"{place}/{relation}", heading_key(relation), relation) for relation in relations)
        elif isinstance(each, dict) and key in _OTHERS | _COUNTS and (inner := each.get("href", each.get("value"))) is not None:
            yield place, key, inner
        elif isinstance(each, dict) and levels and not json_shapes.is_table(each):
            yield from _values(each, place, levels - 1)
        elif not isinstance(each, list | dict):
            yield place, key, each


def _reasons(path: str, key: str, value: Any, objects: Objects, read: int) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Say why a value shows that there are other pages."""
    number = _whole(value)
    if key in _OTHERS and value and str(value).casefold() not in {"false", "0", "null", "none"}:
        yield f"`{path}` is {'true' if value is True else 'filled'}"
    elif number is not None and (
        (key in _PAGES and number > 1) or (key in _COUNTS and number > read and not _is_sum(number, objects))
    ):
        yield f"`{path}` is {number:,}"


def _whole(value: Any) -> int | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isdecimal() and value.isascii() else None
    return int(value) if isinstance(value, int | Decimal) and value == int(value) else None


def _is_sum(number: int, objects: Objects) -> bool:
    """Say whether a number is the sum of one name of the objects, as a total of their amounts is."""
    first = islice(_rows(objects), OBJECTS)
    sums: dict[str, int | Decimal] = {name: 0 for row in first for name, value in row.items() if isinstance(value, int | Decimal)}
    for row in _rows(objects) if sums else ():
        for name in sums:
            if isinstance(value := row.get(name), int | Decimal):
                sums[name] += value
    return number in sums.values()


def _rows(objects: Objects) -> Iterator[dict[str, Any]]:
    return (each for each in objects() if isinstance(each, dict))


def _is_unit(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, str):
        return units.unit(f"Amount ({value})")[1] != 1 or bool(units.uncertain(f"Amount ({value})"))
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 1


def _have_currency(objects: Objects) -> bool:
    return any("currency" in heading_key(name) for each in islice(_rows(objects), OBJECTS) for name in each)
