"""`govflow power`: exact fractions for weights and for every rule of an agreement."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govflow.cli.power import command
from govflow.core.errors import Refused
from govflow.core.power import power, weighted
from govflow.core.voting_terms import SECOND_VOTE_NOTE

EXAMPLES = Path(__file__).parents[1] / "examples"
Json = dict[str, Any]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def rules(*arguments: str) -> list[Json]:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: list[Json] = json.loads(result.stdout)["rules"]
    return found


def changed(tmp_path: Path, **answers: object) -> str:
    source = json.loads((EXAMPLES / "lead_body_6.json").read_text("utf-8"))
    source["answers"].update(answers)
    file = tmp_path / "draft.json"
    file.write_text(json.dumps(source), "utf-8")
    return str(file)


def test_the_six_of_the_common_market() -> None:
    (rule,) = rules("--weights", "4,4,4,2,2,1", "--quota", "12")
    assert (rule["rule"], rule["quota"], rule["voters"]) == ("weights", "12", ["1", "2", "3", "4", "5", "6"])
    assert rule["members_needed"] == 3
    assert [one["banzhaf_raw"] for one in rule["members"]] == [10, 10, 10, 6, 6, 0]
    assert [one["banzhaf"] for one in rule["members"]] == ["5/21", "5/21", "5/21", "1/7", "1/7", "0"]
    assert [one["shapley_shubik"] for one in rule["members"]] == ["7/30"] * 3 + ["3/20"] * 2 + ["0"]
    assert rule["members"][5] == {
        "member": "6",
        "weight": "1",
        "banzhaf_raw": 0,
        "banzhaf": "0",
        "shapley_shubik": "0",
        "can_never_matter": True,
        "can_always_block": False,
        "decides_alone": False,
    }
    (warning,) = rule["warnings"]
    assert (warning["code"], warning["members"]) == ("can_never_matter", ["6"])


def test_one_vote_is_said_of_one() -> None:
    assert "these weights; 1 vote carries, of 2\n" in run("--weights", "1,1", "--quota", "1").stdout


def test_weights_may_be_fractions() -> None:
    (rule,) = rules("--weights", "1/3, 0.5,1/6", "--quota", "2/3")
    assert [one["weight"] for one in rule["members"]] == ["1/3", "1/2", "1/6"]
    assert rule["quota"] == "2/3"


def test_a_quota_that_nothing_reaches_is_warned_of() -> None:
    (rule,) = rules("--weights", "1,1", "--quota", "3")
    assert (rule["quota"], rule["members_needed"]) == ("3", None)
    assert rule["warnings"][0]["code"] == "nothing_carries"


@pytest.mark.parametrize(
    ("name", "members", "count"), [("lead_body_6", 6, 12), ("spv_30", 30, 11), ("alliance_19", 19, 7)]
)
def test_every_rule_of_an_agreement_is_told(name: str, members: int, count: int) -> None:
    found = rules(str(EXAMPLES / f"{name}.json"))
    answers = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["answers"]
    assert len(found) >= count
    for rule in found:
        assert rule["usual"] is (rule["rule"] not in answers)
        assert rule["usual"] or rule["decision_rule"] == answers[rule["rule"]]
        assert members - 1 <= len(rule["members"]) <= members
        assert sum(Fraction(one["shapley_shubik"]) for one in rule["members"]) == 1
        assert sum(Fraction(one["banzhaf"]) for one in rule["members"]) == 1


def test_votes_by_share_are_those_of_the_agreement(tmp_path: Path) -> None:
    found = {rule["rule"]: rule for rule in rules(changed(tmp_path, vote_basis="by_share"))}
    ordinary = found["ordinary_rule"]
    assert [one["weight"] for one in ordinary["members"]] == ["30", "20", "16", "14", "11", "9"]
    assert ordinary["quota"] == "51"
    dual = {rule["rule"]: rule for rule in rules(changed(tmp_path, ordinary_rule="dual_majority"))}
    assert (dual["ordinary_rule"]["quota"], dual["ordinary_rule"]["members_needed"]) == ("51", 4)


def test_that_the_second_vote_is_meant_is_said(tmp_path: Path) -> None:
    file = changed(tmp_path, ordinary_rule="consensus_then_majority")
    notes = {rule["rule"]: rule["notes"] for rule in rules(file)}
    assert SECOND_VOTE_NOTE in notes["ordinary_rule"]
    assert SECOND_VOTE_NOTE not in notes["major_rule"]
    assert f"  Note: {SECOND_VOTE_NOTE}\n" in run(file).stdout


def test_who_can_always_block_is_named(tmp_path: Path) -> None:
    (unanimous,) = (rule for rule in rules(changed(tmp_path)) if rule["decision_rule"] == "unanimous")
    (warning,) = unanimous["warnings"]
    assert (warning["code"], len(warning["members"])) == ("can_always_block", 6)


def test_it_prints_lines_for_people(tmp_path: Path) -> None:
    result = run(changed(tmp_path))
    assert result.exit_code == 0
    assert (
        "majority for ordinary decisions (ordinary_rule): a simple majority; 4 votes carry, of 6\n"
        in result.stdout
    )
    assert "  Note: nobody has answered this; the usual choice stands in.\n" in result.stdout
    assert "  Note: The board makes this decision" in result.stdout
    weights = run("--weights", "4,4,4,2,2,1", "--quota", "12").stdout
    assert weights.startswith("these weights; 12 votes carry, of 17\n")
    assert "23.81%" in weights
    assert "  Warning: 6 has a vote that can never matter: it never changes the outcome.\n" in weights


def test_an_agreement_without_votes_is_said_to_have_none() -> None:
    told = run(str(EXAMPLES / "nda_4.json"))
    words = "Nobody votes under this draft: it has no decision rule.\n"
    assert (told.exit_code, told.stdout, told.stderr) == (0, "", words)
    assert rules(str(EXAMPLES / "nda_4.json")) == []


def test_thirty_ordinary_weights_are_counted_where_a_page_would_not_wait() -> None:
    weights = [1 + n**3 * 7919 % 10_000 for n in range(30)]
    quota = sum(weights) * 9 // 10
    with pytest.raises(Refused, match="votes_too_fine"):
        power(weighted(weights, quota))
    (rule,) = rules("--weights", ",".join(map(str, weights)), "--quota", str(quota))
    assert sum(Fraction(one["shapley_shubik"]) for one in rule["members"]) == 1


FINE = ",".join(str(3**n + 10**15) for n in range(40))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ([], "govflow power: arguments: give either a FILE, or both --weights and --quota"),
        (["--weights", "1"], "govflow power: arguments: give either a FILE, or both --weights and --quota"),
        (["f", "--quota", "1"], "f: arguments: give either a FILE, or both --weights and --quota"),
        (
            ["--weights", "1,x", "--quota", "1"],
            "govflow power: --weights, number 2: must be a number such as 4, 12.5 or 1/3",
        ),
        (
            ["--weights", "1,1/0", "--quota", "1"],
            "govflow power: --weights, number 2: must be a number such as 4, 12.5 or 1/3",
        ),
        (
            ["--weights", "-1,2", "--quota", "1"],
            "govflow power: --weights, number 1: must be a number such as 4, 12.5 or 1/3",
        ),
        (["--weights", "1", "--quota", "0"], "govflow power: --quota: must be over 0"),
        (
            ["--weights", ",".join("1" * 101), "--quota", "1"],
            "govflow power: --weights: more than 100 voters cannot be counted",
        ),
        (
            ["--weights", FINE, "--quota", str(10**17)],
            "govflow power: votes: the votes are too finely divided: more than 750000 different sums of them",
        ),
        (["absent.json"], "absent.json: file: no such file or directory"),
    ],
)
def test_what_cannot_be_read_is_one_line(arguments: list[str], line: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{line}\n")


@pytest.mark.parametrize(
    ("members", "answers", "line"),
    [
        ([], {"major_rule": "consent"}, "members: nobody has a vote"),
        (
            [{"member_id": f"A{n}"} for n in range(101)],
            {"major_rule": "two_thirds"},
            "members: more than 100 voters cannot be counted",
        ),
    ],
)
def test_a_draft_without_votes_is_one_line(
    tmp_path: Path, members: list[Json], answers: Json, line: str
) -> None:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps({"type": "LB", "members": members, "answers": answers}), "utf-8")
    result = run(str(file))
    assert (result.exit_code, result.stderr) == (2, f"{file}: {line}\n")
