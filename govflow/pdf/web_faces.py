"""The typefaces inside a web page: each cut down to the letters of the page, so that it needs nothing beside it."""

import base64
import io
from dataclasses import dataclass
from functools import lru_cache

from govflow.pdf.typefaces import FOLDER


@dataclass(frozen=True, slots=True)
class Face:
    """One of our files under the family, weight and style that the style sheets ask for."""

    file: str
    family: str
    weight: int
    style: str = "normal"


FACES = (
    Face("SourceSerif4-Regular.ttf", "Source Serif 4", 400),
    Face("SourceSerif4-It.ttf", "Source Serif 4", 400, "italic"),
    Face("SourceSerif4-Semibold.ttf", "Source Serif 4", 600),
    Face("SourceSerif4Display-Semibold.ttf", "Source Serif 4 Display", 600),
    Face("Inter-Regular.ttf", "Inter", 400),
    Face("Inter-SemiBold.ttf", "Inter", 600),
)


@lru_cache(maxsize=8)
def web_faces(letters: frozenset[str]) -> str:
    """The @font-face rules for these letters. What they lack, the reader's own typefaces show."""
    return "\n".join(_rule(face, letters) for face in FACES)


def _rule(face: Face, letters: frozenset[str]) -> str:
    source = base64.b64encode(_cut(face.file, letters)).decode()
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; font-style: {face.style}; '
        f'src: url("data:font/woff2;base64,{source}") format("woff2") }}'
    )


def _cut(file: str, letters: frozenset[str]) -> bytes:
    # Loaded when first needed: half a second that no PDF and no text should pay for.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    with TTFont(FOLDER / file, recalcTimestamp=False, lazy=True) as font:
        subsetter = Subsetter(
            Options(hinting=False, layout_features=["kern", "liga", "mark", "mkmk", "tnum"])
        )
        subsetter.populate(unicodes={ord(letter) for letter in letters})
        subsetter.subset(font)
        font.flavor = "woff2"
        small = io.BytesIO()
        font.save(small)
        return small.getvalue()
