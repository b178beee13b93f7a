"""Addresses of loaded awards: what each means, and what is said of one that cannot be used, which never repeats a secret."""

import pytest

from conftest import Run
from grantcli.backends.address import Address, TableNames, address

READ = [
    ("postgresql://ann@db:6000/my%20grants?table=Own.awards&sslmode=require",
     Address("postgresql", "db", 6000, "my grants", "Own.awards", "ann", {"sslmode": "require"}),
     "postgresql://ann@db:6000/my grants?table=Own.awards"),
    ("POSTGRES:///grants", Address("postgresql", "", 5432, "grants", "awards"), "postgresql://:5432/grants?table=awards"),
    ("clickhouse://db/grants?secure=true", Address("clickhouse", "db", 8123, "grants", "awards", "", {"secure": "true"}),
     "clickhouse://db:8123/grants?table=awards"),
    ("sc://cluster/lake.grants?use_ssl=true", Address("sc", "cluster", 15002, "", "lake.grants", "", {"use_ssl": "true"}),
     "sc://cluster:15002/lake.grants"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts", "output"), READ, ids=[text for text, _, _ in READ])
def test_an_address_is_taken_apart_and_shown_without_its_options(text: str, parts: Address, output: str) -> None:
    assert address(text) == parts
    assert str(parts) == output


POSTGRESQL = "an address is postgresql://USER@HOST:PORT/DATABASE?table=awards"
CLICKHOUSE = "an address is clickhouse://USER@HOST:PORT/DATABASE?table=awards"
SECRET = "the address of {} has a password or a token in it, which others can see"  # noqa: S105 - words about one
PGPASSWORD = "leave it out, and give it in PGPASSWORD or the file ~/.pgpass"
REFUSED = [
    ("postgresql://asker:hunter2@db/grants", SECRET.format("PostgreSQL"), PGPASSWORD),
    ("postgresql://asker:@db/grants", SECRET.format("PostgreSQL"), PGPASSWORD),
    ("postgresql://asker:hunter2@db:x/grants", SECRET.format("PostgreSQL"), PGPASSWORD),
    ("postgresql://asker:hunter2/5@db/grants", SECRET.format("PostgreSQL"), PGPASSWORD),
    ("postgresql://db/grants?password=hunter2", SECRET.format("PostgreSQL"), PGPASSWORD),
    (
        "sc://127.0.0.1:1/;token=hunter2",
        SECRET.format("Spark"),
        "leave it out, and give it in the environment as SPARK_CONNECT_TOKEN",
    ),
    (
        "mysql://asker:hunter2@db/x",
        "grantcli cannot ask about awards at `mysql://`",
        "known: sc://, postgresql://, clickhouse://",
    ),
    ("postgresql://db:port/grants", "the address `postgresql://…` cannot be read", POSTGRESQL),
    ("postgresql://db/x?table=a;drop", "`a;drop` is not the name of a table of PostgreSQL", POSTGRESQL),
    ("clickhouse:///x", "the address of ClickHouse names no host", CLICKHOUSE),
    ("sc:///awards", "the address of Spark names no host", "an address is sc://HOST:PORT/TABLE"),
    ("clickhouse://db/x?secured=true", "an address of ClickHouse has no option `secured`", "did you mean `secure`?"),
]


@pytest.mark.parametrize(("text", "error", "hint"), REFUSED, ids=[text for text, _, _ in REFUSED])
def test_an_address_that_cannot_be_used_is_refused_without_its_secret(text: str, error: str, hint: str, run: Run) -> None:
    done = run("total", "--data", text)
    assert (done.code, done.stdout, done.err) == (2, b"", f"grantcli: error: {error}\nhint: {hint}\n")


READ_ALREADY = "what is at an address has been read already"
OPTIONS = [
    (("--sheet", "Grants"), READ_ALREADY, "--map, --sheet, --dayfirst and similar options are for files"),
    (("--dayfirst",), READ_ALREADY, "--map, --sheet, --dayfirst and similar options are for files"),
    (("--every-spelling",), READ_ALREADY, "give `--every-spelling` to `grantcli load`"),
    (("--one-per", "id:last"), READ_ALREADY, "give `--one-per` to `grantcli load`"),
    (("--engine", "memory"), "--engine memory does nothing here: the engine at the address answers", "leave it out"),
]


@pytest.mark.parametrize(("words", "error", "hint"), OPTIONS, ids=[words[0] for words, _, _ in OPTIONS])
def test_options_of_reading_do_not_go_with_an_address(words: tuple[str, ...], error: str, hint: str, run: Run) -> None:
    done = run("total", "--data", "postgresql://127.0.0.1:1/grants", *words)
    assert (done.code, done.stdout, done.err) == (2, b"", f"grantcli: error: {error}\nhint: {hint}\n")


def test_the_relations_of_awards_are_called_after_their_table() -> None:
    names = TableNames("lake.grants")
    tables = [names.of(each) for each in ("awards", "stored_awards", "parties")]
    assert tables == ["lake.grants", "lake.grants", "lake.grants_parties"]
