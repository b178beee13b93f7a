"""The register's entry for a council or another authority. Built only when the register is needed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Body:
    """A council, or another authority: a combined authority, the GLA. Days are ISO dates; `None` is open or unknown."""

    id: str
    """The org-id, such as GB-LAE-LDS."""
    name: str
    """Short, and unique in the register."""
    official: str
    kind: str
    nation: str
    region: str | None = None
    county: str | None = None
    """The county council area that a district is or was in."""
    gss: str | None = None
    gss_former: tuple[str, ...] = ()
    start: str | None = None
    until: str | None = None
    """The last day; `None` when it lives."""
    successors: tuple[str, ...] = ()
    order: str | None = None
    """The title of the order that ended it or, if it still exists, created it."""
    aliases: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    """Names printed for it and others together."""
    council: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it is found under."""
        return (self.name, self.official, *self.aliases, *self.joint)

    def alive(self, day: str) -> bool:
        """Say whether it exists on a day."""
        return (self.start is None or self.start <= day) and (self.until is None or day <= self.until)

    def alive_within(self, first: str, last: str) -> bool:
        """Say whether it exists on any day from `first` to `last`."""
        return (self.start is None or self.start <= last) and (self.until is None or first <= self.until)

    @property
    def life(self) -> str:
        """The life in words: `until 2019-03-31`, `from 2019-04-01`."""
        parts = [f"from {self.start}" if self.start else "", f"until {self.until}" if self.until else ""]
        return " ".join(part for part in parts if part) or "alive"
