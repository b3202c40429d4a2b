"""`govflow rehearse`: stories that are read, stories that are not, and what is told of them."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govflow.cli.reading import Node, Unreadable
from govflow.cli.rehearse import command
from govflow.cli.story_file import ACTS, read_board, read_steps
from govflow.core.counting import BoardRules, WrittenRule
from govflow.core.voting import Basis, RuleCode
from govflow.overview.rehearsal import NO_SUCH_NAME, NOON

FILE = Path(__file__).parent.parent / "examples" / "lead_body_6.json"
CIRCULATE = {"step": 1, "on": "2026-11-02", "act": "circulate", "version": "0.9", "deadline": "2027-02-26"}
RESOLVE = {
    "on": "2026-11-03",
    "act": "resolve",
    "member": "LB1",
    "version": "0.9",
    "route": "meeting",
    "present": 5,
    "for": 5,
}


def rehearse(tmp_path: Path, steps: object, *more: str, file: Path = FILE) -> Result:
    story = tmp_path / "story.json"
    story.write_text(steps if isinstance(steps, str) else json.dumps({"steps": steps}), encoding="utf-8")
    out = tmp_path / "out"
    return CliRunner().invoke(command, [str(file), "--story", str(story), "--out", str(out), *more])


def changed(tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """The example with something changed in it."""
    draft = json.loads(FILE.read_text("utf-8"))
    change(draft)
    path = tmp_path / "file.json"
    path.write_text(json.dumps(draft), encoding="utf-8")
    return path


def test_a_story_whose_expectations_are_met_ends_well(tmp_path: Path) -> None:
    done = rehearse(tmp_path, [{**CIRCULATE, "expect": {"agreement": "approving", "required": 6}}, RESOLVE])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "Step 2: approving, 1 of 6 boards" in done.stdout
    assert "Every expectation was met." in done.stdout


def test_what_was_not_met_is_told_with_step_member_wanted_and_got(tmp_path: Path) -> None:
    wanted = {
        "agreement": "lapsed",
        "effective": 3,
        "change": {"class": "minor"},
        "members": {"LB1": {"approval": "approved", "signature": "none"}, "LB9": {"effective": True}},
    }
    done = rehearse(tmp_path, [{**CIRCULATE, "expect": wanted}], "--json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["unmet"] == [
        {"step": 1, "member": None, "field": "agreement", "wanted": "lapsed", "got": "approving"},
        {"step": 1, "member": None, "field": "effective", "wanted": 3, "got": 0},
        {"step": 1, "member": None, "field": "change.class", "wanted": "minor", "got": None},
        {"step": 1, "member": "LB1", "field": "approval", "wanted": "approved", "got": "asked"},
        {"step": 1, "member": "LB9", "field": "effective", "wanted": True, "got": NO_SUCH_NAME},
    ]
    assert answer["files"] == dict.fromkeys(("pdf", "proof", "evidence", "acts", "key"))
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_expected_under_a_name_that_is_none_is_not_met(tmp_path: Path) -> None:
    wanted = {
        "agrement": None,
        "change": {"class": None, "clas": None},
        "members": {"LB1": {"outcome": None, "outcom": None}, "ZZ": {"outcome": None}},
    }
    done = rehearse(tmp_path, [{**CIRCULATE, "expect": wanted}], "--json")
    unmet = json.loads(done.stdout)["unmet"]
    told = [(each["member"], each["field"]) for each in unmet]
    assert told == [(None, "agrement"), (None, "change.clas"), ("LB1", "outcom"), ("ZZ", "outcome")]
    assert {each["got"] for each in unmet} == {"there is no such name"}
    said = rehearse(tmp_path, [{**CIRCULATE, "expect": wanted}]).stdout
    assert "Not met, step 1, change.clas: there is no such name\n" in said
    assert "Not met, step 1, ZZ, outcome: there is no such name\n" in said
    nothing = {"change": None, "members": None}
    assert rehearse(tmp_path, [{**CIRCULATE, "expect": nothing}]).exit_code == 0


def test_a_storys_own_words_cannot_clear_the_screen(tmp_path: Path) -> None:
    done = rehearse(tmp_path, [{**CIRCULATE, "expect": {"agreement": "\x1b[2Jcleared\u202e"}}])
    assert "wanted \\x1b[2Jcleared\\u202e, got approving\n" in done.stdout


def test_a_refusal_that_nobody_expected_is_not_met(tmp_path: Path) -> None:
    twice = [CIRCULATE, RESOLVE, {**RESOLVE, "step": 3}]
    done = rehearse(tmp_path, twice)
    assert done.exit_code == 1
    assert "Not met, step 3, refused: wanted None, got already_decided" in done.stdout
    expected = [CIRCULATE, RESOLVE, {**RESOLVE, "expect": {"refused": "already_decided"}}]
    assert rehearse(tmp_path, expected).exit_code == 0
    never = [CIRCULATE, {**RESOLVE, "expect": {"refused": "already_decided"}}]
    assert rehearse(tmp_path, never).exit_code == 1


def test_a_rehearsal_touches_nothing_of_this_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "instance"
    monkeypatch.setenv("GOVFLOW_DATA", str(data))
    monkeypatch.setenv("GOVFLOW_DATABASE_URL", "postgresql://nobody@localhost:1/nothing")
    monkeypatch.chdir(tmp_path)
    assert rehearse(tmp_path, [CIRCULATE]).exit_code == 0
    assert not data.exists()
    assert sorted(os.listdir(tmp_path)) == ["out", "story.json"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("{", "line 1 column 2: not JSON"),
        ("[]", "file: must be an object"),
        ("{}", 'file: lacks "steps"'),
        ([], "steps: must have a step"),
        ([{**CIRCULATE, "act": "celebrate"}], "steps[0].act: must be one of circulate"),
        ([{"on": "2026-11-02"}], 'steps[0]: lacks "act"'),
        ([{"act": "circulate", "version": "1"}], 'steps[0]: lacks "on"'),
        ([{**CIRCULATE, "on": "soon"}], "steps[0].on: must be a date like 2026-11-22"),
        ([{**CIRCULATE, "on": "2026-11-02 at noon"}], "steps[0].on: must be a date like 2026-11-22"),
        ([{**CIRCULATE, "step": "one"}], "steps[0].step: must be a whole number"),
        ([{**CIRCULATE, "deadline": 5}], "steps[0].deadline: must be text"),
        ([{**CIRCULATE, "version": "0.9\n"}], "steps[0].version: must be a name"),
        ([{**CIRCULATE, "version": "v" * 101}], "steps[0].version: must be a name"),
        ([{**CIRCULATE, "reasons": []}], "steps[0].reasons: must be an object"),
        ([{**CIRCULATE, "expect": []}], "steps[0].expect: must be an object"),
        ([{**CIRCULATE, "expect": {"members": ["LB1"]}}], "steps[0].expect.members: must be an object"),
        (
            [{**CIRCULATE, "expect": {"members": {"LB1": "asked"}}}],
            "steps[0].expect.members.LB1: must be an object",
        ),
        ([{**CIRCULATE, "expect": {"change": "minor"}}], "steps[0].expect.change: must be an object"),
        (
            [CIRCULATE, {**RESOLVE, "route": "telepathy"}],
            "steps[1].route: must be one of meeting, written, paper",
        ),
        ([CIRCULATE, {**RESOLVE, "present": None}], 'steps[1]: lacks "present"'),
        ([CIRCULATE, {**RESOLVE, "for": "5"}], "steps[1].for: must be a whole number"),
        (
            [CIRCULATE, {**RESOLVE, "chair_voted": "abstain"}],
            "steps[1].chair_voted: must be one of for, against",
        ),
        ([CIRCULATE, {**RESOLVE, "valid_months": -1}], "steps[1].valid_months: must be 0 to 1200"),
        (
            [CIRCULATE, {**RESOLVE, "conditions": [{"id": "C1"}, {"id": "C1"}]}],
            "steps[1].conditions[1].id: is given twice",
        ),
        (
            [{"on": "2026-11-02", "act": "sign", "members": [], "version": "1"}],
            "steps[0].members: must name at least one",
        ),
        (
            [{"on": "2026-11-02", "act": "delegate", "members": ["LB1"], "what": "everything"}],
            "steps[0].what: must be one of minor_changes, sign",
        ),
        (
            [{"on": "2026-11-02", "act": "board", "member": "LB1", "set": {"majority": "consent"}}],
            "steps[0].set.majority: must be one of",
        ),
        (
            [{"on": "2026-11-02", "act": "board", "member": "LB1", "set": {"quorm": 9}}],
            "steps[0].set.quorm: is none of seats, in_office, quorum, ",
        ),
        (
            [{"on": "2026-11-02", "act": "change", "version": "1", "class": "tiny"}],
            "steps[0].class: must be one of",
        ),
        (
            [{"on": "2026-11-02", "act": "change", "version": "1", "set": {"a\nb": 1}}],
            "must have a name that can be read",
        ),
        ([{"on": "2026-11-02", "act": "pass_time"}], 'steps[0]: lacks "to"'),
    ],
)
def test_a_story_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, steps: object, words: str) -> None:
    done = rehearse(tmp_path, steps)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{tmp_path / 'story.json'}: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr
    assert not (tmp_path / "out").exists()


def _twice(draft: dict[str, Any]) -> None:
    draft["members"].append(draft["members"][0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda draft: draft.pop("answers"), "answers: "),
        (_twice, "members[6].member_id: is given twice"),
        (lambda draft: draft["members"][1].update(legal_name=5), "members[1].legal_name: "),
        (lambda draft: draft["members"][1].update(board=7), "members[1].board: must be an object"),
        (
            lambda draft: draft["members"][1]["board"].update(quorum="two"),
            "members[1].board.quorum: must be a whole",
        ),
        (
            lambda draft: draft["members"][1]["board"].update(in_office=99),
            "members[1].board: has numbers that do not",
        ),
        (
            lambda draft: draft["members"][1].update(annual_income=10**18),
            "members[1].annual_income: is beyond belief",
        ),
    ],
)
def test_a_file_that_cannot_be_played_is_told_in_one_line(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], words: str
) -> None:
    file = changed(tmp_path, change)
    done = rehearse(tmp_path, [CIRCULATE], file=file)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{file}: {words}")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_told_before_anything_is_played(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("not a folder", encoding="utf-8")
    done = rehearse(tmp_path, [CIRCULATE])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"{tmp_path / 'out'}: folder: file exists\n"


def test_a_draft_with_errors_is_not_put_to_the_boards(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda draft: draft["answers"].update(no_such_question=1))
    step = {**CIRCULATE, "expect": {"refused": "errors_in_draft", "agreement": "drafting"}}
    expected = rehearse(tmp_path, [step], file=file)
    assert (expected.exit_code, expected.stderr) == (0, "")
    done = rehearse(tmp_path, [CIRCULATE], file=file)
    assert done.exit_code == 1
    assert done.stderr == (
        "Step 1, AN-01, no_such_question: No question is called “no_such_question”. "
        "Check the spelling, or leave it out.\n"
    )


def test_members_without_a_board_can_be_given_one(tmp_path: Path) -> None:
    file = changed(tmp_path, lambda draft: [member.pop("board") for member in draft["members"]])
    rules = {"seats": 5, "quorum": 2}
    steps = [
        CIRCULATE,
        {**RESOLVE, "expect": {"refused": "numbers_do_not_add_up"}},
        {"act": "board", "member": "LB1", "set": rules},
        {**RESOLVE, "expect": {"members": {"LB1": {"approval": "approved"}}}},
    ]
    assert rehearse(tmp_path, steps, file=file).exit_code == 0


def test_every_act_of_the_story_format_is_read() -> None:
    assert sorted(ACTS) == sorted(
        [
            "circulate",
            "change",
            "board",
            "resolve",
            "meet_condition",
            "waive_condition",
            "delegate",
            "accept_minor",
            "object",
            "withdraw_approval",
            "plan",
            "sign",
            "withdraw_signature",
            "decline",
            "meet_precedent",
            "waive_precedent",
            "leave_out",
            "pass_time",
            "release",
        ]
    )


def test_a_day_is_its_noon_and_a_moment_is_itself() -> None:
    days = ["2026-11-02", "2026-11-02T09:30:00", "2026-11-02T10:30:00+01:00"]
    steps = read_steps(Node([{**deepcopy(CIRCULATE), "on": day} for day in days]))
    moments = [step.moment.isoformat() if step.moment else "" for step in steps]
    assert moments == ["2026-11-02T12:00:00+00:00", *["2026-11-02T09:30:00+00:00"] * 2]
    assert NOON.hour == 12


def test_a_boards_rules_change_one_by_one() -> None:
    before = BoardRules(9, 7, 3)
    assert read_board(Node({"quorum": 4}), before) == BoardRules(9, 7, 4)
    assert read_board(Node({"seats": 11}), before) == BoardRules(11, 11, 3)
    assert read_board(Node({"seats": 11, "in_office": 10}), before) == BoardRules(11, 10, 3)
    told = {"majority": "two_thirds", "basis": "present", "chair_casting": True, "written": "none"}
    assert read_board(Node(told), before) == BoardRules(
        9, 7, 3, RuleCode.TWO_THIRDS, Basis.PRESENT, True, WrittenRule.NONE
    )
    with pytest.raises(Unreadable):
        read_board(Node({"chair_casting": "yes"}), before)
