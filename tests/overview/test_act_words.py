"""Every kind of act has words, found by reading the code that performs them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import govflow
from govflow.overview.act_words import ACTS, Open

FOLDER = Path(govflow.__file__).parent


def kinds_performed() -> dict[str, str]:
    """Every kind that an act is made with anywhere, and the module that does it."""
    modules = {path: ast.parse(path.read_text("utf-8")) for path in FOLDER.rglob("*.py")}
    doors = {"Act": 0} | {
        name: place for tree in modules.values() for name, place in functions_with_kind(tree)
    }
    return {
        kind: str(path.relative_to(FOLDER))
        for path, tree in modules.items()
        for kind in kinds_in(tree, doors)
        if path.name.endswith("services.py")
    }


def functions_with_kind(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Functions that are handed the kind of an act, and at which place."""
    for each in ast.walk(tree):
        if isinstance(each, ast.FunctionDef):
            for place, argument in enumerate(each.args.args):
                if argument.arg == "kind":
                    yield each.name, place


def kinds_in(tree: ast.Module, doors: dict[str, int]) -> Iterator[str]:
    """The texts handed on as a kind: written in place, or kept in a name beforehand."""
    kept = {
        target.id: each.value
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Name)
    }
    for call in (each for each in ast.walk(tree) if isinstance(each, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else ""
        if name in doors and len(call.args) > doors[name]:
            handed = call.args[doors[name]]
            source = kept.get(handed.id) if isinstance(handed, ast.Name) else handed
            values = (
                source.value.values
                if isinstance(source, ast.Subscript) and isinstance(source.value, ast.Dict)
                else [source]
            )
            yield from (
                each.value
                for each in values
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


PERFORMED = kinds_performed()


def test_the_code_was_read() -> None:
    assert {"version_circulated", "condition_met", "condition_waived", "signature_held"} <= set(PERFORMED)


@pytest.mark.parametrize("kind", sorted(PERFORMED))
def test_every_kind_of_act_has_words(kind: str) -> None:
    assert kind in ACTS, PERFORMED[kind]


def test_no_words_are_of_a_kind_that_nobody_performs() -> None:
    assert set(ACTS) <= set(PERFORMED)


@pytest.mark.parametrize("kind", ["vote_cast", "interest_declared"])
def test_what_somebody_does_on_their_own_board_is_told_to_nobody_else(kind: str) -> None:
    assert ACTS[kind].open is Open.SELF


@pytest.mark.parametrize("kind", ["ballot_opened", "ballot_closed", "paper_sent_in", "paper_refused"])
def test_what_a_board_does_among_itself_is_told_to_that_board(kind: str) -> None:
    assert ACTS[kind].open is Open.BOARD
