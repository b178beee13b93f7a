"""How signals end a command: after an interrupt (Ctrl-C), SIGTERM or SIGHUP it first removes its unfinished files.

Each signal raises KeyboardInterrupt and is also recorded, because a library may swallow the exception. Code that is about to
write or replace something checks `raise_if_interrupted`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SIGNALS: list[int] = []
"""The numbers of the signals that have come."""
_INTERRUPT = 2


def code() -> int:
    """Return the exit code of a process that a signal ended, as a shell reports it."""
    return 128 + (_SIGNALS[0] if _SIGNALS else _INTERRUPT)


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where a signal has come."""
    if _SIGNALS:
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """See that a signal ends what runs inside, even where a library has swallowed it; one that is ignored stays so."""
    import signal

    before = {number: handler for number, handler in _usual().items() if signal.getsignal(number) == handler}
    if not before:
        yield
        return
    _SIGNALS.clear()
    for number in before:
        signal.signal(number, _note)
    hook, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)
        raise_if_interrupted()


def ignore() -> None:
    """Let no signal end the process any more: its answer is out, and it only removes its temporary files."""
    import signal

    for number in _usual():
        signal.signal(number, signal.SIG_IGN)


def _usual() -> dict[int, Any]:
    """Return what each signal does in a process that has changed nothing; nothing outside the main thread, which alone may."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        return {}
    return {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}


def _note(number: int, _frame: object) -> None:
    _SIGNALS.append(number)
    raise KeyboardInterrupt


def _unraisable(event: "UnraisableHookArgs") -> None:
    """Say nothing of an interrupt that came while an object was cleared away; it is noted."""
    if not (_SIGNALS and event.exc_type is KeyboardInterrupt):
        sys.__unraisablehook__(event)
