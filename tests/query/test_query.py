"""The question language: what each text means, and what is said where it means nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantcli.dates import PartialDate
from grantcli.errors import QueryError, UsageError
from grantcli.fields import FIELDS, FieldKind
from grantcli.query import EVERYTHING, And, Comparison, Filter, Not, Op, Or, Range, Word
from grantcli.query.extra_columns import resolve_columns, resolve_field
from grantcli.query.lexer import COLUMN_HINT
from grantcli.query.parse import flag, parse

LEEDS = Comparison("council", Op.HAS, "leeds", "leeds")
BETA = Comparison("stage", Op.HAS, "beta", "beta")
CARE = Word("care")

MEANINGS: list[tuple[tuple[str, ...], Filter]] = [
    ((), EVERYTHING),
    (("",), EVERYTHING),
    (("care",), CARE),
    (("council:leeds",), LEEDS),
    (("Council:leeds",), LEEDS),
    (("council:leeds", "stage:beta"), And((LEEDS, BETA))),
    (("council:leeds", "and", "stage:beta"), And((LEEDS, BETA))),
    (("council:leeds stage:beta",), And((LEEDS, BETA))),
    (("council:leeds", "or", "stage:beta"), Or((LEEDS, BETA))),
    (("council:leeds OR stage:beta",), Or((LEEDS, BETA))),
    (("care", "council:leeds", "or", "stage:beta"), Or((And((CARE, LEEDS)), BETA))),
    (("(council:leeds or stage:beta) care",), And((Or((LEEDS, BETA)), CARE))),
    (("-stage:beta",), Not(BETA)),
    (("not", "stage:beta"), Not(BETA)),
    (("not stage:beta",), Not(BETA)),
    (("not", "not", "stage:beta"), BETA),
    (("-(council:leeds or stage:beta)",), Not(Or((LEEDS, BETA)))),
    (("social care",), Word("social care")),
    (('"social care"',), Word("social care")),
    (('"social care" council:leeds',), And((Word("social care"), LEEDS))),
    (("health and social care",), Word("health and social care")),
    (("council:Milton Keynes",), Comparison("council", Op.HAS, "Milton Keynes", "Milton Keynes")),
    (('council:"Milton Keynes" stage:beta',), And((Comparison("council", Op.HAS, "Milton Keynes", "Milton Keynes"), BETA))),
    (("-council:Milton Keynes",), Not(Comparison("council", Op.HAS, "Milton Keynes", "Milton Keynes"))),
    (("x:officer:bob",), Comparison("x:officer", Op.HAS, "bob", "bob")),
    (("X:Officer=Bob",), Comparison("x:Officer", Op.IS, "Bob", "Bob")),
    (('x:"Grant Officer":bob',), Comparison("x:Grant Officer", Op.HAS, "bob", "bob")),
    (('-x:"Officer \\"A\\" (£)":.. stage:beta',), And((Not(Comparison('x:Officer "A" (£)', Op.KNOWN, None, "..")), BETA))),
    (("x:Grant Officer:bob",), Comparison("x:Grant Officer", Op.HAS, "bob", "bob")),
    (("x:Grant Officer:bob marley",), Comparison("x:Grant Officer", Op.HAS, "bob marley", "bob marley")),
    (("-x:Grant Officer:..",), Not(Comparison("x:Grant Officer", Op.KNOWN, None, ".."))),
    (("x:officer:bob stage:beta",), And((Comparison("x:officer", Op.HAS, "bob", "bob"), BETA))),
    (('"or"',), Word("or")),
    (("stand by me",), Word("stand by me")),
    (("order form",), Word("order form")),
    (('"a \\"quoted\\" word"',), Word('a "quoted" word')),
    (("title=Ripple",), Comparison("title", Op.IS, "Ripple", "Ripple")),
    (("amount:50000",), Comparison("amount", Op.IS, Decimal("50000.00"), "50000")),
    (("amount>=50,000",), Comparison("amount", Op.AT_LEAST, Decimal("50000.00"), "50,000")),
    (("amount<1.2m",), Comparison("amount", Op.LESS, Decimal("1200000.00"), "1.2m")),
    (("amount<-5",), Comparison("amount", Op.LESS, Decimal("-5.00"), "-5")),
    (("amount:50k..100k",), Comparison("amount", Op.WITHIN, Range(Decimal("50000.00"), Decimal("100000.00")), "50k..100k")),
    (("amount:..100",), Comparison("amount", Op.WITHIN, Range(None, Decimal("100.00")), "..100")),
    (("amount:100..",), Comparison("amount", Op.WITHIN, Range(Decimal("100.00"), None), "100..")),
    (("amount:..",), Comparison("amount", Op.KNOWN, None, "..")),
    (("-lead:..",), Not(Comparison("lead", Op.KNOWN, None, ".."))),
    (
        ("amount>£50k",),
        And((Comparison("currency", Op.IS, "GBP", "GBP"), Comparison("amount", Op.MORE, Decimal("50000.00"), "£50k"))),
    ),
    (("year:2019",), Comparison("year", Op.IS, 2019, "2019")),
    (("year:2015..2019",), Comparison("year", Op.WITHIN, Range(2015, 2019), "2015..2019")),
    (("fy:2019-20",), Comparison("fy", Op.IS, "2019-20", "2019-20")),
    (("fy:2019/20",), Comparison("fy", Op.IS, "2019-20", "2019/20")),
    (("fy:1999-2000",), Comparison("fy", Op.IS, "1999-00", "1999-2000")),
    (("quarter:2019-q3",), Comparison("quarter", Op.IS, "2019-Q3", "2019-q3")),
    (("month>2019-9",), Comparison("month", Op.MORE, "2019-09", "2019-9")),
    (("awarded:2019-04",), Comparison("awarded", Op.WITHIN, Range(PartialDate(2019, 4), PartialDate(2019, 4)), "2019-04")),
    (("awarded=2019-04",), Comparison("awarded", Op.IS, PartialDate(2019, 4), "2019-04")),
    (("awarded>=2019",), Comparison("awarded", Op.AT_LEAST, PartialDate(2019), "2019")),
    (
        ("awarded:2019-04..2020-03",),
        Comparison("awarded", Op.WITHIN, Range(PartialDate(2019, 4), PartialDate(2020, 3)), "2019-04..2020-03"),
    ),
]


@pytest.mark.parametrize(("terms", "meaning"), MEANINGS)
def test_every_text_means_one_filter(terms: tuple[str, ...], meaning: Filter) -> None:
    assert parse(terms) == meaning


DATES = "2019, 2019-09, 2019-09-12, 12/09/2019 or September 2019"
VALUE_HINT = "write a value right after it; `amount:..` asks for any known value, `-amount:..` for none"
UNEQUAL_HINT = "write `-` before the term to leave out what it finds: `-amount:VALUE`"
SIGN_HINT = "write a field before it, as in `amount>50000`; text with such a sign goes in quotes: '\">5\"'"
BY_HINT = "`total --by programme` groups by a field; to look for the words, write '\"by programme\"'"
ORDER_HINT = "`--sort -amount` shows the largest amount first; to look for the words, write '\"order by\"'"
SQL_HINT = "write terms such as `council:leeds amount>=50000`; `total --by programme` groups; see `grantcli help filters`"

FAULTS = [
    (("fundr:lga",), "unknown field `fundr`", 0, 5, "did you mean `funder`?"),
    (("stage:beta fundr:lga",), "unknown field `fundr`", 11, 16, "did you mean `funder`?"),
    (("date:2019",), "unknown field `date`", 0, 4, "did you mean `awarded`?"),
    (("zzz:1",), "unknown field `zzz`", 0, 3, "`grantcli fields` lists what can be asked"),
    (("title>3",), "`title` is text and takes `:` and `=`, not `>`", 0, 7, ""),
    (("amount:18q",), "`18q` is not an amount like 50000, £50,000 or 50k", 0, 10, ""),
    (("amount>1.234",), "`1.234` is not an amount like 26000 or 26000.50", 0, 12, ""),
    (("amount:£5..$6",), "one comparison takes one currency", 0, 13, ""),
    (("amount:9..3",), "the range `9..3` runs backwards; write the smaller end first", 0, 11, ""),
    (("year:19",), "`19` is not a year like 2019", 0, 7, ""),
    (("fy:2019-21",), "`2019-21` is not a financial year like 2019-20", 0, 10, ""),
    (("quarter:2019-Q5",), "`2019-Q5` is not a quarter like 2019-Q3", 0, 15, ""),
    (("month:2019",), "`2019` is not a month like 2019-09", 0, 10, ""),
    (("awarded:2019-02-30",), "`2019-02-30` is not in the calendar", 0, 18, ""),
    (("awarded:09/17/2019",), "`09/17/2019` is not in the calendar; write the day before the month, as in 17/04/2019", 0, 18, ""),
    (("awarded:12/9/19",), f"`12/9/19` is not a date like {DATES}", 0, 15, ""),
    (("awarded:Ma 2019",), f"`Ma 2019` is not a date like {DATES}", 0, 15, ""),
    (("year:2019-20",), "`2019-20` is not a calendar year; `fy:2019-20` asks for the financial year", 0, 12, ""),
    (("year:2020-2019",), "the range `2020-2019` runs backwards; write the smaller end first", 0, 14, ""),
    (("fy:2019..2018",), "the range `2019..2018` runs backwards; write the smaller end first", 0, 13, ""),
    (("fy>2018,2019",), "`>` takes one value", 0, 12, ""),
    (("council:leeds,",), "an empty value finds nothing; `-council:..` asks for awards without one", 0, 14, ""),
    (("amount >=",), "there is nothing after `amount >=`", 0, 9, VALUE_HINT),
    (("amount", ">"), "there is nothing after `amount >`", 0, 8, VALUE_HINT),
    (("ammount > 5",), "unknown field `ammount`", 0, 7, "did you mean `amount` or `month` or `amount_real`?"),
    (("amount!=5",), "`!=` is not an operator here", 0, 8, UNEQUAL_HINT),
    (("amount <> 5",), "`<>` is not an operator here", 0, 10, UNEQUAL_HINT),
    ((">", "50000"), "`>` has no field before it", 0, 1, SIGN_HINT),
    (("care", ">=50k"), "`>=` has no field before it", 5, 7, SIGN_HINT),
    (("by", "programme"), "`by programme` is not a term", 0, 2, BY_HINT),
    (("by programme",), "`by programme` is not a term", 0, 12, BY_HINT),
    (("leeds", "group", "by", "programme"), "`by programme` is not a term", 12, 14, BY_HINT),
    (("order", "by", "amount"), "`order by` is not a term", 0, 5, ORDER_HINT),
    (("order by amount",), "`order by` is not a term", 0, 15, ORDER_HINT),
    (("*",), "`*` is not a term", 0, 1, "without a term, all awards are shown"),
    (
        ("awards.csv",),
        "`awards.csv` is the name of a file, not a term",
        0,
        10,
        "name the file with `--data awards.csv`; to look for the words, write '\"awards.csv\"'",
    ),
    (
        ("My awards.XLSX", "leeds"),
        "`My awards.XLSX` is the name of a file, not a term",
        0,
        14,
        "name the file with `--data My awards.XLSX`; to look for the words, write '\"My awards.XLSX\"'",
    ),
    (
        ("https://example.org/a.csv",),
        "`https://example.org/a.csv` is an address, not a term",
        0,
        25,
        "name it with `--data https://example.org/a.csv`",
    ),
    (
        ("postgresql://db.example/grants",),
        "`postgresql://db.example/grants` is an address, not a term",
        0,
        30,
        "name it with `--data postgresql://db.example/grants`",
    ),
    (("SELECT * FROM awards",), "a question is not written in SQL", 0, 20, SQL_HINT),
    (("select", "sum(amount)", "from", "awards"), "a question is not written in SQL", 0, 30, SQL_HINT),
    (
        ("funder: lga stage:beta",),
        "there is nothing after `funder:`",
        0,
        7,
        "write a value right after it; `funder:..` asks for any known value, `-funder:..` for none",
    ),
    (('lead:""',), "an empty value finds nothing; `-lead:..` asks for awards without one", 0, 7, ""),
    (('""',), "an empty word finds nothing", 0, 2, "write a word between the quotes"),
    (('title:"x',), "a quote is left open", 6, 8, 'close it with another `"`'),
    (("x:officer",), "`x:` needs a heading and a value", 0, 9, COLUMN_HINT),
    (("x:", "bob"), "`x:` needs a heading and a value", 0, 2, COLUMN_HINT),
    (("x:Grant Officer:bob stage:beta",), "`x:` needs a heading and a value", 0, 7, COLUMN_HINT),
    (("x:year>2019",), "`x:year` is text and takes `:` and `=`, not `>`", 0, 11, ""),
    (("(", "care"), "this `(` is never closed", 0, 1, "write a `)` after the last term of the group"),
    (("care)",), "this `)` closes nothing", 4, 5, "remove it, or write a `(` before it"),
    (("care", "or"), "the question ends where a term is missing", 7, 8, "add a term, or drop the last word"),
    (("or", "care"), "a term is missing before `or`", 0, 2, "to look for it as a word, write '\"or\"'"),
    (("()",), "a term is missing before `)`", 1, 2, "to look for it as a word, write '\")\"'"),
    (("(" * 51 + "care" + ")" * 51,), "parentheses go deeper than 50", 50, 51, "ask a simpler question"),
]


SAME: list[tuple[str, ...]] = [
    ("amount>=100k", "amount >= 100k", "amount >=100k", "amount>= 100k", "amount => 100k", "amount≥100k"),
    ("amount>50000", "amount > 50000"),
    ("amount<=5", "amount =< 5", "amount ≤ 5"),
    ("stage=beta", "stage == beta", "stage = beta"),
    ("-amount>5", "-amount > 5", "not amount > 5"),
    ("amount>5 amount<9", "amount > 5 and amount < 9", "(amount > 5) amount < 9"),
    ("amount>5 or leeds", "amount > 5 or leeds"),
    ("funder:lga amount>5", "funder:lga amount > 5"),
    ("title='x'", "title = 'x'"),
    ("awarded>=2019-04-17", "awarded>=17/04/2019", "awarded >= 17 April 2019", "awarded>=17th Apr 2019", "awarded>=17.04.2019",
     "awarded>=2019/04/17"),
    ("awarded:2019-04-01", "awarded:1/4/2019", "awarded:1-4-2019", "awarded:1 april 2019"),
    ("awarded:2019-04", "awarded:April 2019", "awarded:04/2019", 'awarded:"Apr 2019"'),
    ("awarded:2019-04..2020-03", "awarded:April 2019..March 2020", "awarded:4/2019..3/2020"),
    ("month:2019-04", "month:April 2019", "month:4/2019"),
    ("quarter:2019-Q3", "quarter:2019q3", "quarter:Q3 2019"),
    ("year:2019..2020", "year:2019-2020", "year:2019–2020"),
    ("fy:2019", "fy=2019"),
    ("council:leeds or council:croydon", "council:leeds,croydon", 'council:leeds,"croydon"', 'council:"leeds",croydon'),
    ("stage=alpha or stage=beta", "stage=alpha,beta"),
    ("fy:2015-16 or fy:2019-20", "fy:2015-16,2019-20"),
    ("-amount:..", "amount:unknown", "amount:none", "amount=unknown"),
    ("-awarded:..", "awarded:unknown", "awarded:no date"),
]  # fmt: skip


def untype(where: Filter) -> Filter:
    """Return the filter without how its values were typed."""
    match where:
        case And(parts):
            return And(tuple(map(untype, parts)))
        case Or(parts):
            return Or(tuple(map(untype, parts)))
        case Not(inner):
            return Not(untype(inner))
        case Comparison():
            return replace(where, typed="")
        case Word():
            return where


@pytest.mark.parametrize(("plain", "typed"), [(row[0], typed) for row in SAME for typed in row[1:]])
def test_what_people_type_means_the_same_as_the_plain_term(plain: str, typed: str) -> None:
    assert untype(parse(typed)) == untype(parse(plain))


@pytest.mark.parametrize("term", ["amount > 50000", "-amount >= £5", "awarded < 1/4/2019"])
def test_a_term_that_a_shell_has_cut_at_its_blanks_means_the_same(term: str) -> None:
    assert parse(term.split(" ")) == parse(term)


BODY_WITH_COMMA = Comparison("council", Op.HAS, "Bristol, City of", "Bristol, City of")


@pytest.mark.parametrize("terms", [("council:Bristol, City of",), ('council:"Bristol, City of"',), ("--council",)])
def test_a_comma_with_a_blank_after_it_belongs_to_the_value(terms: tuple[str, ...]) -> None:
    assert (flag("council", "Bristol, City of") if terms == ("--council",) else parse(terms)) == BODY_WITH_COMMA


def test_a_value_in_quotes_keeps_its_comma() -> None:
    assert parse('title:"a,b"') == Comparison("title", Op.HAS, "a,b", "a,b")
    assert str(parse('title:"a,b"')) == 'title:"a,b"'


@pytest.mark.parametrize("word", ['"by programme"', '"x.csv"', '"*"', '"a > b"', '"select a from b"'])
def test_words_in_quotes_are_looked_for_whatever_they_look_like(word: str) -> None:
    assert parse(word) == Word(word.strip('"'))


@pytest.mark.parametrize(
    "text", ["or", "AND", "not", "-x", "amount:5", "a=b", "a<b", "by programme", "two words", 'a "b"', "a(b"]
)
def test_a_word_is_shown_so_that_it_is_read_as_that_word_again(text: str) -> None:
    assert parse(str(Word(text))) == Word(text)


@pytest.mark.parametrize(("terms", "message", "start", "end", "hint"), FAULTS)
def test_every_fault_points_at_what_is_wrong(terms: tuple[str, ...], message: str, start: int, end: int, hint: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(terms)
    error = caught.value
    assert (error.message, error.start, error.end, error.hint) == (message, start, end, hint)


FLAGS = [
    ("council", "Milton Keynes", "council:Milton Keynes"),
    ("funder", "lga", "funder:lga"),
    ("programme", "round 2", "programme:round 2"),
    ("lead", "leeds", "lead:leeds"),
    ("stage", "beta", "stage:beta"),
    ("year", "2019..2020", "year:2019..2020"),
    ("fy", "2019-20", "fy:2019-20"),
    ("from", "2019-04", "awarded>=2019-04"),
    ("from", "17/04/2019", "awarded>=17/04/2019"),
    ("council", "leeds,croydon", "council:leeds,croydon"),
    ("to", "2019", "awarded<=2019"),
    ("min", "50k", "amount>=50k"),
    ("max", "£50,000", "amount<=£50,000"),
]


@pytest.mark.parametrize(("name", "value", "term"), FLAGS)
def test_a_flag_means_the_same_as_its_term(name: str, value: str, term: str) -> None:
    assert flag(name, value) == parse([term])


def test_a_flag_with_a_bad_value_names_the_flag() -> None:
    with pytest.raises(UsageError, match=rf"^--from: `x` is not a date like {DATES}$"):
        flag("from", "x")


_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip)
_KNOWN = st.sampled_from([name for name, field in FIELDS.items() if field.kind in {FieldKind.TEXT, FieldKind.BODY}])
_NAMES = st.one_of(_KNOWN, _TEXTS.map(str.strip).map("x:{}".format))
_LEAVES = st.one_of(
    _TEXTS.map(Word),
    st.builds(lambda name, text: Comparison(name, Op.HAS, text, text), _NAMES, _TEXTS.filter(lambda text: text != "..")),
    st.builds(lambda name, text: Comparison(name, Op.IS, text, text), _NAMES, _TEXTS),
)


def _branches(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        inner.filter(lambda each: not isinstance(each, Not)).map(Not),
        several.map(lambda parts: And(tuple(parts))),
        several.map(lambda parts: Or(tuple(parts))),
    )


@given(st.recursive(_LEAVES, _branches, max_leaves=6))
def test_a_question_that_is_printed_reads_back_as_itself(where: Filter) -> None:
    assert parse(["(" + str(where) + ")"]) == where


HEADINGS = ("Grant Officer", "Amount (£, net)", "Ward", "ward")
SETTLED = [
    ("x:Grant Officer", "x:Grant Officer"),
    ("x:grant_officer", "x:Grant Officer"),
    ("X:GRANT-OFFICER", "x:Grant Officer"),
    ("x:amount £ net", "x:Amount (£, net)"),
    ("x:ward", "x:ward"),
    ("funder", "funder"),
]


@pytest.mark.parametrize(("typed", "name"), SETTLED)
def test_a_column_is_found_whatever_its_case_and_punctuation(typed: str, name: str) -> None:
    assert resolve_field(typed, HEADINGS) == name


LOST = [
    ("x:zzz", HEADINGS, "the data have no column `zzz`", "`grantcli fields --data FILE` lists the columns"),
    ("x:Grant Oficer", HEADINGS, "the data have no column `Grant Oficer`", "did you mean `x:Grant Officer`?"),
    ("x:WARD", HEADINGS, "`x:WARD` may be 2 columns", "write it exactly: `x:Ward` or `x:ward`"),
    ("x:a", (), "the data have no column `a`", "every column of the data is a field, and `grantcli fields` lists those"),
]


@pytest.mark.parametrize(("typed", "headings", "message", "hint"), LOST)
def test_a_column_that_is_not_there_is_an_error(typed: str, headings: tuple[str, ...], message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        resolve_field(typed, headings)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_columns_are_settled_wherever_they_stand_in_a_question() -> None:
    typed = parse(["(x:grant_officer:bob or not x:ward:1) care -x:GrantOfficer=c stage:beta"])
    assert str(resolve_columns(typed, HEADINGS)) == '(x:"Grant Officer":bob or -x:ward:1) care -x:"Grant Officer"=c stage:beta'
