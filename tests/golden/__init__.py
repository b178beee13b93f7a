"""Whole outputs as files, compared byte for byte.

After a change that is meant, `WRITE_GOLDEN=1 .venv/bin/python -m pytest tests/test_render.py` writes them anew (and
fails, so that nobody takes the run for a test); look at the difference before keeping it.
"""

import os
from pathlib import Path

HERE = Path(__file__).parent


def check(name: str, content: bytes) -> None:
    """Compare `content` with the file of this name."""
    path = HERE / name
    if os.environ.get("WRITE_GOLDEN"):
        path.write_bytes(content)
        message = f"{name} is written, not tested"
        raise AssertionError(message)
    assert content == path.read_bytes()
