"""How what is done grows with its size: in processor time, as a ratio within one run, so that no machine is too slow."""

import time
from collections.abc import Callable

LINEAR = 10
"""Four times the size may take so many times as long; a square would take sixteen times as long."""
_LEAST = 0.02
"""Seconds of processor time below which no difference counts: choose a size whose square would take longer by far."""


def growth(ask: Callable[[int], object], size: int) -> float:
    """Return how many times as much processor time four times the size takes, at the best of three tries each."""
    ask(1)
    return _least(ask, 4 * size) / _least(ask, size)


def _least(ask: Callable[[int], object], size: int) -> float:
    """Return the processor time of one call: the least of three, since a busy machine only ever adds."""
    return max(_LEAST, min(_cost(ask, size) for _ in range(3)))


def _cost(ask: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    ask(size)
    return time.process_time() - begun
