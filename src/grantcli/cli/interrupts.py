"""What being told to end does: an interrupt (Ctrl-C), SIGTERM or SIGHUP ends a command with what it had begun cleared away.

Each is raised as KeyboardInterrupt where the program stands, and noted, for a library may swallow it on its way: whoever is about
to write or replace something asks `use_settings`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

_SEEN: list[int] = []
"""The numbers of the signals that have come."""
_INTERRUPT = 2


def code() -> int:
    """Return the exit code of a process that was told to end, as a shell has it."""
    return 128 + (_SEEN[0] if _SEEN else _INTERRUPT)


def use_settings() -> None:
    """Raise KeyboardInterrupt where a signal has come."""
    if _SEEN:
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[None]:
    """See that a signal ends what runs inside, even where a library has swallowed it; one that is ignored stays so."""
    import signal

    before = {number: handler for number, handler in _usual().items() if signal.getsignal(number) == handler}
    if not before:
        yield
        return
    _SEEN.clear()
    for number in before:
        signal.signal(number, _note)
    hook, sys.unraisablehook = sys.unraisablehook, _unraisable
    try:
        yield
    finally:
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)
        use_settings()


def _usual() -> dict[int, Any]:
    """Return what each signal does in a process that has changed nothing; nothing outside the main thread, which alone may."""
    import signal
    import threading

    if threading.current_thread() is not threading.main_thread():
        return {}
    return {signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL}


def _note(number: int, _frame: object) -> None:
    _SEEN.append(number)
    raise KeyboardInterrupt


def _unraisable(told: "UnraisableHookArgs") -> None:
    """Say nothing of an interrupt that came while an object was cleared away; it is noted."""
    if not (_SEEN and told.exc_type is KeyboardInterrupt):
        sys.__unraisablehook__(told)
