"""The agreement as it is read."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from xml.etree.ElementTree import Element

from flask.testing import FlaskClient
from sqlalchemy import event

from govflow.extensions import db
from tests.agreements.begun import begun, example, somebody
from tests.web.checked_pages import read_page, words
from tests.web.visitor import link_to, press_open

SIZES = ("lead_body_6", "alliance_19", "spv_30")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_agreement_is_read_behind_its_link(client: FlaskClient) -> None:
    alice = somebody()
    agreement_id = begun(example("lead_body_6"), alice)
    opened = press_open(client, link_to(agreement_id, alice))
    assert (opened.status_code, opened.location) == (302, f"/agreements/{agreement_id}")
    page = read_page(client.get(opened.location).text)
    assert words(page.find(".//h1")) == "Joint venture agreement"
    said = words(page)
    assert "Tamebrook Wellbeing Partnership" in said
    assert "Alice Fictional" in said
    assert "no open points" in said
    assert "Nothing is open" in said
    assert "A solicitor should read your agreement" in said


def test_the_page_asks_the_database_as_often_for_thirty_members_as_for_six(client: FlaskClient) -> None:
    alice, asked = somebody(), {}
    for name in SIZES:
        address = press_open(client, link_to(begun(example(name), alice), alice)).location
        with statements() as sent:
            assert client.get(address).status_code == 200
        asked[name] = len(sent)
    assert len(set(asked.values())) == 1, asked
    assert asked["spv_30"] <= 10


def test_what_is_open_leads_to_its_place(client: FlaskClient) -> None:
    alice, source = somebody(), example("lead_body_6")
    answers = source["answers"]
    assert isinstance(answers, dict)
    answers["start_date"] = "soon"
    page = read_page(client.get(press_open(client, link_to(begun(source, alice), alice)).location).text)
    assert "2 open points" in words(page.find(".//h1/.."))
    points = [words(point) for point in page.iterfind(".//aside//li")]
    assert points[0].startswith("To mend: Start date is not a date.")
    assert points[1].startswith("To think about: “Start date” is still to be agreed.")
    assert {link.get("href") for link in page.iterfind(".//aside//li/a")} == {"#term-commencement"}


STRANGE = (
    "<script>alert(1)</script>",
    "\"><img src='x' onerror='alert(1)'>",
    "</td></table></main><iframe src='//elsewhere.example'></iframe>",
    "{{ 7 * 7 }} {% include 'base.html' %}",
    'Cymdeithas Tŷ Ŵyl & Llŷn "Âu"',
    "עמותה חברתית جمعية",
    "O'Brien & Sons' <b>bold</b> -->",
)


def with_words(texts: tuple[str, ...]) -> dict[str, object]:
    """The example with other words wherever people write some."""
    source = example("lead_body_6")
    members, answers = source["members"], source["answers"]
    assert isinstance(members, list) and isinstance(answers, dict)
    for member, text in zip(members, texts, strict=False):
        member.update(legal_name=text, registered_office=text, role=text)
    answers["consortium_name"], answers["purpose_statement"] = texts[5:]
    for row, text in zip(answers["delivery_matrix"], texts, strict=False):
        row["what"] = text
    # What nobody asked is an open point, and quoted there.
    answers[texts[0]] = texts[1]
    return source


def test_somebodys_words_stay_words(client: FlaskClient) -> None:
    pages: list[Element] = []
    for texts in (tuple("abcdefg"), STRANGE):
        person = somebody(texts[0], f"{len(pages)}@example.org")
        opened = press_open(client, link_to(begun(with_words(texts), person), person))
        pages.append(read_page(client.get(opened.location).text))
    plain, strange = pages
    assert Counter(each.tag for each in strange.iter()) == Counter(each.tag for each in plain.iter())
    # Quotation marks are set right in an agreement; all else stands as it was written.
    said = words(strange).translate(str.maketrans("‘’“”", "''\"\""))
    assert [text for text in STRANGE if text not in said] == []
