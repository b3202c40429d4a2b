"""An agreement on paper: every character checked, its pages set in the press, its data attached.

In: what the front page knows, and the data that go with it. Out: the PDF, unsealed, and what it was made with.
The same agreement and the same renderer give the same bytes, on any machine, at any time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from functools import cache
from importlib.metadata import version
from typing import TypeVar, cast

from govflow.core.certificate import Certificate
from govflow.core.document import Document, Part
from govflow.core.fingerprint import canonical_json
from govflow.pdf import typefaces
from govflow.pdf.pages import Front, Placed, labels, paged_html, w3c
from govflow.pdf.press import Limits, Press

_Told = TypeVar("_Told")

MOST_PAGES = 500
LIMITS = Limits(memory=1536 * 1024 * 1024, processor=180, clock=600, weight=2000)
"""Measured: 0.1 s of processor and 2 MB for a page, more for long agreements."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF. ``relationship``: as ISO 19005-3 names it: Source, Supplement."""

    name: str
    description: str
    relationship: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed agreement. ``renderer``: what its bytes follow from besides its words."""

    pdf: bytes
    pages: int
    renderer: str
    microseconds: int


@cache
def the_press() -> Press:
    """The process's one press, warmed by the first agreement."""
    return Press("print", LIMITS)


def renderer() -> str:
    """What every PDF printed now is made with.

    :raises LibraryMissing: this machine cannot print.
    """
    return f"govflow {version('govflow')}; {the_press().identity()}"


def print_agreement(page: Front, agreement: bytes, approvals: bytes | None = None) -> Paper:
    """Set an agreement. ``agreement``: its machine-readable form; ``approvals``: the certificate's.

    :raises Refused: ``unprintable_character``, ``print_overran``, ``print_blocked``.
    :raises LibraryMissing: this machine cannot print.
    """
    cjk = typefaces.check(texts(page))
    attached = [Attached("agreement.json", "The agreement as data", "Source", agreement)]
    if approvals is not None:
        attached.append(Attached("approvals.json", "Who decided and signed what", "Supplement", approvals))
    made_with = renderer()
    facts = {
        "draft": page.draft,
        "cjk": "".join(sorted(cjk)),
        "most_pages": MOST_PAGES,
        "dated": w3c(page.certificate.released_at) if page.certificate else "",
        "generator": made_with,
        "links": {target: f"Go to {name}" for target, name in labels(page.document).items()},
        "attachments": [
            {"name": each.name, "description": each.description, "relationship": each.relationship}
            for each in attached
        ],
    }
    answer = the_press().run(facts, (paged_html(page).encode(), *(each.content for each in attached)))
    return Paper(answer.parts[0], answer.number("pages"), made_with, answer.number("microseconds"))


def print_pages(html: str, words: Iterable[Placed], document: Document) -> Paper:
    """Set pages that hold an agreement among other things. ``words``: everything that will be set.

    :raises Refused: as ``print_agreement``.
    :raises LibraryMissing: this machine cannot print.
    """
    made_with = renderer()
    facts = {
        "draft": False,
        "cjk": "".join(sorted(typefaces.check(words))),
        "most_pages": MOST_PAGES,
        "dated": "",
        "generator": made_with,
        "links": {target: f"Go to {name}" for target, name in labels(document).items()},
        "attachments": [],
    }
    answer = the_press().run(facts, (html.encode(),))
    return Paper(answer.parts[0], answer.number("pages"), made_with, answer.number("microseconds"))


def printable(told: _Told) -> _Told:
    """What people typed, as it can be printed: a character that no typeface here has stands there by its name."""
    return cast(_Told, _printable(told))


def _printable(told: object) -> object:
    match told:
        case str():
            return typefaces.spelled_out(told)
        case tuple():
            return tuple(_printable(each) for each in told)
        case _ if is_dataclass(told) and not isinstance(told, type):
            return replace(told, **{each.name: _printable(getattr(told, each.name)) for each in fields(told)})
        case _:
            return told


def approvals_json(certificate: Certificate) -> bytes:
    """The certificate as data, in its canonical form."""
    return canonical_json({"format": "govflow approvals 1", **asdict(certificate)})


def texts(page: Front) -> Iterator[Placed]:
    """Every word that will be set, with the place where it stands."""
    document = page.document
    yield Placed("the title", page.title)
    yield Placed("the version’s name", page.version)
    for line in document.parties:
        yield Placed(f"party {line.number}", f"{line.number} {line.name} {line.words}")
    for part in document.parts:
        yield from _texts_of_part(part)
    yield from _texts_of_execution(document)
    if page.certificate is not None:
        yield Placed("the certificate", _strings(asdict(page.certificate)))


def _texts_of_part(part: Part) -> Iterator[Placed]:
    yield Placed(f"the heading of {part.label}", f"{part.title} {part.section}")
    for para in part.paras:
        exactly = f"clause {para.number}" if "." in para.number else f"{part.label} {para.number}".rstrip()
        yield Placed(exactly, para.text)
        if para.table is not None:
            yield Placed(f"the headings of a table in {part.label}", " ".join(para.table.headings))
            for place, row in enumerate(para.table.rows, 1):
                for heading, cell in zip(para.table.headings, row, strict=True):
                    yield Placed(f"{part.label}, row {place} of the table, “{heading}”", cell.text)
    for entry in part.definitions:
        yield Placed(f"the definition of “{entry.term}”", f"{entry.term} {entry.text}")


def _texts_of_execution(document: Document) -> Iterator[Placed]:
    for block in document.execution:
        lines = " ".join(f"{line.role} {' '.join(line.fields)}" for line in block.lines)
        yield Placed(f"the execution page, {block.party}", f"{block.party} {block.words} {lines}")


def _strings(plain: object) -> str:
    match plain:
        case str():
            return plain
        case dict():
            return " ".join(_strings(value) for value in plain.values())
        case list() | tuple():
            return " ".join(_strings(value) for value in plain)
        case _:
            return ""
