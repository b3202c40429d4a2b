"""Legal forms: named, and incorporated or not."""

import pytest

from govflow.core.legal_forms import FORMS, is_incorporated


def test_only_an_association_and_a_trust_are_unincorporated() -> None:
    unincorporated = {code for code, form in FORMS.items() if not form.incorporated}
    assert unincorporated == {"unincorporated_association", "charitable_trust"}
    assert not is_incorporated("charitable_trust")
    assert is_incorporated("cio")


@pytest.mark.parametrize("code", ["", "a form nobody knows"])
def test_a_form_nobody_knows_counts_as_incorporated(code: str) -> None:
    assert is_incorporated(code)


def test_every_form_says_who_decides_and_reads_after_an_article() -> None:
    for code, form in FORMS.items():
        assert form.code == code
        assert form.decided_by
        assert form.one_of_them
        assert not form.label.startswith(("a ", "an ", "the "))
    assert len({form.label for form in FORMS.values()}) == len(FORMS)
