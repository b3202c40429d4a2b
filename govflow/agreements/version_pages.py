"""The versions of an agreement as pages: one that was frozen, and the list of all.

In: versions and who froze them. Out: values for the templates.
"""

from dataclasses import dataclass
from datetime import date

from govflow.agreements.kept_texts import kept_texts
from govflow.agreements.queries import Version
from govflow.agreements.text_page import TextPage, html_of, place
from govflow.agreements.text_queries import FrozenBy, WorkingText
from govflow.core.document import Document
from govflow.core.fingerprint import groups
from govflow.core.words import day, number_of
from govflow.pdf.pages import sections
from govflow.web.uk_time import moment


@dataclass(frozen=True, slots=True)
class VersionPage:
    """A frozen version: exactly the text that was frozen, and how that came about. ``compare_url``: "" once signed."""

    title: str
    caption: str
    lede: str
    version: Version
    warnings: str
    facts: tuple[tuple[str, str, str, str], ...]
    groups: tuple[str, ...]
    body: bytes
    compare_url: str
    versions_url: str
    read_url: str


_FROZEN = "Exactly the words that were frozen. Nothing here changes any more."


def version_page(found: FrozenBy, document: Document, signed: date | None) -> VersionPage:
    """A frozen version for a reader. ``signed``: the date of the agreement that was signed with it."""
    version = found.version

    def make(_: bytes | None) -> bytes:
        return html_of(TextPage(document, sections(document), {}, (), False))

    here = version.agreement_id
    return VersionPage(
        title=f"Version {version.name}",
        caption=f"{document.title}: {document.subtitle}",
        lede=f"This is what was signed, dated {day(signed)}." if signed else _FROZEN,
        version=version,
        warnings=_warnings(len(version.warnings)),
        facts=_facts(found),
        groups=groups(version.digest),
        body=kept_texts().take(("version", version.id), version.digest, make),
        compare_url="" if signed else place("compare", here, **{"from": version.name, "to": "draft"}),
        versions_url=place("versions", here),
        read_url=place("read", here),
    )


def _facts(found: FrozenBy) -> tuple[tuple[str, str, str, str], ...]:
    version = found.version
    told = [("Frozen", moment(version.frozen_at)), ("By", found.person or "Nobody’s name is kept")]
    told += [("Why", version.why)] if version.why else []
    if version.change is not None:
        judged = f"{version.change.change_class.capitalize()} change. {version.change.reason}"
        told.append(("Against the version before", judged))
        if version.change.override:
            told.append(("Set by a person, because", version.change.override))
    return tuple((name, words, "", "") for name, words in (*told, ("Clause pack", version.pack)))


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list."""

    name: str
    url: str
    frozen: str
    by: str
    why: str
    change: str
    tone: str
    warnings: str
    digest: str
    compare_url: str
    compare_words: str


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version of an agreement, newest first."""

    title: str
    caption: str
    lines: tuple[VersionLine, ...]
    read_url: str
    compare_url: str


def versions_page(text: WorkingText, found: tuple[FrozenBy, ...]) -> VersionsPage:
    """The list of versions for a reader."""
    agreement_id, caption = text.agreement.id, text.examined.name
    before = (*(each.version.name for each in found[1:]), "")[: len(found)]
    return VersionsPage(
        title="Versions",
        caption=caption,
        lines=tuple(_line(each, previous) for each, previous in zip(found, before, strict=True)),
        read_url=place("read", agreement_id),
        compare_url=place("compare", agreement_id),
    )


def _line(found: FrozenBy, previous: str) -> VersionLine:
    version, here = found.version, found.version.agreement_id
    ends = {"from": previous or version.name, "to": version.name if previous else "draft"}
    return VersionLine(
        name=version.name,
        url=place("version", here, name=version.name),
        frozen=moment(version.frozen_at),
        by=found.person,
        why=version.why,
        change="First version"
        if version.change is None
        else f"{version.change.change_class.capitalize()} change",
        tone="wait" if version.change is not None and version.change.change_class == "material" else "plain",
        warnings=_warnings(len(version.warnings)),
        digest=version.digest[:8],
        compare_url=place("compare", here, **ends),
        compare_words=f"What changed since {previous}" if previous else "Compare with the working draft",
    )


def _warnings(count: int) -> str:
    return f"{number_of(count, 'warning')} left, with reasons" if count else ""
