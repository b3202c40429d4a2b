"""What every room that keeps something holds to."""

import ast
from pathlib import Path

import govflow

PACKAGE = Path(govflow.__file__).parent
MAY_COMMIT = {
    "transaction.py",
    "extensions.py",  # settings of a new connection, before anybody has it
}


def calls(attribute: str) -> set[str]:
    """The modules that call a method of this name, by path in the package."""
    return {
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == attribute
    }


def test_one_place_commits() -> None:
    assert calls("commit") == MAY_COMMIT


def test_a_light_start_is_kept_light() -> None:
    # Everything imports the package first: a web framework there would slow every command and child.
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    imported = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [getattr(node, "module", None) for node in imported] == ["typing"]
