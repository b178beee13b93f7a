"""Templates: somebody else's page, with the names of our parts where they go. Nothing in a template is run."""

import re
from collections.abc import Mapping

from grantcli.errors import UsageError, nearest

_HOLE = re.compile(r"\$(?:(\$)|([a-z]+)|\{([a-z]+)\}|)")


def fill_template(template: str, parts: Mapping[str, str], label: str) -> str:
    """Return the template with each `$name` or `${name}` replaced, and `$$` as a dollar sign.

    UsageError, with its place, for an unknown name, for a lone `$`, and for a template that names no part at all.

    >>> fill_template("<h1>$title</h1> $$5", {"title": "T"}, "x")
    '<h1>T</h1> $5'
    """
    named: list[str] = []

    def fill(match: re.Match[str]) -> str:
        if match[1]:
            return "$"
        name = match[2] or match[3] or ""
        if name not in parts:
            line = template.count("\n", 0, match.start()) + 1
            guess = nearest(name, parts) if name else ()
            known = ", ".join(f"${each}" for each in parts)
            hint = f"did you mean `${guess[0]}`?" if guess else f"known: {known}; a dollar is `$$`"
            raise UsageError(f"{label}:{line}: " + (f"`${name}` is no part of a page" if name else "a lone `$`"), hint=hint)
        named.append(name)
        return parts[name]

    made = _HOLE.sub(fill, template)
    if not named:
        raise UsageError(f"{label} names no part of a page", hint=f"known: {', '.join(f'${each}' for each in parts)}")
    return made
