"""Tables in text: bytes in, awards and an account of every row out."""

import gzip
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import Read, display, remarks

from grantcli.errors import DataError
from grantcli.ingest.delimited_text import dialect
from grantcli.ingest.file_reader import ReadOptions, book, open_reader
from grantcli.model import Award


def read(content: bytes, folder: Path, options: ReadOptions | None = None, name: str = "x.csv") -> Read:
    path = folder / name
    path.write_bytes(content)
    result = open_reader(path, name, options or ReadOptions())
    return result, book(result)


LEEDS = "#1 100.00 ? ? Leeds 2"
FORMS = [
    ("utf-8", b"Recipient,Amount\nLeeds,100\n", LEEDS),
    ("no end", b"Recipient,Amount\nLeeds,100", LEEDS),
    ("BOM", b"\xef\xbb\xbfRecipient,Amount\nLeeds,100\n", LEEDS),
    ("CRLF", b"Recipient,Amount\r\nLeeds,100\r\n", LEEDS),
    ("CR", b"Recipient,Amount\rLeeds,100\r", LEEDS),
    ("UTF-16", "Recipient,Amount\nLeeds,100\n".encode("utf-16"), LEEDS),
    ("UTF-16 LE by NULs", "Recipient,Amount\nLeeds,100\n".encode("utf-16-le"), LEEDS),
    ("UTF-16 BE by NULs", "Recipient,Amount\nLeeds,100\n".encode("utf-16-be"), LEEDS),
    ("semicolon", b"Recipient;Amount\nLeeds;100\n", LEEDS),
    ("tab", b"Recipient\tAmount\nLeeds\t100\n", LEEDS),
    ("pipe", b"Recipient|Amount\nLeeds|100\n", LEEDS),
    ("quoted delimiter", b'Recipient,Amount\nLeeds,"1,000"\n', "#1 1000.00 ? ? Leeds 2"),
    ("quoted newline", b'Recipient,Amount,Note\nLeeds,1,"a\nb"\nYork,2,\n', "#1 1.00 ? ? Leeds 2|#2 2.00 ? ? York 4"),
    ("quoted CR", b'Recipient,Amount,Note\rLeeds,1,"a\rb"\rYork,2,\r', "#1 1.00 ? ? Leeds 2|#2 2.00 ? ? York 4"),
    ("doubled quotes", b'Recipient,Amount\n"The ""Hub""",1\n', '#1 1.00 ? ? The "Hub" 2'),
    ("stray quote", b'Recipient,Amount\n5" Pipe,1\n', '#1 1.00 ? ? 5" Pipe 2'),
    ("empty lines", b"\n\nRecipient,Amount\n\nLeeds,100\n\n", "#1 100.00 ? ? Leeds 5"),
    ("cp1252", b"Recipient,Amount\nCaf\xe9,\x80100\n", "#1 100.00 EUR ? Café 2"),
    ("NUL", b"Recipient,Amount\nLe\0eds,100\n", "#1 100.00 ? ? Le\0eds 2"),
    ("short row", b"Recipient,Amount,Date\nLeeds\n", "#1 ? ? ? Leeds 2"),
    ("spaces", b"Recipient , Amount\n Leeds , 100 \n", LEEDS),
    ("sep=", b"sep=;\nRecipient;Amount\nLeeds;100\n", "#1 100.00 ? ? Leeds 3"),
    ("headings only", b"Recipient,Amount\n", ""),
]


@pytest.mark.parametrize(("content", "awards"), [row[1:] for row in FORMS], ids=[row[0] for row in FORMS])
def test_a_table_is_read_however_it_is_written(content: bytes, awards: str, tmp_path: Path) -> None:
    _, result = read(content, tmp_path)
    assert "|".join(map(display, result.awards)) == awards


VALUES = [
    ("Recipient,Amount,Currency\nA,£5,GBP\n", "#1 5.00 GBP ? A 2", ""),
    ("Recipient,Amount,Currency\nA,£5,\n", "#1 5.00 GBP ? A 2", ""),
    ("Recipient,Amount,Currency\nA,£5,gbp\n", "#1 5.00 GBP ? A 2", ""),
    ("Recipient,Amount,Currency\nA,5,usd\n", "#1 5.00 USD ? A 2", ""),
    ("Recipient,Amount,Currency\nA,£5,USD\n", "#1 ? USD ? A 2",
     "line 2: award: amount `£5` cannot be read: its sign says GBP, its currency is `USD`"),
    ("Recipient,Amount (£),Currency\nA,5,USD\n", "#1 ? USD ? A 2",
     "line 2: award: amount `£5` cannot be read: its sign says GBP, its currency is `USD`"),
    ("Recipient,Amount (£)\nA,€5\n", "#1 ? GBP ? A 2",
     "line 2: award: amount `€5` cannot be read: its sign says EUR, its currency is `GBP`"),
    ("Recipient,Amount (£m)\nA,1.5\nB,\n", "#1 1500000.00 GBP ? A 2|#2 ? GBP ? B 3", ""),
    ("Recipient,Amount\nA,tbc\nB,18k\n", "#1 ? ? ? A 2|#2 ? ? ? B 3",
     "line 2: award: amount `tbc` cannot be read|line 3: award: amount `18k` cannot be read"),
    ("Recipient,Amount\nA,0\nB,(500)\nC,\n", "#1 0.00 ? ? A 2|#2 -500.00 ? ? B 3|#3 ? ? ? C 4", ""),
    ("Recipient,Date\nA,17/11/2015\nB,01/02/2015\n", "#1 ? ? 2015-11-17 A 2|#2 ? ? 2015-02-01 B 3", ""),
    ("Recipient,Date\nA,11/17/2015\nB,01/02/2015\n", "#1 ? ? 2015-11-17 A 2|#2 ? ? 2015-01-02 B 3", ""),
    ("Recipient,Date\nA,2015-11-17T10:00Z\nB,12-Apr-17\nC,2015\n",
     "#1 ? ? 2015-11-17 A 2|#2 ? ? 2017-04-12 B 3|#3 ? ? 2015 C 4", ""),
    ("Recipient,Date\nA,soon\n", "#1 ? ? ? A 2", "line 2: award: date `soon` cannot be read"),
    ("Recipient,Date\nA,423\n", "#1 ? ? ? A 2", "line 2: award: date `423` cannot be read"),
    ("Recipient Org:Name,Recipient Org:1:Name,Currency\nA,B,\nC,C,\n,D,\n", "#1 ? ? ? A+B 2|#2 ? ? ? C 3|#3 ? ? ? D 4", ""),
    ("Recipient Ind:Name,Amount Awarded\nMx A,5\n", "#1 5.00 ? ? Mx A 2", ""),
    ("Recipient Ind:Identifier,Amount Awarded\nX1,5\n", "#1 5.00 ? ? an individual 2", ""),
    ("Funding Org:0:Name,Funding Org:1:Name,Currency\nA,B,GBP\n", "#1 ? GBP ? ? 2",
     "line 2: award: other funders too, not counted as its funder: `B`"),
    ("Recipient,Amount\nA,1,x,,y\n", "#1 1.00 ? ? A 2", "line 2: award: cells beyond the last heading: `x`, `y`"),
    ("Identifier,Amount Awarded,Title\n 00123 ,1,\n,2,T\n", "00123 1.00 ? ? ? 2|#2 2.00 ? ? ? 3", ""),
]  # fmt: skip


@pytest.mark.parametrize(("content", "awards", "notes"), VALUES)
def test_what_cannot_be_read_is_unknown_and_said_with_its_line(content: str, awards: str, notes: str, tmp_path: Path) -> None:
    _, result = read(content.encode(), tmp_path)
    assert "|".join(map(display, result.awards)) == awards
    assert "|".join(remarks(result.accounting)) == notes


ROWS = [
    ("Grants of 2019,\nRecipient,Amount\nA,1\n", "2 = 1 + 0 + 0 + 1", "line 1: set aside: above the headings: `Grants of 2019`"),
    (",\nRecipient,Amount\nA,1\n", "2 = 1 + 0 + 1 + 0", "line 1: blank: is empty"),
    ("Recipient,Amount\nA,1\n,\n , \n,\nB,2\n,\n", "6 = 2 + 0 + 4 + 0",
     "lines 3 to 5: blank: are empty x3|line 7: blank: is empty"),
    ("Recipient,Amount\nA,1\nrecipient,AMOUNT\nB,2\n", "3 = 2 + 0 + 0 + 1", "line 3: set aside: the headings again"),
    ("Recipient,Amount,Date\nA,1,\nTotal,1,\n", "2 = 1 + 0 + 0 + 1", "line 3: set aside: a total, not an award: `Total`, `1`"),
    ("Recipient,Amount\nA,1\nGrand Total:,1\n", "2 = 1 + 0 + 0 + 1",
     "line 3: set aside: a total, not an award: `Grand Total:`, `1`"),
    ("Identifier,Amount Awarded\na,1\nTotal,1\n", "2 = 1 + 0 + 0 + 1", "line 3: set aside: a total, not an award: `Total`, `1`"),
    ("Recipient,Amount,Award Date\nTotal,1,2019-01-01\n", "1 = 1 + 0 + 0 + 0",
     "line 2: award: reads like a total, and stays an award"),
    ("Recipient,Amount,Identifier\nTotal,1,a\n", "1 = 1 + 0 + 0 + 0", ""),
    ("Recipient,Amount\nTotal Eclipse,1\n", "1 = 1 + 0 + 0 + 0", "line 2: award: reads like a total, and stays an award"),
    ("Recipient,Amount,Notes\nA,1,\n,,see below\n", "2 = 1 + 0 + 0 + 1",
     "line 3: set aside: nothing below a heading that is read: `see below`"),
    ("Department,MoJ,\nFunder,Amount,Date\nA,1,\n", "2 = 1 + 0 + 0 + 1",
     "line 1: set aside: above the headings: `Department`, `MoJ`"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "equation", "notes"), ROWS)
def test_every_row_is_accounted_for(content: str, equation: str, notes: str, tmp_path: Path) -> None:
    _, result = read(content.encode(), tmp_path)
    account = result.accounting
    assert account is not None
    assert f"{account.read} = {account.awards} + {account.merged} + {account.blank} + {account.skipped}" == equation
    assert "|".join(remarks(account)) == notes


HEAD = "Identifier,Title,Amount Awarded,Recipient Org:Identifier,Recipient Org:Name\n"
_OTHER = "line 3: award: has the id of line 2, but another `amountAwarded`: a separate award"
MERGED = [
    (HEAD + "a,T,5,1,X\na,T,5,2,Y\n", "a 5.00 ? ? X+Y 2", "line 3: merged: adds `recipientOrganization` to the award of line 2"),
    (HEAD + "a,T,5,1,X\nb,T,5,1,X\na,,,2,Y\n", "a 5.00 ? ? X+Y 2|b 5.00 ? ? X 3",
     "line 4: merged: adds `recipientOrganization` to the award of line 2"),
    (HEAD + "a,T,5,1,X\na,T,5,1,X\n", "a 5.00 ? ? X 2", "line 3: merged: the award of line 2 again"),
    (HEAD + "a,T,5,1,X\na,T,6,2,Y\n", "a 5.00 ? ? X 2|a 6.00 ? ? Y 3",
     _OTHER),
    (HEAD + "a,T,5,1,X\na,T,6,2,Y\na,T,6,3,Z\n", "a 5.00 ? ? X 2|a 6.00 ? ? Y+Z 3",
     f"{_OTHER}|line 4: merged: adds `recipientOrganization` to the award of line 3"),
    (HEAD + "a,,5,1,X\na,T,5,2,Y\n", "a 5.00 ? ? X+Y 2",
     "line 3: merged: adds `recipientOrganization`, `title` to the award of line 2"),
    (HEAD + ",T,5,1,X\n,T,5,2,Y\n", "#1 5.00 ? ? X 2|#2 5.00 ? ? Y 3", ""),
    ("ID,Amount,Recipient\na,5,X\na,5,Y\n", "a 5.00 ? ? X 2|a 5.00 ? ? Y 3", ""),
    ("Identifier,Amount Awarded,Officer\na,5,X\na,5,Y\n", "a 5.00 ? ? ? 2|a 5.00 ? ? ? 3",
     "line 3: award: has the id of line 2, but another `Officer`: a separate award"),
    ("Identifier,Amount Awarded,Recipient Org:Identifier,Recipient Org:Location:Name\na,5,1,P\na,5,1,Q\n", "a 5.00 ? ? 1 2",
     "line 3: merged: adds `recipientOrganization` to the award of line 2"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "awards", "notes"), MERGED)
def test_rows_of_one_identifier_are_one_award_only_where_they_agree(
    content: str, awards: str, notes: str, tmp_path: Path
) -> None:
    _, result = read(content.encode(), tmp_path)
    assert "|".join(map(display, result.awards)) == awards
    assert "|".join(remarks(result.accounting)) == notes


def test_what_two_rows_both_hold_is_there_once_in_their_award(tmp_path: Path) -> None:
    head = "Identifier,Amount Awarded,Recipient Org:Name,Planned Dates:Duration (months)\n"
    _, result = read(f"{head}a,5,X,12\na,5,Y,12\n".encode(), tmp_path)
    assert result.grants == (
        {
            "id": "a",
            "amountAwarded": 5,
            "recipientOrganization": [{"name": "X"}, {"name": "Y"}],
            "plannedDates": [{"duration": 12}],
        },
    )


def test_a_row_is_the_grant_that_it_would_be_in_json(tmp_path: Path) -> None:
    headings = (
        "Identifier,Amount Awarded,Award Date,Planned Dates:Duration (months),Recipient Org:Name,Recipient Org:Location:0:Name"
    )
    more = "Beneficiary Location:Latitude,Related Activity,Last modified,Officer"
    _, result = read(f"{headings},{more}\nx,£26,17/11/2015,12,A,P,51.50,a;b,17/11/2015,Bob\n".encode(), tmp_path)
    assert result.awards[0].grant == result.grants[0]
    assert {key: str(value) for key, value in result.grants[0].items()} == {
        "id": "x", "amountAwarded": "26", "currency": "GBP", "awardDate": "2015-11-17", "plannedDates": "[{'duration': 12}]",
        "recipientOrganization": "[{'name': 'A', 'location': [{'name': 'P'}]}]",
        "beneficiaryLocation": "[{'latitude': Decimal('51.5')}]",
        "relatedActivity": "['a', 'b']", "dateModified": "17/11/2015",
    }  # fmt: skip
    assert result.awards[0].extra == {"Officer": "Bob"}


_GUESSED = "the text is not UTF-8, and is read as cp1252 (Windows, Western European)"
NOTES = [
    (b"Recipient,Amount\nCaf\xe9,1\n", [_GUESSED]),
    (b"Recipient,Amount\nCaf\xe9 \x81,1\n", [
        _GUESSED, "some bytes are not text in cp1252, and shown as \ufffd"]),
    (b"\xef\xbb\xbfRecipient,Amount\nCaf\xe9,1\n", ["some bytes are not text in utf-8-sig, and shown as \ufffd"]),
    (b"Recipient,Amount\nA,1\n", []),
    (b"Recipient,Value,Amount\nA,1,2\n", ["`Value` is not read, because `Amount` is: it is `x:Value`"]),
    ("Recipient,Amount (£m)\nA,1\n".encode(), ["figures below `Amount (£m)` are times 1,000,000"]),
    (b"Recipient,Start Date\nA,17/11/2015\n", [
        "`Start Date` is read as the date of an award, because the file has no better one",
        "no column is read as the amount, so every amount is unknown; `--map amount=HEADING` reads one",
        "dates are read day first, as `17/11/2015` shows (line 2)"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "notes"), NOTES)
def test_what_was_decided_for_the_file_is_said(content: bytes, notes: list[str], tmp_path: Path) -> None:
    result, _ = read(content, tmp_path)
    assert list(result.all_notes) == notes


@pytest.mark.parametrize(("dayfirst", "date"), [(True, "2015-02-01"), (False, "2015-01-02")])
def test_what_stands_first_can_be_asked_for(dayfirst: bool, date: str, tmp_path: Path) -> None:
    result, reading = read(b"Recipient,Amount,Date\nA,5,01/02/2015\n", tmp_path, ReadOptions(dayfirst=dayfirst))
    assert (str(reading.awards[0].awarded), result.all_notes) == (date, ())


def test_a_column_can_be_asked_for(tmp_path: Path) -> None:
    _, result = read(b"Who,Cost\nA,1\n", tmp_path, ReadOptions(columns={"recipient": "Who", "amount": "Cost"}))
    assert [display(award) for award in result.awards] == ["#1 1.00 ? ? A 2"]


def test_entries_can_be_read_again_and_each_time_whole(tmp_path: Path) -> None:
    result, _ = read(b"Recipient,Amount\nA,1\n,\nB,tbc\n", tmp_path)
    first, account = list(result.entries()), result.accounting
    assert (list(result.entries()), result.accounting) == (first, account)
    assert [(each.number, each.place, [remark.reason for remark in each.remarks]) for each in first] == [
        (1, 2, []),
        (3, 4, ["amount `tbc` cannot be read"]),
    ]


def pack(name: str, *members: tuple[str, bytes]) -> bytes:
    if name == "gz":
        return gzip.compress(members[0][1])
    result = BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for path, content in members:
            archive.writestr(path, content)
    return result.getvalue()


TABLE = b"Recipient,Amount\nLeeds,100\n"
PACKED = [
    ("gzip", pack("gz", ("", TABLE))),
    ("zip", pack("zip", ("a.csv", TABLE))),
    ("zip with a note", pack("zip", ("a.csv", TABLE), ("README.md", b"x"), ("__MACOSX/._a.csv", b"x"), ("folder/", b""))),
    ("zip without a suffix", pack("zip", ("data", TABLE))),
]


@pytest.mark.parametrize("content", [row[1] for row in PACKED], ids=[row[0] for row in PACKED])
def test_what_is_packed_is_unpacked_and_what_was_written_for_that_goes(content: bytes, tmp_path: Path) -> None:
    result, reading = read(content, tmp_path)
    assert [display(award) for award in reading.awards] == [LEEDS]
    path = result.path
    assert path.exists()
    del result
    assert not path.exists()


REFUSED = [
    ("empty", b"", "`x.csv` is empty: it has 0 bytes"),
    ("blank", b"\n \n", "`x.csv` seems to be a text, and has no row of headings"),
    ("prose", b"Dear all,\nhere are the grants\n", "`x.csv` seems to be a text, and has no row of headings"),
    ("no awards", b"Name,Shoe size\nA,5\n", "`x.csv` is a table, and no column looks like grant data: `Name`, `Shoe size`"),
    ("titles only", b"Title,URL\nA,5\n", "`x.csv` is a table, and no column looks like grant data: `Title`, `URL`"),
    ("ocds", b"ocid,Amount,Title\n1,2,3\n",
     "`x.csv` seems to be data of the Open Contracting Data Standard, and has no grant awards"),
    ("html", b"\n<!DOCTYPE html><html>", "`x.csv` seems to be a web page, and has no awards that can be read"),
    ("xml", b"<?xml version='1.0'?><a/>", "`x.csv` seems to be XML or HTML, and has no awards that can be read"),
    ("pdf", b"%PDF-1.7\n", "`x.csv` seems to be a PDF document, and has no awards that can be read"),
    ("bytes", bytes(range(32)) * 9, "`x.csv` seems to be a binary file, and has no awards that can be read"),
    ("short gzip", gzip.compress(TABLE * 99, mtime=0)[:-9], "`x.csv` is packed and damaged, or cut short"),
    ("bad gzip", b"\x1f\x8bxxxxxxxxxxxxxxxxx", "`x.csv` is packed and damaged, or cut short"),
    ("short zip", pack("zip", ("a.csv", TABLE))[:-30],
     "`x.csv` is a zip file or a workbook that is damaged, cut short or locked: file is not a zip file"),
    ("several", pack("zip", ("a.csv", TABLE), ("b.csv", TABLE)),
     "`x.csv` is a zip file that should have one file of data, and has `a.csv`, `b.csv`"),
    ("nothing packed", pack("zip"), "`x.csv` is a zip file that should have one file of data, and has none"),
    ("open quote", b'Recipient,Amount\nA,1\n"B,2\nC,3\n', "a quotation mark is opened and never closed"),
    ("ambiguous", b"Recipient,Date\nA,01/02/2015\n",
     "`01/02/2015` could be two dates, and nothing in the file says which comes first"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "message"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_holds_no_awards_is_refused_with_what_it_seems_to_be(content: bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(content, tmp_path)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_quotation_mark_that_is_never_closed_has_its_line(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(b'Recipient,Amount\nA,1\n"B,2\nC,3\n', tmp_path)
    assert str(caught.value.place) == "x.csv:3"


@pytest.mark.parametrize("path", ["nowhere.csv", "."])
def test_a_path_that_cannot_be_read_is_an_error(path: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        open_reader(tmp_path / path, path, ReadOptions())
    assert caught.value.message in {f"cannot read `{path}`: no such file or directory", f"cannot read `{path}`: is a directory"}


DIALECTS = [
    (b"Recipient,Amount\nA,1\n", "utf-8 , \n 1 0 False"),
    (b"\xef\xbb\xbf\r\nGrants;\r\n\r\nRecipient;Amount\r\nA;1\r\n", "utf-8-sig ; \r\n 4 1 False"),
    (b"Recipient|Amount\rA|1\r", "utf-8 | \r 1 0 False"),
    (b"Recipient,Amount\nCaf\xe9,1", "cp1252 , \n 1 0 False"),
    (gzip.compress(b"Recipient\tAmount\nA\t1\n", mtime=0), "utf-8 \t \n 1 0 True"),
    ("Recipient,Amount\nA,1\n".encode("utf-16"), "utf-16 , \n 1 0 False"),
]


@pytest.mark.parametrize(("content", "result"), DIALECTS)
def test_how_a_table_is_written_can_be_asked(content: bytes, result: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    form = dialect(path)
    assert f"{form.encoding} {form.delimiter} {form.newline} {form.line} {form.head} {form.compressed}" == result
    assert form.headings == ("Recipient", "Amount")


CELLS = st.sampled_from(["", " ", "Total", "a", "b", "5", "£5", "tbc", "2019-01-01", "Recipient Org:Name", 'x"y', "x\ny", "é"])
TABLES = st.lists(st.lists(CELLS, max_size=6), max_size=12)
TITLES = "Identifier,Amount Awarded,Award Date,Recipient Org:Name,Recipient Org:1:Name"


def quote(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set('"\n,') else cell


@given(table=TABLES, end=st.sampled_from(["\n", "\r\n", "\r"]), encoding=st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_rows_read_are_awards_and_merged_and_blank_and_set_aside_exactly(
    table: list[list[str]], end: str, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lines = [TITLES, *(",".join(map(quote, cells)) for cells in table)]
    result, reading = read(end.join(lines).encode(encoding), tmp_path_factory.mktemp("table"))
    account = reading.accounting
    assert account is not None
    assert account.read == sum(cells not in ([], [""]) for cells in table)
    assert account.read == account.awards + account.merged + account.blank + account.skipped
    assert account.awards == len(reading.awards) == len(list(result.entries()))
    assert len(set(_places(reading.awards))) == account.awards


def _places(awards: tuple[Award, ...]) -> Iterator[int | str | None]:
    return (award.line for award in awards)


@given(content=st.binary(max_size=400), headed=st.booleans())
def test_no_bytes_end_in_anything_but_awards_or_an_error(
    content: bytes, headed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    try:
        _, result = read((b"Recipient,Amount\n" if headed else b"") + content, tmp_path_factory.mktemp("bytes"))
    except DataError:
        return
    assert result.accounting is not None
    assert len(result.awards) <= result.accounting.read
