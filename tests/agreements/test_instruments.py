"""Shorter instruments beside the agreement: begun once each, with the answers that were given already."""

import uuid
from uuid import UUID

import pytest
from flask import Flask

from govflow.agreements.queries import (
    agreement_of,
    agreements_of,
    consortium_for,
    draft_source,
    the_agreement,
)
from govflow.agreements.question_queries import unconfirmed
from govflow.agreements.services import Amendment, begin_agreement, record_answer, take_usual_choices
from govflow.catalogue.loader import catalogue_of, draft_in
from govflow.core.errors import Refused
from govflow.extensions import db
from govflow.journal.perform import Actor
from tests.agreements.begun import begun, example, somebody
from tests.agreements.test_question_services import at_once
from tests.cast import found
from tests.conftest import full_or_small

BY = Actor(None, None, "demo")


def begin(consortium_id: UUID, instrument: str, answers: dict[str, object] | None = None) -> UUID:
    return begin_agreement(consortium_id, Amendment(answers or {}), BY, uuid.uuid4(), instrument)


@pytest.fixture
def nda(app: Flask) -> UUID:
    return begun(example("nda_4"), somebody())


def test_an_agreement_takes_over_what_the_non_disclosure_agreement_answers(nda: UUID) -> None:
    consortium_id = the_agreement(nda).consortium_id
    assert agreement_of(consortium_id) is None
    main = begin(consortium_id, "agreement", {"consortium_name": "Another name"})
    answers = draft_source(main)["answers"]
    assert isinstance(answers, dict)
    assert answers["consortium_name"] == "Another name"  # what is given at the beginning goes before
    assert answers["foi_members"] == ["K4"]
    assert answers["conf_return_days"] == 30
    assert "nda_months" not in answers  # the agreement does not ask it
    assert "approval_deadline" not in answers  # it is about the other document
    assert draft_in(draft_source(main)).problems == ()
    assert agreement_of(consortium_id) == main
    assert {each.instrument for each in agreements_of(consortium_id)} == {"nda", "agreement"}


def test_a_non_disclosure_agreement_begun_after_the_agreement_takes_over_too(app: Flask) -> None:
    main = begun(example("lead_body_6"), somebody())
    consortium_id = the_agreement(main).consortium_id
    later = begin(consortium_id, "nda")
    draft = draft_in(draft_source(later)).draft
    assert draft.instrument == "nda"
    assert draft.answers["law"] == "england_wales"
    assert draft_in(draft_source(later)).problems == ()
    assert consortium_for(later).title.endswith(": mutual non-disclosure agreement")
    assert not consortium_for(main).title.endswith("agreement")


def test_a_usual_choice_that_nobody_confirmed_is_not_taken_over(app: Flask) -> None:
    main = begin(found(), "agreement", {"consortium_type": "lead_body", "consortium_name": "Alder Together"})
    take_usual_choices(main, BY, uuid.uuid4())
    waiting = unconfirmed(the_agreement(main))
    assert waiting & catalogue_of("nda").questions.keys()
    answers = draft_source(begin(the_agreement(main).consortium_id, "nda"))["answers"]
    assert isinstance(answers, dict)
    assert answers["consortium_name"] == "Alder Together"
    assert answers.keys().isdisjoint(waiting)


def test_a_consortium_has_one_of_each(nda: UUID) -> None:
    consortium_id = the_agreement(nda).consortium_id
    with pytest.raises(Refused, match="already_begun"):
        begin(consortium_id, "nda")
    assert [each.instrument for each in agreements_of(consortium_id)] == ["nda"]


@pytest.mark.soak
def test_of_two_who_begin_an_instrument_at_once_one_does(app: Flask) -> None:
    point, stopped = 1, True
    while stopped:
        consortium_id = found()

        def begins(consortium_id: UUID = consortium_id) -> int:
            return begin(consortium_id, "nda").version or 0

        stopped, told = at_once(app, begins, begins, point)
        db.session.rollback()
        assert sorted(map(str, told)) == ["None", "already_begun"]
        assert [each.instrument for each in agreements_of(consortium_id)] == ["nda"]
        point += full_or_small(1, 6)
    assert point > 6


def test_beginning_twice_under_one_key_begins_once(nda: UUID) -> None:
    consortium_id, key = the_agreement(nda).consortium_id, uuid.uuid4()
    first = begin_agreement(consortium_id, Amendment({}), BY, key, "heads_of_terms")
    record_answer(nda, "law", "scotland", the_agreement(nda).revision, BY, uuid.uuid4())
    assert begin_agreement(consortium_id, Amendment({}), BY, key, "heads_of_terms") == first


def test_a_question_of_the_agreement_alone_is_none_of_a_non_disclosure_agreement(nda: UUID) -> None:
    with pytest.raises(Refused, match="not_an_answer"):
        record_answer(nda, "quorum_pct", 50, the_agreement(nda).revision, BY, uuid.uuid4())
    record_answer(nda, "nda_months", 24, the_agreement(nda).revision, BY, uuid.uuid4())
    assert draft_in(draft_source(nda)).draft.answers["nda_months"] == 24


def test_a_vehicle_is_no_party_to_a_shorter_instrument(app: Flask) -> None:
    main = begun(example("spv_30"), somebody())
    later = begin(the_agreement(main).consortium_id, "heads_of_terms")
    assert "SPV" in draft_in(draft_source(main)).draft.parties_by_id
    assert "SPV" not in draft_in(draft_source(later)).draft.parties_by_id
    assert (consortium_for(main).vehicle_is_party, consortium_for(later).vehicle_is_party) == (True, False)
