"""Two versions of an agreement side by side: our redline by clause, against difflib on the whole text of 40 pages.

The agreement is the six-member example; 40 and 300 pages are made of it by repeating its parts under other ids.
One paragraph in every tenth part is reworded.
"""

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from functools import partial
from itertools import islice

from bench.examples import catalogue, example
from bench.measuring import Comparison, compare
from govflow.core.assembly import assemble
from govflow.core.document import Document, Para, Part, Run, RunKind
from govflow.core.redline import redline

WORDS_A_PAGE = 400
"""As the six-member example is set."""


def measure() -> list[Comparison]:
    forty, three_hundred = _document(40), _document(300)
    old, new = _words(forty), _words(_edited(forty))

    def whole_text() -> None:
        SequenceMatcher(None, old, new, autojunk=False).get_opcodes()

    return [
        compare(
            f"redline of {pages} pages",
            partial(redline, before, _edited(before)),
            "difflib on the whole text of 40",
            whole_text,
            rounds=3,
        )
        for pages, before in ((40, forty), (300, three_hundred))
    ]


def _document(pages: int) -> Document:
    """The example's agreement, cut or repeated to this many pages."""
    document = assemble(catalogue(), example("lead_body_6")).document
    parts: list[Part] = []
    words = 0
    for part in _without_end(document.parts):
        parts.append(part)
        words += sum(len(para.text.split()) for para in part.paras)
        if words >= pages * WORDS_A_PAGE:
            break
    return replace(document, parts=tuple(parts))


def _without_end(parts: tuple[Part, ...]) -> Iterator[Part]:
    yield from parts
    turn = 2
    while True:
        for part in parts:
            yield replace(
                part, id=f"{part.id}-{turn}", paras=tuple(_again(para, turn) for para in part.paras)
            )
        turn += 1


def _again(para: Para, turn: int) -> Para:
    return replace(para, id=f"{para.id}-{turn}")


def _edited(document: Document) -> Document:
    edited = dict.fromkeys(part.id for part in islice(document.parts, 0, None, 10))
    return replace(
        document,
        parts=tuple(_reworded(part) if part.id in edited else part for part in document.parts),
    )


def _reworded(part: Part) -> Part:
    first, *others = part.paras
    longer = replace(first, runs=(*first.runs, Run(RunKind.WORDS, " This applies within 14 days.")))
    return replace(part, paras=(longer, *others), digest=f"reworded {part.digest}")


def _words(document: Document) -> list[str]:
    return [word for part in document.parts for para in part.paras for word in para.text.split()]
