"""The corners of the procedure, each a small story: who is refused what, what moves and what stays.

In: the stories in `corners/`, each with a note that says which sentence of the procedure it plays, on an example
or on a small consortium beside it. Then true: every expectation is met, through the services the pages use.
"""

import json
from pathlib import Path

import pytest

from govflow.cli.rehearse import perform_story, read_cast
from govflow.cli.story_file import read_story_file
from govflow.clock import SetClock
from govflow.overview.rehearsal import Rehearsal, Unmet, unmet
from tests.conftest import full_or_small

CORNERS = Path(__file__).parent / "corners"
EXAMPLES = Path(__file__).parent.parent / "examples"
ON_BOTH_ENGINES = ("errors_change_nothing", "leaving_out", "minor_changes", "refused_whole", "signatures")
"""Those that write most kinds of row, and those in which much is refused half-way."""


def test_nothing_else_lies_among_the_corners() -> None:
    others = {path.stem for path in CORNERS.iterdir()} - set(_stories())
    assert others == {"one_party", "three_and_an_associate", "three_members", "vehicle_and_three"}


def _stories() -> list[str]:
    return sorted(path.stem for path in CORNERS.glob("*.json") if "steps" in json.loads(path.read_text()))


def _released() -> list[str]:
    """The stories that end with a release that nothing refuses."""
    ends = {name: json.loads(_path(name).read_text())["steps"][-1] for name in _stories()}
    return [name for name, end in ends.items() if end["expect"].get("agreement") == "executed"]


def _path(name: str) -> Path:
    return CORNERS / f"{name}.json"


def _example(name: str) -> str:
    """The file a story plays with: beside it, or among the examples."""
    file = str(json.loads(_path(name).read_text())["example"])
    beside = CORNERS / file
    return str(beside if beside.exists() else EXAMPLES / file)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("engine_name", "name"),
    [
        *(("sqlite", name) for name in _stories()),
        *(("postgresql", name) for name in ON_BOTH_ENGINES),
    ],
)
def test_every_expectation_of_a_corner_is_met(name: str, clock: SetClock) -> None:
    steps = read_story_file(str(_path(name)))
    begun = steps[0].moment
    assert begun is not None
    rehearsal = Rehearsal(read_cast(_example(name)), clock, begun)
    missed: list[Unmet] = []
    for step in steps:
        missed += unmet(step, rehearsal.play(step))
    assert missed == []


@pytest.mark.soak
@pytest.mark.parametrize("name", _released()[: full_or_small(len(_released()), 1)])
def test_a_corner_that_ends_with_a_release_is_printed_and_sealed(name: str) -> None:
    performed = perform_story(read_cast(_example(name)), read_story_file(str(_path(name))))
    assert performed.unmet == ()
    assert performed.trouble is None
    assert performed.evidence is not None
