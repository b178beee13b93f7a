"""Ready questions: what people ask first, each as SQL over the export; amounts of two currencies never meet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadyQuery:
    """A ready question: its title, what it answers, and its SQL."""

    title: str
    about: str
    sql: str


_FIGURES = """count(*) AS awards, count(*) - count(a.pennies) AS unknown,
    iif(sum(a.pennies) % 100 = 0, sum(a.pennies) / 100, sum(a.pennies) / 100.0) AS total, a.currency"""
_ORDER = "GROUP BY 1, a.currency\nORDER BY a.currency IS NULL, a.currency, sum(a.pennies) IS NULL, sum(a.pennies) DESC, 1"
_SHOWN = "e.award, e.title, e.programme, e.recipients, e.awarded, e.amount, e.currency"


def _total(value: str, name: str, joins: str = "") -> str:
    return f"SELECT {value} AS {name}, {_FIGURES}\nFROM awards a\n{joins}{_ORDER}"


READY = {
    "by-programme": ReadyQuery(
        "Totals by programme", "Awards, unknown amounts and total of each programme; no total includes an unknown amount.",
        _total("p.title", "programme", "LEFT JOIN programmes p ON p.programme = a.programme\n"),
    ),
    "by-funder": ReadyQuery(
        "Totals by funder", "The same for who gave the awards.",
        _total("f.name", "funder", "LEFT JOIN programmes p ON p.programme = a.programme\n"
               "LEFT JOIN organisations f ON f.organisation = coalesce(a.funder, p.funder)\n"),
    ),
    "by-recipient": ReadyQuery(
        "Totals by recipient", "A joint award counts under each of its recipients, so the rows add up to more than all awards.",
        _total("o.name", "recipient", "JOIN (SELECT DISTINCT award, organisation FROM parties) y ON y.award = a.award\n"
               "JOIN organisations o ON o.organisation = y.organisation\n"),
    ),
    "by-year": ReadyQuery(
        "Totals by financial year", "By the year in which awards were made; those of unknown date have none.",
        _total("e.fy", "fy", "JOIN explore e ON e.award = a.award\n"),
    ),
    "joint": ReadyQuery(
        "Joint awards", "Awards with more than one recipient, those with most first.",
        f"SELECT {_SHOWN}, json_array_length(e.recipients) AS bodies\nFROM explore e\n"
        "WHERE json_array_length(e.recipients) > 1\nORDER BY bodies DESC, e.award",
    ),
    "unknown": ReadyQuery(
        "Unknown amounts", "Awards whose amount nobody states; unknown is not zero.",
        f"SELECT {_SHOWN}\nFROM explore e\nWHERE e.amount IS NULL\nORDER BY e.award",
    ),
    "printed-not-held": ReadyQuery(
        "Printed, but not used", "What a source prints of an award and the data do not take, and why.",
        "SELECT c.award, a.title, c.about, s.figure, s.source, s.line, c.why\nFROM award_claims c\n"
        "JOIN awards a ON a.award = c.award\nJOIN claims s ON s.id = c.claim\n"
        "WHERE c.held = 0\nORDER BY c.award, c.about, c.claim",
    ),
    "word": ReadyQuery(
        "Awards with a word", "The word is in the title, the description or the name of a recipient.",
        f"SELECT {_SHOWN}\nFROM explore e JOIN awards a ON a.award = e.award\n"
        "WHERE instr(lower(coalesce(e.title, '') || ' ' || coalesce(a.description, '') || ' ' || e.recipients), lower(:word))\n"
        "ORDER BY e.award",
    ),
}  # fmt: skip
"""Every ready question by name, in the order in which they stand."""
