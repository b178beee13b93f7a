"""Every change of one place in the text of a module that `mutations.py` can make: an operator, a number, a statement, SQL."""

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mutation:
    """A change of one place in the text of a module."""

    path: str
    """The module, in `src/grantcli`."""
    line: int
    start: int
    """Where the text that is replaced begins, in characters."""
    end: int
    old: str
    new: str
    function: str
    """The function it is in, as `coverage_map` names it; only the module where it is in none."""

    def __str__(self) -> str:
        old, new = (" ".join(text.split())[:60] for text in (self.old, self.new))
        return f"src/grantcli/{self.path}:{self.line}: `{old}` is `{new}`"

    def apply(self, text: str) -> str:
        """Return the text of the module with the change in it."""
        return text[: self.start] + self.new + text[self.end :]

    def lines(self, text: str) -> tuple[str, str]:
        """Return the line of the module where the change begins, without it and with it."""
        before, after = (each.split("\n")[self.line - 1].strip() for each in (text, self.apply(text)))
        return before, after


_FLIPPED = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
            ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
            ast.NotIn: ("not in", "in")}  # fmt: skip
_ARITHMETIC = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "//"), ast.FloorDiv: ("//", "*"), ast.Mod: ("%", "*")}
_SQL = (
    (r"\bAND\b", "OR"), (r"\bOR\b", "AND"), (r"\bIS NOT NULL\b", "IS NULL"), (r"\bIS NULL\b", "IS NOT NULL"), (r"<>", "="),
    (r"(?<![<>=!]) = ", " <> "), (r" >= ", " > "), (r" > ", " >= "), (r" <= ", " < "), (r" < ", " <= "), (r"\bMIN\(", "MAX("),
    (r"\bMAX\(", "MIN("), (r" DESC\b", " ASC"), (r"\bNOT ", ""), (r"\bDISTINCT ", ""), (r"\bCOUNT\(", "SUM("),
    (r" \+ ", " - "), (r" - ", " + "), (r"\b0\b", "1"), (r"\b1\b", "2"),
)  # fmt: skip
_IS_SQL = re.compile(r"\b(SELECT|FROM|WHERE|CASE|WHEN|COALESCE|GROUP BY|ORDER BY|IS NOT NULL|IS NULL|CAST|REGEXP_\w+|JOIN)\b")


@dataclass(slots=True)
class Module:
    """The text of a module, with where its lines begin."""

    path: str
    text: str
    lines: list[str] = field(init=False)
    begins: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.splitlines(keepends=True)
        self.begins = [0]
        for line in self.lines:
            self.begins.append(self.begins[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        """Return a place of the syntax tree, whose columns are bytes of UTF-8, as a number of characters."""
        return self.begins[line - 1] + len(self.lines[line - 1].encode()[:column].decode(errors="replace"))

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return where a node begins and ends."""
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno or 0, node.end_col_offset or 0)

    def between(self, one: ast.expr, other: ast.expr, old: str) -> tuple[int, int] | None:
        """Return where an operator stands between two operands."""
        start, end = self.span(one)[1], self.span(other)[0]
        match = re.search(rf"(?<!\w){re.escape(old).replace(chr(92) + ' ', chr(92) + 's+')}(?![\w=])", self.text[start:end])
        return (start + match.start(), start + match.end()) if match else None


Change = tuple[int, int, str]


def _comparisons(module: Module, node: ast.AST) -> Iterator[Change]:
    """A comparison takes in the same or leaves it out, or is its opposite."""
    if isinstance(node, ast.Compare):
        for one, sign, other in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False):
            old, new = _FLIPPED[type(sign)]
            if place := module.between(one, other, old):
                yield *place, new


def _and_or(module: Module, node: ast.AST) -> Iterator[Change]:
    """`and` is `or`, and the other way round."""
    if isinstance(node, ast.BoolOp):
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for one, other in zip(node.values, node.values[1:], strict=False):
            if place := module.between(one, other, old):
                yield *place, new


def _nots(module: Module, node: ast.AST) -> Iterator[Change]:
    """A `not` is left out, and a condition turned round."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start = module.span(node)[0]
        yield start, module.span(node.operand)[0], ""
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.UnaryOp):
        start, end = module.span(node.test)
        yield start, end, f"(not ({module.text[start:end]}))"


def _constants(module: Module, node: ast.AST) -> Iterator[Change]:
    """A number is one higher, true is false."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        start, end = module.span(node)
        new = str(not node.value) if isinstance(node.value, bool) else f"({module.text[start:end]} + 1)"
        yield start, end, new


def _arithmetic(module: Module, node: ast.AST) -> Iterator[Change]:
    """Plus is minus, times is divided by."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
        old, new = _ARITHMETIC[type(node.op)]
        if place := module.between(node.left, node.right, old):
            yield *place, new


def _statements(module: Module, node: ast.AST) -> Iterator[Change]:
    """A call, a sum, a yield, an error or a `continue` is left out."""
    plain = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Constant)
    if plain or isinstance(node, ast.AugAssign | ast.Continue | ast.Break | ast.Raise):
        assert isinstance(node, ast.stmt)
        empty = "yield from ()" if plain and isinstance(getattr(node, "value", None), ast.Yield | ast.YieldFrom) else "pass"
        yield *module.span(node), empty


def _queries(module: Module, node: ast.AST) -> Iterator[Change]:
    """A word or a sign of SQL is another."""
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        start, end = module.span(node)
        text = module.text[start:end]
        if _IS_SQL.search(text) and not text.startswith('"""'):
            for old, new in _SQL:
                for match in re.finditer(old, text):
                    yield start + match.start(), start + match.end(), new


KINDS: tuple[Callable[[Module, ast.AST], Iterator[Change]], ...] = (
    _comparisons, _and_or, _nots, _constants, _arithmetic, _statements, _queries,
)  # fmt: skip
"""Every kind of change, with what it does to a node of the syntax tree."""


def mutations(path: str, text: str) -> Iterator[Mutation]:
    """Yield each change of a module; where a text is odd, there are some that leave it no module."""
    module = Module(path, text)
    for node, function in _nodes(ast.parse(text), ""):
        for kind in KINDS:
            for start, end, new in kind(module, node):
                line = text.count("\n", 0, start) + 1
                yield Mutation(path, line, start, end, text[start:end], new, f"{path}:{function}" if function else path)


def _nodes(node: ast.AST, function: str) -> Iterator[tuple[ast.AST, str]]:
    """Yield the nodes of a tree, each with the function it is in; not annotations, decorators and texts in f-strings."""
    yield node, function
    own = isinstance(node, ast.FunctionDef | ast.ClassDef)
    inner = function
    if own and (isinstance(node, ast.ClassDef) or "()" not in function):
        assert isinstance(node, ast.FunctionDef | ast.ClassDef)
        inner = ".".join(filter(None, (function, node.name))) + ("()" if isinstance(node, ast.FunctionDef) else "")
    left_out = {"annotation", "returns", "decorator_list", "keywords" if isinstance(node, ast.ClassDef) else "", "op", "ops"}
    if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)):
        return
    if isinstance(node, ast.keyword) and node.arg == "strict":  # what `zip` is given is as long as it is
        return
    for name, value in ast.iter_fields(node):
        if name not in left_out:
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield from _nodes(each, inner)


def runs(text: str) -> bool:
    """Say whether a text is a module."""
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True
