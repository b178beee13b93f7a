"""A command of the command line: a typed function, with the groups of options that it shares with others.

This module adds two things that Typer has no setting for: a term such as `-stage:beta` is not an option, and `--data a.csv
b.csv`
names two files, as a shell's `*.csv` does.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, fields
from functools import partial
from inspect import Parameter, Signature, getdoc, signature
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

import typer
from typer.core import TyperCommand
from typer.main import get_command

from grantcli.cli.data_input import OF_A_FILE, DataFile, groups, spread
from grantcli.cli.interrupts import interruptible
from grantcli.cli.options import GROUPS, Advanced, AllOptionsBut, Input, OnlyOptions, OriginalNames, Output
from grantcli.cli.output import STREAM, deliver
from grantcli.cli.panels import INPUT, write_panels
from grantcli.cli.progress import show_progress
from grantcli.errors import UsageError
from grantcli.table import Table, TableStream

if TYPE_CHECKING:
    from typer._click import HelpFormatter  # only to say what a method takes: Typer has no public name for it

    from grantcli.reports.listing import WholeAwards


_DENIED = re.compile(r"-(?:[A-Za-z_]\w+[:=<>]|[Xx]:|\()")
"""How a term begins that leaves awards out: `-stage:beta`, `-x:Heading`, `-(a or b)`."""


class Command(TyperCommand):
    """A command whose answer is written where its output options say."""

    context_class = typer.Context
    live = False
    """Whether it shows by itself that it is at work."""

    def read(self, args: Sequence[str], default_map: dict[str, Any]) -> typer.Context:
        """Return the context of a command line that is not run, with these settings and no others."""
        context = self.make_context(self.name, list(args), default_map=default_map)
        assert isinstance(context, typer.Context)  # noqa: S101 - by `context_class`
        return context

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]  # Typer's own Context
        """Read the options and arguments, with terms in place and settings that do not fit left out."""
        rest = super().parse_args(ctx, list(self._protect(spread(args))))
        if "data" in ctx.params and (files := list(self._by_file(ctx, groups(args)))):
            ctx.params["data"] = files
        for name, value in ctx.params.items():
            if isinstance(value, list | tuple) and name != "data":
                ctx.params[name] = [text.removeprefix(" ") if isinstance(text, str) else text for text in value]
        self._require_values(ctx)
        leave_out_settings(ctx)
        return rest

    def _by_file(self, ctx: typer.Context, parts: Sequence[Sequence[str]]) -> Iterator[DataFile]:
        """Yield the files of a command line each with its own options, where an option comes between two `--data`.

        Those before the first `--data` hold for all files, and where none comes between two, so do all.
        """
        before, *own = (self._of_files(ctx, words) for words in parts)
        if any(options for _, options in own[:-1]):
            for names, options in own:
                yield from (DataFile.with_options(name, {**before[1], **options}) for name in names)

    def _of_files(self, ctx: typer.Context, words: Sequence[str]) -> tuple[Sequence[str], Mapping[str, Any]]:
        """Return the files that some words name, and their options that say how a file is read."""
        values, _, _ = self.make_parser(ctx).parse_args(list(self._protect(spread(words))))
        options = {param.name: param.type_cast_value(ctx, values[param.name]) for param in self.params
                   if param.name in OF_A_FILE and param.name in values}  # fmt: skip
        return values.get("data") or (), options

    def _protect(self, args: Sequence[str]) -> Iterator[str]:
        """Yield the arguments with a blank before each term that begins with `-`: to the question language it means nothing."""
        valued = {flag for param in self.params if not getattr(param, "is_flag", True) for flag in param.opts}
        end = args.index("--") if "--" in args else len(args)
        for place, word in enumerate(args):
            term = place < end and _DENIED.match(word) and (place == 0 or args[place - 1] not in valued)
            yield f" {word}" if term else word

    def _require_values(self, ctx: typer.Context) -> None:
        """Refuse an option whose value is empty: what a shell makes of a variable that is not set."""
        for param in self.params:
            value = ctx.params.get(param.name or "")
            several = isinstance(value, list | tuple) and getattr(param, "rich_help_panel", "") == INPUT and "" in value
            if param.param_type_name == "option" and source_of(ctx, param.name) == "COMMANDLINE" and (value == "" or several):
                raise UsageError(f"`{param.opts[0]}` needs a value", hint="what was given is empty")

    def answer(self, ctx: typer.Context, *, stream: bool = False) -> Any:  # noqa: ANN401 - what the function returns
        """Return the answer, and write it nowhere; with `stream` its rows may be worked out as they are taken."""
        ctx.meta[STREAM] = stream
        return super().invoke(ctx)

    def invoke(self, ctx: typer.Context) -> int:  # type: ignore[override]  # as above
        """Write the answer, and return the exit code."""
        return deliver(self.answer(ctx, stream=True), ctx)

    def format_options(self, ctx: typer.Context, formatter: "HelpFormatter") -> None:  # type: ignore[override]  # as above
        """Write a section for the arguments and for each panel of options."""
        write_panels(ctx, formatter)


def answer(context: typer.Context, *, stream: bool = False) -> "Table | TableStream | WholeAwards | str":
    """Return the answer to the command line of a context, as `Command.answer` does."""
    assert isinstance(context.command, Command)  # noqa: S101 - as `Command.read` makes it
    result: Table | TableStream | WholeAwards | str = context.command.answer(context, stream=stream)
    return result


def source_of(ctx: typer.Context, name: str | None) -> str:
    """Return where the value of a parameter comes from: COMMANDLINE, DEFAULT_MAP (a setting) or DEFAULT."""
    source = ctx.get_parameter_source(name or "")
    return source.name if source else ""


def leave_out_settings(ctx: typer.Context) -> None:
    """Leave out the settings that do not fit what the command line says."""
    if ctx.default_map:
        from grantcli.cli.settings import inapplicable

        set_by_settings = [name for name in ctx.params if source_of(ctx, name) == "DEFAULT_MAP"]
        ctx.params.update(dict.fromkeys(inapplicable(set_by_settings, ctx.params), None))


def command(panel: str, *, live: bool = False, **settings: Any) -> Callable[[Callable[..., Any]], Command]:  # noqa: ANN401 - for Click
    """Make a function a command in this panel of `grantcli --help`; its docstring is its help."""

    def build(function: Callable[..., Any]) -> Command:
        alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
        name = function.__name__.rstrip("_").replace("_", "-")
        context = {"help_option_names": [], "max_content_width": 100, **settings}
        alone.command(name, cls=Command, rich_help_panel=panel, context_settings=context, help=getdoc(function))(expand(function))
        result = get_command(alone)
        assert isinstance(result, Command)  # noqa: S101 - by `cls`, which mypy cannot know
        result.live = live
        return result

    return build


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of options that is one parameter of a function, and the options of the group that the command takes."""

    name: str
    kind: type
    options: tuple[Parameter, ...]
    which: OnlyOptions

    def take(self, parameters: dict[str, Any]) -> Any:  # noqa: ANN401 - of the group's own class
        """Return the group with its values, which are taken out of those that are given."""
        values = {option.name: parameters.pop(option.name) for option in self.options}
        group = self.kind(**{name: value for name, value in values.items() if value is not None})
        return group.with_original_names if isinstance(self.which, OriginalNames) else group


def expand(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function with the options of each group in its signature, where Typer looks for them.

    A parameter `source: Input` becomes an option for each field of `Input`; `Annotated[Input, AllOptionsBut("rows")]`
    leaves some out.
    Every command takes the options of `Advanced`, which no function has to name.
    """
    own = signature(function).parameters
    groups = [group for group in map(_group, own.values()) if group]
    advanced = _group(Parameter("advanced", Parameter.KEYWORD_ONLY, annotation=Advanced))
    names = {group.name for group in groups}

    def execute(context: typer.Context, **values: Any) -> Any:  # noqa: ANN401 - values of options, and an answer
        values_by_group = {group.name: group.take(values) for group in groups}
        context.obj = {type(each): each for each in values_by_group.values()}
        arguments = {**values, **values_by_group, "context": context}
        return _run(context, partial(function, **{name: arguments[name] for name in own}))

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    parameters = [context, *(each for name, each in own.items() if name not in {*names, "context"}),
                  *(each for group in (*groups, advanced) if group for each in group.options)]  # fmt: skip
    execute.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # Typer reads it
    execute.__annotations__ = {each.name: each.annotation for each in parameters}
    return execute


def _group(parameter: Parameter) -> _Group | None:
    """Return the group of options that a parameter means, if it does."""
    kind, *marks = get_args(parameter.annotation) if get_origin(parameter.annotation) is Annotated else [parameter.annotation]
    if kind not in GROUPS:
        return None
    which = marks[0] if marks else AllOptionsBut()
    assert isinstance(which, OnlyOptions)  # noqa: S101 - so that a slip in a signature is found by the first test
    options = (Parameter(each.name, Parameter.KEYWORD_ONLY, default=each.default, annotation=each.type)
               for each in fields(kind) if which.takes(each.name))  # fmt: skip
    return _Group(parameter.name, kind, tuple(options), which)


def _run(context: typer.Context, function: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
    """Run the function of a command; let an interrupt end it, and where files are read, show that."""
    source = context.obj.get(Input)
    if getattr(context.command, "live", False):
        return _rows_or(source, context, function)
    with interruptible(), show_progress(", ".join(source.files)) if source and source.files else nullcontext():
        return _rows_or(source, context, function)


def _rows_or(source: Input | None, context: typer.Context, function: Callable[[], Any]) -> Any:  # noqa: ANN401 - as above
    """Return the answer to `--rows` or `--sql` if given, else that of the function; `--save-map` is done before either."""
    if source and source.save_map:
        from grantcli.cli.mapping import save

        save(source.dataset, source.save_map)
    if source and source.rows:
        return context.obj[Output].arrange(source.dataset.rows())
    result = function()
    if not (source and source.sql):
        return result
    if isinstance(result, TableStream):
        next(iter(result.rows), None)  # its statement is sent for the first row
    return source.dataset.statements()
