"""`govflow simulate`: a vote played on the terms of a draft."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govflow.cli.simulate import command
from govflow.core.voting_terms import SECOND_VOTE_NOTE

LEAD_BODY = Path(__file__).parents[1] / "examples" / "lead_body_6.json"
SIX = ("LB1", "LB2", "LB3", "LB4", "LB5", "LB6")
Json = dict[str, Any]


def said(*conduct: str) -> str:
    return json.dumps(dict(zip(SIX, conduct, strict=False)))


def run(rule: str, votes: str, *options: str, file: Path | str = LEAD_BODY) -> Result:
    return CliRunner().invoke(command, [str(file), "--rule", rule, "--votes", votes, *options])


def played(rule: str, votes: str, *options: str, file: Path | str = LEAD_BODY) -> Json:
    result = run(rule, votes, "--json", *options, file=file)
    assert (result.exit_code, result.stderr) == (0, "")
    answer: Json = json.loads(result.stdout)
    return answer


def test_a_vote_is_played_with_its_reasons() -> None:
    answer = played("ordinary_rule", said("for", "against", "abstain", "absent", "steps_back", "against"))
    assert (answer["outcome"], answer["carried"]) == ("lost", False)
    assert answer["arithmetic"] == (
        "1 for, 2 against, 1 abstained, 1 absent; more than half of 3 votes cast is 2; lost"
    )
    assert answer["quorum"] == {
        "needed": 4,
        "present": 4,
        "entitled": 6,
        "lead_missing": None,
        "reached": True,
    }
    assert (answer["needs_more"], answer["needs_more_for_example"]) == (1, ["LB2"])
    assert answer["voters"] == ["LB1", "LB2", "LB3", "LB6"]
    assert answer["carry"] == {
        "count": 4,
        "all_named": True,
        "named": [
            ["LB1", "LB2", "LB3"],
            ["LB1", "LB2", "LB6"],
            ["LB1", "LB3", "LB6"],
            ["LB2", "LB3", "LB6"],
        ],
    }
    assert answer["block"]["count"] == 6
    assert (answer["decision_rule"], answer["basis"], answer["by_share"]) == (
        "simple_majority",
        "votes_cast",
        False,
    )


def test_without_a_quorum_nothing_is_decided() -> None:
    answer = played("ordinary_rule", said("for", "against", "abstain", "absent", "steps_back"))
    assert (answer["outcome"], answer["quorum"]["reached"]) == ("inquorate", False)
    assert answer["needs_more"] is None
    assert answer["needs"] == "Needs 1 more counted as present for a quorum."


def test_the_seats_of_a_board_vote_where_they_are_asked_to() -> None:
    votes = json.dumps(
        {"LB1": "for", "LB2": "for", "LB3": "against", "lived-experience-1": "for", "chair": "abstain"}
    )
    answer = played("ordinary_rule", votes, "--board")
    assert (answer["outcome"], answer["quorum"]["present"], answer["quorum"]["needed"]) == ("carried", 5, 5)
    assert answer["voters"] == ["LB1", "LB2", "LB3", "lived-experience-1"]
    refused = run("major_rule", votes, "--board")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "--board: the draft does not say that a board votes on major_rule" in refused.stderr
    unknown = run("ordinary_rule", '{"independent": "for"}', "--board")
    seats = ", ".join((*SIX, "lived-experience-1", "chair"))
    told = f"{LEAD_BODY}: --votes.independent: there is no such seat; there are {seats}\n"
    assert (unknown.exit_code, unknown.stdout, unknown.stderr) == (2, "", told)


def test_a_rule_may_be_named_by_its_kind() -> None:
    assert played("unanimous", said(*["for"] * 6))["carried"]
    assert played("consent", said("for", "for", "for", "for", "objects"))["outcome"] == (
        "returned_with_objection"
    )


def test_a_second_vote_follows_where_consensus_fails() -> None:
    votes = said("for", "for", "for", "for", "against")
    answer = played("consensus_then_majority", votes)
    assert answer["outcome"] == "deferred_to_vote"
    assert SECOND_VOTE_NOTE in answer["notes"]
    assert f"  Note: {SECOND_VOTE_NOTE}\n" in run("consensus_then_majority", votes).stdout
    assert played("consensus_then_majority", votes, "--second-round")["carried"]


def test_the_chair_may_cast_a_vote_in_an_equality() -> None:
    votes = said("for", "for", "against", "against")
    equal = played("ordinary_rule", votes)
    assert (equal["outcome"], equal["casting_vote"]) == ("lost", {"exists": True, "would_settle": True})
    assert played("ordinary_rule", votes, "--casting", "for")["outcome"] == "carried_on_casting_vote"


def test_it_prints_lines_for_people() -> None:
    result = run("ordinary_rule", said("for", "for", "against", "against"))
    assert result.stdout.splitlines()[:6] == [
        "majority for ordinary decisions (ordinary_rule): 2 for, 2 against, 2 absent; "
        "more than half of 4 votes cast is 3; lost",
        "  Needs 1 more to vote for it, such as LB3.",
        "  The votes are equal: the chair's casting vote settles it.",
        "  4 smallest coalitions carry:",
        "    LB1, LB2 and LB3",
        "    LB1, LB2 and LB4",
    ]
    assert "  Note: The board makes this decision" in result.stdout
    together = run("unanimous", said(*["for"] * 6)).stdout
    assert "  1 smallest coalition carries:\n" in together
    assert "  6 smallest coalitions block:\n" in together
    nobody = run("ordinary_rule", "{}").stdout
    assert "  0 smallest coalitions carry.\n" in nobody


def test_of_very_many_coalitions_the_rest_is_counted() -> None:
    spv = LEAD_BODY.with_name("spv_30.json")
    votes = json.dumps({f"S{n:02}": "for" for n in range(1, 31)})
    result = run("ordinary_rule", votes, file=spv)
    assert "  145422675 smallest coalitions carry:\n" in result.stdout
    assert "    and 145422575 more\n" in result.stdout
    assert played("ordinary_rule", votes, file=spv)["carry"]["all_named"] is False


@pytest.mark.parametrize(
    ("rule", "votes", "line"),
    [
        ("ordinary_rule", "{", "--votes line 1 column 2: not JSON"),
        ("ordinary_rule", "[]", "--votes: must be an object {...}"),
        ("ordinary_rule", '{"LB1": "yes"}', "--votes.LB1: must be one of for, against, objects, abstain, "),
        ("ordinary_rule", '{"LB9": "for"}', "--votes.LB9: is no member"),
        ("ordinary_rule", '{"LB1": "for", "LB1": "against"}', "--votes LB1: is given twice"),
        ("lead_removal_rule", '{"LB1": "for"}', "--votes.LB1: has no vote on this decision"),
        ("biggest", "{}", "--rule: there is no rule biggest; there are admission_rule, "),
    ],
)
def test_what_cannot_be_read_is_one_line(rule: str, votes: str, line: str) -> None:
    result = run(rule, votes)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"{LEAD_BODY}: {line}")
    assert result.stderr.count("\n") == 1


def test_an_unknown_rule_tells_the_names_there_are() -> None:
    told = run("biggest", "{}").stderr
    assert "ordinary_rule" in told
    assert "three_quarters" in told


def test_a_casting_vote_that_nobody_has_is_one_line() -> None:
    alliance = LEAD_BODY.with_name("alliance_19.json")
    result = run("major_rule", "{}", "--casting", "for", file=alliance)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{alliance}: --casting: the chair has no casting vote here\n",
    )


def test_too_many_voters_are_one_line(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    names = [f"A{n}" for n in range(101)]
    members = [{"member_id": name} for name in names]
    file.write_text(json.dumps({"type": "LB", "members": members, "answers": {}}), "utf-8")
    result = run("two_thirds", json.dumps(dict.fromkeys(names, "for")), file=file)
    assert (result.exit_code, result.stderr) == (
        2,
        f"{file}: members: more than 100 voters cannot be counted\n",
    )
