"""What is wrong with a command line that Typer could not read, in our words."""

from collections.abc import Iterator, Sequence

from grantcli.cli.commands import COMMANDS, Command
from grantcli.errors import UsageError, nearest


def usage(error: Exception, argv: Sequence[str], message: str) -> UsageError:
    """Say in our words what Typer found wrong with the command line."""
    option = getattr(error, "option_name", "")
    if option:
        return _wrong_option(option, argv, getattr(error, "possibilities", None), message)
    if "No such command" not in message:
        return UsageError(message[:1].lower() + message[1:].rstrip("."))
    word = next(word for word in argv if word != "--")
    if any(sign in word for sign in ":=<>"):
        return UsageError(f"`{word}` is not a command", hint=f"a question stands after one: {_example(argv, None)}")
    guess = nearest(word, COMMANDS)
    return UsageError(f"unknown command `{word}`", did_you_mean=guess, hint="" if guess else "`grantcli --help` lists them")


def _wrong_option(option: str, argv: Sequence[str], near: Sequence[str] | None, message: str) -> UsageError:
    """Say what is wrong with an option: no value, a value too many, on the wrong side of the command, or unknown."""
    at = next((place for place, word in enumerate(argv) if word in COMMANDS), None)
    name = "COMMAND" if at is None else argv[at]
    takes = {flag for command in COMMANDS.values() if name in {command.name, "COMMAND"} for flag in _flags(command)}
    shows = f"`grantcli {name} --help` shows the options"
    if "requires an argument" in message:
        return UsageError(f"`{option}` needs a value", hint=shows)
    if "does not take a value" in message:
        return UsageError(f"`{option}` takes no value", hint=shows)
    if at != 0 and option in takes:
        return UsageError(f"`{option}` stands before the command", hint=f"options stand after it: {_example(argv, at)}")
    word = next((word for word in argv if word.startswith(option)), option)
    if not word.startswith("--") and len(word) > len(option) and "--council" in takes:
        shows = f"`not {word[1:]}` leaves out awards with this word; {shows}"
    return UsageError(f"unknown option `{option}`", did_you_mean=near or (), hint="" if near else shows)


def _flags(command: Command) -> Iterator[str]:
    return (flag for option in command.options for flag in option.flags)


def _example(argv: Sequence[str], at: int | None) -> str:
    """Return the command line with the command in front, or one without a command as it would be with one."""
    from shlex import join

    return f"`grantcli {join(['list', *argv] if at is None else [argv[at], *argv[:at], *argv[at + 1 :]])}`"
