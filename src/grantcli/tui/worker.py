"""The one thread that opens the data and asks them, so that the screen never waits.

An engine is asked by one thread only. A question that nobody waits for any more is not asked: a later one of its kind takes
its place, and questions of a kind that stands first in `KINDS` go first.
"""

from collections.abc import Callable
from threading import Condition, Thread
from typing import Any

from grantcli.dataset import Dataset

KINDS = ("save", "look", "facet", "record")
"""What is asked, most urgent first; `facet:stage` is of the kind `facet`."""
Ask = Callable[[Dataset], Any]
OnProgress = Callable[[Any], None]
"""Is told what came of a question: an answer, or the exception that it raised."""


class Asker:
    """Asks questions one after the other, and delivers each answer by `deliver`, which is safe in any thread."""

    def __init__(self, deliver: Callable[[OnProgress, Any], object]) -> None:
        """Keep how answers reach the screen."""
        self._deliver = deliver
        self._waiting: dict[str, tuple[Ask, OnProgress]] = {}
        self._change = Condition()
        self._over = False
        self._at_work = True

    @property
    def busy(self) -> bool:
        """Whether anything is being asked, or waits to be."""
        return self._at_work or bool(self._waiting)

    def start(self, opened: Callable[[], Dataset], on_progress: OnProgress) -> None:
        """Open the data, then ask; the process never waits for this thread to end."""
        Thread(target=self._run, args=(opened, on_progress), daemon=True, name="asking").start()

    def ask(self, kind: str, question: Ask, on_progress: OnProgress) -> None:
        """Ask when it is its turn, in place of a waiting question of this kind."""
        with self._change:
            self._waiting[kind] = (question, on_progress)
            self._change.notify()

    def end(self) -> None:
        """Ask nothing more."""
        with self._change:
            self._over = True
            self._change.notify()

    def _run(self, opened: Callable[[], Dataset], on_progress: OnProgress) -> None:
        dataset = self._tried(opened, on_progress)
        while isinstance(dataset, Dataset) and (turn := self._next()):
            question, told = turn
            self._tried(lambda question=question: question(dataset), told)  # type: ignore[misc]  # bound at once
        self._at_work = False

    def _tried(self, work: Callable[[], Any], on_progress: OnProgress) -> object:
        """Work, and deliver what comes of it."""
        try:
            came: object = work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the screen is told, and says or raises it
            came = error
        self._deliver(on_progress, came)
        return came

    def _next(self) -> tuple[Ask, OnProgress] | None:
        """Wait for the most urgent question; nothing when it is over."""
        with self._change:
            self._at_work = False
            self._change.wait_for(lambda: self._over or self._waiting)
            self._at_work = True
            if self._over:
                return None
            return self._waiting.pop(min(self._waiting, key=lambda kind: KINDS.index(kind.partition(":")[0])))
