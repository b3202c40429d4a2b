"""The hand: what is not written here, in code or in prose."""

import re

import pytest

from tests.house.tracked import ROOT, tracked_files, written_by_hand

FORBIDDEN = {
    "work left for later": r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b",
    "a line hidden from the coverage gate": r"pragma: no " r"cover",
    "a path of somebody's machine": r"(?<![\w.])/(home|root|work|Users)/\w",
    "a package registry": r"\b(pypi\.org|pythonhosted\.org|registry\.npmjs)\b".replace("pypi", "pypi"),
}

NAMES_THAT_HIDE = {"util", "utils", "helper", "helpers", "manager", "managers", "common", "misc"}


@pytest.mark.parametrize(("what", "pattern"), FORBIDDEN.items())
def test_nobody_finds(what: str, pattern: str) -> None:
    found = []
    for path in written_by_hand():
        if path.name == "test_words.py":
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if re.search(pattern, line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
    assert not found, f"{what}:\n" + "\n".join(found)


def test_a_module_is_named_after_what_it_is_for() -> None:
    hiding = [path.relative_to(ROOT) for path in tracked_files() if path.stem in NAMES_THAT_HIDE]
    assert not hiding


def test_every_module_says_what_it_is() -> None:
    silent = []
    for path in tracked_files():
        if path.suffix == ".py" and path.name != "__init__.py":
            opening = path.read_text(encoding="utf-8").lstrip()
            if not opening.startswith(('"""', 'r"""')):
                silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_files_are_utf_8_with_unix_line_ends() -> None:
    for path in written_by_hand():
        body = path.read_bytes()
        body.decode("utf-8")
        assert b"\r" not in body, path
