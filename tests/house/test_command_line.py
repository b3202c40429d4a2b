"""The command line: every command is there, is documented, and loads no more than it needs."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from govflow.cli import COMMANDS, govflow
from tests.house.tracked import ROOT

LOADED_AFTERWARDS = "import sys; import govflow.cli; {use}; print(*sorted(sys.modules))"


def modules_loaded(use: str) -> set[str]:
    code = LOADED_AFTERWARDS.format(use=use)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    command = import_module(f"govflow.cli.{name}").command
    assert isinstance(command, click.Command)
    assert command.get_short_help_str()


@pytest.mark.parametrize("name", ["run", "shell", "routes", "db"])
def test_flasks_own_commands_are_there_too(name: str) -> None:
    answer = CliRunner().invoke(govflow, [name, "--help"])
    assert answer.exit_code == 0, answer.output


def test_a_misspelt_command_makes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVFLOW_DATA", str(tmp_path / "data"))
    answer = CliRunner().invoke(govflow, ["chekc"])
    assert answer.exit_code == 2
    assert "No such command 'chekc'" in answer.output
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("name", ["check", "calculate", "execution", "doctor"])
def test_a_command_that_needs_no_server_loads_none(name: str) -> None:
    loaded = modules_loaded(f"govflow.cli.govflow.get_command(None, {name!r})")
    assert not loaded & {"flask", "sqlalchemy", "weasyprint", "pyhanko", "granian"}


@pytest.mark.parametrize("page", ["README.md", "docs/operate.md"])
def test_every_command_is_documented(page: str) -> None:
    words = (ROOT / page).read_text(encoding="utf-8")
    undocumented = [name for name in COMMANDS if f"govflow {name}" not in words]
    assert not undocumented
