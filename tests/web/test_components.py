"""The components: what they put on a page, where the words of a picture stand, and what the look promises."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from xml.etree.ElementTree import Element

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from govflow import create_app
from govflow.clock import SetClock
from govflow.settings import Settings
from govflow.transaction import at_work
from govflow.web.pictures import WIDTH, Event, Timeline, tally, timeline
from tests.house.tracked import ROOT
from tests.web.checked_pages import CheckedClient, check_page, read_page, words
from tests.web.people import filled

CSS = ROOT / "govflow" / "static" / "css"
TODAY = date(2027, 2, 20)
LETTER = 7.0
"""The width of a letter of the pictures' type, a little less than they reckon with."""


@pytest.fixture
def components(settings: Settings, clock: SetClock) -> Iterator[FlaskClient]:
    """A browser of a server that shows a demo, and so its components."""
    app = create_app(replace(settings, demo=True), clock)
    app.test_client_class = CheckedClient
    with at_work(app):
        yield app.test_client()


def sent(components: FlaskClient, **fields: object) -> Element:
    form = read_page(components.get("/components").text).find(".//main//form")
    assert form is not None
    return read_page(components.post("/components", data={**filled(form), **fields}).text)


def by_id(page: Element, name: str) -> Element:
    return next(each for each in page.iter() if each.get("id") == name)


def test_components_are_shown_where_a_demo_is_served(client: FlaskClient) -> None:
    assert client.get("/components").status_code == 404


def test_every_component_is_shown_with_its_call(components: FlaskClient) -> None:
    shown = " ".join(words(each) for each in read_page(components.get("/components").text).iter("code"))
    for file in ("form", "parts", "redline", "timeline"):
        template = (ROOT / "templates" / "components" / f"{file}.html").read_text("utf-8")
        named = "time" if file == "timeline" else file
        macros = {f"{named}.{name}(" for name in re.findall(r"macro ([a-z]\w*)\(", template)}
        assert {macro for macro in macros if macro not in shown} == set()


def test_what_is_wrong_is_said_above_and_beside_the_field(components: FlaskClient) -> None:
    page = sent(components)
    summary = next(each for each in page.iter() if each.get("role") == "alert")
    leads = {link.get("href"): words(link) for link in summary.iter("a")}
    assert leads["#name"] == "Enter your full name"
    assert leads["#vote"] == "Choose how you vote"
    assert leads["#agrees"] == "Say that you have read the agreement"
    assert words(by_id(page, "name-error")) == "Error: Enter your full name"
    assert "name-error" in by_id(page, "name").get("aria-describedby", "")
    assert words(page.find("head/title")) == "Error: Components · govflow"


def test_what_was_typed_is_kept(components: FlaskClient) -> None:
    page = sent(components, name="Siân Ŵyn <b>", days="soon", vote="against", tasks=["chair"], why="One\nTwo")
    assert by_id(page, "name").get("value") == "Siân Ŵyn <b>"
    assert by_id(page, "days").get("value") == "soon"
    assert by_id(page, "why").text == "One\nTwo"
    ticked = [each.get("value") for each in page.iter("input") if each.get("checked") is not None]
    assert ticked == ["against", "chair"]


def test_a_field_is_not_cut_or_held_back_by_the_browser(components: FlaskClient) -> None:
    """Its own messages would come in its language and before ours; what is pasted would be cut in silence."""
    page = read_page(components.get("/components").text)
    barred = {"required", "maxlength", "minlength", "pattern", "min", "max"}
    held = [
        each.get("name")
        for each in page.iter()
        if each.tag in {"input", "textarea"} and barred & {*each.attrib}
    ]
    assert held == []


def test_the_words_of_a_redline_are_heard(components: FlaskClient) -> None:
    page = read_page(components.get("/components").text)
    assert "[deleted: 28 days]" in {words(each) for each in page.iter("del")}
    assert "[inserted: 60 Business Days]" in {words(each) for each in page.iter("ins")}


@pytest.mark.parametrize(
    "fault, html",
    [
        (
            "no label for x",
            "<form action='/'><label for='x'></label><input id='x' name='x' type='text'></form>",
        ),
        (
            "nothing says what is wrong with x",
            "<input aria-label='x' name='x' type='text' aria-invalid='true'>",
        ),
        ("email does not say whether a browser may", "<input aria-label='x' name='email' type='text'>"),
        ("an error that is tied to nothing: No", "<p id='x-error'>No</p>"),
        ("a button without a type: Go", "<button>Go</button>"),
        ("a fieldset without a legend", "<fieldset><p>What?</p></fieldset>"),
        ("a details without a summary", "<details><p>More</p></details>"),
        ("a script that is not a module", "<script src='/static/a.js'></script>"),
        ("the name of a file and not the file", "<form action='/'><input aria-label='x' type='file'></form>"),
        ("2 elements with the id x", "<p id='x'>1</p><p id='x'>2</p>"),
        ("unknown element marquee", "<p><marquee>x</marquee></p>"),
    ],
)
def test_a_page_with_a_fault_is_found_out(fault: str, html: str) -> None:
    whole = "<!DOCTYPE html><html lang='en'><head><title>T</title></head><body><main><h1>T</h1>{}</main></body></html>"
    check_page(whole.format("<p>x</p>"))
    with pytest.raises(AssertionError, match=fault):
        check_page(whole.format(html))


Box = tuple[float, float, float, float]


def boxes(line: Timeline) -> Iterator[Box]:
    """Where the words of the dots stand: left, top, right, bottom."""
    for dot in line.dots:
        yield dot.x + 7, dot.label_y - 12, dot.x + 7 + len(dot.words) * LETTER, dot.label_y + 4


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


events = st.lists(
    st.builds(
        Event,
        st.dates(date(2026, 1, 1), date(2029, 12, 31)),
        st.text("abc dé", min_size=1, max_size=90),
        st.sampled_from(["good", "wait", "bad", "plain", "new"]),
    ),
    max_size=40,
)


@given(events)
def test_no_words_of_a_timeline_lie_over_others(dated: list[Event]) -> None:
    line = timeline(dated, TODAY)
    for one, other in combinations(boxes(line), 2):
        assert not overlap(one, other)
    # Nor over the line that leads from a dot up to its words.
    for dot in line.dots:
        leader = (dot.x - 0.5, dot.label_y, dot.x + 0.5, line.axis_y)
        assert not any(overlap(leader, box) for box in boxes(line))


@given(events)
def test_a_timeline_stays_inside_its_picture_and_its_table_says_all(dated: list[Event]) -> None:
    line = timeline(dated, TODAY)
    assert all(left >= 0 and right <= WIDTH and top >= 0 for left, top, right, _ in boxes(line))
    assert 0 < line.today_x < line.end_x <= WIDTH
    assert [dot.x for dot in line.dots] == sorted({dot.x for dot in line.dots})
    assert len(line.ticks) <= 13
    assert [row[1] for row in line.rows] == [each.words for each in sorted(dated, key=lambda each: each.on)]


def test_a_timeline_says_what_is_past_and_what_is_to_come() -> None:
    days = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]
    line = timeline([Event(day, "Something") for day in days], TODAY)
    assert [(row[0], row[2]) for row in line.rows] == [
        ("19 February 2027", "past"),
        ("20 February 2027", "today"),
        ("21 February 2027", "to come"),
    ]


def test_where_much_happened_the_older_of_it_folds_away() -> None:
    days = [TODAY + timedelta(days=away) for away in range(-10, 3)]
    line = timeline([Event(day, f"Day {day.day}") for day in days], TODAY)
    assert (len(line.earlier), len(line.shown)) == (5, 8)
    assert line.earlier + line.shown == line.rows
    few = timeline([Event(day, "Something") for day in days[5:]], TODAY)
    assert few.earlier == ()


def test_what_falls_on_one_day_shares_a_dot_in_the_colour_that_matters_most() -> None:
    line = timeline([Event(TODAY, "One board decides", "wait"), Event(TODAY, "Another did", "good")], TODAY)
    (dot,) = line.dots
    assert (dot.words, dot.tone) == ("20 Feb: One board decides and 1 more", "wait")


def test_votes_lie_side_by_side_and_fill_what_was_cast() -> None:
    picture = tally([("For", 4, "good"), ("Against", 1, "bad")], of=8, needed=5)
    assert [(part.x, part.width) for part in picture.parts] == [(0, 500), (500, 125)]
    assert picture.needed_x == 625


def colours(scheme: str) -> dict[str, str]:
    """The colours of a scheme, by name: in the dark those of the light that are not said anew."""
    screen, _ = (CSS / "tokens.css").read_text("utf-8").split("@media print")
    light, dark = screen.split("@media screen and (prefers-color-scheme: dark)")
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", light))
    return found if scheme == "light" else found | dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", dark))


def lightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    shares = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((lightness(one), lightness(other)))
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("paper", "sheet", "sunk")
READ = [
    (words_, ground) for words_ in ("ink", "quiet", "link", "green", "act", "error") for ground in GROUNDS
]
READ += [
    (tone, f"on-{tone}") for tone in ("good", "wait", "bad", "new", "plain", "inserted", "deleted", "moved")
]
READ += [("on-deep", "deep"), ("on-deep-quiet", "deep"), ("on-deep", "deeper"), ("on-act", "act")]
READ += [
    ("on-act", "act-over"),
    ("on-error", "error"),
    ("on-error", "error-over"),
    ("ink", "missing"),
    ("ink", "wrong"),
]
SEEN = [(shape, ground) for shape in ("edge", "ink", "good", "bad") for ground in GROUNDS] + [
    ("gold", "deep")
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(scheme: str) -> None:
    """WCAG 2.2: 1.4.3 for words, 1.4.11 for the edges of what is pressed and filled in."""
    shown = colours(scheme)
    faint = {pair: contrast(shown[pair[0]], shown[pair[1]]) for pair in READ}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}
    shapes = {pair: contrast(shown[pair[0]], shown[pair[1]]) for pair in SEEN}
    assert {pair: ratio for pair, ratio in shapes.items() if ratio < 3} == {}


def test_colours_are_chosen_in_one_place() -> None:
    """What is white, black or see-through over another colour has no name of its own."""
    for sheet in CSS.glob("*.css"):
        if sheet.name not in {"tokens.css"}:
            strays = re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet.read_text("utf-8"))
            assert strays == [], sheet.name
