"""Paper: the words are the agreement's, the file keeps for decades, is read aloud, and is the same everywhere."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import pikepdf
import pytest

from govflow.core.errors import Refused
from govflow.pdf import paper, typefaces
from govflow.pdf.pages import Front, front, paged_html
from govflow.pdf.paper import Paper, print_agreement, renderer
from tests.pdf import sample
from tests.pdf.conftest import AGREEMENT_DATA

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ROOT = Path(__file__).parents[2]
# Head and foot of a page stand in its margins, which are this high, in points.
MARGIN = 62


def words_on(pdf: bytes, tmp_path: Path) -> str:
    """What poppler reads between head and foot of every page, in the order it was written."""
    file = tmp_path / "words.pdf"
    file.write_bytes(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sizes = [page.mediabox for page in opened.pages]
    read = []
    for number, box in enumerate(sizes, 1):
        whole = number == 1
        area = ("-x", "0", "-W", str(round(box[2])), "-y", "0" if whole else str(MARGIN))
        height = ("-H", str(round(box[3]) if whole else round(box[3]) - 2 * MARGIN))
        command = ["pdftotext", "-raw", "-f", str(number), "-l", str(number), *area, *height, str(file), "-"]
        read.append(subprocess.run(command, check=True, capture_output=True).stdout.decode())
    return " ".join(" ".join(read).split())


def first_words_of_page(number: int, pdf: bytes, tmp_path: Path) -> str:
    """What a page begins with, below its head."""
    file = tmp_path / "page.pdf"
    file.write_bytes(pdf)
    only = ["-f", str(number), "-l", str(number), "-x", "0", "-W", "900", "-y", str(MARGIN), "-H", "100"]
    return subprocess.run(
        ["pdftotext", "-raw", *only, str(file), "-"], check=True, capture_output=True
    ).stdout.decode()


def xmp(pdf: bytes) -> ElementTree.Element:
    """The one RDF of a PDF's metadata."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        packet = bytes(opened.Root.Metadata.read_bytes())
    [rdf] = ElementTree.fromstring(packet[packet.index(b"<x:xmpmeta") : packet.index(b"<?xpacket end")])
    assert rdf.tag == f"{RDF}RDF"
    return rdf


def test_every_paragraph_and_cell_stands_on_paper_as_it_reads(
    executed: Paper, executed_page: Front, tmp_path: Path
) -> None:
    read = words_on(executed.pdf, tmp_path)
    document = executed_page.document
    for para in document.paragraphs():
        assert " ".join(f"{para.number} {para.text}".split()) in read
        for row in para.table.rows if para.table else ():
            for cell in row:
                assert cell.text in read
    for part in document.parts:
        assert f"{part.number} {part.title}".strip() in read
        for entry in part.definitions:
            assert f"{entry.term} {entry.text}" in read
    for line in document.parties:
        assert f"{line.number} {line.name}, {line.words}" in read


def test_nothing_else_stands_on_paper_but_page_numbers_and_headings_overleaf(
    drafted: Paper, draft_page: Front, tmp_path: Path
) -> None:
    # Cells stand apart on paper, though nothing stands between them in the source.
    source = re.sub("</(td|th)>", r" </\1>", paged_html(draft_page))
    body = html5lib.parse(source, namespaceHTMLElements=False).find("body")
    assert body is not None
    written = Counter("".join(body.itertext()).split())
    read = Counter(words_on(drafted.pdf, tmp_path).split())
    assert not written - read
    # The headings of a table that goes on overleaf stand there again.
    headings = {word for head in body.iter("th") for word in "".join(head.itertext()).split()}
    more = [word for word in (read - written).elements() if word not in headings]
    assert [word for word in more if not word.isdecimal()] == []
    assert len(more) == source.count('<p class="entry')


def test_every_page_of_a_draft_says_so_and_counts_itself(drafted: Paper, tmp_path: Path) -> None:
    file = tmp_path / "draft.pdf"
    file.write_bytes(drafted.pdf)
    for number in range(2, drafted.pages + 1):
        only = ["-f", str(number), "-l", str(number)]
        read = subprocess.run(
            ["pdftotext", "-layout", *only, str(file), "-"], check=True, capture_output=True
        )
        foot = read.stdout.decode().strip().splitlines()[-1]
        assert "Draft. Not legal advice: a solicitor should read this agreement" in foot
        assert f"Page {number} of {drafted.pages}" in foot


def test_only_our_typefaces_are_embedded_and_all_of_them_are(executed: Paper) -> None:
    ours = {"Source-Serif-4", "Inter", "Noto"}
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        fonts = [
            font
            for font in opened.objects
            if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/Font"
        ]
        tops = [font for font in fonts if "/DescendantFonts" in font]
        assert len(tops) >= 5
        for font in tops:
            assert any(name in str(font.BaseFont) for name in ours)
            assert "/ToUnicode" in font
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        assert not any(str(font.get("/Subtype")) in {"/Type1", "/Type3"} for font in fonts)


def test_it_names_itself_pdf_a_3a_and_pdf_ua_1_where_readers_look(executed: Paper) -> None:
    told = {name: value for description in xmp(executed.pdf) for name, value in description.attrib.items()}
    assert told["{http://www.aiim.org/pdfa/ns/id/}part"] == "3"
    assert told["{http://www.aiim.org/pdfa/ns/id/}conformance"] == "A"
    assert told["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        assert opened.pdf_version == "1.7"
        [intent] = opened.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert "/ID" in opened.trailer
        assert not opened.is_encrypted


def test_the_metadata_say_the_same_in_both_places(executed: Paper) -> None:
    texts = {
        element.tag.split("}")[1]: "".join(element.itertext())
        for each in xmp(executed.pdf)
        for element in each
    }
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        info = {str(name): str(value) for name, value in opened.docinfo.items()}
    assert info["/Title"] == texts["title"] == "Tamebrook Wellbeing Partnership: Consortium agreement"
    assert info["/Creator"] == texts["CreatorTool"] == executed.renderer
    assert texts["CreateDate"] == "2027-03-10T12:00:00Z"
    assert info["/CreationDate"] == "D:20270310120000Z"


def test_it_is_tagged_from_top_to_bottom_for_a_reader_who_hears_it(executed: Paper) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        root = opened.Root
        assert str(root.Lang) == "en-GB"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        tags = Counter(tag for tag, _ in walk(root.StructTreeRoot.K[0]))
        parents = root.StructTreeRoot.ParentTree.Nums
        assert [int(number) for number in parents[::2]] == list(range(len(parents) // 2))
        for page in opened.pages:
            assert page.Tabs == "/S"
            assert len(marked_content(page)) == len(parents[2 * int(page.StructParents) + 1])
    assert tags["/H1"] == 1
    assert {"/H2", "/H3", "/P", "/Table", "/TH", "/TD", "/TR", "/Link", "/Sect"} <= set(tags)


def test_whatever_is_painted_is_content_or_marked_as_ornament(drafted: Paper, executed: Paper) -> None:
    painting = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Do", "Tj", "TJ", "'", '"', "sh", "BI"}
    for printed in (drafted, executed):
        with pikepdf.open(io.BytesIO(printed.pdf)) as opened:
            for page in opened.pages:
                depth = 0
                for each in pikepdf.parse_content_stream(page):
                    operator = str(each.operator)
                    depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
                    assert depth == 1 or operator not in painting


def test_headings_descend_one_level_at_a_time(executed: Paper) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        levels = [
            int(tag[2]) for tag, _ in walk(opened.Root.StructTreeRoot.K[0]) if re.fullmatch(r"/H\d", tag)
        ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_link_says_where_it_leads(executed: Paper) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        known = {str(name) for name in opened.Root.Names.Dests.Names[::2]}
        links = [link for page in opened.pages for link in page.get("/Annots", ())]
        assert len(links) > 30
        for link in links:
            assert link.Subtype == "/Link"
            assert str(link.Contents).startswith("Go to ")
            assert str(link.Dest) in known
            assert "/A" not in link
    assert "Go to clause 3" in {str(link) for link in labels_of(executed.pdf)}


def labels_of(pdf: bytes) -> list[str]:
    """What each link says."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [str(link.Contents) for page in opened.pages for link in page.get("/Annots", ())]


def test_its_outline_lists_every_clause(executed: Paper, executed_page: Front) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened, opened.open_outline() as outline:
        titles = [child.title for item in outline.root for child in flatten(item)]
        assert opened.Root.PageMode == "/UseOutlines"
    for part in executed_page.document.clauses:
        assert f"{part.number} {part.title}" in titles
    assert {"Contents", "Parties", "Schedule 1 Delivery matrix", "Execution", "Certificate"} <= set(titles)


def test_the_data_travel_inside_it(executed: Paper) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        named = {str(each.UF): each for each in opened.Root.AF}
        assert len(opened.Root.AF) == 2
        assert named["agreement.json"].AFRelationship == "/Source"
        assert named["approvals.json"].AFRelationship == "/Supplement"
        assert bytes(named["agreement.json"].EF.F.read_bytes()) == AGREEMENT_DATA
        assert named["agreement.json"].EF.F.Subtype == "/application/json"
        assert paper.approvals_json(sample.certificate()) == bytes(named["approvals.json"].EF.F.read_bytes())
        assert set(opened.attachments) == {"agreement.json", "approvals.json"}


def test_nothing_in_it_acts_by_itself(executed: Paper) -> None:
    with pikepdf.open(io.BytesIO(executed.pdf)) as opened:
        names = {key for each in opened.objects if isinstance(each, pikepdf.Dictionary) for key in each}
    assert not names & {"/JS", "/JavaScript", "/OpenAction", "/AA", "/URI", "/Launch", "/XFA"}


@pytest.mark.skipif(
    shutil.which("verapdf") is None,
    reason="no veraPDF here: only our own checks of PDF/A-3a and PDF/UA-1 ran",
)
@pytest.mark.parametrize("flavour", ["3a", "ua1"])
def test_an_official_validator_agrees(sealed: bytes, flavour: str, tmp_path: Path) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    subprocess.run(["verapdf", "--flavour", flavour, "--format", "text", str(file)], check=True)


def test_two_other_processes_in_other_zones_make_the_same_bytes(
    drafted: Paper, executed: Paper, tmp_path: Path
) -> None:
    script = (
        "import hashlib, sys; from tests.pdf import sample; from tests.pdf.conftest import AGREEMENT_DATA;"
        "from govflow.pdf.pages import front; from govflow.pdf.paper import approvals_json, print_agreement;"
        "told = sample.certificate();"
        "page = front(sample.agreement(), certificate=told);"
        "print(hashlib.sha256(print_agreement(page, AGREEMENT_DATA, approvals_json(told)).pdf).hexdigest())"
    )
    ours = hashlib.sha256(executed.pdf).hexdigest()
    for seed, zone in (("1", "Asia/Tokyo"), ("2", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        made = subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        assert made.stdout.strip() == ours


def test_what_was_printed_before_leaves_no_trace(drafted: Paper, draft_page: Front) -> None:
    print_agreement(front(sample.with_words("Ελληνικά ✔ עברית")), b"{}")
    assert print_agreement(draft_page, AGREEMENT_DATA).pdf == drafted.pdf


def test_another_word_makes_other_bytes_and_another_identifier(drafted: Paper) -> None:
    other = print_agreement(front(sample.agreement(), "0.10"), AGREEMENT_DATA)
    with pikepdf.open(io.BytesIO(drafted.pdf)) as one, pikepdf.open(io.BytesIO(other.pdf)) as two:
        assert bytes(one.trailer.ID[0]) != bytes(two.trailer.ID[0])


def test_the_renderer_is_named_with_everything_the_bytes_follow_from(executed: Paper) -> None:
    assert executed.renderer == renderer()
    for name in (
        "govflow",
        "weasyprint",
        "pydyf",
        "pango",
        "harfbuzz",
        "fonttools",
        "zlib",
        "fonts",
        "styles",
    ):
        assert re.search(rf"(^|; ){name} \S", executed.renderer)


@pytest.mark.skipif(
    not typefaces.CJK_FILE.is_file(), reason="the package fonts-noto-cjk is not installed here"
)
def test_a_chinese_and_a_japanese_name_are_printed_where_their_typeface_is(tmp_path: Path) -> None:
    for words in ("漢字かな協会", "中文协会"):
        page = front(sample.with_words(words))
        printed = print_agreement(page, b"{}")
        assert words in words_on(printed.pdf, tmp_path)
        assert print_agreement(page, b"{}").pdf == printed.pdf


def test_a_name_that_cannot_be_printed_stops_before_the_press() -> None:
    with pytest.raises(Refused, match="unprintable_character"):
        print_agreement(front(sample.with_words("🙂")), b"{}")


def test_a_word_longer_than_a_line_is_broken_and_never_cut_off(tmp_path: Path) -> None:
    address = "https://records.example/" + "folder/" * 60
    printed = print_agreement(front(sample.with_words(f"They are kept at {address}.")), b"{}")
    assert address in words_on(printed.pdf, tmp_path).replace(" ", "")


def test_thirty_parties_fit_the_cover(tmp_path: Path) -> None:
    short = sample.agreement(1)
    many = tuple(
        type(short.parties[0])(
            f"M{number}", f"({number})", f"Member Organisation Number {number}", "cio", "a CIO"
        )
        for number in range(1, 31)
    )
    fields = {name: getattr(short, name) for name in short.__dataclass_fields__}
    printed = print_agreement(front(type(short)(**{**fields, "parties": many})), b"{}")
    second = first_words_of_page(2, printed.pdf, tmp_path)
    assert second.startswith("Contents")


def walk(element: pikepdf.Object) -> list[tuple[str, pikepdf.Object]]:
    """Every structure element, in reading order."""
    found = [(str(element.S), element)] if "/S" in element else []
    kids = element.get("/K", ())
    for kid in kids if isinstance(kids, pikepdf.Array) else (kids,):
        if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == "/StructElem":
            found += walk(kid)
    return found


def marked_content(page: pikepdf.Page) -> set[int]:
    """The marks of a page's content that the structure must know."""
    return {
        int(each.operands[1].MCID)
        for each in pikepdf.parse_content_stream(page)
        if str(each.operator) == "BDC" and "/MCID" in each.operands[1]
    }


def flatten(item: pikepdf.OutlineItem) -> list[pikepdf.OutlineItem]:
    """An outline item and all below it."""
    return [item, *(below for child in item.children for below in flatten(child))]


def test_a_printing_dated_by_its_release_knows_no_clock(executed: Paper) -> None:
    assert f"D:{datetime.now(UTC):%Y%m%d}".encode() not in executed.pdf
