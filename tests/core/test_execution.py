"""Who must sign: every legal form, in every nation, contract and deed."""

import pytest

from govflow.core.errors import Refused
from govflow.core.execution import (
    ALL,
    METHODS,
    Nation,
    SignedAs,
    execution_block,
    method_is_open,
    required_signatures,
    ways,
)
from govflow.core.legal_forms import FORMS

COMPANY = ("two_authorised", "director_and_witness", "seal", "authorised_person")
SOCIETY = ("two_authorised", "seal", "authorised_person")
UNINCORPORATED = ("s333_two_trustees", "all_trustees")
# The table of ways to sign by legal form.
TABLE = {
    "clg": COMPANY,
    "cls": COMPANY,
    "clg_charity": COMPANY,
    "cic_clg": COMPANY,
    "cic_cls": COMPANY,
    "cio": ("two_trustees", "authorised_person"),
    "coop_society": SOCIETY,
    "cbs": SOCIETY,
    "unincorporated_association": UNINCORPORATED,
    "charitable_trust": UNINCORPORATED,
    "local_authority": ("seal", "authorised_officer"),
    "llp": ("two_members", "member_and_witness", "authorised_person"),
    "nhs_body": COMPANY,
    "university": COMPANY,
    "housing_association": COMPANY,
    "scio": COMPANY,
    "": COMPANY,
    "a form nobody knows": COMPANY,
}
UNDER_HAND = {"authorised_person", "authorised_officer"}
STATUTES = {
    "clg_charity": "Companies Act 2006 s4",
    "cio": "Charitable Incorporated Organisations (General) Regulations 2012 reg",
    "cbs": "Co-operative and Community Benefit Societies Act 2014 s53",
    "charitable_trust": "Charities Act 2011 s333",
    "llp": "SI 2009/1804",
}


def test_every_form_is_in_the_table() -> None:
    assert set(FORMS) < set(TABLE)
    assert set(METHODS) == {method for methods in TABLE.values() for method in methods}


@pytest.mark.parametrize("form", TABLE)
@pytest.mark.parametrize("nation", Nation)
def test_the_ways_are_those_of_the_table_in_its_order_in_every_nation(form: str, nation: Nation) -> None:
    contract = [way.method for way in ways(form, nation, "contract")]
    deed = [way.method for way in ways(form, nation, "deed")]
    assert contract == list(TABLE[form])
    assert deed == [method for method in TABLE[form] if method not in UNDER_HAND]


@pytest.mark.parametrize("form", TABLE)
@pytest.mark.parametrize("signed_as", SignedAs)
def test_nothing_is_certain_outside_england_and_wales(form: str, signed_as: SignedAs) -> None:
    for nation in (Nation.SCOTLAND, Nation.NORTHERN_IRELAND):
        for way in ways(form, nation, signed_as):
            assert not way.certain
            assert way.source.startswith("take advice: ")


def test_in_england_and_wales_what_no_source_was_read_for_is_not_certain() -> None:
    uncertain = {
        (form, way.method)
        for form in TABLE
        for way in ways(form, "england_wales", "contract")
        if not way.certain
    }
    others = ("nhs_body", "university", "housing_association", "scio", "", "a form nobody knows")
    assert uncertain == {("local_authority", "seal")} | {(form, way) for form in others for way in COMPANY}


@pytest.mark.parametrize(("form", "statute"), STATUTES.items())
def test_the_usual_way_names_its_statute(form: str, statute: str) -> None:
    assert statute in ways(form, "england_wales", "contract")[0].source


def test_a_deed_names_what_makes_it_one() -> None:
    assert ways("clg", "england_wales", "deed")[0].source == "Companies Act 2006 s44(2)(a), s46"
    assert "1989 s1(3)" in ways("charitable_trust", "england_wales", "deed")[0].source
    seal = ways("local_authority", "england_wales", "deed")[0]
    assert seal.source == ways("local_authority", "england_wales", "contract")[0].source


def test_how_many_sign_and_with_a_witness() -> None:
    counts = {method: required_signatures(method, as_deed=False) for method in METHODS}
    assert counts == {
        "two_authorised": (2, False),
        "director_and_witness": (1, True),
        "seal": (1, False),
        "authorised_person": (1, False),
        "two_trustees": (2, False),
        "s333_two_trustees": (2, False),
        "all_trustees": (ALL, False),
        "authorised_officer": (1, False),
        "two_members": (2, False),
        "member_and_witness": (1, True),
    }


def test_each_individual_who_signs_a_deed_has_a_witness() -> None:
    assert required_signatures("s333_two_trustees", as_deed=True) == (2, True)
    assert required_signatures("all_trustees", as_deed=True) == (ALL, True)
    assert required_signatures("two_trustees", as_deed=True) == (2, False)


def test_a_single_trustee_and_a_witness_do_not_execute_for_a_cio() -> None:
    for as_deed in (False, True):
        assert not method_is_open("cio", "director_and_witness", as_deed)
        assert not method_is_open("cbs", "director_and_witness", as_deed)


def test_a_law_of_one_form_is_named_for_that_form_alone() -> None:
    told = {form: ways(form, "northern_ireland", "deed")[0].source for form in FORMS}
    named = {form for form, source in told.items() if "trustees who are incorporated" in source}
    assert named == {"unincorporated_association", "charitable_trust"}


@pytest.mark.parametrize("form", TABLE)
@pytest.mark.parametrize("method", METHODS)
def test_a_method_is_open_if_and_only_if_it_is_among_the_ways(form: str, method: str) -> None:
    for as_deed in (False, True):
        offered = ways(form, "england_wales", "deed" if as_deed else "contract")
        assert method_is_open(form, method, as_deed) is (method in {way.method for way in offered})


def test_an_unknown_method_nation_or_kind_is_refused() -> None:
    for ask, code in (
        (lambda: required_signatures("a nod", as_deed=False), "method_not_open"),
        (lambda: ways("clg", "france", "deed"), "no_such_nation"),
        (lambda: ways("clg", "scotland", "handshake"), "neither_contract_nor_deed"),
    ):
        with pytest.raises(Refused) as refused:
            ask()
        assert refused.value.code == code


@pytest.mark.parametrize("form", TABLE)
@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("signed_as", SignedAs)
def test_every_way_prints_a_block_with_a_place_for_everyone(
    form: str, nation: Nation, signed_as: SignedAs
) -> None:
    as_deed = signed_as is SignedAs.DEED
    for way in ways(form, nation, signed_as):
        block = execution_block("LB1", "Acme", form, nation, way.method, as_deed, trustees=5)
        assert (block.member_id, block.party, block.method) == ("LB1", "Acme", way.method)
        assert block.words.endswith(".")
        assert ("as a deed" in block.words) is as_deed
        assert " Acme" in block.words
        witnesses = [line for line in block.lines if line.role == "Witness"]
        signatories = [line for line in block.lines if line.role != "Witness"]
        assert len(signatories) == (5 if way.signatories == ALL else way.signatories)
        assert len(witnesses) == (len(signatories) if way.witness else 0)
        assert ("physically present" in block.words) is way.witness
        assert all({"Address", "Occupation"} < set(line.fields) for line in witnesses)


def test_a_company_deed_reads_as_the_statute_asks() -> None:
    block = execution_block(
        "LB1", "Acme", "clg_charity", "england_wales", "director_and_witness", as_deed=True
    )
    assert block.words == (
        "Executed as a deed by Acme, acting by a director, in the presence of a witness who was physically "
        "present and signs below."
    )
    assert [line.role for line in block.lines] == ["Director", "Witness"]


def test_trustees_sign_under_section_333_in_england_and_wales_only() -> None:
    for nation, named in (("england_wales", True), ("scotland", False), ("northern_ireland", False)):
        block = execution_block("LB1", "Acme", "charitable_trust", nation, "s333_two_trustees", as_deed=True)
        assert ("section 333 of the Charities Act 2011" in block.words) is named
        assert ", each in the presence" in block.words


def test_where_the_number_of_trustees_is_not_known_one_place_stands_for_each() -> None:
    block = execution_block("LB1", "Acme", "charitable_trust", "england_wales", "all_trustees", as_deed=False)
    assert [line.role for line in block.lines] == ["Trustee (one place for each)"]


@pytest.mark.parametrize("method", ["authorised_person", "two_trustees", ""])
def test_a_method_that_is_not_open_gives_way_to_the_usual_one(method: str) -> None:
    block = execution_block("LB1", "Acme", "clg", "england_wales", method, as_deed=True)
    assert block.method == "two_authorised"
