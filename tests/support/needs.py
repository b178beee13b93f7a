"""What a test needs besides Python and the packages, and so which tests run where.

`make test` runs those that need nothing (`--here`), `make test-all` the others (`--elsewhere`). What a test needs follows from
the fixtures that it uses; only `shared`, `slow` and `costly` are marked by hand. Of a test with many cases, `sample` marks those
that cover what it is about: they run here, the others elsewhere. Tests by Hypothesis run in both, elsewhere with more examples.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from random import Random

import pytest

NEEDS = {
    "server": "need a server (PostgreSQL, Spark, ClickHouse)",
    "browser": "need Chromium",
    "terminal": "need a terminal of their own",
    "shared": "need the published files in `../shared`",
    "slow": "take more than a few seconds",
    "costly": "take more than a fifth of a second",
    "case": "are further cases of a test of which a sample runs here",
}
"""Each mark, and what is said of the tests that are left out for it."""
FIXTURES = {
    "elsewhere": "server",
    "chromium": "browser",
    "visit": "browser",
    "on_terminal": "terminal",
    "browsing": "terminal",
    "own_terminal": "terminal",
}
"""The mark of every test that uses a fixture."""


def marks(fixtures: Collection[str], parameters: Mapping[str, object]) -> set[str]:
    """Return the marks that follow from the fixtures of a test; DuckDB is an engine that needs no server."""
    kinds = {FIXTURES[name] for name in fixtures if name in FIXTURES}
    if any(isinstance(value, str) and value.startswith("duckdb") for value in parameters.values()):
        kinds.discard("server")
    return kinds


def need(item: pytest.Item, *, every_case: bool = False) -> str:
    """Return the first mark of a test that says what it needs, or nothing; where every case is to run, time is not scarce."""
    names = {mark.name for mark in item.iter_markers()} - ({"costly"} if every_case else set())
    return next((name for name in NEEDS if name in names), "")


def sample(items: Iterable[pytest.Item]) -> None:
    """Mark as a further `case` what is not in the sample of its test.

    `@pytest.mark.sample("engine", "column")` keeps a case for every value of these parameters, of all where none is named;
    `@pytest.mark.sample(8)` keeps eight cases, evenly spread.
    """
    tests: dict[str, list[pytest.Function]] = {}
    for item in items:
        if isinstance(item, pytest.Function) and item.get_closest_marker("sample") and not need(item):
            tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for cases in tests.values():
        words = next(cases[0].iter_markers("sample")).args
        sampled = _spread(cases, *words) if words and isinstance(words[0], int) else _cover(cases, words)
        for case in cases:
            if case not in sampled:
                case.add_marker("case")


def _spread(cases: list[pytest.Function], count: int) -> list[pytest.Function]:
    return [cases[number * len(cases) // count] for number in range(min(count, len(cases)))]


def _cover(cases: Iterable[pytest.Function], names: Collection[str]) -> list[pytest.Function]:
    """Return a case for every value of these parameters: of those with a new value, the one whose values were used least."""
    pairs = {
        case: {(name, id(value)) for name, value in case.callspec.params.items() if not names or name in names} for case in cases
    }
    groups: dict[tuple[str, int], list[pytest.Function]] = {}
    for case in cases:
        for pair in sorted(pairs[case]):
            groups.setdefault(pair, []).append(case)
    values = Counter(name for name, _ in groups)
    used: Counter[tuple[str, int]] = Counter()
    sampled = []
    for pair in sorted(groups, key=lambda pair: (-values[pair[0]], pair[0])):
        if not used[pair]:
            least = min(groups[pair], key=lambda case: sum(used[each] for each in pairs[case]))
            used.update(pairs[least])
            sampled.append(least)
    return sampled


def select(
    items: Iterable[pytest.Item], *, here: bool, elsewhere: bool, every_case: bool
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests to run and those to leave out."""
    items_to_run: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        again = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        needed = need(item, every_case=every_case)
        (left if (here and needed) or (elsewhere and not needed and not again) else items_to_run).append(item)
    return items_to_run, left


def omissions(counts: Mapping[str, int]) -> list[str]:
    """Say what was left out and where it is run."""
    lines = [
        f"left out: {count:,} of the tests that {NEEDS[name]}; `make test-all` runs them"
        for name, count in counts.items()
        if name
    ]
    return lines + [
        f"left out: {count:,} of the tests that need nothing; `make test` runs them" for name, count in counts.items() if not name
    ]


def count_needs(items: Iterable[pytest.Item]) -> dict[str, int]:
    """Count tests by what they need, in the order of `NEEDS`."""
    counts = Counter(map(need, items))
    return {name: counts[name] for name in (*NEEDS, "") if counts[name]}


def shuffle(items: list[pytest.Item], seed: int) -> None:
    """Put modules, and the tests in each, into an order that the seed decides: a module sets up what its tests share once."""
    random = Random(seed)  # noqa: S311 - an order, no secret
    modules: dict[object, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    order = list(modules.values())
    random.shuffle(order)
    for each in order:
        random.shuffle(each)
    items[:] = [item for each in order for item in each]
