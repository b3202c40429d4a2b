"""The typefaces of the agreement, and the check that they hold every character before a page is set.

In: the words of an agreement with the places where they stand. Out: nothing, or the refusal that names the
character. Then true: no PDF of ours holds an empty box (ISO 19005-3, 6.2.11.8 forbids the .notdef glyph), and
it looks the same on every machine, for only the files of ``fonts/`` are used.

Chinese, Japanese and Korean fill tens of megabytes; they are used where Debian's fonts-noto-cjk put them.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

from fontTools.ttLib import TTFont

from govflow.core.errors import Refused

FOLDER = Path(__file__).parent / "fonts"

FILES = (
    "SourceSerif4-Regular.ttf",
    "Inter-Regular.ttf",
    "NotoSerif-Regular.ttf",
    "NotoSansSymbols2-Regular.ttf",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSerifHebrew-Regular.ttf",
    "NotoSerifDevanagari-Regular.ttf",
    "NotoSerifBengali-Regular.ttf",
    "NotoSerifGurmukhi-Regular.ttf",
    "NotoSerifGujarati-Regular.ttf",
    "NotoSerifTamil-Regular.ttf",
    "NotoSerifThai-Regular.ttf",
    "NotoSerifArmenian-Regular.ttf",
    "NotoSerifGeorgian-Regular.ttf",
    "NotoSerifEthiopic-Regular.ttf",
)
"""One file of each family, likeliest first. Bold and italic faces fall back to these, so these decide."""

CJK_FILE = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
CJK_PACKAGE = "fonts-noto-cjk"
CJK_FAMILY = "Agreement CJK"

_CJK_BLOCKS = (
    (0x1100, 0x11FF),
    (0x2E80, 0x2FDF),
    (0x2FF0, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x20000, 0x323AF),
)
_KANA = (0x3040, 0x30FF)
_HANGUL = ((0x1100, 0x11FF), (0xA960, 0xA97F), (0xAC00, 0xD7FF))
# The faces of the collection, in its order: the same codes, drawn as each language draws them.
_JAPANESE, _KOREAN, _CHINESE = 0, 1, 2
_LAYOUT = "\r\n\t"
"""A line's end and a tab inside an answer are a space on paper."""
_JOINERS = "\u200c\u200d"
_NOT_WORDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of what nobody sees: a bidirectional control would make a page read otherwise than its text."""


class Text(Protocol):
    """Some words and where they stand ("clause 5.2")."""

    @property
    def place(self) -> str: ...

    @property
    def words(self) -> str: ...


def check(texts: Iterable[Text]) -> frozenset[str]:
    """The characters for which the CJK typeface is needed; none for most agreements.

    :raises Refused: ``unprintable_character`` with character, code_point, name, place and mend.
    """
    seen: set[str] = set()
    wanted: set[str] = set()
    for text in texts:
        fresh = set(text.words) - seen
        seen |= fresh
        for character in sorted(_unprintable(fresh)):
            if not (_is_cjk(character) and ord(character) in _cjk_characters()):
                raise _refusal(character, text.place)
            wanted.add(character)
    return frozenset(wanted)


def spelled_out(words: str) -> str:
    """Words as they can be printed: a character that no typeface here has stands there by its name."""
    lost = {
        each for each in _unprintable(set(words)) if not (_is_cjk(each) and ord(each) in _cjk_characters())
    }
    if not lost:
        return words
    return "".join(
        f"[{unicodedata.name(each, f'character U+{ord(each):04X}').lower()}]" if each in lost else each
        for each in words
    )


def _unprintable(characters: set[str]) -> set[str]:
    words = {character for character in characters if character not in _LAYOUT}
    unseen = {character for character in words if _is_unseen(character)}
    left = words - unseen
    for file in FILES:
        if not left:
            break
        covered = characters_of(file)
        left = {character for character in left if ord(character) not in covered}
    return left | unseen


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _NOT_WORDS and character not in _JOINERS


@cache
def characters_of(file: str) -> frozenset[int]:
    """The code points that one of our files can print."""
    with TTFont(FOLDER / file, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _cjk_characters() -> frozenset[int]:
    if not CJK_FILE.is_file():
        return frozenset()
    with TTFont(CJK_FILE, fontNumber=_CHINESE, lazy=True) as font:
        return frozenset(font.getBestCmap())


def cjk_face(characters: frozenset[str]) -> int:
    """Which face of the collection draws these characters as the language they betray does."""
    if any(_KANA[0] <= ord(character) <= _KANA[1] for character in characters):
        return _JAPANESE
    return _KOREAN if any(_within(character, _HANGUL) for character in characters) else _CHINESE


def _is_cjk(character: str) -> bool:
    return _within(character, _CJK_BLOCKS)


def _within(character: str, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(character) <= last for first, last in blocks)


def _refusal(character: str, place: str) -> Refused:
    if _is_cjk(character) and not CJK_FILE.is_file():
        mend = f"Install the package {CJK_PACKAGE} on the server, or write it in Latin letters."
    else:
        mend = "Leave it out, or write it in words."
    return Refused(
        "unprintable_character",
        character=character,
        code_point=f"U+{ord(character):04X}",
        name=unicodedata.name(character, "no name"),
        place=place,
        mend=mend,
    )


def in_words(refusal: Refused) -> str:
    """The refusal of ``check`` for the person who has to mend it."""
    facts = refusal.facts
    shown = facts["character"] if str(facts["character"]).isprintable() else "invisible"
    return (
        f"The PDF cannot be printed: no typeface here has the character {facts['code_point']} "
        f"({shown}, {facts['name']}) in {facts['place']}. {facts['mend']}"
    )


def fontconfig(folder: Path = FOLDER) -> str:
    """What fontconfig is told: these fonts and no others, whatever the machine has installed."""
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
        f'<fontconfig><dir>{_escaped(str(folder))}</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>'
    )


def _escaped(path: str) -> str:
    return path.replace("&", "&amp;").replace("<", "&lt;")


def fingerprint() -> str:
    """sha256 over the font files by name: part of what a PDF's bytes follow from."""
    whole = hashlib.sha256()
    for file in _files():
        whole.update(file.name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return whole.hexdigest()


def _files() -> Iterator[Path]:
    yield from sorted(FOLDER.glob("*.ttf"))
