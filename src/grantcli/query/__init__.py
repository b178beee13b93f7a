"""Questions as frozen data: what is asked, never how it is answered. `query.parse` reads them from text."""

from grantcli.query.filters import EVERYTHING, And, Comparison, Filter, Not, Op, Or, Range, Word
from grantcli.query.questions import Group, Order, Select, Total

__all__ = [
    "EVERYTHING",
    "And",
    "Comparison",
    "Filter",
    "Group",
    "Not",
    "Op",
    "Or",
    "Order",
    "Range",
    "Select",
    "Total",
    "Word",
]
