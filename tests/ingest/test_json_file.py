"""JSON of any shape: which objects are the awards, what becomes of each, and what is said of a value that is not certain."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from reading import Read, display, remarks

from conftest import SHARED
from grantcli.errors import DataError
from grantcli.ingest.file_reader import ReadOptions, book, open_reader
from grantcli.ingest.json_values import DEPTH

Write = Callable[..., Path]

PLAIN = (
    '{"recipient":"Borchester Food Bank","amount":5000,"currency":"GBP","date":"2019-04-17"}',
    '{"recipient":"Felpersham Youth Club","amount":2500,"currency":"GBP","date":"2019-04-18"}',
)
AWARDS = (
    "#1 5000.00 GBP 2019-04-17 Borchester Food Bank {}",
    "#2 2500.00 GBP 2019-04-18 Felpersham Youth Club {}",
)
LIST = ",".join(PLAIN)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a text, or bytes, as a file in JSON."""

    def write(text: str | bytes, name: str = "x.json") -> Path:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        return path

    return write


def read_file(path: Path, options: ReadOptions | None = None) -> Read:
    result = open_reader(path, path.name, options or ReadOptions())
    return result, book(result)


def read(path: Path, options: ReadOptions | None = None) -> tuple[str, str]:
    """What the awards of a file are, and what became of rows that are none or of which something is unknown."""
    _, result = read_file(path, options)
    assert result.accounting
    read, rows = result.accounting, result.accounting
    assert read.read == rows.awards + rows.merged + rows.blank + rows.skipped
    return "|".join(map(display, result.awards)), "|".join(remarks(result.accounting))


SHAPES = [
    ("\n".join(PLAIN) + "\n", "1", "2"),
    (f"[{LIST}]", "[0]", "[1]"),
    (f'{{"grants":[{LIST}]}}', "grants/0", "grants/1"),
    (f'{{"count":2,"next":null,"results":[{LIST}]}}', "results/0", "results/1"),
    (f'{{"data":[{LIST}]}}', "data/0", "data/1"),
    (f'{{"anything":[{LIST}]}}', "anything/0", "anything/1"),
    (f'{{"response":{{"found":2,"docs":[{LIST}]}}}}', "response/docs/0", "response/docs/1"),
    (f'{{"meta":{{"grants":[]}},"fields":[{{"id":"recipient"}}],"records":[{LIST}]}}', "records/0", "records/1"),
    (f'{{"2018":[{PLAIN[0]}],"2019":[{PLAIN[1]}]}}', "2018/0", "2019/0"),
    (f'{{"awards":[{PLAIN[0]}],"awards":[{PLAIN[1]}]}}', "awards/0", "awards/1"),
    (PLAIN[0].replace(",", ",\n") + "\n" + PLAIN[1].replace(",", ",\n"), "1", "5"),
    (f'{{"data":[{{"type":"award","attributes":{PLAIN[0]}}},{{"type":"award","attributes":{PLAIN[1]}}}]}}', "data/0", "data/1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "second"), SHAPES)
def test_plain_objects_are_awards_whatever_holds_them(text: str, first: str, second: str, write: Write) -> None:
    assert read(write(text)) == (f"{AWARDS[0].format(first)}|{AWARDS[1].format(second)}", "")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["in.json", "in.jsonl"])
def test_the_case_of_plain_objects_gives_its_two_awards(name: str) -> None:
    _, result = read_file(SHARED / "data" / "cases" / "19-json-lines-plain" / name)
    assert [display(each).rpartition(" ")[0] for each in result.awards] == [each.removesuffix(" {}") for each in AWARDS]


MAPPED = [
    ('[{"who":"L","paid":{"sum":5,"when":"2019-04-17"}}]',
     {"recipient": "who", "amount": "paid/sum", "awarded": "paid/when"}, "#1 5.00 ? 2019-04-17 L [0]"),
    ('{"who":[{"called":"L"}],"how much":"£5"}\n{"who":[{"called":"M"}],"how much":"£6"}',
     {"recipient": "who/called", "amount": "how much"}, "#1 5.00 GBP ? L 1|#2 6.00 GBP ? M 2"),
    ('[{"parts":[{"sum":5},{"sum":6}],"x":"L"}]', {"amount": "parts/1/sum", "recipient": "x"}, "#1 6.00 ? ? L [0]"),
    ('{"grants":[{"id":"a","amountAwarded":5,"amountAppliedFor":7,"recipientOrganization":[{"name":"L"}]}]}',
     {"amount": "amountAppliedFor"}, "a 7.00 ? ? L grants/0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "columns", "awards"), MAPPED)
def test_a_mapping_names_paths_in_json_as_it_names_headings(
    text: str, columns: dict[str, str], awards: str, write: Write
) -> None:
    assert read(write(text), ReadOptions(columns=columns)) == (awards, "")


def test_what_is_read_as_nothing_stays_under_its_path(write: Write) -> None:
    recipient = '{"name":"L","officers":["A","B"],"sites":[{"town":"X"},{"town":"Y"}]}'
    _, result = read_file(write(f'[{{"recipient":{recipient},"amount":1.50,"open":true,"no":null}}]'))
    assert result.awards[0].extra == {
        "recipient/officers": "A; B", "recipient/sites/0/town": "X", "recipient/sites/1/town": "Y", "open": "true",
    }  # fmt: skip


def grants(*each: str) -> tuple[str, str]:
    """The same grants as one document, and a line each."""
    return f'{{"grants": [{",".join(each)}]}}', "\n".join(each)


ONE = '"id": "a", "amountAwarded": 5, "recipientOrganization": [{"name": "L"}]'
OTHER = ONE.replace('"a"', '"b"')
LONG = "9" * 5000
UNCERTAIN = [
    ('{"id": "a", "amountAwarded": NaN, "recipientOrganization": [{"name": "L"}]}', "a ? ? ? L",
     "`amountAwarded` is `NaN`, which is not a number: it is unknown"),
    ('{"id": "a", "amountAwarded": -Infinity, "recipientOrganization": [{"name": "L"}]}', "a ? ? ? L",
     "`amountAwarded` is `-Infinity`, which is not a number: it is unknown"),
    (f'{{{ONE}, "amountAwarded": 7}}', "a ? ? ? L", "`amountAwarded` is there twice, as `5` and `7`: it is unknown"),
    (f'{{{ONE}, "amountAwarded": 5}}', "a 5.00 ? ? L", ""),
    (f'{{{ONE}, "recipientOrganization": [{{"name": "M"}}]}}', "a 5.00 ? ? ?",
     '`recipientOrganization` is there twice, as `[{"name": "L"}]` and `[{"name": "M"}]`: it is unknown'),
    (r'{"id": "a", "amountAwarded": 5, "recipientOrganization": [{"name": "\ud83dL"}]}', "a 5.00 ? ? \ufffdL",
     "`recipientOrganization/0/name` has half a character, shown as \ufffd"),
    (r'{"id": "a", "amountAwarded": 5, "recipientOrganization": [{"name": "\ud83d\ude00"}]}', "a 5.00 ? ? \U0001f600", ""),
    (f'{{"id": "a", "amountAwarded": {LONG}, "recipientOrganization": [{{"name": "L"}}]}}', "a ? ? ? L",
     f"amount `{LONG[:60]}…` cannot be read"),
    ('{"id": "a", "amountAwarded": 1e900000000, "recipientOrganization": [{"name": "L"}]}', "a ? ? ? L",
     "amount `1e900000000` cannot be read"),
    ('{"id": "a", "amountAwarded": 1e99999999999999999999, "recipientOrganization": [{"name": "L"}]}', "a ? ? ? L",
     "amount `1e99999999999999999999` cannot be read"),
    ('{"id": "a", "amountAwarded": 1e-900000000, "recipientOrganization": [{"name": 5e300}]}', f"a ? ? ? 5{'0' * 300}",
     "amount `1e-900000000` cannot be read"),
    ('{"id": "a", "amountAwarded": 5e2, "recipientOrganization": [{"name": "L"}]}', "a 500.00 ? ? L", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "award", "notes"), UNCERTAIN)
def test_what_is_not_certain_is_unknown_and_said_in_json_and_json_lines_alike(
    text: str, award: str, notes: str, write: Write
) -> None:
    document, lines = grants(text, f"{{{OTHER}}}")
    assert read(write(document)) == (
        f"{award} grants/0|b 5.00 ? ? L grants/1", notes and f"grants/0: award: {notes}",
    )  # fmt: skip
    assert read(write(lines)) == (f"{award} 1|b 5.00 ? ? L 2", notes and f"line 1: award: {notes}")


def test_an_element_that_is_nested_too_deeply_is_set_aside(write: Write) -> None:
    deep = f'{{{ONE}, "x": {"[" * DEPTH}{"]" * DEPTH}}}'
    document, lines = grants(deep, f"{{{ONE}}}")
    notes = f"set aside: nested more than {DEPTH} deep"
    assert read(write(document)) == ("a 5.00 ? ? L grants/1", f"grants/0: {notes}")
    assert read(write(lines)) == ("a 5.00 ? ? L 2", f"line 1: {notes}")
    deeper = f'{{{ONE}, "x": {"[" * 100_000}{"]" * 100_000}}}'
    assert read(write(f"{deeper}\n{{{ONE}}}\n{{{ONE}}}"))[1] == f"line 1: {notes}"


def test_an_element_among_plain_objects_that_is_none_is_set_aside_in_its_place(write: Write) -> None:
    awards, notes = read(write(f'[7, {PLAIN[0]}, null, {PLAIN[1]}, {{}}, {{"recipient": "Total", "amount": NaN}}]'))
    assert awards == "#1 5000.00 GBP 2019-04-17 Borchester Food Bank [1]|#2 2500.00 GBP 2019-04-18 Felpersham Youth Club [3]"
    assert notes == (
        "[0]: set aside: not an object: `7`|[2]: set aside: not an object: `null`|[4]: blank: is empty"
        "|[5]: set aside: a total, not an award: `Total`"
    )


NOTES = [
    (f'{{"grants":[{{{ONE}}}],"grants":[{{{ONE}}}]}}', "`grants` is there 2 times, and every one of these lists is read"),
    (f'{{"2018":[{PLAIN[0]}],"2019":[{PLAIN[1]}]}}', "lists of the same kind are read together: `2018`, `2019`"),
    (f'{{"people":[{{"name":"A"}}],"awards":[{LIST}]}}', "objects of other lists are not read: `people` (1)"),
]


@pytest.mark.parametrize(("text", "note"), NOTES)
def test_which_lists_are_read_is_said(text: str, note: str, write: Write) -> None:
    result, _ = read_file(write(text))
    assert result.all_notes == (note,)


ENCODINGS = [
    ("utf-8", ""),
    ("utf-8-sig", ""),
    ("utf-16", "the text is UTF-16"),
    ("utf-16-le", "the text is UTF-16-LE"),
    ("utf-16-be", "the text is UTF-16-BE"),
    ("utf-32", "the text is UTF-32"),
    ("utf-32-be", "the text is UTF-32-BE"),
    ("cp1252", "the text is not UTF-8, and is read as cp1252 (Windows, Western European)"),
]


@pytest.mark.parametrize("shape", [0, 1], ids=["document", "lines"])
@pytest.mark.parametrize(("encoding", "note"), ENCODINGS)
def test_the_encoding_of_json_is_found_and_said(encoding: str, note: str, shape: int, write: Write) -> None:
    text = grants(f"{{{ONE.replace('L', 'Caffè Ünder')}}}", f"{{{ONE}}}")[shape]
    result, whole = read_file(write(text.encode(encoding)))
    assert [each.lead.name for each in whole.awards if each.lead] == ["Caffè Ünder", "L"]
    assert result.all_notes == ((note,) if note else ())


def test_a_damaged_byte_in_utf8_does_not_change_the_other_characters(write: Write) -> None:
    text = grants(f"{{{ONE.replace('L', 'Caffè Ünder #')}}}")[0].encode().replace(b"#", b"\xff")
    result, whole = read_file(write(text))
    assert [each.lead.name for each in whole.awards if each.lead] == ["Caffè Ünder \ufffd"]
    assert result.all_notes == ("1 bytes are not text in UTF-8, and shown as \ufffd",)


REFUSED = [
    ("[" * 100_000, "`x.json` cannot be read: it is nested too deeply"),
    ('{"grants": [{"id": "a"}', "is not valid JSON: expecting ',' delimiter"),
    ('[{"colour": "red", "size": 5}]', "`x.json` has no grants: it is a list of objects with `colour`, `size`"),
    ("[1, 2]", "`x.json` has no grants: it is a list"),
    ('["Recipient", "Amount"]\n["A", 5]\n', "`x.json` has no grants: it is a list"),
    ('{"columns": ["Recipient"], "data": [["A"]]}', "`x.json` has no grants: it is an object with `columns`, `data`"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=[message for _, message in REFUSED])
def test_what_cannot_be_read_is_refused_with_a_hint(text: str, message: str, write: Write) -> None:
    with pytest.raises(DataError) as caught:
        read_file(write(text))
    assert (caught.value.message, bool(caught.value.hint)) == (message, True)


def test_a_list_of_the_standard_without_its_package_follows_the_standard(write: Write) -> None:
    text = json.dumps([json.loads(f"{{{ONE}}}")])
    result, whole = read_file(write(text))
    assert (result.matches, whole.awards[0].grant) == ((), json.loads(text)[0])
