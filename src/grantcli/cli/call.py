"""`Call`: one command line, its words read and its values not yet trusted."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grantcli.cli.options import NARROWING
from grantcli.dataset import Dataset, as_filter, open_dataset
from grantcli.errors import UsageError
from grantcli.query import And, Filter
from grantcli.reports.data import both
from grantcli.table import Table

BUNDLED = "bundled"
"""What the bundled awards are called where a file could be named."""


_READING = ("sheet", "header", "skip", "every_row", "dayfirst", "monthfirst", "periods", "decimal", "scale")


@dataclass(frozen=True)
class Call:
    """The words of a command and the values of its options, as they were typed."""

    words: tuple[str, ...]
    options: Mapping[str, Any]
    tell: Callable[[int], None] | None = None
    """Is told how many awards have been read, while they are."""
    command: str = ""
    """The name of the command."""

    def text(self, name: str) -> str:
        """Return the value of an option, empty when it was not given."""
        return self.options.get(name) or ""

    def on(self, name: str) -> bool:
        """Say whether a switch was given."""
        return bool(self.options.get(name))

    def number(self, name: str) -> int | None:
        """Return the value of an option that takes a whole number; UsageError when it is none."""
        text = self.text(name)
        if text and not (text.isascii() and text.isdigit()):
            raise UsageError(f"--{name.replace('_', '-')}: `{text}` is not a whole number")
        return int(text) if text else None

    @property
    def seconds(self) -> float | None:
        """How long an engine at an address may take, where that is said."""
        return self.number("timeout")

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are asked; none for the bundled awards."""
        given = tuple(self.options.get("data") or ())
        return () if given == (BUNDLED,) else given

    @cached_property
    def dataset(self) -> Dataset:
        """The awards that are asked."""
        start = self.number("fy_start")
        files = self.files
        how = self._how if files else self._unread()
        return open_dataset(files or None, currency=self.text("currency") or None, fy_start=4 if start is None else start,
                            real=self.text("real") or None, engine=self.text("engine") or "auto", memory=self.text("memory"),
                            cache=not self.on("no_cache"), tell=self.tell, timeout=self.seconds, **how)  # fmt: skip

    def asking(self, name: str) -> "Call":
        """Return the same of the awards in a file, or of the bundled ones."""
        if name == BUNDLED:
            options = {key: self.options.get(key) for key in ("currency", "fy_start", "engine", "memory")}
            return Call((), options)
        return Call((), {**self.options, "data": [name]}, self.tell)

    @property
    def _how(self) -> dict[str, Any]:
        """How files are to be read, as `open_dataset` takes it."""
        if self.on("dayfirst") and self.on("monthfirst"):
            raise UsageError("--dayfirst and --monthfirst do not go together", hint="give the one that the file's dates have")
        maps = self.options.get("map") or ()
        columns = {}
        if maps:
            from grantcli.cli.mapping import mapped

            columns = mapped(maps)
        dayfirst = True if self.on("dayfirst") else False if self.on("monthfirst") else None
        return {"columns": columns, "sheet": tuple(self.options.get("sheet") or ()), "dayfirst": dayfirst,
                "decimal": self.text("decimal"),
                "scale": self.number("scale"), "periods": self.text("periods"), **self._layout}  # fmt: skip

    @property
    def _layout(self) -> dict[str, Any]:
        header, skip = self.text("header"), self.text("skip")
        lines = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", header)
        if header and (not lines or int(lines[1]) > int(lines[2] or lines[1]) or lines[1] == "0"):
            raise UsageError(f"--header: `{header}` is no line", hint="for example --header 3, or --header 3-4")
        if skip and not re.fullmatch(r"\d{1,6}", skip):
            raise UsageError(f"--skip: `{skip}` is no number of lines", hint="for example --skip 2")
        rows = (int(lines[1]), int(lines[2] or lines[1])) if lines else ()
        return {"header": rows, "skip": int(skip or 0), "every_row": self.on("every_row")}

    def _unread(self) -> dict[str, Any]:
        """Refuse an option that says how to read a file, where none is given."""
        for name in ("map", "save_map", *_READING, "rows"):
            if self.options.get(name):
                raise UsageError(f"--{name.replace('_', '-')} goes with --data", hint="name the file with --data FILE")
        return {}

    @cached_property
    def narrowed(self) -> Filter:
        """What the flags ask for."""
        given = [(each.name, value) for each in NARROWING for value in self.options.get(each.key) or ()]
        if not given:
            return And()
        from grantcli.query.parse import flag

        return both(*(flag(name, value) for name, value in given))

    @property
    def where(self) -> Filter:
        """What words and flags ask for together."""
        return both(as_filter(self.words), self.narrowed)

    @property
    def shape(self) -> dict[str, Any]:
        """Columns, order and limit, as reports take them."""
        return {"columns": self.text("columns"), "sort": self.text("sort"), "limit": self.number("limit")}

    def arranged(self, table: Table) -> Table:
        """Return the table with the columns, order and limit that were asked for."""
        if not any(self.shape.values()) and self.shape["limit"] is None:
            return table
        from grantcli.reports.arrange import arrange

        return arrange(table, **self.shape)
