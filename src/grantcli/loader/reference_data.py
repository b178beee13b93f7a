"""Reads the data that are bundled beside the awards: the register of councils, prices and places; and a user's own places.

The register is checked: ids and codes occur once, successors exist and begin the day after, orders exist, and on any day a name
means one council (a joint name means its members).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.bodies import Body
from grantcli.errors import DataError, Fault, Place
from grantcli.loader import compiled_cache
from grantcli.loader.compiled_cache import Tree
from grantcli.names import fold, key, keys
from grantcli.places import Population, Row, normalise
from grantcli.series import Series

if TYPE_CHECKING:
    from grantcli.loader.tree import Document


def _read_form(path: Path, shape: str, check: "Callable[[Document], None] | None" = None) -> Tree:
    """Return the tree of the file, which has this shape and passes the check; DataError with every fault."""
    content = path.read_bytes()
    copy = compiled_cache.load(content)
    if copy:
        return copy[0]
    tree = _parse(content, str(path), shape, check)
    compiled_cache.save(content, tree, {})
    return tree


def _parse(content: bytes, label: str, shape: str, check: "Callable[[Document], None] | None") -> Tree:
    from grantcli.loader import shapes, tree

    document = tree.read(content, label)
    if not document.faults:
        shapes.record(document, "", document.tree, shapes.SHAPES[shape])
    if not document.faults and check:
        check(document)
    if document.faults:
        raise DataError(f"`{label}` cannot be used", faults=document.faults)
    return document.tree


def read_register(path: Path) -> Mapping[str, Body]:
    """Return the councils by id; DataError with every fault, each with its line."""
    return _bodies(_read_form(path, "register", _check))


def _bodies(tree: Tree) -> dict[str, Body]:
    orders, joint = tree.get("orders") or {}, _joint(tree)
    parts = [(part, True) for part in tree["councils"]] + [(part, False) for part in tree.get("bodies") or ()]
    return {part["id"]: _body(part, orders, joint.get(part["id"], ()), council=council) for part, council in parts}


def _joint(tree: Tree) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for name, members in (tree.get("joint") or {}).items():
        for member in members:
            names[member] = (*names.get(member, ()), name)
    return names


def _body(part: Tree, orders: Tree, joint: tuple[str, ...], *, council: bool) -> Body:
    return Body(
        id=part["id"],
        name=part["name"],
        official=part["official"],
        kind=part["kind"],
        nation=part["nation"],
        region=part.get("region"),
        county=part.get("county"),
        gss=part.get("gss"),
        gss_former=tuple(part.get("gss_former") or ()),
        start=part.get("from"),
        until=part.get("until"),
        successors=tuple(part.get("successors") or ()),
        order=orders[part["order"]] if part.get("order") else None,
        aliases=tuple(part.get("aliases") or ()),
        joint=joint,
        council=council,
    )


_Parts = list[tuple[str, Tree]]


def _check(document: "Document") -> None:
    parts: _Parts = [(f"councils[{n}]", part) for n, part in enumerate(document.tree["councils"])]
    parts += [(f"bodies[{n}]", part) for n, part in enumerate(document.tree.get("bodies") or ())]
    _once(document, parts)
    bodies = {part["id"]: part for _, part in parts}
    for path, part in parts:
        _links(document, path, part, bodies)
    for name, members in (document.tree.get("joint") or {}).items():
        for member in members:
            if member not in bodies:
                document.fault(f"joint.{name}", f"no organisation has the id `{member}`")
    if not document.faults:
        _names(document, parts)


def _once(document: "Document", parts: _Parts) -> None:
    owners: dict[tuple[str, str], str] = {}
    for path, part in parts:
        codes = dict.fromkeys([part.get("gss") or "", *(part.get("gss_former") or ())])
        for what, value in [("id", part["id"]), ("name", part["name"]), *(("gss", code) for code in codes if code)]:
            owner = owners.setdefault((what, value), path)
            if owner != path:
                document.fault(path, f"the {what} `{value}` is taken by {owner}")


def _links(document: "Document", path: str, part: Tree, bodies: Mapping[str, Tree]) -> None:
    """Check that successors exist and begin on the day after the last, and that the order has a title."""
    order = part.get("order")
    if order and order not in (document.tree.get("orders") or {}):
        document.fault(f"{path}.order", f"no order has the id `{order}`")
    if part.get("successors") and not part.get("until"):
        document.fault(path, "has successors but no last day")
    for successor in part.get("successors") or ():
        if successor not in bodies:
            document.fault(f"{path}.successors", f"no organisation has the id `{successor}`")
        elif part.get("until") and not _takes_over(part["until"], bodies[successor].get("from")):
            document.fault(f"{path}.successors", f"`{successor}` does not begin by the day after {part['until']}")
    if part.get("from") and part.get("until") and part["from"] > part["until"]:
        document.fault(path, "ends before it begins")


def _takes_over(until: str, start: str | None) -> bool:
    """Say whether a council that begins on `start` (`None`: before April 2009) can take over after the day `until`."""
    return start is None or start <= str(date.fromisoformat(until) + timedelta(days=1))


def _names(document: "Document", parts: _Parts) -> None:
    """Check that no two councils that exist on one day share a name."""
    joint = {key(name) for name in document.tree.get("joint") or {}}
    owners: dict[str, list[tuple[str, Body]]] = defaultdict(list)
    bodies = _bodies(document.tree)
    for path, part in parts:
        body = bodies[part["id"]]
        for name in keys(name for name in body.names if name not in body.joint):
            for other_path, other in owners[name]:
                if name not in joint and other.id != body.id and _overlap(body, other):
                    document.fault(path, f"`{name}` also leads to {other.name} ({other_path}), which lives at the same time")
            owners[name].append((path, body))


def _overlap(one: Body, other: Body) -> bool:
    return one.alive_within(other.start or "0001-01-01", other.until or "9999-12-31")


def read_prices(path: Path) -> Series:
    """Return the first series of the file; DataError with every fault."""
    part = _read_form(path, "prices")["series"][0]
    quarters = {name: Decimal(value) for name, value in part["quarters"].items()}
    return Series(part["title"], part["source"], part["released"], quarters)


def read_places(path: Path) -> dict[str, Row]:
    """Return what is known of each code; lines of a district belong to the last one above them."""
    places: dict[str, Row] = {}
    district: tuple[str, ...] = ()
    lines = path.read_text(encoding="utf-8").splitlines()
    for line in (line for line in lines if not line.startswith("#")):
        kind, code, *rest = line.split("\t")
        if kind == "areas":
            places |= dict.fromkeys((code, *rest), ("area", "", district))
        elif kind in {"former", ""}:
            places[code] = (kind or "ward", rest[0], district)
        else:
            places[code] = (kind, rest[0], tuple(rest[1:]))
            district = (code,)
    return places


def read_population(path: Path) -> Population:
    """Return how many people live in each district; the first line that is no comment has the year."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    (_, year), *rows = (line.split("\t") for line in lines)
    return Population(int(year), {code: int(people) for code, people in rows})


_CODES = ("code", "postcode")
_DISTRICT = "district"


def read_lookup(path: Path, label: str, places: Mapping[str, Row]) -> dict[str, Row]:
    """Return the places of a CSV file with the columns `code` or `postcode`, and `district`, by GSS code or name.

    DataError when it cannot be read, with every line whose district is not known or whose code is in two districts.
    """
    districts = {code: code for code, (kind, _, _) in places.items() if kind == "district"}
    names: dict[str, list[str]] = {}
    for code, (kind, name, within) in places.items():
        if kind in {"district", "former"}:
            districts[code] = code if kind == "district" else within[0]
            names.setdefault(fold(name), []).append(districts[code])
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    for line, code, district in _lines(path, label):
        codes = [districts[district.upper()]] if district.upper() in districts else sorted(set(names.get(fold(district), ())))
        key, place = normalise(code), Place(label, line)
        if len(codes) != 1:
            what = "is not a district that is known" if not codes else "is the name of several districts; give its code"
            faults.append(Fault(f"`{district}` {what}", place))
        elif rows.get(key, ("", "", (codes[0],)))[2] != (codes[0],):
            faults.append(Fault(f"`{code}` is in two districts", place))
        else:
            rows[key] = ("lookup", "", (codes[0],))
    if faults:
        raise DataError(f"cannot use the places in `{label}`", faults=faults, hint=_HINT)
    return rows


_HINT = "a lookup is a CSV file with the columns `code` or `postcode`, and `district`: a name, or a code such as E08000035"


def _lines(path: Path, label: str) -> Iterator[tuple[int, str, str]]:
    """Yield each line of a lookup: its number, the code and the district; empty lines are passed over."""
    import csv  # which no question without `--places` needs

    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            headings = [heading.strip().casefold() for heading in next(rows, [])]
            code = next((headings.index(name) for name in _CODES if name in headings), None)
            if code is None or _DISTRICT not in headings:
                names = ", ".join(f"`{heading}`" for heading in headings) or "nothing"
                raise DataError(f"`{label}` is not a lookup of places: its first line has {names}", hint=_HINT)
            district = headings.index(_DISTRICT)
            for row in rows:
                if any(map(str.strip, row)):
                    cells = [*row, *[""] * len(headings)]
                    yield rows.line_num, cells[code].strip(), cells[district].strip()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (
            "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(getattr(error, "strerror", None) or error).lower()
        )
        raise DataError(f"cannot read the places in `{label}`: {reason}", hint=_HINT) from error
