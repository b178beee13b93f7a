"""What engines elsewhere complain of, in one line of ours."""

import re
import socket

from grantcli.backends.address import Address
from grantcli.errors import DataError, GrantcliError

_LONGEST = 300


def first_line(error: object) -> str:
    """Return the first line of a complaint, beginning as ours do, without the question that it repeats."""
    line = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    line = re.sub(r"^(?:ERROR|FATAL):\s*", "", line)[:_LONGEST].rstrip(". ")
    return line[:1].lower() + line[1:] if line[1:2].islower() else line


def took_too_long(where: str, seconds: float) -> GrantcliError:
    """Return the error of a question that was cut off."""
    return GrantcliError(
        f"{where}: the question took longer than {seconds:g} seconds, and was ended there",
        hint="ask for less, or allow more with `--timeout SECONDS` (0 for as long as it takes)",
    )


def reach(address: Address, seconds: float) -> None:
    """See that something listens at an address; DataError, in one line, when nothing does."""
    hint = "see that the server runs and that host and port are right"
    try:
        socket.create_connection((address.host, address.port), timeout=seconds).close()
    except socket.gaierror as error:
        raise DataError(f"{address}: there is no host `{address.host}`", hint=hint) from error
    except TimeoutError as error:
        raise DataError(f"{address}: no answer within {seconds:g} seconds", hint=hint) from error
    except OSError as error:
        raise DataError(f"{address}: {(error.strerror or str(error)).lower()}", hint=hint) from error
