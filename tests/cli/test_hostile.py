"""What comes broken, hostile or enormous, and places with no room: each is answered, or refused in a line, and soon."""

import codecs
import gzip
import json
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from growth import LINEAR, growth

from conftest import Run
from grantcli.ingest import file_kind, workbook_details

HEAD = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Name,Funding Org:Name\n"
ENGINES = ("memory", "duckdb")
TOTAL = ("total", "-f", "csv", "-c", "awards,total")


def rows(count: int) -> str:
    return HEAD + "".join(f"a{number},T,GBP,{number},2019-04-01,L,G\n" for number in range(count))


def long_rows(count: int) -> str:
    """Rows of 400 characters, so that few come to a megabyte."""
    return rows(count).replace(",T,", f",{'long ' * 75},")


# What is no file


@pytest.mark.costly
def test_standard_input_that_is_closed_is_a_fault_of_the_data(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m grantcli total --data - <&-'
    done = subprocess.run(["bash", "-c", command], env=clean_env, cwd=tmp_path, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("grantcli: error: `standard input` is closed\nhint: ")


@pytest.mark.parametrize("words", [("total",), ("total", "--engine", "duckdb"), ("check",)], ids=" ".join)
def test_a_socket_is_a_fault_of_the_data(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(tmp_path / "s"))
        done = run(*words, "--data", "s")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("grantcli: error: cannot read `s`: no such device or address\nhint: ")


# Bytes


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("mark", ["utf-32-le", "utf-32-be"])
def test_utf_32_is_read_as_any_unicode(run: Run, tmp_path: Path, engine: str, mark: str) -> None:
    first = {"utf-32-le": codecs.BOM_UTF32_LE, "utf-32-be": codecs.BOM_UTF32_BE}[mark]
    (tmp_path / "a.csv").write_bytes(first + rows(3).encode(mark))
    assert run(*TOTAL, "--engine", engine, "--data", "a.csv").out == "awards,total\n3,3.00\n"


# Names that mislead, and figures at the limit


@pytest.mark.sample(4)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["a.csv.gz", "a.zip", "a.xlsx", "Currency=EUR/a.csv", "year=2019/a.csv"])
def test_a_table_is_read_as_what_it_is_whatever_its_name(run: Run, tmp_path: Path, engine: str, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("Recipient,Amount\nA,5\nB,6\n")
    done = run("total", "--by", "fy", "-f", "csv", "-c", "currency,awards,total", "--engine", engine, "--data", name)
    assert (done.code, done.out) == (0, "currency,awards,total\n,2,11.00\n")


GRANT = {"id": "a", "amountAwarded": 5, "currency": "GBP", "recipientOrganization": [{"id": "r", "name": "R"}]}


@pytest.mark.costly
@pytest.mark.parametrize("form", ["csv", "jsonl", "json", "parquet"])
@pytest.mark.parametrize("name", ["currency=EUR", "lead=Nobody", "id=z"])
def test_a_name_of_a_folder_is_never_taken_for_what_a_file_says(tmp_path: Path, form: str, name: str, run: Run) -> None:
    data, cache = tmp_path / name / f"a.{form}", tmp_path / "cache" / name
    data.parent.mkdir()
    table = """SELECT 'a' AS "Identifier", 5 AS "Amount Awarded", 'GBP' AS "Currency", 'R' AS "Recipient Org:Name\""""
    if form in {"csv", "parquet"}:
        duckdb.execute(f"COPY ({table}) TO '{data}'")
    else:
        data.write_text(json.dumps(GRANT if form == "jsonl" else {"grants": [GRANT]}))
    words = ("list", "-c", "id,recipient,amount,currency", "-f", "csv", "--data", str(data))
    for engine in ENGINES:
        done = run(*words, "--engine", engine, env={"XDG_CACHE_HOME": str(cache)})
        assert (done.code, done.out) == (0, "id,recipient,amount,currency\na,R,5.00,GBP\n"), done.err


LARGEST = HEAD + "".join(f"a{number},T,GBP,{10**15 - number}.01,2018-05-01,L,G\n" for number in range(3))
TOTALS: tuple[tuple[str, ...], ...] = (
    (), ("--real", "2024-25"), ("--split", "--by", "recipient"), ("--by", "amount:bands"), ("--by", "fy", "--real", "2024-25"),
    ("--by", "per_year"), ("saving>=5",),
)  # fmt: skip


@pytest.mark.costly
@pytest.mark.parametrize("question", TOTALS, ids=" ".join)
def test_the_largest_amounts_are_as_exact_in_one_engine_as_in_the_other(
    run: Run, tmp_path: Path, question: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text(LARGEST)
    memory, duckdb = (run("total", *question, "-f", "csv", "--data", "a.csv", "--engine", engine) for engine in ENGINES)
    assert (duckdb.code, duckdb.out, duckdb.err) == (memory.code, memory.out, memory.err) == (0, memory.out, memory.err)


# Bombs

_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def workbook(path: Path, cells: str) -> None:
    """Write a workbook of two awards, and these rows."""
    row = '<row r="{0}">' + "".join(f'<c r="{column}{{0}}" t="inlineStr"><is><t>{{{n}}}</t></is></c>' for n, column in
                                    enumerate("ABC", 1)) + "</row>"  # fmt: skip
    table = [("Identifier", "Amount", "Recipient"), ("a", "1", "L"), ("b", "2", "L")]
    rows = "".join(row.format(number, *texts) for number, texts in enumerate(table, 1))
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}{cells}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)


FAR = '<row r="1048576"><c r="XFD1048576"{}</row>'


@pytest.mark.costly
@pytest.mark.parametrize("engine", ENGINES)
def test_a_cell_far_away_does_not_end_the_process(process: Run, tmp_path: Path, engine: str) -> None:
    workbook(tmp_path / "far.xlsx", FAR.format(' t="inlineStr"><is><t>x</t></is></c>'))
    done = process(*TOTAL, "--engine", engine, "--data", "far.xlsx")
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        "grantcli: error: `far.xlsx` has a sheet of 1,048,576 rows and 16,384 columns, which would take 549.8 GB of memory,"
        " and is not read\n"
        "hint: delete what stands far from the table, or give the data as CSV; `--max-unpacked SIZE` allows more, such as 20GB\n"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cell_far_away_that_only_has_a_style_is_nothing(run: Run, tmp_path: Path, engine: str) -> None:
    workbook(tmp_path / "far.xlsx", FAR.format(' s="0"/>'))
    assert run(*TOTAL, "--engine", engine, "--data", "far.xlsx").out == "awards,total\n2,3.00\n"


@pytest.mark.slow
def test_a_workbook_that_unpacks_a_hundredfold_too_far_is_refused(run: Run, tmp_path: Path) -> None:
    far = f'<row r="4"><c r="A4" t="inlineStr"><is><t>{"x" * 120_000_000}</t></is></c></row>'
    workbook(tmp_path / "bomb.xlsx", far)
    done = run(*TOTAL, "--data", "bomb.xlsx")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("grantcli: error: `bomb.xlsx` unpacks to 114 MiB from ")


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def test_an_open_document_that_repeats_a_row_a_million_times_is_refused_in_a_line(run: Run, tmp_path: Path) -> None:
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" '
    row += 'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:document-content {names}><office:body><office:spreadsheet>"
    content += f'<table:table table:name="S">{row}</table:table></office:spreadsheet></office:body></office:document-content>'
    manifest = (
        f'<m:manifest xmlns:m="{_ODF}:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{_SPREADSHEET}"/></m:manifest>'
    )
    with zipfile.ZipFile(tmp_path / "a.ods", "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in {"mimetype": _SPREADSHEET, "META-INF/manifest.xml": manifest, "content.xml": content}.items():
            file.writestr(name, text)
    done = run("total", "--data", "a.ods")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("grantcli: error: `a.ods` is a workbook that cannot be read: Cell limit exceeded")
    assert done.err.endswith("\nhint: save it again, or give the data as CSV\n")


@pytest.mark.costly
def test_a_limit_that_a_user_raises_lets_a_large_sheet_be_read(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    monkeypatch.setattr(workbook_details, "_GRID", 1_000)
    cells = '<row r="20000"><c r="H20000" t="inlineStr"><is><t>x</t></is></c></row>'
    workbook(tmp_path / "far.xlsx", cells)
    words = (*TOTAL, "--every-row", "--data", "far.xlsx")
    refused = run(*words)
    assert (refused.code, refused.out) == (3, "")
    assert "20,000 rows and 8 columns, which would take 5.1 MB of memory" in refused.err
    assert "; `--max-unpacked SIZE` allows more" in refused.err
    assert run(*words, "--max-unpacked", "5MB").code == 3
    assert run(*words, "--max-unpacked", "6MB").out == "awards,total\n3,3.00\n"


def test_a_limit_that_a_user_raises_lets_a_tightly_packed_workbook_be_read(
    monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path
) -> None:
    monkeypatch.setattr(workbook_details, "_LARGEST_SHEET", 100_000)
    workbook(tmp_path / "tight.xlsx", f'<row r="4"><c r="A4" t="inlineStr"><is><t>{"x" * 2_000_000}</t></is></c></row>')
    words = (*TOTAL, "--every-row", "--data", "tight.xlsx")
    assert run(*words).err.startswith("grantcli: error: `tight.xlsx` unpacks to 1 MiB from ")
    assert run(*words, "--max-unpacked", "1MB").code == 3
    assert run(*words, "--max-unpacked", "3MB").out == "awards,total\n3,3.00\n"


@pytest.mark.costly
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["-", "many.csv.gz"])
def test_what_comes_to_more_than_the_limit_is_refused_and_read_when_it_is_raised(
    run: Run, tmp_path: Path, name: str, engine: str
) -> None:
    many = long_rows(4_000).encode()
    (tmp_path / "many.csv.gz").write_bytes(gzip.compress(many))
    words = (*TOTAL, "--engine", engine, "--no-cache", "--data", name, "--max-unpacked")
    done = run(*words, "1MB", stdin=many)
    what = "standard input" if name == "-" else name
    assert (done.code, done.out) == (3, "")
    assert done.err == (
        f"grantcli: error: `{what}` comes to more than 1 MB, and is not read\n"
        "hint: `--max-unpacked SIZE` allows more, such as 20GB\n"
    )
    assert run(*words, "5MB", stdin=many).out == "awards,total\n4000,7998000.00\n"


@pytest.mark.costly
def test_room_on_the_disk_is_not_asked_for_where_a_limit_is_given(monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    monkeypatch.setattr(file_kind, "_ROOM", 1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 19))
    many = long_rows(4_000).encode()
    refused = run(*TOTAL, "--data", "-", stdin=many)
    assert (refused.code, "; `--max-unpacked SIZE` allows more" in refused.err) == (1, True)
    assert run(*TOTAL, "--data", "-", "--max-unpacked", "5MB", stdin=many).code == 0


def test_a_limit_is_a_size_and_goes_with_a_file(run: Run) -> None:
    assert run("total", "--data", "example", "--max-unpacked", "much").err.startswith(
        "grantcli: error: --max-unpacked: `much` is not a size\nhint: for example --max-unpacked 2GB\n"
    )
    assert run("total", "--max-unpacked", "2GB").err.startswith("grantcli: error: --max-unpacked goes with --data\n")


def test_a_pipe_that_never_ends_leaves_room_on_the_disk(monkeypatch: pytest.MonkeyPatch, run: Run, tmp_path: Path) -> None:
    monkeypatch.setattr(file_kind, "_ROOM", 5 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 20))
    (tmp_path / "passing").mkdir()
    done = run(*TOTAL, "--data", "-", env={"TMPDIR": str(tmp_path / "passing")}, stdin=b"a,b\n" * (2 << 20))
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("grantcli: error: cannot write a temporary file: it is more than ")
    assert list((tmp_path / "passing").iterdir()) == []


# Growth


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("heading", ["c{}", "c"], ids=["all other", "all the same"])
def test_time_grows_with_columns_and_not_with_their_square(run: Run, tmp_path: Path, engine: str, heading: str) -> None:
    def ask(count: int) -> None:
        names, cells = (",".join(each.format(number) for number in range(count)) for each in (heading, "x{}"))
        (tmp_path / f"{count}.csv").write_text(f"{names},Amount\n{cells},5\n")
        done = run(*TOTAL, "--engine", engine, "--no-cache", "--data", f"{count}.csv")
        assert (done.code, done.out) == (0, "awards,total\n1,5.00\n")

    assert growth(ask, 500 if engine == "duckdb" else 2_000) < LINEAR


def _grants(grants: Iterable[object]) -> bytes:
    return json.dumps({"grants": list(grants)}).encode()


def _sheets(count: int) -> bytes:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for number in range(count):
            sheet = book.add_worksheet(f"S{number}")
            for row, cells in enumerate([("Recipient", "Amount"), *((f"R{n}", n) for n in range(20))]):
                sheet.write_row(row, 0, cells)
    return content.getvalue()


def _nest(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = {"more": [value]}
    return value


FILES: dict[str, tuple[str, int, Callable[[int], bytes]]] = {
    "rows": ("a.csv", 1_500, lambda count: rows(count).encode()),
    "rows of one identifier that differ": (
        "a.csv", 1_000, lambda count: (HEAD + "".join(f"a,T{n},GBP,{n},2019-04-01,L{n},G\n" for n in range(count))).encode()),
    "rows of one identifier that agree": (
        "a.csv", 1_000, lambda count: (HEAD + "a,T,GBP,5,2019-04-01,L,G\n" * count).encode()),
    "names of one organisation": (
        "a.json", 500, lambda count: _grants({"id": f"a{n}", "amountAwarded": 5, "recipientOrganization": [
            {"id": "GB-CHC-1000001", "name": f"Name {n}"}]} for n in range(count))),
    "recipients of one grant": (
        "a.json", 500, lambda count: _grants([{"id": "a", "amountAwarded": 5, "recipientOrganization": [
            {"id": f"x-{n}", "name": f"Name {n}"} for n in range(count)]}])),
    "nesting": ("a.json", 40, lambda count: _grants({"id": f"a{n}", "value": 5, "more": _nest(count)} for n in range(99))),
    "sheets": ("a.xlsx", 10, _sheets),
    "headings again": ("a.csv", 500, lambda count: (HEAD + (HEAD + "a,T,GBP,5,2019-04-01,L,G\n") * count).encode()),
}  # fmt: skip
"""What grows in a file: its name, the size from which it grows fourfold, and its content at a size."""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", FILES)
def test_time_grows_with_a_file_and_not_with_its_square(run: Run, tmp_path: Path, engine: str, name: str) -> None:
    path, size, content = FILES[name]

    def ask(count: int) -> None:
        (tmp_path / f"{count}{path}").write_bytes(content(count))
        done = run(*TOTAL, "--engine", engine, "--no-cache", "--data", f"{count}{path}")
        assert done.code == 0, done.err

    assert growth(ask, size) < LINEAR


def _terms(count: int) -> str:
    return " or ".join(f"title:t{number}" for number in range(count))


QUESTIONS: dict[str, Callable[[int], str]] = {
    "terms": _terms,
    "words": lambda count: " ".join(f"w{number}" for number in range(count)),
    "a long word": lambda count: "x" * (100 * count),
    "a long quote": lambda count: '"' + "x " * (50 * count) + '"',
    "blanks": lambda count: "title:x" + " " * (100 * count) + "fy:2020-21",
}


@pytest.mark.costly
@pytest.mark.parametrize("name", QUESTIONS)
def test_time_grows_with_a_question_and_not_with_its_square(run: Run, name: str) -> None:
    def ask(count: int) -> None:
        assert run("list", "-f", "csv", "-c", "id", QUESTIONS[name](count)).code == 0

    assert growth(ask, 200) < LINEAR


@pytest.mark.costly
@pytest.mark.parametrize("words", [("list",), ("list", "--engine", "duckdb")], ids=" ".join)
def test_deep_parentheses_are_answered_or_refused_in_a_line(run: Run, words: tuple[str, ...]) -> None:
    for depth in (10, 50, 1_000, 100_000):
        done = run(*words, "-f", "csv", "-c", "id", "(" * depth + "leeds" + ")" * depth)
        assert done.code in {0, 2}, done.err
        assert (done.code == 0) or done.err.count("grantcli: error: ") == 1


@pytest.mark.costly
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("cell", ["2019{}-04", "{}", "1{}2", "x{}", "1 {}000"])
@pytest.mark.parametrize("column", [3, 4, 5])
def test_time_grows_with_a_cell_of_blanks_and_not_with_its_square(
    run: Run, tmp_path: Path, engine: str, cell: str, column: int
) -> None:
    def ask(count: int) -> None:
        cells = ["a", "T", "GBP", "1", "2019-04-01", "L", "G"]
        cells[column] = cell.format(" " * count)
        (tmp_path / f"{count}.csv").write_text(f"{HEAD}{','.join(cells)}\n")
        assert run(*TOTAL, "--engine", engine, "--no-cache", "--data", f"{count}.csv").code == 0

    assert growth(ask, 100_000) < LINEAR


# Places with no room


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system of 100 KB."""
    place = tmp_path / "small"
    place.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", place], capture_output=True, check=False).returncode:
        pytest.skip("a small file system can only be mounted by root")
    yield place
    subprocess.run(["umount", "--lazy", place], capture_output=True, check=True)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", ["-", "many.csv.gz"])
def test_temporary_files_that_have_no_room_are_an_error_with_a_hint(
    run: Run, small: Path, tmp_path: Path, engine: str, name: str
) -> None:
    many = long_rows(2_000).encode()
    (tmp_path / "many.csv.gz").write_bytes(gzip.compress(many))
    done = run(*TOTAL, "--engine", engine, "--data", name, env={"TMPDIR": str(small)}, stdin=many)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "grantcli: error: cannot write a temporary file: no space left on device\n"
        "hint: TMPDIR=FOLDER says where else they may go\n"
    )
    assert list(small.iterdir()) == []


@pytest.mark.slow
def test_a_cache_that_is_full_by_the_second_question_breaks_no_answer(run: Run, tmp_path: Path, small: Path) -> None:
    (tmp_path / "many.csv").write_text(rows(400))
    question = ("--engine", "duckdb", "--data", "many.csv")
    env = {"XDG_CACHE_HOME": str(small)}
    assert run(*TOTAL, *question, env=env).out == "awards,total\n400,79800.00\n"
    assert list((small / "grantcli" / "copies").iterdir()) != []
    with (small / "filled").open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 512):
                pass
        except OSError:
            pass
    for words in (("list", "title:T", "-f", "csv"), ("list", "--explain", "-f", "csv"), ("check", "-f", "csv"), ("show", "a7")):
        assert run(*words, *question, env=env) == run(*words, *question, "--no-cache")


@pytest.mark.parametrize("home", ["/dev/null/x", "/proc/x"])
def test_a_question_that_cannot_be_kept_is_an_error_with_a_hint(run: Run, home: str) -> None:
    done = run("save", "q", "total", env={"XDG_CONFIG_HOME": home})
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith(f"grantcli: error: cannot write to `{home}/grantcli/questions.yaml`: ")
    assert "\nhint: XDG_CONFIG_HOME says where questions are saved; --file FILE names a file\n" in done.err


# Processes at once


@pytest.mark.costly
def test_questions_saved_at_once_are_all_kept(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    env = {**clean_env, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    started = [
        subprocess.Popen([sys.executable, "-m", "grantcli", "save", f"q{number}", "total"], env=env, stderr=subprocess.PIPE)
        for number in range(8)
    ]
    assert [(each.communicate()[1].startswith(b"note: saved as"), each.returncode) for each in started] == [(True, 0)] * 8
    text = (tmp_path / "config" / "grantcli" / "questions.yaml").read_text()
    assert sorted(line for line in text.splitlines() if line.startswith("q")) == [f"q{number}:" for number in range(8)]
    assert [each.name for each in (tmp_path / "config" / "grantcli").iterdir()] == ["questions.yaml"]


def test_of_two_questions_of_one_name_saved_at_once_the_second_is_refused(tmp_path: Path) -> None:
    from grantcli.cli.question_file import Question, keep, questions
    from grantcli.errors import UsageError

    one, two = (questions(tmp_path / "q.yaml", new=True) for _ in range(2))
    keep(one, Question("q", "total"))
    with pytest.raises(UsageError, match="`q` has just been saved"):
        keep(two, Question("q", "list"))
    assert questions(tmp_path / "q.yaml").known["q"].run == "total"


# Statements that fail


@dataclass
class Failing:
    """A connection to DuckDB whose statements, and those of its cursors, fail once: the `number`th of them."""

    connection: Any
    statements: list[str]
    number: int
    error: type[Exception]

    def execute(self, text: str, *parameters: object) -> object:
        self.statements.append(text)
        if len(self.statements) == self.number:
            raise self.error("could not write to the file: no space left on device")
        result = self.connection.execute(text, *parameters)
        return self if result is self.connection else result

    def cursor(self) -> "Failing":
        return replace(self, connection=self.connection.cursor())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["IOException", "OutOfMemoryException"])
def test_whichever_statement_fails_there_is_an_error_or_the_right_answer(
    kind: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import _duckdb

    connect, statements, cache = _duckdb.connect, list[str](), tmp_path / "cache"
    (tmp_path / "a.csv").write_text("Recipient,Amount,Currency\nA,5,GBP\nB,6,GBP\nA,7,GBP\n")
    words = ("total", "--by", "recipient", "--engine", "duckdb", "-f", "csv", "-c", "recipient,total", "--data", "a.csv")
    codes, number = set[int](), 0
    while not codes or number <= len(statements):
        number += 1
        statements.clear()
        shutil.rmtree(cache, ignore_errors=True)

        def failing(*places: Any, number: int = number, **options: Any) -> Failing:
            return Failing(connect(*places, **options), statements, number, getattr(_duckdb, kind))

        monkeypatch.setattr(_duckdb, "connect", failing)
        done = run(*words, env={"XDG_CACHE_HOME": str(cache)})
        assert done.code in {0, 1, 3}, done.err
        assert done.out == ("recipient,total\nA,12.00\nB,6.00\n" if done.code == 0 else ""), (number, statements[number - 1])
        assert not list(cache.glob("**/*.new"))
        codes.add(done.code)
    assert codes > {0}
    assert number > 30
