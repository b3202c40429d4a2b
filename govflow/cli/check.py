"""`govflow check`: what is wrong with a draft, and how to mend it.

In: a FILE of type, members, vehicle and answers. Out: every problem with its rule, clause and place; for people,
errors before warnings and clause by clause. Exit code 1 when there are errors.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from itertools import groupby

import click

from govflow.catalogue.loader import catalogue_of
from govflow.cli.draft_file import problems_of, read_draft_file
from govflow.cli.reading import one_line_for, shown
from govflow.core.assembly import assemble
from govflow.core.catalogue import Catalogue
from govflow.core.errors import Problem, Severity
from govflow.core.words import number_of

HEADINGS = {
    Severity.ERROR: "Errors: mend these before the boards are asked.",
    Severity.WARNING: "Warnings: mend these, or record why they may stay.",
}


@click.command("check")
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: str, as_json: bool) -> None:
    """Check the draft in FILE against itself and say how to mend it.

    Not legal advice: a solicitor should read the agreement.
    """
    with one_line_for(file):
        read = read_draft_file(file)
    catalogue = catalogue_of(read.draft.instrument)
    problems = problems_of(read, assemble(catalogue, read.draft))
    click.echo(_as_json(problems) if as_json else "\n".join(_in_words(problems, catalogue)))
    raise SystemExit(1 if _count(problems, Severity.ERROR) else 0)


def _as_json(problems: tuple[Problem, ...]) -> str:
    answer = {
        "errors": _count(problems, Severity.ERROR),
        "warnings": _count(problems, Severity.WARNING),
        "problems": [asdict(problem) for problem in problems],
    }
    return json.dumps(answer, indent=1, ensure_ascii=False)


def _count(problems: tuple[Problem, ...], severity: Severity) -> int:
    return sum(problem.severity is severity for problem in problems)


def _in_words(problems: tuple[Problem, ...], catalogue: Catalogue) -> Iterator[str]:
    counts = (number_of(_count(problems, severity), severity) for severity in Severity)
    yield f"{', '.join(counts)}." if problems else "No problems found."
    for severity, heading in HEADINGS.items():
        found = [problem for problem in problems if problem.severity is severity]
        if found:
            yield f"\n{heading}"
            yield from _by_clause(found, catalogue)


def _by_clause(problems: list[Problem], catalogue: Catalogue) -> Iterator[str]:
    places = {clause: place for place, clause in enumerate(catalogue.clauses)}
    # What belongs to no clause comes first: an unknown answer is most often a misspelt one.
    in_order = sorted(problems, key=lambda problem: places.get(problem.clause, -1))
    for clause, group in groupby(in_order, key=lambda problem: problem.clause):
        yield f"\n  {catalogue.clauses[clause].title if clause in places else 'Not of any clause'}"
        for problem in group:
            yield f"    {problem.rule}  {shown(problem.field)}"
            yield f"      {shown(problem.message)}"
            yield f"      To mend: {shown(problem.mend)}"
