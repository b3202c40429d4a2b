"""`govflow rehearse`: play a whole procedure, from the first circulation to the sealed agreement.

In: a FILE of type, members with their boards, vehicle and answers, and a STORY of acts with what is expected.
Out: where everything stood after each step; and where the story reaches release the sealed agreement with its
proof and evidence, in a folder. It plays on a database and with keys of its own, in a folder that is gone
afterwards, and touches nothing of this installation. Exit code 1 when an expectation was not met.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import SQLAlchemyError

from govflow import create_app
from govflow.agreements.services import Amendment, Rewording
from govflow.approvals.services import NO_BOARD
from govflow.catalogue.loader import draft_in
from govflow.cli.reading import Node, Unreadable, first_line, one_line_for, read_json, shown
from govflow.cli.story_file import read_answers, read_board, read_name, read_story_file
from govflow.cli.writing import folder_named, make_folder, write_all
from govflow.clock import SetClock
from govflow.core.draft import Draft, DraftUnreadable, Member
from govflow.jobs.worker import drain
from govflow.members.services import NewParty
from govflow.overview.rehearsal import (
    NO_SUCH_NAME,
    NOT_GIVEN,
    Cast,
    Played,
    Rehearsal,
    Step,
    Unmet,
    plain_agreement,
    plain_change,
    plain_party,
    unmet,
)
from govflow.schema import bring_up_to_date
from govflow.settings import Settings, database_address
from govflow.signing.evidence import Evidence, evidence_of
from govflow.signing.queries import why_not_sealed
from govflow.transaction import at_work

FILES: Mapping[str, str] = {
    "pdf": "agreement.pdf",
    "proof": "agreement.tlog-proof",
    "evidence": "evidence.zip",
    "acts": "acts.jsonl",
    "key": "log.pub",
}
"""What is written where the story reaches release."""

MOST_INCOME = 10**15
LONGEST: Mapping[str, int] = {
    "member_id": 100,
    "legal_name": 300,
    "legal_form": 60,
    "reg_no": 60,
    "jurisdiction": 60,
    "registered_office": 500,
    "class": 60,
    "role": 500,
    "execution_method": 60,
}
"""How long what the roll keeps of a party may be."""
LONGEST_TITLE = 300


@dataclass(frozen=True)
class Performance:
    """A story that was played."""

    played: tuple[Played, ...]
    unmet: tuple[Unmet, ...]
    evidence: Evidence | None
    trouble: str | None


@click.command("rehearse")
@click.argument("file")
@click.option("--story", required=True, metavar="STORY", help="The acts to play, and what is expected.")
@click.option(
    "--out",
    required=True,
    callback=folder_named,
    metavar="DIR",
    help="The folder to write to; it is made where it is missing.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--database", default="", metavar="URL", help="An empty database to play on, instead of one of its own."
)
def command(file: str, story: str, out: str, as_json: bool, database: str) -> None:
    """Play STORY with the consortium in FILE, and write the agreement that comes of it.

    Not legal advice: a solicitor should read the agreement.
    """
    with one_line_for(file):
        cast = read_cast(file)
    with one_line_for(story):
        steps = read_story_file(story)
    with one_line_for("--database"):
        _judge(database)
    with one_line_for(out):
        make_folder(Path(out))
    performed = perform_story(cast, steps, database)
    with one_line_for(out):
        files = _write(Path(out), performed.evidence)
    click.echo(_as_json(performed, files) if as_json else "\n".join(map(shown, _in_words(performed, files))))
    for line in _errors(performed):
        click.echo(shown(line), err=True)
    if performed.trouble is not None:
        click.echo(f"The agreement was released, but not printed: {performed.trouble}", err=True)
    raise SystemExit(1 if performed.unmet or performed.trouble is not None else 0)


def _errors(performed: Performance) -> Iterator[str]:
    """What is wrong with the draft, where nobody expected that it stops a step."""
    unexpected = {each.step for each in performed.unmet if each.field == "refused"}
    for played in performed.played:
        for error in played.errors if played.step in unexpected else ():
            yield f"Step {played.step}, {error}"


def _judge(database: str) -> None:
    """See to it that a story can be played on a database, before anything is made; "" is one of its own.

    :raises Unreadable: it cannot be used, or there is something in it.
    """
    if not database:
        return
    try:
        engine = create_engine(Settings(database_url=database_address(database)).database)
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
        engine.dispose()
    except ValueError as error:
        raise Unreadable("address", f"it {error}") from None
    except SQLAlchemyError as error:
        raise Unreadable("database", first_line(error)) from None
    if tables:
        raise Unreadable("database", "it is not empty")


def read_cast(file: str) -> Cast:
    """Who plays, from a FILE.

    :raises Unreadable: not JSON, no draft, or a member or board that cannot be entered on the roll.
    """
    source = read_json(file)
    try:
        found = draft_in(source)
    except DraftUnreadable as wrong:
        raise Unreadable(wrong.place, wrong.reason) from None
    for problem in found.problems:
        if problem.field.startswith(("members[", "vehicle")) and problem.clause == "parties-background":
            raise Unreadable(problem.field, problem.message)
    if found.draft.vehicle_is_party and found.draft.vehicle is None:
        raise Unreadable("vehicle", "it is a party, but it is not given")
    top = Node(source)
    answers = read_answers(top.field("answers"))
    reworded = {
        read_name(Node(clause, f"reworded.{clause}")): Rewording(words, NOT_GIVEN)
        for clause, words in found.draft.reworded.items()
    }
    return Cast(
        type=found.draft.type,
        title=_title(top.optional("title"), found.draft.type),
        vehicle_is_party=found.draft.vehicle_is_party,
        parties=tuple(_parties(top, found.draft)),
        amendment=Amendment(answers, reworded),
        instrument=found.draft.instrument,
    )


def _title(title: Node | None, otherwise: str) -> str:
    """A name for the consortium's record; one that is none, or cannot be kept, is ignored."""
    told = None if title is None else title.value
    if not isinstance(told, str) or "\0" in told or len(told) > LONGEST_TITLE:
        return otherwise
    return told


def _parties(top: Node, draft: Draft) -> Iterator[NewParty]:
    seen: set[str] = set()
    for member, node in zip(draft.members, top.field("members").items(), strict=True):
        if member.member_id in seen:
            raise node.field("member_id").wrong("is given twice")
        seen.add(member.member_id)
        yield _party(member, node)
    if draft.vehicle is not None:
        yield _party(draft.vehicle, top.field("vehicle"), is_vehicle=True)


def _party(member: Member, node: Node, *, is_vehicle: bool = False) -> NewParty:
    board = node.optional("board")
    for name, longest in LONGEST.items():
        line = node.optional(name)
        if line is not None and "\0" in line.text():
            raise line.wrong("holds the sign U+0000, which no database keeps")
        if line is not None and len(line.text()) > longest:
            raise line.wrong(f"must be text of at most {longest} letters")
    if not 0 <= (member.annual_income or Decimal(0)) < MOST_INCOME:
        raise node.field("annual_income").wrong("is beyond belief")
    if board is None:
        return NewParty(member, is_vehicle)
    # How often it meets and how it is called are no rules of deciding.
    rules = read_board(board, NO_BOARD)
    if not 0 <= rules.in_office <= rules.seats or rules.quorum < 0:
        raise board.wrong("has numbers that do not add up")
    return NewParty(member, is_vehicle, rules)


def perform_story(cast: Cast, steps: tuple[Step, ...], database: str = "") -> Performance:
    """Play a story on a database of its own."""
    begun = steps[0].moment
    assert begun is not None  # the first step says when it is
    with TemporaryDirectory(prefix="govflow-rehearsal-") as folder:
        clock = SetClock(begun)
        app = create_app(Settings(data=Path(folder), database_url=database), clock)
        with at_work(app):
            bring_up_to_date()
            return _perform(Rehearsal(cast, clock, begun), steps)


def _perform(rehearsal: Rehearsal, steps: tuple[Step, ...]) -> Performance:
    played: list[Played] = []
    missed: list[Unmet] = []
    for step in steps:
        after = rehearsal.play(step)
        played.append(after)
        missed += unmet(step, after)
        # What follows from an act is done before the next: mail, and what a release orders.
        drain()
    evidence = evidence_of(rehearsal.agreement_id)
    return Performance(tuple(played), tuple(missed), evidence, why_not_sealed(rehearsal.agreement_id))


def _write(out: Path, evidence: Evidence | None) -> dict[str, str | None]:
    """Write what there is; where each file is."""
    if evidence is None:
        return dict.fromkeys(FILES)
    content = {
        "pdf": evidence.pdf,
        "proof": evidence.proof.encode(),
        "evidence": evidence.bundle,
        "acts": evidence.acts.encode(),
        "key": evidence.public_key.encode(),
    }
    write_all(out, {FILES[name]: each for name, each in content.items()})
    return {name: str(out / file) for name, file in FILES.items()}


def _as_json(performed: Performance, files: Mapping[str, str | None]) -> str:
    answer = {
        "steps": [
            {
                "step": played.step,
                "refused": played.refused,
                "agreement": plain_agreement(played),
                "change": plain_change(played.change),
                "members": {code: plain_party(party) for code, party in played.standing.parties.items()},
            }
            for played in performed.played
        ],
        "unmet": [asdict(each) for each in performed.unmet],
        "files": files,
    }
    return json.dumps(answer, indent=1, ensure_ascii=False, default=str)


def _in_words(performed: Performance, files: Mapping[str, str | None]) -> Iterator[str]:
    for played in performed.played:
        told = played.standing.agreement
        words = f"Step {played.step}: {told.state}, {told.effective} of {told.required} boards"
        yield f"{words}; refused: {played.refused}" if played.refused else words
    for each in performed.unmet:
        who = f", {each.member}" if each.member else ""
        why = each.got if each.got == NO_SUCH_NAME else f"wanted {each.wanted!s}, got {each.got!s}"
        yield f"Not met, step {each.step}{who}, {each.field}: {why}"
    yield "Every expectation was met." if not performed.unmet else f"{len(performed.unmet)} not met."
    yield from (f"Written: {path}" for path in files.values() if path is not None)
