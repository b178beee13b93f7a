"""Clauses of statements about groups: their figures, their order, and what becomes of those that are left out."""

from collections.abc import Sequence

from grantcli.engines.relations import pence

_PENNIES = f"CAST({pence('{of}')} AS BIGINT)"
_SHARE = f"({_PENNIES} // y.bodies)"
# In pennies; the odd ones go to the first organisation. Without one to share with, the whole amount.
SHARE = (
    f"CASE WHEN y.n IS NULL THEN {{of}} ELSE CAST("
    f"CASE WHEN y.ordinal = 0 THEN {_PENNIES} - {_SHARE} * (y.bodies - 1) ELSE {_SHARE} END"
    " * CASE WHEN {of} < 0 THEN -1 ELSE 1 END AS DECIMAL(18,0)) * CAST(0.01 AS DECIMAL(2,2)) END"
)
FIGURES = (
    "COUNT(*) - COUNT(amount) AS unknown, COUNT(CASE WHEN amount = 0 THEN 1 END) AS zero, "
    "COUNT(CASE WHEN amount < 0 THEN 1 END) AS negative, SUM(amount) AS total, MIN(amount) AS smallest, MAX(amount) AS largest"
)
MIDDLE = "QUANTILE_DISC(amount, 0.5) AS low, QUANTILE_DISC(amount, 0.500000000001) AS high"
"""The two middle amounts, of fewer than 5e11: of one order, for which PostgreSQL sorts once."""
PLACED = (
    "(SELECT *, ROW_NUMBER() OVER (PARTITION BY {grouped} ORDER BY amount ASC NULLS LAST) AS nth,"
    " COUNT(amount) OVER (PARTITION BY {grouped}) AS those FROM {source}) placed"
)
PLACED_MIDDLE = (
    "MAX(CASE WHEN nth = (those + 1) // 2 THEN amount END) AS low, MAX(CASE WHEN nth = those // 2 + 1 THEN amount END) AS high"
)
NO_MIDDLE = "NULL AS low, NULL AS high"


RANK = "ROW_NUMBER() OVER (PARTITION BY currency ORDER BY {keys}) AS place"


def ranking(keys: Sequence[str]) -> str:
    """Return the order of groups: the largest first, unknown ones last, ties by key."""
    return ", ".join(["total DESC NULLS LAST", *(f"{key} ASC NULLS LAST" for key in keys)])


def grouping(columns: Sequence[str], best: str, source: str) -> str:
    """Return the statement that makes one row of those with the same columns, with the largest or the sum of their amounts."""
    places = ", ".join(str(number) for number in range(1, len(columns) + 1))
    return f"SELECT {', '.join(columns)}, {best}(amount) AS amount FROM {source} GROUP BY {places}"


def bounds(source: str, top: int) -> str:
    """Return the statement for the total of the last of the largest groups of each currency: NULL where fewer have a total."""
    nths = (
        f"SELECT currency, total, ROW_NUMBER() OVER (PARTITION BY currency ORDER BY total DESC NULLS LAST) AS nth FROM {source}"
    )
    bound = f"CASE WHEN COUNT(total) = {top} THEN MIN(total) END AS bound"
    return f"SELECT currency, {bound} FROM ({nths}) nths WHERE nth <= {top} GROUP BY currency"


def top_keys(keys: Sequence[str], top: int) -> list[str]:
    """Return the parts of a statement that keep the largest keys of each currency and make one row of all others, `told`.

    Only keys with a total that is not below the last of those, `bounds`, have their place worked out: the order of hundreds of
    thousands takes longer than their sums. Without a bound, where totals are few or unknown, all have.
    """
    columns = ", ".join(["currency", *keys])
    best = (
        "SELECT s.* FROM sums s LEFT JOIN bounds u ON u.currency IS NOT DISTINCT FROM s.currency"
        " WHERE u.bound IS NULL OR s.total >= u.bound"
    )
    ranked = f"SELECT *, {RANK.format(keys=ranking(keys))} FROM ({best}) best"
    matches = " AND ".join(f"e.{name} IS NOT DISTINCT FROM c.{name}" for name in ["currency", *keys])
    selection = ", ".join(f"CASE WHEN c.place IS NULL THEN NULL ELSE e.{key} END AS {key}" for key in keys)
    rest = "c.place IS NULL AS rest, CASE WHEN c.place IS NULL THEN l.folded ELSE 0 END AS folded"
    return [
        f"sums AS (SELECT {columns}, SUM(amount) AS total FROM keyed GROUP BY {columns})",
        f"bounds AS ({bounds('sums', top)})",
        f"ranked AS ({ranked})",
        f"kept AS (SELECT * FROM ranked WHERE place <= {top})",
        f"lost AS (SELECT currency, COUNT(*) - {top} AS folded FROM sums GROUP BY currency)",
        (
            "told AS (SELECT e.n AS n, e.ordinal AS ordinal, e.currency AS currency,"
            f" {selection}, {rest}, e.amount AS amount FROM keyed e"
            f" LEFT JOIN kept c ON {matches} LEFT JOIN lost l ON l.currency IS NOT DISTINCT FROM e.currency)"
        ),
    ]
