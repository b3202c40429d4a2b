"""Signing, the conditions precedent, release, and the sealed agreement that follows from it."""

import io
import json
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from govflow.agreements.queries import the_agreement
from govflow.agreements.services import Amendment, begin_agreement
from govflow.agreements.version_services import Freezing
from govflow.approvals.services import ResolutionTold, Seen
from govflow.clock import SetClock
from govflow.core.approval import Route
from govflow.core.certificate import BoardDecisionLine
from govflow.core.counting import Replies
from govflow.core.errors import Refused
from govflow.core.merkle import inclusion_proof
from govflow.core.signature import SignatureStatus
from govflow.extensions import db
from govflow.jobs.worker import drain
from govflow.journal.note import write_base64
from govflow.journal.perform import Act, Done, perform
from govflow.journal.queries import entries, entry, leaf_hashes
from govflow.overview.queries import standing
from govflow.overview.rehearsal import Rehearsal
from govflow.pdf.paper import Paper
from govflow.signing import sealing, services
from govflow.signing.certificates import executed_text
from govflow.signing.evidence import evidence_of
from govflow.signing.queries import executed, register, signature_histories, why_not_sealed
from govflow.signing.verification import Verdict, verify
from tests.cast import ALICE
from tests.signing.test_pages import approved_by
from tests.stage import PRECEDENTS, SIX, approved, circulated, released
from tests.watched import refused


def signature(play: Rehearsal, member: str) -> SignatureStatus:
    return standing(play.agreement_id, play.today).parties[member].signature


def test_a_signature_is_bound_to_the_text_and_held(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    play.sign(("LB1", "LB2"), "0.9")
    assert signature(play, "LB1") is SignatureStatus.HELD
    rows = db.session.execute(text("SELECT status, version, digest FROM signature")).all()
    digest = standing(play.agreement_id, play.today).agreement.digest
    assert [tuple(row) for row in rows] == [("held", "0.9", digest)] * 2
    assert list(entries(play.consortium_id))[-1].facts["seen"] == digest


def test_no_signature_is_held_without_its_text(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    play.sign(("LB1",), "0.9")
    with pytest.raises(DBAPIError, match="a_signature_is_bound_to_a_text"):
        db.session.execute(text("UPDATE signature SET digest = NULL"))
    db.session.rollback()


@pytest.mark.parametrize("table", ["signature_event", "precedent", "executed"])
def test_what_happened_is_kept_as_written(app: Flask, clock: SetClock, quick_print: None, table: str) -> None:
    released(clock)
    drain()
    for change in (f"DELETE FROM {table}", f"UPDATE {table} SET agreement_id = NULL"):
        with pytest.raises(DBAPIError, match="is kept as written"):
            db.session.execute(text(change))
        db.session.rollback()


def test_the_same_party_signs_one_text_once(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    digest = standing(play.agreement_id, play.today).agreement.digest
    assert digest is not None
    key = uuid.uuid4()
    for _ in range(2):
        services.sign(play.agreement_id, {"LB1": ()}, Seen("0.9", digest), ALICE, key)
    with refused("already_decided"):
        services.sign(play.agreement_id, {"LB1": ()}, Seen("0.9", digest), ALICE, uuid.uuid4())
    with refused("version_superseded"):
        services.sign(play.agreement_id, {"LB2": ()}, Seen("0.9", "0" * 64), ALICE, uuid.uuid4())


def test_a_new_version_makes_held_signatures_void_without_touching_them(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    play.sign(("LB1",), "0.9")
    before = db.session.execute(text("SELECT status FROM signature")).scalar_one()
    play.change(Amendment({"contact_point": "Front desk"}), Freezing("0.10"))
    assert (before, signature(play, "LB1")) == ("held", SignatureStatus.VOID)
    assert db.session.execute(text("SELECT status FROM signature")).scalar_one() == "held"


def test_a_party_plans_withdraws_declines_and_signs_after_all(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    with refused("method_not_open"):
        play.plan("LB2", "director_and_witness")
    play.plan("LB1", "director_and_witness")
    play.sign(("LB1",), "0.9")
    play.withdraw_signature(("LB1",), "0.9", "The wrong director")
    play.decline(("LB2",), "0.9", "Not yet")
    assert (signature(play, "LB1"), signature(play, "LB2")) == (
        SignatureStatus.WITHDRAWN,
        SignatureStatus.DECLINED,
    )
    play.sign(("LB1", "LB2"), "0.9")
    people = executed_people(play)
    assert [role for role, _ in people["LB1"]] == ["Director", "Witness"]
    assert people["LB2"][0] == ("Charity trustee", "Signatory of Brindlecroft Community CIO")


def executed_people(play: Rehearsal) -> dict[str, list[tuple[str, str]]]:
    found = {}
    for code, history in signature_histories(play.agreement_id).items():
        signed = history.signature.signed
        assert signed is not None
        found[code] = [(person.role, person.name) for person in signed.people]
    return found


def test_a_precedent_is_closed_once_by_whom_the_agreement_says(app: Flask, clock: SetClock) -> None:
    play = circulated(clock)
    play.meet_precedents(("nda_signed",), "LB3", "Six signed copies")
    closed = register(play.agreement_id)["nda_signed"].closed
    assert (closed.by, closed.proof) == (("LB3",), "Six signed copies")
    with refused("nothing_to_act_on"):
        play.meet_precedents(("nda_signed",), "chair", "Again")
    with refused("no_authority"):
        play.waive_precedents(("contract_awarded",), SIX[:5], "", "Not needed")
    play.waive_precedents(("contract_awarded",), SIX, "", "Not needed")
    assert register(play.agreement_id)["contract_awarded"].closed.by == SIX


def test_release_is_one_moment_for_all_and_final(app: Flask, clock: SetClock) -> None:
    play = released(clock)
    assert {signature(play, member) for member in SIX} == {SignatureStatus.RELEASED}
    agreement = the_agreement(play.agreement_id)
    assert (agreement.dated, agreement.released_at) == (play.today, clock.moment)
    with refused("already_released"):
        play.release(None)
    with pytest.raises(DBAPIError, match="an_agreement_is_dated_when_it_is_released"):
        db.session.execute(text("UPDATE agreement SET dated = NULL"))
    db.session.rollback()


def test_what_a_release_orders_seals_the_agreement_once(
    app: Flask, clock: SetClock, quick_print: None
) -> None:
    play = released(clock)
    assert executed(play.agreement_id) is None
    assert evidence_of(play.agreement_id) is None
    drain()
    sealed = executed(play.agreement_id)
    assert sealed is not None
    assert why_not_sealed(play.agreement_id) is None
    leaf = list(entries(play.consortium_id))[-1].facts
    assert (leaf["type"], leaf["doc_sha256"]) == ("document_sealed", sealed.pdf_sha256)
    job = SimpleNamespace(args={"agreement": str(play.agreement_id)})
    assert sealing.print_and_seal(job, lambda words: None) is None  # type: ignore[arg-type]


def test_an_agreement_that_cannot_be_printed_is_executed_all_the_same(
    app: Flask, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overrun(*_: object) -> Paper:
        raise Refused("print_overran", limit="time")

    monkeypatch.setattr(sealing, "print_agreement", overrun)
    play = released(clock)
    drain()
    assert executed(play.agreement_id) is None
    assert "print_overran" in (why_not_sealed(play.agreement_id) or "")
    assert standing(play.agreement_id, play.today).agreement.state == "executed"


def test_the_certificate_tells_every_act_with_its_place_in_the_journal(app: Flask, clock: SetClock) -> None:
    play = approved(clock)
    play.plan("LB1", "two_authorised")
    play.sign(SIX, "0.9")
    play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    play.release(None)
    told = executed_text(play.agreement_id)
    certificate = told.certificate
    kinds = [entry.kind for entry in entries(play.consortium_id)]
    assert {kinds[line.leaf or 0] for line in certificate.decisions} == {"resolution_recorded"}
    assert {kinds[line.leaf or 0] for line in certificate.signatures} == {"signature_held"}
    assert {kinds[line.leaf or 0] for line in certificate.precedents if line.leaf} == {"precedent_met"}
    assert [line.member_id for line in certificate.signatures] == list(SIX)
    assert certificate.not_yet_parties == ()
    assert certificate.precedents[0].how == "met by itself: the boards have approved"
    block = next(each for each in told.document.execution if each.member_id == "LB1")
    assert block.method == "two_authorised"
    assert any("rehearsed" in sentence for sentence in certificate.not_verified)


def test_the_certificate_tells_no_count_of_replies_that_still_came_in(app: Flask, clock: SetClock) -> None:
    play = approved_by(SIX[:5], clock, min_approvals_pct=80, cps=["min_boards_approved"])
    play.resolve("LB6", "0.9", ResolutionTold(Route.WRITTEN, Replies(0, 1, 0, 0)))
    play.sign(SIX[:5], "0.9")
    play.release(None)
    told = executed_text(play.agreement_id).certificate.decisions
    undecided = next(line for line in told if line.member_id == "LB6")
    assert undecided == BoardDecisionLine(
        member_id="LB6",
        party=undecided.party,
        state="asked",
        words="Asked, and not decided yet",
        version="0.9",
        counts=True,
        effective=False,
    )


# Evidence


@pytest.fixture
def evidence(app: Flask, clock: SetClock, quick_print: None, tmp_path: Path) -> Iterator[Path]:
    """The files of an executed agreement, unpacked. Another instrument of the consortium was released before it."""
    play = approved(clock)
    nda = begin_agreement(play.consortium_id, Amendment({"nda_months": 24}), ALICE, uuid.uuid4(), "nda")
    digest = standing(play.agreement_id, play.today).agreement.digest
    before = Act("agreement_released", ALICE, play.consortium_id, nda, lambda *_: Done(doc_sha256=digest))
    perform(before, uuid.uuid4())
    play.sign(SIX, "0.9")
    play.meet_precedents(PRECEDENTS, "chair", "Minute 4")
    play.release(None)
    drain()
    found = evidence_of(play.agreement_id)
    assert found is not None
    assert verify(found.pdf, found.proof, found.public_key).verdict is Verdict.VALID
    with zipfile.ZipFile(io.BytesIO(found.bundle)) as bundle:
        bundle.extractall(tmp_path)
    yield tmp_path


def checked(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_the_program_in_the_bundle_finds_what_was_changed(evidence: Path) -> None:
    code, words = checked(evidence)
    assert (code, words.count("yes  ")) == (0, 4), words
    for name, old, new in (
        ("agreement.pdf", b"%PDF", b"%PDG"),
        ("text.json", b"must ", b"musk "),
        ("text.json", b'"1.1"', b'"1.7"'),
        ("acts.jsonl", b"signature_held", b"signature_gone"),
        ("acts.jsonl", b'"index":3', b'"index":4'),
        ("agreement.tlog-proof", b"index ", b"index 1"),
        ("log.pub", b"govflow/", b"Govflow/"),
    ):
        path = evidence / name
        whole = path.read_bytes()
        assert old in whole, (name, old)
        path.write_bytes(whole.replace(old, new, 1))
        code, words = checked(evidence)
        assert (code in (1, 2), "NO   " in words) == (True, True), (name, words)
        path.write_bytes(whole)
    acts = evidence / "acts.jsonl"
    first, *others = acts.read_text("utf-8").splitlines(keepends=True)
    for told in ([first, first, *others], [*others, first]):
        acts.write_text("".join(told), "utf-8")
        assert "twice, or not in order" in checked(evidence)[1]
    acts.write_text("".join([first, *others]), "utf-8")
    assert checked(evidence)[0] == 0
    assert "agreement.txt" in checked(evidence)[1].partition("Not verified")[2]
    proof = evidence / "agreement.tlog-proof"
    header, extra, *others = proof.read_text("utf-8").splitlines(keepends=True)
    for leaf in (b"[]", b"1", b"null", b"no JSON"):
        proof.write_text("".join([header, f"extra {write_base64(leaf)}\n", *others]), "utf-8")
        code, words = checked(evidence)
        assert (code, "NO   A file cannot be read" in words) == (2, True), (leaf, words)
    proof.write_text("".join([header, extra, *others]), "utf-8")
    assert checked(evidence)[0] == 0
    (evidence / "text.json").unlink()
    assert checked(evidence)[0] == 2


def test_files_that_came_through_windows_are_judged_alike_by_the_program_and_the_command(
    evidence: Path,
) -> None:
    for name in ("agreement.tlog-proof", "log.pub", "acts.jsonl", "text.json"):
        path = evidence / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert checked(evidence)[0] == 0
    proof, key = ((evidence / name).read_bytes().decode() for name in ("agreement.tlog-proof", "log.pub"))
    assert "\r\n" in proof and "\r\n" in key
    assert verify((evidence / "agreement.pdf").read_bytes(), proof, key).verdict is Verdict.VALID


def test_the_bundle_tells_nothing_private_of_an_act(evidence: Path) -> None:
    acts = (evidence / "acts.jsonl").read_text("utf-8")
    assert "Minute 4" not in acts
    assert "Tamebrook" not in acts
    assert all(set(json.loads(line)) == {"index", "leaf", "path"} for line in acts.splitlines())


def test_acts_about_another_instrument_are_left_out_and_its_release_taken_for_nothing(evidence: Path) -> None:
    acts = evidence / "acts.jsonl"
    lines = acts.read_text("utf-8").splitlines(keepends=True)
    begun, nda = [entry.facts["object"] for entry in entries() if entry.kind == "agreement_begun"]
    assert begun != nda
    about = [entry.index for entry in entries() if entry.facts["object"] != nda]
    assert [json.loads(line)["index"] for line in lines] == about
    other, own = [entry.index for entry in entries() if entry.kind == "agreement_released"]
    size = int((evidence / "agreement.tlog-proof").read_text("utf-8").partition("\n\n")[2].split("\n")[1])
    path = [write_base64(node) for node in inclusion_proof(other, leaf_hashes(size))]
    found = entry(other)
    assert found is not None
    told = json.dumps({"index": other, "leaf": json.loads(found.leaf), "path": path}) + "\n"
    before = [line for line in lines if json.loads(line)["index"] < other]
    after = [line for line in lines if json.loads(line)["index"] not in {own, *range(other)}]
    acts.write_text("".join([*before, told, *after]), "utf-8")
    assert "holds not exactly one release" in checked(evidence)[1]


def test_the_program_in_the_bundle_is_short_enough_to_be_read(evidence: Path) -> None:
    lines = (evidence / "verify.py").read_text("utf-8").splitlines()
    assert len(lines) < 250
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}
