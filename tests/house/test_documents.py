"""The documents say what is so: files, settings, targets, terms and decisions."""

import ast
import re
import tomllib
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest

from govflow.settings import Settings
from tests.house.tracked import ROOT, tracked_files

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOP_LEVEL = r"(?:govflow|docs|tests|templates|migrations|bench|bin|requirements)"
NAMED_FILE = rf"`({TOP_LEVEL}/[\w./-]*|[\w.-]+\.(?:py|md|toml|txt))(?::\w+)?`"


def words(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def a_document(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=a_document)
def test_every_file_a_document_names_exists(document: Path) -> None:
    named = re.findall(NAMED_FILE, document.read_text(encoding="utf-8"))
    known = {path.name for path in tracked_files()}
    assert not [name for name in named if not (ROOT / name).exists() and name not in known]


def test_every_document_the_code_refers_to_exists() -> None:
    missing = set()
    for path in tracked_files():
        if path.suffix == ".py":
            named = re.findall(r"\bdocs/[\w/.-]*\w", path.read_text(encoding="utf-8"))
            missing |= {f"{path.relative_to(ROOT)}: {name}" for name in named if not _is_document(name)}
    assert not missing


def _is_document(name: str) -> bool:
    return (ROOT / name).exists() or (ROOT / f"{name}.md").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=a_document)
def test_every_target_a_document_names_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", words("Makefile"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", document.read_text(encoding="utf-8"))) <= targets


def test_every_room_is_on_the_map() -> None:
    package = ROOT / "govflow"
    rooms = {
        path.parent.name
        for path in tracked_files()
        if path.name == "__init__.py" and path.parent.parent == package
    }
    assert not [room for room in sorted(rooms) if f"`govflow/{room}/`" not in words("README.md")]


def test_every_setting_is_documented_and_no_other() -> None:
    settings = {f"GOVFLOW_{field.name.upper()}" for field in fields(Settings)}
    documented = set(re.findall(r"`(GOVFLOW_[A-Z_]+[A-Z])`", words("docs/operate.md")))
    assert documented == settings


def test_every_system_package_is_documented() -> None:
    rows = [
        line.split() for line in words("requirements/system.txt").splitlines() if not line.startswith("#")
    ]
    undocumented = [row[1] for row in rows if f"`{row[1]}`" not in words("docs/operate.md")]
    assert not undocumented


def test_every_library_has_a_decision() -> None:
    project = tomllib.loads(words("pyproject.toml"))
    groups = project["dependency-groups"]
    requirements = project["project"]["dependencies"] + groups["build"] + groups["test"]
    libraries = {re.split(r"[\[<>=]", requirement)[0] for requirement in requirements}
    decisions = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs/decisions").glob("*.md"))
    assert not [library for library in sorted(libraries) if f"`{library}`" not in decisions]


@pytest.mark.parametrize("decision", sorted((ROOT / "docs/decisions").glob("*.md")), ids=a_document)
def test_a_decision_is_numbered_dated_and_says_what_would_change_it(decision: Path) -> None:
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", decision.name)
    body = decision.read_text(encoding="utf-8")
    assert re.search(r"^Decided \d{4}-\d\d-\d\d\.", body, re.MULTILINE)
    assert "What would change our mind" in body


def test_no_two_decisions_have_the_same_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


@cache
def names_in_code() -> frozenset[str]:
    """Every class, function, field and enum member of the package."""
    names: set[str] = set()
    for path in tracked_files():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "govflow"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                        names.add(name)
                    case ast.AnnAssign(target=ast.Name(id=name)) | ast.arg(arg=name):
                        names.add(name)
                    case ast.Assign(targets=targets):
                        names.update(target.id for target in targets if isinstance(target, ast.Name))
                    case _:
                        pass
    return frozenset(names)


def glossary() -> list[tuple[str, str]]:
    """Each term with the names it has in code."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*`[^|]*) \| [^|]+ \|$", words("docs/glossary.md"), re.MULTILINE)
    return [(term.strip(), name) for term, cell in rows for name in re.findall(r"`(\w+)`", cell)]


def test_the_glossary_has_terms() -> None:
    assert len(glossary()) > 40


@pytest.mark.parametrize(("term", "name"), glossary())
def test_a_term_of_the_glossary_has_its_name_in_the_code(term: str, name: str) -> None:
    assert name in names_in_code(), term


def test_no_term_is_explained_twice() -> None:
    terms = [term.lower() for term, _ in glossary()]
    assert sorted(terms) == sorted(set(terms))


def test_every_default_is_documented() -> None:
    for field in fields(Settings):
        default = field.metadata["default"]
        shown = f"`{default}`" if default else ""
        assert f"| `GOVFLOW_{field.name.upper()}` | {shown}".rstrip() in words("docs/operate.md"), field.name
