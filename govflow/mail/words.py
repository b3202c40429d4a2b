"""The words of our letters, kept as files: a subject, an empty line, the text.

In: a letter's name and its facts. Out: subject and text. Then true: every place in the letter was filled.
"""

import textwrap
from functools import cache
from string import Template

from govflow.installed_files import share

LONGEST_SUBJECT = 78
"""Characters of a line of a letter (RFC 5322, section 2.1.1); a phone shows most of it."""


def letter(name: str, /, **facts: str) -> tuple[str, str]:
    """The subject and text of a letter of `templates/mail`; a subject is one line, whatever is told in it.

    :raises KeyError: a fact that the letter names was not given.
    """
    subject, text = (part.substitute(facts) for part in _templates(name))
    return textwrap.shorten(subject, LONGEST_SUBJECT, placeholder=" …", break_on_hyphens=False), text


@cache
def _templates(name: str) -> tuple[Template, Template]:
    written = (share() / "templates" / "mail" / f"{name}.txt").read_text(encoding="utf-8")
    subject, _, text = written.partition("\n\n")
    return Template(subject), Template(text)
