"""What DuckDB complains of, in words of ours; an interrupted question is an interrupt."""

from collections.abc import Iterator
from contextlib import contextmanager

from grantcli.errors import DataError, GrantcliError


@contextmanager
def translate_errors() -> Iterator[None]:
    """Turn what DuckDB raises inside into GrantcliError, or into KeyboardInterrupt."""
    import _duckdb

    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise
    except _duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except _duckdb.OutOfMemoryException as error:
        raise GrantcliError(
            "not enough memory for this question", hint="allow more with `--memory`, as in `--memory 4GB`"
        ) from error
    except _bugs():
        raise
    except _duckdb.Error as error:
        first = str(error).partition("\n")[0]
        hint = "`--no-cache` reads the file itself; `grantcli cache clear` removes copies of files, one of which may be damaged"
        raise DataError(f"the data cannot be read on: {first[:1].lower()}{first[1:]}", hint=hint) from error


def _bugs() -> tuple[type[Exception], ...]:
    """Return what DuckDB raises when a statement of ours is wrong."""
    import _duckdb

    return (_duckdb.BinderException, _duckdb.CatalogException, _duckdb.ParserException, _duckdb.SyntaxException)
