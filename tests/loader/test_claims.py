"""Every claim of a seed stands in its document, on the line that is given; and the check that says so can fail.

The check here is its own, and plainer than that of `grantcli sources verify`.
"""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from conftest import ROOT, SHARED, Run
from grantcli.loader import tree
from grantcli.loader.compiled_cache import Tree

pytestmark = pytest.mark.shared

DOCUMENTS = [
    "000_86b1be6b8d6347a5.txt",
    "001_934a36f0132b7094.txt",
    "002_0bea1fb4d6ba4e5b.txt",
    "003_4b400a0542b3e9b7.txt",
    "004_04714c3c0f9ad783.txt",
]
MONEY = re.compile(r"£[0-9][0-9.,]*[0-9][km]?\b")
each_document = pytest.mark.parametrize("name", DOCUMENTS)


@cache
def seed(name: str) -> Tree:
    """Return the seed of a document, as it is written."""
    path = (ROOT / "seeds" / name).with_suffix(".yaml")
    return tree.read(path.read_bytes(), path.name).tree


@cache
def document(name: str) -> bytes:
    return (SHARED / "seeds" / name).read_bytes()


def lines(content: bytes) -> list[str]:
    """Return the lines of a document; every kind of blank is one space."""
    return [" ".join(line.split()) for line in content.decode().split("\n")]


def stands(text: str, line: str) -> bool:
    """Say whether a text stands on a line, and is no part of a longer number or word."""
    return any(
        not re.search(r"(\w|\d[.,])$", line[: result.start()]) and not re.match(r"\w|[.,]\d", line[result.end() :])
        for result in re.finditer(re.escape(" ".join(text.split())), line)
    )


def wrong(source: Tree, content: bytes) -> list[str]:
    """Return what of a source does not hold of these bytes: its hash, its size, and each text that is not on its line."""
    result = ["hash"] if sha256(content).hexdigest() != source["sha256"] else []
    result += ["size"] if len(content) != int(source["size"]) else []
    printed = dict(enumerate(lines(content), 1))
    for claim in source["claims"]:
        line = printed.get(int(claim["line"]), "")
        result += [f"{claim['id']}: {text}" for text in texts(claim) if not stands(text, line)]
    return result


def texts(claim: Tree) -> list[str]:
    """Return what a claim says is printed."""
    return [text for text in [claim.get("figure"), *(claim.get("names") or ())] if text]


def test_there_is_a_seed_for_every_document_and_a_document_for_every_seed() -> None:
    assert sorted(path.name for path in (SHARED / "seeds").iterdir()) == DOCUMENTS
    named = [
        (path.stem, content["document"])
        for path in sorted((ROOT / "seeds").glob("*.yaml"))
        if (content := tree.read(path.read_bytes(), path.name).tree).get("document")
    ]
    assert named == [(name.removesuffix(".txt"), name) for name in DOCUMENTS]


@each_document
def test_a_document_has_the_hash_and_size_and_prints_every_claim_on_its_line(name: str) -> None:
    assert wrong(seed(name), document(name)) == []


@each_document
def test_claims_stand_in_the_order_of_their_lines_and_most_say_what_is_printed(name: str) -> None:
    claims = seed(name)["claims"]
    placed = [int(claim["line"]) for claim in claims]
    assert [(one, other) for one, other in pairwise(placed) if one > other] == []
    assert all(1 <= line <= len(lines(document(name))) for line in placed)
    assert sum(bool(texts(claim)) for claim in claims) * 2 >= len(claims)


@each_document
def test_no_sum_of_money_in_a_document_is_left_out(name: str) -> None:
    claimed = {(int(claim["line"]), claim["figure"]) for claim in seed(name)["claims"] if "£" in (claim.get("figure") or "")}
    assert claimed == {(number, sum_) for number, line in enumerate(lines(document(name)), 1) for sum_ in MONEY.findall(line)}


def digits(name: str) -> Iterator[tuple[int, str]]:
    """Yield the place in the document of every digit of a claimed figure, where its line prints it once, and the claim."""
    starts = [0, *(result.end() for result in re.finditer(b"\n", document(name)))]
    printed = document(name).split(b"\n")
    for claim in seed(name)["claims"]:
        sum_, line = claim.get("figure") or "none", int(claim["line"]) - 1
        if printed[line].count(sum_.encode()) == 1:
            start = starts[line] + printed[line].index(sum_.encode())
            yield from (
                (start + place, f"{claim['id']}: {sum_}") for place, byte in enumerate(sum_.encode()) if chr(byte).isdigit()
            )


@each_document
def test_a_copy_with_any_digit_of_a_figure_changed_does_not_hold(name: str) -> None:
    content, source = document(name), seed(name)
    places = list(digits(name))
    assert len(places) > 10
    for place, claim in places:
        digit = b"%d" % ((int(content[place : place + 1]) + 1) % 10)
        result = wrong(source, content[:place] + digit + content[place + 1 :])
        assert {"hash", claim} <= set(result)
        assert "size" not in result


@each_document
def test_a_copy_with_another_letter_in_any_name_does_not_hold(name: str) -> None:
    names = [(claim, each) for claim in seed(name)["claims"] for each in claim.get("names") or ()]
    assert names
    for claim, each in names:
        changed = document(name).decode().replace(each, each[:-1] + "ß").encode()
        assert f"{claim['id']}: {each}" in wrong(seed(name), changed)


@each_document
def test_a_copy_with_a_line_more_or_less_holds_in_nothing_that_is_printed(name: str) -> None:
    notes = {f"{claim['id']}: {text}" for claim in seed(name)["claims"] for text in texts(claim)}
    for copy in (b"\n" * 200 + document(name), b""):
        assert set(wrong(seed(name), copy)) == {"hash", "size", *notes}


STANDS = [
    ("£75", "it is £750", False),
    ("£750", "it is £750,000", False),
    ("£750,000", "it is £750,000.", True),
    ("20", "in 2019", False),
    ("20", "the 20 projects", True),
    ("000", "it is 560,000", False),
    ("four", "by fourteen", False),
    ("Leeds", "Leeds's own", True),
    ("Leeds", "Leedsham", False),
]


@pytest.mark.parametrize(("text", "line", "expected"), STANDS)
def test_a_text_stands_whole_or_not_at_all(text: str, line: str, expected: bool) -> None:
    assert stands(text, line) is expected


def test_a_non_breaking_space_is_a_space() -> None:
    assert lines("a\N{NO-BREAK SPACE}b  c\n".encode()) == ["a b c", ""]


def test_the_program_says_the_same_of_the_documents_and_of_a_copy_with_one_digit_changed(run: Run, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(SHARED / "seeds", copy)
    (copy / DOCUMENTS[2]).write_bytes(document(DOCUMENTS[2]).replace("£800,000".encode(), "£800,001".encode()))
    ask = ("-f", "csv", "-c", "source,claim,verdict")
    whole, changed = run("sources", "verify", str(SHARED / "seeds"), *ask), run("sources", "verify", str(copy), *ask)
    assert (whole.code, changed.code) == (0, 4)
    before, after = whole.out.splitlines(), changed.out.splitlines()
    assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
        ("seed-002,,same document", "seed-002,,another document"),
        ("seed-002,repairs-amount,holds", "seed-002,repairs-amount,does not hold"),
    ]
