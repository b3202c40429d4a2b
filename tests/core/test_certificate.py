"""The certificate is plain values: it can be kept, read back, and says what it does not say."""

import json
from datetime import UTC, date, datetime

from govflow.core.certificate import (
    BoardDecisionLine,
    Certificate,
    ConditionLine,
    NotYetParty,
    PersonSigned,
    PrecedentLine,
    SignatureLineFact,
    VersionLine,
    WarningLine,
)
from govflow.core.record import read, write

DAY, NOON = date(2027, 3, 10), datetime(2027, 3, 10, 12, tzinfo=UTC)
CERTIFICATE = Certificate(
    title="Hollin Partnership",
    version="0.12",
    digest="d" * 64,
    pack="model clauses 1",
    dated=DAY,
    released_at=NOON,
    effective=1,
    required=1,
    counted="1 of 1",
    decisions=(BoardDecisionLine("LB1", "Hollin Bank Trust", "approved", "Approved by its board", "0.12"),),
    conditions=(ConditionLine("LB1", "Hollin Bank Trust", "C1", "Words", "", "", DAY, "met"),),
    signatures=(
        SignatureLineFact(
            "LB1",
            "Hollin Bank Trust",
            "0.12",
            "d" * 64,
            "two_authorised",
            "Signed as a contract.",
            (PersonSigned("Director", "Ada Marsh"),),
            NOON,
        ),
    ),
    precedents=(PrecedentLine("nda_signed", "everyone has signed", "met"),),
    not_yet_parties=(NotYetParty("LB2", "Careful Steps CIO", "Not asked."),),
    versions=(VersionLine("0.12", "d" * 64, DAY),),
    warnings=(WarningLine("CR-08", "Few meetings", "They know each other"),),
    log="govflow.invalid/1",
    not_verified=("The time.",),
)


def test_a_certificate_that_was_kept_is_read_back_the_same() -> None:
    assert read(Certificate, json.loads(json.dumps(write(CERTIFICATE)))) == CERTIFICATE


def test_a_certificate_does_not_say_that_the_agreement_is_valid_in_law() -> None:
    assert "does not say that the agreement is valid in law" in CERTIFICATE.words
    assert "a solicitor should read the agreement" in CERTIFICATE.words
