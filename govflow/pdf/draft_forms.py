"""A draft to take away: as PDF, web page, plain text and data, each marked a draft.

In: the draft and the text assembled from it. Out: the bytes of each form, the same for the command line and for the
pages, and what to tell somebody when one cannot be made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from govflow.core.draft import Draft
from govflow.core.errors import Refused
from govflow.core.fingerprint import agreement_json, canonical_json
from govflow.pdf import typefaces
from govflow.pdf.pages import DRAFT_FOOT, Front, one_page_html
from govflow.pdf.paper import print_agreement
from govflow.pdf.plain_text import plain_text


@dataclass(frozen=True)
class Drafted:
    """A draft, and what its pages know."""

    draft: Draft
    page: Front

    @cached_property
    def data(self) -> bytes:
        """The agreement as data, with what it must not be taken for."""
        return canonical_json(
            {**agreement_json(self.draft, self.page.document), "status": "draft", "notice": DRAFT_FOOT}
        )


_UNSEEN = dict.fromkeys(
    (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\N{REPLACEMENT CHARACTER}",
)
"""Signs in somebody's answer that steer a terminal, or turn the words after them round; paper refuses them."""

FORMATS: Mapping[str, Callable[[Drafted], bytes]] = MappingProxyType(
    {
        "pdf": lambda drafted: print_agreement(drafted.page, drafted.data).pdf,
        "html": lambda drafted: one_page_html(drafted.page).translate(_UNSEEN).encode(),
        "txt": lambda drafted: plain_text(drafted.page).translate(_UNSEEN).encode(),
        "json": lambda drafted: drafted.data,
    }
)

_WORDS: Mapping[str, Callable[[Refused], str]] = MappingProxyType(
    {
        "unprintable_character": typefaces.in_words,
        "print_overran": lambda refused: (
            f"The PDF could not be printed: it ran out of {refused.facts['limit']}. Shorten the longest texts."
        ),
        "print_blocked": lambda refused: f"The PDF could not be printed: {refused.facts['what']}.",
    }
)


def why_not(refused: Refused) -> str:
    """Why a draft could not be printed, for the person who has to mend it."""
    return _WORDS[refused.code](refused)
