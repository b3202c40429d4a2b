"""`govflow execution`: the answer on stdout, one line on stderr for what cannot be read."""

import json

import pytest
from click.testing import CliRunner, Result

from govflow.cli.execution import command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_it_prints_the_ways_as_json() -> None:
    result = run("--form", "cio", "--nation", "england_wales", "--as", "deed", "--json")
    assert result.exit_code == 0
    assert result.stderr == ""
    assert json.loads(result.stdout) == {
        "form": "cio",
        "nation": "england_wales",
        "as": "deed",
        "ways": [
            {
                "method": "two_trustees",
                "signatories": 2,
                "witness": False,
                "source": "Charitable Incorporated Organisations (General) Regulations 2012 reg 20, reg 21",
                "certain": True,
            }
        ],
    }


def test_it_prints_the_ways_in_words() -> None:
    result = run("--form", "charitable_trust", "--nation", "scotland", "--as", "deed")
    assert result.exit_code == 0
    first, second = result.stdout.splitlines()
    assert first.startswith("s333_two_trustees: 2 to sign, each with a witness; take advice: ")
    assert second.startswith("all_trustees: all to sign, each with a witness; ")
    assert second.endswith(" (not certain: take advice)")


def test_a_form_nobody_knows_has_a_companys_ways() -> None:
    result = run("--form", "guild", "--nation", "england_wales", "--as", "contract", "--json")
    assert result.exit_code == 0
    assert [way["method"] for way in json.loads(result.stdout)["ways"]] == [
        "two_authorised",
        "director_and_witness",
        "seal",
        "authorised_person",
    ]


@pytest.mark.parametrize(
    ("nation", "signed_as", "line"),
    [
        (
            "wales",
            "deed",
            "execution: nation: must be one of england_wales, scotland, northern_ireland\n",
        ),
        ("scotland", "bond", "execution: as: must be one of contract, deed\n"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_exit_two(nation: str, signed_as: str, line: str) -> None:
    result = run("--form", "clg", "--nation", nation, "--as", signed_as, "--json")
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", line)


def test_a_missing_option_is_exit_two() -> None:
    assert run("--form", "clg").exit_code == 2
