"""Reads the register of councils, and checks that it is sound.

Ids and codes occur once, successors exist and begin the day after, orders exist, and on any day a name means one council (a
joint name means its members).
"""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.bodies import Body
from grantcli.loader import form
from grantcli.loader.compiled_cache import Tree
from grantcli.names import key, keys

if TYPE_CHECKING:
    from grantcli.loader.tree import Document


def read(path: Path) -> Mapping[str, Body]:
    """Return the councils by id; DataError with every fault, each with its line."""
    return _bodies(form.read(path, "register", _check))


def _bodies(tree: Tree) -> dict[str, Body]:
    orders, joint = tree.get("orders") or {}, _joint(tree)
    parts = [(part, True) for part in tree["councils"]] + [(part, False) for part in tree.get("bodies") or ()]
    return {part["id"]: _body(part, orders, joint.get(part["id"], ()), council=council) for part, council in parts}


def _joint(tree: Tree) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, members in (tree.get("joint") or {}).items():
        for member in members:
            found[member] = (*found.get(member, ()), name)
    return found


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
    known = {part["id"]: part for _, part in parts}
    for path, part in parts:
        _links(document, path, part, known)
    for name, members in (document.tree.get("joint") or {}).items():
        for member in members:
            if member not in known:
                document.fault(f"joint.{name}", f"no organisation has the id `{member}`")
    if not document.faults:
        _names(document, parts)


def _once(document: "Document", parts: _Parts) -> None:
    taken: dict[tuple[str, str], str] = {}
    for path, part in parts:
        codes = dict.fromkeys([part.get("gss") or "", *(part.get("gss_former") or ())])
        for what, value in [("id", part["id"]), ("name", part["name"]), *(("gss", code) for code in codes if code)]:
            other = taken.setdefault((what, value), path)
            if other != path:
                document.fault(path, f"the {what} `{value}` is taken by {other}")


def _links(document: "Document", path: str, part: Tree, known: Mapping[str, Tree]) -> None:
    """Check that successors exist and begin on the day after the last, and that the order has a title."""
    order = part.get("order")
    if order and order not in (document.tree.get("orders") or {}):
        document.fault(f"{path}.order", f"no order has the id `{order}`")
    if part.get("successors") and not part.get("until"):
        document.fault(path, "has successors but no last day")
    for heir in part.get("successors") or ():
        if heir not in known:
            document.fault(f"{path}.successors", f"no organisation has the id `{heir}`")
        elif part.get("until") and not _takes_over(part["until"], known[heir].get("from")):
            document.fault(f"{path}.successors", f"`{heir}` does not begin by the day after {part['until']}")
    if part.get("from") and part.get("until") and part["from"] > part["until"]:
        document.fault(path, "ends before it begins")


def _takes_over(until: str, start: str | None) -> bool:
    """Say whether a council that begins on `start` (`None`: before April 2009) can take over after the day `until`."""
    return start is None or start <= str(date.fromisoformat(until) + timedelta(days=1))


def _names(document: "Document", parts: _Parts) -> None:
    """Check that no two councils that exist on one day share a name."""
    joint = {key(name) for name in document.tree.get("joint") or {}}
    bearing: dict[str, list[tuple[str, Body]]] = defaultdict(list)
    bodies = _bodies(document.tree)
    for path, part in parts:
        body = bodies[part["id"]]
        for name in keys(name for name in body.names if name not in body.joint):
            for other_path, other in bearing[name]:
                if name not in joint and other.id != body.id and _overlap(body, other):
                    document.fault(path, f"`{name}` also leads to {other.name} ({other_path}), which lives at the same time")
            bearing[name].append((path, body))


def _overlap(one: Body, other: Body) -> bool:
    return one.alive_within(other.start or "0001-01-01", other.until or "9999-12-31")
