"""When a question, a variant or a paragraph applies: a small total language, parsed once, never evaluated as code.

    leave_point is quarter_end|year_end       an answer is one of these
    penalty_types has withholding             a list of choices has this one; a table has rows: ``x is answered``
    extension_months over 0                   over, under, at least, at most: numbers
    public_contract                           a yes/no question answered yes; any other question answered
    type is LB|SPV                            also: variant, members (how many), charities (how many), vehicle
    clause liability-cap                      that clause is in the agreement
    not A, A and B, A or B, (A)               ``and`` binds tighter than ``or``

An absent answer makes every test false, so ``not`` of it is true: the language never fails and never guesses.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal


class ConditionError(ValueError):
    """A condition that cannot be read; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions are asked of: answers by name, and the clauses that are in."""

    answers: Mapping[str, object]
    clauses: frozenset[str]


Condition = Callable[[Facts], bool]


@dataclass(frozen=True, slots=True)
class Applies:
    """A condition that was read: its words, the names it looks at, and the test itself."""

    words: str
    reads: frozenset[str]
    clauses: frozenset[str]
    test: Condition

    def __call__(self, facts: Facts) -> bool:
        """Whether it holds."""
        return self.test(facts)


MOST_WORDS = 120
"""Words of one condition: each may nest the next, and a reader has only so much room."""

_WORD = re.compile(r"\s*([()]|[^\s()]+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?$")
_COMPARE: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "over": lambda a, b: a > b,
    "under": lambda a, b: a < b,
    "least": lambda a, b: a >= b,
    "most": lambda a, b: a <= b,
}


def parse_condition(words: str) -> Applies:
    """Read a condition. Empty words always hold.

    :raises ConditionError: the words are not of this language.
    """
    if not words.strip():
        return Applies("", frozenset(), frozenset(), lambda facts: True)
    reader = _Reader(_WORD.findall(words))
    if len(reader.words) > MOST_WORDS:
        raise ConditionError(f"it has {len(reader.words)} words, more than {MOST_WORDS}")
    test = reader.any_of()
    if reader.left():
        raise ConditionError(f"“{words}”: nothing was expected after “{reader.read}”")
    return Applies(words, frozenset(reader.reads), frozenset(reader.clauses), test)


class _Reader:
    """A hand that reads the words once, left to right."""

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.at = 0
        self.reads: set[str] = set()
        self.clauses: set[str] = set()

    @property
    def read(self) -> str:
        return " ".join(self.words[: self.at])

    def left(self) -> bool:
        return self.at < len(self.words)

    def peek(self) -> str:
        return self.words[self.at] if self.left() else ""

    def take(self) -> str:
        if not self.left():
            raise ConditionError(f"“{self.read}” stops too early")
        self.at += 1
        return self.words[self.at - 1]

    def expect(self, word: str) -> None:
        if self.take() != word:
            raise ConditionError(f"“{self.read}”: “{word}” was expected last")

    def any_of(self) -> Condition:
        tests = [self.all_of()]
        while self.peek() == "or":
            self.take()
            tests.append(self.all_of())
        return tests[0] if len(tests) == 1 else lambda facts: any(test(facts) for test in tests)

    def all_of(self) -> Condition:
        tests = [self.one()]
        while self.peek() == "and":
            self.take()
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else lambda facts: all(test(facts) for test in tests)

    def one(self) -> Condition:
        word = self.take()
        if word == "not":
            inner = self.one()
            return lambda facts: not inner(facts)
        if word == "(":
            inner = self.any_of()
            self.expect(")")
            return inner
        if word == "clause":
            clause = self.take()
            self.clauses.add(clause)
            return lambda facts: clause in facts.clauses
        return self.about(word)

    def about(self, name: str) -> Condition:
        if not re.match(r"[a-z][a-z0-9_]*$", name):
            raise ConditionError(f"“{self.read}”: “{name}” is not a name")
        self.reads.add(name)
        match self.peek():
            case "is":
                return self.is_one(name)
            case "has":
                self.take()
                wanted = frozenset(self.take().split("|"))
                return lambda facts: bool(wanted & _entries(facts.answers.get(name)))
            case "over" | "under":
                return self.compare(name, self.take())
            case "at":
                self.take()
                return self.compare(name, self.take())
            case _:
                return lambda facts: yes(facts.answers.get(name))

    def is_one(self, name: str) -> Condition:
        self.take()
        word = self.take()
        if word == "answered":
            return lambda facts: facts.answers.get(name) not in (None, "", ())
        wanted = frozenset(word.split("|"))
        return lambda facts: str(facts.answers.get(name)) in wanted

    def compare(self, name: str, how: str) -> Condition:
        if how not in _COMPARE:
            raise ConditionError(f"“{self.read}”: over, under, at least or at most was expected")
        number = self.take()
        if not _NUMBER.match(number):
            raise ConditionError(f"“{self.read}”: “{number}” is not a number")
        limit, holds = Decimal(number), _COMPARE[how]

        def test(facts: Facts) -> bool:
            value = facts.answers.get(name)
            is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
            return is_number and holds(Decimal(str(value)), limit)

        return test


def yes(value: object) -> bool:
    """Whether an answer is given, and, for a yes/no question, is yes."""
    return value not in (None, "", (), False)


def _entries(value: object) -> frozenset[str]:
    return frozenset(str(entry) for entry in value) if isinstance(value, tuple) else frozenset()
