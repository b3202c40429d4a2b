"""Everything that a consortium agrees, as a list: what is begun, with how far it is, and what may be begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from govflow.catalogue.loader import instruments
from govflow.core.catalogue import AGREEMENT
from govflow.overview import progress
from govflow.overview.facts import AgreementFacts
from govflow.web.forms import ActForm


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One that is begun. ``words``: how far it is; ``link``: text and address of the page that takes it on."""

    title: str
    url: str
    words: str
    link: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """A shorter instrument that may be begun."""

    code: str
    title: str
    about: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The list. ``form``: None for who may begin nothing, without offers then; ``begin_url``: where it is sent.

    ``taken``: what is said of answers that were given already, "" before there are any.
    """

    lines: tuple[DocumentLine, ...]
    offers: tuple[Offer, ...]
    form: ActForm | None
    begin_url: str
    taken: str

    @property
    def is_empty(self) -> bool:
        """There is nothing to say beside the agreement itself."""
        return not self.lines and not self.offers


def documents(
    consortium_id: UUID,
    agreements: Sequence[AgreementFacts],
    links: dict[str, tuple[str, str]],
    may_begin: bool,
) -> Documents:
    """The shorter instruments of a consortium. ``links``: where each begun one is taken on, by its code.

    Once the agreement itself is signed, nothing before it is begun any more.
    """
    found = {facts.instrument: facts for facts in agreements}
    short = [each for each in instruments() if each.code != AGREEMENT]
    main = found.get(AGREEMENT)
    open_ = may_begin and (main is None or not main.is_over)
    offers = tuple(
        Offer(each.code, each.title, each.about) for each in short if open_ and each.code not in found
    )
    return Documents(
        lines=tuple(
            DocumentLine(
                title=each.title,
                url=url_for("agreements.read", agreement_id=found[each.code].agreement_id),
                words=progress.standing_words(found[each.code]),
                link=links[each.code],
            )
            for each in short
            if each.code in found
        ),
        offers=offers,
        form=ActForm() if offers else None,
        begin_url=url_for("instruments.begin", consortium_id=consortium_id),
        taken="Answers that you have given already are taken over." if offers and found else "",
    )
