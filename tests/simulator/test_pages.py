"""Rules to play with, as pages."""

import pytest
from flask import Flask

from tests.agreements.begun import example
from tests.agreements.texts import drafted, reader_of
from tests.web.checked_pages import read_page, words

PAGES = ["", "/votes/ordinary_rule", "/power/ordinary_rule"] + [
    f"/sums/{m}"
    for m in ("performance", "agreed-sums", "joining", "leaving", "final-account", "deficit", "surplus")
]


@pytest.mark.parametrize("name", ["lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14"])
def test_pages(app: Flask, name: str) -> None:
    agreement_id = drafted(example(name))
    browser = reader_of(app, agreement_id)
    for page in PAGES:
        answer = browser.get(f"/agreements/{agreement_id}/simulator{page}")
        assert answer.status_code == 200, (page, words(read_page(answer.text).find(".//main")))
