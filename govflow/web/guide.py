"""Help: what a consortium is, which kind fits, what its agreement settles, and how it is made here.

In: the name of a topic. Out: its page, with its places (anchors other pages may link to), what to read next and
where it stands among the others. The words are in ``templates/guide/<topic>.html``; every heading there is one of
the places below. ``STATEMENTS`` names the place that serves each statement of the source document, by its id in
docs/domain.md, section 2.22.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Blueprint, abort, render_template

from govflow.web.access import ANYBODY, policy

rooms = Blueprint("guide", __name__)


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of help. ``places``: its headings by anchor, in order; ``see_also``: topics, or places of topics."""

    name: str
    title: str
    lede: str
    places: Mapping[str, str]
    see_also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Topics that are read together."""

    title: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """Something to read next. ``anchor``: "" for a whole topic."""

    topic: str
    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class StartPage:
    """The contents of the help."""

    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic, and the contents beside it."""

    topic: Topic
    groups: tuple[Group, ...]
    see_also: tuple[SeeAlso, ...]


GROUPS = (
    Group(
        "Deciding whether and how",
        (
            Topic(
                "consortium",
                "What a consortium is",
                "Organisations that bind themselves, in writing, to reach one aim together.",
                {
                    "formal-arrangement": "More than working side by side",
                    "clear-purpose": "Begin with the purpose",
                    "who-is-in-it": "Who is in it",
                    "words": "Words you will meet",
                },
                ("types", "reasons", "agreement"),
            ),
            Topic(
                "types",
                "Which type fits",
                "Five ways to build a consortium, side by side.",
                {
                    "compare": "The five types compared",
                    "lead-body": "Lead body",
                    "shared-services": "Services the lead body sells to members",
                    "vehicle": "A company or society of your own",
                    "alliance": "Alliance to be heard",
                    "representation": "Whom each alliance member speaks for",
                    "alliance-money": "Money for an alliance",
                    "co-operative": "Co-operative",
                    "network": "Network",
                    "choosing": "How to choose",
                },
                ("reasons", "before-you-start", "money-and-risk"),
            ),
            Topic(
                "reasons",
                "Reasons to join, and not to",
                "Nine good reasons. Tick yours, then read when it is wiser to stay out.",
                {
                    "new-work": "Work you cannot reach alone",
                    "one-contact": "One contact for the buyer",
                    "lower-overheads": "Lower running costs",
                    "shared-risk": "Risk carried together",
                    "learning": "Learning from each other",
                    "better-service": "A better service for people",
                    "new-services": "New services",
                    "profile": "Being better known",
                    "scale": "Being big enough",
                    "when-not": "When not to join",
                },
                ("pitfalls", "types#choosing", "tips"),
            ),
            Topic(
                "pitfalls",
                "Pitfalls",
                "Five things that go wrong, and what the agreement can do about each.",
                {
                    "direct-costs": "It costs money",
                    "time": "It costs time",
                    "delay": "It is slower",
                    "reputation": "Others hold your good name",
                    "compromise": "You give something up",
                },
                ("tips", "money-and-risk", "joining-and-leaving#leaving"),
            ),
            Topic(
                "tips",
                "Tips",
                "What people who have done it before would tell you.",
                {
                    "board-early": "Be open, and tell your board early",
                    "choose-members": "Choose members for their values",
                    "say-what-you-gain": "Say what you want from it",
                    "be-realistic": "Be honest about risk and cost",
                    "take-time": "Take your time",
                    "expert-help": "Ask for help where it counts",
                    "write-it-down": "Write down who does what",
                    "manage-risk": "Watch the risks",
                    "own-house": "Look after your own house",
                    "measure-early": "Agree early how you will measure",
                },
                ("before-you-start", "pitfalls", "agreement"),
            ),
            Topic(
                "before-you-start",
                "Before you start",
                "Questions to settle before anybody drafts a clause.",
                {
                    "contract-or-gap": "Is there a contract, or a gap?",
                    "finding-partners": "Who chooses the partners?",
                    "four-meetings": "Have you met often enough?",
                    "track-record": "What have they done before?",
                    "penalties-first": "What if somebody fails?",
                    "which-paper": "Which paper do you need now?",
                    "evidence": "How will you show that it works?",
                },
                ("confidentiality#nda-first", "penalties", "tips#board-early"),
            ),
            Topic(
                "local-sector",
                "Your area and its buyers",
                "A consortium can also do something for the sector around it.",
                {
                    "directory": "A directory people can use",
                    "buyers": "Buyers who understand consortia",
                    "support": "Help to build a consortium",
                    "growing": "Growing, and needing fewer grants",
                    "skills": "Skills and jobs",
                    "influence": "A voice with the council",
                    "network": "Knowing what goes on",
                    "lasting": "Still being here in ten years",
                },
                ("types#alliance", "reasons#scale", "further-reading"),
            ),
        ),
    ),
    Group(
        "What you agree",
        (
            Topic(
                "agreement",
                "What the agreement covers",
                "Twenty subjects, and why each is there.",
                {
                    "foundations": "Foundations",
                    "purpose": "Purpose and values",
                    "membership": "Membership",
                    "bodies": "Governing bodies",
                    "decisions": "Making decisions",
                    "lead-or-vehicle": "Lead body or vehicle",
                    "delivery": "Delivery",
                    "clients": "Clients and shared services",
                    "bidding": "Bidding and commissioners",
                    "money": "Money",
                    "risk": "Risk and liability",
                    "performance": "Performance and evaluation",
                    "penalties": "Penalties",
                    "standards": "Standards",
                    "information": "Information",
                    "learning": "Learning and ideas",
                    "reputation": "Reputation and voice",
                    "leaving": "Leaving",
                    "disputes": "Disputes, change and ending",
                    "general": "General terms",
                },
                ("deciding", "money-and-risk", "procedure"),
            ),
            Topic(
                "deciding",
                "How the consortium decides",
                "Who votes, how many must take part, and what goes back to your own board.",
                {
                    "two-boards": "Your board and the consortium's board",
                    "votes": "Who votes, and how much a vote weighs",
                    "majority": "What majority",
                    "quorum": "How many must take part",
                    "reserved": "What goes back to the members",
                    "conflicts": "When somebody has an interest",
                    "deadlock": "When you cannot agree",
                    "chair": "An independent chair",
                },
                ("your-role#board-member", "pitfalls#delay", "agreement#decisions"),
            ),
            Topic(
                "joining-and-leaving",
                "Joining and leaving",
                "Agree how people leave while everybody still likes each other.",
                {
                    "rights": "What members may expect of each other",
                    "joining": "Joining",
                    "checks": "Checks before somebody joins",
                    "leaving": "Leaving by choice",
                    "suspension": "Suspension",
                    "removal": "Removal",
                    "afterwards": "What happens on leaving",
                },
                ("penalties#appeal", "money-and-risk", "agreement#leaving"),
            ),
            Topic(
                "money-and-risk",
                "Money and risk",
                "Where the money comes in, where it goes, and who pays when something goes wrong.",
                {
                    "costs": "Setting up and running",
                    "paid": "How members are paid",
                    "left-over": "Money left over, money missing",
                    "open-book": "Open books",
                    "liability": "Who pays for a mistake",
                    "cap": "The most you can lose",
                    "insurance": "Insurance",
                    "risk-list": "One list of risks",
                },
                ("penalties", "pitfalls#direct-costs", "types#compare"),
            ),
            Topic(
                "penalties",
                "Penalties",
                "What the word means here, what the law lets you agree, and what comes first.",
                {
                    "what-they-are": "What counts as a penalty",
                    "what-is-allowed": "What the law lets you agree",
                    "help-first": "Help first",
                    "kinds": "Kinds you can choose",
                    "limits": "Limits and excuses",
                    "appeal": "A fair hearing",
                },
                ("money-and-risk#cap", "joining-and-leaving#removal", "agreement#penalties"),
            ),
            Topic(
                "confidentiality",
                "Keeping things confidential",
                "Sign this part first: then people can speak openly.",
                {
                    "nda-first": "Sign a confidentiality agreement first",
                    "what-is-secret": "What is secret, and for how long",
                    "exceptions": "What can always be said",
                    "prices": "Prices and plans of competitors",
                    "personal-data": "Information about people",
                    "here": "What others see in govflow",
                },
                ("before-you-start#which-paper", "agreement#information", "tips#board-early"),
            ),
        ),
    ),
    Group(
        "Doing it in govflow",
        (
            Topic(
                "procedure",
                "From draft to signed agreement",
                "Six steps. Nothing is final until every step is done.",
                {
                    "draft": "1. Draft",
                    "boards": "2. Every board decides",
                    "conditions": "3. Conditions are met",
                    "changes": "If the text changes",
                    "signatures": "4. Sign",
                    "release": "5. Release and date",
                    "check": "6. Keep and check",
                },
                ("your-role", "checking", "deciding"),
            ),
            Topic(
                "your-role",
                "Your part in it",
                "Find yourself, and see what you will be asked to do.",
                {
                    "board-member": "Board member",
                    "secretary": "Board secretary",
                    "chief-officer": "Chief officer",
                    "editor": "Editor",
                    "delegate": "Delegate of your board",
                    "signatory": "Signatory",
                    "witness": "Witness",
                    "chair": "Chair of the consortium",
                    "drafter": "Drafter",
                    "facilitator": "Facilitator",
                    "observer": "Observer or auditor",
                    "several": "More than one part",
                },
                ("procedure", "deciding#conflicts", "checking"),
            ),
            Topic(
                "checking",
                "Check a PDF",
                "Is the file in your hands the agreement that was signed?",
                {
                    "how": "How to check",
                    "what-it-tells": "What the answer means",
                    "what-it-cannot": "What it cannot tell",
                    "offline": "Checking without us",
                },
                ("procedure#check", "limits"),
            ),
            Topic(
                "limits",
                "What govflow is not",
                "It keeps order. It does not judge.",
                {
                    "no-advice": "It gives no legal advice",
                    "no-promise": "It does not promise that the agreement is valid",
                    "solicitor": "When to ask a solicitor",
                    "records": "What stays on the record",
                },
                ("tips#expert-help", "checking#what-it-cannot", "further-reading"),
            ),
            Topic(
                "further-reading",
                "Further reading",
                "Guides by others about working in a consortium.",
                {"guides": "Guides", "regulators": "Regulators and public bodies"},
                ("consortium", "tips", "limits"),
            ),
        ),
    ),
)

TOPICS: Mapping[str, Topic] = MappingProxyType(
    {topic.name: topic for group in GROUPS for topic in group.topics}
)

STATEMENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "D1": ("consortium#formal-arrangement", "consortium#clear-purpose"),
        "R1": ("reasons#new-work",),
        "R2": ("reasons#one-contact",),
        "R3": ("reasons#lower-overheads",),
        "R4": ("reasons#shared-risk",),
        "R5": ("reasons#learning",),
        "R6": ("reasons#better-service",),
        "R7": ("reasons#new-services",),
        "R8": ("reasons#profile",),
        "R9": ("reasons#scale",),
        "P1": ("pitfalls#direct-costs",),
        "P2": ("pitfalls#time",),
        "P3": ("pitfalls#delay",),
        "P4": ("pitfalls#reputation",),
        "P5": ("pitfalls#compromise",),
        "T1": ("tips#board-early",),
        "T2": ("tips#choose-members", "joining-and-leaving#checks"),
        "T3": ("tips#say-what-you-gain", "consortium#clear-purpose"),
        "T4a": ("tips#be-realistic",),
        "T4": ("tips#take-time", "types#choosing"),
        "T5": ("tips#expert-help", "deciding#chair"),
        "T6": ("tips#write-it-down", "agreement#delivery"),
        "T7": ("tips#manage-risk", "money-and-risk#risk-list"),
        "T8": ("tips#own-house",),
        "T9": ("tips#measure-early",),
        "E1": ("before-you-start#contract-or-gap",),
        "E2": ("before-you-start#finding-partners",),
        "E3": ("before-you-start#four-meetings",),
        "E4": ("before-you-start#track-record",),
        "E5": ("before-you-start#penalties-first", "penalties#what-they-are"),
        "E6": ("before-you-start#which-paper", "confidentiality#nda-first"),
        "E7": ("before-you-start#evidence",),
        "Y1": ("types#lead-body",),
        "Y2": ("types#shared-services",),
        "Y3": ("agreement#decisions", "joining-and-leaving#joining", "joining-and-leaving#rights"),
        "Y4": ("types#vehicle",),
        "Y5": ("types#vehicle",),
        "Y6": ("types#alliance",),
        "Y7": ("types#alliance-money",),
        "Y8": ("types#representation",),
        "F1": ("local-sector#directory",),
        "F2": ("local-sector#buyers",),
        "F3": ("local-sector#support",),
        "F4": ("local-sector#growing",),
        "F5": ("local-sector#skills",),
        "F6": ("local-sector#influence",),
        "F7": ("local-sector#network",),
        "F8": ("local-sector#lasting",),
        "Z1": ("further-reading#guides",),
    }
)
"""Where each statement of the source document is served."""


@rooms.get("/help")
@policy(ANYBODY)
def start() -> str:
    """The contents of the help."""
    return render_template("guide/start.html", page=StartPage(GROUPS))


@rooms.get("/help/<topic>")
@policy(ANYBODY)
def topic(topic: str) -> str:
    """One topic."""
    if topic not in TOPICS:
        abort(404)
    found = TOPICS[topic]
    page = TopicPage(found, GROUPS, tuple(_see_also(place) for place in found.see_also))
    return render_template(f"guide/{topic}.html", page=page)


def _see_also(place: str) -> SeeAlso:
    name, _, anchor = place.partition("#")
    found = TOPICS[name]
    return SeeAlso(name, anchor, f"{found.title}: {found.places[anchor]}" if anchor else found.title)
