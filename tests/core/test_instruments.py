"""What the core does otherwise for an instrument that is not the agreement itself."""

from dataclasses import replace

from govflow.catalogue.loader import catalogue_of, load
from govflow.core.assembly import assemble
from govflow.core.catalogue import TYPES, faults
from govflow.core.consistency import check
from govflow.core.draft import Draft, Member, read_draft
from govflow.core.fingerprint import draft_plain
from govflow.core.terms import terms_of

NDA = catalogue_of("nda")
SOURCE = {
    "type": "SPV",
    "members": [{"member_id": "M1", "class": "full"}, {"member_id": "M2", "class": "associate"}],
    "vehicle": {"legal_name": "Joint Works"},
    "vehicle_is_party": True,
    "answers": {},
}


def draft() -> Draft:
    return read_draft(SOURCE, NDA).draft


def test_it_has_its_own_title_and_no_vehicle() -> None:
    assert draft().parties == (Member("M1", member_class="full"), Member("M2", member_class="associate"))
    assert assemble(NDA, draft()).document.subtitle == "Mutual non-disclosure agreement"
    assert NDA.instrument.in_a_sentence == "mutual non-disclosure agreement"
    assert draft_plain(draft())["instrument"] == "nda"


def test_every_board_approves_it_without_an_end() -> None:
    terms = terms_of(draft())
    assert terms.counting == ("M1", "M2")
    assert (terms.required, terms.long_stop, terms.valid_months, terms.conditions) == (2, None, None, ())


def test_only_rules_whose_clauses_it_has_are_asked() -> None:
    asked = check(draft(), of=NDA).found.keys()
    assert {"CR-01", "CR-69", "CR-70"} <= asked
    assert not {"CR-03", "CR-56", "CR-68"} & asked
    assert check(draft(), of=load()).found.keys() == check(draft()).found.keys()


def test_a_condition_may_ask_for_what_is_elsewhere_and_for_nothing_that_is_nowhere() -> None:
    one = NDA.clauses["notices"]

    def told(text: str) -> list[str]:
        changed = replace(one, source=text)
        return list(faults(replace(NDA, clauses={**NDA.clauses, "notices": changed})))

    assert told("? clause quorum\nSee {ref:quorum}.") == []
    assert told("See {ref:quorum}.") == ["clause notices: no clause is called quorum"]
    assert len(told("? clause nowhere\nWords.")) == 1
    assert len(told("? and and\nWords.")) == 1
    assert set(one.status) == set(TYPES)
