"""Addresses of data: which texts are one, and what of them is never shown or kept."""

import re

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_USER = re.compile(r"(?<=://)([^:@/?#\s]*):[^\s]*@")
_NAMED = re.compile(r"\b(password|passwd|pwd|token|secret|api[-_]?key)=[^&;\s'\"]+", re.IGNORECASE)


def is_address(text: str) -> bool:
    """Say whether a text is an address rather than the name of a file."""
    return _ADDRESS.match(text) is not None


def masked(text: str) -> str:
    """Return a text with the passwords of the addresses in it left out.

    >>> masked("postgresql://ann:s3cret@db/grants?password=x")
    'postgresql://ann:***@db/grants?password=***'
    """
    return _NAMED.sub(r"\1=***", _USER.sub(r"\1:***@", text))
