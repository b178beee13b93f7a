"""What each setting may be: a row for each, which reads what a file or the environment has."""

from collections.abc import Callable, Sequence

from grantcli.cli.call import BUNDLED
from grantcli.errors import nearest
from grantcli.fields import EXTRA, known, suggestions
from grantcli.render import FORMATS

TEXTS = tuple(name for name, each in FORMATS.items() if not each.binary)
"""Formats that can be what stdout gets by default: those that a terminal can show."""
COLORS = ("auto", "always", "never")
_LAST = 12


class SettingError(ValueError):
    """What is wrong with a setting, what to do, and the names that it looks like."""

    def __init__(self, message: str, hint: str = "", near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.hint = hint
        self.near = tuple(near)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        message = "should be one value, not a list or a mapping" if isinstance(value, list | dict) else "has no value"
        raise SettingError(message, "write a value after it, or take the line out")
    return value.strip()


def _texts(value: object) -> list[str]:
    return [_text(part) for part in value] if isinstance(value, list) and value else [_text(value)]


def _format(value: object) -> str:
    return _one(_text(value), TEXTS, "others are written with `-o FILE`")


def _color(value: object) -> str:
    return _one(_text(value), COLORS, "")


def _one(text: str, choices: Sequence[str], more: str) -> str:
    if text in choices:
        return text
    near = nearest(text, choices, most=1)
    raise SettingError(f"`{text}` is not one of {', '.join(choices)}", "" if near else more, near)


def _columns(value: object) -> str:
    names = [name.strip() for text in _texts(value) for name in text.split(",") if name.strip()]
    for name in names:
        if not name.lower().startswith(EXTRA) and known(name) is None:
            near = suggestions(name)
            raise SettingError(f"unknown field `{name}`", "" if near else "`grantcli help fields` lists them", near)
    return ",".join(names)


def _month(value: object) -> str:
    text = _text(value)
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:4]) <= _LAST):
        raise SettingError(f"`{text}` is not a month: 1 to 12", "4 is April")
    return text


def _data(value: object) -> tuple[str, ...]:
    names = _texts(value)
    if "-" in names:
        raise SettingError("standard input cannot be a setting", "give `--data -` when there is something in it")
    if BUNDLED in names and len(names) > 1:
        raise SettingError(f"`{BUNDLED}` stands alone")
    return tuple(names)


READ: dict[str, Callable[[object], str | tuple[str, ...]]] = {
    "format": _format, "columns": _columns, "fy-start": _month, "color": _color, "data": _data,
}  # fmt: skip
"""Every setting: what reads its value; SettingError where it cannot."""
