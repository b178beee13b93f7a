"""How a tool is asked a question of a file: its answer, the time of its whole process and the most memory it took.

Everyone answers before anyone is timed, and answers that differ stop the bench. Runs are interleaved: every round runs each
question of each tool once and begins with another one.
"""

import csv
import os
import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from shutil import rmtree
from statistics import median

import peers
from environments import stop
from peers import FIRST, LATER, QUESTIONS, RAW, Tool

TIMED_OUT = 124
"""What `timeout` exits with when it had to stop what it ran."""
Run = tuple[str, str]
"""The name of a tool and a question."""


@dataclass(slots=True)
class Measurement:
    """What the runs of a question by a tool took: seconds each, and the most memory of any of them in bytes."""

    seconds: list[float] = field(default_factory=list)
    peak: int = 0

    @property
    def usual(self) -> float:
        """The median of the seconds."""
        return median(self.seconds)

    def ratio(self, other: "Measurement") -> float:
        """Return how many times as long as another it takes: the median of what the rounds say."""
        return median(own / its for own, its in zip(self.seconds, other.seconds, strict=True))


@dataclass(frozen=True, slots=True)
class File:
    """A file that is asked, and how many grants it has."""

    path: Path
    rows: int

    def __str__(self) -> str:
        """Return what a table calls it."""
        return f"{self.path.suffix[1:].upper()} of {self.rows:,} rows, {self.path.stat().st_size / 1e6:,.0f} MB"


@dataclass(frozen=True, slots=True)
class Bench:
    """What one run of this bench works with: environments and caches in `folder`, a tool stopped after `limit` seconds."""

    folder: Path
    tools: Sequence[Tool]
    runs: int
    limit: float
    right: dict[tuple[int, str], "Answer"] = field(default_factory=dict)
    """What the first who was asked has answered, by how many rows a file has and the question."""

    def environment(self, tool: Tool) -> dict[str, str]:
        """Return what a tool finds in its environment; grantcli finds an empty cache, except later."""
        cache = self.folder / "caches" / tool.name.replace(" ", "-").replace(",", "")
        if tool.name != LATER:
            rmtree(cache, ignore_errors=True)
        cache.mkdir(parents=True, exist_ok=True)
        home = self.folder / "home"
        return {"PATH": os.environ["PATH"], "HOME": str(home), "XDG_CACHE_HOME": str(cache), "LANG": "C.UTF-8"}

    def run(self, tool: Tool, question: str, file: File) -> tuple[float, int]:
        """Return the seconds that an answer took and the most memory in bytes; stop when there is none. It is in `answer`."""
        env, words = self.environment(tool), tool.ask(question, file.path)
        with (self.folder / "answer").open("wb") as out, (self.folder / "errors").open("w+b") as errors:
            start = time.perf_counter()
            limited = ("timeout", "--foreground", str(self.limit), *words)
            child = subprocess.Popen(limited, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            _, status, usage = os.wait4(child.pid, 0)  # the peak of the child and of all that it waited for
            seconds = time.perf_counter() - start
            child.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            if child.returncode == TIMED_OUT:
                return float("inf"), 0
            if child.returncode:
                stop(f"{tool.name}, {question}: exit {child.returncode}\n{errors.read().decode()}")
        return seconds, usage.ru_maxrss * 1024

    def answer(self, tool: Tool, question: str, file: File) -> "Answer | None":
        """Return what a tool answers, `None` when it takes too long."""
        seconds, _ = self.run(tool, question, file)
        if seconds == float("inf"):
            return None
        with (self.folder / "answer").open(newline="", encoding="utf-8") as text:
            return tuple(comparable(question, list(csv.reader(text))[1:]))

    def compare(self, file: File) -> list[Run]:
        """Return what is to be timed of a file: all that answers in time. Stop at an answer that is another one, or nothing.

        Once everyone has answered, grantcli has been asked as often as there are questions, and is later than first.
        """
        runs_to_do: list[Run] = []
        for question in QUESTIONS:
            for tool in self.tools_of(file):
                answer = self.answer(tool, question, file)
                if answer is None and tool.name not in {FIRST, LATER, RAW}:
                    continue
                if not answer:
                    stop(f"{question} of {file}: nothing says {tool.name} within {self.limit:.0f} seconds")
                right = self.right.setdefault((file.rows, question), answer)
                if answer != right:
                    mine, other = next(pair for pair in zip_longest(right, answer) if pair[0] != pair[1])
                    stop(f"{question} of {file}: {other} says {tool.name}, but {mine} others before")
                runs_to_do.append((tool.name, question))
        return runs_to_do

    def tools_of(self, file: File) -> Iterator[Tool]:
        """Yield the tools that are asked about a file."""
        return (tool for tool in self.tools if file.path.suffix in tool.suffixes and file.rows <= tool.rows)

    def time_runs(self, file: File, every: Sequence[Run]) -> dict[Run, Measurement]:
        """Return what every run took."""
        tools = {tool.name: tool for tool in self.tools}
        measurements = {run: Measurement() for run in every}
        for turn in range(self.runs):
            first = turn * len(every) // self.runs
            for name, question in (*every[first:], *every[:first]):
                seconds, peak = self.run(tools[name], question, file)
                its = measurements[name, question]
                its.seconds.append(seconds)
                its.peak = max(its.peak, peak)
        return measurements


Answer = tuple[tuple[str | int | Decimal, ...], ...]
_IDENTIFIER = re.compile(r" \((?:GB-|360G-)[^()]*\)$")
"""What grantcli puts after a name that several organisations share."""


def comparable(question: str, rows: Iterable[Sequence[str]]) -> Iterable[tuple[str | int | Decimal, ...]]:
    """Return an answer as it compares: amounts to the penny, the rest of a top left out, groups in one order."""
    match question:
        case peers.RECIPIENTS:
            rows_named = (row for row in rows if not row[0].startswith("other ("))
            return sorted((row[1], _IDENTIFIER.sub("", row[0]), int(row[2]), pennies(row[3])) for row in rows_named)
        case peers.YEARS:
            return sorted((row[0], row[1][:4], row[2], int(row[3]), pennies(row[4])) for row in rows)
        case _:
            return ((row[0], _IDENTIFIER.sub("", row[1]), pennies(row[2]), row[3]) for row in rows)


def pennies(text: str) -> Decimal:
    """Return an amount to the penny, which peers that add binary fractions give a little beside it."""
    return Decimal(text).quantize(Decimal("0.01"))
