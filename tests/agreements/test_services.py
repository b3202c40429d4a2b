"""The working draft: answers and rewordings, and the versions frozen from it."""

import uuid
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from govflow.agreements import queries
from govflow.agreements.services import Amendment, Rewording, record_answer, reword
from govflow.agreements.version_services import Freezing, Reasons
from govflow.approvals.circulation_services import change, circulate
from govflow.clock import SetClock
from govflow.core.document import Document, Part
from govflow.core.errors import Severity
from govflow.core.fingerprint import document_digest, part_digest, read_digest
from govflow.extensions import db
from govflow.overview.queries import standing
from tests.cast import ALICE
from tests.stage import begin, circulated, released
from tests.watched import refused


def answer(agreement_id: UUID, question: str, value: object, seen: int) -> int:
    return record_answer(agreement_id, question, value, seen, ALICE, uuid.uuid4())


def answers(agreement_id: UUID) -> dict[str, object]:
    return answers_of(queries.draft_source(agreement_id))


def test_the_newest_answer_counts_and_the_older_ones_are_kept(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    assert answer(agreement_id, "cap_pct", Decimal("112.5"), 1) == 2
    assert answer(agreement_id, "cap_pct", 100, 2) == 3
    assert answers(agreement_id)["cap_pct"] == 100
    kept = db.session.execute(text("SELECT count(*) FROM answer WHERE question = 'cap_pct'")).scalar_one()
    assert kept == 3


def test_a_number_with_a_fraction_is_kept_exactly(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    answer(agreement_id, "cap_pct", Decimal("112.50"), 1)
    assert answers(agreement_id)["cap_pct"] == Decimal("112.5")


def test_an_answer_can_be_taken_away(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    answer(agreement_id, "contact_point", None, 1)
    assert "contact_point" not in answers(agreement_id)


def test_who_answers_a_draft_that_changed_meanwhile_is_refused(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    answer(agreement_id, "cap_pct", 100, 1)
    with refused("someone_else_answered"):
        answer(agreement_id, "cap_pct", 110, 1)
    assert answers(agreement_id)["cap_pct"] == 100


@pytest.mark.parametrize(("question", "value"), [("no_such_question", 1), ("cap_pct", "a lot")])
def test_what_is_no_answer_is_refused(app: Flask, clock: SetClock, question: str, value: object) -> None:
    with refused("not_an_answer"):
        answer(begin(clock).agreement_id, question, value, 1)


def test_an_answer_outside_its_limits_is_recorded_and_is_an_error_of_the_draft(
    app: Flask, clock: SetClock
) -> None:
    agreement_id = begin(clock).agreement_id
    answer(agreement_id, "cap_pct", -5, 1)
    found = queries.examine(queries.draft_source(agreement_id)).of(Severity.ERROR)
    assert ("AN-03", "cap_pct") in [(problem.rule, problem.field) for problem in found]


def test_a_clause_is_reworded_and_the_model_text_can_stand_again(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    words = "Every dispute is talked over first."
    assert reword(agreement_id, "disputes", Rewording(words, "Shorter"), 1, ALICE, uuid.uuid4()) == 2
    assert queries.draft_source(agreement_id)["reworded"] == {"disputes": words}
    reword(agreement_id, "disputes", Rewording(None), 2, ALICE, uuid.uuid4())
    assert queries.draft_source(agreement_id)["reworded"] == {}
    with refused("not_an_answer"):
        reword(agreement_id, "no-such-clause", Rewording(words), 3, ALICE, uuid.uuid4())


def test_an_answer_touches_no_approval(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    before = standing(play.agreement_id, play.today)
    answer(play.agreement_id, "cap_pct", 100, 1)
    assert standing(play.agreement_id, play.today) == before


def test_after_release_nothing_is_answered(app: Flask, clock: SetClock) -> None:
    with refused("already_released"):
        answer(released(clock).agreement_id, "cap_pct", 100, 1)


def test_a_version_is_kept_as_it_was_frozen(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    version = queries.version_named(play.agreement_id, "0.9")
    assert version is not None
    examined = queries.examine(queries.draft_source(play.agreement_id))
    document = queries.version_document(version.id)
    assert document == examined.assembled.document
    assert queries.version_draft(version.id) == examined.draft
    assert version.digest == digest_again(document)
    for table in ("version", "answer", "circulation", "approval_event"):
        with pytest.raises(DBAPIError, match="is kept as written"):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()


def digest_again(document: Document) -> str:
    """The digest from nothing but the text that was kept."""
    assert [part.digest for part in document.parts] == [
        part_digest(part.id, part.title, part.paras) for part in document.parts
    ]
    return document_digest(document, tuple(read_digest(part) for part in document.parts))


def test_a_warning_needs_a_reason_and_keeps_it(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    answer(agreement_id, "trust_meetings_min", 3, 1)
    with refused("reasons_missing"):
        circulate(agreement_id, Freezing("0.9"), None, ALICE, uuid.uuid4())
    with refused("reasons_missing"):
        blank = Reasons({"CR-08": "  "})
        circulate(agreement_id, Freezing("0.9", reasons=blank), None, ALICE, uuid.uuid4())
    reasons = Reasons({"CR-08": "They have worked together for years"})
    circulate(agreement_id, Freezing("0.9", reasons=reasons), None, ALICE, uuid.uuid4())
    version = queries.version_named(agreement_id, "0.9")
    assert version is not None
    (warning,) = version.warnings
    assert (warning.rule, warning.reason) == ("CR-08", "They have worked together for years")


@pytest.mark.parametrize(
    "rewordings",
    [
        {"spv-ownership": Rewording("A clause this agreement has not.")},
        {"no-such-clause": Rewording("A clause no agreement has.")},
        {"disputes": Rewording("  ")},
        {"disputes": Rewording("word " * 5000)},
        {"disputes": Rewording("{answer:nothing}")},
    ],
)
def test_words_that_cannot_stand_are_errors_of_the_draft(
    app: Flask, clock: SetClock, rewordings: dict[str, Rewording]
) -> None:
    play = circulated(clock)
    with refused("errors_in_draft"):
        amendment = Amendment(rewordings=rewordings)
        change(play.agreement_id, amendment, Freezing("0.10"), ALICE, uuid.uuid4())
    assert queries.draft_source(play.agreement_id)["reworded"] == {}
    assert queries.version_names(play.agreement_id) == {"0.9"}


def test_a_rewording_sleeps_while_its_clause_is_not_in_the_agreement(app: Flask, clock: SetClock) -> None:
    agreement_id = begin(clock).agreement_id
    gains = answers(agreement_id)["expected_gains"]
    reword(agreement_id, "expected-gains", Rewording("They gain much."), 1, ALICE, uuid.uuid4())
    answer(agreement_id, "expected_gains", None, 2)
    left = Reasons(otherwise="It can wait")
    circulate(agreement_id, Freezing("0.9", reasons=left), None, ALICE, uuid.uuid4())
    assert printed(agreement_id, "0.9") is None
    # It comes back with the clause, and to the boards that is a clause in other words.
    change(
        agreement_id, Amendment({"expected_gains": gains}), Freezing("0.10", "", left), ALICE, uuid.uuid4()
    )
    part = printed(agreement_id, "0.10")
    assert part is not None and [para.text for para in part.paras] == ["They gain much."]
    version = queries.version_named(agreement_id, "0.10")
    assert version is not None and version.change is not None
    assert "was reworded" in version.change.reason


def printed(agreement_id: UUID, name: str) -> Part | None:
    version = queries.version_named(agreement_id, name)
    assert version is not None
    return queries.version_document(version.id).part("expected-gains")


def test_a_name_that_cannot_be_printed_is_an_error_of_the_draft(app: Flask, clock: SetClock) -> None:
    source = queries.draft_source(begin(clock).agreement_id)
    assert queries.examine(source).problems == ()
    odd = {**source, "answers": {**answers_of(source), "contact_point": "The \U0001f600 team"}}
    (problem,) = queries.examine(odd).of(Severity.ERROR)
    assert (problem.rule, problem.mend) == ("TX-10", "Leave it out, or write it in words.")
    assert "U+1F600" in problem.message and problem.field == "contact_point"


def test_a_member_whose_name_cannot_be_printed_is_where_that_is_mended(app: Flask, clock: SetClock) -> None:
    source = queries.draft_source(begin(clock).agreement_id)
    members = source["members"]
    assert isinstance(members, list)
    odd = {**source, "members": [members[0], {**members[1], "registered_office": "5 Moon \U0001f319 Lane"}]}
    problem = next(one for one in queries.examine(odd).problems if one.rule == "TX-10")
    assert problem.field == "members[1]"


def answers_of(source: dict[str, object]) -> dict[str, object]:
    given = source["answers"]
    assert isinstance(given, dict)
    return given
