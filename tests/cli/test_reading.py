"""Reading a file: exact numbers, and one line that says where it cannot be read."""

from decimal import Decimal
from pathlib import Path

import pytest

from govflow.cli.reading import DEEPEST, Node, Unreadable, one_line_for, read_json


def written(tmp_path: Path, content: str | bytes) -> Path:
    path = tmp_path / "file.json"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(tmp_path: Path, content: str | bytes) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        read_json(written(tmp_path, content))
    return caught.value.place, caught.value.reason


def test_numbers_with_a_fraction_are_exact(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, '{"a": 0.1, "b": 341760.0, "c": 7}')) == {
        "a": Decimal("0.1"),
        "b": Decimal("341760.0"),
        "c": 7,
    }


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, b'\xef\xbb\xbf{"a": "\xc3\xa9"}')) == {"a": "é"}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_number_is_refused(tmp_path: Path, constant: str) -> None:
    assert refusal(tmp_path, f'{{"a": {constant}}}') == (f"number {constant}", "not a number in JSON")


@pytest.mark.parametrize(
    "number", ["1e999999999", "1e-401", "0e" + "9" * 30, "9" * 401, "9" * 5000, "0." + "1" * 400]
)
def test_a_number_too_long_to_reckon_with_is_refused(tmp_path: Path, number: str) -> None:
    assert refusal(tmp_path, f"[{number}]") == (f"number {number[:20]}", "too long a number")


def test_nought_with_an_exponent_is_still_nought(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, "[0.0, 0e5]")) == [0, 0]


def test_broken_json_names_line_and_column(tmp_path: Path) -> None:
    place, reason = refusal(tmp_path, '{\n "a": }')
    assert place == "line 2 column 7"
    assert reason.startswith("not JSON: ")


def test_text_that_is_not_utf_8_names_the_byte(tmp_path: Path) -> None:
    assert refusal(tmp_path, b'{"a": "\xff"}') == ("byte 7", "not UTF-8 text")


@pytest.mark.parametrize("depth", [DEEPEST + 1, 5000, 200_000])
def test_a_file_nested_too_deep_is_refused(tmp_path: Path, depth: int) -> None:
    assert refusal(tmp_path, "[" * depth + "]" * depth) == ("file", f"nested more than {DEEPEST} deep")


def test_the_deepest_allowed_file_is_read(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, "[" * DEEPEST + "1" + "]" * DEEPEST))


@pytest.mark.parametrize("content", ['"\\ud800"', '{"\\udfff é": 1}', '[["ok", {"a": "\\ud83d"}]]'])
def test_half_a_character_is_refused(tmp_path: Path, content: str) -> None:
    place, reason = refusal(tmp_path, content)
    assert place.startswith("text '")
    assert reason == "half a character (a lone surrogate)"


def test_a_whole_character_spelt_in_two_halves_is_read(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, '"\\ud83d\\ude00"')) == "😀"


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.json", "no such file or directory"), (tmp_path, "is a directory")):
        with pytest.raises(Unreadable) as caught:
            read_json(path)
        assert (caught.value.place, caught.value.reason) == ("file", reason)


def test_a_file_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="larger than"):
        read_json("/dev/zero")


def test_the_one_line_goes_to_stderr_and_the_command_ends_with_two(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended, one_line_for("my.json"):
        raise Unreadable("votes[1]", "must be\nan object")
    assert ended.value.code == 2
    assert capsys.readouterr() == ("", "my.json: votes[1]: must be an object\n")


def test_a_node_names_its_place() -> None:
    node = Node({"votes": [{"basis": "all", "on": "2026-02-30", "n": None}]})
    vote = node.field("votes").items()[0]
    assert vote.place == "votes[0]"
    assert vote.optional("n") is None
    for read, place, reason in (
        (lambda: vote.field("n"), "votes[0]", 'lacks "n"'),
        (lambda: vote.field("basis").one_of(("a", "b")), "votes[0].basis", "must be one of a, b"),
        (lambda: vote.field("on").day(), "votes[0].on", "must be a date like 2026-11-22"),
        (lambda: Node("20261122").day(), "file", "must be a date like 2026-11-22"),
        (lambda: node.text(), "file", "must be text"),
        (lambda: node.items(), "file", "must be a list [...]"),
        (lambda: vote.field("basis").fields(), "votes[0].basis", "must be an object {...}"),
        (lambda: vote.field("basis").truth(), "votes[0].basis", "must be true or false"),
        (lambda: vote.field("basis").whole(), "votes[0].basis", "must be a whole number"),
        (lambda: vote.field("basis").number(), "votes[0].basis", "must be a number"),
    ):
        with pytest.raises(Unreadable) as caught:
            read()
        assert (caught.value.place, caught.value.reason) == (place, reason)


def test_a_node_reads_each_kind() -> None:
    node = Node({"t": True, "w": 3, "d": "2026-11-22", "m": "28480.00", "x": Decimal("4.8"), "k": "a"})
    assert node.field("t").truth() is True
    assert node.field("w").whole() == 3
    assert node.field("d").day().isoformat() == "2026-11-22"
    assert node.field("m").number() == Decimal("28480.00")
    assert node.field("x").number() == Decimal("4.8")
    assert node.field("k").one_of(("a",)) == "a"
    for key in ("t", "d"):
        with pytest.raises(Unreadable, match="must be a number"):
            node.field(key).number()
    with pytest.raises(Unreadable, match="must be a whole number"):
        node.field("t").whole()
