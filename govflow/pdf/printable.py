"""Whether the words of a draft can be printed at all, told before anybody is asked to approve them.

In: a draft, and the text assembled from it. Out: the problem TX-10 where a character is in no typeface, with the
answer that it comes from. The words of the clause pack can all be printed; only what somebody typed may not be.
"""

from collections.abc import Iterator, Mapping

from govflow.core.document import Document
from govflow.core.draft import Draft
from govflow.core.errors import Problem, Refused, Severity
from govflow.core.fingerprint import member_plain

COMMON = frozenset(
    {"\t", "\r", "\n", *map(chr, (*range(0x20, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100))), *"–—‘’“”•…€"}
)
"""What every typeface holds: where there is nothing else, none has to be opened."""


def unprintable(draft: Draft, document: Document) -> tuple[Problem, ...]:
    """A character that no typeface holds: the agreement could be released, and never printed."""
    typed = dict(_typed(draft))
    if COMMON.issuperset("".join(typed.values())):
        return ()
    from govflow.pdf import typefaces
    from govflow.pdf.pages import front
    from govflow.pdf.paper import texts

    try:
        typefaces.check(texts(front(document)))
    except Refused as no:
        message, mend = typefaces.in_words(no), str(no.facts["mend"])
        where = (place for place, words in typed.items() if str(no.facts["character"]) in words)
        field = next(where, str(no.facts["place"]))
        return (Problem("TX-10", Severity.ERROR, "", field, message.removesuffix(f" {mend}"), mend),)
    return ()


def _typed(draft: Draft) -> Iterator[tuple[str, str]]:
    """All that somebody typed, by the answer or the member it belongs to."""
    for name, value in draft.answers.items():
        yield name, "".join(_words(value))
    for place, member in enumerate(draft.members):
        yield f"members[{place}]", "".join(_words(member_plain(member)))
    if draft.vehicle is not None:
        yield "vehicle", "".join(_words(member_plain(draft.vehicle)))
    for clause, words in draft.reworded.items():
        yield f"reworded.{clause}", words


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | tuple):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _words(each)
