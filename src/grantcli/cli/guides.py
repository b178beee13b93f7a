"""Topics of `grantcli help` on how grantcli is made one's own: settings, and questions that are kept."""

SETTINGS = """\
A setting is what an option is where the command line does not give it:
  format     csv, json, markdown ... what the terminal or a pipe gets; `-o FILE` goes by its suffix
  columns    fields of awards, for list and filter only; other commands have columns of their own
  fy-start   the month in which a financial year begins
  color      auto, always or never, of what the terminal or a pipe gets
  data       the file that is asked, or several; `bundled` for the bundled awards

What goes before what: the option; a variable GRANTCLI_FORMAT, GRANTCLI_COLUMNS, GRANTCLI_FY_START,
GRANTCLI_COLOR or GRANTCLI_DATA (one file); the project file, grantcli.yaml in this folder or the
nearest one above; your own file, config.yaml in $XDG_CONFIG_HOME/grantcli or ~/.config/grantcli.
`grantcli config` shows what each setting is, and where it comes from.

  # grantcli.yaml
  data: grants/2024.csv       # from the folder of this file; several as a list: [a.csv, b.csv]
  fy-start: 1
  columns: [id, title, amount]

A project file is heeded because of where you are, so it holds nothing but these values: it names
files, and no address of a database; nothing in it runs or writes. In a folder that anyone may
write into it is not read. A wrong key or value is an error with its line (exit code 3; 2 for a
variable), and nothing is answered.
NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE and TERM=dumb go before `color` in a file, and GRANTCLI_COLOR
before them. --no-config heeds no file and none of the five variables: for scripts.
"""

QUESTIONS = """\
A question can be kept under a name, asked again, and asked with more terms and options:
  grantcli save lga total funder:lga --by programme
  grantcli run lga                      the same again
  grantcli run lga fy:2015-16 -f csv    all terms hold, its own and these; an option replaces its
                                        own, but those that may be given again, as --council, add up
  grantcli saved                        every question; --remove NAME takes one out
It is asked once before it is kept, so a mistake is found at once. Options of `save` and `run` stand
before the name; --file, --expect, --replace and --check may stand anywhere.

What a figure should be can be kept with it, so that a set of questions is a test of the data:
  grantcli save lga --expect total=910000 --expect 'awards of LGA Digital Experts=24' total ...
  grantcli save lga --expect total total funder:lga     without a value: what it is now
  grantcli run --check                  every question that expects something; exit code 4 when one
                                        figure is not so; grantcli run --check lga checks one
A figure is a column, `total`, or one of a row, `total of ROW`; without a row it is the true total,
or the only row; `rows` is how many rows there are. It is right to the penny or not at all. GBP 5,
£5 and 5 are amounts, 33.7% or 0.337401 a share, `unknown` is what is not known, and is not 0.

Questions are in questions.yaml in $XDG_CONFIG_HOME/grantcli or ~/.config/grantcli, or in the file
of --file FILE, which can be kept with the data that it is about. It may be written by hand:
  # what we told the committee
  lga:
    run: total funder:lga --data grants.csv
    expect: [total=910000, "awards of LGA Digital Experts=24"]
  leeds: list council:leeds
Files are named from the folder of the file, or from the folder that `in:` names. `save` and
--remove change the lines of their question only: comments stay, but those inside the question.
A question that is kept never writes a file, and cannot save or run another one; what it answers is
written by `grantcli run NAME -o FILE`.
"""
