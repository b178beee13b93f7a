"""What a test needs besides Python and the packages, and so which tests run where.

`make test` runs those that need nothing (`--here`), `make test-all` the others (`--elsewhere`). What a test needs follows from
the fixtures that it uses; only `shared` and `slow` are marked by hand.
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
    found = {FIXTURES[name] for name in fixtures if name in FIXTURES}
    if any(isinstance(value, str) and value.startswith("duckdb") for value in parameters.values()):
        found.discard("server")
    return found


def need(item: pytest.Item) -> str:
    """Return the first mark of a test that says what it needs, or nothing."""
    return next((name for name in NEEDS if item.get_closest_marker(name)), "")


def chosen(items: Iterable[pytest.Item], *, here: bool, elsewhere: bool) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the tests to run and those to leave out."""
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        (left if (here and need(item)) or (elsewhere and not need(item)) else kept).append(item)
    return kept, left


def left_out(counts: Mapping[str, int]) -> list[str]:
    """Say what was left out and where it is run."""
    told = [
        f"left out: {count:,} of the tests that {NEEDS[name]}; `make test-all` runs them"
        for name, count in counts.items()
        if name
    ]
    return told + [
        f"left out: {count:,} of the tests that need nothing; `make test` runs them" for name, count in counts.items() if not name
    ]


def counted(items: Iterable[pytest.Item]) -> dict[str, int]:
    """Count tests by what they need, in the order of `NEEDS`."""
    found = Counter(map(need, items))
    return {name: found[name] for name in (*NEEDS, "") if found[name]}


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
