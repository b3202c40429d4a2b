"""The set-up: what is locked, what is listed, what the targets say of themselves."""

import ast
import hashlib
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def locked(lock: str) -> dict[str, str]:
    """Name -> version of every library in a lock."""
    return dict(
        re.findall(r"^([a-z0-9.-]+)(?:\[[a-z]+\])?==(\S+)", text(f"requirements/{lock}.txt"), re.MULTILINE)
    )


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}


def test_every_library_we_name_is_locked() -> None:
    groups = PROJECT["dependency-groups"]
    running = names(PROJECT["project"]["dependencies"] + groups["build"])
    assert running <= locked("run").keys()
    assert running | names(groups["test"]) <= locked("test").keys()


def imported(*folders: str) -> set[str]:
    """The libraries that the code of some folders imports, as distributions are called."""
    modules: set[str] = set()
    for path in (file for folder in folders for file in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                modules |= {name.name.split(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                modules.add(node.module.split(".")[0])
    provided = packages_distributions()
    found = {provided[module][0] for module in modules if module in provided}
    return {re.sub(r"[._]", "-", name).lower() for name in found} - {"govflow"}


def test_every_library_we_import_is_named_and_none_comes_by_accident() -> None:
    running = names(PROJECT["project"]["dependencies"])
    assert imported("govflow", "migrations") <= running
    assert imported("tests", "bench") <= running | names(PROJECT["dependency-groups"]["test"])


def test_tests_run_on_the_very_versions_that_run() -> None:
    assert locked("run").items() <= locked("test").items()


@pytest.mark.parametrize("lock", ["run", "test"])
def test_a_lock_holds_hashes_and_no_address(lock: str) -> None:
    lines = text(f"requirements/{lock}.txt")
    assert "://" not in lines
    assert "index-url" not in lines
    assert "find-links" not in lines
    pins = lines.split("\n    --hash", maxsplit=1)[0]
    assert pins
    for pin in re.split(r"\n(?=[a-z0-9])", lines)[1:]:
        assert "--hash=sha256:" in pin, pin


def test_no_python_version_is_prescribed_to_other_tools() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ".python-version" not in tracked.stdout.split()


def test_each_system_package_says_when_what_and_why() -> None:
    rows = [line for line in text("requirements/system.txt").splitlines() if not line.startswith("#")]
    assert rows
    for row in rows:
        when, package, brings, why = row.split(None, 3)
        assert when in {"run", "test"}
        assert re.fullmatch(r"[a-z0-9][a-z0-9.+-]+", package)
        assert brings and why


@pytest.mark.parametrize("script", ["bin/setup", "bin/lock", "bin/bare-machine", ".ci/run"])
def test_a_script_is_sound_shell_and_can_be_run(script: str) -> None:
    assert (ROOT / script).stat().st_mode & 0o111
    subprocess.run(["sh", "-n", ROOT / script], check=True)


def test_help_lists_every_target_a_person_calls() -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("setup", "run", "test", "check", "bench", "soak", "lock"):
        assert re.search(rf"^make {target} +\S", listed, re.MULTILINE), target


def test_what_is_vendored_is_what_was_published() -> None:
    vendor = ROOT / "tests/browser/vendor"
    rows = re.findall(
        r"\| `(\S+)` \|.*\| `([0-9a-f]{64})` \|", (vendor / "README.md").read_text(encoding="utf-8")
    )
    assert rows
    for name, digest in rows:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
