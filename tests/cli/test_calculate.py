"""`govflow calculate`: every vector again, other inputs of the same shape, and one line for a wrong shape."""

import copy
import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govflow.cli.calculate import command

VECTORS = Path(__file__).parents[1] / "examples" / "calculations.json"
FILE: dict[str, Any] = json.loads(VECTORS.read_text("utf-8"))


def run(path: Path, *options: str) -> Result:
    return CliRunner().invoke(command, [str(path), *options])


def calculate(tmp_path: Path, file: object) -> Result:
    path = tmp_path / "calculations.json"
    path.write_text(json.dumps(file), "utf-8")
    return run(path, "--json")


def expected(tmp_path: Path, section: str, **changes: object) -> Any:
    """What is expected of the section's first vector, with some of its fields changed."""
    vector = {
        key: value for key, value in FILE[section][0].items() if not key.startswith("expected")
    } | changes
    result = calculate(tmp_path, {section: [vector]})
    assert result.exit_code == 0, result.stderr
    (answer,) = json.loads(result.stdout)[section]
    assert {key: answer[key] for key in vector} == vector
    found = {key: value for key, value in answer.items() if key.startswith("expected")}
    return found["expected"] if list(found) == ["expected"] else found


def without_expected(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_expected(part) for key, part in value.items() if not key.startswith("expected")}
    return [without_expected(part) for part in value] if isinstance(value, list) else value


def test_every_vector_is_reproduced() -> None:
    result = run(VECTORS, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == FILE


def test_expected_values_are_worked_out_and_not_read(tmp_path: Path) -> None:
    assert json.loads(calculate(tmp_path, without_expected(FILE)).stdout) == FILE
    wrong = copy.deepcopy(FILE)
    wrong["votes"][0]["expected"] = "lost"
    wrong["exit_settlement"][0]["expected_net_to_member"] = "1.00"
    wrong["performance_ladder"][0]["expected"] = []
    assert json.loads(calculate(tmp_path, wrong).stdout) == FILE


@pytest.mark.parametrize("section", FILE)
def test_other_kinds_of_calculation_may_be_absent(tmp_path: Path, section: str) -> None:
    one = {"note": "one kind only", section: FILE[section]}
    assert json.loads(calculate(tmp_path, one).stdout) == one


def test_it_prints_lines_for_people() -> None:
    result = run(VECTORS)
    assert result.exit_code == 0
    assert 'votes[0].expected: "carried"\n' in result.stdout
    assert 'deficit_calls[0].expected_uncovered: "0.00"\n' in result.stdout
    assert "note" not in result.stdout


def test_it_prints_the_working_line_by_line_with_its_clause() -> None:
    printed = run(VECTORS).stdout.splitlines()
    for line in (
        "  Period 4",
        "  Held back from the payment: £3,417.60 (10% × £341,760.00 ÷ 4 × 40%) [payment-withholding]",
        "  4 for, 2 against; at least two-thirds of 6 votes cast is 4; carried [decision-rules]",
        "  The quorum: 2 (7 ÷ 3, to the nearest whole number, and two at the least)",
        "  LB1: 27.00% (30% × (100 − 10) ÷ 100) [admission]",
        "  The notice has run: 10 November 2028 (10 May 2028 + 6 months) [voluntary-withdrawal]",
        "  LB1: £18,000.00 (30% × £60,000.00, under 5% × £640,800.00) [surplus-deficit]",
        "  Earned and not yet paid: £28,480.00 (due to it) [exit-consequences]",
    ):
        assert line in printed


def test_the_working_is_in_the_json_where_it_is_asked_for() -> None:
    printed = json.loads(run(VECTORS, "--json", "--working").stdout)
    assert all(vector["working"] for vectors in printed.values() for vector in vectors)
    assert printed["exit_settlement"][0]["working"][-1] == {
        "words": "It is paid",
        "sum": "£28,480.00 + £3,417.60 − £6,835.20 − £250.00 − £750.00 − £11,000.00",
        "result": "£13,062.40",
        "clause": "exit-consequences",
    }
    for vectors in printed.values():
        for vector in vectors:
            del vector["working"]
    assert printed == FILE


def test_numbers_are_printed_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "exact.json"
    path.write_text(
        '{"one_third_quorum": [{"trustees": 9, "é": [0.10, 1e2, {}, [], null, "\\u2028"]}]}', "utf-8"
    )
    printed = run(path, "--json").stdout
    assert "0.10" in printed
    assert json.loads(printed)["one_third_quorum"][0]["é"] == [0.1, 100.0, {}, [], None, "\u2028"]


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"basis": "present"}, "lost"),
        ({"basis": "all_entitled"}, "lost"),
        ({"rule": "unanimous"}, "lost"),
        ({"rule": "consent"}, "carried"),
        ({"rule": "consent", "objections": 1}, "returned_with_objection"),
        ({"rule": "consensus_then_majority"}, "deferred_to_vote"),
        ({"rule": "consensus_then_majority", "second_round": True}, "carried"),
        ({"rule": "two_thirds"}, "lost"),
        ({"votes": {"A": "for", "B": "against"}, "chair_casting": "against"}, "lost_on_casting_vote"),
        ({"votes": {"A": "for", "B": "against"}, "chair_casting": "for"}, "carried_on_casting_vote"),
        ({"votes": {"A": "for", "B": "against"}, "chair_casting": "for", "basis": "present"}, "lost"),
        ({"votes": {"A": "abstain", "B": "absent"}, "chair_casting": "for"}, "lost"),
        ({"votes": {}}, "lost"),
        ({"votes": {"A": "for", "B": "against"}, "shares": {"A": 33.4, "B": 33.3}}, "carried"),
        (
            {
                "rule": "dual_majority",
                "votes": {"A": "for", "B": "for", "C": "against"},
                "shares": {"A": 30, "B": 20.01, "C": 49.99},
            },
            "carried",
        ),
    ],
)
def test_votes_of_members(tmp_path: Path, changes: dict[str, object], outcome: str) -> None:
    assert expected(tmp_path, "votes", **changes) == outcome


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"present": 4, "f": 2, "a": 0}, "inquorate"),
        ({"present": 6, "f": 2, "a": 2}, "lost"),
        ({"present": 6, "f": 2, "a": 2, "chair_for": False}, "lost_on_casting_vote"),
        ({"present": 6, "f": 2, "a": 2, "chair_for": True}, "carried_on_casting_vote"),
        ({"present": 6, "f": 2, "a": 2, "chair_for": True, "chair_conflicted": True}, "lost"),
        ({"present": 6, "f": 2, "a": 2, "chair_for": True, "chair_casting": False}, "lost"),
        ({"present": 6, "f": 2, "a": 2, "chair_for": True, "basis": "present"}, "lost"),
        ({"basis": "all_entitled", "rule": "two_thirds"}, "lost"),
        ({"written": False}, "carried"),
        ({"written": True, "f": 6, "a": 0}, "open"),
        ({"written": True, "f": 6, "a": 1}, "lost"),
        ({"written": "majority", "f": 4, "a": 3}, "carried"),
        ({"written": "majority", "f": 3, "a": 3}, "open"),
    ],
)
def test_votes_of_a_board(tmp_path: Path, changes: dict[str, object], outcome: str) -> None:
    assert expected(tmp_path, "board_votes", **changes) == outcome


def test_a_relieved_period_is_marked_and_changes_nothing(tmp_path: Path) -> None:
    for relieved in ({"K1": 92, "K3": 5}, {"relieved": True}, {"K2": None}, {"K2": {"relieved": True}}, None):
        misses = [{"K2": 55}, {"K2": 55}, {"K2": 55}]
        periods = expected(tmp_path, "performance_ladder", input=[*misses, relieved, {"K2": 55}])
        assert periods[3]["kpis"]["K2"] == {"relieved": True}
        assert periods[3]["actions"] == []
        assert periods[3]["held_balance"] == "3417.60"
        assert periods[4]["kpis"]["K2"]["run"] == 4


def test_a_forfeited_sum_is_shown_where_there_is_one(tmp_path: Path) -> None:
    config = FILE["performance_ladder"][0]["config"] | {"withhold_forfeit_periods": 1}
    periods = expected(tmp_path, "performance_ladder", config=config, input=[{"K2": 55}] * 4)
    assert "forfeited" not in periods[2]
    assert periods[3]["forfeited"] == "3417.60"
    assert periods[3]["held_balance"] == "3417.60"


def test_ties_of_remainders_go_to_the_bigger_share_then_the_id(tmp_path: Path) -> None:
    shares = expected(tmp_path, "admission_pro_rata", new_pct=7.5)
    assert list(shares.values()) == ["27.75", "18.50", "14.80", "12.95", "10.18", "8.32", "7.50"]
    before = {"C": 33.335, "B": 33.335, "A": 33.33}
    assert expected(tmp_path, "admission_pro_rata", before=before, new="D", new_pct=0) == {
        "C": "33.33",
        "B": "33.34",
        "A": "33.33",
        "D": "0.00",
    }


def test_dates_are_calendar_months_with_the_end_of_the_month(tmp_path: Path) -> None:
    config = {"leave_notice_months": 6, "min_commitment_months": 0, "leave_point": "any_time"}
    assert expected(tmp_path, "exit_date", notice="2027-08-31", config=config) == ["2028-02-29", "ok"]
    year = config | {"leave_point": "year_end", "min_commitment_months": 13}
    assert expected(tmp_path, "exit_date", config=year) == ["2029-03-31", "ok"]
    at_break = config | {"leave_point": "contract_break"}
    assert expected(tmp_path, "exit_date", config=at_break) == ["2030-03-31", "leaves with the contract"]
    assert expected(tmp_path, "exit_date", contract_end=None) == ["2028-12-31", "ok"]


def test_a_deficit_beyond_the_caps_stays_uncovered(tmp_path: Path) -> None:
    assert expected(tmp_path, "deficit_calls", deficit=150000)["expected_uncovered"] == "43200.00"


@pytest.mark.parametrize(
    ("changes", "net"),
    [
        ({"leaver": "good"}, "24062.40"),
        ({"leaver": "default"}, "13062.40"),
        ({"leaver": "bad"}, "2062.40"),
        ({"replacement_share_pct": 33.333}, "16729.14"),
        ({"liability_cap_left": 100, "earned_unpaid": "0.00"}, "-4517.60"),
    ],
)
def test_a_final_account_by_kind_of_leaver(tmp_path: Path, changes: dict[str, object], net: str) -> None:
    assert expected(tmp_path, "exit_settlement", **changes) == {"expected_net_to_member": net}


@pytest.mark.parametrize(
    ("section", "changes", "line"),
    [
        ("votes", {"basis": "all"}, "votes[0].basis: must be one of votes_cast, present, all_entitled"),
        ("votes", {"votes": ["for"]}, "votes[0].votes: must be an object {...}"),
        ("votes", {"rule": "dual_majority"}, "votes[0]: numbers do not add up (shares 0)"),
        ("votes", {"objections": True}, "votes[0].objections: must be a whole number"),
        (
            "votes",
            {"expected_quorum": 3},
            "votes[0].expected_quorum: nothing known is expected here but expected",
        ),
        (
            "board_votes",
            {"f": 5},
            "board_votes[0]: numbers do not add up (present 7, conflicted 2, counted 6)",
        ),
        (
            "board_votes",
            {"rule": "consent"},
            "board_votes[0].rule: must be one of simple_majority, two_thirds",
        ),
        ("board_votes", {"written": "none"}, "board_votes[0].written: must be one of unanimous, majority"),
        ("one_third_quorum", {"trustees": -1}, "one_third_quorum[0].trustees: must not be under 0"),
        ("one_third_quorum", {"trustees": 4.5}, "one_third_quorum[0].trustees: must be a whole number"),
        ("performance_ladder", {"input": [7]}, "performance_ladder[0].input[0]: must be an object {...}"),
        (
            "performance_ladder",
            {"kpis": [FILE["performance_ladder"][0]["kpis"][0]] * 2},
            "performance_ladder[0].kpis: names a kpi_id twice",
        ),
        ("exit_date", {"notice": "10 May 2028"}, "exit_date[0].notice: must be a date like 2026-11-22"),
        ("exit_settlement", {"fees_due": "lots"}, "exit_settlement[0].fees_due: must be a number"),
        ("deficit_calls", {"deficit": None}, 'deficit_calls[0]: lacks "deficit"'),
        *(
            (section, {"config": {**FILE[section][0]["config"], name: number}}, "numbers do not add up")
            for section, name, number in (
                ("exit_date", "leave_notice_months", -6),
                ("performance_ladder", "withhold_cap_pct", -10),
                ("performance_ladder", "trigger_periods", -10),
                ("performance_ladder", "reallocation_step_pct", -10),
            )
        ),
        ("exit_settlement", {"replacement_share_pct": 101}, "numbers do not add up (share 101)"),
    ],
)
def test_a_wrong_shape_is_one_line_with_its_place(
    tmp_path: Path, section: str, changes: dict[str, object], line: str
) -> None:
    result = calculate(tmp_path, {section: [FILE[section][0] | changes]})
    assert (result.exit_code, result.stdout) == (2, "")
    assert line in result.stderr
    assert result.stderr.startswith(f"{tmp_path / 'calculations.json'}: {section}[0]")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ([], "file: must be an object {...}"),
        ({"votes": {}}, "votes: must be a list [...]"),
        ({"guesses": []}, "guesses: not a kind of calculation; known are performance_ladder, votes,"),
    ],
)
def test_a_file_that_is_none_of_these_is_exit_two(tmp_path: Path, file: object, line: str) -> None:
    result = calculate(tmp_path, file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert line in result.stderr


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        if not str(key).startswith("expected"):
            yield (*path, key)
            yield from places(value[key], (*path, key))


def test_whatever_stands_in_a_place_there_is_an_answer_or_one_line(tmp_path: Path) -> None:
    """Each value of one vector of each kind gives way to each of these in turn."""
    one_each = {section: vectors[:1] for section, vectors in FILE.items()}
    path = tmp_path / "changed.json"
    others: tuple[Any, ...] = (None, "", "x", -1, 0, 10**50, 0.5, True, [], {}, [[]], {"relieved": True})
    for where, other in product(places(one_each), others):
        changed = copy.deepcopy(one_each)
        inner: Any = changed
        for key in where[:-1]:
            inner = inner[key]
        inner[where[-1]] = other
        path.write_text(json.dumps({where[0]: changed[where[0]]}), "utf-8")
        result = run(path, "--json")
        assert result.exit_code in {0, 2}, (where, other, result.exception)
        assert isinstance(result.exception, SystemExit | None)
        assert (result.stdout == "") is (result.exit_code == 2)
        assert result.stderr.count("\n") == (1 if result.exit_code == 2 else 0)
