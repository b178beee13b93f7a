"""The one place that shows errors: a line, a question with its caret, a hint; or one JSON object a line."""

import sys
from collections.abc import Iterator
from contextlib import suppress

from grantcli.errors import DataError, Fault, GrantcliError, Place, QueryError, cells, visible


def report(error: GrantcliError, *, as_json: bool, traced: bool = False) -> None:
    """Write an error to stderr, `traced` with the traceback of what is being handled; that stderr is gone changes nothing."""
    said = _objects(error) if as_json else lines(error)
    with suppress(OSError, ValueError):
        sys.stderr.write("".join(f"{line}\n" for line in said) + (_traceback() if traced else ""))
        sys.stderr.flush()


def _traceback() -> str:
    from traceback import format_exc

    return "\n".join(map(visible, format_exc().split("\n")))


def lines(error: GrantcliError) -> Iterator[str]:
    """Yield the lines that people read of an error, each safe to show."""
    if isinstance(error, DataError) and error.faults:
        for fault in error.faults:
            yield f"grantcli: error: {visible(str(fault.place))}: {visible(fault.message)}"
            if fault.hint:
                yield f"hint: {visible(fault.hint)}"
    yield f"grantcli: error: {visible(_placed(error))}"
    if isinstance(error, QueryError):
        yield from _caret(error)
    if error.hint:
        yield f"hint: {visible(error.hint)}"


def _placed(error: GrantcliError) -> str:
    place = str(error.place) if error.place and error.place.file else ""
    return f"{place}: {error.message}" if place else error.message


def _caret(error: QueryError) -> Iterator[str]:
    """Show the question with the part that is wrong underlined; both are measured as they are shown."""
    before, part = visible(error.query[: error.start]), visible(error.query[error.start : error.end])
    yield f"  {visible(error.query)}"
    yield "  " + " " * cells(before) + "^" * max(cells(part), 1)


def _objects(error: GrantcliError) -> Iterator[str]:
    if isinstance(error, DataError) and error.faults:
        for fault in error.faults:
            yield _object(error.kind, fault, ())
    else:
        yield _object(error.kind, Fault(error.message, error.place or Place(), error.hint), error.did_you_mean)


def _object(kind: str, fault: Fault, did_you_mean: tuple[str, ...]) -> str:
    from json import dumps

    known = {name: getattr(fault.place, name) for name in ("file", "line", "column", "path")}
    place = {name: value for name, value in known.items() if value is not None}
    content = {"kind": kind, "message": fault.message, "hint": fault.hint or None, "place": place or None,
               "did_you_mean": list(did_you_mean)}  # fmt: skip
    return dumps(content)
