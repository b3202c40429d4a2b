"""Random drafts within the catalogue's own limits."""

from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from govflow.core.answers import Column, Kind, Limits, Question, Value
from govflow.core.catalogue import TYPES, Catalogue
from govflow.core.draft import CLASSES, JURISDICTIONS, VEHICLE_ID, Draft, Member
from govflow.core.legal_forms import FORMS

WORDS = st.lists(
    st.sampled_from(["care", "Ŵyn & Sons", "don’t", "the “hub”", "{x}", "*a*", "x < y", "30", "Łódź"]),
    min_size=1,
    max_size=4,
)
TEXT = WORDS.map(" ".join)


def members() -> st.SearchStrategy[tuple[Member, ...]]:
    """Two to six members with names that typography and markup might trip over."""
    one = st.builds(
        Member,
        member_id=st.just(""),
        legal_name=TEXT,
        legal_form=st.sampled_from([*FORMS, "guild"]),
        is_charity=st.booleans(),
        jurisdiction=st.sampled_from(list(JURISDICTIONS)),
        member_class=st.sampled_from(CLASSES),
        registered_office=TEXT,
        reg_no=TEXT,
    )

    def named(found: list[Member]) -> tuple[Member, ...]:
        return tuple(replace(member, member_id=f"M{n}") for n, member in enumerate(found, 1))

    return st.lists(one, min_size=2, max_size=6).map(named)


def value(
    kind: Kind, limits: Limits, options: Any, columns: tuple[Column, ...], parties: list[str]
) -> st.SearchStrategy[Any]:
    """A value of a kind, within its limits."""
    least, most = limits.least, limits.most
    match kind:
        case Kind.TEXT | Kind.LONGTEXT:
            count = limits.least_words or 1
            return st.lists(
                st.sampled_from(["care", "Tŷ", "don't"]), min_size=count, max_size=limits.most_words or 6
            ).map(" ".join)
        case Kind.INT:
            return st.integers(int(least or 0), int(most if most is not None else 1000))
        case Kind.DECIMAL | Kind.PERCENT | Kind.MONEY:
            return st.decimals(least or 0, most if most is not None else 10**7, places=2)
        case Kind.DATE:
            return st.dates(date(2026, 1, 1), date(2040, 12, 31))
        case Kind.BOOL:
            return st.booleans()
        case Kind.ENUM:
            return st.sampled_from(list(options))
        case Kind.PARTY:
            return st.sampled_from(parties)
        case Kind.PARTIES:
            return st.lists(st.sampled_from(parties), unique=True, min_size=1).map(tuple)
        case Kind.MULTI | Kind.LIST:
            entry = st.sampled_from(list(options)) if options else TEXT
            return st.lists(
                entry, unique=True, min_size=limits.least_items or 1, max_size=limits.most_items or 8
            ).map(tuple)
        case Kind.TABLE:
            cells = {c.name: st.none() | value(c.kind, c.limits, c.options, (), parties) for c in columns}
            row = st.fixed_dictionaries(cells).map(
                lambda cells: MappingProxyType({k: v for k, v in cells.items() if v is not None})
            )
            return st.lists(row, min_size=1, max_size=3).map(tuple)


def answer(question: Question, parties: list[str]) -> st.SearchStrategy[Value]:
    """An answer that its question allows."""
    return value(question.kind, question.limits, question.options, question.columns, parties)


@st.composite
def drafts(draw: st.DrawFn, catalogue: Catalogue, own_words: bool = False) -> Draft:
    """A draft of any type in which each question is answered, or not, at random. ``own_words``: defines some."""
    kind = draw(st.sampled_from(list(TYPES)))
    roll = draw(members())
    vehicle = (
        Member(VEHICLE_ID, legal_name=draw(TEXT), legal_form="cic_clg", jurisdiction="england_wales")
        if kind in ("SPV", "COOP")
        else None
    )
    parties = [member.member_id for member in roll] + ([VEHICLE_ID] if vehicle else [])
    names = [
        name
        for name in catalogue.questions
        if name != "parties" and (own_words or name != "extra_definitions")
    ]
    share = draw(st.sampled_from([0, 1, 4, 10]))
    answered = {
        name: draw(answer(catalogue.questions[name], parties))
        for name in names
        if draw(st.integers(1, 10)) <= share
    }
    answered["consortium_type"] = TYPES[kind]
    return Draft(kind, roll, vehicle, vehicle is not None, MappingProxyType(answered))
