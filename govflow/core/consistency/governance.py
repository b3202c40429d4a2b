"""Membership, governing bodies, decisions and votes: CR-14 to CR-29.

In: what is given in a draft. Out: the places that break a rule. Source: docs/domain, section 2.21.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from math import floor

from govflow.core.consistency.given import HALF, GivenDraft, Place, choices, count, figure, total
from govflow.core.voting import RULES, Rule, RuleCode

SEATS = ("board_member_seats", "board_independent_seats", "board_lived_experience_seats")
SLOW_UNANIMITY = 8  # more voting members than this, and unanimity invites delay
CARRIES_ALONE = 50
LEAST_REPLY_DAYS = 3


def over_greatest_number(draft: GivenDraft) -> Iterator[Place]:
    most, present = draft.number("max_members"), len(draft.members)
    if most is not None and 0 < most < present:
        told = f"The greatest number of members is {figure(most)}, but there are {present}."
        yield Place("max_members", told, f"Give {present} or more, or 0 for no limit.")


def seats_do_not_add_up(draft: GivenDraft) -> Iterator[Place]:
    seats, parts = draft.number("board_seats_total"), [draft.part(name) for name in SEATS]
    if seats is not None and seats != sum(parts):
        member, independent, lived = map(figure, parts)
        told = (
            f"The board has {count(seats, 'seat')}, but {member} for members, {independent} independent and"
            f" {lived} for lived experience make {figure(sum(parts, Fraction(0)))}."
        )
        yield Place("board_seats_total", told, "Make the kinds of seat add up to the total.")


def quorum_over_seats(draft: GivenDraft) -> Iterator[Place]:
    if _quorum_over_seats(draft):
        quorum, seats = draft.part("quorum_board_count"), draft.part("board_seats_total")
        told = f"The board's quorum is {figure(quorum)}, but it has only {count(seats, 'seat')}."
        yield Place("quorum_board_count", told, "Choose a quorum of at most the number of seats.")


def _quorum_over_seats(draft: GivenDraft) -> bool:
    quorum, seats = draft.number("quorum_board_count"), draft.number("board_seats_total")
    return quorum is not None and seats is not None and quorum > seats


def quorum_too_low(draft: GivenDraft) -> Iterator[Place]:
    quorum, seats = draft.number("quorum_board_count"), draft.number("board_seats_total")
    if quorum is not None and quorum < 2:
        told = f"The board's quorum is {figure(quorum)}: one person could decide alone."
    elif quorum is not None and seats is not None and quorum * 3 <= seats:
        told = f"The board's quorum is {figure(quorum)}, not more than a third of its {count(seats, 'seat')}."
    else:
        return
    yield Place(
        "quorum_board_count", told, "Ask for at least 2 and more than a third; half or more is better."
    )


def quorum_lost_by_conflict(draft: GivenDraft) -> Iterator[Place]:
    quorum, seats = draft.number("quorum_board_count"), draft.number("board_seats_total")
    if quorum is None or seats is None or draft.true("conflict_in_quorum") or _quorum_over_seats(draft):
        return
    if seats - 1 < quorum:
        told = (
            f"The board has {count(seats, 'seat')} and a quorum of {figure(quorum)}: it cannot decide once one person"
            " steps back for a conflict."
        )
        mend = "Choose a lower quorum, or let people with a conflict count towards it."
        yield Place("quorum_board_count", told, mend)


def impossible_assembly_quorum(draft: GivenDraft) -> Iterator[Place]:
    share = draft.number("quorum_assembly_pct")
    if share is not None and not 0 < share <= 100:
        told = f"The quorum of a members' meeting is {figure(share)}% of the members."
        yield Place(
            "quorum_assembly_pct", told, "Choose more than 0% and at most 100%; under 50% is unusual."
        )


def less_strict(draft: GivenDraft, name: str) -> str:
    """How one decision rule is less strict than the everyday one, in words; "" where it is not.

    An absent or unknown rule is neither stricter nor less strict.
    """
    rule, everyday = _rule(draft, name), _rule(draft, "ordinary_rule")
    if rule is None or everyday is None or rule.strictness >= everyday.strictness:
        return ""
    return f"{rule.phrase}, which is less strict than {everyday.phrase} for everyday decisions"


def _rule(draft: GivenDraft, name: str) -> Rule | None:
    code = draft.text(name)
    return RULES[RuleCode(code)] if code in list(RuleCode) else None


def big_decisions_too_easy(draft: GivenDraft) -> Iterator[Place]:
    for name, words in (
        ("reserved_rule", "Reserved matters need"),
        ("major_rule", "Big decisions need"),
        ("end_rule", "Ending the agreement needs"),
    ):
        looser = less_strict(draft, name)
        if looser:
            mend = "Choose a rule at least as strict as the everyday one, or an easier everyday rule."
            yield Place(name, f"{words} {looser}.", mend)


def unreserved_matters(draft: GivenDraft) -> Iterator[Place]:
    reserved = draft.entries("reserved_matters")
    if reserved is None:
        return
    if "amend_agreement" not in reserved:
        told = "Changing the agreement is not a reserved matter."
        yield Place("reserved_matters", told, "Add it to the reserved matters.")
    beyond = [matter for matter in draft.entries("member_board_matters") or () if matter not in reserved]
    if beyond:
        told = f"These must go back to members' own boards but are not reserved matters: {choices(beyond)}."
        yield Place(
            "member_board_matters", told, "Reserve them too, or take them off the list of what goes back."
        )


def slow_unanimity(draft: GivenDraft) -> Iterator[Place]:
    voters = len(draft.full_members)
    if draft.text("ordinary_rule") == "unanimous" and voters > SLOW_UNANIMITY:
        told = f"Everyday decisions need all {voters} full members to agree, which invites delay."
        yield Place("ordinary_rule", told, "Choose a majority for everyday decisions, or record why not.")


def chair_without_casting_vote(draft: GivenDraft) -> Iterator[Place]:
    if draft.has("deadlock_steps", "casting_vote") and draft.text("chair_votes") == "no_vote":
        told = "The deadlock steps use the chair's casting vote, but the chair has no vote."
        yield Place("deadlock_steps", told, "Give the chair a casting vote, or take that step out.")


def incomplete_shares(draft: GivenDraft) -> Iterator[Place]:
    if not goes_by_share(draft):
        return
    rows = draft.rows("delivery_shares")
    named = Counter(row.text("member_id") for row in rows)
    full = Counter(member.member_id for _, member in draft.full_members)
    hundredths = floor(total(rows, "share_pct") * 100 + HALF)
    faults = [
        *(f"{draft.name_of(member_id)} has no row" for member_id in full if member_id not in named),
        *(f"{draft.name_of(member_id)} has {n} rows" for member_id, n in named.items() if n > 1),
        *(f"{draft.name_of(member_id)} is not a full member" for member_id in named if member_id not in full),
    ]
    if hundredths != 100_00:
        faults.append(f"they come to {figure(Fraction(hundredths, 100))}%")
    if faults:
        told = f"The delivery shares do not fit: {'; '.join(faults)}."
        mend = "Give each full member exactly one share, nobody else any, and make them total 100.00%."
        yield Place("delivery_shares", told, mend)


def goes_by_share(draft: GivenDraft) -> bool:
    """Whether votes, work or a deficit go by the members' shares."""
    return (
        draft.text("vote_basis") == "by_share"
        or draft.text("allocation_method") == "fixed_shares"
        or draft.text("deficit_rule") in ("by_share_capped", "by_share_uncapped")
    )


def decides_alone(draft: GivenDraft) -> Iterator[Place]:
    rows = draft.rows("delivery_shares")
    if draft.text("vote_basis") != "by_share" or not rows:
        return
    number = max(range(len(rows)), key=lambda n: rows[n].part("share_pct"))
    share, cap = rows[number].part("share_pct"), draft.number("vote_cap_pct")
    if share >= CARRIES_ALONE:
        harm = "could carry an everyday decision alone"
    elif cap is not None and share > cap:
        harm = f"is over the cap of {figure(cap)}%"
    else:
        return
    told = (
        f"{draft.name_of(rows[number].text('member_id'))} holds {figure(share)}% of the votes, which {harm}."
    )
    mend = "Vote by something other than shares, make the largest share smaller, or record why not."
    yield Place(f"delivery_shares[{number}].share_pct", told, mend)


def society_votes_unequally(draft: GivenDraft) -> Iterator[Place]:
    society, basis = (
        draft.type == "COOP" or draft.text("spv_form") == "coop_society",
        draft.text("vote_basis"),
    )
    if society and basis is not None and basis != "one_member_one_vote":
        told = f"A co-operative society votes one member, one vote; here votes go {choices([basis])}."
        yield Place("vote_basis", told, "Choose one member, one vote.")


def votes_without_class(draft: GivenDraft) -> Iterator[Place]:
    if draft.true("associate_vote") and not draft.has("classes", "associate"):
        told = "Associates vote, but there is no class of associates."
        yield Place(
            "associate_vote", told, "Add associates to the classes of membership, or take their vote away."
        )


def papers_before_notice(draft: GivenDraft) -> Iterator[Place]:
    notice, papers = draft.number("notice_days_ordinary"), draft.number("papers_days")
    urgent = draft.number("notice_days_urgent")
    if notice is None:
        return
    if papers is not None and papers > notice:
        told = f"Papers go out {count(papers, 'day')} before a meeting, but notice is only {count(notice, 'day')}."
        yield Place("papers_days", told, "Send papers with the notice or after it, or give more notice.")
    if urgent is not None and urgent >= notice:
        told = f"Urgent notice is {count(urgent, 'day')}, not shorter than ordinary notice of {count(notice, 'day')}."
        yield Place("notice_days_urgent", told, "Make urgent notice shorter than ordinary notice.")


def rushed_written_decision(draft: GivenDraft) -> Iterator[Place]:
    days = draft.number("written_response_days")
    used = draft.text("written_rule") not in (None, "none")
    if used and days is not None and days < LEAST_REPLY_DAYS:
        told = f"Members have {count(days, 'day')} to answer a written decision."
        yield Place(
            "written_response_days", told, f"Give them at least {LEAST_REPLY_DAYS} days, or record why not."
        )
