"""Settings from the environment, and the keys an installation keeps."""

import re
import stat
from dataclasses import fields
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from govflow import create_app
from govflow.extensions import db
from govflow.journal.keys import read_public_text, seal, signer
from govflow.schema import bring_up_to_date
from govflow.settings import ConfigurationError, Settings, load_or_make, read_settings
from tests.cluster import Cluster


def test_without_a_word_everything_has_a_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({"PATH": "/bin"})
    assert settings.data == tmp_path / "instance"
    assert settings.database == f"sqlite:///{tmp_path}/instance/govflow.sqlite3"
    assert (settings.host, settings.port, settings.address) == ("localhost", 8000, "http://localhost:8000")
    assert (settings.encryption, settings.worker, settings.mail_server) == (True, True, "")


def test_settings_are_typed() -> None:
    given = {
        "GOVFLOW_DATA": "/srv/govflow",
        "GOVFLOW_PORT": "80",
        "GOVFLOW_URL": "https://agree.example/",
        "GOVFLOW_ENCRYPTION": "off",
        "GOVFLOW_MAIL_SECURITY": "tls",
        "GOVFLOW_SOAK": "1",
    }
    settings = read_settings(given)
    assert (settings.data, settings.port, settings.encryption) == (Path("/srv/govflow"), 80, False)
    assert (settings.address, settings.mail_security) == ("https://agree.example", "tls")


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_address_gets_our_driver(scheme: str) -> None:
    settings = Settings(database_url=f"{scheme}://user:word@host/name?sslmode=require")
    assert settings.database == "postgresql+psycopg://user:word@host/name?sslmode=require"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("GOVFLOW_PORT", "eighty", "GOVFLOW_PORT: 'eighty' is not a port"),
        ("GOVFLOW_PORT", "65536", "is not a port"),
        ("GOVFLOW_WORKER", "maybe", "is neither on nor off"),
        ("GOVFLOW_DATA", "", "names no folder"),
        ("GOVFLOW_DATABASE_URL", "nonsense", "the value is not the address of a database"),
        ("GOVFLOW_DATABASE_URL", "postgresql://host:port/name", "is not the address of a database"),
        ("GOVFLOW_DATABASE_URL", "mysql://host/name", "is neither an SQLite nor a PostgreSQL database"),
        ("GOVFLOW_DATABASE_URL", "sqlite://", "the value names no file"),
        ("GOVFLOW_LOG_NAME", "two words", "is no name"),
        ("GOVFLOW_LOG_NAME", "a+b", "is no name"),
        ("GOVFLOW_LOG_NAME", "x" * 65, "is no name"),
        ("GOVFLOW_MAIL_SECURITY", "ssl", "is not one of starttls, tls, none"),
    ],
)
def test_a_value_that_is_not_of_its_kind_is_refused(name: str, value: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        read_settings({name: value})


def test_an_unknown_name_is_refused_with_a_suggestion() -> None:
    with pytest.raises(
        ConfigurationError, match=r"no setting GOVFLOW_DATABSE_URL\. Did you mean GOVFLOW_DATABASE_URL"
    ):
        read_settings({"GOVFLOW_DATABSE_URL": "sqlite://"})
    with pytest.raises(ConfigurationError, match=r"no setting GOVFLOW_QQQQQQQQQQ\.$"):
        read_settings({"GOVFLOW_QQQQQQQQQQ": "x"})


def test_a_value_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text("secret\n", encoding="utf-8")
    assert read_settings({"GOVFLOW_MAIL_PASSWORD_FILE": str(file)}).mail_password == "secret"
    with pytest.raises(ConfigurationError, match="both given"):
        read_settings({"GOVFLOW_MAIL_PASSWORD_FILE": str(file), "GOVFLOW_MAIL_PASSWORD": "x"})
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_settings({"GOVFLOW_MAIL_PASSWORD_FILE": str(tmp_path / "absent")})


def test_secrets_are_not_shown() -> None:
    settings = Settings(mail_password="hidden", secret_key="hidden", database_url="postgresql://a:hidden@b/c")
    assert "hidden" not in repr(settings)


def test_every_setting_says_what_it_means() -> None:
    assert all(each.metadata["meaning"] for each in fields(Settings))


def test_keys_are_made_on_the_first_start_for_their_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "instance")
    create_app(settings)
    keys = {path.name: stat.S_IMODE(path.stat().st_mode) for path in settings.keys.iterdir()}
    assert {"log.key", "private.key", "seal.key", "session.key"} <= set(keys)
    assert set(keys.values()) == {0o600}
    assert stat.S_IMODE(settings.data.stat().st_mode) == stat.S_IMODE(settings.keys.stat().st_mode) == 0o700


def test_the_public_file_tells_what_strangers_verify_with(app: Flask, settings: Settings) -> None:
    told = read_public_text(settings.log_pub.read_text(encoding="utf-8"))
    assert told == (signer().verifier, seal().public_text)
    settings.log_pub.write_text("something else", encoding="utf-8")
    create_app(settings)
    assert read_public_text(settings.log_pub.read_text(encoding="utf-8")) == told


def test_keys_stay_the_same_at_the_next_start(settings: Settings) -> None:
    before = {path.name: path.read_bytes() for path in settings.keys.iterdir()}
    create_app(settings)
    assert {path.name: path.read_bytes() for path in settings.keys.iterdir()} == before


@pytest.mark.parametrize("key", ["log.key", "private.key", "seal.key"])
def test_nothing_starts_when_data_exist_but_their_key_does_not(settings: Settings, key: str) -> None:
    (settings.keys / key).unlink()
    with pytest.raises(ConfigurationError, match=f"{key} is missing, but there are data"):
        create_app(settings)
    assert not (settings.keys / key).exists()


def test_a_lost_session_key_only_signs_people_out(settings: Settings) -> None:
    (settings.keys / "session.key").unlink()
    create_app(settings)
    assert (settings.keys / "session.key").exists()


def test_a_fresh_database_on_a_server_needs_no_key_yet(cluster: Cluster, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "instance", database_url=cluster.create("fresh"))
    app = create_app(settings)
    with app.app_context():
        bring_up_to_date()
        db.engine.dispose()
    cluster.drop("fresh")


def test_a_key_others_can_read_is_refused(settings: Settings) -> None:
    (settings.keys / "log.key").chmod(0o644)
    with pytest.raises(ConfigurationError, match="can be read by others"):
        create_app(settings)


@pytest.mark.parametrize(
    ("key", "content"),
    [
        *product(["log.key", "private.key", "seal.key", "session.key"], [b"", b" \n", b"\xff"]),
        *product(["log.key", "private.key", "seal.key"], [b"garbage", b"ab\n"]),
    ],
)
def test_a_key_that_is_none_is_named_and_starts_nothing(settings: Settings, key: str, content: bytes) -> None:
    (settings.keys / key).write_bytes(content)
    with pytest.raises(ConfigurationError, match=key):
        create_app(settings)


@pytest.mark.parametrize("place", ["", "keys", "keys/log.key", "log.pub"])
def test_a_file_where_a_folder_should_be_or_a_folder_for_a_file_is_named(
    settings: Settings, place: str
) -> None:
    path = settings.data / place
    is_folder = path.is_dir()
    path.rename(settings.data.with_name("moved"))
    path.write_bytes(b"") if is_folder else path.mkdir()
    with pytest.raises(ConfigurationError, match=re.escape(f"{path}")):
        create_app(settings)


def test_a_public_file_that_was_spoilt_is_written_anew(settings: Settings) -> None:
    told = settings.log_pub.read_bytes()
    settings.log_pub.write_bytes(b"\xff")
    create_app(settings)
    assert settings.log_pub.read_bytes() == told


def test_two_first_starts_agree_on_one_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "a.key"

    def other_is_first() -> str:
        load_or_make(path, lambda: "theirs", lambda: False)
        return "ours"

    assert load_or_make(path, other_is_first, lambda: False) == "theirs"
    assert [each.name for each in path.parent.iterdir()] == ["a.key"]


@pytest.mark.parametrize(
    "told",
    [
        {"host": "0.0.0.0"},
        {"host": "agree.example"},
        {"url": "https://agree.example"},
        {"url": "http://["},
        {"mail_server": "mail.example"},
        {"proxies": 1},
    ],
)
def test_a_demo_that_others_could_reach_is_refused(told: dict[str, object]) -> None:
    Settings(**told)  # type: ignore[arg-type]
    with pytest.raises(ConfigurationError, match="The demo is"):
        Settings(demo=True, **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [{}, {"GOVFLOW_HOST": "127.0.0.1"}, {"GOVFLOW_HOST": "::1"}, {"GOVFLOW_URL": "http://localhost:9"}],
)
def test_a_demo_on_this_machine_alone_is_shown(given: dict[str, str]) -> None:
    assert read_settings({**given, "GOVFLOW_DEMO": "on"}).demo
    assert not read_settings(given).demo
