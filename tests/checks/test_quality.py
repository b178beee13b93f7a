"""The quality checks of published grants: what each finds, where, and what it says of a whole file."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from awkward import BOOK
from growth import LINEAR, growth
from hypothesis import given
from hypothesis import strategies as st
from quality_files import FILES, VERDICTS
from quality_more_rows import MORE_ROWS, OTHER_DAYS
from quality_rows import ROWS, Row
from quality_table import CASES, OURS, TABLE

import grantcli
from conftest import ROOT, SHARED
from grantcli.checks.grants import grants as as_grants
from grantcli.checks.prefixes import PREFIXES
from grantcli.checks.quality import CHECKS, RULES, Verdict, verdicts
from grantcli.checks.rule import CheckContext, Finding
from grantcli.model import Award, Book, Organisation

TODAY = date(2026, 11, 22)
FIND = {rule.id: rule.find for rule in RULES}
ONE_GRANT = [*ROWS, *MORE_ROWS]


def context(grants: Sequence[Any], today: date = TODAY) -> CheckContext:
    return CheckContext(Book(()), grants=grants, today=today)


def findings(rule: str, grants: Sequence[Any], today: date = TODAY) -> list[Finding]:
    return list(FIND[rule](context(grants, today)))


def paths(rule: str, grants: Sequence[Any], today: date = TODAY) -> list[str]:
    return [finding.path for finding in findings(rule, grants, today)]


def verdict(rule: str, grants: Sequence[Any]) -> Verdict:
    return next(each for each in verdicts(context(grants)) if each.rule == rule)


@pytest.mark.parametrize(("rule", "grant", "places"), ONE_GRANT)
def test_a_rule_names_exactly_the_places_that_fail(rule: str, grant: dict[str, Any], places: str) -> None:
    assert paths(rule, [grant]) == [f"grants/0/{place}" for place in places.split()]


@pytest.mark.parametrize(("today", "row"), OTHER_DAYS)
def test_the_day_that_is_given_is_today(today: str, row: Row) -> None:
    rule, grant, places = row
    assert paths(rule, [grant], date.fromisoformat(today)) == [f"grants/0/{place}" for place in places.split()]


@pytest.mark.parametrize(("rule", "grants", "places"), FILES)
def test_a_rule_names_exactly_the_places_that_fail_in_a_file(rule: str, grants: list[Any], places: str) -> None:
    assert paths(rule, grants) == places.split()


@pytest.mark.parametrize(("rule", "grants", "count", "total", "share"), VERDICTS)
def test_a_verdict_is_a_count_of_a_total(rule: str, grants: list[Any], count: int, total: int, share: str) -> None:
    assert verdict(rule, grants) == Verdict(rule, count, total, Decimal(share), failed=count > 0)


@pytest.mark.parametrize(("rule", "grant", "notes"), CASES)
def test_a_finding_says_what_was_found(rule: str, grant: dict[str, Any], notes: list[str]) -> None:
    assert [finding.message for finding in findings(rule, [grant])] == notes


AWARDS = [({"id": "a"}, "a"), ({"id": " "}, " "), ({"id": ""}, None), ({"id": None}, None), ({}, None),
          ({"id": 5}, "5"), ({"id": Decimal("2.50")}, "2.50"), ({"id": True}, None)]  # fmt: skip


@pytest.mark.parametrize(("grant", "award"), AWARDS)
def test_a_finding_names_the_award_where_its_id_is_a_text_or_a_number(grant: dict[str, Any], award: str | None) -> None:
    assert [finding.award for finding in findings("no-programme", [{"id": "other"}, grant])] == ["other", award]


def test_a_file_of_several_funders_names_the_award_that_each_first_stands_in() -> None:
    several = [{"id": name, "fundingOrganization": [{"id": funder}]} for name, funder in ("pA", "qA", "rB")]
    assert [finding.award for finding in findings("several-funders", several)] == ["p", "r"]


def test_every_rule_has_rows_that_fail_and_rows_that_pass() -> None:
    rows = [*ONE_GRANT, *((rule, {}, places) for rule, _, places in FILES)]
    assert {rule for rule, _, places in rows if places} == {rule for rule, _, places in rows if not places} == set(FIND)


def test_every_rule_has_a_row_on_what_it_says() -> None:
    assert {rule for rule, _, _ in CASES} == set(FIND)


def test_the_rules_are_these() -> None:
    rows = [
        f"{check.id} {check.upstream} {check.part.value} {check.severity.name} {check.unit.value} {check.among.value}"
        for check in CHECKS
    ]
    assert "\n".join(sorted(rows)) == TABLE


def test_a_rule_says_where_it_comes_from_what_fails_and_what_to_do() -> None:
    for check, rule in zip(CHECKS, RULES, strict=True):
        assert (rule.id, rule.severity, rule.begin) == (check.id, check.severity, check.begin)
        assert rule.source == f"360Giving data quality tool, {check.part.value}: {check.upstream}"
        assert rule.help.startswith(f"{check.fails} {check.differs}".strip())
        assert rule.help.endswith("here what cannot be read is passed over and everything else is checked.")
        assert rule.do


def test_there_is_one_rule_an_id_and_a_class() -> None:
    assert len({rule.id for rule in RULES}) == len({rule.source for rule in RULES}) == len(RULES) == len(CHECKS)


DIFFERENCES = {
    "at the first organisation without": "funder-id-internal funder-id-prefix-unknown recipient-charity-number-malformed "
    "recipient-company-number-malformed recipient-id-internal recipient-id-prefix-unknown",
    "does not count what it found before": "funder-id-prefix-unknown recipient-charity-number-malformed "
    "recipient-company-number-malformed recipient-id-prefix-unknown",
    "is `[]`": "actual-date-far-future actual-dates-reversed award-date-in-future date-does-not-exist date-far-past "
    "planned-date-far-future planned-dates-reversed",
    "asks the clock": "actual-date-far-future award-date-in-future date-far-past planned-date-far-future",
    "with the count 0 and": "several-funders",
    "counts individuals by the value": "individual-location-is-postcode individual-with-project-data individual-without-details",
    "leaves those grants out": "organisation-id-line-break organisation-id-malformed",
    "without id or name": "funder-id-with-several-names funder-name-with-several-ids",
    "without a recipient organisation passes": "location-of-beneficiary-only location-of-recipient-only",
    "`null` as no number": "recipient-company-number-malformed",
    "`grantProgramme` is absent or empty": "no-programme",
    "`grantProgramme/0/title` is absent or empty": "no-programme-title",
    "as good as nothing; upstream cannot read it": "individual-without-purpose-or-reason no-beneficiary-location-code "
    "no-beneficiary-location-country no-beneficiary-location-name no-classification no-duration no-programme-title",
    "more than a hundred times": " ".join(sorted(FIND)),
}


@pytest.mark.parametrize(("words", "rules"), DIFFERENCES.items())
def test_the_help_tells_where_a_rule_differs(words: str, rules: str) -> None:
    assert " ".join(sorted(rule.id for rule in RULES if words in rule.help)) == rules


def test_the_codes_that_an_id_may_start_with_are_those_of_the_register() -> None:
    gb = "CASC CHC COA COE COH EDU GOR GOV GOVUK HESA IRN LAE LANI LAS MPR NHS NIC PLA REV SC SCOTEDU SHPE SRS UKPRN WALEDU"
    assert sorted(code for code in PREFIXES if code.startswith("GB-")) == [f"GB-{code}" for code in gb.split()]
    assert len(PREFIXES) == 565


@pytest.mark.shared
def test_the_codes_are_those_of_the_dated_copy() -> None:
    assert sorted(PREFIXES) == sorted((SHARED / "registers" / "org_id_prefixes.txt").read_text(encoding="utf-8").split())


@pytest.mark.shared
def test_the_rules_are_those_of_the_description() -> None:
    text = (SHARED / "design" / "quality_checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)`[ ★]*\| ([A-Z]\w+) \|.*\| (all|org|ind) \|$", text, re.MULTILINE)
    assert sorted(rows) == sorted((check.id, check.upstream, check.among.value) for check in CHECKS)
    units = re.findall(r"^\| `([a-z-]+)`[ ★]*\| [A-Z]\w+ \|.*\| (grant|occurrence)[^|]*\| \w+ \|$", text, re.MULTILINE)
    assert set(units) >= {(check.id, check.unit.value) for check in CHECKS if check.part.value != "presence"} - {
        ("several-funders", "occurrence")
    }


def _stands(grants: Sequence[Any], path: str) -> bool:
    """Whether there is something at `path`; what is missing is pointed at by an id, which may be missing too."""
    value: Any = {"grants": grants}
    for step in path.split("/"):
        try:
            value = value[int(step) if isinstance(value, list) else step]
        except (KeyError, TypeError, ValueError):  # `id` where there is a list in place of an object
            return step == "id" and path.endswith("/id")
    return True


def _load(path: Path) -> list[Any]:
    data = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    grants: list[Any] = data["grants"] if isinstance(data, dict) else data
    return grants


TRAFFORD = {
    "recipient-id-internal": (289, "0.520721"),
    "recipient-without-register-number": (289, "0.520721"),
    "recipient-without-location": (544, "0.980180"),
    "description-repeats-title": (6, "0.010811"),
    "location-of-beneficiary-only": (544, "0.980180"),
    "no-classification": (555, "1.000000"),
}


@pytest.mark.shared
def test_the_verdicts_on_trafford_are_those_of_upstream() -> None:
    grants = _load(SHARED / "data" / "360giving" / "trafford_council_voluntary_sector_grants.json")
    notes = verdicts(context(grants))
    assert {each.rule: (each.count, str(each.share)) for each in notes if each.failed} == TRAFFORD
    assert {(each.count, each.share) for each in notes if not each.failed} == {(0, Decimal(0))}
    assert {each.rule: each.total for each in notes} == {check.id: 1 if check.among.value == "ind" else 555 for check in CHECKS}


# Files that are no JSON are for readers to refuse.
NO_JSON = {"dq_fundingproviders-grants_malformed.json", "ft_bad-utf8.json"}
PUBLISHED = [path for folder in ("360giving", "bad") for path in sorted((SHARED / "data" / folder).glob("*.json"))]


@pytest.mark.shared
@pytest.mark.parametrize("path", [path for path in PUBLISHED if path.name not in NO_JSON], ids=lambda path: path.name)
def test_every_published_file_is_checked_from_end_to_end(path: Path) -> None:
    grants = _load(path)
    notes = verdicts(context(grants))
    assert [each.rule for each in notes] == [rule.id for rule in RULES]
    assert {each.total for each in notes} <= set(range(1, len(grants) + 1))
    assert [rule.id for rule in RULES if not all(_stands(grants, each.path) for each in rule.find(context(grants)))] == []


def _nest(depth: int, wrap: str) -> Any:
    value: Any = "maria@example.org"
    for _ in range(depth):
        value = {"x": value} if wrap == "object" else {"x": [value]}
    return value


@pytest.mark.parametrize("wrap", ["object", "list"])
def test_no_depth_is_too_deep(wrap: str) -> None:
    grant = {"title": _nest(5000, wrap), "fundingOrganization": _nest(5000, wrap), "recipientIndividual": _nest(5000, wrap)}
    step = "/x/0" if wrap == "list" else "/x"
    assert paths("email-in-text", [grant]) == [f"grants/0/{key}{step * 5000}" for key in grant]
    assert [each.total for each in verdicts(context([grant]))] == [1] * len(RULES)


LONG: dict[str, Callable[[int], str]] = {
    "before": lambda size: "a" * size + " @",
    "after": lambda size: "a@" + "b" * size,
    "signs": lambda size: "." * size + "@" + "-" * size,
    "signs alone": lambda size: "@" * size,
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_searched_in_one_pass(name: str) -> None:
    def search(size: int) -> None:
        assert paths("email-in-text", [{"title": LONG[name](size)}]) == []

    assert growth(search, 10_000) < LINEAR


_KEYS = st.sampled_from(
    [
        *sorted({key for _, grant, _ in ONE_GRANT for key in grant}),
        *("id", "name", "charityNumber", "companyNumber", "postalCode", "location", "geoCode", "countryCode"),
        *("startDate", "endDate", "duration", "grantPurpose", "primaryGrantReason"),
    ]
)
_TEXT = st.sampled_from(["", " ", "x", "360G-x", "GB-CHC-1", "a\nb", "a@b.c", "2021-02-30", "1990-01-01T", "2099-1-1", "M1 1AE"])
_LEAF = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.decimals(allow_nan=False), st.text(max_size=8), _TEXT)
_VALUE = st.recursive(_LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12)
_GRANTS = st.lists(st.dictionaries(_KEYS, _VALUE, max_size=6) | _VALUE, max_size=4)


@given(_GRANTS)
def test_no_json_makes_a_rule_fail_and_findings_stand_in_the_order_of_the_file(grants: list[Any]) -> None:
    before = repr(grants)
    for rule in RULES:
        findings = list(rule.find(context(grants)))
        places = [int(finding.path.split("/")[1]) for finding in findings]
        assert places == sorted(places)
        assert findings == list(rule.find(context(grants)))
        assert len({finding.path for finding in findings}) == len(findings)
        assert all(_stands(grants, finding.path) for finding in findings)
    assert repr(grants) == before


@given(_GRANTS, st.dictionaries(_KEYS, _VALUE, max_size=6))
def test_a_grant_is_checked_whatever_stands_beside_it(others: list[Any], grant: dict[str, Any]) -> None:
    together = {"several-funders", "funder-id-with-several-names", "funder-name-with-several-ids"}
    for rule in FIND.keys() - together:
        alone = [(finding.award, finding.path.removeprefix("grants/0/"), finding.message) for finding in findings(rule, [grant])]
        beside = f"grants/{len(others)}/"
        both = findings(rule, [*others, grant])
        assert alone == [
            (each.award, each.path.removeprefix(beside), each.message) for each in both if each.path.startswith(beside)
        ]


def test_our_awards_as_grants_say_what_is_known_and_nothing_else() -> None:
    grants = {grant["id"]: grant for grant in as_grants(BOOK)}
    assert list(grants) == [award.id for award in BOOK.awards]
    assert {name: grants[name] for name in OURS} == {name: {"id": name, **rest} for name, rest in OURS.items()}


NAMES = [
    *((f"{code}-1", True) for code in sorted(PREFIXES)),
    *((name, True) for name in ("360G-x", "GB-LEA-LDS", "GB-COH-a\nb")),
    *((name, False) for name in ("lga", "LGA", "x-sigma", "gb-lae-lds", "GB-LAE", "GB-LAE-", "GBLAE-LDS", " GB-LAE-LDS", "360G")),
]


def test_a_body_is_known_by_its_id_where_that_is_in_the_form_of_a_register() -> None:
    book = Book(tuple(Award("a", lead=Organisation(name, "Leeds")) for name, _ in NAMES))
    bodies = [grant["recipientOrganization"] for grant in as_grants(book)]
    assert bodies == [[{"id": name, "name": "Leeds"} if values else {"name": "Leeds"}] for name, values in NAMES]


@pytest.mark.shared
def test_our_grants_use_the_names_of_the_standard() -> None:
    schema = json.loads((SHARED / "schema" / "360-giving-schema.json").read_text(encoding="utf-8"))
    inside = {"fundingOrganization": "Organization", "recipientOrganization": "Organization", "grantProgramme": "GrantProgramme"}
    for grant in as_grants(BOOK):
        assert set(grant) <= set(schema["properties"])
        for key, name in inside.items():
            assert all(set(each) <= set(schema["$defs"][name]["properties"]) for each in grant.get(key, []))


def test_the_bundled_awards_have_no_quality_fault_but_what_no_source_says() -> None:
    book = grantcli.open(ROOT / "data" / "awards.yaml").data.book
    grants = as_grants(book)
    notes = verdicts(CheckContext(book, grants=grants, today=TODAY))
    severities = {rule.id: rule.severity.name for rule in RULES}
    assert {severities[each.rule] for each in notes if each.failed} == {"INFO"}
