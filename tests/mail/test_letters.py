"""The letters: every place filled, a subject that a phone shows whole, and nothing that could mislead."""

from string import Template

import pytest
from flask import Flask

from govflow.installed_files import share
from govflow.mail import address
from govflow.mail.words import LONGEST_SUBJECT, letter
from govflow.settings import Settings

LETTERS = sorted((share() / "templates" / "mail").glob("*.txt"))


def facts_of(name: str) -> dict[str, str]:
    """A word for every fact that a letter names."""
    written = (share() / "templates" / "mail" / f"{name}.txt").read_text("utf-8")
    return {fact: fact.upper() for fact in Template(written).get_identifiers()}


def test_there_are_letters() -> None:
    assert {"sign_in_code", "confirm_code", "founder", "invitation"} <= {path.stem for path in LETTERS}


@pytest.mark.parametrize("name", [path.stem for path in LETTERS])
def test_a_letter_is_filled_in_and_short(name: str) -> None:
    facts = facts_of(name)
    subject, text = letter(name, **facts)
    assert 0 < len(subject) < LONGEST_SUBJECT
    assert "\n" not in subject and not subject.endswith((" …", "."))
    assert "$" not in subject + text
    assert all(word in subject + text for word in facts.values())
    assert text.endswith("\n") and not text.startswith("\n")
    assert len(text.split()) < 150


@pytest.mark.parametrize("name", [path.stem for path in LETTERS])
def test_a_letter_with_a_fact_missing_is_not_written(name: str) -> None:
    facts = facts_of(name)
    if facts:
        facts.popitem()
        with pytest.raises(KeyError):
            letter(name, **facts)


def test_what_somebody_wrote_stays_what_it_is() -> None:
    words = "$email ${address} $$\r\nBcc: bob@example.org"
    subject, text = letter("invitation", consortium=words, email="alice@example.org", address="/sign-in")
    assert subject == "You are invited to $email ${address} $$ Bcc: bob@example.org"
    assert "$email ${address} $$" in text


def test_a_long_title_does_not_make_a_long_subject() -> None:
    subject, text = letter("invitation", consortium="Long name " * 30, email="a@example.org", address="/")
    assert len(subject) <= LONGEST_SUBJECT and subject.endswith(" …")
    assert "Long name " * 29 in text


@pytest.mark.parametrize("name", [path.stem for path in LETTERS if "$instrument" in path.read_text("utf-8")])
def test_what_is_cut_is_the_consortium_and_not_the_instrument(name: str) -> None:
    long = {
        "consortium": "A consortium with a very long name " * 3,
        "instrument": "mutual non-disclosure agreement",
    }
    facts = facts_of(name) | {"when": "In 7 days", "asked": "Sign for Ash CIO"} | long
    assert long["instrument"] in letter(name, **facts)[0]


def test_letters_name_the_address_people_reach_us_under(app: Flask, settings: Settings) -> None:
    assert address() == settings.address == "http://localhost:8000"
