"""What an agreement says about the votes of its members: who votes, with how many votes, under which rule.

In: the catalogue and a draft. Out: one ``VotingTerms`` for each question that a decision rule answers, by the name
of the question, and for each of the seven rules by its code. Then true: a vote that is played is counted on the
terms of the very text. Usual choices stand in for answers, as they do in the text. Where the text leaves room, the
careful reading holds (docs/decisions/0060-voting-power.md).

Source: the clauses ``decision-rules``, ``voting-rights``, ``quorum``, ``conflicts-of-interest`` and
``lead-body-replacement``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from math import floor

from govflow.core.answers import Question, Value, is_absent
from govflow.core.applies import Facts, parse_condition
from govflow.core.catalogue import Catalogue
from govflow.core.draft import Draft, rows
from govflow.core.errors import Refused
from govflow.core.setting import facts_of, known_to
from govflow.core.voting import RULES, Basis, RuleCode

CHAIR = "chair"
"""The seat of an independent chair that does not vote with the others."""

MOST_SEATS = 100
"""A board with more is a slip of the pen."""

FEWEST = 2
"""A meeting of one is no meeting."""


@dataclass(frozen=True, slots=True)
class QuorumTerms:
    """How many must be there: ``pct`` of those entitled to vote. ``lead``: who must be there too; "" for nobody.

    ``stepped_back_count``: whether who steps back still counts as present. ``count``: so many in any case, in the
    place of a part.
    """

    pct: Fraction
    lead: str = ""
    stepped_back_count: bool = False
    count: int = 0

    def needed(self, entitled: int) -> int:
        """To the nearest whole number, a half up."""
        return self.count or max(floor(self.pct * entitled / 100 + Fraction(1, 2)), FEWEST)


@dataclass(frozen=True)
class VotingTerms:
    """One kind of decision. ``weights``: the votes of each who may vote on it; ``by_share``: they are shares.
    ``members``: everybody, whether or not they vote.

    ``own_case``: members whose own case it is, who have no vote. ``steps_back_as_own_case``: who steps back is the
    member concerned. ``usual``: the rule is the usual choice, not an answer. ``casting``: the chair has a casting
    vote in an equality. ``notes``: what the count leaves aside.

    Where the people on the board vote: ``seats`` names the seats, which stand in the place of members; ``silent`` are
    those whose holder counts for the quorum and has no vote. Empty where the members vote.
    """

    name: str
    label: str
    rule: RuleCode
    basis: Basis
    members: tuple[str, ...]
    weights: Mapping[str, Fraction]
    by_share: bool
    own_case: tuple[str, ...] = ()
    steps_back_as_own_case: bool = False
    quorum: QuorumTerms | None = None
    casting: bool = False
    usual: bool = False
    notes: tuple[str, ...] = ()
    seats: Mapping[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    @property
    def notes_on_power(self) -> tuple[str, ...]:
        """The notes, and which vote it is that somebody carries or blocks, where there may be two."""
        second = self.rule is RuleCode.CONSENSUS_THEN_MAJORITY
        return (*self.notes, SECOND_VOTE_NOTE) if second else self.notes


BY_THE_BOARD = {"ordinary_rule", "change_of_role_rule", "bid_rule", "new_service_rule"}
"""Decisions that the text gives to the board, where there is one."""

FULL_MEMBERS_ALONE = {"reserved_rule", "amendment_rule"}
"""Decisions in which associates have no vote even where they vote."""

BOARD_NOTE = "The board makes this decision, where each person has one vote; here the members are counted."
NOBODY_NAMED_NOTE = (
    "The people on the board decide this. Who they are is not in the agreement: each seat is a row."
)
EACH_APPOINTS_NOTE = (
    "The people on the board decide this. A member's row is the person that it appoints; who holds the other seats is "
    "not in the agreement."
)
SILENT_NOTE = "The chair sits on the board and counts for the quorum, but does not vote with the others."
SEATS_NOTE = "Votes go by seats on the board, which are not known yet; each full member counts with one."
CLASS_NOTE = "A decision that changes the rights of one class also needs a simple majority of that class."
EQUAL_NOTE = "No delivery shares are given yet; each full member counts with an equal share."
CAP_NOTE = "Votes above the cap are not counted."
SECOND_VOTE_NOTE = "Groups and power are those of the second vote, when there is no consensus."
MEMBER_BOARDS_NOTE = "The members' own boards decide this, each with one vote; no quorum applies."


def voting_terms(catalogue: Catalogue, draft: Draft) -> dict[str, VotingTerms]:
    """The terms of every kind of decision in the agreement, by the name of its question, in the agreement's order."""
    reader = _Reader.of(catalogue, draft)
    found = {}
    for name, question in catalogue.questions.items():
        if frozenset(question.options) == frozenset(RULES) and reader.applies(question):
            code = reader.values.get(name)
            if isinstance(code, str) and code in RULES:
                found[name] = reader.terms(name, question.label, RuleCode(code))
    return found


def board_terms(catalogue: Catalogue, draft: Draft) -> dict[str, VotingTerms]:
    """The terms of the decisions that the board makes, its seats voting, where the agreement says who sits there."""
    reader = _Reader.of(catalogue, draft)
    found = ((name, reader.terms_of_board(terms)) for name, terms in voting_terms(catalogue, draft).items())
    return {name: terms for name, terms in found if terms is not None}


def terms_named(catalogue: Catalogue, draft: Draft, name: str) -> VotingTerms:
    """The terms by the name of a question (``ordinary_rule``) or the code of a rule (``simple_majority``).

    :raises Refused: ``no_such_rule``, with the names there are.
    """
    found = voting_terms(catalogue, draft)
    if name in found:
        return found[name]
    if name in RULES:
        code = RuleCode(name)
        return _Reader.of(catalogue, draft).terms(name, RULES[code].phrase, code)
    raise Refused("no_such_rule", rule=name, known=(*found, *map(str, RULES)))


@dataclass(frozen=True)
class _Reader:
    """The answers, and what the text reads from them."""

    draft: Draft
    values: Mapping[str, Value]
    facts: Facts
    usual: frozenset[str]

    @classmethod
    def of(cls, catalogue: Catalogue, draft: Draft) -> "_Reader":
        known = known_to(catalogue, draft)
        answered = frozenset(name for name, value in draft.answers.items() if not is_absent(value))
        facts = facts_of(draft, known, catalogue.clauses_in(draft.type, answered))
        return cls(draft, known.values, facts, known.usual)

    def applies(self, question: Question) -> bool:
        return question.clause in self.facts.clauses and parse_condition(question.asked_when)(self.facts)

    def terms(self, name: str, label: str, rule: RuleCode) -> VotingTerms:
        basis = self._basis()
        by_share = rule is RuleCode.DUAL_MAJORITY or (
            self.values.get("vote_basis") == "by_share" and not self._in_member_boards(name)
        )
        weights = self._weights(name, rule) if by_share else dict.fromkeys(self._voters(name), Fraction(1))
        own_case = self._own_case(name)
        return VotingTerms(
            name=name,
            label=label,
            rule=rule,
            basis=basis,
            members=tuple(member.member_id for member in self.draft.members),
            weights={voter: held for voter, held in weights.items() if voter not in own_case},
            by_share=by_share,
            own_case=own_case,
            steps_back_as_own_case=name == "expulsion_rule",
            quorum=None if self._in_member_boards(name) else self._quorum(own_case),
            casting=self._casting(basis),
            usual=name in self.usual,
            notes=tuple(self._notes(name, rule, by_share)),
        )

    def terms_of_board(self, terms: VotingTerms) -> VotingTerms | None:
        """The same decision with the board's seats voting; None where it is not the board's, or who sits is not said.

        Under a dual majority a seat brings the share of the member that fills it: of elected seats nobody knows it.
        """
        seats, each = self._seats(), self.values.get("board_selection") == "one_each"
        dual = terms.rule is RuleCode.DUAL_MAJORITY
        if not self._by_the_board(terms.name) or not seats or (dual and not each):
            return None
        silent = tuple(seat for seat in seats if seat == CHAIR)
        shares = self._shares() if dual else dict.fromkeys(seats, Fraction(1))
        needed = self.values.get("quorum_board_count")
        counts = self.values.get("conflict_in_quorum") is True
        return replace(
            terms,
            members=tuple(seats),
            weights={seat: shares.get(seat, Fraction(0)) for seat in seats if seat not in silent},
            by_share=dual,
            own_case=(),
            quorum=QuorumTerms(Fraction(0), "", counts, needed) if isinstance(needed, int) else None,
            notes=(EACH_APPOINTS_NOTE if each else NOBODY_NAMED_NOTE, *([SILENT_NOTE] if silent else [])),
            seats=seats,
            silent=silent,
        )

    def _seats(self) -> dict[str, str]:
        """The seats of the board with their names; none where the answers do not say how many are of each kind."""
        kinds = ("board_member_seats", "board_independent_seats", "board_lived_experience_seats")
        numbers = [self.values.get(kind, 0) for kind in kinds]
        total = self.values.get("board_seats_total")
        of_members, independent, lived = (one if isinstance(one, int) else 0 for one in numbers)
        appoints = {one.member_id: one.name for one in self.draft.members if one.member_id in self._full()}
        each = self.values.get("board_selection") == "one_each"
        adds_up = total == of_members + independent + lived <= MOST_SEATS and min(independent, lived) >= 0
        if of_members < 1 or not adds_up or (each and of_members != len(appoints)):
            return {}
        votes = self.values.get("chair_votes") not in ("no_vote", "casting_only")
        chairs = "independent-chair" in self.facts.clauses and self.values.get("chair_kind") == "independent"
        silent = 0 if votes or not chairs else min(independent, 1)
        return {
            **(appoints if each else _numbered("member", "Member seat", of_members)),
            **_numbered("independent", "Independent person", independent - silent),
            **_numbered("lived-experience", "Person with lived experience", lived),
            **({CHAIR: "The chair"} if silent else {}),
        }

    def _basis(self) -> Basis:
        told = self.values.get("majority_basis")
        return next((basis for basis in Basis if basis == told), Basis.VOTES_CAST)

    def _full(self) -> tuple[str, ...]:
        """The full members; every member where there are no classes."""
        full = tuple(member.member_id for member in self.draft.full_members)
        classes = any(member.member_class for member in self.draft.members)
        return full if classes else tuple(member.member_id for member in self.draft.members)

    def _associates(self, name: str) -> tuple[str, ...]:
        votes = self.values.get("associate_vote") is True and name not in FULL_MEMBERS_ALONE
        if not votes or self._in_member_boards(name):
            return ()
        return tuple(member.member_id for member in self.draft.members if member.member_class == "associate")

    def _voters(self, name: str) -> tuple[str, ...]:
        voting = {*self._full(), *self._associates(name)}
        return tuple(dict.fromkeys(m.member_id for m in self.draft.members if m.member_id in voting))

    def _weights(self, name: str, rule: RuleCode) -> dict[str, Fraction]:
        """Votes by share: of full members their delivery share, of an associate one vote."""
        shares = self._shares()
        if rule is RuleCode.DUAL_MAJORITY:
            return {voter: shares.get(voter, Fraction(0)) for voter in self._voters(name)}
        votes = {voter: shares.get(voter, Fraction(1)) for voter in self._voters(name)}
        cap = _fraction(self.values.get("vote_cap_pct"), Fraction(100)) * sum(votes.values()) / 100
        return {voter: min(held, cap) for voter, held in votes.items()}

    def _shares(self) -> dict[str, Fraction]:
        full = self._full()
        given = rows(self.draft, "delivery_shares")
        if not given:
            return dict.fromkeys(full, Fraction(100, len(full) or 1))
        told = {str(row.get("member_id")): _fraction(row.get("share_pct"), Fraction(0)) for row in given}
        return {member: told.get(member, Fraction(0)) for member in full}

    def _own_case(self, name: str) -> tuple[str, ...]:
        lead = self.values.get("lead_body")
        return (lead,) if name == "lead_removal_rule" and isinstance(lead, str) else ()

    def _quorum(self, own_case: tuple[str, ...]) -> QuorumTerms | None:
        pct = self.values.get("quorum_assembly_pct")
        if "quorum" not in self.facts.clauses or is_absent(pct):
            return None
        lead = self.values.get("lead_body")
        must = self.draft.type == "LB" and self.values.get("quorum_needs_lead") is True and not own_case
        return QuorumTerms(
            _fraction(pct, Fraction(100)),
            lead if must and isinstance(lead, str) else "",
            self.values.get("conflict_in_quorum") is True,
        )

    def _casting(self, basis: Basis) -> bool:
        votes = self.values.get("chair_votes")
        has = "independent-chair" in self.facts.clauses and votes in ("casting_only", "vote_and_casting")
        return has and basis is Basis.VOTES_CAST

    def _in_member_boards(self, name: str) -> bool:
        return name == "admission_rule" and self.values.get("admission_body") == "each_member_board"

    def _by_the_board(self, name: str) -> bool:
        if "consortium-board" not in self.facts.clauses:
            return False
        reserved = self.values.get("reserved_matters")
        return (
            name in BY_THE_BOARD
            or (name == "admission_rule" and self.values.get("admission_body") == "board")
            or (name == "expulsion_rule" and not (isinstance(reserved, tuple) and "expel_member" in reserved))
        )

    def _notes(self, name: str, rule: RuleCode, by_share: bool) -> list[str]:
        vote_basis = self.values.get("vote_basis")
        seats_known = self.values.get("board_selection") == "one_each"
        said = {
            BOARD_NOTE: self._by_the_board(name),
            MEMBER_BOARDS_NOTE: self._in_member_boards(name),
            SEATS_NOTE: vote_basis == "by_seat" and not seats_known,
            CLASS_NOTE: vote_basis == "by_class",
            EQUAL_NOTE: by_share and not rows(self.draft, "delivery_shares"),
            CAP_NOTE: by_share and self._is_capped(name, rule),
        }
        return [note for note, holds in said.items() if holds]

    def _is_capped(self, name: str, rule: RuleCode) -> bool:
        shares = self._shares()
        return any(held < shares.get(voter, held) for voter, held in self._weights(name, rule).items())


def _numbered(code: str, name: str, number: int) -> dict[str, str]:
    return {f"{code}-{n}": name if number == 1 else f"{name} {n}" for n in range(1, number + 1)}


def _fraction(value: Value | None, otherwise: Fraction) -> Fraction:
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return Fraction(str(value)) if is_number else otherwise
