"""What a database of either kind could not keep is told in one line, before anything is played."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import String

from govflow.cli.rehearse import LONGEST, LONGEST_TITLE, command, read_cast
from govflow.members.models import ConsortiumRow, MemberRow

FILE = Path(__file__).parent.parent / "examples" / "lead_body_6.json"
BEYOND = 10**30
COLUMNS = {"member_id": "code", "class": "member_class"}
"""What is called otherwise in the table than in a file."""


def rehearse(
    tmp_path: Path,
    step: dict[str, object],
    change: Callable[[Any], object] | None = None,
    *options: str,
) -> Result:
    draft = json.loads(FILE.read_text("utf-8"))
    if change is not None:
        change(draft)
    file, story = tmp_path / "file.json", tmp_path / "story.json"
    file.write_text(json.dumps(draft), encoding="utf-8")
    story.write_text(json.dumps({"steps": [{"on": "2026-11-02", **step}]}), encoding="utf-8")
    told = [str(file), "--story", str(story), "--out", str(tmp_path / "out"), *options]
    return CliRunner().invoke(command, told)


def is_unreadable(done: Result, place: str, tmp_path: Path) -> bool:
    one_line = done.stderr.count("\n") == 1 and done.stderr.split(": ")[1] == place
    return (done.exit_code, done.stdout) == (2, "") and one_line and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("step", "place"),
    [
        ({"act": "board", "member": "LB1", "set": {"seats": BEYOND}}, "steps[0].set.seats"),
        ({"act": "board", "member": "LB1", "set": {"in_office": BEYOND}}, "steps[0].set.in_office"),
        ({"act": "board", "member": "LB1", "set": {"quorum": BEYOND}}, "steps[0].set.quorum"),
        ({"act": "release", "on": "0001-01-01"}, "steps[0].on"),
        ({"act": "release", "on": "0001-01-01T00:00:00+14:00"}, "steps[0].on"),
        ({"act": "release", "on": "9999-12-31T23:59:59-12:00"}, "steps[0].on"),
        ({"act": "pass_time", "to": "1812-12-31"}, "steps[0].to"),
        (
            {"act": "change", "version": "1", "reword": [{"clause": "a\0", "text": "Words."}]},
            "steps[0].reword[0].clause",
        ),
    ],
)
def test_a_story_beyond_what_can_be_kept_is_told_in_one_line(
    tmp_path: Path, step: dict[str, object], place: str
) -> None:
    assert is_unreadable(rehearse(tmp_path, step), place, tmp_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("annual_income", -1),
        ("member_id", "L" * 101),
        ("legal_name", "Trust\0"),
        ("legal_name", "L" * 301),
        ("registered_office", "L" * 501),
    ],
)
def test_a_member_that_the_roll_cannot_keep_is_told_in_one_line(
    tmp_path: Path, field: str, value: object
) -> None:
    done = rehearse(tmp_path, {"act": "release"}, lambda draft: draft["members"][0].update({field: value}))
    assert is_unreadable(done, f"members[0].{field}", tmp_path)
    assert ("U+0000" in done.stderr) is (value == "Trust\0")


@pytest.mark.parametrize(
    ("vehicle", "is_party", "line"),
    [
        (None, True, "vehicle: it is a party, but it is not given"),
        ("Tamebrook", False, "vehicle: The vehicle is not an organisation."),
        (None, "yes", "vehicle_is_party: Whether the vehicle is a party is not yes or no."),
    ],
)
def test_no_party_is_forgotten(tmp_path: Path, vehicle: object, is_party: object, line: str) -> None:
    told = {"vehicle": vehicle, "vehicle_is_party": is_party}
    done = rehearse(tmp_path, {"act": "release"}, lambda draft: draft.update(told))
    assert done.stderr == f"{tmp_path / 'file.json'}: {line}\n"
    assert is_unreadable(done, line.split(":")[0], tmp_path)


def test_a_question_without_a_name_that_can_be_kept_is_told_in_one_line(tmp_path: Path) -> None:
    done = rehearse(tmp_path, {"act": "release"}, lambda draft: draft["answers"].update({"a" * 101: 1}))
    assert is_unreadable(done, f"answers.{'a' * 101}", tmp_path)


def test_a_rewording_of_a_clause_that_cannot_be_named_is_told_in_one_line(tmp_path: Path) -> None:
    done = rehearse(tmp_path, {"act": "release"}, lambda draft: draft.update(reworded={"a\0": "Words."}))
    assert is_unreadable(done, "reworded.a\\x00", tmp_path)


@pytest.mark.parametrize(
    ("database", "line"),
    [
        ("foo", "address: it is not the address of a database"),
        ("mysql://x", "address: it is neither an SQLite nor a PostgreSQL database"),
        ("sqlite://", "address: it names no file"),
        ("sqlite:////nope/x.db", "database: unable to open database file"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "database: connection failed: "),
    ],
)
def test_a_database_that_cannot_be_used_is_told_before_anything_is_made(
    tmp_path: Path, database: str, line: str
) -> None:
    done = rehearse(tmp_path, {"act": "release"}, None, "--database", database)
    assert done.stderr.startswith(f"--database: {line}")
    assert is_unreadable(done, line.split(":")[0], tmp_path)


def test_a_story_is_played_on_no_database_that_was_used(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "used.db")) as used:
        used.execute("CREATE TABLE people (name TEXT)")
    done = rehearse(tmp_path, {"act": "release"}, None, "--database", f"sqlite:///{tmp_path / 'used.db'}")
    assert done.stderr == "--database: database: it is not empty\n"
    assert is_unreadable(done, "database", tmp_path)


@pytest.mark.parametrize("title", [None, 5, "a\0", "T" * 301])
def test_a_title_that_is_none_is_ignored(tmp_path: Path, title: object) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps({**json.loads(FILE.read_text("utf-8")), "title": title}), encoding="utf-8")
    assert read_cast(str(file)).title == "LB"


def test_the_limits_are_those_of_the_roll() -> None:
    for name, longest in LONGEST.items():
        kept = MemberRow.__table__.columns[COLUMNS.get(name, name)].type
        assert isinstance(kept, String)
        assert kept.length == longest, name
    title = ConsortiumRow.__table__.columns["title"].type
    assert isinstance(title, String)
    assert title.length == LONGEST_TITLE
