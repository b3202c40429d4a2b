"""Help: every topic is a whole page, every link within it leads somewhere, and the source document is served."""

import re
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient

from govflow.members.pages import ROLE_WORDS
from govflow.web.guide import GROUPS, STATEMENTS, TOPICS
from tests.conftest import one_engine
from tests.house.tracked import ROOT
from tests.web.checked_pages import read_page, words

LEAST_WORDS = 12
"""A place that says less says nothing."""

MOST_WORDS = 1_000
"""A page that somebody reads at night."""


def page_of(client: FlaskClient, name: str) -> Element:
    answer = client.get(f"/help/{name}")
    assert answer.status_code == 200
    return read_page(answer.text)


def said_at(page: Element) -> dict[str, str]:
    """What is said under each heading of the article, by the heading's anchor."""
    article = page.find(".//article")
    assert article is not None
    said: dict[str, str] = {}
    anchor = ""
    for part in article:
        if part.tag == "h2":
            anchor = part.attrib["id"]
        said[anchor] = f"{said.get(anchor, '')} {'' if part.tag == 'h2' else words(part)}"
    return said


@one_engine
def test_the_contents_lead_to_every_topic(client: FlaskClient) -> None:
    page = read_page(client.get("/help").text)
    links = {link.get("href") for link in page.findall(".//main//a")}
    assert links == {f"/help/{name}" for name in (*TOPICS, "clauses", "source")}
    headings = [words(heading) for heading in page.findall(".//h2")]
    assert headings == [group.title for group in GROUPS]


def test_whoever_has_a_role_finds_it_among_the_parts() -> None:
    told = " ".join(TOPICS["your-role"].places.values()).casefold()
    assert [role for role, name in ROLE_WORDS.items() if name.casefold() not in told] == []


@one_engine
@pytest.mark.parametrize("name", TOPICS)
def test_a_topic_says_something_under_each_of_its_headings(client: FlaskClient, name: str) -> None:
    page, topic = page_of(client, name), TOPICS[name]
    assert words(page.find(".//h1")) == topic.title
    headings = [each.attrib["id"] for each in page.findall(".//article/h2")]
    assert headings == list(topic.places)
    said = said_at(page)
    assert [anchor for anchor in topic.places if len(said[anchor].split()) < LEAST_WORDS] == []
    assert len(words(page.find(".//article")).split()) < MOST_WORDS


@one_engine
def test_every_link_of_the_help_leads_to_a_place_that_is_there(client: FlaskClient) -> None:
    for name in TOPICS:
        for link in page_of(client, name).findall(".//main//a"):
            found = re.fullmatch(r"/help/([a-z-]+)(?:#([a-z-]+))?", link.attrib["href"])
            if found:
                assert found[2] is None or found[2] in TOPICS[found[1]].places, link.attrib


@one_engine
def test_every_statement_of_the_source_document_is_served(client: FlaskClient) -> None:
    source = (ROOT / "docs/domain.md").read_text(encoding="utf-8")
    table = source.partition("### 2.22")[2].partition("### 2.23")[0]
    stated = re.findall(r"^\| ([A-Z][0-9]+a?) \|", table, re.MULTILINE)
    assert sorted(STATEMENTS) == sorted(stated)
    for statement, places in STATEMENTS.items():
        for place in places:
            name, anchor = place.split("#")
            said = said_at(page_of(client, name))
            assert len(said[anchor].split()) >= LEAST_WORDS, statement


def test_no_two_statements_share_all_their_places() -> None:
    # The two on the vehicle are one subject: what it is, and how large it may grow.
    alone = [places for statement, places in STATEMENTS.items() if statement != "Y5"]
    assert len(set(alone)) == len(alone)


@one_engine
def test_the_five_types_are_compared_in_one_table(client: FlaskClient) -> None:
    page = page_of(client, "types")
    rows = page.findall(".//table/tbody/tr")
    named = [words(row.find("th")) for row in rows]
    assert named == ["Lead body", "Vehicle", "Alliance", "Co-operative", "Network"]
    assert {len(row.findall("td")) for row in rows} == {6}


@one_engine
@pytest.mark.parametrize("name", ["nothing", "start", "topic", "parts", "consortium.html", "CONSORTIUM"])
def test_an_unknown_topic_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/help/{name}").status_code == 404


@one_engine
def test_the_help_is_open_to_everybody_and_says_that_it_is_no_advice(client: FlaskClient) -> None:
    assert "None of it is legal advice" in client.get("/help").text
    assert "nothing on these pages is legal advice" in client.get("/help/limits").text
