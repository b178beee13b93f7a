"""What `make fuzz` tries besides damaged files: each target makes something at random, and yields what is wrong with it.

A target takes a source of chance and a folder of its own. What it makes follows from the chance alone, so that a find comes
back by its number.
"""

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random

from running import Result, in_this_process

from grantcli.backends.address import address, mask_passwords
from grantcli.errors import GrantcliError
from grantcli.query.parse import parse

Target = Callable[[Random, Path], Iterator[str]]
HEADINGS = ("Identifier", "Title", "Currency", "Amount Awarded", "Award Date", "Recipient Org:Name", "Funding Org:Name", "Ward")
_MESSAGE = re.compile(r"^hint: |^grantcli: error: \S+:\d+: ", re.MULTILINE)
_STEERS = re.compile(r"[\0-\x09\x0b-\x1f\x7f-\x9f]")
OUGHT = {0, 1, 2, 3}
TEXTS = ("Leeds", "Café £", "a\tb", " x ", "\u2028", "\x85", "\x1c", "Two\nlines", 'say "no"', "=1+1", "it's",
         "ΟΔΟΣ", "İ", "ß", "%_", "#N/A", "null", "TRUE", "0", "-", "a; b", "a|b", "x" * 300, "١٢", "\u200f",
         "[red]", "")  # fmt: skip
AMOUNTS = ("5", "1,000.50", "(5)", "-3", "0", "tbc", "", "1e3", "£7", "7 GBP", "1.005", "99999999999999.99",
           "0.1", " 8 ", "+9", "5%")  # fmt: skip
DATES = ("2019-04-01", "01/02/2016", "2016", "2016-05", "", "13/13/2013", "2016-02-30", "1 May 2017", "9999-12-31", "43556")
FORMS = ("csv", "tsv", "json", "jsonl")


def ask(folder: Path, *words: str, env: Mapping[str, str] | None = None) -> Result:
    """Run a command line in a folder, with a cache and a home of its own."""
    own = {"PATH": "", "HOME": str(folder), "XDG_CACHE_HOME": str(folder / "cache"), "LANG": "C.UTF-8"}
    return in_this_process(words, {**own, **(env or {})}, folder)


def result_faults(result: Result) -> Iterator[str]:
    """Yield what no answer may be: another exit code, an error without a hint or a place, text that steers a terminal."""
    notes = result.stderr.decode(errors="replace")
    if result.code not in OUGHT:
        yield f"exit {result.code}: {notes[-400:]}"
    if result.code and (not _MESSAGE.search(notes) or result.stdout):
        yield f"an error without a hint or a place, or with an answer: {notes[-400:]}"
    if _STEERS.search(notes):
        yield f"something that steers a terminal: {notes[-400:]!r}"


def rows(random: Random) -> list[list[str]]:
    """Return rows under `HEADINGS`, awkward in every cell; some are blank, some repeat an identifier."""
    table = []
    for number in range(random.choice((0, 1, 3, 12, 60))):
        if random.random() < 0.1:
            table.append([random.choice(("", " ", "\t")) for _ in HEADINGS])
            continue
        name = random.choice((f"a{number}", f"a{number}", f"a{number // 2}", "", random.choice(TEXTS)))
        texts = [random.choice(TEXTS) for _ in range(4)]
        currency = random.choice(("GBP", "GBP", "EUR", "", "pounds"))
        table.append([name, texts[0], currency, random.choice(AMOUNTS), random.choice(DATES), *texts[1:]])
    return table


def write(form: str, table: list[list[str]], path: Path) -> Path:
    """Write rows in a form of text."""
    if form.startswith("json"):
        objects = [dict(zip(HEADINGS, row, strict=True)) for row in table]
        text = json.dumps(objects) if form == "json" else "\n".join(map(json.dumps, objects))
    else:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter="," if form == "csv" else "\t").writerows([HEADINGS, *table])
        text = file.getvalue()
    path.write_bytes(text.encode())
    return path


# Questions

_PARTS = ("title:leeds", "amount>5", "-stage:beta", "year:2015..2019", "fy=2019-20", "or", "not", "and", "(",
          ")", '"a b"', "x:Ward=1", "council:", "amount:..", "funder:=", '"', "'", ":", "-", "..",
          "awarded<2016-02", "title:..", "nation=england", "\\", "  ", "saving>=5", 'title:"a \\" b"',
          "x:Amount (£)", "İ", "\u2028", "-(", "title=or", 'x:"a b":c')  # fmt: skip


def questions(random: Random, _folder: Path) -> Iterator[str]:
    """A question reads back as itself once it is printed; what is no question is an error of ours."""
    parts = [random.choice(_PARTS) for _ in range(random.randint(1, 8))]
    text = random.choice((" ", "", " ")).join(parts)
    if random.random() < 0.3:
        at = random.randrange(len(text) + 1)
        text = text[:at] + chr(random.choice((0, 34, 40, 41, 58, 92, 0x1F600, 0xD800))) + text[at:]
    try:
        where = parse(text)
    except GrantcliError:
        return
    printed = str(where)
    try:
        again = parse(f"({printed})") if printed else where
    except GrantcliError as error:
        yield f"{text!r} prints as {printed!r}, which cannot be read: {error}"
        return
    if again != where:
        yield f"{text!r} prints as {printed!r}, which is another question"


# Files asked in several ways

_COMMANDS = (
    ("list", "-f", "csv", "-c", "id,title,lead,funder,amount,currency,awarded,x:Ward"),
    ("total", "--by", "lead", "-f", "json"),
    ("total", "--by", "fy,currency", "-f", "csv"),
    ("list", "title:a", "-f", "csv"),
    ("list", "--rows", "-f", "csv"),
)


def read_in_several_ways(random: Random, folder: Path) -> Iterator[str]:
    """A file has one answer: in memory, in place, by the copy that is made, and by the copy that is there."""
    form = random.choice(FORMS)
    path = write(form, rows(random), folder / f"ways.{form}")
    for words in random.sample(_COMMANDS, 2):
        data = (*words, "--data", path.name)
        results = {
            "memory": ask(folder, *data, "--engine", "memory", "--no-cache"),
            "in place": ask(folder, *data, "--engine", "duckdb", "--no-cache"),
            "a new copy": ask(folder, *data, "--engine", "duckdb"),
            "the copy": ask(folder, *data, "--engine", "duckdb"),
        }
        for way, result in results.items():
            yield from (f"{way}: {each}" for each in result_faults(result))
        first = results["memory"]
        for way, result in results.items():
            if (result.code, result.stdout) != (first.code, first.stdout):
                yield f"{' '.join(words)}: memory {first.out[-300:]!r}, {way} {result.out[-300:]!r}"


def account(random: Random, folder: Path) -> Iterator[str]:
    """Every row is accounted for, and amounts add up to what they were made of."""
    engine = random.choice(("memory", "duckdb"))
    known = [random.choice((None, random.randint(-500, 10**9))) for _ in range(random.choice((1, 4, 40)))]
    blank = random.randint(0, 3)
    form = random.choice(FORMS)
    table = [[f"a{number}", "T", "GBP", "" if each is None else f"{each // 100}.{each % 100:02}", "2019-04-01", "L", "G", "w"]
            for number, each in enumerate(each if each is None else abs(each) for each in known)]  # fmt: skip
    table += [[""] * len(HEADINGS)] * blank
    path = write(form, table, folder / f"account.{form}")
    asks = ("--data", path.name, "--engine", engine)
    done = ask(folder, "total", *asks, "-f", "json")
    yield from result_faults(done)
    cents = sum(abs(each) for each in known if each is not None)
    total = None if all(each is None for each in known) else Decimal(cents) / 100
    row = json.loads(done.out, parse_float=Decimal)[0]
    if (row["awards"], row["unknown"], row["total"]) != (len(known), known.count(None), total):
        yield f"{engine}, {form}: {row}, and {len(known)} awards, {known.count(None)} unknown, {total} were made"
    equation = re.search(r"rows read ([\d,]+) = awards (\d+) \+ merged (\d+) \+ blank (\d+) \+ set aside (\d+)", done.err)
    if equation:
        read, *counts = (int(each.replace(",", "")) for each in equation.groups())
        if read != sum(counts) or (read, counts[0]) != (len(table), len(known)):
            yield f"{engine}, {form}: {equation[0]}, and {len(table)} rows were made"


# Tables as people lay them out

_COLUMNS = (
    ("Recipient", "Amount", "Award Date"), ("Ref", "Recipient", "Amount"), ("Amount (£)", "Organisation", "Title"),
    ("Identifier", "Recipient Org:Name", "Amount Awarded", "Award Date"), ("Recipient", "Amount (£000)"),
    ("First Name", "Surname", "Amount"), ("Date", "Payee", "Value", "Currency"),
)  # fmt: skip
_ABOVE = ("Grants paid 2019/20", "Community grants", "All figures in £000s", "", "Printed 01/04/2020", '"A title, with a comma"',
          '"two\nlines"', "Currency: EUR")  # fmt: skip
_BETWEEN = ("", "Note: x", "   ", "Arts grants", "2019/20")
_BELOW = ("Total,,5", "Source: council", "", "* excludes VAT")
_NAMES = ("A", "B Ltd", "Total Eclipse", "Total", "", " C ", "D, E", 'F "G"', "line\nbreak", "para\n\npara", "É")
_WRITTEN = (*AMOUNTS, "£1,234.50", "£7,890.10", "12.500", "2 500", "5 EUR", "$7")
_DAYS = (*DATES, "31/03/2020", "2019-20", "2019-04-01 10:00", "01.02.2019", "Q1 2019")


def layouts(random: Random, folder: Path) -> Iterator[str]:
    """A table has one answer by rows and by columns, whatever is above it, between its rows and at the ends of its lines."""
    path = folder / "layout.csv"
    path.write_bytes(_layout(random).encode())
    for words in (("total", "--by", "recipient,fy", "-f", "csv"), ("list", "--rows", "-f", "csv")):
        results = [ask(folder, *words, "--data", path.name, "--engine", each, "--no-cache") for each in ("memory", "duckdb")]
        by_rows, by_columns = ((each.code, each.stdout) for each in results)
        yield from (fault for each in results for fault in result_faults(each))
        if by_rows != by_columns:
            yield f"{' '.join(words)}: by rows {by_rows!r}, by columns {by_columns!r}"


def _layout(random: Random) -> str:
    """Return a table in text with what people have above it, between its rows and below."""
    columns, usual = random.choice(_COLUMNS), random.choice(("\n", "\r\n"))
    ends = ("\n", "\r\n") if random.random() < 0.3 else (usual,)
    variety = random.choice((2, 4, 100))
    lines = [*random.choices(_ABOVE, k=random.choice((0, 0, 0, 1, 2, 3))), ",".join(columns)]
    for number in range(random.choice((1, 3, 8, 20))):
        cells = [_cell(random, name, number, variety) for name in columns]
        cells += ["extra"] if random.random() < 0.04 else []
        lines.append(",".join(cells[: -1 if random.random() < 0.04 else None]))
        lines += [random.choice((*_BETWEEN, "," * (len(columns) - 1)))] if random.random() < 0.06 else []
    lines += [random.choice(_BELOW)] if random.random() < 0.2 else []
    text = "".join(line + (random.choice(ends) if random.random() < 0.3 else usual) for line in lines)
    return ("\ufeff" if random.random() < 0.1 else "") + (text if random.random() < 0.8 else text.rstrip("\r\n"))


def _cell(random: Random, heading: str, number: int, variety: int) -> str:
    """Return a cell, one of the first few texts of its kind, with quotation marks where they are needed and now and then else."""
    kinds = {"Currency": ("GBP", "EUR", ""), "Ref": (f"x{number}", "x1", ""), "Identifier": (f"x{number}", "x1", "")}
    others = _WRITTEN if "Amount" in heading or heading == "Value" else _DAYS if "Date" in heading else _NAMES
    text = random.choice(kinds.get(heading, others)[:variety])
    is_quoted = any(each in text for each in ',"\n') or random.random() < 0.1
    return '"{}"'.format(text.replace('"', '""')) if is_quoted else text


# Files that are written

_COMPARED = "id,title,lead,funder,amount,currency,awarded"


def exports(random: Random, folder: Path) -> Iterator[str]:
    """What is exported and read again has the same awards."""
    path = write("csv", rows(random), folder / "first.csv")
    name = random.choice(("out.json", "out.csv", "out.sqlite"))
    options = () if name == "out.sqlite" else ("-f", "360giving")
    (folder / name).unlink(missing_ok=True)
    done = ask(folder, "list", "--data", path.name, *options, "-o", name)
    yield from result_faults(done)
    if done.code:
        return
    want = ask(folder, "list", "--data", path.name, "-f", "csv", "-c", "id,amount,currency", "-s", "id,amount")
    if name == "out.sqlite":
        with closing(sqlite3.connect(folder / name)) as connection:
            answer = connection.execute("SELECT COUNT(*), SUM(pennies), COUNT(pennies) FROM awards").fetchone()
        table = [row["amount"] for row in csv.DictReader(io.StringIO(want.out))]
        pence = [int(Decimal(each) * 100) for each in table if each]
        if answer != (len(table), sum(pence) if pence else None, len(pence)):
            yield f"{name}: {answer}, and {len(table)} awards of {sum(pence)} in pence"
        return
    again = ask(folder, "list", "--data", name, "-f", "csv", "-c", "id,amount,currency", "-s", "id,amount")
    yield from result_faults(again)
    if want.out.strip() and "#" not in want.out and again.out != want.out:  # an award without an id is named by its row
        yield f"{name}: {want.out[-300:]!r} is read again as {again.out[-300:]!r}"


def diff(random: Random, folder: Path) -> Iterator[str]:
    """A file differs from itself in nothing, and from another in what was changed, both ways."""
    old = [[f"a{number}", "T", "GBP", str(random.randint(1, 99)), "2019-04-01", "L", "G", "w"] for number in range(12)]
    new = [list(row) for row in old]
    removed = new.pop(random.randrange(12))[0]
    changed = new[random.randrange(11)]
    changed[3] = str(int(changed[3]) + random.randint(1, 9))
    new.insert(random.randrange(12), ["new", *old[0][1:]])
    random.shuffle(new)
    for name, table in (("old", old), ("new", new)):
        write("csv", table, folder / f"{name}.csv")
    for one, other, added, withdrawn in (("old", "new", "new", removed), ("new", "old", removed, "new")):
        done = ask(folder, "diff", f"{one}.csv", f"{other}.csv", "-f", "csv")
        yield from result_faults(done)
        answer = {(row["award"], row["change"]) for row in csv.DictReader(io.StringIO(done.out))}
        if answer != {(added, "added"), (withdrawn, "withdrawn"), (changed[0], "changed")}:
            yield f"diff {one} {other}: {sorted(answer)}, and {changed[0]} changed, {added} came, {withdrawn} went"
    awkward = write("csv", rows(random), folder / "awkward.csv")
    done = ask(folder, "diff", awkward.name, awkward.name, "-f", "csv")
    yield from result_faults(done)
    if len(done.out.splitlines()) > 1:
        yield f"a file differs from itself: {done.out[-300:]!r}"


# What is configured, named and completed

_CONFIG = b"format: csv\ncolumns: id,title,amount\nfy-start: 4\ncolor: never\ndata: [bundled]\nmax-size: 5GB\n"
_QUESTIONS = b"q:\n  run: total --by programme\n  says: What there is\n  expect: {total: 5}\nother:\n  run: list title:a\n"


def config(random: Random, folder: Path) -> Iterator[str]:
    """A damaged file of settings or questions is a fault with a place, or changes nothing that it should not."""
    from fuzz import damage

    place = folder / "config" / "grantcli"
    place.mkdir(parents=True, exist_ok=True)
    (place / "config.yaml").write_bytes(damage(_CONFIG, random) if random.random() < 0.7 else _CONFIG)
    (place / "questions.yaml").write_bytes(damage(_QUESTIONS, random) if random.random() < 0.7 else _QUESTIONS)
    env = {"XDG_CONFIG_HOME": str(folder / "config")}
    for words in (("total",), ("saved",), ("run", "q"), ("total", "--no-config")):
        yield from (f"{' '.join(words)}: {each}" for each in result_faults(ask(folder, *words, env=env)))
    if ask(folder, "total", "--no-config", env=env).code:
        yield "--no-config does not pass over the settings"


_SCHEMES = ("postgresql://", "sc://", "clickhouse://", "ftp://", "https://")
_SECRETS = ("ann:s3cret@host", "ann%3As3cret@host", "host/db?password=s3cret", "host/db?table=a&sslpassword=s3cret",
            "host?PASSWORD=s3cret", "host/?pass%77ord=s3cret", "ann:s3cret@[::1]:5432/db")  # fmt: skip
_NOISE = ("", ":5432", ":x", "/db", "&x=1", "#a", "[", "é", "\0", "/..", "%", "?", "/ x", "&table=b;", "@")


def addresses(random: Random, _folder: Path) -> Iterator[str]:
    """An address is taken apart or refused by an error of ours; a password in one is never shown."""
    noise = "".join(random.choice(_NOISE) for _ in range(random.randint(0, 4)))
    text = random.choice(_SCHEMES) + random.choice((*_SECRETS, "host", "", "ann@host")) + noise
    try:
        message = str(address(text))
    except GrantcliError as error:
        message = f"{error} {error.hint}"
    if "s3cret" in message + mask_passwords(text):
        yield f"{text!r} is shown as {message!r}, masked as {mask_passwords(text)!r}"


_LINE = ("grantcli", "list", "total", "--by", "--data", "few.csv", "-", "title:", "x:", '"', "'", "\\",
         "$(touch ran)", ";", "(", "`touch ran`", "--format=", "-f", "run", "show", "compare", "--on", "=",
         "fy,", "\t", "é", "~", "--sort", "-amount")  # fmt: skip


def completion(random: Random, folder: Path) -> Iterator[str]:
    """A TAB never fails, in no shell, and what is offered is whole lines that run nothing."""
    write("csv", rows(random), folder / "few.csv")
    words = ["grantcli", *(random.choice(_LINE) for _ in range(random.randint(1, 6)))]
    shell = random.choice(("bash", "zsh", "fish"))
    line = {"COMP_LINE": " ".join(words)} if shell == "bash" else {"COMP_WORDS": "\n".join(words)}
    done = ask(folder, env={"GRANTCLI_COMPLETE": shell, **line})
    if done.code or done.stderr:
        yield f"{shell}, {words}: exit {done.code}: {done.stderr[-300:]!r}"
    if (folder / "ran").exists():
        yield f"{shell}, {words}: something was run"
    for each in done.stdout.decode("utf-8", "replace").split("\n"):
        if _STEERS.search(each.replace("\t", "", 1)):
            yield f"{shell}, {words}: offers {each!r}, which steers a terminal"


TARGETS: Mapping[str, Target] = {
    "questions": questions,
    "ways": read_in_several_ways,
    "layouts": layouts,
    "account": account,
    "exports": exports,
    "diff": diff,
    "config": config,
    "addresses": addresses,
    "completion": completion,
}
"""Every target but damaged files, which are `fuzz.damage`."""
