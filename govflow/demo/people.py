"""The invented people of the demo, and what each is where.

In: an example, and which of its organisations are told in full. Out: its cast: those who serve the consortium as
a whole, and for each organisation its chief officer, or besides the secretary, the board and the signatories.
Nobody is real: every surname is made up, and every address is at example.org, which is nobody's (RFC 2606).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from govflow.core.draft import Member
from govflow.core.permissions import Role
from govflow.demo.examples import Example

FIRST_NAMES = """
    Amira Ben Catrin Dev Esme Farah Gwen Hamish Ines Jonah Kezia Leon Maya Niall Oona Priya Quentin Rhian Sefu Tilda
    Umar Vera Winston Xanthe Yusuf Zadie Aled Beth Callum Dina Ewan Fiona Gareth Hana Idris Jodie Kofi Laila Morag
    Nia Omar Petra Rosa Sam Tariq Una Viktor Wren
"""
SURNAMES = """
    Ashpenny Bramblewick Copperfold Dewmarsh Elderby Fennlock Gorsewell Hazelmoor Inkberrow Junipell Kettlebeck
    Larkhaven Mosswick Nettlefold Otterstone Pebblecroft Quillfeather Rushmere Sparrowdale Thimblewood Umberleigh
    Vetchling Wrenfield Yarrowgate Applethwaite Birchanger Cloverley Duskwater Embershaw Foxgrove Gillyfold
    Hollinbeck Ivystone Jasperley Kingcup Lavenderby Meadowsip Nightjarrow Oatwell Plumtreeby Reedwhistle Sorrelby
    Tansyfield Underbough Violetmere Willowtarn Wintergreene Woodruffe
"""

OFFICES: Mapping[str, str] = {
    "clg": "Director",
    "cic_clg": "Director",
    "cic_cls": "Director",
    "cbs": "Committee member",
    "coop_society": "Committee member",
    "llp": "Member",
}
"""What somebody on the board is called, by legal form; a trustee elsewhere."""

SOURCES: Mapping[str, str] = {
    "clg_charity": "Articles of association, articles 17 to 24",
    "clg": "Articles of association, articles 7 to 16",
    "cic_clg": "Articles of association, articles 13 to 21",
    "cic_cls": "Articles of association, articles 13 to 21",
    "cio": "Constitution, clauses 15 to 18",
    "cbs": "Registered rules, rules 30 to 38",
    "coop_society": "Registered rules, rules 41 to 50",
    "llp": "Members' agreement, clauses 9 and 10",
}
"""Where the rules of a board come from, by legal form."""

CONSORTIUM = (
    ("Facilitator", (Role.FACILITATOR,)),
    ("Drafter", (Role.DRAFTER,)),
    ("Chair of the consortium", (Role.CONSORTIUM_CHAIR,)),
    ("Auditor", (Role.AUDITOR,)),
    ("Observer for the funder", (Role.OBSERVER,)),
)
"""Who serves a consortium as a whole."""


@dataclass(frozen=True, slots=True)
class Someone:
    """An invented person."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody is at an organisation; ``code`` "": in the consortium as a whole."""

    person: Someone
    code: str
    office: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Cast:
    """Everybody of one example."""

    parts: tuple[Part, ...]

    def at(self, code: str, role: Role) -> tuple[Someone, ...]:
        """Who has a role at an organisation, in order."""
        return tuple(part.person for part in self.parts if part.code == code and role in part.roles)


@dataclass(frozen=True, slots=True)
class Boards:
    """Which organisations are told in full: how many people their boards have. The others have two people.

    ``both``: who is on the board of the first organisation besides being chief officer of the second.
    """

    people: Mapping[str, int]
    both: tuple[str, str]


def cast_of(example: Example, boards: Boards, first: int) -> Cast:
    """The cast of an example. ``first``: the number of its first person, so that nobody is in two casts."""
    somebody = _people(first)
    parts = [Part(next(somebody), "", office, roles) for office, roles in CONSORTIUM]
    for code in example.codes:
        member, people = example.draft.parties_by_id[code], boards.people.get(code)
        parts += _few(code, member, somebody) if people is None else _all(code, member, people, somebody)
    board, employer = boards.both
    chief = Cast(tuple(parts)).at(employer, Role.CHIEF_OFFICER)[0]
    place = max(place for place, part in enumerate(parts) if part.code == board)
    parts[place] = Part(chief, board, parts[place].office, parts[place].roles)
    return Cast(tuple(parts))


def _few(code: str, member: Member, somebody: Iterator[Someone]) -> Iterator[Part]:
    office = OFFICES.get(member.legal_form, "Trustee")
    chief = (Role.CHIEF_OFFICER, Role.EDITOR, Role.BOARD_SECRETARY)
    yield Part(next(somebody), code, "Chief executive", chief)
    yield Part(next(somebody), code, office, (Role.BOARD_MEMBER, Role.SIGNATORY))
    yield Part(next(somebody), code, office, (Role.BOARD_MEMBER, Role.SIGNATORY))


def _all(code: str, member: Member, people: int, somebody: Iterator[Someone]) -> Iterator[Part]:
    office = OFFICES.get(member.legal_form, "Trustee")
    yield Part(next(somebody), code, "Chief executive", (Role.CHIEF_OFFICER,))
    yield Part(next(somebody), code, "Policy and contracts officer", (Role.EDITOR,))
    yield Part(next(somebody), code, "Secretary", (Role.BOARD_SECRETARY, Role.WITNESS))
    for place in range(people):
        signs = (Role.SIGNATORY,) if place < 2 else ()
        named = f"Chair and {office.lower()}" if place == 0 else office
        yield Part(next(somebody), code, named, (Role.BOARD_MEMBER, *signs))


def _people(number: int) -> Iterator[Someone]:
    """Invented people without end; two of different numbers differ in their names."""
    first_names, surnames = FIRST_NAMES.split(), SURNAMES.split()
    while True:
        row, place = divmod(number, len(first_names))
        first, last = first_names[place], surnames[(7 * place + row) % len(surnames)]
        yield Someone(f"{first} {last}", f"{first}.{last}@example.org".lower())
        number += 1
