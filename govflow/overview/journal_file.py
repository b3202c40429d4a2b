"""The journal as a file for a spreadsheet.

In: lines of the journal and the names the reader may be told. Out: CSV in UTF-8. Then true: no cell is taken for a
formula, whoever chose the words in it.

Source: RFC 4180; `core.cells` for formulas.
"""

import csv
import io
from collections.abc import Iterable

from govflow.core.cells import inert
from govflow.journal.leaf import spelled
from govflow.journal.note import write_base64
from govflow.overview.act_words import ACTS
from govflow.overview.activity import Known
from govflow.overview.journal_queries import ActLine

HEADINGS = ("index", "time", "act", "kind", "organisation", "digest", "leaf hash")


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
