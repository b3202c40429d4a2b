"""A clause that somebody puts in other words: what they typed, what it would read like, and what is in its way.

In: the working text and the blocks that were typed. Out: the words as the agreement would keep them, with what has to
be mended at its place; the page to type in, to look at before saving, and, when somebody else saved meanwhile, all
three texts: the one both began with, theirs, and yours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govflow.agreements.forms import ModelTextForm, RewordForm, as_typed
from govflow.agreements.reading import SOLICITOR, Link, place
from govflow.agreements.text_queries import Reworded, WorkingText, who_did, words_at
from govflow.core.assembly import Assembled
from govflow.core.catalogue import TYPES, Catalogue, Clause
from govflow.core.errors import Problem, Severity
from govflow.core.redline import PartChange, part_redline
from govflow.core.rewording import (
    Spelling,
    Typed,
    Unread,
    begins_oddly,
    cut,
    join,
    merged,
    spelling,
    unread,
)
from govflow.core.text import MAX_CLAUSE_CHARACTERS, parse_blocks
from govflow.core.words import capital
from govflow.web.uk_time import moment


@dataclass(frozen=True)
class Fault:
    """What has to be mended. ``block``: which of the typed blocks, from 0; -1: the clause as a whole."""

    block: int
    words: str


@dataclass(frozen=True)
class Tried:
    """What was typed, as the agreement would keep it: ``words`` None where it is the model text."""

    words: str | None
    assembled: Assembled
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Desk:
    """A clause on the desk: the text it is in, and how its tokens are spelt."""

    text: WorkingText
    clause: Clause
    spelling: Spelling
    history: tuple[Reworded, ...]

    @property
    def revision(self) -> int:
        """The draft's revision now."""
        return self.text.agreement.revision

    @property
    def words(self) -> str:
        """The clause's words now."""
        return self.words_at(self.revision)

    def words_at(self, revision: int) -> str:
        """The clause's words at a revision."""
        own = words_at(self.history, revision)
        return self.clause.source if own is None else own

    def blocks_at(self, revision: int) -> tuple[Typed, ...]:
        """The clause's blocks at a revision, as they are typed."""
        return cut(self.words_at(revision), self.spelling)

    def touched_since(self, revision: int) -> bool:
        """Whether somebody reworded this clause after a revision."""
        return bool(self.history) and self.history[0].revision > revision


def desk(text: WorkingText, clause: Clause, history: tuple[Reworded, ...]) -> Desk:
    """The clause on the desk. ``history``: its rewordings, newest first."""
    return Desk(text, clause, spelling(text.examined.catalogue, text.examined.draft), history)


def tried(here: Desk, blocks: Sequence[Typed]) -> Tried:
    """What these blocks would be."""
    source = join(blocks, here.spelling)
    model = join(cut(here.clause.source, here.spelling), here.spelling)
    words = None if parse_blocks(source) == parse_blocks(model) else source
    assembled = here.text.with_words(here.clause.id, words)
    return Tried(words, assembled, tuple(_faults(here, blocks, source, assembled)))


def _faults(here: Desk, blocks: Sequence[Typed], source: str, assembled: Assembled) -> Iterator[Fault]:
    if not source.strip():
        yield Fault(-1, "A clause needs some words. Write a paragraph, or go back to the model text.")
    if len(source) > MAX_CLAUSE_CHARACTERS:
        yield Fault(
            -1, f"The clause has {len(source):,} characters; at most {MAX_CLAUSE_CHARACTERS:,} can be kept."
        )
    for one in unread(blocks, here.spelling):
        yield Fault(one.place, _unknown(one))
    for number, block in enumerate(blocks):
        if sign := begins_oddly(block):
            yield Fault(number, f"A paragraph cannot begin with “{sign}”: begin with a word.")
    before = frozenset(map(_told, here.text.examined.assembled.problems))
    for problem in assembled.problems:
        if problem.severity is Severity.ERROR and problem.rule in _OF_WORDS and _told(problem) not in before:
            yield _misfit(here, blocks, problem)


_OF_WORDS = frozenset({"TX-02", "TX-05"})
"""A reference, or a party, that is not in this agreement; the other faults of words are told by ``unread``."""


def _told(problem: Problem) -> tuple[str, str, str]:
    return problem.rule, problem.clause, problem.message


def _unknown(one: Unread) -> str:
    asked = f" Did you mean {one.nearest}?" if one.nearest else ""
    if not (one.token.startswith("{") and one.token.endswith("}")):
        return f"There is a single “{one.token}”. Braces stand around a name only: write both, or none."
    return f"Nothing here is called {one.token}.{asked} Choose a name from the list below, or take the braces away."


def _misfit(here: Desk, blocks: Sequence[Typed], problem: Problem) -> Fault:
    if problem.clause != here.clause.id:
        part = here.text.part(problem.clause)
        where = problem.clause if part is None else f"{part.label} (“{part.title}”)"
        return Fault(
            -1, f"In {where}: {problem.message} Keep the paragraph it refers to, or reword that clause first."
        )
    return Fault(_block_of(blocks, here, problem.field), f"{problem.message} {problem.mend}")


def _block_of(blocks: Sequence[Typed], here: Desk, place: str) -> int:
    """Which block a paragraph of the text came from; -1 where it cannot be told."""
    name = place.removeprefix(f"{here.clause.id}.")
    ordinal = 0
    for number, block in enumerate(blocks):
        ordinal += len(parse_blocks(join((block,), here.spelling)))
        if name in (block.label, str(ordinal)):
            return number
    return -1


def differs(here: Desk, looked: Tried) -> bool:
    """Whether what was typed is anything else than what stands."""
    now = words_at(here.history, here.revision)
    return parse_blocks(looked.words or here.clause.source) != parse_blocks(now or here.clause.source)


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
_CLAUSE = re.compile(r"\bclause ([a-z][a-z0-9\-]*)")
_CHOICE = re.compile(r"\b([a-z][a-z0-9_]*) is (not )?([A-Za-z0-9_]+(?:\|[A-Za-z0-9_]+)*)")
_NAME = re.compile(r"\b[a-z][a-z0-9]*_[a-z0-9_]+\b")


def in_words(condition: str, catalogue: Catalogue) -> str:
    """A condition with its questions and choices by their labels, and its clauses by their titles."""
    said = _CHOICE.sub(lambda found: _choice_in_words(found, catalogue), condition)
    said = _CLAUSE.sub(lambda found: _clause_in_words(found, catalogue), said)
    return _NAME.sub(lambda found: _question_in_words(found.group(), catalogue), said)


def _clause_in_words(found: re.Match[str], catalogue: Catalogue) -> str:
    named = catalogue.clauses.get(found.group(1))
    return found.group() if named is None else f"the clause “{named.title}” is in"


def _choice_in_words(found: re.Match[str], catalogue: Catalogue) -> str:
    name, no, choices = found.groups()
    asked = catalogue.questions.get("consortium_type" if name == "type" else name)
    if asked is None or not asked.options:
        return found.group()
    codes = (TYPES.get(code, code) if name == "type" else code for code in choices.split("|"))
    labels = " or ".join(f"“{asked.options.get(code, code)}”" for code in codes)
    return f"“{asked.label}” is {no or ''}{labels}"


def _question_in_words(name: str, catalogue: Catalogue) -> str:
    asked = catalogue.questions.get(name)
    return name if asked is None else f"“{asked.label}”"


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


def both(here: Desk, form: RewordForm) -> tuple[Typed, ...] | None:
    """Their rewording and yours in one, where they touch different paragraphs: to be offered, never made."""
    return merged(here.blocks_at(form.began()), here.blocks_at(here.revision), form.typed())
