"""Conditions of paragraphs, as somebody who rewords a clause reads them."""

import re

import pytest

from govflow.agreements.condition_words import in_words
from govflow.catalogue.loader import catalogue_of

CONDITIONS = sorted(
    {block.when for clause in catalogue_of().clauses.values() for block in clause.blocks} - {""}
)


def test_no_condition_of_the_pack_is_shown_in_its_codes() -> None:
    assert len(CONDITIONS) > 700
    for condition in CONDITIONS:
        said = in_words(condition, catalogue_of())
        assert not re.search(r"_|” “|\b(True|False)\b", said), said


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("beneficiaries is answered", "“who benefits” is answered"),
        ("(quorum_needs_lead)", "“presence of the lead body” is “yes”"),
        ("not quorum_needs_lead", "“presence of the lead body” is not “yes”"),
        ("advance_repaid is False", "“unearned advance repaid” is “no”"),
        ("evaluation_points has end", "“points of evaluation” includes “end”"),
        ("not extension_months at most 0", "“extension” is not at most 0"),
        ("members over 15", "the number of members is over 15"),
        ("not clause liability-cap", "the clause “Limits on liability” is not in the agreement"),
        (
            "(type is LB|NET) or (surplus_rule is reinvest and vat_cost_sharing)",
            "(“kind of consortium” is “a consortium with a lead body” or “a network”), or"
            " (“use of a surplus” is “reinvested in the purpose”, and “VAT cost-sharing exemption” is “yes”)",
        ),
    ],
)
def test_a_condition_names_questions_choices_and_clauses(condition: str, said: str) -> None:
    assert in_words(condition, catalogue_of()) == said
