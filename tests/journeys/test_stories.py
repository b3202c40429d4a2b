"""Five consortia and a non-disclosure agreement, each from the first circulation to the sealed agreement."""

import io
import json
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from govflow.cli.rehearse import FILES, command
from tests.cluster import Cluster
from tests.conftest import full_or_small

EXAMPLES = Path(__file__).parent.parent / "examples"
FIELDS = [
    *("approval", "effective", "by", "version", "signature"),
    *("outcome", "counted", "quorum", "awaiting", "arithmetic"),
]
STORIES = ("lead_body_6", "spv_30", "alliance_19", "coop_9", "network_14", "nda_4")
ON_BOTH_ENGINES = full_or_small(len(STORIES), 1)
"""How many of them are played on PostgreSQL too: it takes longer, and the corners are played there as well."""


@pytest.fixture
def database(engine_name: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty database, "" for one of the rehearsal's own on SQLite."""
    if engine_name == "sqlite":
        yield ""
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    name = f"story_{uuid.uuid4().hex}"
    yield cluster.create(name)
    cluster.drop(name)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("engine_name", "story"),
    [
        *(("sqlite", story) for story in STORIES),
        *(("postgresql", story) for story in STORIES[:ON_BOTH_ENGINES]),
    ],
)
def test_every_expectation_of_a_story_is_met_and_its_agreement_can_be_checked(
    story: str, database: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    arguments = [str(EXAMPLES / f"{story}.json"), "--story", str(EXAMPLES / f"{story}_story.json")]
    told = CliRunner().invoke(command, [*arguments, "--out", str(out), "--json", "--database", database])
    answer = json.loads(told.stdout)
    assert answer["unmet"] == []
    assert (told.exit_code, told.stderr) == (0, "")
    assert len(answer["steps"]) == len(
        json.loads((EXAMPLES / f"{story}_story.json").read_text("utf-8"))["steps"]
    )
    assert answer["steps"][-1]["agreement"]["state"] == "executed"
    assert answer["files"] == {name: str(out / file) for name, file in FILES.items()}
    names_every_member(story, answer)
    proves_itself(out)


def names_every_member(story: str, answer: dict[str, list[dict[str, dict[str, object]]]]) -> None:
    """Every party at every step, those left out too, each with every field."""
    file = json.loads((EXAMPLES / f"{story}.json").read_text("utf-8"))
    parties = [member["member_id"] for member in file["members"]]
    parties += ["SPV"] if file["vehicle_is_party"] else []
    for step in answer["steps"]:
        assert list(step) == ["step", "refused", "agreement", "change", "members"]
        assert list(step["agreement"]) == ["state", "version", "digest", "effective", "required", "open"]
        assert list(step["members"]) == parties
        assert all(list(told) == FIELDS for told in step["members"].values() if isinstance(told, dict))


def proves_itself(out: Path) -> None:
    """The bundle holds the very files beside it, and the program in it finds that all of it holds."""
    with zipfile.ZipFile(io.BytesIO((out / "evidence.zip").read_bytes())) as bundle:
        bundle.extractall(out / "evidence")
    for name in ("agreement.pdf", "agreement.tlog-proof", "acts.jsonl", "log.pub"):
        assert (out / "evidence" / name).read_bytes() == (out / name).read_bytes()
    checked = subprocess.run(
        [sys.executable, "-I", str(out / "evidence" / "verify.py")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stdout
    assert checked.stdout.count("yes  ") == 4
