"""What a data file must be beyond its form: ids once each, references that lead somewhere, figures that can be."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from grantcli.errors import nearest
from grantcli.evidence import Basis
from grantcli.readers.compiled import Tree
from grantcli.readers.tree import Document

_Placed = Iterator[tuple[str, Tree]]


def check(document: Document, sources: Iterable[Document]) -> None:
    """Note every fault between the records of a book; each record has already passed its shape."""
    for kind in ("organisations", "programmes", "awards", "sources"):
        _once(document, kind, "id")
    _once(document, "organisations", "name")
    known = {kind: {part["id"]: part for _, part in _records(document.tree, kind)} for kind in _KINDS}
    claims = _claims(document, sources)
    for path, programme in _records(document.tree, "programmes"):
        _known(document, f"{path}.funder", programme.get("funder"), known["organisations"], "organisation")
        _all_claims(document, path, programme, claims)
        for number, stated in enumerate(programme.get("stated") or ()):
            _all_claims(document, f"{path}.stated[{number}]", stated, claims)
    for path, award in _records(document.tree, "awards"):
        _award(document, path, award, known)
        _all_claims(document, path, award, claims)
        for number, outcome in enumerate(award.get("outcomes") or ()):
            _all_claims(document, f"{path}.outcomes[{number}]", outcome, claims)


_KINDS = ("organisations", "programmes", "awards")


def _records(tree: Tree, kind: str) -> _Placed:
    return ((f"{kind}[{number}]", part) for number, part in enumerate(tree.get(kind) or ()))


def _once(document: Document, kind: str, key: str) -> None:
    first: dict[str, str] = {}
    for path, part in _records(document.tree, kind):
        other = first.setdefault(part[key], path)
        if other != path:
            line = document.lines.get(f"{other}.{key}")
            document.fault(f"{path}.{key}", f"`{part[key]}` is taken by {other} on line {line}", "give each its own")


def _known(document: Document, path: str, name: Any, known: Iterable[str], what: str) -> None:  # noqa: ANN401 - text or None
    if name is not None and name not in set(known):
        guess = nearest(name, known, most=1)
        document.fault(path, f"no {what} has the id `{name}`", f"did you mean `{guess[0]}`?" if guess else "")


def _award(document: Document, path: str, award: Tree, known: dict[str, dict[str, Tree]]) -> None:
    _known(document, f"{path}.programme", award.get("programme"), known["programmes"], "programme")
    _known(document, f"{path}.follows", award.get("follows"), known["awards"], "award")
    _known(document, f"{path}.lead", award.get("lead"), known["organisations"], "organisation")
    partners = award.get("partners") or []
    for number, partner in enumerate(partners):
        where = f"{path}.partners[{number}]"
        _known(document, where, partner, known["organisations"], "organisation")
        if partner == award.get("lead") or partner in partners[:number]:
            document.fault(where, f"`{partner}` is in this award twice")
    if award.get("follows") == award["id"]:
        document.fault(f"{path}.follows", "an award cannot follow itself")
    _amount(document, path, award, known["programmes"].get(award.get("programme") or "", {}))


def _amount(document: Document, path: str, award: Tree, programme: Tree) -> None:
    amount, basis, cap = award.get("amount"), award["basis"], programme.get("cap")
    if (amount is None) != (basis == Basis.UNKNOWN):
        message = "is null, so its basis is unknown" if amount is None else "is known, so its basis is not unknown"
        document.fault(f"{path}.amount", message)
    if basis != Basis.STATED and not award.get("rule"):
        document.fault(path, f"`rule` is missing: say why the amount is {basis}")
    currencies = {record.get("currency") for record in (award, programme)} - {None}
    if amount is not None and cap is not None and len(currencies) == 1 and Decimal(amount) > Decimal(cap):
        document.fault(f"{path}.amount", f"{amount} is over the cap of {cap} of `{programme['id']}`")


def _claims(document: Document, sources: Iterable[Document]) -> set[str]:
    """Return every claim there is as `source/claim`, and note those with one name."""
    found: set[str] = set()
    inline = [(document, path, part) for path, part in _records(document.tree, "sources")]
    taken = {part["id"] for _, _, part in inline}
    for source in sources:
        if source.tree["id"] in taken:
            source.fault("id", f"`{source.tree['id']}` is taken by another source")
        taken.add(source.tree["id"])
    for where, path, source_tree in [*inline, *((source, "", source.tree) for source in sources)]:
        for number, claim in enumerate(source_tree.get("claims") or ()):
            name = f"{source_tree['id']}/{claim['id']}"
            if name in found:
                place = f"claims[{number}].id"
                where.fault(f"{path}.{place}" if path else place, f"`{claim['id']}` is taken by another claim of this source")
            found.add(name)
    return found


def _all_claims(document: Document, path: str, part: Tree, claims: set[str]) -> None:
    held = part.get("claims") or {}
    lists = {f"{path}.claims": held} if isinstance(held, list) else {f"{path}.claims.{topic}": held[topic] for topic in held}
    for where, names in lists.items():
        for number, name in enumerate(names or ()):
            _known(document, f"{where}[{number}]", name, claims, "claim")
    for number, rejected in enumerate(part.get("rejected") or ()):
        _known(document, f"{path}.rejected[{number}].claim", rejected["claim"], claims, "claim")
