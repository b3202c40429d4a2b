"""A cell of a file for a spreadsheet: no spreadsheet takes it for a formula, and we read back what it stood for.

In: a text, or a cell of a file. Out: the cell, or the text; each undoes the other.

Source: OWASP, CSV Injection (cells that begin with = + - @, tab or carriage return).
"""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before it where it could be one."""
    return f"{GUARD}{cell}" if cell.lstrip(GUARD).startswith(FORMULA) else cell


def told_by(cell: str) -> str:
    """The text that a cell stands for: without the apostrophe before what could be a formula."""
    guarded = cell.startswith(GUARD) and cell.lstrip(GUARD).startswith(FORMULA)
    return cell.removeprefix(GUARD) if guarded else cell
