"""`govflow draft`: the agreement in four forms, each marked a draft; nothing written when FILE cannot be read."""

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govflow.cli.draft import command
from govflow.pdf import draft_forms
from govflow.pdf.draft_forms import FORMATS
from govflow.pdf.pages import DRAFT_FOOT
from govflow.pdf.press import LibraryMissing

EXAMPLES = Path(__file__).parents[1] / "examples"
EXAMPLE = EXAMPLES / "lead_body_6.json"


def run(*words: object) -> Result:
    """Call the command."""
    return CliRunner().invoke(command, [str(word) for word in words])


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example in every form."""
    folder = tmp_path_factory.mktemp("drafted") / "made" / "for it"
    result = run(EXAMPLE, "--out", folder)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    return folder


def changed(folder: Path, **answers: object) -> Path:
    """The example with other answers, in a file."""
    source = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    source["answers"] |= answers
    file = folder / "changed.json"
    file.write_text(json.dumps(source), encoding="utf-8")
    return file


def test_every_form_is_written_and_nothing_else(drafted: Path) -> None:
    assert sorted(file.name for file in drafted.iterdir()) == [
        "agreement.html",
        "agreement.json",
        "agreement.pdf",
        "agreement.txt",
    ]


def test_every_form_says_that_it_is_a_draft_and_no_legal_advice(drafted: Path) -> None:
    pdf = subprocess.run(
        ["pdftotext", str(drafted / "agreement.pdf"), "-"], check=True, capture_output=True, text=True
    )
    read = {
        name: (drafted / f"agreement.{name}").read_text(encoding="utf-8") for name in ("html", "txt", "json")
    }
    for text in (pdf.stdout, *read.values()):
        assert DRAFT_FOOT in text
    assert json.loads(read["json"])["status"] == "draft"


def test_the_data_are_a_file_of_the_command_line_again(drafted: Path, tmp_path: Path) -> None:
    again = run(drafted / "agreement.json", "--out", tmp_path, "--format", "txt")
    assert again.exit_code == 0
    assert (tmp_path / "agreement.txt").read_bytes() == (drafted / "agreement.txt").read_bytes()


def test_the_same_file_gives_the_same_bytes(drafted: Path, tmp_path: Path) -> None:
    # That a PDF is the same bytes again is held in tests/pdf, on a shorter one.
    names = [name for name in FORMATS if name != "pdf"]
    run(EXAMPLE, "--out", tmp_path, "--format", ",".join(names))
    for name in names:
        file = f"agreement.{name}"
        assert (tmp_path / file).read_bytes() == (drafted / file).read_bytes(), name


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    assert run(EXAMPLE, "--out", tmp_path, "--format", "txt, json").exit_code == 0
    assert sorted(file.suffix for file in tmp_path.iterdir()) == [".json", ".txt"]


def test_a_form_nobody_knows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    result = run(EXAMPLE, "--out", tmp_path, "--format", "txt,docx")
    assert result.exit_code == 2
    assert "docx" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_draft_with_errors_is_written_all_the_same(tmp_path: Path) -> None:
    result = run(changed(tmp_path, consortium_name=7), "--out", tmp_path / "out", "--format", "txt")
    assert result.exit_code == 1
    assert "govflow check" in result.stderr
    written = (tmp_path / "out" / "agreement.txt").read_text(encoding="utf-8")
    assert "to be agreed]" in " ".join(written.split())


@pytest.mark.parametrize(
    "content", ["", "[]", '{"type": "LB"}', '{"type": "XX", "members": [], "answers": {}}']
)
def test_a_file_that_cannot_be_read_is_one_line_and_nothing_is_written(content: str, tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    file.write_text(content, encoding="utf-8")
    result = run(file, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert result.stderr.startswith(f"{file}: ")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = run(EXAMPLE, "--out", tmp_path / "file", "--format", "json")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"{tmp_path / 'file'}: folder: ")


def test_what_cannot_be_written_leaves_nothing_half_written(tmp_path: Path) -> None:
    (tmp_path / "agreement.json").mkdir()
    result = run(EXAMPLE, "--out", tmp_path, "--format", "txt,json")
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path}: folder: is a directory\n")
    assert [left.name for left in tmp_path.iterdir()] == ["agreement.json"]


def test_a_folder_without_a_name_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(EXAMPLE, "--out", "", "--format", "json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'--out': It names no folder." in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_name_no_typeface_has_stops_the_pdf_alone(tmp_path: Path) -> None:
    file = changed(tmp_path, consortium_name="Tamebrook 😀")
    result = run(file, "--out", tmp_path / "out", "--format", "pdf,txt")
    assert result.exit_code == 1
    assert "U+1F600" in result.stderr
    assert "the title" in result.stderr
    assert [written.name for written in (tmp_path / "out").iterdir()] == ["agreement.txt"]


def test_a_sign_that_steers_a_terminal_is_in_no_text(tmp_path: Path) -> None:
    file = changed(tmp_path, contact_point="Head\x1b[2J of \u202ex")
    assert run(file, "--out", tmp_path / "out", "--format", "html,txt").exit_code == 1
    for written in (tmp_path / "out").iterdir():
        text = written.read_text(encoding="utf-8")
        assert not {"\x1b", "\u202e"} & set(text)
        assert "Head\N{REPLACEMENT CHARACTER}[2J" in text


def test_without_the_system_libraries_everything_but_the_pdf_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object) -> None:
        raise LibraryMissing("install them with: sudo apt-get install libpango-1.0-0")

    monkeypatch.setattr(draft_forms, "print_agreement", missing)
    result = run(EXAMPLE, "--out", tmp_path, "--format", "pdf,json")
    assert result.exit_code == 1
    assert "sudo apt-get install libpango-1.0-0" in result.stderr
    assert [written.name for written in tmp_path.iterdir()] == ["agreement.json"]
