"""How the screen is laid out; no meaning rests on colour: what has the focus has a heavy line, what is chosen a mark."""

STYLE = """
Screen { layout: vertical; }
* { scrollbar-size-vertical: 1; }
#ask { height: 1; }
#slash { width: 2; text-style: bold; }
#question { width: 1fr; }
#said { height: auto; max-height: 6; display: none; background: $warning 20%; }
#panes { height: 1fr; }
Facets { width: 28%; min-width: 24; max-width: 44; height: 100%; padding: 0; border: none; border-top: solid $foreground-muted;
  overflow-y: scroll; }
Facets > .option-list--option-disabled { color: $foreground; text-style: bold underline; }
#right { width: 1fr; margin-left: 1; }
Rows { height: 3fr; border: none; border-top: solid $foreground-muted; overflow-x: hidden;
  overflow-y: scroll; }
Record { height: 2fr; border-top: solid $foreground-muted; }
Record.alone { height: 1fr; }
.hidden { display: none; }
Facets, Rows, Record { border-title-color: $foreground; border-subtitle-color: $foreground-muted; }
Facets:focus, Rows:focus, Record:focus { border: none; border-top: heavy $accent; border-title-style: bold;
  border-title-color: $accent; }
#summary { height: 1; background: $panel; padding: 0 1; text-style: bold; }
#summary.busy { text-style: italic; }
ModalScreen { align: center middle; }
.popup { width: auto; min-width: 40; max-width: 90%; height: auto; max-height: 90%; padding: 1 2; border: heavy $accent;
  background: $surface; }
.popup OptionList { width: auto; min-width: 36; height: auto; max-height: 20; border: none; padding: 0;
  text-wrap: nowrap; text-overflow: ellipsis; }
.popup VerticalScroll { width: auto; height: auto; max-height: 100%; }
.popup VerticalScroll Static, .popup Static { width: auto; }
.popup Input { width: 60; max-width: 100%; }
"""
