"""Setting one part of an agreement: its text with every value filled in, its references still by id.

In: a clause or schedule, the answers (usual choices standing in), the facts and the glossary. Out: a ``SetPart``
that knows what it was made from, what it still lacks and what is wrong with it. A place nobody answered is a
marked blank. A question of a clause that is needed, unanswered and shown nowhere is listed at the clause's end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType

from govflow.core.answers import Column, IfAbsent, Kind, Question, Row, Value, in_words, is_absent
from govflow.core.applies import Applies, ConditionError, Facts, parse_condition
from govflow.core.catalogue import Catalogue, Clause, Schedule, slug
from govflow.core.definitions import HOME, OWN_TERMS, Glossary
from govflow.core.document import Cell, DocTable, Para, PartKind, Run, RunKind
from govflow.core.draft import JURISDICTIONS, VEHICLE_ID, Draft, Member, rows
from govflow.core.errors import Problem, Severity
from govflow.core.fingerprint import part_digest
from govflow.core.legal_forms import FORMS
from govflow.core.parties import printed_parties
from govflow.core.text import Block, BlockKind, Emphasis, Inline, InlineKind, parse_blocks, typographic
from govflow.core.voting import PHRASES, RULES, Basis
from govflow.core.words import join_words

PARTIES = "parties-background"
"""The clause whose paragraphs are the recitals, before the agreement's numbered clauses."""

WORDS_SCHEDULE = "schedule-words"
"""The schedule of definitions, where the clause that lists them is not in the agreement."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the text may say: answers, with usual choices standing in; ``usual`` names those that do."""

    values: Mapping[str, Value]
    usual: frozenset[str]


@dataclass(frozen=True, slots=True)
class SetPara:
    """A paragraph with its values filled in and its references still by id."""

    id: str
    label: str
    level: int
    runs: tuple[Run, ...]
    table: DocTable | None = None


@dataclass(frozen=True)
class SetPart:
    """A part before numbering. ``inputs``: everything it was made from, to know whether it still stands."""

    id: str
    kind: PartKind
    title: str
    clause: str
    section: str
    variant: str
    paras: tuple[SetPara, ...]
    inputs: tuple[object, ...]
    blanks: tuple[str, ...]
    problems: tuple[Problem, ...]
    terms: frozenset[str]
    refs: frozenset[str]
    digest: str
    changed_from_model: bool


def known_to(catalogue: Catalogue, draft: Draft) -> Known:
    values = dict(draft.answers)
    usual = set()
    for question in _usual_questions(catalogue):
        choice = question.usual_choice(draft.type)
        if choice is not None and is_absent(values.get(question.name)):
            values[question.name] = choice
            usual.add(question.name)
    return Known(MappingProxyType(values), frozenset(usual))


@lru_cache(maxsize=4)
def _usual_questions(catalogue: Catalogue) -> tuple[Question, ...]:
    return tuple(
        question for question in catalogue.questions.values() if question.if_absent is IfAbsent.USUAL
    )


def facts_of(draft: Draft, known: Known, clauses: tuple[Clause, ...]) -> Facts:
    values: dict[str, object] = dict(known.values)
    values |= {
        "type": draft.type,
        "members": len(draft.members),
        "charities": sum(member.is_charity for member in draft.members),
        "vehicle": draft.vehicle is not None and draft.vehicle_is_party,
    }
    return Facts(MappingProxyType(values), frozenset(clause.id for clause in clauses))


def own_rows(draft: Draft) -> Iterator[tuple[str, str]]:
    """The consortium's own words, row by row, as (word, meaning); what a row lacks is ""."""
    for row in rows(draft, OWN_TERMS):
        yield str(row.get("term") or ""), str(row.get("meaning") or "")


def own_terms(draft: Draft) -> Iterator[tuple[str, str]]:
    """The consortium's own words with what they mean, "" where that is still to be agreed."""
    return ((word, meaning) for word, meaning in own_rows(draft) if word)


@lru_cache(maxsize=2048)
def _parsed(source: str) -> tuple[Block, ...]:
    return parse_blocks(source)


@lru_cache(maxsize=4096)
def _condition(words: str) -> Applies | None:
    """A condition of a block, or None where somebody typed one that cannot be read."""
    try:
        return parse_condition(words)
    except ConditionError:
        return None


@lru_cache(maxsize=2048)
def _reads(
    catalogue: Catalogue, owner: Clause | Schedule, source: str
) -> tuple[frozenset[str], frozenset[str]]:
    """The questions whose answers a part's text can show or ask about, and the clauses its conditions ask for."""
    names: set[str] = set()
    clauses: set[str] = set()
    conditions = []
    if isinstance(owner, Clause):
        names |= {question.name for question in owner.questions}
        conditions += [variant.when for variant in owner.variants]
        conditions += [parse_condition(question.asked_when) for question in owner.questions]
    for block in _parsed(source):
        names |= {
            inline.text for inline in block.inlines if inline.kind in (InlineKind.ANSWER, InlineKind.PARTY)
        }
        names.add(block.subject)
        if block.kind is BlockKind.RULES:
            names |= _rule_questions(catalogue)
        if (read := _condition(block.when)) is not None:
            conditions.append(read)
    for condition in conditions:
        names |= condition.reads
        clauses |= condition.clauses
    return frozenset(names), frozenset(clauses)


@lru_cache(maxsize=4)
def _rule_questions(catalogue: Catalogue) -> frozenset[str]:
    rules = frozenset(RULES)
    ruled = {name for name, question in catalogue.questions.items() if frozenset(question.options) == rules}
    return frozenset(ruled | {"majority_basis", "chair_votes"})


@dataclass(frozen=True)
class Setter:
    """Sets parts from the answers: one for each assembly."""

    catalogue: Catalogue
    draft: Draft
    known: Known
    facts: Facts
    terms: Glossary

    @cached_property
    def parties(self) -> tuple[Member, ...]:
        """The parties as they are listed."""
        return printed_parties(self.catalogue, self.draft)

    def clause(self, clause: Clause, before: SetPart | None) -> SetPart:
        source = self.draft.reworded.get(clause.id, clause.source)
        kind = PartKind.BACKGROUND if clause.id == PARTIES else PartKind.CLAUSE
        section = typographic(self.catalogue.headings[clause.section])
        return self._part(clause, clause.id, kind, typographic(clause.heading), section, source, before)

    def schedule(self, schedule: Schedule, before: SetPart | None) -> SetPart:
        part_id = f"schedule-{schedule.id}"
        return self._part(
            schedule, part_id, PartKind.SCHEDULE, typographic(schedule.title), "", schedule.source, before
        )

    def words_schedule(self) -> SetPart:
        """The schedule that lists the definitions where no clause of the agreement does."""
        words = "In this agreement these words have these meanings."
        paras = (SetPara(f"{WORDS_SCHEDULE}.1", "", 0, (Run(RunKind.WORDS, words),)),)
        title = "Words with special meanings"
        return SetPart(
            id=WORDS_SCHEDULE,
            kind=PartKind.SCHEDULE,
            title=title,
            clause=HOME,
            section="",
            variant="",
            paras=paras,
            inputs=(),
            blanks=(),
            problems=(),
            terms=frozenset(),
            refs=frozenset(),
            digest=part_digest(WORDS_SCHEDULE, title, (Para(paras[0].id, "", 0, paras[0].runs),)),
            changed_from_model=False,
        )

    def _part(
        self,
        owner: Clause | Schedule,
        part_id: str,
        kind: PartKind,
        title: str,
        section: str,
        source: str,
        before: SetPart | None,
    ) -> SetPart:
        names, clauses = _reads(self.catalogue, owner, source)
        inputs = (
            source,
            self.draft.type,
            self.draft.members,
            self.draft.vehicle,
            self.draft.vehicle_is_party,
            self.parties if "parties" in names else (),
            tuple((name, self.known.values.get(name)) for name in sorted(names)),
            names & self.known.usual,
            clauses & self.facts.clauses,
            self.terms.words,
        )
        if before is not None and before.inputs == inputs:
            return before
        setting = Setting(self, owner, part_id)
        paras = setting.paras(_parsed(source))
        return SetPart(
            part_id,
            kind,
            title,
            setting.clause_id,
            section,
            setting.variant,
            paras,
            inputs,
            tuple(setting.blanks),
            tuple(setting.problems),
            frozenset(setting.terms),
            frozenset(run.target for para in paras for run in para.runs if run.kind is RunKind.REF),
            part_digest(part_id, title, tuple(Para(p.id, "", p.level, p.runs, p.table) for p in paras)),
            isinstance(owner, Clause) and source != owner.source,
        )


class Setting:
    """One part being set: what it shows, lacks and gets wrong is gathered on the way."""

    def __init__(self, setter: Setter, owner: Clause | Schedule | None, part_id: str) -> None:
        self.setter = setter
        self.owner = owner
        self.part_id = part_id
        self.shown: set[str] = set()
        self.blanks: list[str] = []
        self.problems: list[Problem] = []
        self.terms: set[str] = set()
        self.variant = self._variant()
        self.facts = Facts({**setter.facts.answers, "variant": slug(self.variant)}, setter.facts.clauses)

    def _variant(self) -> str:
        variants = self.owner.variants if isinstance(self.owner, Clause) else ()
        return next((variant.name for variant in variants if variant.when(self.setter.facts)), "")

    @property
    def clause_id(self) -> str:
        match self.owner:
            case Clause():
                return self.owner.id
            case Schedule():
                return self.owner.clause
            case None:
                return HOME

    def paras(self, blocks: tuple[Block, ...]) -> tuple[SetPara, ...]:
        paras: list[SetPara] = []
        for ordinal, block in self._kept(blocks):
            para_id = f"{self.part_id}.{block.label or ordinal}"
            paras += self._block(para_id, block)
        return (*paras, *self._left_open())

    def _kept(self, blocks: tuple[Block, ...]) -> Iterator[tuple[int, Block]]:
        """The blocks whose conditions hold, and those of the deeper blocks under them."""
        closed = 99
        for ordinal, block in enumerate(blocks, 1):
            depth = block.level or 1
            if depth > closed:
                continue
            closed = 99
            condition = _condition(block.when)
            if condition is None:
                self._problem(
                    "TX-01",
                    f"{self.part_id}.{block.label or ordinal}",
                    f"The condition “{block.when}” cannot be read.",
                    "Check its spelling, or take the line away.",
                )
            elif not condition(self.facts):
                closed = 99 if block.alone else depth
                continue
            yield ordinal, block

    def _block(self, para_id: str, block: Block) -> Iterator[SetPara]:
        match block.kind:
            case BlockKind.TABLE:
                yield self._table(para_id, block)
            case BlockKind.LIST:
                yield from self._list(para_id, block)
            case BlockKind.RULES:
                yield from self._rules(para_id, block)
            case BlockKind.PARAGRAPH | BlockKind.MALFORMED:
                yield SetPara(para_id, block.label, block.level, self.runs(para_id, block.inlines))

    def runs(self, place: str, inlines: Sequence[Inline]) -> tuple[Run, ...]:
        """The runs of a paragraph, fitted to each other."""
        return _fitted([self._run(place, inline) for inline in inlines])

    def _run(self, place: str, inline: Inline) -> Run:
        strong, emphasis = inline.emphasis is Emphasis.STRONG, inline.emphasis is Emphasis.EMPHASIS
        kind, text, target = self._resolved(place, inline)
        return Run(kind, text, target, strong, emphasis)

    def _resolved(self, place: str, inline: Inline) -> tuple[RunKind, str, str]:
        match inline.kind:
            case InlineKind.WORDS:
                return RunKind.WORDS, typographic(inline.text), ""
            case InlineKind.REF:
                return RunKind.REF, inline.text, inline.text
            case InlineKind.TERM:
                return self._term(place, inline.text)
            case InlineKind.PARTY:
                return self._party(place, inline.text)
            case InlineKind.ANSWER:
                return self._answer(place, inline.text)
            case InlineKind.MALFORMED:
                self._problem(
                    "TX-01",
                    place,
                    f"“{inline.text}” is not a token that can be read.",
                    "Check the braces, the kind and the name.",
                )
                return RunKind.BROKEN, inline.text, ""

    def _term(self, place: str, name: str) -> tuple[RunKind, str, str]:
        key = slug(name)
        word = self.setter.terms.words.get(key)
        if word is None:
            self._problem(
                "TX-03", place, f"The term “{name}” is not defined here.", "Define it, or use another word."
            )
            return RunKind.BROKEN, f"{{term:{name}}}", key
        self.terms.add(key)
        return RunKind.TERM, typographic(word), self.setter.terms.homes[key]

    def _party(self, place: str, name: str) -> tuple[RunKind, str, str]:
        question = self.setter.catalogue.questions.get(name)
        if question is not None and question.kind is Kind.PARTY:
            self.shown.add(name)
            value = self.setter.known.values.get(name)
            if value is None:
                return self._blank(question)
            name = str(value)
        party = self.setter.draft.parties_by_id.get(name)
        if party is None:
            self._problem(
                "TX-05",
                place,
                f"There is no party “{name}”.",
                "Choose one of the parties.",
            )
            if question is not None:
                words = f"[{question.label}: “{name}” is not a party]"
                return RunKind.BLANK, typographic(words), question.name
            return RunKind.BROKEN, f"{{party:{name}}}", name
        return RunKind.PARTY, typographic(party.name), name

    def _answer(self, place: str, name: str) -> tuple[RunKind, str, str]:
        question = self.setter.catalogue.questions.get(name)
        if question is None or question.kind is Kind.TABLE:
            self._problem(
                "TX-04",
                place,
                f"“{name.replace('_', ' ')}” is not a question that fits into a sentence.",
                "Check the spelling of the question's name.",
            )
            return RunKind.BROKEN, f"{{answer:{name}}}", name
        self.shown.add(name)
        value = self.setter.known.values.get(name)
        # A list without entries is given, but a sentence cannot say it.
        if value is None or is_absent(value):
            return self._blank(question)
        kind = RunKind.USUAL if name in self.setter.known.usual else RunKind.ANSWER
        return kind, typographic(self._words(question, value)), name

    def _words(self, question: Question, value: Value) -> str:
        if question.kind in (Kind.PARTY, Kind.PARTIES):
            return _party_words(self.setter.draft, value)
        if isinstance(value, tuple):
            value = tuple(_without_end(entry) if isinstance(entry, str) else entry for entry in value)
        return in_words(value, question.kind, question.unit, question.options)

    def _blank(self, question: Question) -> tuple[RunKind, str, str]:
        self.shown.add(question.name)
        self.blanks.append(question.label)
        return RunKind.BLANK, typographic(f"[{question.label}: to be agreed]"), question.name

    def _table(self, para_id: str, block: Block) -> SetPara:
        question = self.setter.catalogue.questions.get(block.subject)
        if question is None or question.kind is not Kind.TABLE:
            self._problem(
                "TX-04",
                para_id,
                f"“{block.subject.replace('_', ' ')}” is not a table.",
                "Check the name of the table.",
            )
            return SetPara(para_id, block.label, 0, (Run(RunKind.BROKEN, f"[table {block.subject}]"),))
        self.shown.add(question.name)
        columns = [column for column in question.columns if not block.columns or column.name in block.columns]
        if question.name == OWN_TERMS:
            # The list of definitions prints the meanings: only there do their tokens become words and numbers.
            columns = [column for column in question.columns if column.name == "term"]
        elif block.columns:
            columns.sort(key=lambda column: block.columns.index(column.name))
        found = self._rows(question)
        if not found:
            kind, text, target = self._blank(question)
            return SetPara(para_id, block.label, 0, (Run(kind, text, target),))
        cells = tuple(tuple(self._cell(column, row) for column in columns) for row in found)
        headings = tuple(column.heading for column in columns)
        return SetPara(para_id, block.label, 0, (), DocTable(question.name, headings, cells))

    def _rows(self, question: Question) -> tuple[Row, ...]:
        if question.name == "parties":
            return tuple(_party_row(party) for party in self.setter.parties)
        found = rows(self.setter.draft, question.name)
        return tuple(row for row in found if row.get("term")) if question.name == OWN_TERMS else found

    def _cell(self, column: Column, row: Row) -> Cell:
        value = row.get(column.name)
        numeric = column.kind in (Kind.INT, Kind.DECIMAL, Kind.PERCENT, Kind.MONEY)
        if value is None or is_absent(value):
            return Cell("–", numeric)
        if column.kind in (Kind.PARTY, Kind.PARTIES):
            return Cell(typographic(_party_words(self.setter.draft, value)))
        return Cell(typographic(in_words(value, column.kind, "", column.options)), numeric)

    def _list(self, para_id: str, block: Block) -> Iterator[SetPara]:
        question = self.setter.catalogue.questions.get(block.subject)
        if question is None or question.kind not in (Kind.MULTI, Kind.LIST, Kind.PARTIES):
            self._problem(
                "TX-04",
                para_id,
                f"“{block.subject.replace('_', ' ')}” is not a list.",
                "Check the name of the list.",
            )
            yield SetPara(para_id, block.label, 0, (Run(RunKind.BROKEN, f"[list {block.subject}]"),))
            return
        self.shown.add(question.name)
        value = self.setter.known.values.get(question.name)
        if not isinstance(value, tuple) or not value:
            yield SetPara(para_id, block.label, 2, (Run(*self._blank(question)),))
            return
        kind = RunKind.USUAL if question.name in self.setter.known.usual else RunKind.ANSWER
        for place, entry in enumerate(value, 1):
            words = typographic(self._words(question, (entry,)))
            full_stop = "" if words.endswith("?") else "."
            tail = full_stop if place == len(value) else "; and" if place == len(value) - 1 else ";"
            runs = (Run(kind, words, question.name), Run(RunKind.WORDS, tail))
            yield SetPara(f"{para_id}-{place}", "", max(block.level, 2), runs)

    def _rules(self, para_id: str, block: Block) -> Iterator[SetPara]:
        """What each majority used in this agreement means, in the words of the object that counts it."""
        values = self.setter.known.values
        used = {str(values[name]) for name in _rule_questions(self.setter.catalogue) if name in values}
        basis = str(values.get("majority_basis", Basis.VOTES_CAST))
        for code, rule in RULES.items():
            if code in used:
                comma = "," if "," in PHRASES[code] else ""
                subject = f"A decision that needs {PHRASES[code]}{comma}"
                words = rule.clause(basis, subject, chair_casts=self._chair_casts())
                runs = (Run(RunKind.WORDS, typographic(words)),)
                yield SetPara(f"{para_id}-{code}", "", max(block.level, 2), runs)

    def _chair_casts(self) -> bool | None:
        """Whether the chair has a casting vote; None while there is to be a chair whose vote is still open."""
        votes = self.setter.known.values.get("chair_votes")
        if is_absent(votes) and "independent-chair" in self.facts.clauses:
            return None
        return votes in ("casting_only", "vote_and_casting")

    def _left_open(self) -> Iterator[SetPara]:
        """The questions that the agreement needs, that nobody answered and that no paragraph shows."""
        if not isinstance(self.owner, Clause):
            return
        open_ = [question for question in self.owner.questions if self._is_open(question)]
        if not open_:
            return
        runs = [Run(RunKind.WORDS, "Still to be agreed: ")]
        for place, question in enumerate(open_):
            runs.append(Run(*self._blank(question)))
            runs.append(Run(RunKind.WORDS, "." if place == len(open_) - 1 else "; "))
        yield SetPara(f"{self.part_id}.still-open", "", 1, tuple(runs))

    def _is_open(self, question: Question) -> bool:
        return (
            question.if_absent is IfAbsent.BLANK
            and question.name not in self.shown
            and is_absent(self.setter.known.values.get(question.name))
            and not _shown_in_schedule(self.setter.catalogue, question.name)
            and parse_condition(question.asked_when)(self.facts)
        )

    def _problem(self, rule: str, place: str, message: str, mend: str) -> None:
        self.problems.append(Problem(rule, Severity.ERROR, self.clause_id, place, message, mend))


_ENDS = ".,;"
"""What people type at the end of an answer, and the sentence or the list that it stands in has of its own."""


def _fitted(runs: Sequence[Run]) -> tuple[Run, ...]:
    """The runs of a paragraph: an answer's own stop gives way to the one that follows, and a quotation that began
    before an answer ends after it.
    """
    before = ("", *(run.text[-1:] for run in runs))
    after = (*(run.text[:1] for run in runs[1:]), "")
    return tuple(_fit(run, *around) for run, *around in zip(runs, before, after, strict=False))


def _fit(run: Run, before: str, after: str) -> Run:
    if run.kind is RunKind.ANSWER and after and after in _ENDS:
        return replace(run, text=_without_end(run.text))
    if run.kind is RunKind.WORDS and run.text.startswith("\u201c") and before.strip(" (["):
        return replace(run, text=f"\u201d{run.text[1:]}")
    return run


def _without_end(words: str) -> str:
    """Words without the stops at their end; of stops alone, they stay."""
    return words.rstrip(_ENDS) or words


@lru_cache(maxsize=1024)
def _shown_in_schedule(catalogue: Catalogue, name: str) -> bool:
    return any(block.subject == name for schedule in catalogue.schedules for block in schedule.blocks)


def _party_words(draft: Draft, value: Value) -> str:
    if isinstance(value, tuple):
        return (
            "all members"
            if value == ("all",)
            else join_words([_party_words(draft, entry) for entry in value])
        )
    party = draft.parties_by_id.get(str(value))
    return party.name if party is not None else str(value)


def _party_row(party: Member) -> Row:
    form = FORMS.get(party.legal_form)
    cells = {
        "member_id": party.member_id,
        "legal_name": party.legal_name,
        "legal_form": form.label if form is not None else party.legal_form.replace("_", " "),
        "reg_no": party.reg_no,
        "jurisdiction": JURISDICTIONS.get(party.jurisdiction, party.jurisdiction),
        "registered_office": party.registered_office,
        "class": party.member_class,
        "role": party.role or ("The vehicle" if party.member_id == VEHICLE_ID else ""),
    }
    return MappingProxyType({name: cell for name, cell in cells.items() if cell})
