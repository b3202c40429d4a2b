"""The condition of a paragraph, as somebody who rewords it reads it: questions, choices and clauses by their names.

In: a condition in the language of `core.applies`. Out: words, to stand after "Only when".
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from govflow.core.answers import Kind, Question
from govflow.core.catalogue import TYPES, Catalogue
from govflow.core.text import typographic
from govflow.core.words import join_words

_TEST = re.compile(
    r"\b(?P<no>not )?(?!(?:and|or|not)\b)(?:"
    r"clause (?P<clause>[a-z][a-z0-9-]*)"
    r"|(?P<name>[a-z][a-z0-9_]*)(?: (?P<how>is answered|is|has|over|under|at least|at most)"
    r"(?: (?P<value>[A-Za-z0-9_.|-]+))?)?)"
)
"""One test of a condition, with the ``not`` before it."""

_VERBS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "is": ("is", "is not"),
        "is answered": ("is answered", "is not answered"),
        "has": ("includes", "does not include"),
        "over": ("is over", "is not over"),
        "under": ("is under", "is not under"),
        "at least": ("is at least", "is not at least"),
        "at most": ("is at most", "is not at most"),
    }
)
"""How a test is said, and its contrary."""

_COUNTED: Mapping[str, str] = MappingProxyType(
    {"members": "the number of members", "charities": "the number of charities"}
)


def in_words(condition: str, catalogue: Catalogue) -> str:
    """A condition with its questions and choices by their labels, and its clauses by their titles."""
    apart = _unwrapped(condition).replace(" and ", ", and ").replace(" or ", ", or ")
    return typographic(_TEST.sub(lambda found: _said(found, catalogue), apart))


def _unwrapped(condition: str) -> str:
    """A condition without brackets around the whole of it."""
    if not (condition.startswith("(") and condition.endswith(")")):
        return condition
    depth, inner = 0, condition[1:-1]
    for each in inner:
        depth += (each == "(") - (each == ")")
        if depth < 0:
            return condition
    return _unwrapped(inner)


def _said(test: re.Match[str], catalogue: Catalogue) -> str:
    no, name, how, value = bool(test["no"]), test["name"], test["how"], test["value"]
    if name is None:
        clause = catalogue.clauses.get(test["clause"])
        title = test["clause"] if clause is None else clause.title
        return f"the clause “{title}” {_VERBS['is'][no]} in the agreement"
    asked = catalogue.questions.get("consortium_type" if name == "type" else name)
    subject = _COUNTED.get(name, name) if asked is None else f"“{asked.label}”"
    if how is None:
        return (
            f"{subject} {_VERBS['is'][no]} “yes”"
            if _is_yes_no(asked)
            else f"{subject} {_VERBS['is answered'][no]}"
        )
    values = (
        "" if value is None else f" {join_words([_choice(asked, code) for code in value.split('|')], 'or')}"
    )
    return f"{subject} {_VERBS[how][no]}{values}"


def _is_yes_no(asked: Question | None) -> bool:
    return asked is not None and asked.kind is Kind.BOOL


def _choice(asked: Question | None, code: str) -> str:
    """A choice in the words of its question; a number as it is."""
    if _is_yes_no(asked):
        return "“yes”" if code == "True" else "“no”"
    options = {} if asked is None else asked.options
    words = options.get(TYPES.get(code, code), code)
    return f"“{words}”" if words[0].isalpha() else words
