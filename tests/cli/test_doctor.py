"""`govflow doctor`: it finds what is wrong, says how to mend it, and changes nothing."""

import shutil
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govflow import create_app
from govflow.cli import doctor, govflow
from govflow.schema import bring_up_to_date
from govflow.settings import Settings, read_settings


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("GOVFLOW_DATA", str(folder))
    monkeypatch.delenv("GOVFLOW_DATABASE_URL", raising=False)
    return folder


@pytest.fixture
def installed(data: Path) -> Path:
    """An installation that was started once."""
    with create_app(read_settings()).app_context():
        bring_up_to_date()
    return data


def ask() -> Result:
    return CliRunner().invoke(govflow, ["doctor"])


def lines_about(name: str, answer: Result) -> str:
    return "\n".join(line for line in answer.stdout.splitlines() if line[7:].startswith(name))


def test_a_new_machine_is_well_and_stays_untouched(data: Path) -> None:
    answer = ask()
    assert answer.exit_code == 0, answer.output
    assert "wrong" not in answer.stdout
    assert not data.exists()


def test_a_running_installation_is_well(installed: Path) -> None:
    answer = ask()
    assert answer.exit_code == 0, answer.output
    assert "every job is done in time" in lines_about("jobs", answer)
    assert "as it should be" in lines_about("migrations", answer)


def test_a_misspelt_setting_is_named_with_the_right_spelling(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVFLOW_PROT", "80")
    answer = ask()
    assert answer.exit_code == 1
    assert "Did you mean GOVFLOW_PORT?" in answer.stdout


def test_a_missing_library_is_named_with_the_line_that_installs_it(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_loads", lambda library: "pango-1.0" not in library)
    answer = ask()
    assert answer.exit_code == 1
    assert "libpango-1.0.so.0 is missing: it lays out the text of a PDF" in answer.stdout
    assert "sudo apt-get install -y libpango-1.0-0" in answer.stdout


def test_a_library_that_is_nowhere_does_not_load() -> None:
    assert not doctor._loads("libnowhere.so.7")


def test_a_lost_key_is_an_error_that_names_the_file(installed: Path) -> None:
    (installed / "keys" / "private.key").unlink()
    answer = ask()
    assert answer.exit_code == 1
    assert "private.key is missing" in answer.stdout
    assert not (installed / "keys" / "private.key").exists()


def test_lost_keys_are_an_error_even_when_their_folder_is_gone(installed: Path) -> None:
    shutil.rmtree(installed / "keys")
    answer = ask()
    assert answer.exit_code == 1
    assert "is missing" in answer.stdout


@pytest.mark.parametrize("key", ["log.key", "private.key", "seal.key"])
def test_a_spoilt_key_is_an_error_that_names_the_file(installed: Path, key: str) -> None:
    (installed / "keys" / key).write_bytes(b"spoilt")
    answer = ask()
    assert answer.exit_code == 1
    assert f"{key} is not the key it should be" in answer.stdout
    assert "ok     mail" in answer.stdout


def test_looking_makes_no_key_of_sessions(installed: Path) -> None:
    (installed / "keys" / "session.key").unlink()
    assert ask().exit_code == 0
    assert not (installed / "keys" / "session.key").exists()


def test_a_folder_for_the_database_that_is_not_there_is_an_error(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVFLOW_DATABASE_URL", f"sqlite:///{data}/absent/there.sqlite3")
    answer = ask()
    assert answer.exit_code == 1
    assert f"{data}/absent is not there" in answer.stdout


def test_a_key_that_others_can_read_is_an_error(installed: Path) -> None:
    (installed / "keys" / "log.key").chmod(0o644)
    answer = ask()
    assert answer.exit_code == 1
    assert "chmod 600" in answer.stdout


def test_a_database_of_another_release_is_to_be_upgraded(installed: Path) -> None:
    with sqlite3.connect(installed / "govflow.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'other'")
    connection.close()
    answer = ask()
    assert answer.exit_code == 1
    assert "govflow db upgrade" in answer.stdout


def test_a_damaged_file_is_found(installed: Path) -> None:
    file = installed / "govflow.sqlite3"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    body = bytearray(file.read_bytes())
    body[4096:8192] = b"\x55" * 4096
    file.write_bytes(body)
    answer = ask()
    assert answer.exit_code == 1
    assert "wrong  database" in answer.stdout


def test_a_database_that_does_not_answer_does_not_stop_the_other_checks(
    data: Path, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("GOVFLOW_DATABASE_URL", f"postgresql://me:hidden@127.0.0.1:{closed_port}/none")
    answer = ask()
    assert answer.exit_code == 1
    assert "wrong  database" in answer.stdout
    assert "ok     mail" in answer.stdout
    assert "hidden" not in answer.stdout


def test_a_mail_server_that_does_not_answer_is_told_with_its_address(
    data: Path, monkeypatch: pytest.MonkeyPatch, closed_port: int
) -> None:
    monkeypatch.setenv("GOVFLOW_MAIL_SERVER", "127.0.0.1")
    monkeypatch.setenv("GOVFLOW_MAIL_PORT", str(closed_port))
    answer = ask()
    assert answer.exit_code == 1
    assert f"127.0.0.1:{closed_port} does not take our mail" in answer.stdout


def test_a_full_disk_is_told(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_SPACE", 1 << 70)
    answer = ask()
    assert answer.exit_code == 1
    assert "Make room" in answer.stdout


def test_fonts_are_looked_at_even_where_those_for_cjk_are_not(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from govflow.pdf import typefaces

    monkeypatch.setattr(typefaces, "CJK_FILE", tmp_path / "absent.ttc")
    (finding,) = doctor.fonts(Settings(data=data))
    assert "fonts-noto-cjk" in finding.words
    assert not finding.mend


def test_a_font_that_cannot_be_read_is_named(
    data: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from govflow.pdf import typefaces

    typefaces.characters_of.cache_clear()
    monkeypatch.setattr(typefaces, "FOLDER", tmp_path)
    (finding,) = doctor.fonts(Settings(data=data))
    assert typefaces.FILES[0] in finding.words
    assert finding.mend


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of this machine that nobody listens on, for as long as the test lasts."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
