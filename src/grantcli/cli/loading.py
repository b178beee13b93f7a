"""`load`: puts awards where a cluster or a database has them."""

from contextlib import closing
from hashlib import file_digest, sha256
from pathlib import Path

from grantcli.cli.call import Call
from grantcli.cli.progress import heeding, showing
from grantcli.errors import DataError, UsageError
from grantcli.table import Table


def load(call: Call) -> Table:
    """Put the awards in these files, or the bundled ones, where the call says, and return what is there then."""
    from grantcli.backends.address import address
    from grantcli.backends.loading import Load
    from grantcli.backends.opening import loader

    if not call.text("to"):
        raise UsageError("load needs an address", hint="for example `grantcli load awards.csv --to postgresql://HOST/DATABASE`")
    place = address(call.text("to"))
    of = _fingerprint(call)
    there = loader(place)
    with heeding(), showing(", ".join(call.words) or str(place)) as progress, closing(there), there.asking():
        tell = progress.tell if progress else None
        data = Call((), {**call.options, "data": list(call.words)}, tell).dataset.data
        made = Load(data, there, str(place), of, tell).run(replace=call.on("replace"))
    return call.arranged(made)


def _fingerprint(call: Call) -> str:
    """Return what tells these awards from all others: the bytes of their files, and how they are read."""
    named = ("map", "sheet", "header", "skip", "every_row", "dayfirst", "monthfirst", "periods", "decimal", "scale")
    how = {name: call.options.get(name) for name in named}
    parts = [repr(sorted((name, value) for name, value in how.items() if value))]
    for name in call.words:
        if not Path(name).is_file():
            hint = "it is read again where a load goes on" if Path(name).exists() or name == "-" else "see that the name is right"
            raise DataError(f"`{name}` is not a file", hint=hint)
        with Path(name).open("rb") as file:
            parts.append(file_digest(file, "sha256").hexdigest())
    return sha256("\0".join(parts).encode()).hexdigest()[:32] if call.words else "bundled"
