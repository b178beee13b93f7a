"""The page itself: its parts in order, and its template."""

from collections.abc import Mapping

from grantcli.html_report import evidence
from grantcli.html_report.markup import Markup, items, section, tag, text
from grantcli.html_report.question import ReportQuestion, field_heading
from grantcli.html_report.sections import by_field, headline, method
from grantcli.html_report.template import STYLE, fill_template
from grantcli.query import EVERYTHING
from grantcli.table import Table

_TEMPLATE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>$title</title>
<style>
$style</style>
</head>
<body>
$body</body>
</html>
"""


_NAMES = ("title", "style", "body", "contents", "headline", "charts", "notes", "disputes", "rows", "method", "sources", "awards")
"""What a template can name."""


def page(asked: ReportQuestion, template: str = "", label: str = "") -> str:
    """Return the page, in the template where there is one; UsageError for what cannot be asked or filled in."""
    if template:
        fill_template(template, dict.fromkeys(_NAMES, ""), label)  # show the errors of a template before any work is done
    return fill_template(template or _TEMPLATE, _parts(asked), label)


def _parts(asked: ReportQuestion) -> Mapping[str, str]:
    """Return what a template can name, each as HTML."""
    everything = asked.total()
    title = text(asked.title or _title(asked))
    fields = asked.grouped()
    found = {
        "headline": headline(asked, everything),
        "charts": Markup("".join(by_field(asked, by, number, everything.notes) for number, by in enumerate(fields, 1))),
        "notes": section("notes", "Notes", items(everything.notes)) if everything.notes else Markup(),
        "disputes": evidence.disputes(asked),
        "rows": evidence.row_accounting(asked),
        "method": method(asked),
        "sources": evidence.sources(asked),
        "awards": evidence.awards(asked),
    }
    contents = _contents(fields, found)
    body = _body(title, _under(asked, everything), contents, found)
    return {"title": title, "style": STYLE, "body": body, "contents": contents, **found}


def _title(asked: ReportQuestion) -> str:
    return "Grant awards" if asked.where == EVERYTHING else f"Grant awards: {asked.where}"


def _under(asked: ReportQuestion, everything: Table) -> str:
    version = f", data version {asked.dataset.version}" if asked.dataset.version else ""
    made = f", made on {asked.today}" if asked.today else ""
    return f"{everything.title}{version}{made}"


def _contents(fields: tuple[str, ...], found: Mapping[str, str]) -> Markup:
    parts = [(f"by-{number}", f"By {field_heading(by)}") for number, by in enumerate(fields, 1)]
    names = {"notes": "Notes", "disputes": "Disputes", "rows": "Every row of the file", "method": "Method", "sources": "Sources",
             "awards": "Awards"}  # fmt: skip
    parts += [(name, notes) for name, notes in names.items() if found[name]]
    return tag("nav", items(tag("a", notes, href=f"#{ident}") for ident, notes in parts), aria_label="Contents")


def _body(title: Markup, under: str, contents: Markup, found: Mapping[str, str]) -> Markup:
    skip = tag("a", "Skip to the figures", href="#main", class_="skip")
    head = tag("header", tag("h1", title), tag("p", under, class_="under"))
    main = tag("main", Markup("\n" + "\n".join(each for each in found.values() if each) + "\n"), id="main", tabindex="-1")
    foot = tag("footer", tag("p", "This page has everything that it shows: nothing is fetched, and nothing is run."))
    return Markup("".join(f"{each}\n" for each in (skip, head, contents, main, foot)))
