"""A story that holds every kind of act of the procedure, each of which the rules allow where it stands."""

from collections.abc import Mapping

Step = Mapping[str, object]


def meets(member: str, version: str, **more: object) -> Step:
    """A board's meeting of four that is unanimous."""
    votes = {"present": 4, "for": 4, "against": 0, "abstain": 0, "conflicted": 0}
    return {"act": "resolve", "member": member, "version": version, "route": "meeting", **votes, **more}


_CONDITIONS = [{"id": name, "text": "Our insurer agrees", "clause": "liability-cap"} for name in ("C1", "C2")]
_PRECEDENTS = ["due_diligence_passed", "nda_signed", "trust_meetings_held", "contract_awarded"]
_LEFT = ["LB1", "LB2", "LB3", "LB4", "LB5"]

ACTS: tuple[Step, ...] = (
    {"act": "circulate", "version": "1", "deadline": "2026-12-31"},
    {"act": "board", "member": "LB3", "set": {"quorum": 3}},
    meets("LB1", "1"),
    meets("LB2", "1", conditions=_CONDITIONS),
    {"act": "meet_condition", "member": "LB2", "condition": "C1", "evidence": "A letter"},
    {"act": "waive_condition", "member": "LB2", "condition": "C2", "reason": "No longer needed"},
    {"act": "delegate", "members": ["LB1", "LB2"], "what": "minor_changes", "people": 2},
    {"act": "change", "version": "2", "set": {"contact_point": "The head of contracts"}, "why": "A slip"},
    {"act": "accept_minor", "members": ["LB1"], "version": "2"},
    {"act": "object", "member": "LB2", "version": "2", "reason": "It is not minor to us"},
    {"act": "withdraw_approval", "member": "LB1", "reason": "A new trustee asks for time"},
    {"act": "leave_out", "member": "LB6", "version": "3", "reason": "Its board says no"},
    *(meets(member, "3") for member in _LEFT),
    {"act": "plan", "member": "LB1", "method": "director_and_witness"},
    {"act": "sign", "members": ["LB1", "LB2"], "version": "3"},
    {"act": "withdraw_signature", "members": ["LB1"], "version": "3", "reason": "The wrong person"},
    {"act": "decline", "members": ["LB1"], "version": "3", "reason": "Not today"},
    {"act": "sign", "members": ["LB1", "LB3", "LB4", "LB5"], "version": "3"},
    {"act": "meet_precedent", "names": _PRECEDENTS, "evidence": "Minutes"},
    {"act": "waive_precedent", "names": ["insurance_evidence"], "members": _LEFT, "reason": "It follows"},
    {"act": "release", "dated": "2026-12-01"},
)

STORY: list[Step] = [{"step": number, "on": "2026-12-01", **act} for number, act in enumerate(ACTS, 1)]
