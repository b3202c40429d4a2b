"""Typefaces: what can be printed, and what is refused with its place and its mend."""

from dataclasses import replace
from pathlib import Path

import pytest

from govflow.core.errors import Refused
from govflow.pdf import typefaces
from govflow.pdf.pages import Placed, front
from govflow.pdf.paper import printable, texts
from govflow.pdf.printable import COMMON
from tests.pdf import sample

SCRIPTS = {
    "Welsh": "Cwmni Lles Dŵr Gŵyr, Tŷ Ŷnyr Ŵ",
    "Polish": "Stowarzyszenie Łączność, Żółw i Gęś",
    "Greek": "Ελληνική Κοινότητα, ἀρχή",
    "Russian": "Объединение «Щит»",
    "Arabic": "جمعية الرعاية",
    "Persian with a joiner": "خانه\u200cها",
    "Hebrew": "אגודה לרווחה",
    "Hindi": "स्वास्थ्य सेवा",
    "Bengali": "স্বাস্থ্য সেবা",
    "Punjabi": "ਸਿਹਤ ਸੇਵਾ",
    "Gujarati": "આરોગ્ય સેવા",
    "Tamil": "நலவாழ்வு",
    "Thai": "บริการสุขภาพ",
    "Armenian": "Առողջություն",
    "Georgian": "ჯანმრთელობა",
    "Amharic": "ጤና አገልግሎት",
    "Yoruba": "Ẹgbẹ́ Ọmọ Ṣóókì",
    "Vietnamese": "Hội Người Việt",
    "signs": "✔ ✓ ☐ ☑ ☒ § № ½ ≤ ≥ − × € £ ₦ … – — ‑",
}


@pytest.mark.parametrize("words", SCRIPTS.values(), ids=SCRIPTS)
def test_the_scripts_people_write_their_names_in_are_printed(words: str) -> None:
    assert typefaces.check([Placed("clause 1.1", words)]) == frozenset()


def test_what_is_common_is_printed_and_a_tab_is_a_space() -> None:
    assert typefaces.check([Placed("clause 1.1", "".join(COMMON))]) == frozenset()


def test_a_character_no_typeface_has_is_named_with_its_place_and_the_mend() -> None:
    with pytest.raises(Refused, match="unprintable_character") as refused:
        typefaces.check(texts(front(sample.with_words("We agree 😀"))))
    told = typefaces.in_words(refused.value)
    assert "U+1F600" in told
    assert "GRINNING FACE" in told
    assert "clause 9.1" in told
    assert "write it in words" in told


def test_what_people_typed_when_they_signed_can_be_printed_whatever_it_is() -> None:
    plain = sample.certificate()
    signed = replace(plain.signatures[0], words="Signed by Maria \U0001f319, Trustee\u202e")
    odd = replace(plain, signatures=(signed, *plain.signatures[1:]))
    told = printable(odd)
    assert told.signatures[0].words == "Signed by Maria [crescent moon], Trustee[right-to-left override]"
    assert typefaces.check(texts(front(sample.agreement(), certificate=told))) == frozenset()
    assert printable(plain) == plain


@pytest.mark.parametrize(
    "character", ["\u202e", "\u2066", "\u200b", "\u0007", "\ue000", "\ufeff", "\u2028"], ids=ascii
)
def test_what_nobody_can_see_is_refused(character: str) -> None:
    with pytest.raises(Refused) as refused:
        typefaces.check([Placed("the title", f"Tame{character}brook")])
    assert refused.value.facts["code_point"] == f"U+{ord(character):04X}"
    assert "invisible" in typefaces.in_words(refused.value)


def test_without_its_package_a_chinese_name_is_refused_and_the_package_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(typefaces, "CJK_FILE", tmp_path / "absent.ttc")
    typefaces._cjk_characters.cache_clear()
    try:
        with pytest.raises(Refused) as refused:
            typefaces.check([Placed("party (3)", "協会")])
    finally:
        typefaces._cjk_characters.cache_clear()
    told = typefaces.in_words(refused.value)
    assert "U+4F1A" in told
    assert "party (3)" in told
    assert "fonts-noto-cjk" in told


@pytest.mark.skipif(
    not typefaces.CJK_FILE.is_file(), reason="the package fonts-noto-cjk is not installed here"
)
@pytest.mark.parametrize(
    ("words", "face"),
    [("漢字かな", 0), ("한국어 협회", 1), ("中文协会", 2)],
    ids=["Japanese", "Korean", "Chinese"],
)
def test_with_its_package_each_language_is_drawn_its_own_way(words: str, face: int) -> None:
    wanted = typefaces.check([Placed("party (3)", words)])
    assert wanted == frozenset(words) - {" "}
    assert typefaces.cjk_face(wanted) == face


def test_every_typeface_comes_with_its_licence() -> None:
    families = {file.name.split("-")[0] for file in typefaces.FOLDER.glob("*.ttf")}
    licences = "".join(file.read_text(encoding="utf-8") for file in typefaces.FOLDER.glob("LICENSE-*"))
    assert licences.count("SIL OPEN FONT LICENSE Version 1.1") == 3
    for family in families:
        assert family.startswith(("SourceSerif4", "Inter", "Noto")), family


def test_fontconfig_is_told_of_our_folder_alone(tmp_path: Path) -> None:
    told = typefaces.fontconfig(tmp_path / "a & b")
    assert told.count("<dir>") == 1
    assert "a &amp; b" in told
