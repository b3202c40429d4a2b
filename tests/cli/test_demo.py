"""`govflow demo links`: it has links only where the demo is."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from govflow import create_app
from govflow.cli import govflow
from govflow.schema import bring_up_to_date
from govflow.settings import Settings
from govflow.transaction import at_work


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_without_a_demo_there_are_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, json: tuple[str, ...]
) -> None:
    data = tmp_path / "data"
    monkeypatch.setenv("GOVFLOW_DATA", str(data))
    bare = CliRunner().invoke(govflow, ["demo", "links", *json])
    assert not data.exists()
    with at_work(create_app(Settings(data=data))):
        new = CliRunner().invoke(govflow, ["demo", "links", *json])
        bring_up_to_date()
        empty = CliRunner().invoke(govflow, ["demo", "links", *json])
    for answer in (bare, new, empty):
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert f"There is no demo in {data}. Load it with: govflow serve --demo" in answer.stderr


def test_the_pages_of_a_demo_are_not_there_without_one(app: Flask) -> None:
    addresses = {rule.rule for rule in app.url_map.iter_rules()}
    assert not {each for each in addresses if each.startswith(("/dev", "/components"))}
