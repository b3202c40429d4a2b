"""The certificate of a released agreement, gathered from every room: who decided and signed what, and when.

In: an agreement that was released. Out: the frozen certificate that is printed on its last pages, and the text
as it was executed: each party's execution block in the form it signed by. Then true: every line that somebody
did carries the index of that act in the journal.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from govflow.agreements.queries import the_agreement, version_document, version_draft
from govflow.approvals.queries import ApprovalHistory, Circulation, circulations, histories
from govflow.catalogue.loader import catalogue_of, load
from govflow.core.approval import (
    ApprovalEvent,
    Condition,
    ConditionClosed,
    Route,
)
from govflow.core.assembly import as_deed, signed_as
from govflow.core.certificate import (
    BoardDecisionLine,
    Certificate,
    ConditionLine,
    NotYetParty,
    PersonSigned,
    PrecedentLine,
    SignatureLineFact,
    VersionLine,
    WarningLine,
)
from govflow.core.document import Document, ExecutionBlock
from govflow.core.draft import Draft
from govflow.core.execution import METHOD_WORDS, execution_block
from govflow.core.procedure import Case
from govflow.core.signature import SignatureEvent, SignatureStatus
from govflow.core.state_words import approval_in_words
from govflow.journal.keys import signer
from govflow.signing.queries import (
    Closed,
    OnRecord,
    SignatureHistory,
    full_case,
    on_record,
    register,
    signature_histories,
)

BESIDE = "beside_signatory"
"""How a witness is known: they sat at the signatory's browser."""

KNOWN_BY = {
    "rehearsal": "nobody (a rehearsal)",
    "demo": "nobody (a demonstration with invented people)",
    "link": "a link that works once, sent to the person's own address",
    "email_code": "code by e-mail",
    "fresh_email_code": "code by e-mail",
    BESIDE: "being there: the witness signed on the signatory's own device",
}
"""How a person was known, by the method on the record."""

_ALWAYS_UNVERIFIED = (
    "That the people named are who they are said to be, and had the authority they acted under: both were "
    "recorded here, and checked against no public register.",
    "The time of each act: it is this server's own clock. No trusted timestamp of a third party stands beside it.",
    "That the journal was shown alike to everybody: no independent witness has countersigned it.",
)
_PAPER = "That a decision sent in on paper is genuine: a second person confirmed it, and its pages are not attached."
_WITNESS = "That each witness was physically present: the record says so, and nothing here can show it."
_REHEARSAL = "Anything about real people: this agreement was rehearsed, and nobody named in it signed in."


@dataclass(frozen=True)
class ExecutedText:
    """What is printed and sealed: the text as executed, the draft it was made of, and its certificate."""

    document: Document
    draft: Draft
    certificate: Certificate


@dataclass(frozen=True)
class _Facts:
    """Everything gathered about one agreement."""

    case: Case
    draft: Draft
    document: Document
    circulated: tuple[Circulation, ...]
    approvals: Mapping[str, ApprovalHistory]
    signatures: Mapping[str, SignatureHistory]
    register: Mapping[str, Closed]
    acts: Mapping[UUID, OnRecord]

    def name(self, party: str) -> str:
        """What a party is called."""
        return self.draft.parties_by_id[party].name

    def leaf(self, act_key: UUID) -> int:
        """Where an act stands in the journal."""
        return self.acts[act_key].index


def executed_text(agreement_id: UUID) -> ExecutedText:
    """The text of a released agreement as it was executed, with its certificate."""
    released_at, dated = the_agreement(agreement_id).released_at, the_agreement(agreement_id).dated
    assert released_at is not None
    assert dated is not None
    facts = _gather(agreement_id)
    case, newest = facts.case, facts.circulated[-1].version
    certificate = Certificate(
        title=facts.document.title,
        version=newest.name,
        digest=newest.digest,
        pack=newest.pack,
        dated=dated,
        released_at=released_at,
        effective=len(case.effective),
        required=case.terms.required,
        counted=_counted(facts),
        decisions=tuple(_decisions(facts)),
        conditions=tuple(_conditions(facts)),
        signatures=tuple(_signatures(facts)),
        precedents=tuple(_precedents(facts)),
        not_yet_parties=tuple(_not_yet_parties(facts)),
        versions=tuple(_version(facts, circulated) for circulated in facts.circulated),
        warnings=tuple(WarningLine(each.rule, each.message, each.reason) for each in newest.warnings),
        log=signer().name,
        not_verified=tuple(_not_verified(facts)),
    )
    return ExecutedText(_as_executed(facts), facts.draft, certificate)


def _gather(agreement_id: UUID) -> _Facts:
    released_at = the_agreement(agreement_id).released_at
    assert released_at is not None
    circulated = circulations(agreement_id)
    approvals, signatures = histories(agreement_id), signature_histories(agreement_id)
    closed = register(agreement_id)
    keys = [each.act_key for each in circulated]
    keys += [key for history in approvals.values() for key in history.act_keys]
    keys += [key for history in signatures.values() for key in history.act_keys]
    keys += [each.act_key for each in closed.values()]
    newest = circulated[-1].version.id
    return _Facts(
        full_case(agreement_id, released_at.date()),
        version_draft(newest),
        version_document(newest),
        circulated,
        approvals,
        signatures,
        closed,
        on_record(keys),
    )


def _counted(facts: _Facts) -> str:
    """How the boards were counted, in words."""
    case, terms = facts.case, facts.case.terms
    share = f"{terms.min_pct.normalize():f} per cent"
    words = [
        f"{len(case.effective)} of the {len(terms.counting)} members whose approval counts have approved this "
        f"text; {terms.required} are required ({share}, rounded up)."
    ]
    if terms.lead:
        words.append(f"The lead body, {facts.name(terms.lead)}, is among them.")
    if terms.vehicle:
        words.append(f"{facts.name(terms.vehicle)} has approved it too; it is needed, and not counted.")
    return " ".join(words)


def _decisions(facts: _Facts) -> Iterator[BoardDecisionLine]:
    for party in facts.case.terms.asked:
        approval = facts.case.approval_of(party)
        status, last = facts.case.status_of(party), approval.counted
        line = BoardDecisionLine(
            member_id=party,
            party=facts.name(party),
            state=str(status),
            words=approval_in_words(status, approval.by),
            version=approval.version,
            counts=party in facts.case.terms.counting,
            effective=facts.case.is_effective(party),
        )
        if last is None:
            yield line
            continue
        yield replace(
            line,
            route=str(last.route),
            arithmetic=f"{last.decision.arithmetic}.",
            on=last.on,
            by=str(approval.by or ""),
            accepted_on=approval.accepted_on,
            confirmed_by=last.confirmed_by,
            last_day=approval.last_day,
            late=last.late,
            leaf=_leaf_of(facts, party, last),
        )


def _leaf_of(facts: _Facts, party: str, event: ApprovalEvent) -> int:
    """Where the act stands in the journal that this event came from."""
    return facts.leaf(_newest(event, facts.approvals[party]))


def _newest(event: ApprovalEvent | SignatureEvent, history: ApprovalHistory | SignatureHistory) -> UUID:
    """The act an event came from; of two that say the same the newer."""
    return next(
        key
        for happened, key in zip(reversed(history.events), reversed(history.act_keys), strict=True)
        if happened == event
    )


def _conditions(facts: _Facts) -> Iterator[ConditionLine]:
    for party in facts.case.terms.asked:
        for condition in facts.case.approval_of(party).conditions:
            yield ConditionLine(
                member_id=party,
                party=facts.name(party),
                id=condition.id,
                text=condition.text,
                clause=condition.clause,
                owner=condition.owner,
                due=condition.due,
                how="open" if condition.how is None else str(condition.how),
                on=condition.on,
                proof=condition.proof,
                late=condition.late,
                leaf=_leaf_of_condition(facts, party, condition),
            )


def _leaf_of_condition(facts: _Facts, party: str, condition: Condition) -> int | None:
    closings = [
        key
        for event, key in zip(facts.approvals[party].events, facts.approvals[party].act_keys, strict=True)
        if isinstance(event, ConditionClosed) and event.id == condition.id
    ]
    return None if condition.how is None else facts.leaf(closings[-1])


def _signatures(facts: _Facts) -> Iterator[SignatureLineFact]:
    for party in facts.case.terms.parties:
        if facts.case.signature_status_of(party) is not SignatureStatus.RELEASED:
            continue
        signed = facts.case.signature_of(party).signed
        assert signed is not None  # what was released had been held
        act = facts.acts[_newest(signed, facts.signatures[party])]
        yield SignatureLineFact(
            member_id=party,
            party=facts.name(party),
            version=signed.version,
            digest=signed.digest,
            method=signed.method,
            words=_method_in_words(facts, signed.method),
            people=tuple(PersonSigned(each.role, each.name, each.statement) for each in signed.people),
            at=signed.at,
            known_by=KNOWN_BY.get(act.method, act.method),
            leaf=act.index,
        )


_METHODS = {"s333_two_trustees": "two trustees, under section 333 of the Charities Act 2011"}


def _method_in_words(facts: _Facts, method: str) -> str:
    told = signed_as(facts.draft)
    words = catalogue_of(facts.draft.instrument).questions["sign_as"].options.get(told, told)
    return f"Signed as {words}; method: {_METHODS.get(method, METHOD_WORDS.get(method, method))}."


def _block(facts: _Facts, party: str, method: str) -> ExecutionBlock:
    member = facts.draft.parties_by_id[party]
    return execution_block(
        party, member.name, member.legal_form, member.jurisdiction, method, as_deed(facts.draft)
    )


def _precedents(facts: _Facts) -> Iterator[PrecedentLine]:
    words = load().questions["cps"].options
    for code in facts.case.terms.conditions:
        known = facts.register.get(code)
        if known is None:
            yield PrecedentLine(code, words.get(code, code), "met by itself: the boards have approved")
            continue
        yield PrecedentLine(
            code=code,
            words=words.get(code, code),
            how=str(known.closed.how),
            on=known.closed.on,
            by=", ".join(_who(facts, one) for one in known.closed.by),
            proof=known.closed.proof,
            leaf=facts.leaf(known.act_key),
        )


def _who(facts: _Facts, who: str) -> str:
    """A party by its name, or the chair."""
    return facts.name(who) if who in facts.draft.parties_by_id else f"the {who}"


def _not_yet_parties(facts: _Facts) -> Iterator[NotYetParty]:
    for party in facts.case.not_yet_parties:
        status = facts.case.status_of(party)
        state = approval_in_words(status, facts.case.approval_of(party).by)
        yield NotYetParty(party, facts.name(party), f"{state}. It may accede later.")


def _version(facts: _Facts, circulated: Circulation) -> VersionLine:
    version, change = circulated.version, circulated.version.change
    line = VersionLine(
        name=version.name,
        digest=version.digest,
        on=circulated.circulated_at.date(),
        why=version.why,
        leaf=facts.leaf(circulated.act_key),
    )
    if change is None:
        return line
    return replace(
        line,
        change_class=str(change.change_class),
        categories=change.categories,
        override=change.override,
    )


def _not_verified(facts: _Facts) -> Iterator[str]:
    yield from _ALWAYS_UNVERIFIED
    decided = [facts.case.approval_of(party).counted for party in facts.case.terms.asked]
    if any(last is not None and last.route is Route.PAPER for last in decided):
        yield _PAPER
    blocks = _as_executed(facts).execution
    if any(line.role == "Witness" for block in blocks for line in block.lines):
        yield _WITNESS
    if any(act.method == "rehearsal" for act in facts.acts.values()):
        yield _REHEARSAL


def _as_executed(facts: _Facts) -> Document:
    """The text with each party's execution block in the form it signed by, whatever was planned before."""
    return replace(facts.document, execution=tuple(_executed_blocks(facts, facts.document.execution)))


def _executed_blocks(facts: _Facts, blocks: Iterable[ExecutionBlock]) -> Iterator[ExecutionBlock]:
    for block in blocks:
        signed = facts.case.signature_of(block.member_id).signed
        is_other = signed is not None and signed.method != block.method
        yield _block(facts, block.member_id, signed.method) if signed is not None and is_other else block
