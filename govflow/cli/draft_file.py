"""A draft in a file, and everything that is wrong with it: answers, text and consistency side by side.

In: a path, or what was read from it. Out: the draft, and its problems by rule, then by place. What the commands
`check`, `draft` and `rehearse` share.
"""

from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.cli.reading import Unreadable, read_json
from govflow.core.assembly import Assembled
from govflow.core.consistency import check
from govflow.core.draft import DraftRead, DraftUnreadable, sort_problems
from govflow.core.errors import Problem
from govflow.pdf.printable import unprintable


def read_draft_file(file: str) -> DraftRead:
    """The draft in a JSON file, with the problems of its answers.

    :raises Unreadable: not JSON, or no draft at all.
    """
    try:
        return draft_in(read_json(file))
    except DraftUnreadable as wrong:
        raise Unreadable(wrong.place, wrong.reason) from None


def problems_of(read: DraftRead, assembled: Assembled) -> tuple[Problem, ...]:
    """Everything wrong with a draft: its answers (AN-), its text (TX-) and its consistency (CR-)."""
    consistency = check(read.draft, of=catalogue_of(read.draft.instrument)).problems
    printing = unprintable(read.draft, assembled.document)
    return sort_problems((*read.problems, *assembled.problems, *printing, *consistency))
