"""A checked tree to a `Book`: the one place that builds the model from a data file's keys."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from grantcli.dates import PartialDate
from grantcli.evidence import Basis, Evidence, RejectedClaim
from grantcli.loader.compiled_cache import Tree
from grantcli.model import Award, Book, Organisation, Outcome, Programme, StatedFigure, money

if TYPE_CHECKING:
    from grantcli.sources import Source


def build(tree: Tree, sources: Callable[[], Tree]) -> Book:
    """Return the book; the trees have passed every check."""
    organisations = {part["id"]: _organisation(part) for part in _list(tree, "organisations")}
    programmes = {part["id"]: _programme(part, organisations) for part in _list(tree, "programmes")}
    awards = tuple(_award(part, organisations, programmes) for part in _list(tree, "awards"))
    return Book(awards, tuple(programmes.values()), tree.get("version"), read_sources=cache(lambda: _sources(sources())))


def _list(tree: Tree, key: str) -> list[Any]:
    return tree.get(key) or []


def _texts(tree: Tree, key: str) -> tuple[str, ...]:
    return tuple(_list(tree, key))


def _money(text: str | None) -> Decimal | None:
    return None if text is None else money(text)


def _date(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


def _evidence(tree: Tree) -> Evidence:
    return {topic: tuple(names) for topic, names in (tree.get("claims") or {}).items() if names}


def _read_rejected(tree: Tree) -> tuple[RejectedClaim, ...]:
    return tuple(RejectedClaim(part["claim"], part["why"], part.get("of") or "") for part in _list(tree, "rejected"))


def _organisation(tree: Tree) -> Organisation:
    return Organisation(tree["id"], tree["name"], tree.get("official") or "", tree.get("kind"), _texts(tree, "aliases"))


def _programme(tree: Tree, organisations: Mapping[str, Organisation]) -> Programme:
    return Programme(
        id=tree["id"],
        title=tree["title"],
        funder=organisations[tree["funder"]] if tree.get("funder") else None,
        aliases=_texts(tree, "aliases"),
        awarded=_date(tree.get("awarded")),
        cap=_money(tree.get("cap")),
        currency=tree.get("currency"),
        rule=tree.get("rule"),
        claims=_evidence(tree),
        stated=tuple(_read_stated(part) for part in _list(tree, "stated")),
        notes=_texts(tree, "notes"),
    )


def _read_stated(tree: Tree) -> StatedFigure:
    claims = _texts(tree, "claims")
    return StatedFigure(
        tree["what"], _money(tree.get("value")), Basis(tree["basis"]), tree.get("rule"), claims, _read_rejected(tree)
    )


def _award(tree: Tree, organisations: Mapping[str, Organisation], programmes: Mapping[str, Programme]) -> Award:
    programme = programmes[tree["programme"]] if tree.get("programme") else None
    return Award(
        id=tree["id"],
        programme=programme,
        title=tree.get("title"),
        description=tree.get("description"),
        lead=organisations[tree["lead"]] if tree.get("lead") else None,
        partners=tuple(organisations[name] for name in _list(tree, "partners")),
        unnamed=tree.get("unnamed"),
        stage=tree.get("stage"),
        theme=tree.get("theme"),
        project=tree.get("project"),
        follows=tree.get("follows"),
        awarded=_date(tree.get("awarded")) or (programme.awarded if programme else None),
        amount=_money(tree.get("amount")),
        currency=tree.get("currency") or (programme.currency if programme else None),
        basis=Basis(tree["basis"]),
        rule=tree.get("rule"),
        claims=_evidence(tree),
        rejected=_read_rejected(tree),
        outcomes=tuple(_outcome(part) for part in _list(tree, "outcomes")),
        notes=_texts(tree, "notes"),
        line=tree.get("line"),
    )


def _outcome(tree: Tree) -> Outcome:
    basis = Basis(tree.get("basis") or Basis.UNKNOWN)
    saving, claims = _money(tree.get("saving")), _texts(tree, "claims")
    return Outcome(tree["says"], saving, basis, tree.get("rule"), claims, _read_rejected(tree))


def _sources(tree: Tree) -> "tuple[Source, ...]":
    from grantcli.sources import Claim, Source

    def claim(part: Tree) -> Claim:
        line = int(part["line"]) if part.get("line") else None
        return Claim(part["id"], part["says"], part.get("figure"), _texts(part, "names"), line)

    def source(part: Tree) -> Source:
        return Source(
            id=part["id"],
            publisher=part["publisher"],
            title=part["title"],
            document=part.get("document"),
            address=part.get("address"),
            dated=_date(part.get("dated")),
            sha256=part.get("sha256"),
            size=int(part["size"]) if part.get("size") else None,
            complete=part.get("complete") != "false",
            claims=tuple(claim(each) for each in _list(part, "claims")),
        )

    return tuple(source(part) for part in _list(tree, "sources"))
