"""`govflow verify`: is this the agreement that was sealed? Offline.

In: a PDF, and where they are at hand its proof and the server's public key. Out: the verdict and every check
behind it. Exit code 0 valid, 1 invalid or unpinned, 2 when something could not be read; with --json the answer
is printed in every case.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click

from govflow.cli.reading import Unreadable, one_line_for
from govflow.journal.keys import public_text, read_signer
from govflow.journal.note import BadNote
from govflow.pdf.seal import SEAL_KEY, NoSeal, read_seal
from govflow.pdf.sealed import LARGEST
from govflow.settings import ConfigurationError, read_settings
from govflow.signing.verification import (
    HEADINGS,
    LARGEST_TEXT,
    Verdict,
    Verification,
    unreadable,
    verify,
)

CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNPINNED: 1, Verdict.UNREADABLE: 2}


@click.command("verify")
@click.argument("file")
@click.option(
    "--proof", "proof_file", metavar="FILE", help="The proof that was delivered beside the PDF (.tlog-proof)."
)
@click.option(
    "--key", "key_file", metavar="FILE", help="The public key of the server that sealed it (log.pub)."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: str, proof_file: str | None, key_file: str | None, as_json: bool) -> None:
    """Verify the sealed agreement in FILE.

    Works offline. Without --key this server's own key is used, where there is one.
    """
    given = {"file": file, "proof": proof_file, "key": key_file}
    try:
        with _named("file"):
            pdf = _content(file, LARGEST)
        with _named("proof"):
            proof = None if proof_file is None else _text(proof_file)
        with _named("key"):
            key = _own_key() if key_file is None else _text(key_file)
    except Unreadable as wrong:
        judged = unreadable(wrong.place, f"The {wrong.place} cannot be read: {wrong.reason}.")
    else:
        judged = verify(pdf, proof, key, own=key_file is None)
    click.echo(_as_json(judged) if as_json else _in_words(judged))
    if judged.verdict is Verdict.UNREADABLE:
        [check] = judged.checks
        with one_line_for(given[check.name] or file):
            raise Unreadable(check.name, check.words)
    raise SystemExit(CODES[judged.verdict])


@contextmanager
def _named(what: str) -> Iterator[None]:
    """Say of what cannot be read which of the things given it is."""
    try:
        yield
    except Unreadable as wrong:
        raise Unreadable(what, wrong.reason) from None


def _as_json(judged: Verification) -> str:
    answer = {"verdict": judged.verdict, "checks": [asdict(check) for check in judged.checks]}
    return json.dumps(answer, indent=1, ensure_ascii=False)


def _in_words(judged: Verification) -> str:
    lines = (
        f"  {'yes' if check.ok else 'NO '}  {check.words}"
        for check in judged.checks
        if check.name != "limits"
    )
    limits = (f"\n{check.words}" for check in judged.checks if check.name == "limits")
    return "\n".join((HEADINGS[judged.verdict], *lines, *limits))


def _content(file: str, largest: int) -> bytes:
    path = Path(file)
    try:
        # A pipe or a device could keep us reading for ever.
        if path.exists() and not path.is_file():
            raise Unreadable("file", "it is a folder, or no file at all")
        with path.open("rb") as opened:
            content = opened.read(largest + 1)
    except (OSError, ValueError) as wrong:
        raise Unreadable(
            "file", str(getattr(wrong, "strerror", None) or "it cannot be opened").lower()
        ) from None
    if len(content) > largest:
        kilobytes = largest // 1024
        size = f"{kilobytes // 1024} MB" if kilobytes >= 1024 else f"{kilobytes} KB"
        raise Unreadable("file", f"it is larger than {size}")
    return content


def _text(file: str) -> str:
    try:
        return _content(file, LARGEST_TEXT).decode()
    except UnicodeDecodeError as wrong:
        raise Unreadable("file", f"byte {wrong.start} is not UTF-8 text") from None


def _own_key() -> str | None:
    """The public key of this installation; None where there is none. Nothing is made."""
    try:
        keys = read_settings().keys
        signer = read_signer((keys / "log.key").read_text(encoding="utf-8"))
        seal = read_seal((keys / SEAL_KEY).read_text(encoding="utf-8"))
    except (ConfigurationError, OSError, ValueError, BadNote, NoSeal):
        return None
    return public_text(signer, seal.public_text)
