"""A plugin of pytest that writes which functions of `src/grantcli` each test enters, and how long it takes.

Without a library: only calls are traced, not lines, so tests take about twice as long. `mutations.py` chooses by it the tests
that could notice a change. What a test asks of a process of its own is not seen.
"""

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

_FOLDER = os.environ.get("COVERAGE_MAP", "")
"""Each process writes a file of its own here."""
_ENTERED: set[CodeType] = set()
_TESTS: dict[str, dict[str, object]] = {}


def _trace(frame: FrameType, _event: str, _arg: object) -> None:
    """Take down the function that is entered; nothing within it is traced."""
    _ENTERED.add(frame.f_code)


def name(code: CodeType) -> str:
    """Return a function as `ingest/store.py:save`, or nothing where it is not ours; what is nested counts for what is around."""
    _, ours, path = code.co_filename.rpartition("/src/grantcli/")
    return f"{path}:{code.co_qualname.partition('.<locals>')[0]}" if ours else ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Trace one test with what sets it up."""
    _ENTERED.clear()
    begun = time.process_time()
    threading.settrace(_trace)  # a function that returns nothing traces no lines
    sys.settrace(_trace)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        threading.settrace(None)
        entered = sorted({name(code) for code in _ENTERED} - {""})
        _TESTS[item.nodeid] = {"seconds": round(time.process_time() - begun, 3), "entered": entered}


def pytest_sessionfinish() -> None:
    """Write what was seen in this process."""
    if _FOLDER and _TESTS:
        (Path(_FOLDER) / f"{os.getpid()}.json").write_text(json.dumps(_TESTS), encoding="utf-8")
