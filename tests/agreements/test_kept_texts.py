"""What a process keeps in memory: the newest, the few read last, and never what is no longer so."""

from govflow.agreements.kept_texts import KeptTexts


def made(kept: KeptTexts, name: str, state: int) -> tuple[str, list[object]]:
    """What a name stands for, and what it was made anew from: nothing where it was not made."""
    asked: list[object] = []

    def make(before: str | None) -> str:
        asked.append(before)
        return f"{name} {state}"

    return kept.take(name, state, make), asked


def test_what_did_not_change_is_made_once() -> None:
    kept = KeptTexts()
    assert made(kept, "a", 1) == ("a 1", [None])
    assert made(kept, "a", 1) == ("a 1", [])


def test_another_state_is_made_from_the_one_before_and_takes_its_place() -> None:
    kept = KeptTexts()
    made(kept, "a", 1)
    assert made(kept, "a", 2) == ("a 2", ["a 1"])
    assert made(kept, "a", 1) == ("a 1", ["a 2"])


def test_what_was_read_longest_ago_goes_first() -> None:
    kept = KeptTexts(most=2)
    for name in ("a", "b", "a", "c"):
        made(kept, name, 1)
    assert made(kept, "a", 1)[1] == []
    assert made(kept, "b", 1)[1] == [None]
    assert made(kept, "c", 1)[1] == [None]


def test_nothing_is_kept_of_what_could_not_be_made() -> None:
    kept = KeptTexts()

    def fails(before: str | None) -> str:
        raise LookupError

    for _ in range(2):
        try:
            kept.take("a", 1, fails)
        except LookupError:
            continue
        raise AssertionError
    assert made(kept, "a", 1) == ("a 1", [None])
