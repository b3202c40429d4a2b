"""Settings, typed, from the environment; and the keys and secrets an installation keeps.

In: ``GOVFLOW_<NAME>``, or ``GOVFLOW_<NAME>_FILE`` naming a file that holds the value (for secrets). Out:
`Settings`. A name we do not know is refused with a suggestion: a misspelt setting would be a silent default.
Keys are made on the first start, readable by their owner only; when data exist but a key of theirs does not,
nothing starts, because a new key could not open them or vouch for them.
"""

import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "GOVFLOW_"
FILE_SUFFIX = "_FILE"

FOR_TESTS = frozenset({"GOVFLOW_SOAK"})
"""Names the tests read; a server passes them over."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine that nobody else reaches it by."""

DATABASES = frozenset({"sqlite", "postgres", "postgresql", "postgresql+psycopg"})
"""What a database's address may begin with."""


class ConfigurationError(Exception):
    """The settings or the keys are not such that anything may start. The words say how to mend it."""


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise ValueError("is not a port (1 to 65535)")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= 9):
        raise ValueError("is not a number from 0 to 9")
    return int(text)


def _switch(text: str) -> bool:
    switch = {"on": True, "off": False}.get(text.lower())
    if switch is None:
        raise ValueError("is neither on nor off")
    return switch


def _security(text: str) -> str:
    if text not in {"starttls", "tls", "none"}:
        raise ValueError("is not one of starttls, tls, none")
    return text


def _absolute(text: str) -> Path:
    if not text:
        raise ValueError("names no folder")
    return Path(text).expanduser().absolute()


def _log_name(text: str) -> str:
    # A note's signature line holds the name (C2SP signed-note), and so does the seal's certificate (X.520).
    if len(text) > 64 or "+" in text or not text.isprintable() or " " in text:
        raise ValueError("is no name: at most 64 characters, without spaces and without +")
    return text


def database_address(text: str) -> str:
    """The address of a database of a kind that we work with; "" for the usual one.

    :raises ValueError: it is none; the words follow what was given.
    """
    if not text:
        return text
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError("is not the address of a database") from None
    if url.drivername not in DATABASES:
        raise ValueError("is neither an SQLite nor a PostgreSQL database")
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("names no file")
    return text


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _setting(default: str, meaning: str, parse: Callable[[str], object] = str, private: bool = False) -> Any:
    metadata = {"default": default, "meaning": meaning, "parse": parse, "private": private}
    return field(default_factory=lambda: parse(default), metadata=metadata, repr=not private)


@dataclass(frozen=True)
class Settings:
    """What an installation is told. Each field is a setting: ``data`` is ``GOVFLOW_DATA``."""

    data: Path = _setting("instance", "the folder with database, keys, files and mail", _absolute)
    database_url: str = _setting(
        "", "the database; empty: SQLite in the data folder", database_address, private=True
    )
    host: str = _setting("localhost", "the address the server listens on")
    port: int = _setting("8000", "the port the server listens on", _port)
    url: str = _setting("", "the address people reach the server under; empty: host and port")
    proxies: int = _setting("0", "how many web servers stand before this one and tell who asks", _count)
    secret_key: str = _setting("", "the key of sessions and forms; empty: made on first start", private=True)
    encryption: bool = _setting("on", "whether private text and files are kept encrypted", _switch)
    worker: bool = _setting("on", "whether the server runs its background jobs itself", _switch)
    log_name: str = _setting("", "the public name of the journal; empty: made on first start", _log_name)
    mail_server: str = _setting("", "the mail server; empty: mail is written to the data folder")
    mail_port: int = _setting("587", "the port of the mail server", _port)
    mail_security: str = _setting("starttls", "how the mail server is spoken to", _security)
    mail_user: str = _setting("", "the user at the mail server")
    mail_password: str = _setting("", "the password at the mail server", private=True)
    mail_from: str = _setting("govflow@localhost", "the address mail comes from")
    demo: bool = _setting("off", "whether invented consortia are shown, on this machine alone", _switch)

    def __post_init__(self) -> None:
        """Keep the demo to this machine: who has one of its links is let in, and its mail is a page.

        :raises ConfigurationError: it is on, and others could reach it.
        """
        for name in ("mail_server", "proxies") if self.demo else ():
            if getattr(self, name):
                raise ConfigurationError(f"The demo is not for others: do without {PREFIX}{name.upper()}.")
        if self.demo and not (self.host in LOOPBACK and (not self.url or _host(self.url) in LOOPBACK)):
            raise ConfigurationError(
                f"The demo is shown on this machine only. Set {PREFIX}HOST=localhost and leave {PREFIX}URL empty."
            )

    @property
    def database(self) -> str:
        """The database's URL with the driver we use."""
        if not self.database_url:
            return f"sqlite:///{self.data / 'govflow.sqlite3'}"
        scheme, mark, rest = self.database_url.partition("://")
        driver = {"postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}.get(scheme, scheme)
        return driver + mark + rest

    @property
    def address(self) -> str:
        """The address in links, without a slash at the end."""
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def log_pub(self) -> Path:
        """The public file: what strangers verify with."""
        return self.data / "log.pub"

    @property
    def keys(self) -> Path:
        """The folder of keys."""
        return self.data / "keys"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings an environment gives; without one, that of this process.

    :raises ConfigurationError: an unknown name, a value that is not of its kind, a file that cannot be read.
    """
    given = os.environ if environment is None else environment
    ours = {name: value for name, value in given.items() if name.startswith(PREFIX) and name not in FOR_TESTS}
    known = {PREFIX + each.name.upper(): each for each in fields(Settings)}
    _refuse_unknown(ours, set(known))
    values: dict[str, Any] = {}
    for name, each in known.items():
        if (text := _given(name, ours)) is not None:
            try:
                values[each.name] = each.metadata["parse"](text)
            except ValueError as error:
                shown = "the value" if each.metadata["private"] else repr(text)
                raise ConfigurationError(f"{name}: {shown} {error}") from error
    return Settings(**values)


@contextmanager
def usable(path: Path) -> Iterator[None]:
    """Work with a file or folder of the installation.

    :raises ConfigurationError: the system, or what stands in the file, does not let us.
    """
    try:
        yield
    except (OSError, UnicodeDecodeError) as error:
        reason = (error.strerror or "") if isinstance(error, OSError) else "It is not text"
        raise ConfigurationError(
            f"{path} cannot be used: {reason}. Put it back as it was, or set another GOVFLOW_DATA."
        ) from error


def load_or_make(path: Path, make: Callable[[], str], data_exist: Callable[[], bool]) -> str:
    """The secret a file keeps; made first when there is neither the file nor any data it would belong to.

    :raises ConfigurationError: data exist but their key does not, others may read the file, or it cannot be used.
    """
    with usable(path):
        return _load_or_make(path, make, data_exist)


def _load_or_make(path: Path, make: Callable[[], str], data_exist: Callable[[], bool]) -> str:
    if not path.exists():
        if data_exist():
            raise ConfigurationError(
                f"{path} is missing, but there are data that belong to it. Put the file back from your "
                "backup of the keys; a new one could not open or vouch for what is there."
            )
        _write_once(path, make())
    secret = path.read_text(encoding="utf-8")
    if path.stat().st_mode & 0o077:
        raise ConfigurationError(f"{path} can be read by others. Mend it with: chmod 600 {path}")
    if not secret.strip():
        raise ConfigurationError(f"{path} is empty. Put it back from your backup of the keys.")
    return secret


def _write_once(path: Path, text: str) -> None:
    """Write a secret whole or not at all; when another process is first, its secret stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _given(name: str, ours: Mapping[str, str]) -> str | None:
    file = ours.get(name + FILE_SUFFIX)
    if file is None:
        return ours.get(name)
    if name in ours:
        raise ConfigurationError(f"{name} and {name}{FILE_SUFFIX} are both given. Keep one of them.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{name}{FILE_SUFFIX}: {file} cannot be read") from error


def _refuse_unknown(ours: Mapping[str, str], known: set[str]) -> None:
    accepted = known | {name + FILE_SUFFIX for name in known}
    for name in sorted(ours):
        if name not in accepted:
            close = get_close_matches(name, sorted(accepted), n=1)
            hint = f" Did you mean {close[0]}?" if close else ""
            raise ConfigurationError(f"There is no setting {name}.{hint}")
