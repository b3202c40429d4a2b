"""Which kind of consortium fits: six plain questions, and what each answer says for and against each kind.

In: the answers given, by question. Out: how every kind stands, with its reasons in sentences; the kind to recommend,
the one after it, and which other answer would tip it. Then true: the same answers give the same recommendation; what
an answer rules out is never recommended; who answers nothing is told what is missing, and nothing is recommended.

All of it is one table, ``QUESTIONS``: an option says things about kinds, each with a weight (``OUT``: it rules the kind
out, whatever else speaks for it). It is a help to think, no rule: nobody is refused another kind.

Source: docs/domain.md, section 1 (differences by type).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

NOT_SURE = "unsure"
"""The answer that says nothing."""

OUT = -1000
"""The weight of what rules a kind out: more than all else together."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the five kinds of consortium, in words. ``months``: from the first talk to the start."""

    code: str
    name: str
    what: str
    contracts: str
    liable: str
    owns: str
    decides: str
    set_up: str
    months: str
    fits: str
    not_when: str


LIGHTEST_FIRST = ("NET", "AL", "LB", "COOP", "SPV")
"""Where two kinds fit as well, the one that takes less to set up, and less to undo, goes before."""

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "LB",
            "Lead body",
            "One of you signs the contract. It does part of the work, and hands parts on to the others.",
            "The lead body; the others through sub-contracts with it",
            "The lead body, to the buyer; each other member for its own part",
            "Nobody: there is nothing new to own",
            "A board with a person from each member. The lead body signs, within what you agreed",
            "Little: an agreement, and sub-contracts that mirror the contract",
            "6 to 9 months",
            "A contract is near, and one of you is strong enough to hold it and is trusted by the rest.",
            "No member could carry the risk, or the others fear that the lead body will take over.",
        ),
        Kind(
            "SPV",
            "A company of your own",
            "You set up a new company, or a similar body, that all of you own or belong to. It holds the contracts.",
            "The company; members through contracts with it",
            "The company; members up to their guarantee or shares, and for their own work",
            "The members, in equal or in different shares",
            "Its directors, by its articles; big matters go back to the members",
            "Most: a registered company, its own accounts and insurance, tax advice",
            "12 to 18 months",
            "You expect several contracts over years, and nobody should stand above the rest.",
            "There is one contract next spring: a new company has no history and no reserves.",
        ),
        Kind(
            "AL",
            "Alliance",
            "You speak with one voice, and learn from each other. You do not deliver a contract together.",
            "Usually nobody; a grant goes to one member, or to each",
            "Whoever takes a grant, for what it took",
            "Nobody",
            "The members, with rules on who may speak for all",
            "Little: an agreement, and a member that hosts the work",
            "4 to 8 months",
            "You want to change policy or build up the sector, not run a service.",
            "A buyer wants one contractor who answers for everything.",
        ),
        Kind(
            "COOP",
            "Co-operative",
            "You register a society that all of you own together. Each member has one vote, however big it is.",
            "The society; members through contracts with it",
            "The society; members up to their shares, and for their own work",
            "The members together, one vote each",
            "A board that the members elect, one member one vote, by registered rules",
            "Much: registered rules and a fee, its own accounts, a yearly return",
            "9 to 15 months",
            "Equality matters most to you, and members will use what the society does.",
            "Members who put in more expect to decide more.",
        ),
        Kind(
            "NET",
            "Network",
            "A loose group with a short written understanding. Each of you goes on working for itself.",
            "Nobody: a network cannot hold a contract",
            "Each member, for itself alone",
            "Nobody",
            "Together where you can; each member is free to stand aside",
            "Least: one short paper",
            "1 to 3 months",
            "You are getting to know each other, or share news, training and referrals.",
            "There is a contract to hold, or promises that must bind.",
        ),
    )
}
"""The five kinds, in the order they are always shown."""


@dataclass(frozen=True, slots=True)
class Says:
    """What an option says about a kind. ``weight``: above 0 for it, below 0 against it."""

    kind: str
    weight: int
    because: str


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to a question."""

    code: str
    words: str
    says: tuple[Says, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One of the six."""

    name: str
    ask: str
    hint: str
    options: tuple[Option, ...]

    def option(self, code: str) -> Option | None:
        """The option of this code; None where it has none."""
        return next((one for one in self.options if one.code == code), None)


_UNSURE = Option(NOT_SURE, "We are not sure")

_NO_CONTRACT = "A network cannot hold a contract."
_WORKS_FOR_VOICE = "An alliance is made to be heard, not to run a service."

QUESTIONS = (
    Question(
        "work",
        "What will you do together?",
        "Think of the main thing.",
        (
            Option(
                "deliver",
                "Deliver services that somebody pays us for",
                (
                    Says("LB", 2, "A lead body is made to deliver services together."),
                    Says("SPV", 2, "A company of your own is made to deliver services together."),
                    Says("COOP", 2, "A co-operative can deliver services together."),
                    Says("AL", -4, _WORKS_FOR_VOICE),
                    Says("NET", -2, "In a network each member delivers for itself alone."),
                ),
            ),
            Option(
                "voice",
                "Speak with one voice, and build up our sector",
                (
                    Says("AL", 6, "To be heard together is what an alliance is for."),
                    Says("NET", 1, "A network can share views, but seldom agrees one line."),
                    Says("LB", -2, "A lead body is about one contract, not about a common voice."),
                    Says("SPV", -2, "To be heard you need no company."),
                    Says("COOP", -1, "To be heard you need no registered society."),
                ),
            ),
            Option(
                "share",
                "Share services with each other, like training or payroll",
                (
                    Says("COOP", 4, "Members who use what they own together are what a co-operative is for."),
                    Says("LB", 1, "A lead body can sell services to the other members."),
                    Says("SPV", 1, "A company of your own can serve its members."),
                    Says("AL", -2, _WORKS_FOR_VOICE),
                ),
            ),
            Option(
                "meet",
                "Get to know each other, and swap news and referrals",
                (
                    Says("NET", 5, "A network is a fair way to find out whether you trust each other."),
                    Says("AL", 1, "An alliance meets and learns together too."),
                    Says("LB", -2, "A lead body makes sense once there is a contract."),
                    Says("SPV", -3, "It is early to set up a company."),
                    Says("COOP", -2, "It is early to register a society."),
                ),
            ),
            _UNSURE,
        ),
    ),
    Question(
        "contract",
        "Is there a contract, or a bid for one?",
        "From a council, a health body or another buyer.",
        (
            Option(
                "soon",
                "Yes, one, within about a year",
                (
                    Says("LB", 3, "A lead body can be ready for a contract within a year."),
                    Says("SPV", -1, "A new company has no history or reserves to show to a buyer yet."),
                    Says("COOP", -1, "A new society has no history or reserves to show to a buyer yet."),
                    Says("AL", -2, "A buyer seldom contracts with an alliance."),
                    Says("NET", OUT, _NO_CONTRACT),
                ),
            ),
            Option(
                "years",
                "Yes, several over the years",
                (
                    Says("SPV", 3, "Over several contracts, a company of your own earns back what it costs."),
                    Says("COOP", 2, "Over several contracts, a society earns back what it costs."),
                    Says("LB", 1, "A lead body can be chosen contract by contract."),
                    Says("AL", -2, "A buyer seldom contracts with an alliance."),
                    Says("NET", OUT, _NO_CONTRACT),
                ),
            ),
            Option(
                "no",
                "No, or not for a long time",
                (
                    Says("NET", 2, "Without a contract a network may be all you need."),
                    Says("AL", 2, "Without a contract nobody has to answer to a buyer."),
                    Says("LB", -3, "Without a contract there is nothing to lead."),
                    Says("SPV", -2, "A company costs money each year, with or without work."),
                ),
            ),
            _UNSURE,
        ),
    ),
    Question(
        "risk",
        "Should one of you hold the contract and carry its risk?",
        "Whoever signs answers to the buyer for everything.",
        (
            Option(
                "one",
                "Yes: one of us can, and the others trust it",
                (
                    Says("LB", 4, "One of you is able and trusted to hold the contract."),
                    Says("SPV", -2, "You need no company where one of you can hold the contract."),
                    Says("COOP", -1, "You need no society where one of you can hold the contract."),
                ),
            ),
            Option(
                "own",
                "No: a new body of our own should, with limited liability",
                (
                    Says("SPV", 4, "A company of your own limits what each of you can lose."),
                    Says("COOP", 3, "A registered society limits what each of you can lose."),
                    Says("LB", OUT, "A lead body is one of you, and you want none of you to carry the risk."),
                    Says("NET", -3, "A network is no body, so it limits nothing."),
                    Says("AL", -2, "An alliance is usually no body, so it limits nothing."),
                ),
            ),
            Option(
                "none",
                "There is nothing to hold: each answers for itself",
                (
                    Says("NET", 2, "In a network each member answers for itself alone."),
                    Says("AL", 2, "In an alliance each member answers for itself."),
                    Says("LB", -2, "A lead body answers for the others, which nobody needs."),
                    Says("SPV", -1, "A company would have little to do."),
                ),
            ),
            _UNSURE,
        ),
    ),
    Question(
        "votes",
        "Should every member own it equally, with one vote?",
        "Or may those who put in more, or do more, weigh more?",
        (
            Option(
                "equal",
                "Yes: equality matters most to us",
                (
                    Says("COOP", 4, "One member, one vote is what a co-operative is built on."),
                    Says("NET", 1, "In a network all are equal."),
                    Says("LB", -1, "A lead body has more power than the rest, whatever the votes."),
                ),
            ),
            Option(
                "weighed",
                "No: shares or seats may differ",
                (
                    Says(
                        "SPV", 2, "In a company of your own, shares and seats can follow what each puts in."
                    ),
                    Says("LB", 1, "With a lead body, votes can follow the shares of the work."),
                    Says("COOP", OUT, "A co-operative gives each member one vote, and you want another way."),
                ),
            ),
            _UNSURE,
        ),
    ),
    Question(
        "bound",
        "How firmly do you want to be bound?",
        "A promise that binds in law can be enforced; good will cannot.",
        (
            Option(
                "firm",
                "Firmly, in law",
                (
                    Says("LB", 1, "The agreement of a lead body binds in law."),
                    Says("SPV", 1, "Articles and an agreement bind the members of a company."),
                    Says("COOP", 1, "Registered rules and an agreement bind the members of a society."),
                    Says("AL", -1, "In an alliance usually only some promises bind."),
                    Says("NET", -3, "In a network promises usually do not bind."),
                ),
            ),
            Option(
                "part",
                "In some things, like secrets and money",
                (
                    Says("AL", 2, "In an alliance some promises bind, and the rest is good will."),
                    Says("NET", 1, "A network can bind its members to keep a secret, and to little else."),
                ),
            ),
            Option(
                "loose",
                "By good will only, for now",
                (
                    Says("NET", 4, "A network rests on good will."),
                    Says("AL", 1, "Much of an alliance rests on good will."),
                    Says("LB", -3, "A lead body that signs a contract needs promises it can rely on."),
                    Says("SPV", -3, "Whoever owns a company is bound by its articles."),
                    Says("COOP", -3, "Whoever joins a society is bound by its rules."),
                ),
            ),
            _UNSURE,
        ),
    ),
    Question(
        "start",
        "What can you give to setting it up?",
        "Time, advice and fees, before any income.",
        (
            Option(
                "weeks",
                "Some weeks, and next to no money",
                (
                    Says("NET", 3, "A network takes one to three months, and one short paper."),
                    Says("AL", 1, "An alliance costs little to set up."),
                    Says("SPV", -4, "A company takes a year or more, and advice that costs money."),
                    Says("COOP", -3, "A society takes most of a year, and a fee to register."),
                ),
            ),
            Option(
                "months",
                "Some months, and a little money",
                (
                    Says("LB", 2, "A lead body takes six to nine months, and no new body."),
                    Says("AL", 1, "An alliance takes four to eight months."),
                    Says("SPV", -2, "A company takes a year or more."),
                    Says("COOP", -1, "A society takes nine months or more."),
                ),
            ),
            Option(
                "year",
                "A year or more, and money for advice and fees",
                (
                    Says("SPV", 2, "You have the time and money that a company takes."),
                    Says("COOP", 2, "You have the time and money that a society takes."),
                ),
            ),
            _UNSURE,
        ),
    ),
)
"""The six questions, with what every answer says."""

Answers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a kind stands after some answers. ``ruled_out``: why it cannot be; else ``score`` ranks it."""

    kind: Kind
    score: int
    in_favour: tuple[str, ...]
    against: tuple[str, ...]
    ruled_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """An answer that would lead to another kind."""

    question: Question
    option: Option
    kind: Kind


@dataclass(frozen=True)
class Choice:
    """What some answers come to. ``standings``: the best first, those ruled out last."""

    answers: Answers
    standings: tuple[Standing, ...]
    missing: tuple[Question, ...]

    @property
    def says_something(self) -> bool:
        """Whether any answer speaks for or against a kind."""
        return bool(self.answers)

    @property
    def recommended(self) -> Standing | None:
        """The kind that fits best; None where no answer says anything."""
        return self.standings[0] if self.says_something else None

    @property
    def runner_up(self) -> Standing | None:
        """The kind after it; None where nothing else can be."""
        after = self.standings[1]
        return after if self.says_something and not after.ruled_out else None

    @property
    def is_close(self) -> bool:
        """Whether the two fit as well as each other."""
        return self.runner_up is not None and self.runner_up.score == self.standings[0].score

    @cached_property
    def tips(self) -> tuple[Tip, ...]:
        """The single answers that would lead to another kind, question by question."""
        return tuple(self._tips()) if self.says_something else ()

    def _tips(self) -> Iterator[Tip]:
        for question in QUESTIONS:
            for option in question.options:
                best = _standings({**self.answers, question.name: option.code})[0].kind
                if option.says and best is not self.standings[0].kind:
                    yield Tip(question, option, best)


def choose(given: Mapping[str, str]) -> Choice:
    """What the answers come to. An answer that is none of the options counts as not given."""
    known = {
        question.name: code
        for question in QUESTIONS
        if question.option(code := given.get(question.name, "")) is not None
    }
    telling = {name: code for name, code in known.items() if code != NOT_SURE}
    missing = tuple(question for question in QUESTIONS if question.name not in known)
    return Choice(telling, _standings(telling), missing)


def _standings(answers: Answers) -> tuple[Standing, ...]:
    said = [
        says
        for question in QUESTIONS
        if (option := question.option(answers.get(question.name, ""))) is not None
        for says in option.says
    ]
    found = [_standing(code, [one for one in said if one.kind == code]) for code in LIGHTEST_FIRST]
    return tuple(sorted(found, key=lambda standing: -standing.score))


def _standing(code: str, said: list[Says]) -> Standing:
    return Standing(
        KINDS[code],
        sum(one.weight for one in said),
        tuple(one.because for one in said if one.weight > 0),
        tuple(one.because for one in said if OUT < one.weight < 0),
        tuple(one.because for one in said if one.weight == OUT),
    )
