"""The journal as a file for a spreadsheet.

In: lines of the journal and the names the reader may be told. Out: CSV in UTF-8. Then true: no cell is taken for a
formula, whoever chose the words in it.

Source: OWASP, CSV Injection (cells that begin with = + - @, tab or carriage return); RFC 4180.
"""

import csv
import io
from collections.abc import Iterable

from govflow.journal.leaf import spelled
from govflow.journal.note import write_base64
from govflow.overview.act_words import ACTS
from govflow.overview.activity import Known
from govflow.overview.journal_queries import ActLine

HEADINGS = ("index", "time", "act", "kind", "organisation", "digest", "leaf hash")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def journal_csv(lines: Iterable[ActLine], known: Known) -> bytes:
    """The file: one act a line, newest first."""
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(HEADINGS)
    for line in lines:
        table.writerow([inert(cell) for cell in _cells(line, known)])
    # A spreadsheet takes a file without the mark for one in an older spelling (RFC 3629 section 6).
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cells(line: ActLine, known: Known) -> tuple[str, ...]:
    organisation = "" if line.organisation is None else known.organisations.get(line.organisation, "")
    return (
        str(line.index),
        spelled(line.moment),
        ACTS[line.kind].title,
        line.kind,
        organisation,
        line.digest,
        write_base64(line.leaf_hash),
    )


def inert(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: with an apostrophe before it where it could be one."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
