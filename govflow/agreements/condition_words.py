"""The condition of a paragraph, as somebody who rewords it reads it: questions, choices and clauses by their names.

In: a condition in the language of `core.applies`. Out: words.
"""

import re

from govflow.core.catalogue import TYPES, Catalogue

_CLAUSE = re.compile(r"\bclause ([a-z][a-z0-9\-]*)")
_CHOICE = re.compile(r"\b([a-z][a-z0-9_]*) is (not )?([A-Za-z0-9_]+(?:\|[A-Za-z0-9_]+)*)")
_NAME = re.compile(r"\b[a-z][a-z0-9]*_[a-z0-9_]+\b")


def in_words(condition: str, catalogue: Catalogue) -> str:
    """A condition with its questions and choices by their labels, and its clauses by their titles."""
    said = _CHOICE.sub(lambda found: _choice_in_words(found, catalogue), condition)
    said = _CLAUSE.sub(lambda found: _clause_in_words(found, catalogue), said)
    return _NAME.sub(lambda found: _question_in_words(found.group(), catalogue), said)


def _clause_in_words(found: re.Match[str], catalogue: Catalogue) -> str:
    named = catalogue.clauses.get(found.group(1))
    return found.group() if named is None else f"the clause “{named.title}” is in"


def _choice_in_words(found: re.Match[str], catalogue: Catalogue) -> str:
    name, no, choices = found.groups()
    asked = catalogue.questions.get("consortium_type" if name == "type" else name)
    if asked is None or not asked.options:
        return found.group()
    codes = (TYPES.get(code, code) if name == "type" else code for code in choices.split("|"))
    labels = " or ".join(f"“{asked.options.get(code, code)}”" for code in codes)
    return f"“{asked.label}” is {no or ''}{labels}"


def _question_in_words(name: str, catalogue: Catalogue) -> str:
    asked = catalogue.questions.get(name)
    return name if asked is None else f"“{asked.label}”"
