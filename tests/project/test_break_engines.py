"""The script that breaks the engines can still do it: what it replaces stands where it says. `make break` runs it."""

import pytest
from break_engines import FAULTS, ROOT, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.breaks)
def test_what_a_fault_replaces_stands_once_in_its_module(fault: Fault) -> None:
    assert (ROOT / fault.path).read_text(encoding="utf-8").count(fault.old) == 1
    assert fault.new != fault.old
