"""Finds in the tables of a file which names and identifiers are of one organisation, and how each is shown.

Rules to keep: SQL decides about a name with one identifier, an org-id in plain characters, which nothing links to
another; `grantcli.organisations` decides about the others, and both decide as it does. SQL leaves too many to it, never too few.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cache_folder import scratch_folder
from grantcli.ingest import award_tables
from grantcli.ingest.database import BLANKS, LEAST, copy, json_lines, literal, parquet
from grantcli.ingest.normalise import NUMBERS
from grantcli.org_ids import NONE_DECIDED, ORG_ID, Decisions, Link, links_of_numbers
from grantcli.organisations import (
    APART,
    CHARITY_NUMBERS,
    COMPANY_NUMBERS,
    FUNDER,
    OrganisationGroups,
    OrganisationName,
    Organisations,
    SharedNames,
)

if TYPE_CHECKING:
    from _duckdb import DuckDBPyConnection

_PLACES = {"lead": 0, "funder": FUNDER}
_MOST_NAMES = 4
"""How many identifiers of a name, and how many such names, a note needs: it has three, and says that there are more."""
_BARE = f"TRANSLATE(LOWER(name), {literal(BLANKS)}, '')"
_KEY = f"CASE WHEN STARTS_WITH({_BARE}, 'the') THEN SUBSTR({_BARE}, 4) ELSE {_BARE} END"
_TRIMMED = f"UPPER(TRANSLATE(id, {literal(BLANKS)}, ''))"
_USUAL = "REGEXP_FULL_MATCH({id}, 'GB-(?:CHC|COH)-[1-9][0-9]*')"
_NUMBER = f"CASE WHEN {_USUAL.format(id='id')} THEN id ELSE REGEXP_REPLACE({_TRIMMED}, '^(GB-(?:CHC|COH)-[A-Z]*)0+', '\\1') END"
"""What equal identifiers share, and others may."""


def whole_sql(id_: str) -> str:
    """Return the SQL of `is_org_id` for an identifier; NULL where other characters than ASCII, or blanks, may matter to it."""
    register = f"REGEXP_MATCHES({id_}, '^(?i:GB-(?:CHC|COH|SC|NIC)-)')"
    other = f"REGEXP_MATCHES({id_}, {literal(f'^{ORG_ID}')})"
    return (
        f"CASE WHEN {_USUAL.format(id=id_)} THEN TRUE WHEN REGEXP_FULL_MATCH({id_}, '[!-~](?:[ -~]*[!-~])?')"
        f" THEN CASE WHEN {register} THEN REGEXP_MATCHES({id_}, '^.{{5,6}}-.*[1-9]') ELSE {other} END"
        f" WHEN NOT REGEXP_MATCHES(TRIM({id_}, {literal(BLANKS)}), '^(?:[A-Za-z]{{2}}|360[Gg])-') THEN FALSE END"
    )


def organisations(
    connection: "DuckDBPyConnection", links: Sequence[Link], decisions: Decisions = NONE_DECIDED, *, lone: bool
) -> Organisations:
    """Return what is made of the names of awards in `stored_awards` of a connection, and of their `parties` unless `lone`.

    Of names that several organisations have, only the table `shared_names` has all: it is made for `write_labels`.
    """
    ids = [*(id_ for link in links for id_ in link), *(id_ for several in decisions.same for id_ in several),
              *(id_ for several in decisions.different for id_ in several)]  # fmt: skip
    connection.execute(_names_statement(lone=lone), {"wanted": ids})
    names = connection.execute("SELECT id, name, count, first FROM organisation_names WHERE NOT alone").fetchall()
    groups = OrganisationGroups.of((OrganisationName(*each) for each in names), links, decisions)
    _create_owners(connection, groups)
    shared = connection.execute("SELECT DISTINCT g.name FROM organisation_groups g SEMI JOIN shared_names s ON s.name = g.name")
    joins = groups.labels({name for (name,) in shared.fetchall()})
    _create_table(connection, "joined_names", LABELS["labels"], joins)
    notes = groups.notes(*(_shared_names(connection, by_id=by_id) for by_id in (True, False)))
    return Organisations(joins, notes, groups.links, receiving=_receiving(connection))


def _names_statement(*, lone: bool) -> str:
    """Return the statement that makes the table `organisation_names`: each name with each of its identifiers.

    `count` is how often it is there and `first` where, `gives` and `receives` what it does, `whole` whether it has an org-id,
    NULL if that is left to Python, and `alone` whether it is an organisation by itself, or a name that no rule is about.
    """
    bodies = [_count_statement(f"{body}_id", body, str(place), "stored_awards") for body, place in _PLACES.items()]
    if not lone:
        bodies.append(_count_statement("id", "name", "ordinal", "parties WHERE position > 0"))
    shared = "SELECT number FROM numbered GROUP BY number HAVING COUNT(*) > 1"
    linked = f"SELECT {_NUMBER} FROM (SELECT UNNEST(CAST($wanted AS VARCHAR[])) AS id) w"
    keys = "SELECT key FROM bare GROUP BY key HAVING COUNT(*) > 1"
    return (
        "CREATE OR REPLACE TEMP TABLE organisation_names AS"
        " WITH counted AS (SELECT id, name, CAST(SUM(count) AS BIGINT) AS count, MIN(first) AS first, BOOL_OR(gives) AS gives,"
        f" BOOL_OR(NOT gives) AS receives FROM ({' UNION ALL '.join(bodies)}) f WHERE name IS NOT NULL GROUP BY id, name),"
        f" numbered AS MATERIALIZED (SELECT *, {_NUMBER} AS number, {whole_sql('id')} AS whole FROM counted),"
        f" bare AS (SELECT name, {_KEY} AS key FROM numbered WHERE id = name)"
        " SELECT id, name, count, first, gives, receives, whole, NOT (whole IS NULL"
        f" OR number IN ({shared}) OR number IN ({linked})"
        f" OR (id = name AND name IN (SELECT name FROM bare WHERE key IN ({keys})))) AS alone FROM numbered"
    )


def _create_owners(connection: "DuckDBPyConnection", groups: OrganisationGroups) -> None:
    """Make the table `name_owners` of what each organisation is called, and `shared_names` of what several are called.

    A name in `shared_names` is `mixed` where it is also that of an identifier that may be no org-id.
    """
    columns = {"name": "VARCHAR", "id": "VARCHAR", "first": "BIGINT", "whole": "BOOLEAN"}
    rows = [(each.name, each.id, each.names[0].first, each.whole) for each in groups.groups]
    _create_table(connection, "organisation_groups", columns, rows)
    alone = "SELECT name, id, first, whole FROM organisation_names WHERE alone AND (whole OR id <> name)"
    connection.execute(
        f"CREATE OR REPLACE TEMP VIEW name_owners AS {alone} UNION ALL SELECT name, id, first, whole FROM organisation_groups"
    )
    several = "SELECT whole, name, COUNT(*) AS count, MIN(first) AS first FROM name_owners GROUP BY whole, name HAVING count > 1"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE several_owners AS {several}")
    mixed = "COALESCE(BOOL_OR(n.id <> n.name AND n.whole IS DISTINCT FROM TRUE), FALSE)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE shared_names AS SELECT o.name, {mixed} AS mixed FROM several_owners o"
        " LEFT JOIN organisation_names n ON n.name = o.name WHERE o.whole GROUP BY o.name"
    )


def _shared_names(connection: "DuckDBPyConnection", *, by_id: bool) -> SharedNames:
    """Return the names that several organisations have, or of which several identifiers are no org-ids."""
    ((count,),) = connection.execute("SELECT COUNT(*) FROM several_owners WHERE whole = $whole", {"whole": by_id}).fetchall()
    first = f"SELECT name, first AS place FROM several_owners WHERE whole = $whole ORDER BY first LIMIT {_MOST_NAMES}"
    rows = connection.execute(
        f"SELECT f.name, MIN_BY(o.id, o.first, {_MOST_NAMES}) FROM ({first}) f"
        " JOIN name_owners o ON o.name = f.name AND o.whole = $whole GROUP BY f.name, f.place ORDER BY f.place",
        {"whole": by_id},
    ).fetchall() if count else []  # fmt: skip
    return SharedNames(count, dict(rows))


def _receiving(connection: "DuckDBPyConnection") -> frozenset[str]:
    """Return the identifiers, as they are shown, of those that give and receive."""
    rows = (
        "SELECT COALESCE(j.canonical_id, n.id) AS id, n.gives, n.receives FROM organisation_names n"
        " LEFT JOIN joined_names j ON j.id = n.id AND j.name = n.name"
    )
    text = f"SELECT DISTINCT id FROM ({rows}) r WHERE receives AND id IN (SELECT id FROM ({rows}) g WHERE gives)"
    return frozenset(id_ for (id_,) in connection.execute(text).fetchall())


_WORK = ("organisation_names", "organisation_groups", "several_owners", "shared_names", "joined_names")
"""The tables that `organisations` makes, which `write_labels` removes: in memory they have a row for each name."""
LABELS: Mapping[str, Mapping[str, str]] = {
    "labels": dict.fromkeys(("id", "name", "canonical_id", "canonical"), "VARCHAR"),
    "label_aliases": dict.fromkeys(("what", "id", "name", "alias"), "VARCHAR"),
    "shared_names": {"name": "VARCHAR", "mixed": "BOOLEAN"},
}
"""The tables of what is shown instead of other names and identifiers, of the other names that it has, and of names that several
organisations have, after each of which its identifier is shown."""


def write_labels(connection: "DuckDBPyConnection", of: Organisations, folder: Path) -> tuple[str, ...]:
    """Write the tables of `LABELS` that have rows into a folder as Parquet, and return their names."""
    if of.labels:
        _create_table(connection, "label_aliases", LABELS["label_aliases"], of.aliases)
    shared = connection.execute("SELECT 1 FROM shared_names LIMIT 1").fetchall()
    names = (*(["labels", "label_aliases"] if of.labels else []), *(["shared_names"] if shared else []))
    for name in names:
        rows = "joined_names" if name == "labels" else name
        copy(connection, f"SELECT * FROM {rows} ORDER BY ALL", folder / f"{name}.parquet")
    for name in (*_WORK, "label_aliases"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    return names


def _create_table(
    connection: "DuckDBPyConnection", name: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> None:
    """Make a table of rows by lines of JSON, since lists as parameters take ten times as long."""
    import msgspec

    if not rows:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {award_tables.empty(columns)}")
        return
    encoder, longest = msgspec.json.Encoder(), LEAST
    with scratch_folder() as folder:
        lines = folder / f"{name}.jsonl"
        with lines.open("wb") as file:
            for row in rows:
                line = encoder.encode(dict(zip(columns, row, strict=True))) + b"\n"
                longest = max(longest, len(line))
                file.write(line)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {json_lines(lines, columns, longest)}")


def with_labels(rows: str, names: Sequence[str], tables: Collection[str]) -> str:
    """Return rows with what is shown in these columns of names, and in those of their identifiers, by the tables of `LABELS`."""
    columns, joins = [], []
    for name in names:
        id_ = "id" if name == "name" else f"{name}_id"
        whens = []
        if "labels" in tables:
            joins.append(f" LEFT JOIN labels l_{name} ON l_{name}.id = w.{id_} AND l_{name}.name = w.{name}")
            whens.append(f"WHEN l_{name}.canonical IS NOT NULL THEN l_{name}.canonical")
            columns.append(f"COALESCE(l_{name}.canonical_id, w.{id_}) AS {id_}")
        if "shared_names" in tables:
            joins.append(f" LEFT JOIN shared_names s_{name} ON s_{name}.name = w.{name}")
            own = f"CASE WHEN s_{name}.mixed THEN {whole_sql(f'w.{id_}')} ELSE TRUE END"
            whens.append(f"WHEN s_{name}.name IS NOT NULL AND w.{id_} <> w.{name} AND {own}"
                         f" THEN w.{name} || ' (' || w.{id_} || ')'")  # fmt: skip
        if whens:
            columns.append(f"CASE {' '.join(whens)} ELSE w.{name} END AS {name}")
    return f"SELECT w.* REPLACE ({', '.join(columns)}) FROM ({rows}) w{''.join(joins)}" if columns else rows


def view_labels(connection: "DuckDBPyConnection", tables: Collection[str], folder: Path) -> None:
    """Make views of these tables of `LABELS` in a folder."""
    for name in tables:
        text = f"SELECT * FROM {parquet(folder / f'{name}.parquet')}"
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {text}")


def with_label_aliases(aliases: str, tables: Collection[str], *, lone: bool) -> str:
    """Return the statement for these aliases and those of the labels, with the awards as they are in the file at hand."""
    more = ["SELECT * FROM label_aliases"] if "labels" in tables else []
    if "shared_names" in tables:
        bodies = ["SELECT lead_id AS id, lead AS name FROM unlabelled", "SELECT funder_id, funder FROM unlabelled"]
        bodies += [] if lone else ["SELECT id, name FROM unlabelled_parties"]
        more.append(shared_aliases(" UNION ALL ".join(bodies), tables))
    every = "".join(f" UNION ALL SELECT what, id, name, alias, CAST(NULL AS VARCHAR) AS kind FROM ({text}) m" for text in more)
    return f"{aliases}{every}"


def shared_aliases(rows: str, tables: Collection[str]) -> str:
    """Return the statement for the aliases of organisations that are shown with their identifiers: the names that they have.

    `rows` are `id` and `name` of organisations as they are in the file.
    """
    own = "" if "labels" not in tables else " ANTI JOIN labels l ON l.id = r.id AND l.name = r.name"
    by_id = f"CASE WHEN s.mixed THEN {whole_sql('r.id')} ELSE TRUE END"
    return (
        "SELECT DISTINCT 'body' AS what, r.id, r.name || ' (' || r.id || ')' AS name, r.name AS alias"
        f" FROM ({rows}) r JOIN shared_names s ON s.name = r.name{own} WHERE r.id <> r.name AND {by_id}"
    )


def _count_statement(id_: str, name: str, place: str, rows: str) -> str:
    """Return the statement that counts the names of these rows: one column at a time, since few names are quickly counted."""
    first = f"MIN(n * {APART} + {place}) AS first, {name == 'funder'} AS gives"
    return f"SELECT {id_} AS id, {name} AS name, COUNT(*) AS count, {first} FROM {rows} GROUP BY {id_}, {name}"


def find_links(connection: "DuckDBPyConnection", core: str, numbers: Collection[str], *, lone: bool) -> tuple[Link, ...]:
    """Return the identifiers that stand together for one organisation, by the charity and company numbers of each award.

    `core` are the rows that SQL reads, of which `numbers` are columns, without those of the row reader.
    """
    rows = [f"SELECT n, field, text FROM read_details WHERE field IN ({', '.join(map(literal, NUMBERS))})"]
    rows += [f"SELECT n, {literal(name)} AS field, {name} AS text FROM {core} c WHERE {name} IS NOT NULL" for name in numbers]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE numbers AS {' UNION ALL '.join(rows)}")
    leads = "SELECT n, lead_id AS id FROM stored_awards WHERE lead IS NOT NULL"
    alone = leads if lone else "SELECT n, id FROM parties WHERE bodies = 1"
    bodies = {"recipient": alone, "funder": "SELECT n, funder_id AS id FROM stored_awards WHERE funder IS NOT NULL"}
    links: dict[Link, None] = {}
    for role, bearers in bodies.items():
        charity, company = (
            f"SELECT n, MIN(text) AS text FROM numbers WHERE field = '{names[role]}' GROUP BY n HAVING COUNT(DISTINCT text) = 1"
            for names in (CHARITY_NUMBERS, COMPANY_NUMBERS)
        )
        each = connection.execute(
            f"SELECT b.id, c.text, m.text, MIN(b.n) FROM ({bearers}) b LEFT JOIN ({charity}) c ON c.n = b.n"
            f" LEFT JOIN ({company}) m ON m.n = b.n WHERE c.n IS NOT NULL OR m.n IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 4"
        ).fetchall()
        for id_, charity_number, company_number, _ in each:
            links |= dict.fromkeys(links_of_numbers(id_, charity_number, company_number))
    connection.execute("DROP TABLE numbers")
    return tuple(links)
