"""Names: how they are folded, which of them identify a person, and how they stand in ids."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from whomet.ontology.names import fold, is_full_name, name_words, person_name, slug
from whomet.ontology.names.titles import behind_spouse_title, title_alone

FOLDED = {
    # case, accents, blanks
    "José  María\tAznar": "jose maria aznar",
    "NUŃEZ": "nunez",
    "Mára\u00a0Quill ": "mara quill",
    "Jose\u0301": "jose",
    "": "",
    "´": "",
    # apostrophes, and the signs for ayn and hamza, are dropped
    "Sana'a": "sanaa",
    "Sana’a": "sanaa",
    "Ṣanʿāʾ": "sana",
    "Baʻath": "baath",
    "O`Neill": "oneill",
    "Qurʼan": "quran",
    # hyphens are blanks
    "al-Assad": "al assad",
    "Willem–Alexander": "willem alexander",
    "Bint‑Jbeil": "bint jbeil",
    "レフ・トルストイ": "レフ トルストイ",
    "soft\u00adhyphen": "softhyphen",
    # letters that do not decompose
    "Diyarbakır": "diyarbakir",
    "İSTANBUL": "istanbul",
    "IĞDIR": "igdir",
    "Tromsø": "tromso",
    "Łódź": "lodz",
    "Đặng": "dang",
    "Æthelred": "aethelred",
    "Œuvre": "oeuvre",
    "Weiß": "weiss",
    "WEIẞ": "weiss",
    "Þórir": "thorir",
    "Əliyev": "eliyev",
    # ligatures, wide and old forms
    "ﬁnance": "finance",
    "Ｔｏｋｙｏ": "tokyo",
    "Mary Ⅱ": "mary ii",
    "ſ": "s",
    # Arabic and Persian: one letter, however it is written
    "علي": "علی",
    "على": "علی",
    "كريم": "کریم",
    "أحمد": "احمد",
    "إيران": "ایران",
    "آب": "اب",
    "فاطمة": "فاطمه",
    "مؤمن": "مومن",
    "مُحَمَّد": "محمد",
    "محـمد": "محمد",
    "علی\u200cرضا": "علی رضا",
    "\u202bحسن\u202c": "حسن",
    "ﻻ": "لا",
    "لشکر ۷۷": "لشکر 77",
    "فرقة ٧": "فرقه 7",
    # what tells a son from his father stays
    "Martin Luther King Jr.": "martin luther king jr",
    "Abdullah II": "abdullah ii",
    # dots and all other marks fall away, and initials in a row are one word
    "U.S.S.R.": "ussr",
    "USSR": "ussr",
    "George H. W. Bush": "george hw bush",
    "George H.W. Bush": "george hw bush",
    "J.F.Kennedy": "jf kennedy",
    "Washington, D.C.": "washington dc",
    "Robert C. “Bobby” Scott": "robert c bobby scott",
    "Smith & Sons": "smith sons",
    # syllables of Hangul and vowel signs of Indian scripts are letters
    "김정은": "김정은",
    "मोदी": "मोदी",
}


@pytest.mark.parametrize(("text", "folded"), FOLDED.items())
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bashar al-Assad", "BASHAR AL ASSAD"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Sergei Lavrov", "Sergeĭ Lavrov"),
        ("محمد باقري", "محمد باقری"),
        ("Binalı Yıldırım", "BINALI YILDIRIM"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("George Bush", "George Bush Jr."), ("Abdullah I", "Abdullah II"), ("Al Saud", "Alsaud")],
)
def test_names_that_differ(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_surname_is_a_word_of_the_folded_name() -> None:
    assert "assad" in name_words(fold("Bashar al-Assad"))


def test_signs_around_words_are_no_part_of_them() -> None:
    assert name_words(fold("Park (Chung Hee), D.C. – 20%")) == ["park", "chung", "hee", "dc", "20"]


@pytest.mark.parametrize(
    "name",
    [
        "Mohammad Bagheri",
        "Mohammed bin Salman",
        "Ursula von der Leyen",
        "Willem-Alexander van Oranje",
        "J. Smith",
        "Y. Arafat",
        "Xi Jinping",
        "XI JINPING",
        "Jean Claude",
        "محمد باقری",
        "Mara\u00a0Quill",
        # titles in front fall away, and words that are names, too, are none
        "President Bashar al-Assad",
        "Maj. Gen. Mohammad Bagheri",
        "Sheikh Hasina",
        "Dean Rusk",
        "Don Pramudwinai",
        "Amir-Abbas Hoveyda",
        "U Nu",
        "He Yafei",
        "Mrs. Winston Churchill",
        "آیت‌الله علی خامنه‌ای",
        "رئيس الوزراء نوري المالكي",
        "Президент Владимир Путин",
        # a style and one word
        "King Hussein",
        "Pope Francis",
        "Queen Elizabeth II",
        "الملك عبد الله",
        # Han and Hangul
        "习近平",
        "欧阳娜娜",
        "习近平主席",
        "문재인",
        "문재인 대통령",
        "贝拉克·奥巴马",
    ],
)
def test_full_names(name: str) -> None:
    assert is_full_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Bagheri",
        "al-Sabah",
        "al Sabah",
        "Al-Assad",
        "De Mita",
        "de la Cruz",
        "Van den Berg",
        "van 't Hoff",
        "bin Laden",
        "von der Leyen",
        "Willem-Alexander",
        "Bagheri –",
        "Bagheri ( )",
        "علی\u200cرضا",
        "President Bush",
        "President-elect Pessoa",
        "Ex-President Carter",
        "Deputy Prime Minister and Minister of Defense Barak",
        "Imam Khomeini",
        "Crown Prince Abdullah",
        "آیت‌الله خامنه‌ای",
        "Президент Путин",
        "Mrs. Thatcher",
        "Abdullah II",
        "King of Jordan",
        "The President",
        # an office, and what it is of
        "President of the United States",
        "Minister for Foreign Affairs of Saudi Arabia",
        "Ambassador to the United Nations",
        "J. F.",
        "عبد الله",
        "习",
        "李强",
        "欧阳",
        "习主席",
        "안철",
    ],
)
def test_names_that_identify_nobody(name: str) -> None:
    assert not is_full_name(name)


def test_two_characters_are_a_full_name_in_chinese() -> None:
    assert is_full_name("李强", "zh-Hans")
    assert not is_full_name("李强", "ja")
    assert not is_full_name("欧阳", "zh")


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("President Bashar al-Assad", "bashar al assad"),
        ("Russian Foreign Minister Sergei Lavrov", "sergei lavrov"),
        ("Sheikh Abdullah al-Salim", "abdullah al salim"),
        ("Sheikh Hasina", "sheikh hasina"),
        ("Prime Minister U Nu", "u nu"),
        ("Gen. Mark Milley", "mark milley"),
        ("Gen Nakatani", "gen nakatani"),
        ("King Hussein", "king hussein"),
        ("King Hussein bin Talal", "hussein bin talal"),
        ("The President", "the president"),
        ("King of Saudi Arabia", "king of saudi arabia"),
        ("Mr. President of Chile", "president of chile"),
        ("문재인 대통령", "문재인"),
        ("国家主席习近平", "习近平"),
    ],
)
def test_names_are_compared_without_titles(name: str, key: str) -> None:
    assert person_name(name).key == key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mrs. Gandhi", ("Mrs.", "Gandhi")),
        ("Prime Minister Mrs. Indira Gandhi", ("Mrs.", "Indira Gandhi")),
        ("Madame Minister Lagarde", ("Madame", "Lagarde")),
        ("Señora Perón", ("Señora", "Perón")),
        *((text, None) for text in ("Mr. Gandhi", "Mrs.", "Indira Gandhi", "")),
    ],
)
def test_a_title_that_may_name_a_husband_is_told(text: str, found: tuple[str, str] | None) -> None:
    assert behind_spouse_title(text) == found


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("the President", "president"),
        ("Mr. President", "president"),
        ("Madam President", "president"),
        ("the former Syrian president", "president"),
        ("Vice President", "vice president"),
        ("Foreign Minister", "foreign minister"),
        *(
            (text, "")
            for text in ("President Bush", "Syrian", "Gen", "President of Syria", "", "the")
        ),
    ],
)
def test_a_title_alone_is_nobody(text: str, title: str) -> None:
    assert title_alone(text) == title


def test_a_longer_name_of_a_monarch_says_which_shorter_ones_it_begins_with() -> None:
    assert person_name("King Abdullah II bin Hussein").begins_with == (
        "king abdullah",
        "king abdullah ii",
    )
    assert person_name("King Abdullah").style_name
    assert person_name("President Abdullah II").begins_with == ()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mohammad Bagheri", "mohammad-bagheri"),
        ("Şanlıurfa", "sanliurfa"),
        ("King Jr.", "king-jr"),
        ("Smith & Sons", "smith-sons"),
        ("a/b", "ab"),
        ("100%", "100"),
        ("دمشق", "دمشق"),
    ],
)
def test_slugs(name: str, expected: str) -> None:
    assert slug(fold(name)) == expected


@given(st.text())
@example("İ")
@example("ŉ")
@example("a\u0345\u0301")
@example("\u1e9b\u0323")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_folding_squeezes_blanks(text: str, data: st.DataObject) -> None:
    assert fold(f"  {text}\t") == fold(text)
    blanks = data.draw(st.sampled_from([" ", "  ", "-", "\u00a0", "–"]))
    assert fold(f"{text}{blanks}Assad") == " ".join([*fold(text).split(), "assad"])


near = st.text(st.sampled_from("ab .-/%|&~_#:é2DE"), max_size=6)


@given(near, near)
def test_different_names_have_different_slugs(one: str, other: str) -> None:
    assert (slug(one) == slug(other)) == (one == other)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_slug_has_none_of_the_signs_that_divide_ids(text: str) -> None:
    assert not set(slug(text)) & set("/:#| ")
