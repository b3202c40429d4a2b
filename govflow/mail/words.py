"""The words of our letters, kept as files: a subject, an empty line, the text.

In: a letter's name and its facts. Out: subject and text. Then true: every place in the letter was filled.
"""

from functools import cache
from string import Template

from govflow.installed_files import share


def letter(name: str, **facts: str) -> tuple[str, str]:
    """The subject and text of a letter of `templates/mail`.

    :raises KeyError: a fact that the letter names was not given.
    """
    subject, _, text = _template(name).substitute(facts).partition("\n\n")
    return subject.strip(), text


@cache
def _template(name: str) -> Template:
    return Template((share() / "templates" / "mail" / f"{name}.txt").read_text(encoding="utf-8"))
