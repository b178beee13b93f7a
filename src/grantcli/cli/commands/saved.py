"""`grantcli saved`: the saved questions."""

from typing import Annotated

from grantcli.backends.address import mask_passwords
from grantcli.cli.command_class import command
from grantcli.cli.destination import say
from grantcli.cli.options import Output, QuestionFile, Texts
from grantcli.cli.panels import option
from grantcli.cli.question_file import questions, remove
from grantcli.table import Column, Kind, Table

_COLUMNS = (Column("name", Kind.ID), Column("question", Kind.TEXT), Column("expected", Kind.MANY))
_Remove = Annotated[Texts, option("--remove", metavar="NAME", help="remove the question of this name")]


@command("Saved questions")
def saved(*, file: QuestionFile = None, remove_: _Remove = None, output: Output) -> Table:
    """List the saved questions, or remove one.

    Example: grantcli saved
    """
    store = questions(file)
    for name in remove_ or ():
        store.find(name)
    for name in dict.fromkeys(remove_ or ()):
        remove(store, name)
        say(f"`{name}` is removed from {store.label}")
    store = questions(file)
    rows = tuple((each.name, mask_passwords(each.run), each.expect) for each in store.known.values())
    title = f"{len(rows):,} {'question' if len(rows) == 1 else 'questions'} in {store.label}"
    notes = () if rows else ("none is saved yet: `grantcli save NAME COMMAND...` saves one",)
    return output.arrange(Table(_COLUMNS, rows, title, notes))
