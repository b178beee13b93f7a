"""Awards whole on their way into a file: what `list` writes in the formats of `exports`."""

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from grantcli.cli.call import Call
from grantcli.cli.output import cannot_write, is_device, is_file, off_screen, replace, say, write_stdout
from grantcli.errors import UsageError
from grantcli.exports import EXPORTS, by_suffix, write

if TYPE_CHECKING:
    from grantcli.reports.listing import Whole

_NOT_WHOLE = ("columns", "real", "explain", "explain_row", "vertical", "excel", "raw")
_PART = 1 << 20


def export(call: Call) -> str:
    """Return the name of the export that a call asks for, empty when it asks for a table."""
    name = call.text("format") or by_suffix(Path(call.text("output")).suffix) or ""
    return name if name in EXPORTS else ""


def require(call: Call, name: str) -> None:
    """Refuse what an export cannot do, before any work is done."""
    for key in _NOT_WHOLE:
        if call.options.get(key):
            flag = f"--{key.replace('_', '-')}"
            raise UsageError(f"{flag} does nothing in the format {name}, which holds awards whole", hint="leave it out")
    suffix, known = _suffix(call.text("output")), (*EXPORTS[name].suffixes, *EXPORTS[name].also)
    if suffix and EXPORTS[name].also and suffix not in known:
        raise UsageError(f"the format {name} is not written as `{suffix}`", hint=f"name a file that ends in {' or '.join(known)}")
    off_screen(name, call.text("output"))


def _suffix(target: str) -> str:
    """Return how the name of a file ends; nothing for what is not replaced as a file."""
    return Path(target).suffix.lower() if is_file(target) and not is_device(Path(target)) else ""


def save(found: "Whole", call: Call) -> None:
    """Write the awards where the call says."""
    say(*write_whole(found, export(call), call.text("output")))


def write_whole(found: "Whole", name: str, target: str) -> tuple[str, ...]:
    """Write awards into a file that is replaced whole, a pipe or a device, and return what is to be said of it."""
    from tempfile import TemporaryDirectory

    fill = partial(write, name, found.awards, found.book, suffix=_suffix(target))
    notes: list[str] = []
    replaced = is_file(target) and not is_device(Path(target))
    try:
        if replaced:
            replace(Path(target), lambda path: notes.extend(fill(path)))
        else:
            with TemporaryDirectory(prefix="grantcli-") as folder:
                path = Path(folder) / "whole"
                notes.extend(fill(path))
                _pass_on(path, target)
    except BrokenPipeError:
        raise
    except OSError as error:
        hint = "nothing there was changed" if replaced else ""
        cannot_write(f"`{target}`" if is_file(target) else "standard output", error, hint)
    return (*found.notes, *notes)


def _pass_on(path: Path, target: str) -> None:
    """Write what stands in a file to stdout, or to a device."""
    with ExitStack() as stack:
        file = stack.enter_context(path.open("rb"))
        put = stack.enter_context(Path(target).open("wb")).write if is_file(target) else write_stdout
        while part := file.read(_PART):
            put(part)
