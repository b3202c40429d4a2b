"""What a registered number looks like: to notice a slip of the finger, never to say that a number is wrong.

In: a legal form and a number as it was typed. Out: what such a number looks like, where this one looks otherwise; ""
where it may be right, or where none was typed. Nothing is looked up: a number of the right shape may still be
somebody else's.

Sources: Companies House (eight signs: eight figures, or a prefix of two letters and six figures; figures are often
told without their noughts in front); Charity Commission for England and Wales (six or seven figures), OSCR (SC and
six figures), Charity Commission for Northern Ireland (NIC and six figures); the FCA's Mutuals Register (figures, with
letters before or after them).
"""

import re

from govflow.core.legal_forms import FORMS

_COMPANY = re.compile(r"\d{1,8}|[A-Z]{2}\d{6}|R\d{7}")
_CHARITY = re.compile(r"\d{6,7}(-\d{1,3})?|SC\d{5,6}|(NIC)?1\d{5}|(NIC|CE|CS|NI)\d{5,6}")
_SOCIETY = re.compile(r"[A-Z]{0,3}\d{1,8}[A-Z]{0,2}")

_LOOKS = {
    "company number": (_COMPANY, "A company number has eight figures, or two letters and six figures."),
    "charity number": (
        _CHARITY,
        "A charity number has six or seven figures; in Scotland SC and six figures, in Northern Ireland NIC and six.",
    ),
    "Scottish charity number": (
        re.compile(r"SC\d{5,6}"),
        "The number of a Scottish charity has SC and six figures.",
    ),
    "partnership number": (
        re.compile(r"\d{1,6}|[A-Z]{2}\d{6}"),
        "The number of a partnership has two letters and six figures.",
    ),
    "society number": (_SOCIETY, "A society number has figures, often with a letter or two."),
}

CHARITABLE = frozenset({"clg_charity", "cio", "scio", "charitable_trust"})
"""The legal forms that only a charity has."""


def looks_odd(legal_form: str, number: str) -> str:
    """What a number of this legal form looks like, where this one does not; "" where it may be right."""
    told = re.sub(r"[\s.]", "", number).upper()
    form = FORMS.get(legal_form)
    if not told or form is None or form.register not in _LOOKS:
        return ""
    shape, words = _LOOKS[form.register]
    return "" if shape.fullmatch(told) else words


def is_charity(legal_form: str, number: str) -> bool:
    """Whether an organisation is a charity for all we are told: by its form, or by a number of a charity register."""
    form = FORMS.get(legal_form)
    numbered = form is not None and form.register == "charity number" and bool(number.strip())
    return legal_form in CHARITABLE or numbered
