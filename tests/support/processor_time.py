"""What each test costs, in the processor time of this process and of those it waited for: `pytest --costs 30`.

Time by the clock says nothing on a busy machine. What a fixture costs counts for the test that asks for it first.
"""

import resource
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

COSTS: Counter[str] = Counter()
"""The milliseconds of each test that ran."""


def usage() -> float:
    """Return the seconds of processor time of this process and of all that it waited for."""
    return sum(
        each.ru_utime + each.ru_stime for each in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@contextmanager
def measure(name: str) -> Iterator[None]:
    """Add what the block costs to that of a test."""
    before = usage()
    try:
        yield
    finally:
        COSTS[name] += round(1000 * (usage() - before))


def lines(costs: Mapping[str, int], count: int) -> list[str]:
    """Say what all tests cost, and which functions and which tests cost most, in seconds."""
    functions: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for name, cost in costs.items():
        functions[name.partition("[")[0]] += cost
        cases[name.partition("[")[0]] += 1
    return [
        f"{sum(costs.values()) / 1000:.1f} s of processor time in {len(costs):,} tests",
        *(f"{cost / 1000:7.2f} s  {name} ({cases[name]})" for name, cost in functions.most_common(count)),
    ]
