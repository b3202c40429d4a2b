"""The pack says a thing once: no sentence stands in two clauses without a reason."""

import re
from collections.abc import Mapping

from govflow.catalogue.readability import paragraphs_of, sentences
from tests.catalogue.drafts_to_read import CATALOGUE

LEAST_WORDS = 5
"""A shorter sentence is a phrase that anybody would use twice."""

SHARED: Mapping[str, str] = {
    "this does not protect fraud or deliberate wrongdoing": (
        "Each protects other people from claims, and an agreement may have one of the two clauses without the other."
    ),
    "this agreement is a deed": "One says that it binds, the other how it is signed: a deed must be clear on its face.",
    "what follows is set out in clause 1": "The same pointer, from two ways of going to what comes after.",
    "each of these is a ground": "The opening of a list: the lists differ.",
    "a stricter majority counts where this agreement asks for one": (
        "Each states a majority of its own, and must not seem to lower the one that another clause asks for."
    ),
}
"""Sentences that stand in several clauses, and why."""


def spoken() -> Mapping[str, set[str]]:
    """Every sentence, without its tokens and its typography, and the clauses and schedules it stands in."""
    found: dict[str, set[str]] = {}
    clauses = [(each.id, each.blocks) for each in CATALOGUE.clauses.values()]
    schedules = [(each.id, each.blocks) for each in CATALOGUE.schedules]
    for part_id, blocks in (*clauses, *schedules):
        for paragraph in paragraphs_of(blocks):
            for sentence in sentences(paragraph):
                words = re.findall(r"[a-z0-9]+", sentence.casefold())
                if len(words) >= LEAST_WORDS:
                    found.setdefault(" ".join(words), set()).add(part_id)
    return found


def test_no_sentence_stands_in_two_clauses_without_a_reason() -> None:
    shared = {sentence: parts for sentence, parts in spoken().items() if len(parts) > 1}
    assert {sentence: parts for sentence, parts in shared.items() if sentence not in SHARED} == {}


def test_every_reason_is_still_needed() -> None:
    found = spoken()
    assert [sentence for sentence in SHARED if len(found.get(sentence, ())) < 2] == []
