"""Documents and pages, and what they claim. Built only when somebody asks for the evidence."""

from dataclasses import dataclass

from grantcli.dates import PartialDate


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure or fact that a source states, in our words; `figure` and `names` as printed on `line`."""

    id: str
    says: str
    figure: str | None = None
    names: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document or a page; `sha256` and `size` (bytes) belong to the document and are `None` for a page."""

    id: str
    publisher: str
    title: str
    document: str | None = None
    address: str | None = None
    dated: PartialDate | None = None
    sha256: str | None = None
    size: int | None = None
    complete: bool = True
    claims: tuple[Claim, ...] = ()
