"""Paper: our way from an agreement to a sealed PDF, against bare WeasyPrint in this process.

Two things are compared with: the same words written plainly, as a careful person writes HTML for paper (contents
with page numbers, running heads, "page x of y", justified and hyphenated), and our very HTML and styles without
tags, attachments and archive form. Both get our fonts. Then sealing, and judging a sealed file, by themselves.
"""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib

from bench.measuring import Comparison, alone, compare, processor
from govflow.installed_files import share
from govflow.pdf import typefaces
from govflow.pdf.pages import Front, front, paged_html
from govflow.pdf.paper import approvals_json, print_agreement
from govflow.pdf.seal import Seal, make_seal, read_seal
from govflow.pdf.sealed import examine
from govflow.pdf.sealing import seal_pdf
from tests.pdf import sample

CLAUSES = (1, 49)
"""So many clauses of the sample fill 10 and 36 pages."""

MOMENT = datetime(2026, 11, 2, 12, tzinfo=UTC)
AIM_FOR_THE_SAME_WORDS = 1.0
AIMS_FOR_THE_SAME_HTML = {10: 1.35, 36: 1.25}

KEPT = {
    "h1",
    "h2",
    "h3",
    "h4",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "strong",
    "em",
    "dl",
    "dt",
    "dd",
}
DROPPED = {"head", "colgroup", "style"}
PLAIN_STYLE = """
@page { size: A4; margin: 26mm 31mm 24mm;
  @top-left { content: string(agreement) } @top-right { content: string(clause) }
  @bottom-right { content: "Page " counter(page) " of " counter(pages) } }
html { font: 10.5pt/1.4 "Source Serif 4", "Noto Serif" } p { text-align: justify; hyphens: auto }
h1 { break-after: page; string-set: agreement content() } h2 { string-set: clause content() }
h2, h3 { break-after: avoid } table { border-collapse: collapse; width: 100% }
td, th { border: .5pt solid #888; padding: 1.5mm; text-align: left; vertical-align: top }
.contents { break-after: page } .contents a::after { content: leader('.') target-counter(attr(href), page) }
"""


def measure() -> Iterator[Comparison]:
    seal = read_seal(make_seal("a measurement", MOMENT))
    with tempfile.TemporaryDirectory() as folder:
        _use_our_fonts(Path(folder))
        for clauses in CLAUSES:
            page = front(sample.agreement(clauses), certificate=sample.certificate())
            yield from _printed(page, seal)
    paper = _to_sealed(page, seal)
    unsealed = print_agreement(page, b"{}").pdf
    yield alone("seal", lambda: seal_pdf(unsealed, seal, MOMENT, "a measurement"), watch=processor)
    yield alone("verify", lambda: examine(paper, seal.public_text), watch=processor)


def _use_our_fonts(folder: Path) -> None:
    """Before WeasyPrint is loaded here: fontconfig reads this once."""
    file = folder / "fonts.conf"
    file.write_text(typefaces.fontconfig(), encoding="utf-8")
    os.environ.update(FONTCONFIG_FILE=str(file), XDG_CACHE_HOME=str(folder))


def _printed(page: Front, seal: Seal) -> Iterator[Comparison]:
    ours = paged_html(page)
    plain = _plain(ours)
    pages = print_agreement(page, b"{}").pages
    yield compare(
        f"{pages} pages, from agreement to sealed PDF",
        lambda: _to_sealed(page, seal),
        f"WeasyPrint, the same words written plainly ({_bare(plain, (PLAIN_STYLE,))} pages)",
        lambda: _bare(plain, (PLAIN_STYLE,)),
        rounds=4,
        watch=processor,
        aim=AIM_FOR_THE_SAME_WORDS,
    )
    styles = tuple(_style(name) for name in ("agreement.css", "paged.css"))
    yield compare(
        f"{pages} pages, from agreement to sealed PDF",
        lambda: _to_sealed(page, seal),
        f"WeasyPrint, the same HTML ({_bare(ours, styles)} pages)",
        lambda: _bare(ours, styles),
        rounds=4,
        watch=processor,
        aim=AIMS_FOR_THE_SAME_HTML.get(pages),
    )


def _to_sealed(page: Front, seal: Seal) -> bytes:
    assert page.certificate is not None
    paper = print_agreement(page, b"{}", approvals_json(page.certificate))
    return seal_pdf(paper.pdf, seal, MOMENT, "a measurement")


def _bare(html: str, styles: tuple[str, ...]) -> int:
    """Print and write with nothing asked for; the number of pages."""
    import weasyprint

    document = weasyprint.HTML(string=html).render(
        stylesheets=[weasyprint.CSS(string=each) for each in styles]
    )
    document.write_pdf()
    return len(document.pages)


def _style(name: str) -> str:
    return (share() / "templates" / "pdf" / name).read_text(encoding="utf-8")


def _plain(html: str) -> str:
    """The same words under plain tags: no classes, no spans; ids and links stay."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    body = tree.find("body")
    assert body is not None
    contents = body.find("div[@class='contents']")
    assert contents is not None
    title = "".join(body.find(".//h1").itertext())  # type: ignore[union-attr]
    words = "".join(_plainly(body, contents))
    return f'<!DOCTYPE html><html lang="en-GB"><head><title>{escape(title)}</title></head><body>{words}</body></html>'


def _plainly(element: Element, contents: Element) -> Iterator[str]:
    if element.tag in DROPPED:
        return
    opening, closing = _tags(element, contents)
    yield opening
    yield escape(element.text or "")
    for child in element:
        yield from _plainly(child, contents)
        yield escape(child.tail or "")
    yield closing


def _tags(element: Element, contents: Element) -> tuple[str, str]:
    tag = str(element.tag)
    name = f' id="{escape(element.attrib["id"])}"' if "id" in element.attrib else ""
    if tag == "a":
        return f'<a href="{escape(element.attrib["href"])}">', "</a>"
    if element is contents:
        return '<div class="contents">', "</div>"
    if tag in KEPT:
        return f"<{tag}{name}>", f"</{tag}>"
    return (f"<div{name}>", "</div>") if tag in {"div", "section"} else ("", "")
