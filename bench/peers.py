"""What `files` asks, and how each tool is asked it: three questions in each tool's own words.

Whoever asks writes CSV with the same columns in the same order, whatever they are called: recipient, currency, awards and
total; id, recipient, amount and currency; funder, the year in which a financial year begins, currency, awards and total.
Recipients of one name are several where they have several identifiers, as grantcli has it; peers group by both.
The peers are asked in the way that suits them best: they read the columns that they need as the types that they need.
"""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from environments import install

PINNED = {
    "duckdb": "2.0.1", "duckdb-cli": "1.5.6", "polars": "2.1.0", "pandas": "3.1.1", "csvkit": "2.2.0", "sqlite-utils": "4.2.1",
}  # fmt: skip
"""The versions of what is installed from the package index."""
_WITH = {"pandas": ("python-calamine==0.9.1",)}
FIRST, LATER, RAW, CLI = "grantcli, first time", "grantcli, later", "DuckDB from Python, raw", "DuckDB command line"
_FEW, _MANY, _ALL = 100_000, 1_000_000, 10_000_000

RECIPIENTS, LARGEST, YEARS = "total by recipient, top 20", "one funder, one year, largest 50", "funder by financial year"
QUESTIONS = (RECIPIENTS, LARGEST, YEARS)
FUNDER, YEAR, LEAST = "The National Community Trust", "2019", "10000"
"""Who `LARGEST` asks about; the first funder of every file that the maker makes."""
Words = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: how it is asked a question of a file, up to how many rows, and of which files."""

    name: str
    ask: Callable[[str, Path], Words]
    rows: int
    suffixes: tuple[str, ...] = (".csv",)


OURS = {
    RECIPIENTS: ("total", "--by", "recipient", "--top", "20", "-c", "recipient,currency,awards,total"),
    LARGEST: (
        "list", f'funder="{FUNDER}"', f"year:{YEAR}", f"amount>={LEAST}", "currency:GBP", "-s", "-amount,id", "-n", "50",
        "-c", "id,recipient,amount,currency",
    ),
    YEARS: ("total", "--by", "funder,fy", "-c", "funder,fy,currency,awards,total"),
}  # fmt: skip
"""grantcli's words."""

_SQL = {
    RECIPIENTS: """\
with sums as (select "Recipient Org:Name" as name, "Recipient Org:Identifier" as id, "Currency" as currency,
              count(*) as awards, sum({amount}) as total from {source} group by 1, 2, 3),
ranked as (select *, row_number() over (partition by currency order by total desc, name, id) as place from sums)
select name, currency, awards, total from ranked where place <= 20""",
    LARGEST: """\
select "Identifier", "Recipient Org:Name", {amount} as amount, "Currency" from {source}
where "Funding Org:Name" = '{funder}' and "Currency" = 'GBP' and {amount} >= {least}
and {date} between {day} '{asked}-01-01' and {day} '{asked}-12-31' order by 3 desc, 1 limit 50""",
    YEARS: """\
select "Funding Org:Name" as name, {year} - case when {month} < 4 then 1 else 0 end as begins, "Currency" as currency,
count(*) as awards, sum({amount}) as total from {source} group by 1, 2, 3""",
}


_VALUES = {"funder": FUNDER, "least": LEAST, "asked": YEAR}


def sniff(question: str, path: Path) -> str:
    """Return SQL for DuckDB where it has found out the types of columns by itself."""
    when = {"date": '"Award Date"', "day": "date", "year": 'year("Award Date")', "month": 'month("Award Date")'}
    return _SQL[question].format(**_VALUES, source=f"'{path}'", amount='"Amount Awarded"', **when)


def cast(question: str, path: Path) -> str:
    """Return SQL for DuckDB where every column is text, and cast as far as it is a number or a date."""
    date = 'try_cast("Award Date" as date)'
    when = {"date": date, "day": "date", "year": f"year({date})", "month": f"month({date})"}
    amount = 'try_cast("Amount Awarded" as decimal(18, 2))'
    return _SQL[question].format(**_VALUES, source=f"read_csv('{path}', all_varchar = true)", amount=amount, **when)


def texts(question: str, name: str) -> str:
    """Return SQL for SQLite over the table of this name, in which every column is text."""
    year, month = (f'cast(substr("Award Date", {place}) as integer)' for place in ("1, 4", "6, 2"))
    when = {"date": '"Award Date"', "day": "", "year": year, "month": month}
    return _SQL[question].format(**_VALUES, source=f'"{name}"', amount='cast("Amount Awarded" as real)', **when)


RAW_SCRIPT = "import csv, sys, duckdb; csv.writer(sys.stdout).writerows([[]] + duckdb.sql(sys.argv[1]).fetchall())"
_POLARS_READ = """\
import sys
from datetime import date
import polars as pl
amount, awarded, currency = pl.col("Amount Awarded"), pl.col("Award Date"), "Currency"
grants = pl.scan_csv(sys.argv[1], schema_overrides={"Amount Awarded": pl.Float64, "Award Date": pl.Date})
"""
_POLARS_WRITE = "\nprint(found.collect().write_csv(), end='')\n"
POLARS = {
    RECIPIENTS: """\
name, key = "Recipient Org:Name", "Recipient Org:Identifier"
sums = grants.group_by(name, key, currency).agg(pl.len().alias("awards"), amount.sum().alias("total"))
found = sums.sort("total", name, key, descending=[True, False, False]).group_by(currency, maintain_order=True).head(20)
found = found.select(name, currency, "awards", "total")""",
    LARGEST: f"""\
ours = (pl.col("Funding Org:Name") == "{FUNDER}") & (pl.col(currency) == "GBP") & (amount >= {LEAST})
found = grants.filter(ours & awarded.is_between(date({YEAR}, 1, 1), date({YEAR}, 12, 31)))
found = found.select("Identifier", "Recipient Org:Name", "Amount Awarded", currency)
found = found.sort("Amount Awarded", "Identifier", descending=[True, False]).head(50)""",
    YEARS: """\
begins = (awarded.dt.year() - (awarded.dt.month() < 4).cast(pl.Int32)).alias("begins")
found = grants.group_by("Funding Org:Name", begins, currency).agg(pl.len().alias("awards"), amount.sum().alias("total"))""",
}
_PANDAS_READ = """\
import sys
import pandas as pd
def read(*columns):
    if sys.argv[1].endswith(".xlsx"):
        return pd.read_excel(sys.argv[1], engine="calamine", usecols=list(columns))
    return pd.read_csv(sys.argv[1], usecols=list(columns))
"""
_PANDAS_WRITE = "\nfound.to_csv(sys.stdout, index=False)\n"
PANDAS = {
    RECIPIENTS: """\
name, key = "Recipient Org:Name", "Recipient Org:Identifier"
grants = read(name, key, "Currency", "Amount Awarded")
sums = grants.groupby([name, key, "Currency"])["Amount Awarded"].agg(["count", "sum"]).reset_index()
found = sums.sort_values(["sum", name, key], ascending=[False, True, True]).groupby("Currency").head(20)
found = found[[name, "Currency", "count", "sum"]]""",
    LARGEST: f"""\
columns = ["Identifier", "Recipient Org:Name", "Amount Awarded", "Currency"]
grants = read(*columns, "Funding Org:Name", "Award Date")
ours = (grants["Funding Org:Name"] == "{FUNDER}") & (grants["Currency"] == "GBP") & (grants["Amount Awarded"] >= {LEAST})
some = grants[ours]
some = some[pd.to_datetime(some["Award Date"]).dt.year == {YEAR}]
found = some.sort_values(["Amount Awarded", "Identifier"], ascending=[False, True]).head(50)[columns]""",
    YEARS: """\
grants = read("Funding Org:Name", "Currency", "Award Date", "Amount Awarded")
awarded = pd.to_datetime(grants["Award Date"]).dt
grants["begins"] = awarded.year - (awarded.month < 4)
found = grants.groupby(["Funding Org:Name", "begins", "Currency"])["Amount Awarded"].agg(["count", "sum"]).reset_index()""",
}
_DAYS = f'${{Award Date}} >= "{YEAR}-01-01" && ${{Award Date}} <= "{YEAR}-12-31"'
MILLER: Mapping[str, Words] = {
    RECIPIENTS: (
        "stats1", "-a", "count,sum", "-f", "Amount Awarded", "-g", "Recipient Org:Name,Recipient Org:Identifier,Currency",
        "then", "sort", "-nr", "Amount Awarded_sum", "-f", "Recipient Org:Name", "-f", "Recipient Org:Identifier",
        "then", "head", "-n", "20", "-g", "Currency", "then", "cut", "-x", "-f", "Recipient Org:Identifier",
    ),
    LARGEST: (
        "filter", f'${{Funding Org:Name}} == "{FUNDER}" && $Currency == "GBP" && ${{Amount Awarded}} >= {LEAST} && {_DAYS}',
        "then", "sort", "-nr", "Amount Awarded", "-f", "Identifier", "then", "head", "-n", "50",
        "then", "cut", "-o", "-f", "Identifier,Recipient Org:Name,Amount Awarded,Currency",
    ),
    YEARS: (
        "put", 'parts = splitax(${Award Date}, "-"); $begins = int(parts[1]) - (parts[2] < "04" ? 1 : 0)',
        "then", "stats1", "-a", "count,sum", "-f", "Amount Awarded", "-g", "Funding Org:Name,begins,Currency",
    ),
}  # fmt: skip


def polars(question: str) -> str:
    """Return what Polars is asked with."""
    return _POLARS_READ + POLARS[question] + _POLARS_WRITE


def pandas(question: str) -> str:
    """Return what pandas is asked with."""
    return _PANDAS_READ + PANDAS[question] + _PANDAS_WRITE


def miller_version() -> str:
    """Return the version of Miller, nothing where it is not installed."""
    program = which("mlr")
    done = subprocess.run((program, "--version"), capture_output=True, text=True, check=True) if program else None
    return f"Miller {done.stdout.split()[-1]}" if done else ""


def tools(folder: Path, mine: Path, more: Sequence[str]) -> list[Tool]:
    """Return everyone that is asked, each in an environment of its own; grantcli's questions end with `more`."""
    environments = {
        name: install(folder / name, f"{name}=={version}", *_WITH.get(name, ()), stamp=version)
        for name, version in PINNED.items()
    }

    def grantcli(question: str, path: Path) -> Words:
        return (mine / "grantcli", *OURS[question], "--data", path, "-f", "csv", *more)

    def sqlite(question: str, path: Path) -> Words:
        words = (f"{path}:csv", texts(question, path.stem), "--no-detect-types", "--csv")  # what it guesses of quotes is wrong
        return (environments["sqlite-utils"] / "sqlite-utils", "memory", *words)

    def csvkit(question: str, path: Path) -> Words:
        words = ("-I", "-y", "0", "--tables", "grants", "--query", texts(question, "grants"), path)
        return (environments["csvkit"] / "csvsql", *words)

    def python(name: str, script: Callable[[str], str]) -> Callable[[str, Path], Words]:
        return lambda question, path: (environments[name] / "python", "-c", script(question), path)

    every = [
        Tool(FIRST, grantcli, _ALL, (".csv", ".json", ".xlsx")),
        Tool(LATER, grantcli, _ALL, (".csv", ".json", ".xlsx")),
        Tool(RAW, lambda question, path: (environments["duckdb"] / "python", "-c", RAW_SCRIPT, cast(question, path)), _ALL),
        Tool(CLI, lambda question, path: (environments["duckdb-cli"] / "duckdb", "-csv", "-c", sniff(question, path)), _ALL),
        Tool("Polars", python("polars", polars), _ALL),
        Tool("pandas", python("pandas", pandas), _MANY, (".csv", ".xlsx")),
        Tool("sqlite-utils memory", sqlite, _MANY),
        Tool("csvkit (csvsql)", csvkit, _FEW),
    ]
    miller = Tool("Miller", lambda question, path: ("mlr", "--icsv", "--ocsv", *MILLER[question], path), _MANY)
    return [*every, miller] if which("mlr") else every
