"""The program runs from an installed wheel as it does from a checkout, whatever folder it is called in."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from govflow.installed_files import share
from tests.house.tracked import ROOT


def test_a_checkout_has_its_files_at_the_top() -> None:
    assert share() == ROOT


def test_a_carried_copy_comes_first(tmp_path: Path) -> None:
    (tmp_path / "govflow" / "_share").mkdir(parents=True)
    assert share(tmp_path / "govflow") == tmp_path / "govflow" / "_share"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that holds the wheel; the libraries are this environment's."""
    folder = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    programs = folder / "bin"
    run(sys.executable, "-m", "pip", "-q", "--python", programs / "python", "install", "--no-deps", wheel)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return programs


def run(*command: str | Path, data: Path | None = None) -> str:
    told = {name: value for name, value in os.environ.items() if not name.startswith("GOVFLOW_")}
    if data is not None:
        told["GOVFLOW_DATA"] = str(data)
    done = subprocess.run(command, cwd="/", env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def test_the_wheel_carries_what_stands_beside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        carried = {name.removeprefix("govflow/_share/") for name in archive.namelist()}
    assert {"config.py", "migrations/HEAD", "migrations/env.py", "requirements/system.txt"} <= carried
    assert any(name.startswith("templates/") for name in carried)
    assert not any("__pycache__" in name for name in carried)


def test_an_installed_copy_is_not_the_checkout(installed: Path) -> None:
    found = run(
        installed / "python", "-c", "from govflow.installed_files import share; print(share())"
    ).strip()
    assert found.endswith("site-packages/govflow/_share")


def test_an_installed_copy_makes_its_database_and_is_well(installed: Path, tmp_path: Path) -> None:
    run(installed / "govflow", "db", "upgrade", data=tmp_path / "data")
    assert "wrong" not in run(installed / "govflow", "doctor", data=tmp_path / "data")
