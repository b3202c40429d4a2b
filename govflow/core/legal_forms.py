"""The legal forms an organisation can have: what each is called, where it is registered and who decides in it.

In: the code a member's ``legal_form`` holds. Out: its words. Then true: every page, clause and certificate calls
a form and its deciding body by the same name. Incorporated is every form but an unincorporated association and
a charitable trust (rule CR-04); a form nobody knows counts as incorporated. Deciding bodies: Companies Act 2006
s154 (directors), Charities Act 2011 s177 (charity trustees), Co-operative and Community Benefit Societies Act
2014 s149 (a society's committee), Limited Liability Partnerships Act 2000 s4 (members).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One form. ``label`` reads after "a" or "an"; ``register``: what its number is called ("" for none).

    ``decided_by``: those who decide for it, in the plural; ``one_of_them``: one of these.
    """

    code: str
    label: str
    register: str
    decided_by: str
    one_of_them: str
    incorporated: bool = True


FORMS: Mapping[str, LegalForm] = MappingProxyType(
    {
        form.code: form
        for form in (
            LegalForm("clg", "company limited by guarantee", "company number", "directors", "director"),
            LegalForm("cls", "company limited by shares", "company number", "directors", "director"),
            LegalForm(
                "clg_charity",
                "charitable company limited by guarantee",
                "company number",
                "directors (its charity trustees)",
                "director",
            ),
            LegalForm(
                "cic_clg",
                "community interest company limited by guarantee",
                "company number",
                "directors",
                "director",
            ),
            LegalForm(
                "cic_cls",
                "community interest company limited by shares",
                "company number",
                "directors",
                "director",
            ),
            LegalForm(
                "cio",
                "charitable incorporated organisation",
                "charity number",
                "charity trustees",
                "charity trustee",
            ),
            LegalForm(
                "coop_society",
                "co-operative society",
                "society number",
                "members of its committee",
                "committee member",
            ),
            LegalForm(
                "cbs",
                "community benefit society",
                "society number",
                "members of its committee",
                "committee member",
            ),
            LegalForm(
                "unincorporated_association",
                "unincorporated association",
                "charity number",
                "members of its management committee",
                "committee member",
                incorporated=False,
            ),
            LegalForm(
                "charitable_trust",
                "charitable trust",
                "charity number",
                "trustees",
                "trustee",
                incorporated=False,
            ),
            LegalForm(
                "local_authority",
                "local authority",
                "",
                "executive, or its officer under delegation",
                "officer",
            ),
            LegalForm("llp", "limited liability partnership", "partnership number", "members", "member"),
            LegalForm("nhs_body", "National Health Service body", "", "board", "director"),
            LegalForm("university", "chartered or statutory university", "", "governing body", "governor"),
            LegalForm(
                "housing_association", "housing association", "registration number", "board", "board member"
            ),
            LegalForm(
                "scio",
                "Scottish charitable incorporated organisation",
                "Scottish charity number",
                "charity trustees",
                "charity trustee",
            ),
        )
    }
)


def is_incorporated(code: str) -> bool:
    """Whether the organisation is a person in law, apart from the people in it."""
    return code not in FORMS or FORMS[code].incorporated
