"""The page on which a clause is put in other words, and the one that says that somebody else saved meanwhile.

In: the clause on the desk and the form. Out: values for the templates: the text to type in and what it would read
like; after another's rewording all three texts, the one both began with, theirs, and yours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govflow.agreements.condition_words import in_words
from govflow.agreements.desk import Desk, Tried, both, differs
from govflow.agreements.forms import ModelTextForm, RewordForm, as_typed
from govflow.agreements.text_page import place
from govflow.agreements.text_queries import who_did, words_at
from govflow.core.redline import PartChange, part_redline
from govflow.core.words import capital
from govflow.web.links import Link
from govflow.web.uk_time import moment

SOLICITOR = "This is not legal advice. Ask a solicitor before you rely on it or change it."


@dataclass(frozen=True, slots=True)
class BlockCard:
    """What a block's card says besides its fields. ``printed``: it is in the agreement as it stands."""

    name: str
    condition: str
    printed: bool
    rows: int


@dataclass(frozen=True, slots=True)
class EditPage:
    """The clause to be reworded. ``against_now``, ``against_model``: how it would read, None before anybody looked."""

    title: str
    caption: str
    form: RewordForm
    back: ModelTextForm | None
    does: str
    why: str
    cards: tuple[BlockCard, ...]
    tokens: tuple[tuple[str, tuple[Link, ...]], ...]
    against_now: PartChange | None
    against_model: PartChange | None
    unprinted: bool
    solicitor: str
    action: str
    back_action: str
    read_url: str


def edit_page(here: Desk, form: RewordForm, looked: Tried | None = None) -> EditPage:
    """The page to type in; ``looked``: with what was typed shown as it would read."""
    part = here.text.part(here.clause.id)
    assert part is not None  # the view asked
    agreement_id = here.text.agreement.id
    now = None if looked is None else part_redline(part, looked.assembled.document.part(part.id))
    model = None if looked is None or looked.words is None else _against_model(here, looked)
    reworded = words_at(here.history, here.revision) is not None
    return EditPage(
        title=f"Reword “{part.title}”",
        caption=capital(part.label),
        form=form,
        back=ModelTextForm(formdata=None, data={"seen": str(here.revision)}) if reworded else None,
        does=here.clause.does,
        why=here.clause.notes,
        cards=tuple(_cards(here, form)),
        tokens=_tokens(here),
        against_now=now,
        against_model=model,
        unprinted=looked is not None and _unprinted(here, looked),
        solicitor=SOLICITOR,
        action=place("edit", agreement_id, clause=here.clause.id),
        back_action=place("undo_rewording", agreement_id, clause=here.clause.id),
        read_url=place("read", agreement_id, _anchor=here.clause.id),
    )


def _against_model(here: Desk, looked: Tried) -> PartChange:
    model = here.text.with_words(here.clause.id, None).document.part(here.clause.id)
    return part_redline(model, looked.assembled.document.part(here.clause.id))


def _unprinted(here: Desk, looked: Tried) -> bool:
    """Whether something was typed that the agreement, as its questions are answered now, does not show."""
    part = here.text.part(here.clause.id)
    after = looked.assembled.document.part(here.clause.id)
    same = part is not None and after is not None and part.digest == after.digest
    return same and differs(here, looked)


def _cards(here: Desk, form: RewordForm) -> Iterator[BlockCard]:
    part = here.text.part(here.clause.id)
    shown = {para.id for para in part.paras} if part is not None else set()
    numbers = {para.id: para.number for para in part.paras} if part is not None else {}
    original = {block: number for number, block in enumerate(here.blocks_at(here.revision), 1)}
    for entry in form.blocks:
        block = entry.form
        label, when = block.label.data or "", block.when.data or ""
        place_now = original.get(as_typed(block), 0)
        para = f"{here.clause.id}.{label or place_now}"
        number = numbers.get(para, "")
        yield BlockCard(
            number,
            in_words(when, here.text.examined.catalogue),
            not when or para in shown or not place_now,
            _rows(block.words.data),
        )


def _rows(words: str | None) -> int:
    """How many lines a box needs for its words."""
    return min(max(2, len(words or "") // _LINE + 1), 14)


_LINE = 70


def _tokens(here: Desk) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """The names that may stand in braces, in groups, those of this clause first: each with what it reads as."""
    used = {token for block in here.blocks_at(here.revision) for token in _BRACES.findall(block.words)}
    reads = _readings(here)
    spelt = here.spelling.spelt
    known = sorted(used, key=str.casefold)
    own = tuple((token, reads.get(here.spelling.exact(token), "")) for token in known)
    answers = tuple(
        (spelt.get(exact, exact), reads.get(exact, ""))
        for question in here.clause.questions
        if (exact := f"{{answer:{question.name}}}") in spelt
    )
    clauses = tuple(
        (spelt[exact], capital(part.label))
        for part in here.text.examined.assembled.document.parts
        if (exact := f"{{ref:{part.id}}}") in spelt
    )
    terms = tuple((shown, "") for exact, shown in sorted(spelt.items()) if exact.startswith("{term:"))
    return (
        ("In this clause now", own),
        ("Answers that belong to this clause", answers),
        ("Clauses and schedules to refer to", clauses),
        ("Words with a special meaning", terms),
    )


_BRACES = re.compile(r"\{[^{}\n]*\}")


def _readings(here: Desk) -> dict[str, str]:
    """What each token of the agreement reads as now."""
    kinds = {"answer": "answer", "usual": "answer", "blank": "answer", "party": "party", "ref": "ref"}
    return {
        f"{{{kinds[run.kind]}:{run.target}}}": run.text
        for para in here.text.examined.assembled.document.paragraphs()
        for run in para.runs
        if run.kind in kinds
    }


@dataclass(frozen=True, slots=True)
class StalePage:
    """Somebody else saved meanwhile: nothing is lost, and nothing is decided. ``merges``: both could be had in one."""

    title: str
    caption: str
    form: RewordForm
    who: str
    when: str
    why: str
    theirs: PartChange
    yours: PartChange
    between: PartChange
    merges: bool
    action: str
    read_url: str


def stale_page(here: Desk, form: RewordForm, looked: Tried) -> StalePage:
    """All three texts. ``form``: what you typed, with the revision that is shown here as the one seen."""
    clause, newest = here.clause.id, here.history[0]
    base = here.text.with_words(clause, words_at(here.history, form.began())).document.part(clause)
    theirs, yours = here.text.part(clause), looked.assembled.document.part(clause)
    part = theirs or base
    assert part is not None  # the view asked
    return StalePage(
        title="Somebody else reworded this clause",
        caption=f"{capital(part.label)}: {part.title}",
        form=form,
        who=who_did([newest.act_key]).get(newest.act_key, "Somebody"),
        when=moment(newest.given_at),
        why=newest.reason,
        theirs=part_redline(base, theirs),
        yours=part_redline(base, yours),
        between=part_redline(theirs, yours),
        merges=both(here, form) is not None,
        action=place("edit", here.text.agreement.id, clause=clause),
        read_url=place("read", here.text.agreement.id, _anchor=clause),
    )
