"""Help on the model clauses: each has its page, and every statement of the source is served where the pages say."""

import re
from functools import cache

import pytest
from flask.testing import FlaskClient

from govflow.catalogue.loader import load
from govflow.core.catalogue import Status
from govflow.web.clause_guide import STATUS_WORDS, TYPE_WORDS, clause_page
from govflow.web.guide import STATEMENTS, TOPICS
from tests.conftest import one_engine
from tests.house.tracked import ROOT
from tests.web.checked_pages import read_page, words
from tests.web.test_guide import page_of, said_at

CLAUSES = load().clauses

SAID = {
    "D1": r"purpose|formal|aim",
    "R1": r"alone|area|bid|competition",
    "R2": r"point of contact|one contact|one (member|door)|lead body|single",
    "R3": r"shared? service|share|central team|overhead|running costs|costs",
    "R4": r"risk|liab|insur|loss|fault|debt|deficit|lead body|paid",
    "R5": r"learn|skills|staff|evaluation|knowledge|know-how|data",
    "R6": r"quality|service|client|refer|value",
    "R7": r"new services|new ideas|ideas|committee|results",
    "R8": r"name|known|profile|brand|market|list|directory",
    "R9": r"large|big|size|scale|bid|strength",
    "P1": r"cost|money|budget|fee|account|deficit|paid",
    "P2": r"\btime\b|days",
    "P3": r"slow|delay|time|days|decision|meeting",
    "P4": r"good name|reputation|fail|harm|trust|risk|clients?",
    "P5": r"independen|values|own|interest|leave|give up|votes?|disput",
    "T1": r"open|honest|trust|board|tell|authority",
    "T2": r"values|financ|money|sound|checks?|solvent|insolv|standards|equal|polic",
    "T3": r"purpose|gain",
    "T4a": r"risk|cost",
    "T4": r"time|details|meetings?|start|review|take effect|mean|order",
    "T5": r"solicitor|broker|independent|adviser|expert|advice|mediat|neutral",
    "T6": r"who does what|where|schedule|work",
    "T7": r"risk|check|perform|open|join|insur|safe|record|target|suspen|remov|withh|plan|report|continu|warn",
    "T8": r"own",
    "T9": r"measure|evaluat|report|baseline|outset|early",
    "E1": r"contract|gap|bid",
    "E2": r"pick|volunteer|chosen|partners|join|came together|choos",
    "E3": r"four|meetings|trust",
    "E4": r"track record|record|before|accounts",
    "E5": r"penalt|money consequences|withh|agreed sum|fail|remov|missed|breach",
    "E6": r"non-disclosure|confidential|secret|binding|bound|paper",
    "E7": r"evidence|evaluat|research|results|show",
    "Y1": r"lead body|sub-contract|lead",
    "Y2": r"shared? services?|service level",
    "Y3": r"decision|join|leav|rights|vot|board|member|start|review|end",
    "Y4": r"vehicle|company|society|director|share",
    "Y5": r"vehicle|company",
    "Y6": r"alliance|speak|position|voice|came together",
    "Y7": r"grant|funder|money",
    "Y8": r"communit|speak|experience",
    "F1": r"directory|list",
    "F2": r"buyer|commissioner|compet|procure|small|public",
    "F3": r"support|help|fund|directory|list",
    "F4": r"grow|grant|idea|innovat|aim|sustain|new",
    "F5": r"skill|job|disab|learn|train|staff|employ|equal",
    "F6": r"policy voice|council|local authority|influence|position|commissioner|authorit",
    "F7": r"network|sector|connect|learn|list|know",
    "F8": r"last|years|sustain|surplus|sector|reserve|evidence",
    "Z1": r"consortium|guide",
}
"""What a place that serves a statement speaks of, as a pattern."""


@cache
def clause_words(clause_id: str) -> str:
    page = clause_page(CLAUSES[clause_id])
    text = " ".join(para.text for para in page.text.paras) if page.text else ""
    asked = " ".join(f"{line.ask} {line.choices}" for line in page.asked)
    ways = " ".join(name for name, _ in page.ways)
    return " ".join((page.title, page.does, page.notes, ways, asked, text)).casefold()


def test_clauses_serve_the_statements_that_the_field_says_they_serve() -> None:
    table = (ROOT / "docs/domain.md").read_text("utf-8").partition("### 2.22")[2].partition("### 2.23")[0]
    for code, named in re.findall(r"^\| ([A-Z][0-9]+a?) \|[^|]*\|([^|]*)\|", table, re.MULTILINE):
        serving = {clause.id for clause in CLAUSES.values() if code in clause.serves}
        assert serving == {each.strip() for each in named.split(",")} - {"(help pages)"}, code


def test_every_statement_has_words_to_look_for() -> None:
    assert sorted(SAID) == sorted(load().statements) == sorted(STATEMENTS)


@one_engine
@pytest.mark.parametrize("code", SAID)
def test_each_place_that_serves_a_statement_speaks_of_it(client: FlaskClient, code: str) -> None:
    silent = []
    for place in STATEMENTS[code]:
        topic, _, anchor = place.partition("#")
        said = f"{TOPICS[topic].places[anchor]} {said_at(page_of(client, topic))[anchor]}"
        if not re.search(SAID[code], said.casefold()):
            silent.append(place)
    serving = [clause.id for clause in CLAUSES.values() if code in clause.serves]
    silent += [each for each in serving if not re.search(SAID[code], clause_words(each))]
    assert silent == []
    assert serving or code == "Z1"


@one_engine
def test_the_source_page_names_every_statement_and_all_its_links_answer(client: FlaskClient) -> None:
    page = read_page(client.get("/help/source").text)
    shown = {part.attrib["id"] for part in page.findall(".//article/section")}
    assert shown == {code.lower() for code in load().statements}
    links = {link.attrib["href"] for link in page.findall(".//article//a")}
    wanted = {f"/help/{place}" for places in STATEMENTS.values() for place in places}
    wanted |= {f"/help/clauses/{clause.id}" for clause in CLAUSES.values() if clause.serves}
    assert links == wanted
    # tests/web/test_guide.py follows each anchor; here it is enough that each page is there.
    assert {client.get(link).status_code for link in {link.partition("#")[0] for link in links}} == {200}


@one_engine
def test_the_page_of_all_clauses_leads_to_each_and_says_when_it_is_in(client: FlaskClient) -> None:
    page = read_page(client.get("/help/clauses").text)
    rows = page.findall(".//table/tbody/tr")
    assert [row.findall("th/a")[0].get("href") for row in rows] == [f"/help/clauses/{id}" for id in CLAUSES]
    for row, clause in zip(rows, CLAUSES.values(), strict=True):
        standing = [STATUS_WORDS[clause.status[code]] for code in TYPE_WORDS]
        assert [words(cell) for cell in row.findall("td")] == standing


@one_engine
@pytest.mark.parametrize("clause_id", CLAUSES)
def test_a_clause_says_what_a_drafter_needs(client: FlaskClient, clause_id: str) -> None:
    clause = CLAUSES[clause_id]
    page = read_page(client.get(f"/help/clauses/{clause_id}").text)
    said = words(page.find(".//main"))
    told = clause_page(clause)
    for wanted in (told.does, told.notes, *told.solicitor, *(line.ask for line in told.asked)):
        assert " ".join(wanted.split()) in said
    for statement in clause.serves:
        assert page.findall(f".//a[@href='/help/source#{statement.lower()}']")
    checked = {rule.code for rule in (*told.must_be, *told.should_be)}
    assert checked >= set(clause.checks)


def test_a_clause_reads_in_a_type_that_has_it() -> None:
    for clause in CLAUSES.values():
        page = clause_page(clause)
        in_types = {
            name for code, name in TYPE_WORDS.items() if clause.status[code] is not Status.NOT_APPLICABLE
        }
        assert page.shown_in in in_types
        assert page.text is not None
        assert page.text.id == clause.id


@one_engine
@pytest.mark.parametrize("name", ["nothing", "quorum.md", "QUORUM"])
def test_an_unknown_clause_is_not_there(client: FlaskClient, name: str) -> None:
    assert client.get(f"/help/clauses/{name}").status_code == 404


@one_engine
def test_help_leads_to_the_clauses_and_the_source(client: FlaskClient) -> None:
    links = {link.get("href") for link in read_page(client.get("/help").text).findall(".//main//a")}
    assert {"/help/clauses", "/help/source"} <= links


@one_engine
def test_no_choice_is_called_usual_where_there_is_none(client: FlaskClient) -> None:
    criteria = words(read_page(client.get("/help/clauses/membership-criteria").text).find(".//main"))
    assert "Usual: 0" not in criteria
    facts = [line for line in clause_page(CLAUSES["safeguarding"]).asked if "children" in line.ask]
    assert [line.usual for line in facts] == [""]


def test_types_that_choose_the_same_are_named_together() -> None:
    asked = clause_page(CLAUSES["legal-effect"]).asked
    assert any("Vehicle and Co-operative: a deed that binds" in line.usual for line in asked)
