"""JSON as Python values: the encoding of a text, its values without what no table can have, and an element as a line for DuckDB.

Rules to keep: numbers are exact; a value that is not certain (a name that an object has twice) or not a value (NaN) becomes
unknown, and a remark says where; no value, however written, costs more memory than its own text.
"""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

DEPTH = 64
"""Objects and lists within each other, at most: a grant of the standard has six, and Python itself stops at some thousand."""
_DIGITS = 400
"""A number with more digits, or nought to as many places, stays a text: to write it out would take memory."""
_SURROGATE = re.compile("[\ud800-\udfff]")
_MOST_LETTERS = 40


class TooDeepError(ValueError):
    """A value is nested more deeply than is read."""

    def __init__(self) -> None:
        super().__init__(f"nested more than {DEPTH} deep")


class Constant(str):
    """`NaN`, `Infinity` or `-Infinity`, which some programs write where they have no number."""

    __slots__ = ()


class RepeatedNames(dict[str, Any]):
    """An object that has a name more than once: as a mapping it has the last value of each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.pairs = pairs

    def values_of(self, name: str) -> list[Any]:
        """Return every value of a name, in the order of the file."""
        return [value for each, value in self.pairs if each == name]


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a file in JSON."""

    place: int | str
    """The line it begins on, or its path: `grants/6`, and `[6]` in a list that is the whole file."""
    value: Any = None
    remarks: tuple[str, ...] = ()
    """What is unknown in it, and why."""
    fault: str = ""
    """Why it cannot be read at all."""


def parse(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value of a JSON text, with `Constant` and `RepeatedNames` in it; ValueError if not JSON, RecursionError."""
    if text.startswith("\ufeff"):
        raise json.JSONDecodeError("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0)  # as `json.loads` does
    return _decoder().decode(text)


@cache
def _decoder() -> json.JSONDecoder:
    """Return the decoder, of which one for each line would take a fifth of the time."""
    return json.JSONDecoder(parse_float=_number, parse_int=_integer, parse_constant=Constant, object_pairs_hook=_object)


def documents(text: str) -> Iterator[tuple[int, Any]]:
    """Yield each of the values that follow each other in a text, with where it begins; errors as `parse`."""
    decoder, end = _decoder(), _blanks(text, 0)
    while end < len(text):
        value, after = decoder.raw_decode(text, end)
        yield end, value
        end = _blanks(text, after)


def item(place: int | str, value: Any) -> Item:  # noqa: ANN401 - whatever JSON holds
    """Return a parsed value as an element, with only strings, numbers, booleans, nulls, lists and objects in it.

    >>> item("grants/0", parse('{"id": "a", "id": "b", "amountAwarded": NaN}')).remarks
    ('`id` is there twice, as `"a"` and `"b"`: it is unknown', '`amountAwarded` is `NaN`, which is not a number: it is unknown')
    """
    if _is_clean(value, DEPTH):
        return Item(place, value)
    remarks: list[str] = []
    try:
        return Item(place, _clean(value, "", remarks, DEPTH), tuple(remarks))
    except TooDeepError as error:
        return Item(place, fault=str(error))


def display(value: Any, width: int = 60) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return a value as a message shows it, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= width else f"{text[:width]}…"


def dump_line(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """Return a value as JSON in one line, with exact numbers."""
    from msgspec.json import Encoder

    encode = Encoder(decimal_format="number").encode
    try:
        return encode(value)
    except OverflowError:  # an integer of more than 64 bits
        return encode(_decimals(value))


def _decimals(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {key: _decimals(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_decimals(each) for each in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def why(error: ValueError | RecursionError) -> str:
    """Return why a text is not JSON, in words."""
    if isinstance(error, RecursionError):
        return str(TooDeepError())
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg[:1].lower()}{error.msg[1:]} (column {error.colno})"
    return f"not JSON: {error}"


def _blanks(text: str, start: int) -> int:
    while start < len(text) and text[start] in " \t\r\n\x1e":  # U+001E comes before each text of a JSON sequence (RFC 7464)
        start += 1
    return start


def _integer(text: str) -> int | str:
    return int(text) if len(text) <= _DIGITS else text


def _number(text: str) -> Decimal | str:
    exponent = text.lower().partition("e")[2].lstrip("+-").lstrip("0")
    is_short = len(text) <= _DIGITS and len(exponent) <= len(str(_DIGITS)) and int(exponent or 0) <= _DIGITS
    return Decimal(text) if is_short else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else RepeatedNames(pairs)


def _is_clean(value: Any, depth: int) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Say whether `_clean` leaves a value as it is, which takes a third of its time."""
    kind = type(value)
    if kind is str:
        return value.isascii() or not _SURROGATE.search(value)
    if kind is dict:
        return (
            depth > 0 and all(_is_clean(key, 0) for key in value) and all(_is_clean(each, depth - 1) for each in value.values())
        )
    if kind is list:
        return depth > 0 and all(_is_clean(each, depth - 1) for each in value)
    return kind is not Constant and kind is not RepeatedNames


def _clean(value: Any, path: str, remarks: list[str], depth: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a value without the parts that no table can have, and name those in `remarks`."""
    if isinstance(value, Constant):
        remarks.append(f"`{path or 'the element'}` is `{value}`, which is not a number: it is unknown")
        return None
    if isinstance(value, str):
        return _characters(value, path, remarks)
    if not isinstance(value, dict | list):
        return value
    if not depth:
        raise TooDeepError
    if isinstance(value, RepeatedNames):
        value = _certain(value, path, remarks)
    if isinstance(value, list):
        return [_clean(each, _below(path, place), remarks, depth - 1) for place, each in enumerate(value)]
    return {_characters(key, path, remarks): _clean(each, _below(path, key), remarks, depth - 1) for key, each in value.items()}


def _below(path: str, step: str | int) -> str:
    return f"{path}/{step}" if path else str(step)


def _characters(text: str, path: str, remarks: list[str]) -> str:
    """Return a text in which a lone surrogate, half of a character, is shown as �."""
    if text.isascii() or not _SURROGATE.search(text):
        return text
    remarks.append(f"`{_SURROGATE.sub('�', path)}` has half a character, shown as �")
    return _SURROGATE.sub("�", text)


def _certain(value: RepeatedNames, path: str, remarks: list[str]) -> dict[str, Any]:
    """Return an object without the names that it has more than once, unless each time with the same value."""
    result = dict(value)
    for name in value:
        several = value.values_of(name)
        if any(type(each) is not type(several[0]) or each != several[0] for each in several):
            texts = " and ".join(f"`{display(each, _MOST_LETTERS)}`" for each in several[:2])
            times = "twice" if len(several) == 2 else f"{len(several)} times"  # noqa: PLR2004 - two
            remarks.append(f"`{_below(path, name)}` is there {times}, as {texts}: it is unknown")
            del result[name]
    return result


def encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return the encoding of a file, and the note about it; `utf-8-sig` also where there is no mark."""
    if (name := detect_encoding(path)) != "utf-8-sig":
        return name, (f"the text is {name.upper()}",)
    with path.open("rb") as file:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _fallback_encoding(path)
    return "utf-8-sig", ()


def detect_encoding(path: Path) -> str:
    """Return the encoding that the first characters of a file show; `utf-8-sig` for UTF-8 with a mark or without."""
    with path.open("rb") as file:
        name = json.detect_encoding(file.read(4))
    return "utf-8-sig" if name == "utf-8" else name


def _fallback_encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """Return what to read a text as that is not UTF-8 throughout: cp1252, unless most of it that could be UTF-8 is."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    lost = text.count("\ufffd")
    if sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text)) > lost:
        return "utf-8-sig", (f"{lost:,} bytes are not text in UTF-8, and shown as \ufffd",)
    return "cp1252", ("the text is not UTF-8, and is read as cp1252 (Windows, Western European)",)


PLACE, ITEM = "grantcli:place", "grantcli:item"
"""Names in a line for an element: its place in the file, and what only the row reader can read."""


def dump_element(item: Item, *, is_plain: bool) -> bytes:
    """Return an element as a line of JSON, which `parse_element` reads; one that is not `is_plain` goes below a special name."""
    if is_plain and not item.remarks and not item.fault:
        return dump_line({**item.value, PLACE: str(item.place)})
    return dump_line({PLACE: str(item.place), ITEM: [item.value, item.remarks, item.fault]})


def parse_element(place: int | str, text: str) -> Item:
    """Return the element of a line, or of the text of a grant as it was published."""
    value = parse(text)
    if isinstance(value, dict) and ITEM in value:
        element, notes, fault = value[ITEM]
        return Item(place, element, tuple(notes), fault)
    if isinstance(value, dict):
        value.pop(PLACE, None)
    return item(place, value)
