"""What changes the program at random, and breaks the engines in ways of our own, can still do it; `make break` runs both."""

import mutations
import pytest
import source_changes
from engine_faults import FAULTS, Fault
from equal_changes import EQUAL

MODULE = '''"""Text."""

def whole(count: int, names: list[str]) -> int:
    """Say 1."""
    if count < 3 and not names:
        return 0
    count += 2
    print(f"SELECT {count} WHERE a = 1")
    return count - 1 if "é" in names else 4


class Two:
    """A class."""

    sql = "SELECT MIN(a) FROM b"
    pairs = zip(sql, sql, strict=True)
    now = True
'''
CHANGES = """\
2: `3` is `(3 + 1)` in whole
5: `count < 3 and not names` is `(not (count < 3 and not names))` in whole
5: `<` is `<=` in whole
5: `and` is `or` in whole
5: `not` is `` in whole
6: `0` is `(0 + 1)` in whole
7: `2` is `(2 + 1)` in whole
7: `count += 2` is `pass` in whole
8: `print(f"SELECT {count} WHERE a = 1")` is `pass` in whole
8: `=` is `<>` in whole
8: `1` is `2` in whole
9: `"é" in names` is `(not ("é" in names))` in whole
9: `in` is `not in` in whole
9: `-` is `+` in whole
9: `1` is `(1 + 1)` in whole
9: `4` is `(4 + 1)` in whole
15: `MIN(` is `MAX(` in Two
17: `True` is `False` in Two
""".replace("2: `3`", "5: `3`")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.breaks)
def test_what_a_fault_replaces_stands_once_in_its_module(fault: Fault) -> None:
    assert (mutations.ROOT / fault.path).read_text(encoding="utf-8").count(fault.old) == 1
    assert fault.new != fault.old


def test_each_kind_of_change_is_made_where_the_syntax_tree_says() -> None:
    result = [
        f"{each.line}: `{each.old.strip()}` is `{each.new.strip()}` in {each.function.partition(':')[2].removesuffix('()')}"
        for each in source_changes.mutations("a.py", MODULE)
    ]
    assert sorted(result) == sorted(CHANGES.splitlines())
    for each in source_changes.mutations("a.py", MODULE):
        assert each.apply(MODULE) != MODULE
        compile(each.apply(MODULE), "a.py", "exec")


@pytest.mark.parametrize("path", sorted({path for path, _, _ in EQUAL}))
def test_a_change_that_is_said_to_be_equal_can_be_made(path: str) -> None:
    text = (mutations.ROOT / "src" / "grantcli" / path).read_text(encoding="utf-8")
    changes = {(path, *each.lines(text)) for each in source_changes.mutations(path, text)}
    assert {each for each in EQUAL if each[0] == path} <= changes


@pytest.mark.costly
def test_a_change_that_is_said_to_be_equal_is_never_chosen() -> None:
    path = "render/parquet.py"
    text = (mutations.ROOT / "src" / "grantcli" / path).read_text(encoding="utf-8")
    selection = {(path, *each.lines(text)) for each in mutations.select("render", 1) if each.path == path}
    assert selection
    assert not selection & EQUAL.keys()


def test_the_same_seed_chooses_the_same_changes_and_another_seed_others() -> None:
    def first(seed: int) -> list[str]:
        turn = mutations.select("query", seed)
        return [str(next(turn)) for _ in range(5)]

    assert first(1) == first(1) != first(2)


def test_the_quickest_tests_of_a_function_notice_it_and_those_of_its_module_or_any_where_none_enters_it() -> None:
    tests = mutations.Tests(
        {"slow": 90.0, "quick": 1.0, "other": 2.0, "long": 14.5},
        {
            "slow": frozenset({"a.py:whole"}),
            "quick": frozenset({"a.py:whole"}),
            "long": frozenset({"a.py:whole"}),
            "other": frozenset({"a.py:two"}),
        },
    )

    def noticing(function: str) -> list[str]:
        return tests.noticing(source_changes.Mutation(function[:4], 1, 0, 1, "1", "2", function))

    assert noticing("a.py:whole()") == ["quick"]
    assert noticing("a.py") == ["quick", "other"]
    assert noticing("b.py:whole()") == noticing("b.py") == ["quick", "other"]
