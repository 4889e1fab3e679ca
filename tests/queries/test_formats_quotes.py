"""The sentence around a quote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whomet.ontology.sentences import sentence_around

PIECES = st.sampled_from(
    [*'Aabc .!?…؟۔。\n\t"”’)«»0', "Gen. ", "U.S. ", "Oct. 19", "\n\n", " met ", "سوريا", "习近平"]
)


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("He left. Gen. Khan met him on Oct. 19. So", "met", "Gen. Khan met him on Oct. 19."),
        ("The U.S. envoy came. He left.", "came", "The U.S. envoy came."),
        ("A. B. Khan spoke. He left.", "spoke", "A. B. Khan spoke."),
        ("“Did he?” she asked. “No!” He left.", "asked", "“Did he?” she asked."),
        ("He came in 2017. She left.", "left", "She left."),
        ("He left at 5 p.m. on Friday. So?", "Friday", "He left at 5 p.m. on Friday."),
        ("قال ذلك؟ وصل الوزير إلى دمشق. ثم غادر", "الوزير", "وصل الوزير إلى دمشق."),
        ("وزیر نے ملاقات کی۔ وہ چلا گیا۔", "وہ چلا", "وہ چلا گیا۔"),
        ("习近平会见普京。他们谈了。", "普京", "习近平会见普京。"),
        ("A title\n\nHe met\nher.", "met", "He met\nher."),
        ("He came. He met her. They left.", "came. He met", "He came. He met her."),
        ("only words", "words", "only words"),
    ],
)  # fmt: skip
def test_sentences(text: str, words: str, sentence: str) -> None:
    begin = text.index(words)
    first, last = sentence_around(text, begin, begin + len(words))
    assert text[first:last] == sentence


@given(st.lists(PIECES, min_size=1).map("".join), st.data())
def test_a_sentence_holds_the_quote_and_is_a_piece_of_the_text(
    text: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, len(text)))
    first, last = sentence_around(text, begin, end)
    assert 0 <= first <= begin <= end <= last <= len(text)
    assert text[begin:end] in text[first:last]
    # A quote within it has the same sentence, or a smaller one, and blanks are not part of it.
    if text[begin:end].strip() == text[begin:end] != "":
        assert text[first:last] == text[first:last].strip()
        again = sentence_around(text, first, last)
        assert again == (first, last)
