"""`govflow verify`: the verdict on stdout, the exit code, and one line where something could not be read."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from govflow.cli.reading import shown
from govflow.cli.verify import command
from govflow.journal.keys import make_signer, public_text, read_signer
from govflow.journal.note import Signer
from govflow.pdf.seal import SEAL_KEY, Seal, make_seal, read_seal
from govflow.pdf.sealed import LARGEST
from govflow.pdf.sealing import seal_pdf
from tests.signing.test_verification import MOMENT, proof_of, small_pdf


class Server:
    """A server's keys, and what it gave its members."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log_text, self.seal_text = (
            make_signer("tamebrook.example"),
            make_seal("tamebrook.example", MOMENT),
        )
        self.log: Signer = read_signer(self.log_text)
        self.seal: Seal = read_seal(self.seal_text)
        self.pdf = folder / "agreement.pdf"
        self.pdf.write_bytes(seal_pdf(small_pdf(), self.seal, MOMENT, "a test"))
        self.key = folder / "log.pub"
        self.key.write_text(public_text(self.log, self.seal.public_text), encoding="utf-8")
        self.proof = folder / "agreement.tlog-proof"
        self.proof.write_text(proof_of(self.pdf.read_bytes(), self.log), encoding="utf-8")

    def install(self, data: Path) -> None:
        """Put its private keys where an installation keeps them."""
        (data / "keys").mkdir(parents=True)
        (data / "keys" / "log.key").write_text(self.log_text, encoding="utf-8")
        (data / "keys" / SEAL_KEY).write_text(self.seal_text, encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A server that sealed one file."""
    return Server(tmp_path_factory.mktemp("server"))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that does not exist."""
    folder = tmp_path / "instance"
    monkeypatch.setenv("GOVFLOW_DATA", str(folder))
    return folder


def run(*words: object) -> Result:
    """Call the command."""
    return CliRunner().invoke(command, [str(word) for word in words])


def verdict(result: Result) -> str:
    """The verdict in a JSON answer, its shape looked at on the way."""
    answer = json.loads(result.stdout)
    assert set(answer) == {"verdict", "checks"}
    for check in answer["checks"]:
        assert set(check) == {"name", "ok", "words"}
        assert isinstance(check["ok"], bool)
    return str(answer["verdict"])


def test_valid_with_key_and_proof(server: Server) -> None:
    result = run(server.pdf, "--proof", server.proof, "--key", server.key, "--json")
    assert (result.exit_code, verdict(result), result.stderr) == (0, "valid", "")


def test_without_a_key_and_without_an_installation_it_is_unpinned(server: Server, data: Path) -> None:
    result = run(server.pdf, "--json")
    assert (result.exit_code, verdict(result)) == (1, "unpinned")
    assert not data.exists()


def test_this_servers_own_key_is_used_where_there_is_one(server: Server, data: Path) -> None:
    server.install(data)
    before = sorted(data.rglob("*"))
    result = run(server.pdf, "--proof", server.proof, "--json")
    assert (result.exit_code, verdict(result)) == (0, "valid")
    assert sorted(data.rglob("*")) == before
    assert "It was sealed with this server’s own key." in run(server.pdf).stdout


def test_what_another_server_sealed_is_told_as_such(server: Server, data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    stranger = Server(other)
    stranger.install(data)
    own = run(server.pdf)
    assert own.exit_code == 1
    assert "It was sealed with another key than this server’s own." in own.stdout
    given = run(server.pdf, "--key", stranger.key)
    assert given.exit_code == 1
    assert "It was sealed with another key than the one given." in given.stdout
    assert "It was sealed with the key given." in run(server.pdf, "--key", server.key).stdout


def test_own_keys_that_cannot_be_read_vouch_for_nobody(server: Server, data: Path) -> None:
    server.install(data)
    (data / "keys" / SEAL_KEY).write_text("nonsense", encoding="utf-8")
    result = run(server.pdf, "--json")
    assert (result.exit_code, verdict(result)) == (1, "unpinned")


def test_a_given_key_counts_and_not_the_servers_own(server: Server, data: Path, tmp_path: Path) -> None:
    server.install(data)
    other = tmp_path / "other"
    other.mkdir()
    result = run(server.pdf, "--key", Server(other).key, "--json")
    assert (result.exit_code, verdict(result)) == (1, "invalid")


def test_a_changed_file_is_invalid(server: Server, tmp_path: Path) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(server.pdf.read_bytes() + b"\n")
    result = run(changed, "--key", server.key, "--json")
    assert (result.exit_code, verdict(result)) == (1, "invalid")
    assert '"1 byte was appended after it was sealed."' in result.stdout


def test_people_read_the_verdict_first_and_then_why(server: Server) -> None:
    result = run(server.pdf, "--key", server.key)
    first, *rest = result.stdout.splitlines()
    assert first == "VALID SEAL: this is the agreement that was sealed."
    assert rest[0] == "  yes  It bears a seal."
    assert "Not verified: that the file stands in the journal" in rest[-1]
    result = run(server.pdf)
    assert "UNPINNED" in result.stdout
    assert "  NO   Nobody vouched for the key" in result.stdout


def unreadable_files(folder: Path) -> dict[str, Path]:
    """Files that are no PDF, in every way we could think of."""
    made = {
        name: folder / name for name in ("absent", "empty", "text", "folder", "huge", "truncated", "pipe")
    }
    made["empty"].touch()
    made["text"].write_text("This agreement is dated 10 March 2027.", encoding="utf-8")
    made["folder"].mkdir()
    with made["huge"].open("wb") as huge:
        huge.truncate(LARGEST + 1)
    made["truncated"].write_bytes(small_pdf()[:100])
    os.mkfifo(made["pipe"])
    return {**made, "a name that cannot be": folder / "a\0b"}


@pytest.mark.parametrize(
    "name", ["absent", "empty", "text", "folder", "huge", "truncated", "pipe", "a name that cannot be"]
)
def test_what_cannot_be_read_is_one_line_and_still_an_answer(
    name: str, server: Server, tmp_path: Path
) -> None:
    file = unreadable_files(tmp_path)[name]
    result = run(file, "--key", server.key, "--json")
    assert result.exit_code == 2
    assert verdict(result) == "unreadable"
    [line] = result.stderr.splitlines()
    assert line.startswith(f"{shown(str(file))}: file: ")


def test_a_key_or_a_proof_that_cannot_be_read_names_itself(server: Server, tmp_path: Path) -> None:
    for option, name in (("--key", "key"), ("--proof", "proof")):
        odd = tmp_path / "odd"
        odd.write_bytes(b"\xff\xfe" * 10)
        result = run(server.pdf, option, odd, "--json")
        assert (result.exit_code, verdict(result)) == (2, "unreadable")
        assert result.stderr.startswith(f"{odd}: {name}: The {name} cannot be read: byte 0 is not")
        result = run(server.pdf, option, tmp_path / "absent", "--json")
        assert (result.exit_code, verdict(result)) == (2, "unreadable")
        assert result.stderr.startswith(f"{tmp_path / 'absent'}: {name}: The {name} cannot be read: no such")
        [check] = json.loads(result.stdout)["checks"]
        assert check["name"] == name
    odd.write_text("a page of a book", encoding="utf-8")
    result = run(server.pdf, "--key", odd, "--json")
    assert (result.exit_code, verdict(result)) == (2, "unreadable")
    assert result.stderr.startswith(f"{odd}: key: ")


def test_a_proof_that_is_none_is_invalid(server: Server) -> None:
    result = run(server.pdf, "--proof", server.key, "--key", server.key, "--json")
    assert (result.exit_code, verdict(result)) == (1, "invalid")


def test_the_real_command_answers_without_a_network_and_without_a_home(
    server: Server, tmp_path: Path
) -> None:
    environment = {"PATH": os.environ["PATH"], "GOVFLOW_DATA": str(tmp_path / "none"), "HOME": ""}
    program = "from govflow.cli import main; main()"
    words = ["verify", str(server.pdf), "--proof", str(server.proof), "--key", str(server.key), "--json"]
    ran = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(ran.stdout)["verdict"] == "valid"
    assert ran.stderr == ""
    assert list(tmp_path.iterdir()) == []
