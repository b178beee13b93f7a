"""What a data file must be beyond its form: each id once, references to things that exist, figures that are possible.

Each record has passed its shape and has `None` where that found a fault. What looks wrong only because of such a fault,
as a reference to something that exists but cannot be read, is not a fault.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from grantcli.errors import nearest
from grantcli.evidence import Basis
from grantcli.loader.compiled_cache import Tree
from grantcli.loader.tree import Document, key_path

_Records = Iterator[tuple[str, Tree]]
_Ids = Mapping[str, Tree] | None
_GUESSED = 50
"""After this many faults there are no more suggestions: among thousands of ids each takes long."""


def check(document: Document, sources: Iterable[Document], *, without_sources: bool = False) -> None:
    """Note every fault between the records of a book; `without_sources`, which is one fault, no claim is looked for."""
    for kind in ("organisations", "programmes", "awards", "sources"):
        _once(document, kind, "id")
    _once(document, "organisations", "name")
    _once(document, "programmes", "title")
    ids = {kind: _ids(document.tree, kind) for kind in ("organisations", "programmes", "awards")}
    claims = None if without_sources else _claims(document, sources)
    for path, programme in _records(document.tree, "programmes"):
        _check_name(document, f"{path}.funder", programme.get("funder"), ids["organisations"], "organisation")
        _all_claims(document, path, programme, claims)
        for where, stated in _records(programme, "stated", path):
            _all_claims(document, where, stated, claims)
    for path, award in _records(document.tree, "awards"):
        _award(document, path, award, ids)
        _all_claims(document, path, award, claims)
        for where, outcome in _records(award, "outcomes", path):
            _all_claims(document, where, outcome, claims)


def _records(tree: Tree, kind: str, path: str = "") -> _Records:
    where = key_path(path, kind)
    return ((f"{where}[{number}]", part) for number, part in enumerate(tree.get(kind) or ()) if part is not None)


def _ids(tree: Tree, kind: str) -> _Ids:
    """Return the records of a kind by id, or `None` when faults leave open which ids there are."""
    parts = tree.get(kind, [])
    if parts is None or any(part is None or part.get("id") is None for part in parts):
        return None
    return {part["id"]: part for part in parts}


def _once(document: Document, kind: str, key: str) -> None:
    first: dict[str, str] = {}
    for path, part in _records(document.tree, kind):
        name = part.get(key)
        if name is not None and (other := first.setdefault(name, path)) != path:
            line = document.lines.get(f"{other}.{key}")
            document.fault(f"{path}.{key}", f"`{name}` is taken by {other} on line {line}", "give each its own")


def _check_name(document: Document, path: str, name: str | None, ids: Collection[str] | None, what: str) -> None:
    if name is not None and ids is not None and name not in ids:
        guess = nearest(name, ids, most=1) if len(document.faults) < _GUESSED else ()
        document.fault(path, f"no {what} has the id `{name}`", f"did you mean `{guess[0]}`?" if guess else "")


def _award(document: Document, path: str, award: Tree, ids: Mapping[str, _Ids]) -> None:
    _check_name(document, f"{path}.programme", award.get("programme"), ids["programmes"], "programme")
    _check_name(document, f"{path}.follows", award.get("follows"), ids["awards"], "award")
    _check_name(document, f"{path}.lead", award.get("lead"), ids["organisations"], "organisation")
    partners = award.get("partners") or []
    for number, partner in enumerate(partners):
        where = f"{path}.partners[{number}]"
        _check_name(document, where, partner, ids["organisations"], "organisation")
        if partner is not None and (partner == award.get("lead") or partner in partners[:number]):
            document.fault(where, f"`{partner}` is in this award twice")
    if award.get("follows") is not None and award["follows"] == award.get("id"):
        document.fault(f"{path}.follows", "an award cannot follow itself")
    _amount(document, path, award, (ids["programmes"] or {}).get(award.get("programme") or "", {}))


def _amount(document: Document, path: str, award: Tree, programme: Tree) -> None:
    amount, basis, cap = award.get("amount"), award.get("basis"), programme.get("cap")
    if basis is not None and ("amount" not in award) != (basis == Basis.UNKNOWN):
        message = "is known, so its basis is not unknown" if "amount" in award else "is null, so its basis is unknown"
        document.fault(f"{path}.amount", message)
    if basis not in {None, Basis.STATED} and "rule" not in award:
        document.fault(path, f"`rule` is missing: say why the amount is {basis}")
    currencies = {record["currency"] for record in (award, programme) if "currency" in record}
    if amount is None or cap is None or None in currencies or len(currencies) > 1:
        return
    if Decimal(amount) > Decimal(cap):
        document.fault(f"{path}.amount", f"{amount} is over the cap of {cap} of `{programme['id']}`")


def _claims(document: Document, sources: Iterable[Document]) -> set[str] | None:
    """Return every claim there is as `source/claim`, and note those with one name.

    `None` when faults leave open which claims there are.
    """
    complete, claims = _ids(document.tree, "sources") is not None, set[str]()
    parts = [(document, path, part) for path, part in _records(document.tree, "sources")]
    source_ids = {part.get("id") for _, _, part in parts}
    for source in sources:
        name = source.tree.get("id")
        if name is not None and name in source_ids:
            source.fault("id", f"`{name}` is taken by another source")
        source_ids.add(name)
        parts.append((source, "", source.tree))
    for where, path, tree in parts:
        ids = _ids(tree, "claims")
        complete = complete and tree.get("id") is not None and ids is not None
        claims.update(f"{tree.get('id')}/{name}" for name in ids or ())
        _once_in_source(where, path, tree)
    return claims if complete else None


def _once_in_source(document: Document, path: str, source: Tree) -> None:
    ids: set[str] = set()
    for where, claim in _records(source, "claims", path):
        if (name := claim.get("id")) is None:
            continue
        if name in ids:
            document.fault(f"{where}.id", f"`{name}` is taken by another claim of this source")
        ids.add(name)


def count_claims(tree: Tree) -> int:
    """Count the places where a book names a claim."""
    parts = [each for kind in ("programmes", "awards") for each in _records(tree, kind)]
    parts += [inner for path, part in parts for kind in ("stated", "outcomes") for inner in _records(part, kind, path)]
    return sum(1 for path, part in parts for _ in _claim_names(path, part))


def _claim_names(path: str, part: Tree) -> Iterator[tuple[str, Any]]:
    """Yield each place where a record names a claim, and the name."""
    claims = part.get("claims") or {}
    lists: dict[str, Any] = {f"{path}.claims": claims}
    if isinstance(claims, dict):
        lists = {f"{path}.claims.{topic}": names for topic, names in claims.items()}
    for where, names in lists.items():
        yield from ((f"{where}[{number}]", name) for number, name in enumerate(names or ()))
    yield from ((f"{where}.claim", rejected.get("claim")) for where, rejected in _records(part, "rejected", path))


def _all_claims(document: Document, path: str, part: Tree, claims: set[str] | None) -> None:
    for where, name in _claim_names(path, part):
        _check_name(document, where, name, claims, "claim")
