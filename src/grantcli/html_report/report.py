"""The page itself: its parts in order, its style, and templates: a page of a user with the names of our parts where they go.

Nothing in a template is run.
"""

import re
from collections.abc import Mapping

from grantcli.errors import UsageError, nearest
from grantcli.html_report import sections
from grantcli.html_report.markup import Markup, items, section, tag, text
from grantcli.html_report.subject import ReportQuestion, field_heading
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


def page(question: ReportQuestion, template: str = "", label: str = "") -> str:
    """Return the page, in the template where there is one; UsageError for what cannot be asked or filled in."""
    if template:
        fill_template(template, dict.fromkeys(_NAMES, ""), label)  # show the errors of a template before any work is done
    return fill_template(template or _TEMPLATE, _parts(question), label)


def _parts(question: ReportQuestion) -> Mapping[str, str]:
    """Return what a template can name, each as HTML."""
    everything = question.total()
    title = text(question.title or _title(question))
    fields = question.fields()
    parts = {
        "headline": sections.headline(question, everything),
        "charts": Markup(
            "".join(sections.by_field(question, by, number, everything.notes) for number, by in enumerate(fields, 1))
        ),
        "notes": section("notes", "Notes", items(everything.notes)) if everything.notes else Markup(),
        "disputes": sections.disputes(question),
        "rows": sections.row_accounting(question),
        "method": sections.method(question),
        "sources": sections.sources(question),
        "awards": sections.awards(question),
    }
    contents = _contents(fields, parts)
    body = _body(title, _subtitle(question, everything), contents, parts)
    return {"title": title, "style": STYLE, "body": body, "contents": contents, **parts}


def _title(question: ReportQuestion) -> str:
    return "Grant awards" if question.where == EVERYTHING else f"Grant awards: {question.where}"


def _subtitle(question: ReportQuestion, everything: Table) -> str:
    version = f", data version {question.dataset.version}" if question.dataset.version else ""
    date = f", made on {question.today}" if question.today else ""
    return f"{everything.title}{version}{date}"


def _contents(fields: tuple[str, ...], parts: Mapping[str, str]) -> Markup:
    entries = [(f"by-{number}", f"By {field_heading(by)}") for number, by in enumerate(fields, 1)]
    names = {"notes": "Notes", "disputes": "Disputes", "rows": "Every row of the file", "method": "Method", "sources": "Sources",
             "awards": "Awards"}  # fmt: skip
    entries += [(name, heading) for name, heading in names.items() if parts[name]]
    return tag("nav", items(tag("a", heading, href=f"#{ident}") for ident, heading in entries), aria_label="Contents")


def _body(title: Markup, subtitle: str, contents: Markup, parts: Mapping[str, str]) -> Markup:
    skip = tag("a", "Skip to the figures", href="#main", class_="skip")
    head = tag("header", tag("h1", title), tag("p", subtitle, class_="under"))
    main = tag("main", Markup("\n" + "\n".join(each for each in parts.values() if each) + "\n"), id="main", tabindex="-1")
    foot = tag("footer", tag("p", "This page has everything that it shows: nothing is fetched, and nothing is run."))
    return Markup("".join(f"{each}\n" for each in (skip, head, contents, main, foot)))


_HOLE = re.compile(r"\$(?:(\$)|([a-z]+)|\{([a-z]+)\}|)")


def fill_template(template: str, parts: Mapping[str, str], label: str) -> str:
    """Return the template with each `$name` or `${name}` replaced, and `$$` as a dollar sign.

    UsageError, with its place, for an unknown name, for a lone `$`, and for a template that names no part at all.

    >>> fill_template("<h1>$title</h1> $$5", {"title": "T"}, "x")
    '<h1>T</h1> $5'
    """
    names: list[str] = []

    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        name = match[2] or match[3] or ""
        if name not in parts:
            line = template.count("\n", 0, match.start()) + 1
            guess = nearest(name, parts) if name else ()
            choices = ", ".join(f"${each}" for each in parts)
            hint = f"did you mean `${guess[0]}`?" if guess else f"known: {choices}; a dollar is `$$`"
            raise UsageError(f"{label}:{line}: " + (f"`${name}` is not a part of a page" if name else "a lone `$`"), hint=hint)
        names.append(name)
        return parts[name]

    page = _HOLE.sub(fill, template)
    if not names:
        raise UsageError(f"{label} does not name a part of a page", hint=f"known: {', '.join(f'${each}' for each in parts)}")
    return page


# For any width, for paper, for the keyboard; every colour has a contrast of at least 4.5 to 1.
STYLE = """\
:root{color-scheme:light;--ink:#1a1a1a;--faint:#595959;--line:#d0d0d0;--ground:#fff;--tint:#f4f7fa;--blue:#005a8f}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;color:var(--ink);background:var(--ground);font:1rem/1.55 "Liberation Sans",Arial,Helvetica,sans-serif}
header,main,footer,nav{max-width:56rem;margin:0 auto;padding:0 1rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.35rem;line-height:1.25;margin:2.75rem 0 .75rem;padding-top:.75rem;border-top:2px solid var(--ink)}
p,li,dd{overflow-wrap:anywhere}
.under{color:var(--faint);margin:.25rem 0}
a{color:var(--blue)}
a:focus-visible,.scroll:focus-visible{outline:3px solid #d55e00;outline-offset:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.5rem 1rem;z-index:1}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;margin:1rem 0 0;list-style:none}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(12rem,45%),1fr));gap:.75rem;margin:1.5rem 0 0}
.facts div{background:var(--tint);border-left:4px solid var(--blue);padding:.6rem .8rem}
.facts dt{color:var(--faint);font-size:.9rem;font-weight:normal}
.facts dd{margin:0;font-size:1.2rem;font-weight:bold;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
figure{margin:0 0 1rem}
figure svg{display:block;max-width:100%;height:auto}
.narrow{display:none}
.scroll{overflow-x:auto;border:1px solid var(--line);margin:1rem 0}
table{border-collapse:collapse;width:100%;font-size:.95rem}
caption{text-align:left;font-weight:bold;padding:.6rem .75rem}
th,td{padding:.35rem .75rem;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;border-bottom:2px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:normal;min-width:5.5rem;overflow-wrap:anywhere}
tfoot th,tfoot td{font-weight:bold}
tfoot tr:first-child>*{border-top:2px solid var(--ink)}
.figure{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .figure{white-space:normal}
tbody .whole{white-space:nowrap}
.ask{color:var(--faint);font-size:.9rem}
code{font:.9em "Liberation Mono",Menlo,Consolas,monospace;background:var(--tint);padding:.1em .3em;overflow-wrap:anywhere}
section dt{font-weight:bold;margin-top:.75rem}
dd{margin:0}
footer{color:var(--faint);font-size:.9rem;padding-top:2rem;padding-bottom:3rem}
@media (max-width:40rem){h1{font-size:1.5rem}h2{font-size:1.2rem}.wide{display:none}.narrow{display:block}
 table{font-size:.78rem}th,td{padding:.3rem .25rem}caption{padding:.5rem .25rem}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;--ink:#eee;--faint:#b8b8b8;--line:#555;--ground:#16191c;
 --tint:#22282e;--blue:#7cc4f2}.skip:focus{background:var(--ground)}
 figure svg>rect[fill="white"]{fill:none}figure svg text[fill="#1a1a1a"]{fill:var(--ink)}
 figure svg text[fill="#595959"]{fill:var(--faint)}figure svg line[stroke="#595959"]{stroke:var(--faint)}
 figure svg line[stroke="#d9d9d9"]{stroke:var(--line)}figure svg text[stroke="white"]{stroke:var(--ground)}}
@media print{@page{margin:1.5cm}body{font-size:10pt}nav,.skip{display:none}a{color:inherit;text-decoration:none}
 .wide{display:block}.narrow{display:none}.scroll{overflow:visible;border:0}table{font-size:8.5pt}thead{display:table-header-group}
 tr,figure{break-inside:avoid}h2{break-after:avoid}.ask a::after{content:none}}
"""
