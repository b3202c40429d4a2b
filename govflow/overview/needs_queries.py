"""The facts of an agreement on a day, gathered from the rooms below.

In: a consortium, a moment, and the organisations that the reader is of. Out: `AgreementFacts` of its agreement, or of
everything that it agrees. Then true: what is private to a board was read for the reader's own alone; the number of
queries is the same for six members and for thirty.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from govflow.agreements.flag_queries import flags_asked
from govflow.agreements.problem_places import place_of, row_of
from govflow.agreements.queries import (
    Examined,
    agreement_of,
    agreements_of,
    catalogue_for,
    consortium_for,
    the_agreement,
)
from govflow.agreements.text_queries import working_text
from govflow.approvals.board_queries import Ballot, BallotState, ballots, interests, papers, stepping_back
from govflow.approvals.queries import Circulation, circulation, delegates
from govflow.catalogue.loader import catalogue_of
from govflow.core.approval import Delegated, Status
from govflow.core.asking import put_to, questions_of
from govflow.core.catalogue import AGREEMENT
from govflow.core.ceremony import open_seats
from govflow.core.concern import at_odds
from govflow.core.counting import BoardRules
from govflow.core.draft import Draft
from govflow.core.errors import Severity
from govflow.core.permissions import Role
from govflow.core.precedents import MEET_THEMSELVES
from govflow.core.procedure import Case
from govflow.core.text import typographic
from govflow.members.queries import Party, board_rules, parties, role_holders
from govflow.overview.facts import (
    NOTHING_OWN,
    AgreementFacts,
    Clash,
    OpenBallot,
    OpenCondition,
    OwnFacts,
    PartyFacts,
    UnsureFacts,
    WaitingPaper,
)
from govflow.signing.ceremony_queries import Ceremony, awaited_parties, ceremony_of
from govflow.signing.queries import executed, full_case


@dataclass(frozen=True)
class _Told:
    """What the rooms below tell, read once for all organisations. ``ceremony``: None while nobody may sign."""

    agreement_id: UUID
    moment: datetime
    case: Case
    circulated: Circulation | None
    rules: Mapping[UUID, BoardRules]
    roles: Mapping[UUID, frozenset[Role]]
    missing: Mapping[str, int]
    clashes: Mapping[str, tuple[Clash, ...]]
    ceremony: Ceremony | None


def all_facts(consortium_id: UUID, moment: datetime, own: Collection[str] = ()) -> tuple[AgreementFacts, ...]:
    """The facts of everything that a consortium agrees, the agreement itself first.

    ``own``: the codes of the reader's organisations.
    """
    of_it = sorted(agreements_of(consortium_id), key=lambda each: each.instrument != AGREEMENT)
    return tuple(_facts(each.id, moment, own) for each in of_it)


def facts_of(consortium_id: UUID, moment: datetime, own: Collection[str] = ()) -> AgreementFacts | None:
    """The facts of a consortium's agreement itself; None before it is begun."""
    agreement_id = agreement_of(consortium_id)
    return None if agreement_id is None else _facts(agreement_id, moment, own)


def _facts(agreement_id: UUID, moment: datetime, own: Collection[str]) -> AgreementFacts:
    founded = consortium_for(agreement_id)
    consortium_id = founded.id
    agreement, circulated = the_agreement(agreement_id), circulation(agreement_id)
    changed = circulated is not None and circulated.version.revision != agreement.revision
    open_draft = (changed or circulated is None) and agreement.released_at is None
    examined = working_text(agreement_id).examined if open_draft else None
    case = full_case(agreement_id, moment.date(), None if examined is None else examined.draft)
    told = _Told(
        agreement_id=agreement_id,
        moment=moment,
        case=case,
        circulated=circulated,
        rules=board_rules(consortium_id),
        roles=_roles(consortium_id),
        missing={} if examined is None or circulated is not None else _missing(examined.draft),
        clashes={} if examined is None else _clashes(examined),
        ceremony=ceremony_of(agreement_id, moment) if own and case.signing_is_open else None,
    )
    return AgreementFacts(
        consortium_id=consortium_id,
        consortium=founded.title,
        agreement_id=agreement_id,
        instrument=agreement.instrument,
        today=moment.date(),
        state=case.state,
        version=case.version,
        deadline=case.deadline,
        long_stop=case.terms.long_stop,
        dated=agreement.dated,
        questions=told.missing.get("", 0),
        errors=0 if examined is None else len(examined.of(Severity.ERROR)),
        changed=changed,
        required=case.terms.required,
        effective=len(case.effective),
        to_sign=case.signatories,
        held=case.held,
        in_ink=case.terms.in_ink,
        to_meet=tuple(code for code in case.open_precedents if code not in MEET_THEMSELVES),
        wants_every_board=any(code in MEET_THEMSELVES for code in case.open_precedents),
        sealed=executed(agreement_id) is not None,
        parties=tuple(
            _party(told, party, party.code in own)
            for party in parties(consortium_id)
            if founded.vehicle_is_party or not party.is_vehicle
        ),
        unsure=() if agreement.released_at is not None else tuple(_unsure(agreement_id)),
    )


def _unsure(agreement_id: UUID) -> Iterator[UnsureFacts]:
    """The questions somebody is not sure of, as long as anybody is asked them."""
    catalogue = catalogue_for(agreement_id)
    for flag in flags_asked(agreement_id):
        question = catalogue.questions[flag.question]
        yield UnsureFacts(
            question=flag.question,
            asks=typographic(question.ask),
            label=typographic(question.label),
            to=flag.to,
            due=flag.due,
            code=flag.party,
        )


def _roles(consortium_id: UUID) -> Mapping[UUID, frozenset[Role]]:
    found: dict[UUID, frozenset[Role]] = {}
    for holder in role_holders(consortium_id):
        if holder.member_id is not None:
            found[holder.member_id] = found.get(holder.member_id, frozenset()) | {holder.role}
    return found


def _missing(draft: Draft) -> Mapping[str, int]:
    """How many answers the draft cannot do without, by the party that is asked; "": by the consortium.

    Of the consortium are its facilitator's and those of a vehicle that is no party: its people give them.
    """
    parties = {party.member_id for party in draft.parties}
    found: dict[str, int] = {}
    for code, given in put_to(questions_of(catalogue_of(draft.instrument), draft), draft).items():
        asked = code if code in parties else ""
        found[asked] = found.get(asked, 0) + sum(one.is_missing for one in given)
    return found


def _clashes(examined: Examined) -> Mapping[str, tuple[Clash, ...]]:
    """What does not fit together, for every party whose answer it is; of one question, the first."""
    draft, found = examined.draft, dict[str, dict[str, Clash]]()
    names = {code: party.name for code, party in draft.parties_by_id.items()}
    for problem in examined.of(Severity.ERROR):
        codes, question = at_odds(problem, draft), place_of(problem)
        for code in codes:
            others = tuple(typographic(names[other]) for other in codes if other != code)
            clash = Clash(question, row_of(problem), typographic(problem.message), others)
            found.setdefault(code, {}).setdefault(question, clash)
    return {code: tuple(clashes.values()) for code, clashes in found.items()}


def _party(told: _Told, party: Party, own: bool) -> PartyFacts:
    case, code = told.case, party.code
    approval = case.approval_of(code)
    return PartyFacts(
        code=code,
        name=party.member.name,
        asked=code in case.terms.asked,
        approval=case.status_of(code),
        effective=case.is_effective(code),
        version=approval.version,
        decided_before=approval.decided > 0,
        last_day=approval.last_day,
        signature=case.signature_status_of(code),
        conditions=tuple(OpenCondition(each.id, each.due) for each in approval.open_conditions),
        questions=told.missing.get(code, 0),
        clashes=told.clashes.get(code, ()),
        has_rules=party.id in told.rules,
        roles=told.roles.get(party.id, frozenset()),
        own=_own(told, party) if own else NOTHING_OWN,
    )


def _own(told: _Told, party: Party) -> OwnFacts:
    """What only an organisation's own people are told of it."""
    if told.circulated is None:
        return NOTHING_OWN
    agreement_id, version_id = told.agreement_id, told.circulated.version.id
    declared = interests(agreement_id, party.id)
    approval = told.case.approval_of(party.code)
    waits = told.case.status_of(party.code) is Status.MINOR_PENDING
    may_accept = waits and approval.delegates_may(approval.offered, told.case.today)
    named = delegates(agreement_id, party.code, Delegated.MINOR_CHANGES) if may_accept else ()
    may_sign, needs_witness = _signing(told, party.code)
    return OwnFacts(
        declared=frozenset(declared),
        ballot=_ballot(told, party, ballots(agreement_id, party.id), stepping_back(declared)),
        papers=tuple(
            WaitingPaper(each.id, each.sent_by)
            for each in papers(agreement_id, party.id)
            if each.waits(approval, version_id)
        ),
        delegates=frozenset(named),
        may_sign=may_sign,
        needs_witness=needs_witness,
    )


def _ballot(
    told: _Told, party: Party, of_board: tuple[Ballot, ...], back: frozenset[UUID]
) -> OpenBallot | None:
    """The written decision that is open: only the newest can be."""
    if not of_board or told.circulated is None:
        return None
    newest, approval = of_board[-1], told.case.approval_of(party.code)
    if newest.state(approval, told.circulated.version.id, told.case.today) is not BallotState.OPEN:
        return None
    return OpenBallot(newest.voters - frozenset(newest.replies) - back, newest.closes_on)


def _signing(told: _Told, code: str) -> tuple[frozenset[UUID], frozenset[UUID]]:
    """Who may sign now and has not, and whose signature waits for a witness; nobody, where ink is agreed."""
    if told.ceremony is None or told.case.terms.in_ink or code not in awaited_parties(told.ceremony):
        return frozenset(), frozenset()
    seats = told.ceremony.seats(code)
    people = [one.person_id for one in told.ceremony.signatories(code)]
    waiting = [seat for seat in seats if seat.waits_for_witness and not seat.lapsed(told.moment)]
    return (
        frozenset(one for one in people if open_seats(seats, str(one), told.moment)),
        frozenset(UUID(seat.signed.person) for seat in waiting if seat.signed is not None),
    )
