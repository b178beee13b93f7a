"""Parts a command line that holds another one: what is `save`'s or `run`'s own, and what belongs to the question."""

from collections.abc import Sequence
from itertools import islice

from grantcli.cli.app import MARK
from grantcli.cli.commands import COMMANDS
from grantcli.cli.options import KEEPING


def parted(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is the outer command's own, and the name with the words of the question behind it.

    Before the name every option is its own, behind it only those that no question has.
    """
    options = {flag: option for option in COMMANDS[argv[0]].options for flag in option.flags}
    mine, rest = [argv[0]], list[str]()
    words = iter(argv[1:])
    for word in words:
        flag, equals, _ = word.partition("=")
        option = options.get(flag)
        if option and (not rest or option in KEEPING) and "--" not in rest:
            mine += [word, *islice(words, 1 if option.metavar and not equals else 0)]
        else:
            rest.append(word)
    return mine, rest


def passed(argv: Sequence[str]) -> list[str]:
    """Return the arguments with the words of the question marked, so that its options are not taken for the outer command's."""
    mine, rest = parted(argv)
    if "--check" in mine or rest[:1] in (["-h"], ["--help"]):
        return list(argv)
    return [*mine, *(MARK + word for word in rest)]
