"""Pages in processor time, against an empty answer of the same framework; and how many they need of the database."""

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench.measuring import Comparison, compare, processor
from govflow import create_app
from govflow.agreements.queries import consortium_of
from govflow.core.permissions import Role
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work
from tests.agreements.begun import begun, example, somebody
from tests.web.people import also, signed_in

TIMES = 20
AIM = 20.0


def measure() -> Iterator[Comparison]:
    empty = partial(_ask, _empty(), "/")
    with _installation() as app:
        reader = somebody()
        agreement_id = begun(example("lead_body_6"), reader)
        consortium_id = consortium_of(agreement_id)
        assert consortium_id is not None
        also(reader, consortium_id, "", Role.DRAFTER, Role.FACILITATOR)
        app.test_client_class = FlaskClient
        browser = _plain(app, signed_in(app, reader))
        agreement = f"/agreements/{agreement_id}"
        for what, address, aim in (
            ("the agreement page", agreement, AIM),
            ("a question with its clause", f"{agreement}/questions/quorum_board_count", None),
            ("the list of questions", f"{agreement}/questions", None),
            ("the consortium", f"/consortia/{consortium_id}", None),
            ("what needs you", "/", None),
        ):
            ours = partial(_ask, browser, address)
            yield compare(what, ours, "an empty answer", empty, times=TIMES, aim=aim, watch=processor)
        source = example("spv_30")
        answers = source["answers"]
        assert isinstance(answers, dict)
        answers |= {"vote_basis": "by_share", "vote_cap_pct": 100}
        thirty = begun(source, reader)
        of_thirty = consortium_of(thirty)
        assert of_thirty is not None
        also(reader, of_thirty, "", Role.DRAFTER)
        for what, page in (("voting power", "power"), ("a vote played", "votes")):
            ours = partial(_ask, browser, f"/agreements/{thirty}/simulator/{page}/major_rule")
            told = f"{what} of 30 members by share, as a page"
            yield compare(told, ours, "an empty answer", empty, times=TIMES, watch=processor)
        sheet = _style_sheet(browser)
        yield compare("a style sheet unchanged (304)", sheet, "an empty answer", empty, times=TIMES)


def _ask(browser: FlaskClient, address: str) -> None:
    for _ in range(TIMES):
        answer = browser.get(address)
        assert answer.status_code == 200, (address, answer.status_code)


def _style_sheet(browser: FlaskClient) -> partial[None]:
    address = "/static/css/tokens.css"
    tag = {"If-None-Match": browser.get(address).headers["ETag"]}

    def unchanged() -> None:
        for _ in range(TIMES):
            assert browser.get(address, headers=tag).status_code == 304

    return partial(unchanged)


def _plain(app: Flask, signed: FlaskClient) -> FlaskClient:
    """The same browser without the tests' checks of every answer, which would be measured too."""
    browser = FlaskClient(app, app.response_class, use_cookies=True)
    browser._cookies = signed._cookies
    return browser


def _empty() -> FlaskClient:
    app = Flask("empty")
    app.add_url_rule("/", view_func=lambda: "")
    return app.test_client()


@contextmanager
def _installation() -> Iterator[Flask]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder) / uuid.uuid4().hex))
        with at_work(app):
            bring_up_to_date()
            yield app
