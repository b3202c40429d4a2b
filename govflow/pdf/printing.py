"""In the child: HTML to a PDF that is PDF/A-3a and PDF/UA-1 in one file, the same bytes every time.

In: a job with the page's HTML and its attachments. Out: the PDF, or why it was not made. Nothing is fetched:
the pages' own pictures are handed out by name, every other address is refused and ends the work.

Sources: ISO 19005-3:2012 (PDF/A-3), ISO 14289-1:2014 (PDF/UA-1). WeasyPrint 70 writes the first; its
``xmp_metadata`` lands where no reader looks and it lists each attachment twice, so ``_finish`` mends both.
"""

import ctypes
import gc
import hashlib
import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pydyf
import weasyprint
from fontTools import version as fonttools_version
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from weasyprint.text.ffi import harfbuzz_subset, pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from govflow.installed_files import share
from govflow.pdf import typefaces
from govflow.pdf.frames import Message

if harfbuzz_subset is None:
    # Without it fonts are cut by another program, and the bytes are others than elsewhere.
    raise OSError("cannot load library 'libharfbuzz-subset.so.0'")

VARIANT = "pdf/a-3a"
ASSETS = {"govflow:draft.svg": ("draft.svg", "image/svg+xml")}
CJK_URL = "govflow:cjk.otf"

# Garbage is collected after so many pages, not while one is being made: that is a tenth of the whole cost.
_PAGES_BETWEEN_COLLECTIONS = 100
# An undated draft has no day of its own; attachments must carry one (ISO 32000-1, 7.11.4), so it is always this.
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)

_UA = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

_pages_since_collection = 0


class Assets(URLFetcher):  # type: ignore[misc]
    """Hands out our own files by name. Any other address ends the rendering.

    ``blocked``: the last such address; a drawing swallows even a fatal error, so whoever prints looks here too.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.extra: dict[str, tuple[bytes, str]] = {}
        self.blocked = ""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """One of our files.

        :raises ValueError: anything else; WeasyPrint makes it fatal.
        """
        if url in self.extra:
            content, kind = self.extra[url]
        elif url in ASSETS:
            name, kind = ASSETS[url]
            content = _file(name)
        else:
            self.blocked = url[:120]
            raise ValueError(f"blocked: {self.blocked}")
        return URLFetcherResponse(url, content, {"Content-Type": kind})


@cache
def _file(name: str) -> bytes:
    return (share() / "templates" / "pdf" / name).read_bytes()


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _sheets(draft: bool) -> tuple[weasyprint.CSS, ...]:
    names = ("agreement.css", "paged.css", *(("draft.css",) if draft else ()))
    return tuple(
        weasyprint.CSS(string=_file(name).decode(), url_fetcher=Assets(), font_config=_fonts())
        for name in names
    )


@cache
def identity() -> str:
    """What the bytes of a PDF follow from besides its words, as one line: programs, fonts, templates."""
    styles = hashlib.sha256(
        b"".join(_file(name) for name in ("agreement.css", "paged.css", "draft.css", "draft.svg"))
    )
    return "; ".join(
        (
            f"weasyprint {weasyprint.VERSION}",
            f"pydyf {pydyf.VERSION}",
            f"pango {pango.pango_version()}",
            f"harfbuzz {_harfbuzz_version()}",
            f"fonttools {fonttools_version}",
            f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
            f"fonts {typefaces.fingerprint()[:16]}",
            f"styles {styles.hexdigest()[:16]}",
        )
    )


def _harfbuzz_version() -> str:
    harfbuzz = ctypes.CDLL("libharfbuzz.so.0")
    harfbuzz.hb_version_string.restype = ctypes.c_char_p
    told: bytes = harfbuzz.hb_version_string()
    return told.decode()


def work(job: Message) -> Message:
    """Print one job.

    Facts: ``draft``, ``cjk`` (the characters that need that typeface), ``most_pages``, ``dated`` (W3C, "" for
    none), ``generator``, ``attachments`` (name, description, relationship of each), ``links`` (what the target
    of each link is called). Parts: the HTML, then the attachments.
    """
    global _pages_since_collection
    gc.disable()
    assets = Assets()
    try:
        document = _lay_out(job, assets)
        pages = len(document.pages)
        _pages_since_collection += pages
        if pages > job.number("most_pages"):
            return Message({"overran": "pages", "pages": pages})
        pdf = _write(document, job)
        return Message({"blocked": assets.blocked} if assets.blocked else {"pages": pages}, (pdf,))
    except FatalURLFetchingError as blocked:
        return Message({"blocked": assets.blocked or str(blocked)[:120]})
    finally:
        if _pages_since_collection > _PAGES_BETWEEN_COLLECTIONS:
            gc.collect()
            _pages_since_collection = 0
        gc.enable()


def _lay_out(job: Message, assets: Assets) -> weasyprint.Document:
    sheets = list(_sheets(job.facts.get("draft") is True))
    fonts = _fonts()
    if characters := job.text("cjk"):
        # A configuration of its own: fontconfig would keep the first small font for every later agreement.
        fonts = FontConfiguration()
        assets.extra[CJK_URL] = (_cjk_font(frozenset(characters)), "font/otf")
        face = f'@font-face {{ font-family: "{typefaces.CJK_FAMILY}"; src: url("{CJK_URL}") }}'
        sheets.append(weasyprint.CSS(string=face, url_fetcher=assets, font_config=fonts))
    page = weasyprint.HTML(string=job.parts[0].decode(), url_fetcher=assets)
    document = page.render(stylesheets=sheets, font_config=fonts, pdf_variant=VARIANT)
    document.metadata.generator = job.text("generator")
    return document


def _write(document: weasyprint.Document, job: Message) -> bytes:
    identifier = hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in job.parts)).hexdigest()[
        :32
    ]
    written: bytes = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=identifier.encode(),
        attachments=list(_attachments(job)),
        finisher=lambda _, pdf: _finish(pdf, job),
    )
    return written


def _attachments(job: Message) -> Iterator[weasyprint.Attachment]:
    told = job.text("dated")
    dated = datetime.fromisoformat(told) if told else _UNDATED
    described = job.facts["attachments"]
    assert isinstance(described, list)
    for facts, content in zip(described, job.parts[1:], strict=True):
        yield weasyprint.Attachment(
            string=content,
            url_fetcher=Assets(),
            name=facts["name"],
            description=facts["description"],
            relationship=facts["relationship"],
            created=dated,
            modified=dated,
        )


def _finish(pdf: Any, job: Message) -> None:
    """Say that it is PDF/UA where readers look for it; list each attachment once; name the targets of links."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    [packet] = metadata.stream
    metadata.stream = [packet.replace(b"</rdf:RDF>", _UA + b"</rdf:RDF>", 1)]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))
    pdf.catalog["PageMode"] = "/UseOutlines"
    names = job.facts["links"]
    assert isinstance(names, dict)
    for written in pdf.objects:
        if isinstance(written, dict) and written.get("Subtype") == "/Link":
            target = written["Dest"].string
            written["Contents"] = pydyf.String(names.get(target, target))
    pdf.objects[:] = [each if each.free == "f" else _Spelled(each) for each in pdf.objects]


class _Spelled(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are worked out once: pydyf works out each of them twice, for the file and for its /ID."""

    data = b""
    compressible = False

    def __init__(self, written: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = written.number, written.generation, written.free
        self.data, self.compressible = written.data, written.compressible


def _cjk_font(characters: frozenset[str]) -> bytes:
    """A small font with just these characters."""
    face = typefaces.cjk_face(characters)
    with TTFont(typefaces.CJK_FILE, fontNumber=face, recalcTimestamp=False, lazy=True) as font:
        subsetter = Subsetter(Options(layout_features=["*"]))
        # The space keeps the line's height where a line holds nothing else.
        subsetter.populate(unicodes={ord(character) for character in characters} | {0x20})
        subsetter.subset(font)
        small = io.BytesIO()
        font.save(small)
        return small.getvalue()
