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
_HANG_UP, _INTERRUPT, _TERMINATE = 1, 2, 15
_RECORDED: set[int] = set()
"""The signals that are recorded, once a command has begun, until its process ends: the system would end it at once."""


def code() -> int:
    """Return the exit code of a process that a signal ended, as a shell reports it."""
    return 128 + (_SIGNALS[0] if _SIGNALS else _INTERRUPT)


def raise_if_interrupted() -> None:
    """Raise KeyboardInterrupt where a signal has come."""
    if _SIGNALS:
        raise KeyboardInterrupt


def record_to_the_end() -> None:
    """Let SIGTERM and SIGHUP end the command of this process in order between the parts that are interruptible, too.

    An interrupt does so anyway: Python raises KeyboardInterrupt.
    """
    _RECORDED.update((_HANG_UP, _TERMINATE))


@contextmanager
def interruptible() -> Iterator[None]:
    """See that a signal ends what runs inside, even where a library has swallowed it; one that is ignored stays so."""
    import signal

    before = {number: handler for number, handler in _usual().items() if signal.getsignal(number) == handler}
    if not before:
        yield
        return
    if not _RECORDED:  # else one may have come since the last part, and a library swallowed it
        _SIGNALS.clear()
    for number in before:
        signal.signal(number, _note)
    hook, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        yield
    finally:
        if not _RECORDED:
            sys.unraisablehook = hook
        for number in before.keys() - _RECORDED:
            signal.signal(number, before[number])
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
