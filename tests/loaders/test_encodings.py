"""The encoding of a text that is not UTF-8 is guessed from few words, in any of many scripts."""

from __future__ import annotations

import io

import pytest

from whomet.loaders.tabular.encodings import TextLines
from whomet.loaders.tabular.guessing import guessed

RUSSIAN = "Министр {0} Сергей Лавров провёл переговоры с Мохаммадом Багери\n"
GREEK = "Ο Αλέξης Τσίπρας συναντήθηκε με τον πρόεδρο της Δημοκρατίας"
POLISH = "Spotkanie w Łodzi: Wałęsa, Święcicki, prezes spółki i śląskie źródło\n" * 10
CASES = [
    ("Сергей Лавров", ["cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic"]),
    ("".join(map(RUSSIAN.format, range(28))), ["cp1251", "koi8_r", "cp866", "mac_cyrillic"]),
    ("ИВАНОВ", ["cp1251"]),
    ("Володимир Зеленський зустрівся з Ердоганом у Києві", ["cp1251"]),
    ("Президентът се срещна с министъра", ["cp1251"]),
    (GREEK, ["cp1253", "iso8859_7"]),
    ("ראש הממשלה בנימין נתניהו נפגש עם שר החוץ", ["cp1255"]),
    ("التقى الرئيس بشار الأسد وزير الخارجية في دمشق", ["cp1256"]),
    ("Le président Macron a été reçu à l'Élysée", ["cp1252", "mac_roman"]),
    ("Größe für Österreich", ["cp1252"]),
    (POLISH, ["cp1250"]),
    ("Spotkanie w Łodzi: Wałęsa", ["cp1250"]),
    ("Dışişleri Bakanı Şükrü Öztürk", ["cp1254"]),
    *(
        (f"{words} " * 20, ["cp1252"])
        for words in (
            "Le ministre des Affaires étrangères a reçu à l'Élysée, où l'été sera chargé",
            "A reunião não foi marcada; coração, às três",
            "Nestlé, Citroën, Siemens Österreich, São Paulo, Malmö, Peña – £5m",
        )
    ),
]


@pytest.mark.parametrize(
    ("text", "encoding"), [(text, one) for text, encodings in CASES for one in encodings]
)
def test_a_text_is_read_as_it_was_written(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    found = guessed(data)
    assert found is not None and data.decode(found) == text


def test_the_code_page_of_windows_counts_before_that_of_the_mac() -> None:
    assert guessed("".join(map(RUSSIAN.format, range(28))).encode("cp1251")) == "cp1251"


def test_the_guess_is_told() -> None:
    lines = TextLines(io.BytesIO("a,b\nСергей,x\n".encode("cp1251")))
    assert list(lines) == ["a,b\n", "Сергей,x\n"]
    assert lines.guess is not None and "read as cp1251" in lines.guess.problem


def test_a_line_of_another_encoding_among_lines_in_utf_8_is_at_fault_alone() -> None:
    data = "a,b\nZoë,1\n".encode() + "Café,2\n".encode("cp1252") + b"Lee,3\n"
    lines = TextLines(io.BytesIO(data))
    assert [line for line in lines if "\ufffd" not in line] == ["a,b\n", "Zoë,1\n", "Lee,3\n"]
    assert [(n, f.code, f.position) for n, f in lines.unreadable.items()] == [
        (3, "not-utf8", (3, 4))
    ]
