"""A browser of the tests that lets no answer pass unread.

In: any request. Out: its answer, and then this is true: the headers are there; a page is valid HTML5 of known
elements, with one h1, a title, headings in order, a label for every control, every error tied to its control,
links that lead somewhere, forms that say where they go, and nothing inline or from elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextvars import Context
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from govflow.web.headers import HEADERS

OURS = """
    html head meta title link script body header main nav article aside section footer div
    h1 h2 h3 h4 p br ul ol li dl dt dd a span strong em abbr code pre pre time ins del img figure figcaption
    table caption colgroup col thead tbody tfoot tr th td
    form fieldset legend label input select optgroup option textarea button details summary progress
    svg g desc path rect circle line polyline text
"""
ELEMENTS = frozenset(OURS.split())
"""Every element that our pages are made of: whatever else turns up was brought in by somebody's words."""

SVG = "{http://www.w3.org/2000/svg}"
CONTROLS = frozenset({"input", "select", "textarea"})
SAYS_WHO = frozenset({"name", "email"})
"""Controls of these names ask who somebody is: a browser may fill that in, or is told not to (WCAG 2.2, 1.3.5)."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERRING = ("aria-labelledby", "aria-describedby", "for")


class CheckedClient(FlaskClient):
    """Asks as a browser elsewhere would: the test's own application context is not seen."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer: TestResponse = Context().run(super().open, *args, **{"buffered": True, **kwargs})
        for each in (*answer.history, answer):
            check_answer(each)
        return answer


def check_answer(answer: TestResponse) -> None:
    """Check the headers of an answer, and the page it brings."""
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    if not answer.request.path.startswith("/static/"):
        assert answer.headers["Cache-Control"] == "no-store"
    kept = answer.headers.get("Content-Disposition", "").startswith("attachment")
    if answer.mimetype == "text/html" and not kept:
        assert answer.content_type == "text/html; charset=utf-8"
        if answer.data and not answer.location:
            check_page(answer.text)


def check_page(html: str) -> None:
    """Check a page."""
    page = read_page(html)
    checks = (whole, in_order, inert, reachable, controls, forms, folds)
    faults = [fault for check in checks for fault in check(page)]
    assert not faults, "\n".join(faults)


@lru_cache(maxsize=8)
def read_page(html: str) -> Element:
    """The tree of a page; the strict reader raises on the first thing that is not HTML5.

    A page is read as it is served and again by its test: the tree is kept, and is nobody's to change.
    """
    trees = html5lib.getTreeBuilder("etree")
    page = html5lib.HTMLParser(tree=trees, strict=True, namespaceHTMLElements=False).parse(html)
    assert isinstance(page, Element)
    for each in page.iter():
        each.tag = each.tag.removeprefix(SVG)
    return page


def words(element: Element | None) -> str:
    """What an element says, with single spaces."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def whole(page: Element) -> Iterator[str]:
    if not page.get("lang"):
        yield "the page does not say its language"
    if not words(page.find("head/title")):
        yield "the page has no title"
    for tag, least in (("h1", 1), ("main", 1)):
        if len(page.findall(f".//{tag}")) != least:
            yield f"there is not one {tag}"
    yield from (f"unknown element {each.tag}" for each in page.iter() if each.tag not in ELEMENTS)


def in_order(page: Element) -> Iterator[str]:
    level = 0
    for heading in (each for each in page.iter() if each.tag in HEADINGS):
        if not words(heading):
            yield f"an empty {heading.tag}"
        deeper = HEADINGS.index(heading.tag) + 1
        if deeper > level + 1:
            yield f"a heading of level {deeper} under one of level {level}: {words(heading)}"
        level = deeper


def inert(page: Element) -> Iterator[str]:
    for each in page.iter():
        for name, value in each.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"inline {name} on {each.tag}"
            if name in {"href", "src", "action", "formaction"} and not re.match("#|/(?!/)", value):
                yield f"{each.tag} leads elsewhere: {value}"
        if each.tag == "script" and (each.get("type") != "module" or not each.get("src") or words(each)):
            yield "a script that is not a module of its own"


def reachable(page: Element) -> Iterator[str]:
    ids = Counter(each.attrib["id"] for each in page.iter() if "id" in each.attrib)
    yield from (f"{count} elements with the id {name}" for name, count in ids.items() if count > 1)
    for each in page.iter():
        named = [name for attribute in REFERRING for name in each.get(attribute, "").split()]
        if (href := each.get("href", "")).startswith("#"):
            named.append(href[1:])
        yield from (f"{each.tag} names {name}, which is not there" for name in named if name not in ids)
        if each.tag in {"a", "button"} and not words(each):
            yield f"a {each.tag} without words"
        if each.tag == "img" and each.get("alt") is None:
            yield "an image without a text in its place"
        if each.tag == "th" and not each.get("scope"):
            yield f"a table heading without scope: {words(each)}"


def controls(page: Element) -> Iterator[str]:
    labelled = {each.get("for") for each in page.iter("label") if words(each)}
    described = {id for each in page.iter() for id in each.get("aria-describedby", "").split()}
    for each in (each for each in page.iter() if each.tag in CONTROLS):
        name = each.get("name")
        hidden = each.get("type") in {"hidden", "submit"}
        if not hidden and each.get("id") not in labelled and not each.get("aria-label"):
            yield f"no label for {name}"
        if each.get("aria-invalid") and not each.get("aria-describedby"):
            yield f"nothing says what is wrong with {name}"
        if not hidden and (each.get("type") == "email" or name in SAYS_WHO) and not each.get("autocomplete"):
            yield f"{name} does not say whether a browser may fill it in (autocomplete)"
    for each in page.iter():
        if (id := each.get("id", "")).endswith("-error") and id not in described:
            yield f"an error that is tied to nothing: {words(each)}"
    yield from (
        f"a button without a type: {words(each)}" for each in page.iter("button") if not each.get("type")
    )


def forms(page: Element) -> Iterator[str]:
    for form in page.iter("form"):
        if not form.get("action"):
            yield "a form that does not say where it goes"
        if form.get("method") == "post" and form.find(".//input[@name='csrf_token']") is None:
            yield "a form without its token"
        takes_files = form.find(".//input[@type='file']") is not None
        if takes_files and form.get("enctype") != "multipart/form-data":
            yield "a form that would send the name of a file and not the file"


def folds(page: Element) -> Iterator[str]:
    for whole, first in (("details", "summary"), ("fieldset", "legend")):
        for each in page.iter(whole):
            if len(each) == 0 or each[0].tag != first or not words(each[0]):
                yield f"a {whole} without a {first}"
