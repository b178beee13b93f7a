"""Stages grants of the standard in JSON: DuckDB reads the names that awards are made of, each grant from a separate line.

Rules to keep: a grant that DuckDB reads differently from the row reader is irregular, and the row reader reads its text. Where
DuckDB cannot read a file at all (a list of the wrong type, a name twice, half a character), `rewrite` gives the same rows with
each such grant separate.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from grantcli.ingest import headings, json_beside, json_file, json_lists, json_values, nonstandard
from grantcli.ingest.json_file import JsonFile
from grantcli.ingest.nonstandard import Steps
from grantcli.ingest.options import ReadOptions
from grantcli.ingest.profile import column_fields
from grantcli.ingest.stage import StagedRows, by_row
from grantcli.ingest.stage.json_columns import LISTS, GrantLines, stage_lines

_SAMPLE = 1_000
_PART = 256
"""Grants that are written at once: joined, few enough for the cache of a processor. To find that nothing has a line end, and to
join them again, takes less time than to count line ends."""
_SMALLEST_FILE = 1 << 20
"""A document may have this many bytes before its grants, and after them."""
_GRANTS = re.compile(rb'"grants"\s*:\s*\[\s*')


def stage(path: Path, label: str, options: ReadOptions, folder: Path) -> StagedRows | None:
    """Return the grants of a file; `None` where only the row reader can say what some elements are. DataError as `read`."""
    if not options.columns and (lines := _split_lines(path, folder)):
        return replace(stage_lines(lines), rewrite=lambda: stage_lines(_rewrite(json_file.read(path, label, options), folder)))
    json = json_file.read(path, label, options)
    return _stage_table(json, options, folder) if json.headings else stage_lines(_rewrite(json, folder))


def _stage_table(json: JsonFile, options: ReadOptions, folder: Path) -> StagedRows | None:
    """Return objects that do not use the names of the standard; `None` where some are none, or have a remark."""
    if any(json_file.reason(item) or item.remarks for item in json.items()):
        return None
    table = json_file.table(json)
    texts = by_row.texts_of(table)
    matches = column_fields.refine(headings.match(table.headings, options), texts).matches
    return by_row.stage(table, matches, texts, folder)


def _split_lines(path: Path, folder: Path) -> GrantLines | None:
    """Return a file that can be split into grants without being parsed; `None` where that needs the row reader."""
    import msgspec

    if json_values.detect_encoding(path) != "utf-8-sig":
        return None
    with path.open("rb") as source:
        content = mmap(source.fileno(), 0, access=ACCESS_READ)
    text = memoryview(content)[3 if content[:3] == BOM_UTF8 else 0 :]  # no `with`: what is split refers to it as long as it lives
    try:
        return _of_lines(path, text) if json_file.by_line(path, "utf-8-sig", ReadOptions()) else _of_document(text, folder)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _of_lines(path: Path, text: memoryview) -> GrantLines | None:
    from msgspec import Raw
    from msgspec.json import Decoder

    grants = Decoder(Raw).decode_lines(text)
    extras = _extras(grants)
    if extras is None or _line_ends(path) != len(grants):
        return None
    return GrantLines(path, json_file.LINES, "n", extras, tuple(_date_notes(grants)))


def _of_document(text: memoryview, folder: Path) -> GrantLines | None:
    from msgspec import Raw, defstruct
    from msgspec.json import Decoder

    if bytes(text[:_SMALLEST_FILE]).lstrip()[:1] == b"[":
        grants = Decoder(list[Raw]).decode(text)
        lines = GrantLines(folder, json_file.LIST, "'[' || (n - 1) || ']'", {}, tuple(_date_notes(grants)))
        return _write_lines(grants, lines, folder)
    package: Any = defstruct("Package", [("grants", list[Raw])])
    grants = Decoder(package).decode(text).grants
    outline = _outline(text, grants) if grants else None
    if not isinstance(outline, dict) or isinstance(outline, json_values.RepeatedNames):
        return None
    lists = json_lists.object_lists(outline)
    notes = (*json_lists.list_notes({}, lists, ["grants"]), *_beside(outline, lists, grants), *_date_notes(grants))
    return _write_lines(grants, GrantLines(folder, json_file.GRANTS, "'grants/' || (n - 1)", {}, notes), folder)


def _beside(outline: Mapping[str, Any], lists: Mapping[str, Sequence[Any]], grants: Sequence[Any]) -> Iterable[str]:
    """Say what the values beside the grants mean for them; these are parsed one after another, where a value makes it needed."""
    from msgspec.json import Decoder

    decode = Decoder(dict[str, Any]).decode
    return json_beside.notes(outline, lambda: map(decode, grants), len(grants), sum(map(len, lists.values())))


def _date_notes(grants: Iterable[Any]) -> Iterable[str]:
    from msgspec.json import Decoder

    return json_file.date_notes(map(Decoder(dict[str, Any]).decode, grants))


def _outline(text: memoryview, grants: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a document without its grants; `None` where the list of them is not found."""
    first, last = bytes(grants[0]), bytes(grants[-1])
    head, tail = bytes(text[:_SMALLEST_FILE]), bytes(text[-len(last) - _SMALLEST_FILE :])
    starts = (each.end() for each in _GRANTS.finditer(head) if bytes(text[each.end() : each.end() + len(first)]) == first)
    start, end = next(starts, None), tail.rfind(last) + len(last)
    return None if start is None else json_values.parse((head[:start] + tail[end:]).decode())


def _write_lines(grants: Sequence[Any], lines: GrantLines, folder: Path) -> GrantLines | None:
    """Write each grant of a list into a separate line."""
    extras = _extras(grants)
    if extras is None:
        return None
    path, longest = folder / "grants.jsonl", 0
    with path.open("wb") as output:
        for start in range(0, len(grants), _PART):
            part = grants[start : start + _PART]
            longest = max(longest, *map(len, part))
            if b"\n" in b"".join(part):  # between values a line end is a blank, and within texts there is none
                part = [bytes(raw).replace(b"\n", b" ").replace(b"\r", b" ") for raw in part]
            output.write(b"\n".join((*part, b"")))
    return replace(lines, path=path, extras=extras, longest=longest)


def _extras(grants: Sequence[Any]) -> Mapping[str, Steps | None] | None:
    """Return what is outside the standard, as `GrantLines.extras`; `None` where these are not grants of the standard.

    All grants are searched only where one in a thousand shows any: the search takes a fifth of the time of all the rest.
    """
    from msgspec.json import Decoder

    decode = Decoder(dict[str, Any]).decode
    sample = [decode(raw) for raw in grants[:: max(1, len(grants) // _SAMPLE)]]
    if not json_file.follows(sample):
        return None
    if not any(any(True for _ in nonstandard.leaves(each)) for each in sample):
        return {}
    return _forms(map(decode, grants))


def _forms(grants: Iterable[Mapping[str, Any]]) -> Mapping[str, Steps | None]:
    """Return the steps to the values of each heading outside the standard; `None` where they differ among grants."""
    steps_by_name: dict[str, Steps | None] = {}
    every_steps: set[Steps] = set()
    for grant in grants:
        for steps, _ in nonstandard.leaves(grant):
            if steps not in every_steps:
                every_steps.add(steps)
                name = nonstandard.heading(steps)
                steps_by_name[name] = None if name in steps_by_name else steps
    return dict(sorted(steps_by_name.items()))


def _line_ends(path: Path) -> int:
    from grantcli.ingest.stage.delimited import line_ends

    return line_ends(path)


def _rewrite(json: JsonFile, folder: Path) -> GrantLines:
    """Write the elements that the row reader finds in a file, each in a line with its place."""
    path, longest = folder / "rewritten.jsonl", 0
    extras: dict[str, Steps | None] = {}
    with path.open("wb") as output:
        for item in json.items():
            if isinstance(item.value, dict):
                for name, steps in _forms([item.value]).items():
                    extras[name] = steps if extras.get(name, steps) == steps else None
            line = json_values.dump_element(item, is_plain=_is_plain(item.value))
            longest = max(longest, len(line))
            output.write(line + b"\n")
    return GrantLines(path, json.kind, "spot", dict(sorted(extras.items())), json.notes, longest, apart=True)


def _is_plain(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Say whether DuckDB can read a grant: its lists are lists of objects, and its person is one object."""
    return (
        isinstance(value, dict)
        and all(isinstance(value.get(name) or [], list) for name in LISTS)
        and all(each is None or isinstance(each, dict) for name in LISTS for each in value.get(name) or [])
        and isinstance(value.get("recipientIndividual") or {}, dict)
    )
