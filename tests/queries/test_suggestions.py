"""What a name that nothing has leads to: suggestions, offices, texts that have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines import LANGUAGES
from tests.queries.named_entities import STATES, load, place
from whomet.graph.database.connection import Connection
from whomet.queries import QuestionError, ask
from whomet.queries.lookup import look_up, look_up_each
from whomet.queries.wanted_names import Wanted

pytestmark = pytest.mark.languages(*LANGUAGES)

REFUSED = [
    (
        "actor",
        "Anna Burg",
        "no actor is called 'Anna Burg'; did you mean 'Anna Berg' (Person, test:berg",
    ),
    ("actor", "А. Берг", "(Person, test:berg, it sounds like 'А. Берг')"),
    ("actor", "بيرغ", "did you mean 'Anna Berg' (Person, test:berg, it sounds like 'بيرغ')"),
    ("actor", "Fal'k Yerikh", "(Person, person:erik-falk, 'ерик фальк' sounds like it)"),
    ("actor", "EF", "'Erik Falk' (Person, person:erik-falk, its initials are EF)"),
    ("actor", "Nordhavn", "'Nordhavn' is a place; give an actor"),
    ("place", "Norland Army", "'Norland Army' is an organization; give a place"),
    ("actor", "Annie Berg", "'Anna Berg' (Person, test:berg, Annie is short for Anna)"),
    ("place", "Norland, Europe", "'Norland' (Place, place:norland, without 'Europe')"),
    ("place", "Norlund", "did you mean 'Norland' ("),
    ("actor", "Pope Erik XXIII", "no actor is called 'Pope Erik XXIII'; look at the spelling"),
    ("actor", "Xyzzy", "look at the spelling"),
    ("actor", '")] OR *:*', "no actor is called"),
    ("entity", "Xyzzy", "nothing is called 'Xyzzy'; look at the spelling"),
    ("event", "nothing", "no event or claim has the id 'nothing'"),
    ("entity", "Southmark", "may be any of 2"),
]


def test_what_is_not_found_suggests(world: Connection) -> None:
    for type, text, message in REFUSED:
        with pytest.raises(QuestionError) as caught:
            look_up(world, [Wanted("x", text, type)])
        assert message in caught.value.message


def test_of_places_of_one_name_the_one_that_lies_there_is_suggested(
    graph: Connection, tmp_path: Path
) -> None:
    moscow = {"type": "Place", "name": "Moscow", "kind": "city"}
    entities = {
        "ussr": place("U.S.S.R.", "x:ussr", "Russia"),
        "russia": place("Russia", "x:russia"),
        "old": {**moscow, "part_of": "ussr"},
        "new": {**moscow, "part_of": "russia"},
    }
    load(graph, tmp_path, entities)
    suggested = {
        "Moscow, USSR": ["'Moscow' (Place, place:x:ussr/moscow, in U.S.S.R.)"],
        "Moscow, the Soviet Union": ["'Moscow' (Place, place:x:ussr/moscow, in U.S.S.R.)"],
        "Moscow, Russia": ["'Moscow' (Place, place:x:russia/moscow, in Russia)"],
        "Moscow, Idaho": [
            "'Moscow' (Place, place:x:russia/moscow, without 'Idaho')",
            "'Moscow' (Place, place:x:ussr/moscow, without 'Idaho')",
        ],
    }
    for text, told in suggested.items():
        with pytest.raises(QuestionError) as caught:
            look_up(graph, [Wanted("place", text, "place")])
        hint = caught.value.message.partition("did you mean ")[2].partition("?")[0]
        assert hint.split(" or ") == told


def test_a_suggestion_says_which_other_place_it_is_by_the_name_that_is_alike(
    graph: Connection, tmp_path: Path
) -> None:
    load(graph, tmp_path, {"frg": place("Federal Republic", "x:frg", "West Germany")})
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("place", "East Germany", "place")])
    told = "'Federal Republic' (Place, x:frg, another country, West Germany)"
    assert told in caught.value.message


def test_the_nearest_name_is_suggested_first(graph: Connection, tmp_path: Path) -> None:
    load(graph, tmp_path, STATES)
    suggested = {"بايدن": "Joe Biden", "Байден": "Joe Biden", "Mao Zedong": "Mao Tse-tung"}
    for text, name in suggested.items():
        with pytest.raises(QuestionError) as caught:
            look_up(graph, [Wanted("actor", text, "actor")])
        assert caught.value.candidates[0] == name
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("topic", "oil", "entity")])
    assert caught.value.candidates == ()
    with pytest.raises(QuestionError) as caught:
        look_up(graph, [Wanted("topic", "NATO", "entity")])
    assert "the name of something else, North Atlantic Treaty" in caught.value.message


UNLIKE = {
    "akihito": {"type": "Person", "name": "Akihito", "ref": "x:1", "aliases": ["Emperor of Japan"]},
    "aram": {"type": "Person", "name": "Aram", "ref": "x:2", "aliases": ["Foreign Minister Aram"]},
    "blair": {"type": "Person", "name": "Tony Blair", "ref": "x:3"},
    "pholien": {"type": "Person", "name": "Joseph Pholien", "ref": "x:4"},
    "biden": {"type": "Person", "name": "Joe Biden", "ref": "x:5"},
    "carl": {"type": "Person", "name": "Carl XVI Gustav", "ref": "x:6"},
    "nixon": {"type": "Person", "name": "Richard M. Nixon", "ref": "x:7"},
    "gaulle": {"type": "Person", "name": "de Gaulle", "ref": "x:8"},
    "baudouin": {"type": "Person", "name": "King Baudouin I", "ref": "x:9"},
    "putin": {"type": "Person", "name": "Vladimir Putin", "ref": "x:10"},
    "kennedy": {"type": "Person", "name": "John F. Kennedy", "ref": "x:21", "aliases": ["Kennedy"]},
    "gandhi": {"type": "Person", "name": "Indira Gandhi", "ref": "x:22", "aliases": ["Gandhi"]},
    "abe": {"type": "Person", "name": "Shinzo Abe", "ref": "x:24", "aliases": ["安倍晋三"]},
    "mello": {"type": "Person", "name": "Fernando Collor de Mello", "ref": "x:25"},
    "nu": {"type": "Person", "name": "U Nu", "ref": "x:26"},
    "othman": {"type": "Person", "name": "Othman al-Ghanmi", "ref": "x:27"},
    "ike": {"type": "Person", "name": "Dwight D. Eisenhower", "ref": "x:28"},
    "saud": {"type": "Person", "name": "King Saud", "ref": "x:29"},
    "tito": {"type": "Place", "name": "Yugoslavia", "ref": "x:30"},
    "sons": {"type": "Organization", "name": "Moss and Sons", "ref": "x:23"},
    "rica": {"type": "Place", "name": "Costa Rica", "ref": "x:11"},
    "soviets": {"type": "Place", "name": "U.S.S.R.", "ref": "x:12", "aliases": ["Russia"]},
    "lanka": {"type": "Place", "name": "Ceylon (Sri Lanka)", "ref": "x:13"},
    "aires": {"type": "Place", "name": "Buenos Aires", "ref": "x:14"},
    "west": {"type": "Place", "name": "West Berlin", "ref": "x:15"},
    "baden": {"type": "Place", "name": "Baden-Baden", "ref": "x:16"},
    "island": {"type": "Place", "name": "Midway Island", "ref": "x:17"},
    "ireland": {"type": "Place", "name": "Ireland", "ref": "x:18"},
    "kingdom": {"type": "Place", "name": "United Kingdom", "ref": "x:19"},
    "iran": {"type": "Place", "name": "Iran", "ref": "x:20", "aliases": ["ایران"]},
    "shamkhani": {"type": "Person", "name": "A. Shamkhani", "ref": "x:31", "aliases": ["علی"]},
}


def test_only_what_is_plausible_is_suggested(graph: Connection, tmp_path: Path) -> None:
    load(graph, tmp_path, UNLIKE)
    suggested = {
        "actor": {
            "Prime Minister of Japan": (),
            "Foreign Minister Gromyko": (),
            "Emperor Hirohito": (),
            "Tony Blinken": (),
            "Xi": (),
            "Joseph Biden": ("Joe Biden",),
            "Richard Milhous Nixon": ("Richard M. Nixon",),
            "President Nixxon": ("Richard M. Nixon",),
            "Degaulle": ("de Gaulle",),
            **dict.fromkeys(("文在寅", "UN", "OTAN", "King of Saudi Arabia"), ()),
            "Генерал де Голль": ("de Gaulle",),
            "Эйзенхауэр": ("Dwight D. Eisenhower",),
            **dict.fromkeys(("케네디", "肯尼迪"), ("John F. Kennedy",)),
            "بایدن": ("Joe Biden",),
            **dict.fromkeys(("Ali", "Aly"), ("A. Shamkhani",)),
            **dict.fromkeys(("oil", "law", "aid"), ()),
            "Путин": ("Vladimir Putin",),
            "Кеннеди": ("John F. Kennedy",),
            "Robert Kennedy": ("John F. Kennedy",),
            **dict.fromkeys(("and", "f"), ()),
        },
        "place": {
            **dict.fromkeys(("Africa", "Prussia", "Alaska", "Azores", "West Bank"), ()),
            **dict.fromkeys(("Aden", "Wake Island", "Europe", "Okinawa"), ()),
            "Untied Kingdom": ("United Kingdom",),
            "Northern Ireland": ("United Kingdom",),
            "Irleand": ("Ireland",),
            "Jugoslavia": ("Yugoslavia",),
        },
    }
    for type, names in suggested.items():
        wanted = [Wanted(type, text, type) for text in names]
        refused = look_up_each(graph, wanted)
        found = {text: error.candidates for text, error in zip(names, refused, strict=True)}
        assert found == names
    [refused_name] = look_up_each(graph, [Wanted("actor", "Robert Kennedy", "actor")])
    assert "(Person, x:21, only 'Kennedy' agrees)" in refused_name.message


TITLED = {
    "indira": {"type": "Person", "name": "Indira Gandhi", "ref": "x:1"},
    "margaret": {"type": "Person", "name": "Margaret Thatcher", "ref": "x:2"},
    "saddam": {"type": "Person", "name": "Saddam Hussein", "ref": "x:3", "aliases": ["Hussein"]},
    "fukuyama": {"type": "Person", "name": "Francis Fukuyama", "ref": "x:4"},
    "salman": {"type": "Person", "name": "Salman Al Saud", "ref": "x:5", "aliases": ["Salman"]},
    "george": {"type": "Person", "name": "George Bush", "ref": "x:6"},
    "barbara": {"type": "Person", "name": "Barbara Bush", "ref": "x:7"},
    "major": {"type": "Person", "name": "John Major", "ref": "x:8"},
    "tayyip": {"type": "Person", "name": "Tayyip Erdogan", "aliases": ["President Erdogan"]},
    "thatchers": {"type": "Organization", "name": "Thatcher Foundation"},
    "post": {"type": "Position", "name": "President"},
}


def test_of_a_name_behind_a_title_that_may_be_of_another_person_who_has_it_is_suggested(
    graph: Connection, tmp_path: Path
) -> None:
    load(graph, tmp_path, TITLED)
    title = "is a title or an office, and no person in the briefs has that name; `whomet ask pos"
    refused = {
        "Mrs. Gandhi": "did you mean 'Indira Gandhi' (Person, x:1, without 'Mrs.')?",
        "Prime Minister Mrs Gandhi": "'Indira Gandhi' (Person, x:1, without 'Mrs')?",
        "Señora Gandhi": "'Indira Gandhi' (Person, x:1, without 'Señora')?",
        "Mrs. Ghandi": "'Indira Gandhi' (Person, x:1, spelled alike)?",
        "Lady Thatcher": "'Margaret Thatcher' (Person, x:2, without 'Lady')?",
        "Prime Minister of India Gandhi": "'Indira Gandhi' (Person, x:1, only 'Gandhi' agrees)?",
        "King Hussein": "did you mean 'Saddam Hussein' (Person, x:3, without its title)?",
        "Pope Francis": "'Francis Fukuyama' (Person, x:4, without its title, by a part of",
        "Mrs. Bush": "may be any of 2, give the id of the one you mean: George Bush (Person, x:6,",
        "King of India": "is an office, and no person in the briefs has that name; give",
        **dict.fromkeys(("President", "Mr. President", "Madam President"), title),
        "the former Indian president": "whomet ask positions --position President` says who held",
    }
    errors = look_up_each(graph, [Wanted("", text, "actor") for text in refused])
    for error, message in zip(errors, refused.values(), strict=True):
        assert isinstance(error, QuestionError) and message in error.message
    found = {"Sir John Major": "x:8", "Mr. Major": "x:8", "Major": "x:8", "King Salman": "x:5"}
    found |= dict.fromkeys(("Dr. Thatcher", "Frau Thatcher", "Chancellor Thatcher"), "x:2")
    wanted = [Wanted("", text, "actor") for text in found]
    assert [each.id for each in look_up(graph, wanted)] == list(found.values())


def test_what_is_in_the_texts_alone_is_told_with_what_finds_it(
    graph: Connection, tmp_path: Path
) -> None:
    entities = {
        "kiesinger": {"type": "Person", "name": "Kurt Kiesinger"},
        "post": {"type": "Position", "name": "Minister of Defence"},
    }
    load(graph, tmp_path, entities, "Kissinger and Mr. Rusk came from the U.A.E. and from Siam.")
    told = {
        ("actor", "Rusk"): "'Rusk'; 1 brief has it in the text: "
        "`whomet ask search --text '\"Rusk\"'`",
        ("actor", "Kissinger"): "spelled alike)? 1 brief has it in the text: "
        "`whomet ask search --text '\"Kissinger\"'`",
        ("place", "United Arab Emirates"): "nor by another of its names; 1 brief has it in the "
        "text: `whomet ask search --text '\"uae\"'`",
        ("place", "Thailand"): "`whomet ask search --text '\"siam\"'`",
        ("place", "from and"): "look at the spelling",
        ("actor", "the Minister of Defence"): "is an office, and no person in the briefs has that "
        "name; `whomet ask positions --position 'Minister of Defence'` says who held it",
        ("actor", "Shah of Iran"): "has that name; give the name of who held it",
    }
    for (type, text), message in told.items():
        with pytest.raises(QuestionError) as caught:
            look_up(graph, [Wanted("", text, type)])
        assert message in caught.value.message
    for words in ('"Rusk"', '"uae"', '"siam"'):
        assert [row["brief"] for row in ask(graph, "search", text=words).rows] == ["b1"]
