"""The text of a file in JSON: its encoding, by its first characters and by whether its bytes are UTF-8."""

import codecs
import json
import re
from pathlib import Path


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
        return "utf-8-sig", (f"{lost:,} bytes are no text in UTF-8, and shown as \ufffd",)
    return "cp1252", ("the text is not UTF-8, and read as cp1252 (Windows, Western European)",)
