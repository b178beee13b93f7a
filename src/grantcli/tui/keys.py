"""The keys: those that move in a pane, the same in each, and what the help says of them all."""

from textual.binding import Binding, BindingType

MOVING: tuple[BindingType, ...] = (
    Binding("j", "cursor_down", show=False),
    Binding("k", "cursor_up", show=False),
    Binding("g,home", "first", show=False),
    Binding("G,end", "last", show=False),
    Binding("ctrl+f", "page_down", show=False),
    Binding("ctrl+b", "page_up", show=False),
)

HELP = """\
Search
  /             ask: council:leeds stage:beta amount>=50k
                (`grantcli help filters` explains the language)
  Enter         go to the awards; Esc leaves things as they are

Move
  arrows, hjkl  in a pane, and between facets and rows
  Tab           round the panes; Shift+Tab the other way
  g G Home End  first, last; also PageUp, PageDown, Ctrl+B, Ctrl+F
  Enter         on a value: choose it, or leave it again
                on an award: the whole screen for it
                on a total: the awards behind it
  Esc           one step back, as far as where you began

Look
  t             totals by a field; again: back to the awards
  s             sort by a column, as does a click on its heading
  c             leave every value that was chosen
  n             notes: notes about the figures

Take away
  y             copy the command that answers what is on screen
  e             write it to a file: .csv .xlsx .json .sqlite …

  ? help        q quit
"""
