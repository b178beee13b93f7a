"""Files that others publish: downloaded, cached, found in the 360Giving registry, and collected in a folder."""

PREFIX = "360g:"
"""The prefix of the name of a publisher, its prefix or a file of the registry."""


def is_web(name: str) -> bool:
    """Say whether a name is an address of the web."""
    return name.lower().startswith(("http://", "https://"))


def is_published(name: str) -> bool:
    """Say whether a name is one of a published file, and not one on this machine.

    >>> is_published("HTTPS://example.org/a.csv"), is_published("360g:bcf"), is_published("postgresql://db/a")
    (True, True, False)
    """
    return is_web(name) or name.lower().startswith(PREFIX)
