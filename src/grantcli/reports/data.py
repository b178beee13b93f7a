"""What every report works from, and the small questions that all of them ask."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from grantcli.accounting import Accounting
from grantcli.engines import Engine
from grantcli.engines.group_order import currency_rank
from grantcli.errors import UsageError, nearest
from grantcli.fields import FIELDS, VIEW, Field, FieldKind, View
from grantcli.model import Award, Book, Programme
from grantcli.org_ids import NONE_DECIDED, Decisions
from grantcli.query import EVERYTHING, And, Comparison, Filter, Group, Op, Order, Total, mistakes
from grantcli.table import Cell, Column, Kind, Money


@dataclass(frozen=True, slots=True)
class FileColumn:
    """One column of the file, and what it was taken to be."""

    name: str
    """The heading, as the file spells it."""
    path: str | None
    """The path in a 360Giving grant, such as `recipientOrganization/0/name`; `None` where the grant has no such field."""
    origin: str
    """Why it was taken for that: title, synonym, asked or extra."""
    fields: tuple[str, ...] = ()
    """The fields that are read from it."""
    scale: int = 1
    """What its figures are multiplied by."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Data:
    """An engine over awards, and what is known besides them."""

    engine: Engine
    book: Book
    view: View = VIEW
    label: str = ""
    """What the data file is called in places."""
    name: str = "the data"
    """What titles call the data."""
    order: tuple[str, ...] = ()
    """How awards are listed where nobody says; nothing means in the order of the file."""
    of: str = "amount"
    """The field that totals add up."""
    split: bool = False
    """Whether totals share joint awards among their recipients."""
    notes: tuple[str, ...] = ()
    """What every answer has to say about how the data were read."""
    columns: tuple[FileColumn, ...] = ()
    """The columns of the file, where it has columns."""
    stated: bool = False
    """Whether every amount that is known is stated, as in any file of somebody else's."""
    late_notes: Callable[[], tuple[str, ...]] = tuple
    """What every answer has to say besides, which is only known once the data have been asked."""
    account: Callable[[], Accounting | None] = lambda: None
    """The outcome of the rows of the file; `None` where awards do not come from rows."""
    decisions: Decisions = NONE_DECIDED
    """Which organisations a person has decided are one."""
    answers: Mapping[Total, Sequence[Group]] = field(default_factory=dict)
    """The answers to the questions that a report has foreseen."""

    @property
    def extras(self) -> tuple[str, ...]:
        """The headings that questions name as `x:Heading`."""
        unread = (column.name for column in self.columns if column.path is None)
        return tuple(dict.fromkeys((*unread, *self.engine.headings)))

    @property
    def awards_with_evidence(self) -> Sequence[Award]:
        """Every award, where awards come with their evidence; of somebody else's file, no more than are in memory anyway."""
        return self.book.awards if self.book.awards or self.stated else tuple(self.engine.all_awards())

    def place(self, line: int | str | None) -> str | None:
        """Return the place of something: the file, and the line in it, as far as they are known."""
        return ":".join(str(part) for part in (self.label, line) if part) or None

    def question(
        self, by: Sequence[str] = (), where: Filter = EVERYTHING, *, top: int | None = None, middle: bool = False
    ) -> Total:
        """Return the question for the groups of the awards that match."""
        return Total(tuple(by), where, top, self.of, self.split, middle, self.view)

    def with_answers(self, plan: Iterable[Total]) -> "Data":
        """Return the same data with the answers to the questions of a plan, which the engine is asked at once."""
        questions = self._unknown(plan)
        return self._know(questions, self.engine.totals(questions)) if questions else self

    def with_few_answers(self, plan: Iterable[Total], most: int) -> "Data | int":
        """Return the same, or how many groups the first question of the plan has, where all have more than `most`."""
        questions = self._unknown(plan)
        answers = self.engine.totals_if_few(questions, most)
        return answers if isinstance(answers, int) else self._know(questions, answers)

    def _unknown(self, plan: Iterable[Total]) -> list[Total]:
        """Return the questions of a plan that have no answer yet, each once."""
        new = dict.fromkeys(question for question in plan if self._known_groups(question) is None)
        return [question for question in new if question.middle or replace(question, middle=True) not in new]

    def _know(self, questions: Sequence[Total], answers: Sequence[Sequence[Group]]) -> "Data":
        return replace(self, answers={**self.answers, **dict(zip(questions, answers, strict=True))})

    def _known_groups(self, question: Total) -> Sequence[Group] | None:
        groups = self.answers.get(question)
        return self.answers.get(replace(question, middle=True)) if groups is None else groups

    def groups(
        self, by: Sequence[str] = (), where: Filter = EVERYTHING, *, top: int | None = None, middle: bool = True
    ) -> list[Group]:
        """Return the groups of the awards that match, in no particular order; without `middle` their medians are `None`."""
        question = self.question(by, where, top=top, middle=middle)
        answer = self._known_groups(question)
        groups = self.engine.total(question) if answer is None else answer
        return [group if middle or not group.middle else replace(group, middle=None) for group in groups]

    def counts(self, by: Sequence[str] = (), where: Filter = EVERYTHING) -> list[Group]:
        """Return the same groups where only counts and sums are looked at."""
        return self.groups(by, where, middle=False)

    def count(self, where: Filter = EVERYTHING) -> int:
        """Return how many awards match."""
        return self.engine.count() if where == EVERYTHING else sum(group.awards for group in self.counts((), where))

    def currencies(self, where: Filter = EVERYTHING) -> list[str | None]:
        """Return the currencies that occur, by code, the unknown one last."""
        return sorted({group.currency for group in self.counts((), where)}, key=currency_rank)

    def programmes(self, where: Filter) -> list[Programme]:
        """Return the programmes of the awards that match, by title, whatever the order of the file."""
        if not self.book.programmes:
            return []
        titles = {group.key[0] for group in self.counts(("programme",), where)}
        matches = (programme for programme in self.book.programmes if programme.title in titles)
        return sorted(matches, key=lambda programme: (programme.title, programme.id))


def all_of(*filters: Filter) -> Filter:
    """Return what all filters leave, without nesting."""
    parts = tuple(part for one in filters for part in (one.filters if isinstance(one, And) else (one,)))
    return parts[0] if len(parts) == 1 else And(parts)


STATED = Comparison("basis", Op.IS, "stated", "stated")
"""What leaves only amounts that a source prints."""

KINDS = {
    FieldKind.TEXT: Kind.TEXT, FieldKind.BODY: Kind.TEXT, FieldKind.MONEY: Kind.MONEY, FieldKind.NUMBER: Kind.DECIMAL,
    FieldKind.DATE: Kind.DATE, FieldKind.PERIOD: Kind.ID,
}  # fmt: skip
"""How the values of a field are shown."""


def column(field: Field, *, many: bool | None = None) -> Column:
    """Return the column of a field; with `many` false it has one value although the field has several."""
    multiple = field.many if many is None else many
    single = field.name in {"id", "currency"} or field.bands
    kind = Kind.ID if single else Kind.MANY if multiple else Kind.YEAR if field.name == "year" else KINDS[field.kind]
    title = field.title if field.bands else ""
    return Column(field.name, kind, title, missing=field.missing, weight=field.weight)


def cell(field: Field, values: Sequence[object], currency: str | None) -> Cell:
    """Return the values of a field as a cell; amounts are in this currency."""
    if field.many:
        return tuple(map(str, values)) or None
    return value_cell(field, values[0] if values else None, currency)


def value_cell(field: Field, value: object, currency: str | None) -> Cell:
    """Return one value of a field as a cell; amounts are in this currency."""
    if value is None:
        return None
    if field.bands and isinstance(value, int):
        return field.bands.label(value, currency)
    if field.kind is FieldKind.MONEY:
        return Money(value, currency)  # type: ignore[arg-type]  # fields of this kind hold Decimals
    return value if isinstance(value, int | Decimal) else str(value)


def names(text: str | Iterable[str]) -> tuple[str, ...]:
    """Return the names in `a,b` or in a sequence of names."""
    parts = text.split(",") if isinstance(text, str) else text
    return tuple(part.strip() for part in parts if part.strip())


EVERY = {("all",), ("*",)}
"""What asks for every column there is."""


def orders(text: str | Iterable[str], choices: Collection[str]) -> tuple[Order, ...]:
    """Return the orders that `-amount,title` asks for; UsageError for a name that is not known."""
    result = tuple(Order(name.lstrip("-"), name.startswith("-")) for name in names(text))
    for order in result:
        if order.field not in choices and (mistake := mistakes.order(order.field)):
            raise UsageError(mistake.message, hint=mistake.hint)
        require(order.field, choices, "column to sort by")
    return result


def require(name: str, choices: Collection[str], what: str) -> None:
    """Raise UsageError unless the name is known."""
    if name not in choices:
        guess = nearest(name, choices)
        raise UsageError(f"unknown {what} `{name}`", did_you_mean=guess, hint="" if guess else f"known: {', '.join(choices)}")


def field_names(text: str | Iterable[str]) -> tuple[str, ...]:
    """Return the fields in `a,b`; UsageError for an unknown field, or one that is named twice."""
    from grantcli.fields import field as named

    fields = tuple(named(name).name for name in names(text))
    for name in fields:
        if fields.count(name) > 1:
            raise UsageError(f"`{name}` is named twice", hint="name each field once")
    return fields


def grouping(by: str | Iterable[str]) -> tuple[str, ...]:
    """Return the fields to group by, without the currency: every group has one, in a separate column."""
    return tuple(name for name in field_names(by) if name != "currency")


def is_many(by: Iterable[str]) -> list[str]:
    """Return those fields that may have several values."""
    return [name for name in by if FIELDS[name].many]
