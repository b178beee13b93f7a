"""What `grantcli` and `grantcli help` say: the first screen, examples, and topics for which one command's help has no room."""

# long: every text of `grantcli help`

from collections.abc import Callable

from grantcli.charts import CHARTS
from grantcli.cli.command_table import COMMANDS
from grantcli.errors import UsageError, nearest
from grantcli.exports import EXPORTS
from grantcli.fields import FIELDS, OPERATORS
from grantcli.render import FORMATS

WELCOME = """\
grantcli answers questions about grant awards, and shows what figures rest on.

  who got how much?        grantcli total --by programme
  what did Leeds get?      grantcli list council:leeds
  which ones match?        grantcli filter stage:beta 'amount>=100k' --why
  what came after what?    grantcli compare programme:round-2 programme:round-3
  is that figure right?    grantcli show ldf2-repairs
  who was that council?    grantcli council buckinghamshire --on 2019-09
  what is doubtful?        grantcli check
  what can be asked?       grantcli fields

The bundled awards are grants for digital projects to English councils. To ask
about another file, use --data FILE: CSV, XLSX, ODS, JSON, Parquet, 360Giving.

  grantcli tutorial             ten questions, with their answers
  grantcli help examples        more questions; `grantcli help` lists topics
  grantcli --help               every command; COMMAND --help its options
  grantcli completion install   let TAB complete commands, fields and values
"""

_FILTERS = """\
A question is a row of terms; an award is in the answer when it matches all of them.

  council:leeds                 Leeds takes part, as lead or partner
  funder:lga fy:2015-16         both match
  council:leeds or council:croydon
  -stage:beta                   not at beta (`not stage:beta` is the same)
  (stage:alpha or stage:beta) amount>=100k     in a shell, quote ( ) < >
  council:leeds,croydon         either of the two; a comma with a blank after it belongs to the name
  "social care"                 these words, in title, description, project or any name

Operators
  :           text: contains, whatever the case; organisations: has this name (case, punctuation and
              words such as Council or Borough do not matter, but Dorset County is not Dorset
              Council); amounts, years and periods: is; dates: falls within
  =           is the whole value, whatever the case
  < <= > >=   amounts, dates, years and periods; blanks around them are fine: 'amount >= 100k'

Ranges and unknown values
  amount:50000..100000       both ends count; so in awarded:2019-04..2020-03 and amount:..50k
  amount:..                  has a value at all
  -amount:..                 has none; amount:unknown is the same

You can ask about any other column of a file (--data) by its heading, as text, whatever the case and
punctuation: x:officer:bob, x:"Grant Officer":.. ; so you can in -c, --by, --sort, --across and
--on. In JSON a heading is the names that lead to a value: x:toIndividualsDetails.gender:f

You can write amounts as 50000, 50,000, 50k, 1.2m or £50,000 (which asks for that currency too), and
dates as 2019, 2019-09, 2019-09-12, 12/09/2019 (the day first) or "September 2019".
fy:2019 is the financial year 2019-20, and fy:2015..2016 and year:2015-2016 are ranges. A comparison
is true only where it is certain, and never with an unknown value: a date known only to the year is
not before or after a month of that year.

An argument with blanks is one term: 'council:Milton Keynes', 'social care'. It is several terms
when it has quotes, parentheses or a second `field:`, or begins with `not`. An option such as
--council leeds means the same as the term council:leeds.

--by amount:bands groups by size, in the ranges of GrantNav: up to £500, £1,000, £5,000, £10,000,
£100,000, £1m, £10m, and over. An amount of exactly £500 is in the range up to £500. Two fields of
an organisation together, as in --by region,council, pair the values of the same organisation.
"""

_FILES = """\
--data FILE reads a file instead of the bundled awards; `-` is standard input. Repeat it, or name
several files after it, to read them together. A folder, or a pattern in quotes such as
'2019/*.csv', means the files in it; what a folder `year=2019` says is the column x:year.
`example` is a small table to try things on. Options between two --data are for the file before
them (--data a.xlsx --sheet 2019 --data b.csv --decimal ,). Options before the first are for all
files, and so are all options where none is between them.

grantcli looks at what is in a file to find out what it is:
  360Giving   CSV, XLSX, ODS, JSON
  tables      any CSV, TSV, workbook or Parquet file with a heading for each column
  JSON        {"grants": [...]}, any list of objects, or an object a line; a nested name is a path,
              such as recipient/name
  our YAML    docs/data.md
  the web     https://...: the file at an address; 360g:PREFIX: the files of a publisher in the
              registry
Text may be UTF-8, UTF-16, UTF-32 or Windows-1252, and any file may be packed with gzip or zip. A
file that unpacks to far more than real files do, or would leave less than 1 GiB on the disk, is
refused; --max-unpacked SIZE sets another limit.

Columns are found by the titles of the 360Giving Data Standard, then by headings seen in real files,
then by --map FIELD=HEADING. `grantcli fields --data FILE` shows which column was used for which
field; --save-map FILE saves the choice, and --map FILE uses it again. You can ask about any other
column as x:Heading.

Every row is counted: rows read = awards + merged + blank + set aside. A note says so under the
answer unless each row is an award and was read in full; --rows shows the rows that are not, each
with its place and the reason. What cannot be read is unknown. Dates such as
03/04/2019 are read in the order that the other dates of the file show; where none does, say
--dayfirst or --monthfirst. grantcli decides for a whole column how figures are written (1.234,50 or
1,234.50), in which unit, and whether 2009-10 is a month or a financial year, and a note says so;
--decimal, --scale and --periods overrule it. --currency says what a bare $ is.

A file from the web is saved with the date of the download, its SHA-256, and what its server said
about it. Each question asks the server again, and downloads the file only if it has changed. A note
under the answer names the address, the date and the SHA-256, and the licence where the registry has
it. A download that is incomplete, too late (--timeout), too large (--max-size, 1GB) or a web page
is an error. --from-cache latest answers from the saved version, --from-cache previous from the
version before it, and `grantcli diff https://...` shows what has changed between the two. `grantcli
registry` lists what publishers of 360Giving data have published, and `grantcli get` downloads it
into a folder.
"""

_FORMATS = """\
{formats}

Choose one with --format, or by the suffix of --output FILE; the file is replaced whole or not at
all. The format never depends on whether the output is a terminal; only width, colour and the pager
do. In csv, tsv, json and jsonl, stdout has only data, and notes go to stderr; columns have the
names of fields and measures; amounts are plain decimals with their currency in a separate column;
an unknown value is empty (null in json). Several values are joined by `; ` (an array in json). In
csv and tsv, text that a spreadsheet would run as a formula gets a ' before it, and stderr says how
often; --raw turns that off, and --excel adds a byte order mark and CRLF. These formats have no rows
of totals at the end.

xlsx and parquet have types: amounts are numbers, dates known to the day are dates (in parquet only
if every one is), and ids and all other text stay text. They are not written to a terminal.

Complete awards, from `list` only; terms, --sort and --limit choose which:
{exports}
In sqlite an amount is a whole number of pennies, so that sums are exact; `award_list` and
`programme_totals` show them as amounts. An award that was read from a 360Giving grant is written as
that grant. A value that the standard requires and nobody knows is left out, and stderr says how
many. For a 360Giving file, use --format 360giving; the suffix of --output chooses JSON or CSV.

Charts, from `total` and `compare` (pip install 'grantcli[charts]'); --chart draws bars in a table:
{charts}
"""

_EXIT_CODES = """\
  0    done, also when no award matches
  1    something failed while working, such as a full disk
  2    wrong use: an unknown field, option, value or id
  3    data cannot be read; every fault is listed with its file and line
  4    check or sources verify found something; there are no rows (--fail-empty); diff found a
       difference (--exit-code); or a figure is not as expected (run --check)
  70   a bug; --debug shows where
  130  interrupted (with `serve`, that is the way to stop, and gives 0)
  141  the program that read the output stopped reading
"""

_ENVIRONMENT = """\
  NO_COLOR           no colour, when it is not empty
  FORCE_COLOR        colour even in a pipe, when not empty and not 0; so does CLICOLOR_FORCE
  TERM=dumb          no colour
  GRANTCLI_PAGER     what shows a table taller than the terminal, before PAGER; `less` when neither
                     is set; empty or `cat` for none
  LESS               options of less; FRX when it is not set
  COLUMNS, LINES     size of the terminal, instead of what the terminal says
  XDG_CACHE_HOME     where copies of data files and downloads are saved, in the folder grantcli
                     (~/.cache when it is not set); you can delete them at any time
  GRANTCLI_COMPLETE  set by the completion scripts
  HTTPS_PROXY        the proxy for downloads, as HTTP_PROXY; NO_PROXY names addresses without one
  SSL_CERT_FILE      certificates that are trusted, instead of those of the system; a folder of them
                     is SSL_CERT_DIR
  GRANTCLI_DATA      a setting, as GRANTCLI_FORMAT, GRANTCLI_COLUMNS, GRANTCLI_FY_START,
                     GRANTCLI_COLOR, GRANTCLI_REGISTRY, GRANTCLI_MAX_SIZE and
                     GRANTCLI_ORGANISATIONS are (`grantcli help settings`); --no-config ignores them
  XDG_CONFIG_HOME    where your settings are, in the folder grantcli (~/.config when it is not set)
--color always|never overrules all of these. No other variable changes an answer.
"""

_SETTINGS = """\
A setting is the value of an option that the command line does not give:
  format         csv, json, markdown ... for the terminal or a pipe; `-o FILE` goes by its suffix
  columns        fields of awards, for list and filter only; other commands have other columns
  fy-start       the month in which a financial year begins
  color          auto, always or never, for the terminal or a pipe
  data           the file to ask about, or several; `bundled` or `example` for ours
  registry       the address of the registry for `registry`, `get` and 360g:, or a file
  max-size       how large a download may be
  organisations  the file that says which organisations are one

The first of these that has a value counts: the option; a variable called GRANTCLI_ and the setting,
such as GRANTCLI_DATA (one file) or GRANTCLI_FY_START; the project file, grantcli.yaml in this
folder or the nearest one above; your own file, config.yaml in $XDG_CONFIG_HOME/grantcli or
~/.config/grantcli. `grantcli config` shows what each setting is, and where it comes from.

  # grantcli.yaml
  data: grants/2024.csv       # from this folder, or a list: [a.csv, b.csv]
  fy-start: 1
  columns: [id, title, amount]

grantcli reads a project file only because you are in its folder, so the file may set nothing else:
it names files, but no address of a database or of the web, and nothing in it runs or writes. It is
not read from a folder that anyone may write into. A wrong key or value is an error with its line
(exit code 3; 2 for a variable), and there is no answer. NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and
TERM=dumb overrule `color` in a file, and GRANTCLI_COLOR overrules them. --no-config ignores the
files and these variables; use it in scripts.
"""

_QUESTIONS = """\
You can save a question under a name, ask it again, and add more terms and options:
  grantcli save lga total funder:lga --by programme
  grantcli run lga                      the same again
  grantcli run lga fy:2015-16 -f csv    an award must match all terms; an option replaces the saved
                                        one, but options that may be repeated, as --council, add up
  grantcli saved                        every question; --remove NAME removes one
`save` asks the question once, so you see a mistake at once. Options of `save` and `run` go before
the name, options of the question after it.

You can save what a figure should be with the question, so a set of questions is a test of the data:
  grantcli save --expect total=910000 --expect 'awards of LGA Digital Experts=24' lga total ...
  grantcli save --expect total lga total funder:lga     without a value: what it is now
  grantcli run --check                  every question with expected figures; exit code 4 when a
                                        figure is different; grantcli run --check lga checks one
A figure is a column, `total`, or a column of one row, `total of ROW`; without a row it is the
total, or the only row; `rows` is how many rows there are. It must be right to the penny. GBP 5, £5
and 5 are amounts, 33.7% or 0.337401 a share; `unknown` is an unknown value, and is not 0.

Questions are in questions.yaml in $XDG_CONFIG_HOME/grantcli or ~/.config/grantcli, or in the file
that --file FILE names, which can be beside the data that it is about. You can write it by hand:
  # what we said to the committee
  lga:
    run: total funder:lga --data grants.csv
    expect: [total=910000, "awards of LGA Digital Experts=24"]
  leeds: list council:leeds
Names of files start from the folder of the file, or from the folder that `in:` names. `save` and
--remove change only the lines of their question: comments stay, except those inside the question.
A saved question never writes a file, and cannot save or run another one; to write its answer, use
`grantcli run NAME -o FILE`.
"""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "Who got how much": (
        ("each programme, with what is unknown", "grantcli total --by programme"),
        ("the ten councils with most, joint awards shared among them", "grantcli total --by council --split --top 10"),
        ("years by funder, in one table", "grantcli total --by fy --across funder"),
        ("the same in the prices of one year", "grantcli total --by fy --real 2024-25"),
    ),
    "One council, one programme, one word": (
        ("everything that Leeds takes part in, the largest first", "grantcli list council:leeds --sort -amount"),
        ("what the LGA gave, but not at beta", "grantcli list funder:lga -stage:beta"),
        ("either council, in one year", "grantcli list '(council:leeds or council:croydon) fy:2019-20'"),
        ("these words, wherever they are", "grantcli filter '\"social care\"' --why"),
        ("who a council was on a day", "grantcli council buckinghamshire --on 2019-09"),
    ),
    "What came after what": (
        ("two rounds side by side", "grantcli compare programme:round-2 programme:round-3"),
        ("councils side by side", "grantcli compare --on council Leeds Croydon Camden"),
    ),
    "Is that figure right": (
        ("an award with every source line", "grantcli show ldf2-repairs"),
        ("what each row of an answer rests on", "grantcli total programme:round-3 --by stage --explain"),
        ("what is wrong or doubtful", "grantcli check"),
        ("what one document claims", "grantcli sources seed-002"),
    ),
    "Into another program": (
        ("CSV, chosen columns", "grantcli list stage:alpha -c id,lead,amount,currency -f csv"),
        ("a file; its suffix chooses the format", "grantcli total --by programme -o totals.md"),
        ("a database of complete awards", "grantcli list -o awards.sqlite"),
        ("what changed between two files", "grantcli diff bundled example"),
    ),
    "A file of your own": (
        ("who received what", "grantcli total --data example --by recipient"),
        ("each row that is not an award, and why", "grantcli list --data example --rows"),
        ("which column is used for which field", "grantcli fields --data example"),
    ),
    "Again tomorrow": (
        ("save a question, and what its total is now", "grantcli save --expect total lga total funder:lga"),
        ("ask it, for one year", "grantcli run lga fy:2015-16"),
        ("are all figures still the same?", "grantcli run --check"),
    ),
}
"""Under each heading what is asked, and how."""


def _fields() -> str:
    own = [each for each in FIELDS.values() if not each.standard]
    width = max(len(each.name) for each in own) + 2
    lines = [f"  {each.name:<{width}}{each.kind.value:<8}{each.help}" for each in own]
    standard = [line for each in FIELDS.values() if each.standard for line in (f"  {each.name}", f"      {each.help}")]
    lines += ["", "Of the 360Giving standard, in files that have them", *standard]
    kinds = [f"  {kind.value:<8}takes {' '.join(operators)}" for kind, operators in OPERATORS.items()]
    return "\n".join([*lines, "", "Kinds", *kinds, "", "`grantcli fields NAME` shows the values of a field with counts.", ""])


def _formats() -> str:
    lines = [f"  {name:<11}{each.help} ({', '.join(each.suffixes)})" for name, each in FORMATS.items()]
    exports_lines = [f"  {name:<11}{each.help} ({', '.join(each.suffixes or each.also)})" for name, each in EXPORTS.items()]
    chart_lines = [f"  {name:<11}{each.help} ({', '.join(each.suffixes)})" for name, each in CHARTS.items()]
    return _FORMATS.format(formats="\n".join(lines), exports="\n".join(exports_lines), charts="\n".join(chart_lines))


def examples() -> str:
    """Return every example, a line of words and a line to type."""
    parts = []
    for heading, commands in EXAMPLES.items():
        lines = (f"  # {about}\n  {command}\n" for about, command in commands)
        parts.append(f"{heading}\n\n" + "".join(lines))
    return "\n".join((*parts, "`grantcli tutorial` shows ten questions with their answers.\n"))


TOPICS: dict[str, tuple[str, Callable[[], str]]] = {
    "examples": ("questions that people ask, and how", examples),
    "filters": ("the question language", lambda: _FILTERS),
    "files": ("any grants file", lambda: _FILES),
    "formats": ("output formats", _formats),
    "fields": ("what you can ask about", _fields),
    "settings": ("values for options that you do not give", lambda: _SETTINGS),
    "questions": ("questions saved under a name", lambda: _QUESTIONS),
    "exit-codes": ("what scripts can rely on", lambda: _EXIT_CODES),
    "environment": ("variables that change what grantcli does", lambda: _ENVIRONMENT),
}
"""Every topic: a line about it, and what gives its text."""


def topic(name: str) -> str:
    """Return the text of a topic, or the list of topics; UsageError with the nearest for an unknown one."""
    if not name:
        lines = [f"  {each:<14}{about}" for each, (about, _) in TOPICS.items()]
        return "\n".join(["Topics of `grantcli help`:", *lines, "", "`grantcli COMMAND --help` explains a command.", ""])
    if name not in TOPICS:
        guess = nearest(name, dict.fromkeys((*TOPICS, *COMMANDS)))
        raise UsageError(f"no help on `{name}`", did_you_mean=guess, hint="" if guess else f"topics: {', '.join(TOPICS)}")
    return TOPICS[name][1]()
