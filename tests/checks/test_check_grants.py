"""Rules of ours on published grants: countries, links and identifiers on several awards; what each finds and leaves alone."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conftest import SHARED, Run
from grantcli.checks.rule import CheckContext
from grantcli.checks.rulebook import select_rules
from grantcli.dataset import open_dataset
from grantcli.model import Book

COUNTRY, ADDED = "place-outside-funder-country", "repeated-ids-add"
LINK, BARE = "link-leads-nowhere", "link-without-https"
BRITISH = {"fundingOrganization": [{"id": "GB-CHC-1"}]}
ABROAD = "`FR` is not the country of the funder, `GB`"


def place(**keys: str) -> dict[str, Any]:
    return {"beneficiaryLocation": [keys]}


def link(address: str) -> dict[str, Any]:
    return {"url": address}


ROWS: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    (COUNTRY, BRITISH | place(countryCode="FR"), [("beneficiaryLocation/0", ABROAD)]),
    (COUNTRY, BRITISH | place(countryCode="GB"), []),
    (COUNTRY, BRITISH | place(countryCode="gb "), []),
    (COUNTRY, BRITISH | place(countryCode="Scotland"), []),
    (COUNTRY, BRITISH | place(countryCode="France"), []),
    (COUNTRY, BRITISH | place(geoCode="E08000035"), []),
    (COUNTRY, BRITISH | {"recipientOrganization": [{"addressCountry": "United Kingdom"}]}, []),
    (COUNTRY, BRITISH | {"recipientOrganization": [{"addressCountry": "FR"}]},
     [("recipientOrganization/0/addressCountry", ABROAD)]),
    (COUNTRY, BRITISH | {"recipientOrganization": [{}, {"location": [{}, {"countryCode": "FR"}]}]},
     [("recipientOrganization/1/location/1", ABROAD)]),
    (COUNTRY, {"fundingOrganization": [{"id": "US-EIN-1"}]} | place(geoCode="s12000036"),
     [("beneficiaryLocation/0", "`GB` is not the country of the funder, `US`")]),
    (COUNTRY, {"fundingOrganization": [{"id": "US-EIN-1", "addressCountry": "UK"}]} | place(countryCode="FR"),
     [("beneficiaryLocation/0", "`FR` is not the country of the funder, `GB` or `US`")]),
    (COUNTRY, {"fundingOrganization": [{"id": "x", "location": [{"countryCode": "FR"}]}]} | place(countryCode="FR"), []),
    (COUNTRY, {"fundingOrganization": [{"id": "CA_ON-ONT-12"}]} | place(countryCode="CA"), []),
    (COUNTRY, {"fundingOrganization": [{"id": "CA_ON-ONT-12"}]} | place(countryCode="FR"),
     [("beneficiaryLocation/0", "`FR` is not the country of the funder, `CA`")]),
    (COUNTRY, {"fundingOrganization": [{"id": "AE-RK_CR-1"}]} | place(countryCode="FR"),
     [("beneficiaryLocation/0", "`FR` is not the country of the funder, `AE`")]),
    (COUNTRY, {"fundingOrganization": [{"id": "XM-DAC-1"}]} | place(countryCode="FR"), []),
    (COUNTRY, {"fundingOrganization": [{"id": "GB-NOSUCH-1"}]} | place(countryCode="FR"), []),
    (COUNTRY, {"fundingOrganization": [{"id": "360G-x"}]} | place(countryCode="FR"), []),
    (COUNTRY, BRITISH | {"beneficiaryLocation": [{"countryCode": "FR"}, {"countryCode": "fr"}, {"countryCode": "IE"}]},
     [("beneficiaryLocation/0", ABROAD), ("beneficiaryLocation/2", "`IE` is not the country of the funder, `GB`")]),
    (COUNTRY, BRITISH | {"beneficiaryLocation": [{"countryCode": 5, "geoCode": []}]}, []),
    (COUNTRY, {"fundingOrganization": "GB-CHC-1", "beneficiaryLocation": {"countryCode": "FR"}}, []),
    (LINK, link("https://www.gov.uk/a?b=c#d"), []),
    (LINK, link(" HTTP://Gov.UK:8080 "), []),
    (LINK, link("https://füllhorn.de/"), []),
    (LINK, link("http://8.8.8.8/a"), []),
    (LINK, link(""), []),
    (LINK, link("www.gov.uk"), []),
    (BARE, link("www.gov.uk/a"), [("url", "`www.gov.uk/a` does not begin with http:// or https://")]),
    (BARE, link("https://www.gov.uk/a"), []),
    (BARE, link("a@b.org"), []),
    (LINK, link("a@b.org"), [("url", "`a@b.org` does not begin with http:// or https://")]),
    (LINK, link("www.example.com"), [("url", "`www.example.com` does not begin with http:// or https://")]),
    (LINK, link("mailto:a@b.org"), [("url", "`mailto:a@b.org` does not begin with http:// or https://")]),
    (LINK, link("https://gov.uk/a b"), [("url", "`https://gov.uk/a b` has a blank in it")]),
    (LINK, link("https://"), [("url", "`https://` has no full name of a server")]),
    (LINK, link("http://intranet/a"), [("url", "`http://intranet/a` has no full name of a server")]),
    (LINK, link("http://-a.org"), [("url", "`http://-a.org` has no full name of a server")]),
    (LINK, link("http://[::1"), [("url", "`http://[::1` is no address")]),
    (LINK, link("http://a.org:port/"), [("url", "`http://a.org:port/` is no address")]),
    (LINK, link("http://192.168.0.1/a"), [("url", "`http://192.168.0.1/a` leads into a local network")]),
    (LINK, link("http://www.example.com./"),
     [("url", "`http://www.example.com./` has a server name that is only for examples, tests or local use")]),
    (LINK, link("http://localhost/"),
     [("url", "`http://localhost/` has a server name that is only for examples, tests or local use")]),
    (LINK, {"url": 5, "dataSource": None, "fundingOrganization": "www", "x": {"url": "www"}}, []),
    (LINK, {"dataSource": "a", "fundingOrganization": [{"url": "b"}], "relatedDocument": [{}, {"url": "c"}]},
     [(path, f"`{text}` does not begin with http:// or https://") for path, text in
      (("dataSource", "a"), ("fundingOrganization/0/url", "b"), ("relatedDocument/1/url", "c"))]),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "grant", "result"), ROWS)
def test_a_rule_finds_in_a_grant_exactly_this(rule: str, grant: dict[str, Any], result: list[tuple[str, str]]) -> None:
    examined = CheckContext(Book(()), grants=[grant])
    notes = [(each.path, each.message) for each in select_rules([rule])[0].find(examined)]
    assert notes == [(f"grants/0/{path}", what) for path, what in result]


def findings_csv(path: Path, run: Run, *options: str) -> str:
    done = run(
        "check", "--data", str(path), "--rule", ADDED, "-f", "csv", "--no-header", "--columns", "award,path,found", *options
    )
    assert done.code == 0
    return done.stdout.decode()


@pytest.mark.parametrize("engine", ["memory", "duckdb"])
def test_ids_on_several_awards_are_counted_with_what_they_add(engine: str, data_file: Callable[..., Path], run: Run) -> None:
    rows = [("a", 1, "GBP"), ("b", 2, "GBP"), ("a", 4, "GBP"), ("a", 8, "GBP"), ("b", 16, "EUR"), ("c", 32, "GBP"),
            ("", 64, "GBP"), ("", 128, "GBP"), ("b", None, "GBP")]  # fmt: skip
    grants = [
        {"id": name, "currency": code, "recipientOrganization": [{"name": "R"}]}
        | ({} if amount is None else {"amountAwarded": amount})
        for name, amount, code in rows
    ]
    path = data_file(json.dumps({"grants": grants}), "a.json")
    assert findings_csv(path, run, "--engine", engine, "--no-cache") == (
        ",,1 id is on several awards: those after the first of each (1) add €16\n"
        ",,2 ids are on several awards: those after the first of each (3) add £12; 1 amount unknown\n"
    )


def test_awards_alike_in_everything_add_too(data_file: Callable[..., Path], run: Run) -> None:
    same = {"id": "a", "title": "T", "currency": "GBP", "amountAwarded": 3}
    path = data_file(json.dumps({"grants": [same, same]}), "a.json")
    assert findings_csv(path, run) == ",,1 id is on several awards: those after the first of each (1) add £3\n"


@pytest.mark.shared
def test_the_ids_that_add_are_those_that_the_tool_of_360giving_counts() -> None:
    for path in sorted(
        path for path in (SHARED / "data" / "360giving").glob("grantnav_*.json") if not path.name.endswith("registry_data.json")
    ):
        grants = json.loads(path.read_text(encoding="utf-8"))["grants"]
        ids = Counter(grant["id"] for grant in grants if grant.get("id"))
        duplicates = sum(number > 1 for number in ids.values())
        result = open_dataset(path, cache=False).check(today=date(2026, 11, 22), rules=[ADDED]).rows
        counted = sum(int(str(row[5]).partition(" ")[0].replace(",", "")) for row in result)
        assert counted == duplicates, path.name
