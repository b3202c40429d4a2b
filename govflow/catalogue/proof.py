"""Proof-reading for those who write the clause pack: ``python -m govflow.catalogue.proof [CLAUSE ...]``.

Prints what is wrong with the pack, then each clause as it reads: in every FILE given with ``--file``, and in a
blank consortium of each type. ``--readability`` prints instead how hard the pack is to read. Words go to stdout; the
exit code is 1 when the pack has faults.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from govflow.catalogue.loader import catalogue_of, instruments
from govflow.catalogue.readability import readings, row, table
from govflow.core.assembly import Assembled, assemble
from govflow.core.catalogue import AGREEMENT, TYPES, Catalogue, faults
from govflow.core.document import Para, Part, PartKind
from govflow.core.draft import Draft, read_draft


def main(arguments: list[str]) -> int:
    """Print the proofs asked for; 1 when the pack has faults."""
    parser = argparse.ArgumentParser(prog="proof", description="Proof-read the clause pack.")
    parser.add_argument("clauses", nargs="*", help="ids of clauses or schedules (none: only a summary)")
    parser.add_argument(
        "--file", action="append", default=[], type=Path, help="a FILE to read the clauses in"
    )
    parser.add_argument(
        "--instrument", default=AGREEMENT, choices=[each.code for each in instruments()], help="which one"
    )
    parser.add_argument("--no-blank", action="store_true", help="leave out the blank consortia")
    parser.add_argument("--readability", action="store_true", help="how hard the pack is to read")
    told = parser.parse_args(arguments)
    catalogue = catalogue_of(told.instrument)
    if told.readability:
        sys.stdout.writelines(f"{line}\n" for line in _readability(catalogue, told.clauses))
        return 0
    wrong = list(faults(catalogue))
    sys.stdout.writelines(f"FAULT {line}\n" for line in wrong)
    for name, draft in _drafts(catalogue, told.file, blank=not told.no_blank):
        sys.stdout.writelines(f"{line}\n" for line in _proof(name, assemble(catalogue, draft), told.clauses))
    return 1 if wrong else 0


def _readability(catalogue: Catalogue, wanted: list[str]) -> Iterator[str]:
    """The table of docs/readability.md; with the longest sentence of each clause that was asked for."""
    found = list(readings(catalogue))
    yield from table(found)
    for reading in found:
        if reading.id in wanted:
            yield f"{reading.kind} {reading.id}: {row(reading.measure)} {reading.measure.longest}"


def _drafts(catalogue: Catalogue, files: Iterable[Path], *, blank: bool) -> Iterator[tuple[str, Draft]]:
    for path in files:
        yield path.stem, read_draft(json.loads(path.read_text("utf-8"), parse_float=Decimal), catalogue).draft
    members = [{"member_id": f"M{n}", "legal_name": f"Member {n}", "class": "full"} for n in (1, 2, 3)]
    for code in TYPES if blank else ():
        yield f"blank {code}", read_draft({"type": code, "members": members, "answers": {}}, catalogue).draft


def _proof(name: str, assembled: Assembled, wanted: list[str]) -> Iterator[str]:
    document = assembled.document
    counts = (
        f"{len(document.clauses)} clauses, {len(document.schedules)} schedules, {len(document.blanks)} blanks"
    )
    yield f"\n===== {name}: {counts}"
    for problem in assembled.problems:
        if not wanted or problem.clause in wanted or problem.field in wanted:
            yield f"{problem.rule} {problem.field}: {problem.message}"
    for part in document.parts:
        if part.id in wanted:
            yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    variant = f"   [{part.variant}]" if part.variant else ""
    yield f"\n{part.number}  {part.title.upper()}  ({part.id}){variant}"
    for para in part.paras:
        yield from _para(para, part)
    for entry in part.definitions:
        yield f"      {entry.term}: {entry.text}"


def _para(para: Para, part: Part) -> Iterator[str]:
    indent = "   " * (para.level if part.kind is not PartKind.BACKGROUND else 1)
    if para.table is not None:
        yield f"{indent}| {' | '.join(para.table.headings)}"
        for row in para.table.rows:
            yield f"{indent}| {' | '.join(cell.text for cell in row)}"
    else:
        yield f"{indent}{para.number} {para.text}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
