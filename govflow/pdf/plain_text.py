"""The agreement as plain text, numbered as on paper, in lines that fit a terminal or a mail.

In: what the front page knows. Out: text. A table is told row by row: heading and value, one a line.
"""

from collections.abc import Iterator
from textwrap import wrap

from govflow.core.document import DocTable, Para, Part, PartKind
from govflow.pdf.pages import Front

WIDTH = 88
_INDENT = {0: 7, 1: 0, 2: 7, 3: 12}
_GUTTER = {0: 0, 1: 7, 2: 5, 3: 6}


def plain_text(page: Front) -> str:
    """The whole agreement."""
    return "\n".join(_lines(page)) + "\n"


def _lines(page: Front) -> Iterator[str]:
    yield from (page.document.title, page.document.subtitle, page.standing, "", *wrap(page.foot, WIDTH), "")
    yield from _heading("Parties", "=")
    for party in page.document.parties:
        yield from _paragraph(party.number, f"{party.name}, {party.words}", 1)
    if page.document.background is not None:
        yield from _part(page.document.background)
    for section in page.sections:
        yield from _heading(section.title, "=")
        for part in section.parts:
            yield from _part(part)
    for part in page.document.schedules:
        yield from _part(part)
    yield from _execution(page)
    yield from (*wrap(page.foot, WIDTH), "Digest of the text (SHA-256):", page.document.digest)


def _heading(words: str, mark: str) -> Iterator[str]:
    yield from ("", words, mark * len(words), "")


def _part(part: Part) -> Iterator[str]:
    match part.kind:
        case PartKind.BACKGROUND:
            yield from _heading(part.title, "=")
        case PartKind.CLAUSE:
            yield from _heading(f"{part.number}  {part.title}", "-")
        case PartKind.SCHEDULE:
            yield from _heading(f"Schedule {part.number}: {part.title}", "=")
    for para in part.paras:
        yield from _table(para.table) if para.table is not None else _para(para)
    for entry in part.definitions:
        yield from _paragraph("", f"{entry.term}: {entry.text}", 0)


def _para(para: Para) -> Iterator[str]:
    return _paragraph(para.number, para.text, para.level)


def _paragraph(number: str, words: str, level: int) -> Iterator[str]:
    margin = " " * _INDENT[level]
    first = f"{margin}{number:<{_GUTTER[level]}}"
    rest = margin + " " * _GUTTER[level]
    yield from wrap(words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    yield ""


def _table(table: DocTable) -> Iterator[str]:
    for row in table.rows:
        for heading, cell in zip(table.headings, row, strict=True):
            yield from wrap(f"{heading}: {cell.text}", WIDTH, initial_indent="  ", subsequent_indent="      ")
        yield ""


def _execution(page: Front) -> Iterator[str]:
    yield from _heading("Execution", "=")
    for block in page.document.execution:
        yield from (block.party, "")
        yield from _paragraph("", block.words, 0)
        for line in block.lines:
            yield f"       {line.role}"
            yield from (f"         {field}: {'_' * (60 - len(field))}" for field in line.fields)
            yield ""
