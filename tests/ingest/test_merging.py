"""Rows of one identifier: joined as the definition says, and as quickly however many repeat."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from growth import LINEAR, growth
from hypothesis import given
from hypothesis import strategies as st

from grantcli.ingest.grant_row import GrantRow
from grantcli.ingest.ledger import Ledger
from grantcli.ingest.merging import PartIndex, add_linked_rows, merge_rows

Grant = Mapping[str, Any]


def merge(base: Grant, more: Grant) -> dict[str, Any] | None:
    """The two as one by the definition, looking at everything; `None` when they contradict each other."""
    whole = dict(base)
    for key, value in more.items():
        if key not in base:
            whole[key] = value
        elif isinstance(value, list) and isinstance(base[key], list):
            whole[key] = items(base[key], value)
        elif isinstance(value, dict) and isinstance(base[key], dict):
            whole[key] = merge(base[key], value)
            if whole[key] is None:
                return None
        elif value != base[key]:
            return None
    return whole


def items(base: list[Any], more: list[Any]) -> list[Any]:
    whole = list(base)
    for item in more:
        if item in whole:
            continue
        for number, known in enumerate(whole):
            one = merge(known, item) if item.get("id") and known.get("id") == item.get("id") else None
            if one is not None:
                whole[number] = one
                break
        else:
            whole.append(item)
    return whole


VALUE = st.sampled_from([0, 1, "a", ""])
ITEM = st.dictionaries(st.sampled_from(["id", "name", "place"]), VALUE, min_size=1)
GRANT = st.dictionaries(st.sampled_from("abc"), VALUE) | st.fixed_dictionaries(
    {}, optional={"a": VALUE, "b": VALUE, "d": ITEM, "list": st.lists(ITEM, min_size=1, max_size=2), "d2": st.just({"d": {}})}
)


@given(st.lists(GRANT, max_size=12))
def test_each_part_goes_to_the_first_that_it_does_not_contradict(grants: list[dict[str, Any]]) -> None:
    expected: list[dict[str, Any]] = []
    result = PartIndex()
    for grant in grants:
        ones = [merge(known, grant) for known in expected]
        first = next((number for number, one in enumerate(ones) if one is not None), None)
        assert result.find_first(grant) == first
        if first is None:
            expected.append(grant)
            result.append(grant)
            continue
        one, before = ones[first], expected[first]
        assert one is not None
        assert list(result.add(first, grant)) == [key for key in one if one[key] != before.get(key, result)]
        expected[first] = one
    assert [part.whole for part in result.parts] == expected


def row(number: int, grant: dict[str, Any], extra: Mapping[str, str]) -> GrantRow:
    return GrantRow(number, number + 1, grant, extra)


SHAPES: dict[str, Callable[[int], dict[str, Any]]] = {
    "rows that contradict each other": lambda number: {"amountAwarded": number},
    "rows that add an item of their own": lambda number: {"recipientOrganization": [{"id": number, "name": "A"}]},
    "rows that add an item of one id and other names": lambda number: {"recipientOrganization": [{"id": 1, "name": str(number)}]},
    "rows that are the same": lambda _: {"amountAwarded": 1},
}


@pytest.mark.costly
@pytest.mark.parametrize("shape", SHAPES)
def test_rows_of_ten_identifiers_are_joined_in_linear_time(shape: str) -> None:
    def join(count: int) -> None:
        ledger, grant = Ledger(), SHAPES[shape]
        rows = (row(number, {"id": f"i{number % 10}", **grant(number)}, {}) for number in range(10 * count))
        awards = list(merge_rows(rows, {f"i{number}": count for number in range(10)}, ledger))
        expected = 10 * count if "contradict" in shape else 10
        assert (len(awards), ledger.accounting().merged) == (expected, 10 * count - expected)

    assert growth(join, 60) < LINEAR


@pytest.mark.costly
def test_rows_of_another_sheet_add_to_one_award_in_linear_time() -> None:
    def add(count: int) -> None:
        ledger = Ledger()
        sides = (
            row(number, {"id": "a", "beneficiaryLocation": [{"name": str(number)}]}, {"Note": "x"}) for number in range(count)
        )
        (award,) = add_linked_rows(iter([row(0, {"id": "a"}, {})]), sides, ledger)
        assert (len(award.grant["beneficiaryLocation"]), award.extra, ledger.accounting().merged) == (count, {"Note": "x"}, count)

    assert growth(add, 1_000) < LINEAR
