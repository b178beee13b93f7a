"""Tries what a machine can think of, and says what went wrong: `make fuzz MINUTES=5 SEED=1`.

Every other try damages a file of some form, byte by byte, and asks it with both engines; the others take the targets of
`fuzz_targets.py` in turn. What is right: an exit code of ours (0, 1, 2 or 3), an error with a hint or a place, and the same
answer of both engines. A find becomes a row of a table, or a test of its kind, before it is mended.
"""

import csv
import gzip
import io
import json
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

from fuzz_targets import TARGETS, result_faults
from running import in_this_process

HEADINGS = ("Identifier", "Title", "Description", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Identifier",
            "Recipient Org:Name", "Funding Org:Name", "Grant Programme:Title", "Officer")  # fmt: skip
ROWS = [
    ("a1", "Café £", "x" * 40, "GBP", "1,000.50", "2019-04-01", "GB-LAE-LDS", "Leeds", "Giver", "P", "Ann"),
    ("a2", "Two\nlines", "", "EUR", "(5)", "01/02/2016", "", "Croydon", "Giver", "", ""),
    ("a3", 'A "quote"', "d", "GBP", "tbc", "2016-05", "GB-CHC-1", "Adur; Worthing", "Other", "Q", " "),
    ("", "", "", "", "", "", "", "", "", "", ""),
    ("a1", "Café £", "x" * 40, "GBP", "1000.50", "2019-04-01", "GB-LAE-LDS", "Leeds", "Giver", "P", "Bob"),
    ("Total", "", "", "", "2001", "", "", "", "", "", ""),
]
Form = Callable[[], bytes]


def _csv(delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([HEADINGS, *ROWS])
    return text.getvalue().encode(encoding)


def _json() -> bytes:
    grants = [
        {"id": row[0], "title": row[1], "currency": row[3], "amountAwarded": row[4], "awardDate": row[5],
         "recipientOrganization": [{"id": row[6], "name": row[7]}], "fundingOrganization": [{"name": row[8]}], "x": [1]}
        for row in ROWS
    ]  # fmt: skip
    return json.dumps({"version": "1.1", "grants": grants}, indent=1, ensure_ascii=False).encode()


def _zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("grants.csv", _csv())
    return buffer.getvalue()


def _parquet() -> bytes:
    import _duckdb

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(_csv())
        read = f"read_csv('{folder}/a.csv', all_varchar = true)"
        _duckdb.connect(":memory:").execute(f"COPY (FROM {read}) TO '{folder}/a.parquet' (FORMAT parquet)")
        return (Path(folder) / "a.parquet").read_bytes()


def _xlsx() -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, *ROWS]):
            sheet.write_row(number, 0, row)
    return buffer.getvalue()


def _yaml() -> bytes:
    return (b"form: grantcli awards 1\nawards:\n  - {id: a, title: T, amount: 5, currency: GBP, basis: stated, awarded: 2019}\n"
            b"  - {id: b, basis: unknown, rule: x}\n")  # fmt: skip


FORMS: Mapping[str, Form] = {
    "a.csv": _csv,
    "a.tsv": lambda: _csv("\t", end="\r\n"),
    "utf16.csv": lambda: _csv(";", "utf-16"),
    "cp1252.csv": lambda: _csv(",", "cp1252"),
    "a.json": _json,
    "a.jsonl": lambda: b"\n".join(json.dumps(each).encode() for each in json.loads(_json())["grants"]),
    "a.csv.gz": lambda: gzip.compress(_csv(), mtime=0),
    "a.zip": _zip,
    "a.parquet": _parquet,
    "a.xlsx": _xlsx,
    "a.yaml": _yaml,
}
AWKWARD = (b"\0", b"\xff", b"\xed\xa0\x80", b"\x1b[2J", b"\xe2\x80\xa8", b"\x85", b'"', b"\r", b"\n", b",", b"1e99999999", b"NaN",
           b"-", b"[" * 50, b"{" * 50, b"9" * 5000, b"\\ud800", b"=1+1", b"99999-01-01", b"\t", b"\x1c", b"")  # fmt: skip


def damage(content: bytes, random: Random) -> bytes:
    """Return the bytes with one to four places changed: flipped, cut, doubled or replaced by something awkward."""
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        at = random.randrange(len(changed) + 1)
        end = min(len(changed), at + random.choice((0, 1, 1, 2, 8, 200)))
        match random.randrange(5):
            case 0 if at < len(changed):
                changed[at] ^= 1 << random.randrange(8)
            case 1:
                del changed[at:end]
            case 2:
                changed[at:at] = changed[at:end] * random.choice((1, 2, 50))
            case 3:
                del changed[at:]
            case _:
                changed[at:end] = random.choice(AWKWARD)
        changed = changed or bytearray(b" ")
    return bytes(changed)


QUESTIONS = (("list", "-f", "csv", "-c", "id,title,lead,funder,amount,currency,awarded"), ("total", "--by", "lead", "-f", "json"))


def faults(path: Path, folder: Path) -> Iterator[str]:
    """Yield what is wrong with what the program makes of a file."""
    env = {"PATH": "", "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "LANG": "C.UTF-8"}
    for words in QUESTIONS:
        done = {engine: in_this_process((*words, "--data", path.name, "--engine", engine), env, folder)
                for engine in ("memory", "duckdb")}  # fmt: skip
        for engine, result in done.items():
            yield from (f"{engine}: {each}" for each in result_faults(result))
        one, other = done.values()
        if path.suffix != ".yaml" and (one.code, one.stdout) != (other.code, other.stdout):
            yield f"{words[0]}: memory {one.code} {one.stdout[-300:]!r}, duckdb {other.code} {other.stdout[-300:]!r}"


def write_file(seed: int, number: int, folder: Path) -> tuple[Path, list[str]]:
    """Write the damaged file of this number, and return it with what is wrong with it."""
    random = Random(f"{seed} {number}")  # noqa: S311 - the same files for the same seed
    path = folder / random.choice(sorted(FORMS))
    path.write_bytes(damage(FORMS[path.name](), random))
    return path, list(faults(path, folder))


def target(name: str, seed: int, number: int, folder: Path) -> list[str]:
    """Return what a target finds wrong at this number; an exception is a find too."""
    random = Random(f"{seed} {name} {number}")  # noqa: S311 - the same for the same seed
    try:
        return list(TARGETS[name](random, folder))
    except Exception:  # noqa: BLE001 - whatever it is, it is no error of ours
        return [traceback.format_exc()[-800:]]


def attempt(seed: int, number: int, folder: Path) -> tuple[str, list[str]]:
    """Return what was tried at this number, and what is wrong: a damaged file, or a target in its turn."""
    if number % 2 == 0:
        path, wrong = write_file(seed, number, folder)
        if wrong:
            CASES.mkdir(parents=True, exist_ok=True)
            (CASES / f"{seed}-{number}-{path.name}").write_bytes(path.read_bytes())
        return path.name, wrong
    name = [*TARGETS][number // 2 % len(TARGETS)]
    return name, target(name, seed, number, folder)


CASES = Path("build") / "fuzz"
"""Where files with a fault are kept."""


def main() -> int:
    """Run for so many minutes from a seed, and say what was tried and what was found."""
    minutes, seed = float(sys.argv[1]), int(sys.argv[2])
    tried: Counter[str] = Counter()
    faults, end = 0, time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory(prefix="grantcli-fuzz-") as folder:
        while time.monotonic() < end:
            number = tried.total()
            name, wrong = attempt(seed, number, Path(folder))
            for each in wrong:
                sys.stdout.write(f"{name}, SEED={seed}, number {number}: {each}\n")
            tried[name] += 1
            faults += bool(wrong)
    sys.stdout.write(f"SEED={seed}: {tried.total():,} tries, {faults:,} with a fault\n")
    sys.stdout.write(", ".join(f"{name} {count:,}" for name, count in sorted(tried.items())) + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
