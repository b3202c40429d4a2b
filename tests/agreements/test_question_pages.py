"""Questions as people answer them in a browser."""

import pytest
from flask import Flask

from govflow.agreements.queries import the_agreement
from govflow.catalogue.loader import load
from govflow.core.permissions import Role
from tests.agreements.begun import begun, example, somebody
from tests.web.people import joined, signed_in


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30", "alliance_19"])
def test_every_question_has_a_page_for_a_drafter_and_for_a_member(app: Flask, name: str) -> None:
    agreement_id = begun(example(name), somebody())
    consortium_id = the_agreement(agreement_id).consortium_id
    code = {"lead_body_6": "LB2", "spv_30": "S02", "alliance_19": "A02"}[name]
    drafter = signed_in(app, joined(consortium_id, "", Role.DRAFTER))
    editor = signed_in(app, joined(consortium_id, code, Role.EDITOR))
    for question in load().questions:
        if question == "parties":
            continue
        for browser in (drafter, editor):
            answer = browser.get(f"/agreements/{agreement_id}/questions/{question}")
            assert answer.status_code == 200, question
