"""`report`: a page that anybody can read, on any screen, on paper and by ear, and that asks nobody for anything."""

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from browser import Visit, Visitor
from PIL import Image
from pseudo_terminal import OnTerminal, on_terminal
from running import in_this_process
from waiting import until

import grantcli
from conftest import ROOT, SHARED, Run
from grantcli.engines.sql import Sql
from grantcli.html_report.markup import external_link
from grantcli.html_report.report import page
from grantcli.html_report.subject import ReportQuestion
from grantcli.query.parse import parse

__all__ = ["on_terminal"]  # a fixture

HOSTILE = """Identifier,Title,Recipient Org:Name,Amount Awarded,Currency,Award Date,Funding Org:Name,Grant Programme:Title,Recipient Ind:Name
a,<script>alert(1)</script>,<b>Ünïcode & Co</b>,5000,GBP,2019-01-01,F,"<img src=x onerror=alert(1)>",
b,t,"x' onload='alert(1)",-2500.50,GBP,2019-05-01,"F""><svg onload=alert(1)>",javascript:alert(1),
c,$title ${body} %s {0},Nobody\u202e,,GBP,2019-01-01,F,P,
d,t,datum.value; alert(1),3000000,EUR,2020-01-01,F,--><!--,
e,t,,700,,2018-01-01,F,P,Jane <i>Doe</i>
,,,,,,,,
f,t,A very long name of a recipient that goes on and on without any end in sight and then a little further,1,GBP,tbc,F,P,
"""  # noqa: E501 - a file as it is


class _Page(HTMLParser):
    """Every element of a page with its attributes, and the texts inside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def each(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]


Pages = Callable[[str], Path]


@pytest.fixture(scope="module")
def pages(clean_env: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Pages about the bundled awards and about a file that means harm, each written when a test first asks for it."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "hostile.csv").write_text(HOSTILE, encoding="utf-8")
    question = {"bundled": [], "leeds": ["council:leeds", "--title", "Leeds <&> co"], "hostile": ["--data", "hostile.csv"]}

    @cache
    def page(name: str) -> Path:
        assert in_this_process(("report", *question[name], "-o", f"{name}.html"), clean_env, folder).code == 0
        return folder / f"{name}.html"

    return page


NAMES = ("bundled", "leeds", "hostile")


@pytest.mark.costly
@pytest.mark.parametrize("name", NAMES)
def test_a_page_holds_nothing_that_runs_or_is_fetched(name: str, pages: Pages) -> None:
    page = _Page(pages(name).read_text(encoding="utf-8"))
    tags = {tag for tag, _ in page.elements}
    assert tags.isdisjoint({"script", "iframe", "object", "embed", "link", "img", "image", "base", "form", "use", "i"})
    attributes = [(tag, key, value) for tag, values in page.elements for key, value in values.items()]
    assert not [
        each for each in attributes if each[1].startswith("on") or each[1] in {"src", "srcset", "action", "xlink:href", "style"}
    ]
    links = [value for tag, key, value in attributes if key == "href"]
    assert links
    assert not [link for link in links if not re.match(r"#[\w.-]+$|https?://", link)]
    assert re.search(r"@import|url\((?!#)", pages(name).read_text(encoding="utf-8")) is None
    assert [each["content"] for each in page.each("meta") if each.get("http-equiv")] == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    ]


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_laid_out_for_those_who_cannot_see_it(name: str, pages: Pages) -> None:
    page = _Page(pages(name).read_text(encoding="utf-8"))
    assert page.each("html") == [{"lang": "en"}]
    assert [len(page.each(tag)) for tag in ("main", "header", "footer", "nav", "h1")] == [1, 1, 1, 1, 1]
    assert [tag for tag, _ in page.elements if re.fullmatch(r"h[3-6]", tag)] == []
    ids = [values["id"] for _, values in page.elements if "id" in values]
    assert len(ids) == len(set(ids))
    message = [values[key] for _, values in page.elements for key in ("aria-labelledby", "aria-describedby") if key in values]
    assert [ident for each in message for ident in each.split() if ident not in ids] == []
    assert [each["href"][1:] for each in page.each("a") if each["href"].startswith("#") and each["href"][1:] not in ids] == []
    assert all(each.get("scope") in {"row", "col"} for each in page.each("th"))
    assert len(page.each("table")) == len(page.each("caption"))
    regions = [values for _, values in page.elements if values.get("role") == "region"]
    assert [each["tabindex"] for each in regions] == ["0"] * len(page.each("table"))
    assert all(each["role"] == "img" for each in page.each("svg"))


@pytest.fixture
def page_visit(request: pytest.FixtureRequest, pages: Pages, visit: Visitor) -> Visit:
    name, width = request.param
    return visit(pages(name).as_uri(), width=width)


@pytest.mark.parametrize("page_visit", [(name, width) for name in NAMES for width in (390, 1280)], indirect=True, ids=str)
def test_in_a_real_browser_a_page_has_no_fault_and_is_no_wider_than_its_window(page_visit: Visit) -> None:
    assert (page_visit.errors, page_visit.refused, page_visit.faults(), page_visit.overflow()) == ([], [], [], 0)
    assert len(page_visit.fetched) == 1
    picture = Image.open(BytesIO(page_visit.page.screenshot(full_page=True))).convert("RGB")
    assert len(picture.getcolors(1 << 24) or ()) > 50
    assert page_visit.page.locator("svg:visible").count() == page_visit.page.locator("figure").count() > 0
    wide = "Array.from(document.querySelectorAll('svg')).filter(e => e.getBoundingClientRect().right > innerWidth).length"
    assert page_visit.page.evaluate(wide) == 0


@pytest.mark.parametrize("page_visit", [("bundled", 390)], indirect=True, ids=str)
def test_text_on_a_telephone_is_large_enough_to_read(page_visit: Visit) -> None:
    scale = (
        "Array.from(document.querySelectorAll('.narrow svg')).map(e => e.getBoundingClientRect().width / e.viewBox.baseVal.width)"
    )
    assert min(page_visit.page.evaluate(scale)) > 0.9
    assert page_visit.page.locator(".wide:visible").count() == 0


@pytest.mark.parametrize("page_visit", [("bundled", 390), ("leeds", 390)], indirect=True, ids=str)  # of one currency
def test_totals_are_on_the_screen_of_a_telephone(page_visit: Visit) -> None:
    ends = (
        "Array.from(document.querySelectorAll('.scroll')).map(region => [Array.from(region.querySelectorAll('thead th'))"
        ".find(e => e.textContent == 'total'), region.getBoundingClientRect().right]).filter(each => each[0])"
        ".map(([heading, right]) => right - heading.getBoundingClientRect().right)"
    )
    rooms = page_visit.page.evaluate(ends)
    assert rooms
    assert min(rooms) >= 0


@pytest.mark.parametrize("page_visit", [("bundled", 390)], indirect=True, ids=str)
def test_by_keyboard_one_skips_to_the_figures_and_scrolls_a_table(page_visit: Visit) -> None:
    page_visit.page.keyboard.press("Tab")
    assert page_visit.page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    assert page_visit.page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    page_visit.page.keyboard.press("Enter")
    until(lambda: page_visit.page.evaluate("document.activeElement.id == 'main'"))
    page_visit.page.keyboard.press("Tab")
    until(lambda: page_visit.page.evaluate("document.activeElement.getAttribute('role') == 'region'"))
    assert page_visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page_visit.page.keyboard.press("ArrowRight")
    until(lambda: page_visit.page.evaluate("document.activeElement.scrollLeft > 0"))


@pytest.mark.parametrize("page_visit", [("leeds", 1280)], indirect=True, ids=str)
def test_a_page_prints(page_visit: Visit) -> None:
    printed = page_visit.page.pdf(format="A4")
    assert printed.startswith(b"%PDF-")
    assert 2 <= printed.count(b"/Type /Page\n") <= 12
    page_visit.page.emulate_media(media="print")
    assert page_visit.page.locator("nav:visible").count() == 0
    assert page_visit.page.locator(".wide:visible").count() == page_visit.page.locator("figure").count()


@pytest.mark.parametrize("page_visit", [("bundled", 1280)], indirect=True, ids=str)
def test_charts_follow_a_dark_page(page_visit: Visit) -> None:
    page_visit.page.emulate_media(color_scheme="dark")
    colour = "name => Array.from(document.querySelectorAll('figure svg ' + name), e => getComputedStyle(e).fill)"
    assert set(page_visit.page.evaluate(colour, "text")) <= {"rgb(238, 238, 238)", "rgb(184, 184, 184)"}
    assert set(page_visit.page.evaluate(colour.replace("svg ", "svg>"), "rect")) == {"none"}


def test_without_scripts_a_page_is_the_same(pages: Pages, visit: Visitor) -> None:
    with_, without = (
        visit(pages("leeds").as_uri(), scripts=scripts).page.locator("body").inner_text() for scripts in (True, False)
    )
    assert with_ == without


def _words(path: Path) -> str:
    return " ".join(" ".join(_Page(path.read_text(encoding="utf-8")).texts).split())


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ('https://example.org/a?b=1&c="', '<a href="https://example.org/a?b=1&amp;c=&quot;" rel="noreferrer">&lt;x&gt;</a>'),
        ("http://example.org/", '<a href="http://example.org/" rel="noreferrer">&lt;x&gt;</a>'),
        ("javascript:alert(1)", "&lt;x&gt;"),
        (" https://example.org/", "&lt;x&gt;"),
        ("//example.org/", "&lt;x&gt;"),
        ("data:text/html,x", "&lt;x&gt;"),
    ],
)
def test_only_an_address_of_the_web_is_a_link(address: str, link: str) -> None:
    assert external_link(address, "<x>") == link


def test_a_page_says_what_the_figures_are_and_what_they_leave_out(pages: Pages) -> None:
    notes = _words(pages("bundled"))
    expected = (
        "Grant awards 65 awards in the bundled data, data version 2026-11-22",
        "awards 65", "total £3,556,600", "amount unknown 1 award",
        "recipients 98", "awarded 2015-03 to 2020-03-13", "1 award has no known amount and is left out of the totals",
        "30 awards have more than one recipient and count under each", "26 claims that are not used",
        "£800,000 seed-002 line 20", "rounded", "seed-002 : British Councils Get £750,000",
        "It is never taken for zero", "data/awards.yaml, version 2026-11-22", "65 awards in the bundled data, the largest first",
    )  # fmt: skip
    assert [text for text in expected if text not in notes] == []
    assert ", made on 20" in notes


@pytest.mark.costly
def test_a_page_about_some_awards_says_which(pages: Pages) -> None:
    notes = _words(pages("leeds"))
    assert "Leeds <&> co 4 of 65 awards" in notes
    assert "grantcli report council:leeds" in notes
    assert "grantcli list council:leeds --sort -amount" in notes


def test_text_from_a_file_is_only_ever_text(pages: Pages) -> None:
    notes = _words(pages("hostile"))
    for text in ("<script>alert(1)</script>", "<b>Ünïcode & Co</b>", "Nobody\\u202e", "$title ${body} %s {0}", "Jane <i>Doe</i>"):
        assert text in notes
    assert "rows read 7 = awards 6 + merged 0 + blank 1 + set aside 0" in notes
    assert "total in GBP £2,500.50" in notes
    assert "total in no currency 700" in notes


@pytest.mark.costly
def test_each_command_on_a_page_gives_the_table_above_it(run: Run, tmp_path: Path) -> None:
    assert run("report", "funder:lga", "--min", "20k", "--by", "region,fy", "--top", "3", "--split", "-o", "p.html").code == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    commands = re.findall(r"<code>(grantcli total .*?)</code>", page)
    assert commands == [
        "grantcli total funder:lga --by region --top 3 --split --min 20k",
        "grantcli total funder:lga --by fy --split --min 20k",
    ]
    for command, by in zip(commands, ("region", "fy"), strict=True):
        answer = run(*shlex.split(command)[1:], "-c", f"{by},awards,total").out
        output = re.findall(
            r'<th scope="row"[^>]*>(.*?)</th>', page.split(f"Totals by {by.replace('fy', 'financial year')}</caption>")[1]
        )
        rows = [line for line in answer.splitlines() if re.search("[£]|unknown", line) and not line.startswith("note")]
        assert [row.split("  ")[0] for row in rows] == output[: len(rows)]


@pytest.mark.parametrize(
    ("terms", "command", "figures"),
    [
        (("fy:2019-20",), "list fy:2019-20 basis=stated",
         ("16 of 65 awards in the bundled data", "awards 16", "total £2,247,300", "recipients 41", "programmes 3")),
        (("lead:leeds", "or", "lead:croydon"), "list '(' lead:leeds or lead:croydon ')' basis=stated", ()),
    ],
)  # fmt: skip
def test_a_page_of_stated_amounts_is_about_the_same_awards_in_every_part(
    run: Run, tmp_path: Path, terms: tuple[str, ...], command: str, figures: tuple[str, ...]
) -> None:
    assert run("report", *terms, "--stated-only", "--by", "fy", "-o", "p.html").code == 0
    notes = _words(tmp_path / "p.html")
    assert [text for text in figures if text not in notes] == []
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    question = next(text for text in map(unescape, re.findall(r"<code>(.*?)</code>", page)) if " list " in text)
    assert question == f"grantcli {command} --sort -amount"
    rows = run(*shlex.split(question)[1:], "-f", "csv", "-c", "id,basis").out.splitlines()[1:]
    assert re.findall(r'<tr><th scope="row">([\w-]+)</th>', page.split('id="awards"')[1]) == [row.split(",")[0] for row in rows]
    assert {row.split(",")[1] for row in rows} == {"stated"}


def test_a_page_in_real_terms_lists_the_amounts_that_its_totals_add_up(run: Run, tmp_path: Path) -> None:
    assert run("report", "programme:round-2", "--real", "2024-25", "--by", "fy", "-o", "p.html").code == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert "grantcli list programme:round-2 --sort -amount_real --real 2024-25" in page
    cells = re.findall(r'<td class="figure">£([\d,.]+)</td>', page.split('id="awards"')[1])
    real = sum(Decimal(cell.replace(",", "")) for cell in cells[1::2])
    assert f"<dd>£{real:,.2f}</dd>" in page


def test_a_page_lists_the_largest_awards_of_each_currency(run: Run, tmp_path: Path) -> None:
    pounds = [f"p{number},A,P1,{number},GBP" for number in range(1, 81)]
    rows = ["id,recipient,programme,amount,currency", *pounds, *(f"d{number},B,,{number},USD" for number in range(1, 41))]
    (tmp_path / "a.csv").write_text("\n".join(rows))
    page = run("report", "recipient:A", "or", "recipient:B", "--data", "a.csv").out
    notes = " ".join(" ".join(_Page(page).texts).split())
    assert "programme P1 (40 awards have none)" in notes
    assert "80 of 120 awards in a.csv, in GBP, the largest first" in notes
    assert "30 more awards not shown because of --limit 50" in notes
    assert "40 of 120 awards in a.csv, in USD, the largest first" in notes
    assert page.count('<tr><th scope="row">p') == 50
    assert page.count('<tr><th scope="row">d') == 40
    commands = [unescape(text) for text in re.findall(r"<code>(grantcli list .*?)</code>", page) if "--sort" in text]
    assert commands == [
        "grantcli list '(' recipient:A or recipient:B ')' currency=GBP --sort -amount --limit 50 --data a.csv",
        "grantcli list '(' recipient:A or recipient:B ')' currency=USD --sort -amount --data a.csv",
    ]
    assert [run(*shlex.split(command)[1:], "-f", "csv").out.count("\n") - 1 for command in commands] == [50, 40]


def test_a_page_on_stdout_has_a_day_only_where_one_is_given(run: Run) -> None:
    words = ("report", "council:leeds", "--by", "fy")
    page = run(*words).out
    assert "made on" not in page
    dated = run(*words, "--today", "2026-11-24").out
    assert "data version 2026-11-22, made on 2026-11-24" in dated
    assert dated.replace(", made on 2026-11-24", "") == page


def test_a_figure_of_a_page_is_named_after_what_it_draws(run: Run) -> None:
    page = run("report", "fy:2019-20", "--by", "amount:bands,stage").out
    assert re.findall(r"<figcaption[^>]*>(.*?);", page) == ["Awards by amount:bands", "Total by stage"]
    assert page.count('-title">Awards by amount:bands</title>') == 2


@pytest.mark.slow
def test_the_same_question_makes_the_same_page(process: Run, run: Run, tmp_path: Path) -> None:
    words = ("report", "programme:round-2", "--by", "stage")
    for name, seed in (("a.html", "1"), ("b.html", "2")):
        assert process(*words, "-o", name, env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo"}).code == 0
    one = (tmp_path / "a.html").read_bytes()
    assert one == (tmp_path / "b.html").read_bytes()
    assert run(*words).out == re.sub(r", made on [\d-]+", "", one.decode())


@pytest.mark.costly
def test_a_template_holds_the_parts_that_it_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "own.html").write_text("<p>$$5 $title</p>${headline}<style>$style</style>", encoding="utf-8")
    done = run("report", "council:leeds", "--by", "fy", "--title", "<T>", "--template", "own.html")
    assert done.code == 0
    assert done.out.startswith('<p>$5 &lt;T&gt;</p><dl class="facts">')
    assert "<h2" not in done.out


def test_the_template_of_the_manual_works(run: Run, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\| `\$([a-z]+)` \|", page))
    every = " ".join(f"${name}" for name in sorted(named))
    (tmp_path / "own.html").write_text(page.split("```html\n")[1].split("```")[0] + every, encoding="utf-8")
    assert run("report", "council:leeds", "--by", "fy", "--template", "own.html").code == 0
    (tmp_path / "own.html").write_text("$zzz", encoding="utf-8")
    known = run("report", "council:leeds", "--template", "own.html").err
    assert set(re.findall(r"\$([a-z]+)[,;]", known)) == named


WRONG: list[tuple[tuple[str, ...], int, str, str]] = [
    (("-o", "x.pdf"), 2, "a page is HTML, and `x.pdf` is not", "name a file that ends in .html; a browser prints it as PDF"),
    (("--by", "programe"), 2, "unknown field `programe`", "did you mean `programme`?"),
    (("--top", "0"), 2, "--top: `0` is less than 1", ""),
    (("--today", "soon"), 2, "--today: `soon` is not a date like 2019, 2019-09 or 2019-09-12", ""),
    (("--template", "none.html"), 3, "none.html: cannot read it: no such file or directory", ""),
    (("--template", "latin.html"), 3, "latin.html: it is not UTF-8", ""),
    (("--template", "typo.html"), 2, "typo.html:2: `$tittle` is not a part of a page", "did you mean `$title`?"),
    (("--template", "lone.html"), 2, "lone.html:1: a lone `$`", ""),
    (("--template", "empty.html"), 2, "empty.html does not name a part of a page", ""),
    (("fundr:x",), 2, "unknown field `fundr`", ""),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "message", "hint"), WRONG, ids=[" ".join(row[0]) for row in WRONG])
def test_what_makes_no_page_is_an_error(
    words: tuple[str, ...], code: int, message: str, hint: str, run: Run, tmp_path: Path
) -> None:
    files = {"latin": b"$body \xe9", "typo": b"\n$tittle", "lone": b"5 $ $body", "empty": b"<p>$$</p>"}
    for name, content in files.items():
        (tmp_path / f"{name}.html").write_bytes(content)
    done = run("report", *words)
    notes = done.err.splitlines()
    assert (done.code, done.out, notes[0]) == (code, "", f"grantcli: error: {message}")
    assert not hint or f"hint: {hint}" in notes


def test_no_page_is_written_to_a_terminal(on_terminal: OnTerminal) -> None:
    code, screen = on_terminal("report")
    assert (code, screen.decode().splitlines()[0]) == (2, "grantcli: error: a page is not written to a terminal")


def test_a_missing_library_is_an_error_that_names_the_extra(clean_env: Mapping[str, str], tmp_path: Path) -> None:
    code = (
        "import importlib.util as u, sys\nfind = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'vl_convert' else find(name, *more)\n"
        "sys.argv = ['grantcli', 'report', '-o', 'x.html']\nfrom grantcli.cli.main import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=clean_env, cwd=tmp_path, capture_output=True, text=True, check=False)
    notes = "grantcli: error: a page needs the library `vl-convert`\nhint: pip install 'grantcli[charts]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", notes)
    assert not (tmp_path / "x.html").exists()


def test_a_page_about_few_awards_asks_its_data_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,title,recipient,funder,programme,amount,currency,awarded\n"
        "a,Food bank,St Mary's,F,P,5,GBP,2020-05-01\nb,Food bank,St Mary\u2019s,F,P,7,EUR,2021-05-01\n"
    )
    dataset = grantcli.open(path, engine="duckdb", cache=False)
    question = ReportQuestion(dataset, parse(["recipient:mary's", "food"]), lambda *_words, **_options: "")
    expected = page(question)
    assert isinstance(dataset.data.engine, Sql)
    dataset.data.engine.statements.clear()
    assert page(question.foresee()) == expected
    assert len(dataset.data.engine.statements) == 3  # of the headline, of all other parts, and of the list


@pytest.mark.shared
def test_a_published_file_makes_a_page(run: Run, tmp_path: Path) -> None:
    path = next(iter(sorted((SHARED / "data" / "360giving").glob("*rafford*.csv"))))
    assert run("report", "--data", str(path), "-o", "p.html").code == 0
    assert "555" in _words(tmp_path / "p.html")
