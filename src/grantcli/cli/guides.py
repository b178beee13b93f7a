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
