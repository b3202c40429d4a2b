"""`govflow check`: every problem of a draft side by side, and one line for a file that is no draft."""

import copy
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from govflow.cli.check import command

EXAMPLES = Path(__file__).parents[1] / "examples"
NAMES = ("lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14")
Json = dict[str, Any]


@cache
def kept(name: str) -> str:
    return (EXAMPLES / f"{name}.json").read_text("utf-8")


def example(name: str = "lead_body_6", /, **answers: Any) -> Json:
    source: Json = json.loads(kept(name))
    source["answers"].update(answers)
    return source


def run(tmp_path: Path, source: object, *options: str) -> Result:
    file = tmp_path / "draft.json"
    match source:
        case bytes():
            file.write_bytes(source)
        case str():
            file.write_text(source, "utf-8")
        case _:
            file.write_text(json.dumps(source), "utf-8")
    return CliRunner().invoke(command, [str(file), *options])


def found(tmp_path: Path, source: Json) -> list[Json]:
    """The problems but those of the text, which belong to the clause pack."""
    answer = json.loads(run(tmp_path, source, "--json").stdout)
    return [problem for problem in answer["problems"] if not problem["rule"].startswith("TX-")]


def places(tmp_path: Path, source: Json) -> list[tuple[str, str]]:
    return [(problem["rule"], problem["field"]) for problem in found(tmp_path, source)]


@pytest.mark.parametrize("name", NAMES)
def test_the_worked_consortia_have_no_problem(tmp_path: Path, name: str) -> None:
    answer = run(tmp_path, example(name), "--json")
    assert json.loads(answer.stdout) == {"errors": 0, "warnings": 0, "problems": []}
    assert (answer.exit_code, answer.stderr) == (0, "")


def test_a_draft_without_problems_is_told_so_in_words(tmp_path: Path) -> None:
    answer = run(tmp_path, example())
    assert (answer.exit_code, answer.stdout, answer.stderr) == (0, "No problems found.\n", "")


def test_a_problem_is_told_whole_as_json(tmp_path: Path) -> None:
    answer = run(tmp_path, example(quorum_board_count=9), "--json")
    assert answer.exit_code == 1
    told = json.loads(answer.stdout)
    assert told["errors"] >= 1
    assert told["errors"] + told["warnings"] == len(told["problems"])
    assert {
        "rule": "CR-16",
        "severity": "error",
        "clause": "consortium-board",
        "field": "quorum_board_count",
        "message": "The board's quorum is 9, but it has only 8 seats.",
        "mend": "Choose a quorum of at most the number of seats.",
    } in told["problems"]


def test_warnings_alone_are_no_refusal(tmp_path: Path) -> None:
    answer = run(tmp_path, example(trust_meetings_min=2), "--json")
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["errors"], told["warnings"]) == (0, 0, 1)


def test_problems_are_sorted_by_rule_then_field(tmp_path: Path) -> None:
    source = example(
        ordinary_rule="unanimous", max_members=2, territory=["Nowhere"], nonsense=1, payment_days="x"
    )
    told = [
        (problem["rule"], problem["field"])
        for problem in json.loads(run(tmp_path, source, "--json").stdout)["problems"]
    ]
    assert told == sorted(told)
    assert {"AN-01", "AN-02", "CR-14", "CR-20", "CR-35"} <= {rule for rule, _ in told}


def test_problems_in_words_go_by_severity_and_clause_and_say_how_to_mend_each(tmp_path: Path) -> None:
    source = example(
        "alliance_19",
        nonsense=1,
        position_opt_out=False,
        campaign_law_check=False,
        insolvency_effect="automatic_exit",
        retention_years=2,
    )
    answer = run(tmp_path, source)
    assert answer.exit_code == 1
    assert answer.stdout == IN_WORDS


IN_WORDS = """\
3 errors, 2 warnings.

Errors: mend these before the boards are asked.

  Not of any clause
    AN-01  nonsense
      No question is called “nonsense”.
      To mend: Check the spelling, or leave it out.

  Joint positions and campaigning
    CR-65  position_opt_out
      A charity is a member, and members may not opt out of a joint position.
      To mend: Let a member opt out and have that shown.
    CR-66  campaign_law_check
      Campaigns are not checked against charity and election rules.
      To mend: Confirm that each campaign is checked.

Warnings: mend these, or record why they may stay.

  Records and information requests
    CR-72  retention_years
      Records are kept 2 years; claims under a contract can come for 6 years.
      To mend: Keep them at least 6 years, or record why not.

  Insolvency, merger and change of control
    CR-77  insolvency_effect
      A member leaves at once when it becomes insolvent. That may be void against a company customer in an\
 insolvency procedure (Insolvency Act 1986, section 233B).
      To mend: Choose review then decide, or record why not.
"""


# Answers


def test_words_of_a_file_do_not_command_the_terminal(tmp_path: Path) -> None:
    told = run(tmp_path, example(**{"\x1b[2J\u202eé\n": 1, "origin": "\x1b[31m"})).stdout
    assert "\\x1b[2J\\u202eé\\n" in told
    assert "is “\\x1b[31m”" in told
    assert not {"\x1b", "\u202e"} & set(told)


def test_an_unknown_answer_is_a_problem(tmp_path: Path) -> None:
    assert places(tmp_path, example(quroum=5)) == [("AN-01", "quroum")]


def test_the_parties_are_not_an_answer(tmp_path: Path) -> None:
    assert places(tmp_path, example(parties=[])) == [("AN-01", "parties")]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("consortium_name", 5),
        ("payment_days", "30"),
        ("payment_days", 30.5),
        ("payment_days", True),
        ("contract_value_annual", "£2,400,000"),
        ("late_interest", 4),
        ("public_contract", "yes"),
        ("start_date", "1 April 2027"),
        ("start_date", "2027-02-30"),
        ("shared_values", "kindness"),
        ("reasons", {"scale": True}),
        ("secretariat_host", ["LB1"]),
        ("kpis", "K1"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_a_problem(tmp_path: Path, name: str, value: object) -> None:
    assert ("AN-02", name) in places(tmp_path, example(**{name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payment_days", 61),
        ("payment_days", 0),
        ("joining_fee", -1),
        ("late_interest", "usury"),
        ("secretariat_host", "LB9"),
        ("shared_values", ["One", "Two"]),
        ("consortium_name", "x" * 121),
        ("purpose_statement", "Too few words"),
    ],
)
def test_an_answer_outside_its_limits_is_a_problem(tmp_path: Path, name: str, value: object) -> None:
    assert ("AN-03", name) in places(tmp_path, example(**{name: value}))


def test_an_answer_outside_its_limits_is_still_checked(tmp_path: Path) -> None:
    told = places(tmp_path, example(breach_notify_hours=96))
    assert told == [("AN-03", "breach_notify_hours"), ("CR-58", "breach_notify_hours")]


def test_one_wrong_entry_of_a_list_is_told_by_its_place(tmp_path: Path) -> None:
    assert places(tmp_path, example(reasons=["scale", "fun"])) == [("AN-03", "reasons[1]")]


def test_the_type_must_agree_with_its_answer(tmp_path: Path) -> None:
    assert places(tmp_path, example(consortium_type="alliance")) == [("AN-04", "consortium_type")]


def test_null_and_blank_answers_are_absent(tmp_path: Path) -> None:
    assert places(tmp_path, example(broker_use=None, contact_point="", committees=[])) == []


def test_wrong_cells_of_a_table_are_told_by_row_and_column(tmp_path: Path) -> None:
    source = example()
    rows = source["answers"]["delivery_matrix"]
    rows[1]["annual_value"] = "much"
    rows[2]["where"] = "Atlantis"
    rows[3]["colour"] = "blue"
    rows[4]["role"] = "boss"
    rows.append("a row")
    assert places(tmp_path, source) == [
        ("AN-01", "delivery_matrix[3].colour"),
        ("AN-02", "delivery_matrix[1].annual_value"),
        ("AN-02", "delivery_matrix[6]"),
        ("AN-03", "delivery_matrix[4].role"),
        ("CR-32", "delivery_matrix[4].role"),
        ("CR-32", "delivery_matrix[6].role"),
        ("CR-35", "delivery_matrix[2].where"),
    ]


def test_a_problem_of_an_answer_names_its_questions_clause(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, example(joining_fee=-1))
    assert (problem["clause"], problem["severity"]) == ("admission", "error")


# Members and the vehicle


def test_members_further_fields_are_free(tmp_path: Path) -> None:
    source = example()
    source["members"][0] |= {"favourite_colour": {"deep": ["green"]}, "areas": 5}
    source["further"] = {"anything": [None]}
    assert places(tmp_path, source) == []


def test_a_members_own_fields_are_checked(tmp_path: Path) -> None:
    source = example()
    source["members"][1]["annual_income"] = "plenty"
    source["members"][2]["jurisdiction"] = "mars"
    assert places(tmp_path, source) == [
        ("AN-02", "members[1].annual_income"),
        ("AN-03", "members[2].jurisdiction"),
        ("CR-70", "members[2].jurisdiction"),
    ]


def test_a_vehicle_of_the_wrong_kind_is_a_problem(tmp_path: Path) -> None:
    source = example("spv_30")
    source["vehicle"] = "Common Ground Minds"
    assert ("AN-02", "vehicle") in places(tmp_path, source)


# What is no draft


def without(key: str) -> Json:
    source = example()
    del source[key]
    return source


def with_top(**top: object) -> Json:
    return example() | top


DEEP = "[" * 5000 + "]" * 5000


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("", "line 1 column 1: not JSON: Expecting value"),
        ("{", "line 1 column 2: not JSON: Expecting property name enclosed in double quotes"),
        (b'{"a": "\xff"}', "byte 7: not UTF-8 text"),
        ('{"a": NaN}', "number NaN: not a number in JSON"),
        (DEEP, "file: nested more than 100 deep"),
        ([], "top level: an object was expected"),
        (without("type"), "type: one of LB, SPV, AL, COOP, NET was expected"),
        (with_top(type="CLUB"), "type: one of LB, SPV, AL, COOP, NET was expected"),
        (with_top(type=["LB"]), "type: one of LB, SPV, AL, COOP, NET was expected"),
        (without("members"), "members: a list was expected"),
        (with_top(members={}), "members: a list was expected"),
        (with_top(members=[{"legal_name": "A"}]), "members[0]: a member needs a member_id"),
        (
            with_top(members=[{"member_id": "A"}, {"member_id": " "}]),
            "members[1]: a member needs a member_id",
        ),
        (with_top(members=[{"member_id": 5}]), "members[0]: a member needs a member_id"),
        (without("answers"), "answers: an object was expected"),
        (with_top(answers=None), "answers: an object was expected"),
        (with_top(answers=[]), "answers: an object was expected"),
    ],
)
@pytest.mark.parametrize("options", [(), ("--json",)])
def test_what_is_no_draft_is_told_in_one_line(
    tmp_path: Path, source: object, line: str, options: tuple[str, ...]
) -> None:
    answer = run(tmp_path, source, *options)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"{tmp_path / 'draft.json'}: {line}\n"


@pytest.mark.parametrize(
    ("name", "reason"), [("", "is a directory"), ("none.json", "no such file or directory")]
)
def test_what_cannot_be_opened_is_told_in_one_line(tmp_path: Path, name: str, reason: str) -> None:
    answer = CliRunner().invoke(command, [str(tmp_path / name)])
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr == f"{tmp_path / name}: file: {reason}\n"


def test_the_same_file_is_told_the_same_whatever_the_order_of_its_answers(tmp_path: Path) -> None:
    source = example(ordinary_rule="unanimous", nonsense=1, payment_days="x")
    turned = copy.deepcopy(source)
    turned["answers"] = dict(reversed(source["answers"].items()))
    assert run(tmp_path, source, "--json").stdout == run(tmp_path, turned, "--json").stdout


def test_from_the_shell_it_prints_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    file = tmp_path / "draft.json"
    file.write_text(json.dumps(example(größe=1)), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", "from govflow.cli import main; main()", "check", str(file), "--json"],
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, b"")
    assert "größe" in [problem["field"] for problem in json.loads(ran.stdout.decode("utf-8"))["problems"]]


def test_a_file_whose_name_is_no_text_is_told_in_one_line(tmp_path: Path) -> None:
    file = os.fsencode(tmp_path) + b"/\xff.json"
    ran = subprocess.run(
        [sys.executable, "-c", "from govflow.cli import main; main()", "check", file],
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == os.fsencode(tmp_path) + b"/\\udcff.json: file: no such file or directory\n"


def test_an_answer_that_cannot_be_written_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [
                sys.executable,
                "-c",
                "from govflow.cli import main; main()",
                "check",
                EXAMPLES / "lead_body_6.json",
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ran.returncode, ran.stderr) == (2, b"govflow: No space left on device\n")


@pytest.mark.parametrize(
    ("typed", "named"),
    [("Head 😀", "U+1F600"), ("Head \u202eof x", "U+202E"), ("\ufeffHead", "U+FEFF"), ("Head\0", "U+0000")],
)
def test_a_sign_that_cannot_be_printed_is_an_error_of_its_answer(
    tmp_path: Path, typed: str, named: str
) -> None:
    answer = run(tmp_path, example(contact_point=typed), "--json")
    [problem] = json.loads(answer.stdout)["problems"]
    assert (answer.exit_code, problem["rule"], problem["field"]) == (1, "TX-10", "contact_point")
    assert named in problem["message"]


@pytest.mark.parametrize("typed", ["Head\tof x", "Head\r\nof x", "Cwmni Lles Dŵr Gŵyr"])
def test_what_can_be_printed_is_no_error(tmp_path: Path, typed: str) -> None:
    assert json.loads(run(tmp_path, example(contact_point=typed), "--json").stdout)["problems"] == []
