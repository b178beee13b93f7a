"""Which field is taken from which column: `--map`, the mapping files that it reads, and `--save-map`, which writes one."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from grantcli.cli.destination import write_file
from grantcli.dataset import Dataset
from grantcli.errors import DataError, UsageError
from grantcli.ingest.synonyms import FIELDS

_FORM = "a mapping file has a line `field: heading` for each field"


def read_mapping(entries: Iterable[str]) -> dict[str, str]:
    """Return the heading of each field or path that `FIELD=HEADING`, or a file of such lines, names; the last one counts."""
    mapping: dict[str, str] = {}
    for text in entries:
        field, equals, heading = text.partition("=")
        if equals and not (field.strip() and heading.strip()):
            raise UsageError(f"--map {text}: give a field and a heading", hint="for example --map 'amount=Value agreed'")
        mapping |= {field.strip(): heading.strip()} if equals else _read(text)
    return mapping


def _read(name: str) -> Mapping[str, str]:
    import yaml

    try:
        lines = yaml.safe_load(Path(name).read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        hint = "give FIELD=HEADING, or the name of a mapping file"
        raise DataError(f"cannot read the mapping file `{name}`: {reason}", hint=hint) from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(f"the mapping file `{name}` is not valid YAML", hint=_FORM) from error
    if not isinstance(lines, dict) or not all(isinstance(part, str) for pair in lines.items() for part in pair):
        raise DataError(f"`{name}` is not a mapping file", hint=_FORM)
    return lines


def save(dataset: Dataset, name: str) -> None:
    """Write a mapping file that says how the columns of the data were matched; it is replaced whole or not at all."""
    import yaml

    columns = [(column.path, column.name) for column in dataset.data.columns if column.path]
    if not columns:
        raise UsageError("--save-map has nothing to save: these awards do not come from columns of a table")
    lines = {_name(path): heading for path, heading in columns}
    if len(lines) < len(columns):
        raise UsageError("--save-map takes one file: these have different headings for a field", hint="give --data once")
    text = yaml.safe_dump(lines, allow_unicode=True, sort_keys=False, width=1000)
    write_file(Path(name), text.encode())


def _name(path: str) -> str:
    """Return the field that is read from this path, or the path where none of ours is."""
    return next((field for field, place in FIELDS.items() if place == path), path)
