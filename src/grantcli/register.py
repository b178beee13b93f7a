"""Councils through time: what a council is and was, and which one a name means on a day.

Names match by the rules of `names`, never by likeness. A council exists from its first day to its last; its successors take
over on the day after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from grantcli.names import key, keys

if TYPE_CHECKING:
    from grantcli.bodies import Body


@dataclass(frozen=True, eq=False, repr=False)
class Register:
    """Every council by its id; read only when it is needed."""

    read: "Callable[[], Mapping[str, Body]]" = dict
    identify: Callable[[], str] = str
    """Returns the fingerprint of a register; empty for the one without a council."""

    @cached_property
    def identity(self) -> str:
        """The fingerprint of this register."""
        return self.identify()

    @cached_property
    def bodies(self) -> "Mapping[str, Body]":
        """The councils by id, in the order of the register."""
        return self.read()

    @cached_property
    def _by_key(self) -> "Mapping[str, tuple[Body, ...]]":
        bodies_by_key: dict[str, tuple[Body, ...]] = {}
        for body in self.bodies.values():
            for each in keys((*body.names, body.id)):
                bodies_by_key[each] = (*bodies_by_key.get(each, ()), body)
        return bodies_by_key

    def find(self, name: str, day: str | None = None) -> "tuple[Body, ...]":
        """Return the councils with this name (those of a joint name together), of those that exist on the day if one is given."""
        by_code = [body for body in self.bodies.values() if name.upper() in {body.id, body.gss, *body.gss_former}]
        bodies = by_code or self._by_key.get(key(name), ())
        return tuple(body for body in bodies if day is None or body.alive(day))

    def by_name(self, name: str) -> "tuple[Body, ...]":
        """Return the councils with this name by the rules of names, on any day."""
        return self._by_key.get(key(name), ())

    def is_joint(self, name: str) -> bool:
        """Say whether a name is printed for several councils together."""
        return any(key(name) == key(joint) for body in self.find(name) for joint in body.joint)

    def names(self, org_id: str) -> tuple[str, ...]:
        """Return every name of a council, none for one that is not in the register."""
        body = self.bodies.get(org_id)
        return body.names if body else ()

    def successors(self, org_id: str) -> "tuple[Body, ...]":
        """Return the council that exists today: itself, its successor, or several where it was split."""
        body = self.bodies.get(org_id)
        if body is None:
            return ()
        if not body.successors:
            return (body,)
        return tuple(dict.fromkeys(last for each in body.successors for last in self.successors(each)))

    def predecessors(self, org_id: str) -> "tuple[Body, ...]":
        """Return every council that it took over from, directly or through others, the latest first."""
        direct = [body for body in self.bodies.values() if org_id in body.successors]
        return tuple(dict.fromkeys(each for body in direct for each in (body, *self.predecessors(body.id))))

    def current_name(self, org_id: str, name: str) -> str:
        """Return the name of today's successor; for a council that was split, a name that says so and names all of them."""
        successors = self.successors(org_id)
        if not successors:
            return name
        if len(successors) == 1:
            return successors[0].name
        return f"{name} (split: {'; '.join(body.name for body in successors)})"


EMPTY = Register()
"""The register without any council."""
