"""The page to wait on while the draft is printed.

In: a text and how far its printing is. Out: values for the template.
"""

from dataclasses import dataclass

from govflow.agreements.forms import OrderForm
from govflow.agreements.printing import Printing
from govflow.agreements.text_page import DOWNLOADS, place
from govflow.agreements.text_queries import WorkingText
from govflow.web.links import Link


@dataclass(frozen=True, slots=True)
class PrintingPage:
    """How far the printing of the draft is. ``under_way``: not done yet; ``failed``: why it cannot be."""

    title: str
    caption: str
    under_way: bool
    ready: bool
    failed: str
    form: OrderForm
    url: str
    wait_url: str
    read_url: str
    others: tuple[Link, ...]


def printing_page(text: WorkingText, found: Printing, form: OrderForm) -> PrintingPage:
    """The page to wait on for a PDF."""
    here = text.agreement.id
    return PrintingPage(
        title="The draft as PDF",
        caption=text.examined.name,
        under_way=found.ordered and not found.kept,
        ready=bool(found.kept),
        failed=found.failed,
        form=form,
        url=place("download", here, kind="pdf"),
        wait_url=place("download", here, kind="pdf", wait="yes"),
        read_url=place("read", here),
        others=tuple(
            (words, place("download", here, kind=kind)) for kind, words in DOWNLOADS.items() if kind != "pdf"
        ),
    )
