"""The agreement as HTML and as plain text: for paper, for one page of its own, for a screen reader of files.

In: a Document, and the Certificate once it is executed. Out: text in the same order and the same words in every
form. A text without a certificate is a draft and says so, and that a solicitor should read it.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from math import ceil

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from govflow.core.certificate import Certificate, SignatureLineFact
from govflow.core.document import DocTable, Document, Para, Part, PartKind, RunKind
from govflow.core.fingerprint import groups
from govflow.core.words import day, moment
from govflow.installed_files import share
from govflow.pdf.web_faces import web_faces

NOT_LEGAL_ADVICE = "Not legal advice: a solicitor should read this agreement before anyone signs it."
DRAFT_FOOT = f"Draft. {NOT_LEGAL_ADVICE}"

COLUMNS = 24
"""A table's width is cut into so many parts; a column is given some of them."""
WIDE = 7
"""A table of more columns than this is set on a page turned on its side."""

_NARROWEST = 2
_LONGEST_COUNTED = 80
_LONGEST_KEPT_WHOLE = 18
_SPACES = re.compile(r"(\s+)")
_MARKS = re.compile(r"(?<=@)|(?=\.\w)")
_WHOLE = Markup('<span class="whole">{}</span>')
_PIECE = Markup('<span class="piece">{}</span>')
_LETTERS = 4.5
"""So many letters of a word fit into one of the ``COLUMNS``."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Words and where they stand, for whoever has to find them ("clause 5.2")."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Section:
    """The clauses of one section of the catalogue, as the contents list groups them."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Front:
    """What every page knows: is it a draft, which version, dated when. ``digest``: in groups of eight."""

    document: Document
    version: str
    certificate: Certificate | None

    @property
    def draft(self) -> bool:
        """Without a certificate it is not executed."""
        return self.certificate is None

    @property
    def dated(self) -> date | None:
        """The date the agreement was given at release."""
        return None if self.certificate is None else self.certificate.dated

    @property
    def standing(self) -> str:
        """A draft, or dated when."""
        named = f", version {self.version}" if self.version else ""
        return f"Draft{named}" if self.dated is None else f"Dated {day(self.dated)}{named}"

    @property
    def title(self) -> str:
        """The title as a reader's library lists it."""
        return f"{self.document.title}: {self.document.subtitle}"

    @property
    def description(self) -> str:
        """What it is, in a sentence."""
        if self.certificate is None:
            return DRAFT_FOOT
        return f"Executed agreement, version {self.version}, dated {day(self.certificate.dated)}."

    @property
    def foot(self) -> str:
        """What stands at the foot of every page."""
        return DRAFT_FOOT if self.draft else f"{self.standing}. Text {' '.join(self.digest[:2])}."

    @property
    def digest(self) -> tuple[str, ...]:
        """The digest of the text in groups that an eye can compare."""
        return groups(self.document.digest)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The clauses by section, in order."""
        return sections(self.document)

    @property
    def anchors(self) -> frozenset[str]:
        """The ids that something in the text refers to."""
        return frozenset(_referred_to(self.document))

    @property
    def names(self) -> Mapping[str, str]:
        """What a clause is called here, by its id."""
        return {part.id: part.label for part in self.document.parts}

    @property
    def signed(self) -> Mapping[str, SignatureLineFact]:
        """Each party's signature, by the party."""
        certificate = self.certificate
        return {} if certificate is None else {fact.member_id: fact for fact in certificate.signatures}

    @property
    def absent(self) -> Mapping[str, str]:
        """Why a party named in the agreement has not become one, by the party."""
        certificate = self.certificate
        return (
            {} if certificate is None else {line.member_id: line.why for line in certificate.not_yet_parties}
        )


def front(document: Document, version: str = "", certificate: Certificate | None = None) -> Front:
    """What the pages of this printing know."""
    return Front(document, version if certificate is None else certificate.version, certificate)


def sections(document: Document) -> tuple[Section, ...]:
    """The clauses by the catalogue's section, in the order of the text."""
    found: list[Section] = []
    for part in document.clauses:
        if found and found[-1].title == part.section:
            found[-1] = Section(part.section, (*found[-1].parts, part))
        else:
            found.append(Section(part.section, (part,)))
    return tuple(found)


def _referred_to(document: Document) -> Iterator[str]:
    for part in document.parts:
        for runs in (*(para.runs for para in part.paras), *(entry.runs for entry in part.definitions)):
            yield from (run.target for run in runs if run.kind is RunKind.REF)


def labels(document: Document) -> Mapping[str, str]:
    """What a link's target is called, for a reader who hears the link and does not see it."""
    named = {part.id: part.label for part in document.parts}
    for part in document.parts:
        for para in part.paras:
            if para.number:
                named[para.id] = _place(part, para.number)
    return {
        "parties": "the parties",
        "execution-page": "the execution page",
        "certificate": "the certificate",
        **named,
    }


def _place(part: Part, number: str) -> str:
    return f"clause {number}" if part.kind is PartKind.CLAUSE and "." in number else f"{part.label}, {number}"


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: how many of the ``COLUMNS`` it gets, and whether figures stand in it."""

    heading: str
    width: int
    numeric: bool


def columns(table: DocTable) -> tuple[Column, ...]:
    """The columns of a table, each as wide as its words need, none too narrow to read.

    A table laid out by fixed widths costs an eighth less than one measured cell by cell, and it looks the same
    however often it is set.
    """
    count = len(table.headings)
    wanted = [_wanted(table, place) for place in range(count)]
    least = [max(_NARROWEST, ceil(_longest_word(table, place) / _LETTERS)) for place in range(count)]
    if sum(least) > COLUMNS:
        least = [_NARROWEST] * count
    widths = _shares(wanted, least) if 0 < sum(least) <= COLUMNS else (1,) * count
    return tuple(
        Column(heading, widths[place], any(row[place].numeric for row in table.rows))
        for place, heading in enumerate(table.headings)
    )


def _shares(wanted: list[float], least: list[int]) -> tuple[int, ...]:
    """The ``COLUMNS`` shared out by largest remainder, after everybody has the least that it needs."""
    spare = COLUMNS - sum(least)
    shares = [spare * each / sum(wanted) for each in wanted]
    widths = [needed + int(share) for needed, share in zip(least, shares, strict=True)]
    by_remainder = sorted(range(len(wanted)), key=lambda place: (int(shares[place]) - shares[place], place))
    for place in by_remainder[: COLUMNS - sum(widths)]:
        widths[place] += 1
    return tuple(widths)


def _wanted(table: DocTable, place: int) -> float:
    cells = [table.headings[place], *(row[place].text for row in table.rows)]
    lengths = [min(len(cell), _LONGEST_COUNTED) for cell in cells]
    return max(sum(lengths) / len(lengths), _longest_word(table, place))


def _longest_word(table: DocTable, place: int) -> int:
    """The letters of the longest word that is kept whole in a column."""
    cells = [table.headings[place], *(row[place].text for row in table.rows)]
    found = max((len(word) for cell in cells for word in cell.split()), default=1)
    return max(1, min(found, _LONGEST_KEPT_WHOLE))


def w3c(at: datetime) -> str:
    """A moment as metadata spell it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def is_wide(part: Part) -> bool:
    """Whether a schedule holds a table too wide for an upright page."""
    return any(para.table is not None and len(para.table.headings) > WIDE for para in part.paras)


def leads(para: Para, following: Para | None) -> bool:
    """Whether a paragraph announces what follows it, a table or items, and so stays with it."""
    return following is not None and (following.table is not None or following.level > para.level)


def in_pieces(words: str) -> Markup:
    """Words in which an e-mail address too long for its line is broken at its marks, not within a name.

    A zero-width space would be copied with the address; a box of its own for each piece is not.
    """
    return Markup("").join(
        _PIECE.format(part) if "@" in word else escape(part)
        for word in _SPACES.split(words)
        for part in (_MARKS.split(word) if "@" in word else (word,))
    )


def unbroken(title: str) -> Markup:
    """A title whose compound words ("Co-operative") are not broken at their hyphens."""
    return Markup(" ").join(
        _WHOLE.format(word) if "-" in word and len(word) < _LONGEST_KEPT_WHOLE else escape(word)
        for word in title.split()
    )


FILTERS = {
    "columns": columns,
    "day": day,
    "in_pieces": in_pieces,
    "is_wide": is_wide,
    "leads": leads,
    "moment": moment,
    "unbroken": unbroken,
    "w3c": w3c,
}
"""What the agreement's templates need of their environment."""


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(share() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters.update(FILTERS)
    return made


def paged_html(page: Front) -> str:
    """The agreement for paper: cover, contents, clauses, schedules, execution page, certificate."""
    return _environment().get_template("pdf/agreement.html").render(page=page)


def one_page_html(page: Front) -> str:
    """The agreement as one web page that needs nothing beside it: its styles and typefaces are inside."""
    template = _environment().get_template("pdf/one_page.html")
    letters = template.render(page=page, styles="")
    styles = "\n".join(
        (
            web_faces(frozenset(letters)),
            _watermark() if page.draft else "",
            _file("agreement.css"),
            _file("screen.css"),
        )
    )
    return template.render(page=page, styles=Markup(styles))


def _watermark() -> str:
    picture = base64.b64encode(_file("draft.svg").encode()).decode()
    return f'.text {{ --watermark: url("data:image/svg+xml;base64,{picture}") }}'


def _file(name: str) -> str:
    return (share() / "templates" / "pdf" / name).read_text(encoding="utf-8")
