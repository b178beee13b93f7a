"""Large files answer like small ones, whichever way they are asked, and whatever becomes of the copies of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from waiting import until

import grantcli
from conftest import SHARED, Result, Run
from grantcli.cache_folder import scratch_folder
from grantcli.cli.main import run as run_here
from grantcli.engines.memory import Memory
from grantcli.engines.sql import Sql
from grantcli.ingest import cache
from grantcli.ingest.organisation_tables import find_links

HEAD = "Identifier,Title,Currency,Amount Awarded,Award Date,Recipient Org:Identifier,Recipient Org:Name,Funding Org:Name"
FILES: Mapping[str, str | bytes] = {
    "plain": f"{HEAD}\na,One,GBP,100,2019-04-01,GB-LAE-LDS,Leeds,Giver\nb,Two,EUR,5.5,2020-03-31,,Croydon,Giver\nc,,GBP,,,X,,\n",
    "odd figures": f'{HEAD}\na,One,GBP,tbc,2019-04-01,,L,G\nb,Two,GBP,"£26,000",2019-04-01,,L,G\n'
    "c,T,GBP,(500),2019-04-01,,L,G\n"
    "d,T,gbp,-0,2019-04-01,,L,G\ne,T,,$5,2019-04-01,,L,G\nf,T,GBP,€7,2019-04-01,,L,G\ng,T,£,1.005,2019-04-01,,L,G\n"
    "h,T,GBP,1e3,2019-04-01,,L,G\ni,T,GBP, 12.30 ,2019-04-01,,L,G\nj,T,GBP,007,2019-04-01,,L,G\nk,T,GBP,1000.,2019-04-01,,L,G\n",
    "odd dates": f"{HEAD}\na,T,GBP,1,17/11/2015,,L,G\nb,T,GBP,2,01/02/2016,,L,G\nc,T,GBP,3,2016,,L,G\nd,T,GBP,4,2016-05,,L,G\n"
    "e,T,GBP,5,2016-05-06T10:00:00Z,,L,G\nf,T,GBP,6,soon,,L,G\ng,T,GBP,7,2016-02-30,,L,G\nh,T,GBP,8,12-Apr-17,,L,G\n",
    "blanks": f"{HEAD}\n a ,  Padded  ,GBP , 5,2019-04-01,, Leeds\u00a0 ,G\nb,\u2003,GBP,6,2019-04-01,,   ,G\n",
    "cells of lines": f'{HEAD}\na,"One\nmore",GBP,1,2019-04-01,,L,G\nb,"Two ""quoted"" words",GBP,x,2019-04-01,,"L, M",G\n',
    "no line end": f"{HEAD}\r\na,One,GBP,1,2019-04-01,,L,G\r\nb,Two,GBP,oops,2019-04-01,,L,G",
    "empty lines": f"{HEAD}\na,One,GBP,1,2019-04-01,,L,G\n\n\nb,Two,GBP,oops,2019-04-01,,L,G\n",
    "no identifiers": "Recipient;Amount (£);Date;Officer\nLeeds;100;2019-04-01;Ann\nLeeds;tbc;2019-05-01; Bob \n"
    "Croydon;5;2019-06-01;\n",
    "rows that are none": f"{HEAD}\na,One,GBP,1,2019-04-01,,L,G\n,,,,,,,\nTotal,,,1,,,,\nIdentifier,Title,Currency,,,,,\n",
    "more to a row": f"{HEAD},Beneficiary Location:Name\na,One,GBP,1,2019-04-01,,L,G,Here\na,One,GBP,1,2019-04-01,,L,G,There\n",
    "another of an id": f"{HEAD}\na,One,GBP,1,2019-04-01,,L,G\na,Two,GBP,2,2019-04-01,,L,G\n",
    "two bodies": "Identifier,Amount Awarded,Recipient Org:0:Name,Recipient Org:1:Name\na,101,Leeds,Croydon\nb,7,Adur,\n",
    "persons": "Identifier,Amount Awarded,Recipient Ind:Name,Recipient Org:Name\na,101,Ann,\nb,7,,Adur\n",
    "ragged": f"{HEAD}\na,One,GBP,1,2019-04-01,,L\nb,Two,GBP,2,2019-04-01,,L,G,over\n",
    "a title": f"Awards of the year\n{HEAD}\na,One,GBP,1,2019-04-01,,L,G\n",
    "cp1252": f"{HEAD}\na,Caf\u00e9,GBP,1,2019-04-01,,L,G\n".encode("cp1252"),
    "utf-16": f"{HEAD}\na,Caf\u00e9,GBP,1,2019-04-01,,L,G\n".encode("utf-16"),
    "json": json.dumps({"grants": [
        {"id": "a", "amountAwarded": 5, "currency": "GBP", "awardDate": "2019-04-01", "title": "T",
         "recipientOrganization": [{"id": "GB-LAE-LDS", "name": "Leeds"}, {"name": "Adur"}], "plannedDates": [{"duration": 3}]},
        {"id": "b", "amountAwarded": "tbc", "recipientIndividual": {"id": "x"}}, 7]}),
}  # fmt: skip
QUESTIONS = (
    ("total", "--by", "recipient", "--top", "1"),
    ("total", "--by", "council,fy", "--split"),
    ("total", "--currency", "USD", "--real", "2024-25"),
    ("list", "-f", "json", "-c", "id,title,recipient,funder,amount,currency,awarded,fy,region,basis", "-s", "-amount,title"),
    ("list", "not title:one amount<100", "-f", "csv"),
    ("list", "leeds", "--explain"),
    ("show", "a"),
    ("compare", "council:leeds", "council:croydon"),
    ("fields",),
    ("total", "--rows"),
    ("check", "--severity", "info", "--today", "2026-11-24", "-f", "csv"),
)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write one of the files and return its path."""

    def write(name: str) -> Path:
        content = FILES[name]
        path = tmp_path / ("file.json" if name == "json" else "file.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_every_way_to_ask_a_file_gives_the_same_bytes(
    name: str,
    words: tuple[str, ...],
    write: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Row by row; by columns for this process alone; by tables that are made now; by tables that are kept."""

    def answer(*values: str) -> tuple[int, bytes, bytes]:
        return (run_here(values), *capfdbinary.readouterr())

    extra = ("--columns", "id,x:Officer") if name == "no identifiers" and words[0] == "list" else ()
    question = (*words, *extra, "--data", str(write(name)))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    expected = answer(*question, "--engine", "memory")
    for more in (("--no-cache",), (), ()):
        assert answer(*question, "--engine", "duckdb", *more) == expected, more


@pytest.mark.parametrize("words", [("show", "c"), ("list", "-f", "360giving")], ids=" ".join)
def test_a_short_row_that_may_be_none_is_an_award_whole(words: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    """What it may be otherwise depends on all rows, which are not read again."""
    rows = "a,Ark,5,2019-04-01\nb,Boat,7,2019-04-02\nc,,9,\n"
    (tmp_path / "a.csv").write_text(f"Identifier,Recipient,Amount,Award Date\n{rows}", encoding="utf-8")
    answers = [run(*words, "--data", "a.csv", "--engine", engine, "--no-cache") for engine in ("memory", "duckdb")]
    assert (answers[0].code, answers[0].out) == (0, answers[1].out)
    assert answers[0].err == answers[1].err


@pytest.mark.costly
def test_a_small_file_is_read_into_memory_and_a_large_one_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rows = "".join(f"{number},T,GBP,1,2019-04-01,,L,G\n" for number in range(40_000))
    for name, content, kind in (("small", rows[:1000], Memory), ("large", rows, Sql)):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"{HEAD}\n{content[: content.rindex(chr(10)) + 1]}")
        assert isinstance(grantcli.open(path).data.engine, kind), name


def folder(env: Mapping[str, str]) -> list[str]:
    place = Path(env["XDG_CACHE_HOME"]) / "grantcli" / "copies"
    return sorted(each.name for each in place.iterdir()) if place.is_dir() else []


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """A cache of its own."""
    return {"XDG_CACHE_HOME": str(tmp_path / "home")}


TOTAL = ("total", "-f", "csv", "-c", "currency,awards,total", "--engine", "duckdb", "--data")


def grants(tmp_path: Path, count: int) -> Path:
    """Write so many grants of a pound each to a JSON file."""
    path = tmp_path / "grants.json"
    grant = '{"id": "%d", "title": "T", "amountAwarded": 1, "currency": "GBP", "recipientOrganization": [{"name": "Leeds"}]}'
    path.write_text('{"grants": [' + ",\n".join(grant % number for number in range(count)) + "]}")
    return path


@pytest.mark.costly
def test_a_copy_of_a_file_that_has_changed_is_not_used(tmp_path: Path, run: Run, home: dict[str, str]) -> None:
    assert run(*TOTAL, str(grants(tmp_path, 3)), env=home).out.endswith("GBP,3,3.00\n")
    assert run(*TOTAL, str(grants(tmp_path, 4)), env=home).out.endswith("GBP,4,4.00\n")


@pytest.mark.parametrize("change", ["longer", "another"])
def test_a_file_that_changes_while_it_is_read_is_no_answer_and_leaves_no_copy(
    change: str, tmp_path: Path, run: Run, home: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = grants(tmp_path, 3)

    def change_and_find(*words: Any, **options: Any) -> Any:
        if change == "longer":
            path.write_bytes(path.read_bytes() + b"\n")
        else:  # in place of it, of the same size and the same time
            before = path.stat()
            (tmp_path / "other").write_bytes(path.read_bytes())
            os.utime(tmp_path / "other", ns=(before.st_atime_ns, before.st_mtime_ns))
            (tmp_path / "other").replace(path)
        return find_links(*words, **options)

    monkeypatch.setattr("grantcli.ingest.normalised_tables.find_links", change_and_find)
    done = run(*TOTAL, str(path), env=home)
    assert (done.code, done.out) == (3, "")
    assert done.err == f"grantcli: error: `{path}` has changed while it was read\nhint: ask again\n"
    assert list((tmp_path / "home" / "grantcli" / "copies").glob("*/*")) == []


def test_copies_are_for_this_user_alone(tmp_path: Path, run: Run, home: dict[str, str]) -> None:
    assert run(*TOTAL, str(grants(tmp_path, 3)), env=home).code == 0
    copies = tmp_path / "home" / "grantcli" / "copies"
    assert {each.stat().st_mode & 0o777 for each in (copies, *(each for each in copies.iterdir() if each.is_dir()))} == {0o700}
    with scratch_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.sample(2)
@pytest.mark.parametrize("damage", ["cut", "gone", "garbage", "about"])
def test_a_damaged_copy_is_made_anew(damage: str, tmp_path: Path, run: Run, home: dict[str, str]) -> None:
    path = str(grants(tmp_path, 3))
    first = run(*TOTAL, path, env=home)
    place = next((tmp_path / "home" / "grantcli" / "copies").iterdir())
    parquet = next(place.glob("core.parquet"))
    match damage:
        case "cut":
            parquet.write_bytes(parquet.read_bytes()[:-9])
        case "gone":
            parquet.unlink()
        case "garbage":
            parquet.write_bytes(b"x" * parquet.stat().st_size)
        case "about":
            (place / "about.json").write_text("{")
    again = run(*TOTAL, path, env=home)
    assert (again.code, again.out, again.err) == (first.code, first.out, first.err)


@pytest.mark.costly
@pytest.mark.parametrize("cache_home", ["file", "/dev/null/x", "full"])
def test_a_cache_that_cannot_be_written_never_breaks_an_answer(cache_home: str, tmp_path: Path, run: Run) -> None:
    (tmp_path / "file").write_text("")
    if cache_home == "full":
        full = tmp_path / "full"
        full.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "tmpfs", full], capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip("a small file system can only be mounted by root")
        cache_home = str(full)
    try:
        path = cache_home if cache_home.startswith("/") else str(tmp_path / cache_home)
        done = run(*TOTAL, str(grants(tmp_path, 300)), env={"XDG_CACHE_HOME": path})
        assert (done.code, done.out) == (0, "currency,awards,total\nGBP,300,300.00\n")
    finally:
        subprocess.run(["umount", tmp_path / "full"], capture_output=True, check=False)


def start(env: Mapping[str, str], *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "grantcli", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def making(env: Mapping[str, str]) -> bool:
    return any(name.endswith(".new") for name in folder(env))


@pytest.mark.slow
def test_a_copy_that_is_killed_while_it_is_made_leaves_a_right_answer(
    tmp_path: Path, run: Run, home: dict[str, str], clean_env: dict[str, str]
) -> None:
    path = str(grants(tmp_path, 60_000))
    process = start({**clean_env, **home}, *TOTAL, path)
    until(lambda: making(home), process)
    process.kill()
    process.communicate()
    assert making(home)
    done = run(*TOTAL, path, env=home)
    assert (done.code, done.out) == (0, "currency,awards,total\nGBP,60000,60000.00\n")
    assert not making(home)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_while_a_copy_is_made_prints_and_leaves_nothing(
    tmp_path: Path, home: dict[str, str], interrupted_env: dict[str, str]
) -> None:
    process = start({**interrupted_env, **home}, *TOTAL, str(grants(tmp_path, 150_000)))
    until(lambda: making(home), process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate()
    assert (process.returncode, out, err) == (130, b"", b"")
    assert not making(home)


@pytest.mark.slow
def test_two_processes_on_one_cold_file_make_one_copy(tmp_path: Path, home: dict[str, str], clean_env: dict[str, str]) -> None:
    path = str(grants(tmp_path, 20_000))
    both = [start({**clean_env, **home}, *TOTAL, path) for _ in range(2)]
    answers = [process.communicate() for process in both]
    assert answers == [(b"currency,awards,total\nGBP,20000,20000.00\n", b"")] * 2
    assert len(folder(home)) == 1


def test_a_copy_that_is_not_whole_is_removed_only_by_who_makes_it_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Who only looks has no lock: another process may have put a new copy there since.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def write(into: Path) -> None:
        (into / "part").write_bytes(b"whole")

    place = cache.make("a", "a", write)
    (place / "part").write_bytes(b"other")
    assert cache.find("a") is None
    assert (place / "part").read_bytes() == b"other"
    assert cache.make("a", "a", write) == cache.find("a") == place
    assert (place / "part").read_bytes() == b"whole"


def test_the_oldest_copies_go_when_together_they_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(cache, "LIMIT", 250)

    def write(into: Path) -> None:
        (into / "part").write_bytes(b"x" * 100)

    for number, name in enumerate("abc"):
        place = cache.make(name, name, write)
        os.utime(place, (number, number))
    assert [each.of for each in cache.entries()] == ["c", "b"]


@pytest.mark.costly
def test_cache_shows_the_copies_and_clears_them(tmp_path: Path, run: Run, home: dict[str, str]) -> None:
    path = str(grants(tmp_path, 3))
    run(*TOTAL, path, env=home)
    output = run("cache", "-f", "csv", env=home)
    assert output.out.startswith(f"file,bytes,used,what\n{path},")
    cleared = run("cache", "clear", "-f", "csv", env=home)
    assert (cleared.code, cleared.out.split(",")[1]) == (0, "bytes\n1")
    assert run("cache", "-f", "csv", env=home).out == "file,bytes,used,what\n"
    assert run("cache", "clean").code == 2


@pytest.mark.costly
def test_no_cache_keeps_nothing(tmp_path: Path, run: Run, home: dict[str, str]) -> None:
    for _ in range(2):
        assert run(*TOTAL, str(grants(tmp_path, 3)), "--no-cache", env=home).code == 0
    assert folder(home) == []


WRONG = [
    (("--engine", "spark"), "grantcli: error: --engine: `spark` is not one of auto, memory, duckdb\n"),
    (
        ("--memory", "lots"),
        "grantcli: error: --memory lots: a size is a number with KB, MB or GB\nhint: for example `--memory 2GB`\n",
    ),
    (
        ("--memory", "1MB"),
        "grantcli: error: not enough memory for this question\nhint: allow more with `--memory`, as in `--memory 4GB`\n",
    ),
]


@pytest.mark.parametrize(("words", "message"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_what_is_wrong_with_an_engine_is_said_in_a_line(words: tuple[str, ...], message: str, tmp_path: Path, run: Run) -> None:
    done = run("list", "--data", str(grants(tmp_path, 2000)), "--engine", "duckdb", *words)
    assert (done.code, done.out, done.err) == (1 if words[1] == "1MB" else 2, "", message)


@pytest.mark.shared
@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_the_two_forms_of_the_same_grants_give_the_same_bytes(engine: str, run: Run) -> None:
    for words in (
        ("total", "--by", "recipient", "--top", "5"),
        ("total", "--by", "fy"),
        ("list", "-f", "csv", "-c", "id,title,lead,amount,awarded"),
    ):
        answers: list[Result] = []
        for suffix in ("csv", "json"):
            path = SHARED / "data" / "360giving" / f"trafford_council_voluntary_sector_grants.{suffix}"
            done = run(*words, "--data", str(path), "--engine", engine)
            answers.append(replace(done, stdout=done.stdout.replace(path.name.encode(), b"the file")))
        assert answers[0] == answers[1]
        assert answers[0].code == 0
