"""Writing a brief as brat standoff: NAME.txt, NAME.ann and NAME.meta.yaml, which read back equal.

What has no words in the text goes to NAME.meta.yaml, and what a span cannot express to notes. Only
the order in which entities and events are listed is lost; it has no meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from whomet.loaders.annotation.marks import default_name, made_key
from whomet.loaders.brat.conversion import KEY
from whomet.loaders.brat.documents import META, TEXT
from whomet.loaders.brat.names import PART_OF, event_names
from whomet.loaders.brat.notes import TOGETHER, written
from whomet.loaders.checking.entity_quotes import written_quotes
from whomet.loaders.native.writing import Plain, date, entity, event, head, yaml_of
from whomet.ontology.brief_keys import DATE_ROLES
from whomet.ontology.colors import DATE
from whomet.ontology.records import Brief, ClaimRecord, Mention, Span, StatedDate
from whomet.ontology.vocabulary import Vocabulary

STANDOFF = ".ann"
_LINE = re.compile(r"[^\r\n]+")
_BLANK = re.compile(r"\s")
_MARK = "\ufeff"


def to_brat(brief: Brief, vocabulary: Vocabulary) -> dict[str, str]:
    """The text of each file by the ending of its name."""
    return _Writing(brief, vocabulary).files()


class _Writing:
    def __init__(self, brief: Brief, vocabulary: Vocabulary) -> None:
        self.brief = brief
        self.vocabulary = vocabulary
        # Reading takes a mark at the beginning for the editor's; a text with its own gets two.
        self.shift = int(brief.text.startswith(_MARK))
        self.keys = {*(m.key for m in brief.mentions), *(c.key for c in brief.claims)}
        marked = [mention for mention in brief.mentions if mention.spans]
        self.quotes = written_quotes(brief.mentions, brief.text)
        self.made_keys = Counter(map(self.made, marked))
        self.signs = Counter(sign for mention in marked for sign in self.identifying(mention))
        self.classes = {claim.key: claim.type for claim in brief.claims}
        self.bounds: list[str] = []
        self.notes: list[str] = []
        self.others: list[str] = []
        self.numbers: dict[str, int] = {}
        self.marked: dict[str, list[tuple[str, Span]]] = {}
        self.events: dict[str, str] = {}

    def files(self) -> dict[str, str]:
        brief = self.brief
        meta: Plain = head(brief)
        unmarked = {m.key: entity(m, self.quotes[m.key]) for m in brief.mentions if not m.spans}
        unanchored = {c.key: event(brief, c, self.vocabulary) for c in brief.claims if c.whole_text}
        for mention in brief.mentions:
            self.mark(mention)
        claims = [claim for claim in brief.claims if not claim.whole_text]
        for claim in claims:
            given = re.fullmatch(r"E\d+", claim.key)
            self.events[claim.key] = claim.key if given else self.id("E")
        for mention in brief.mentions:
            self.say_of_entity(mention)
        lines = [self.event(claim) for claim in claims]
        if unmarked:
            meta["entities"] = unmarked
        if unanchored:
            meta["events"] = unanchored
        standoff = [*self.bounds, *lines, *self.others, *self.notes]
        return {
            TEXT: _MARK * self.shift + brief.text,
            STANDOFF: "".join(f"{line}\n" for line in standoff),
            META: yaml_of(meta),
        }

    def id(self, letter: str) -> str:
        """The next id with this letter that is not a key of the brief."""
        while True:
            number = self.numbers[letter] = self.numbers.get(letter, 0) + 1
            if (id := f"{letter}{number}") not in self.keys:
                return id

    def bound(self, type: str, span: Span) -> str:
        """A line for words of the text; its id. As brat has it, in pieces of one line each."""
        id = self.id("T")
        start, end = span
        words = self.brief.text[start:end]
        pieces = [match.span() for match in _LINE.finditer(words)]
        if not pieces or pieces[0][0] or pieces[-1][1] < len(words):
            pieces = [(0, len(words))]
        before = start + self.shift
        offsets = ";".join(f"{before + low} {before + high}" for low, high in pieces)
        shown = " ".join(words[low:high] for low, high in pieces)
        self.bounds.append(f"{id}\t{type} {offsets}\t{_BLANK.sub(' ', shown)}")
        return id

    def note(self, id: str, settings: Iterator[tuple[str, str | list[str]]]) -> None:
        if text := written(settings):
            self.notes.append(f"{self.id('#')}\tAnnotatorNotes {id}\t{text}")

    # -- entities

    def mark(self, mention: Mention) -> None:
        """A line for each place, in the order of the quotes."""
        text = self.brief.text
        own = {surface: [] for surface in mention.surfaces}  # type: dict[str, list[Span]]
        for start, end in mention.spans:
            own[text[start:end]].append((start, end))
        for spans in own.values():
            for span in spans:
                found = self.marked.setdefault(mention.key, [])
                found.append((self.bound(mention.type, span), span))

    def say_of_entity(self, mention: Mention) -> None:
        marks = self.marked.get(mention.key)
        if marks is None:
            return
        first = marks[0][0]
        if len(marks) > 1:
            self.others.append(f"*\tEquiv {' '.join(id for id, _ in marks)}")
        whole = self.marked.get(mention.part_of or "")
        if whole is not None:
            self.others.append(f"{self.id('R')}\t{PART_OF} Arg1:{first} Arg2:{whole[0][0]}")
        self.ref(first, mention.ref, mention.name)
        self.note(first, self.settings(mention, whole is None))

    def settings(self, mention: Mention, noted: bool) -> Iterator[tuple[str, str | list[str]]]:
        name = default_name(self.forms(mention))
        if self.needs_key(mention):
            yield KEY, mention.key
        if name != mention.name:
            yield "name", mention.name
        if mention.aliases:
            yield "aliases", list(mention.aliases)
        if mention.kind is not None:
            yield "kind", mention.kind
        marked = {self.brief.text[start:end] for start, end in mention.spans}
        if not marked.issuperset(mention.surfaces):
            yield "quote", list(mention.surfaces)  # some occur within longer mentions only
        if mention.part_of is not None and noted:
            yield "part_of", mention.part_of

    def forms(self, mention: Mention) -> list[str]:
        """The marked quotes as written on one line."""
        marked = {self.brief.text[start:end] for start, end in mention.spans}
        return [" ".join(s.split()) for s in mention.surfaces if s in marked]

    def made(self, mention: Mention) -> str:
        return made_key(mention.name, mention.type, self.vocabulary)

    def identifying(self, mention: Mention) -> Iterator[tuple[str, str]]:
        """What reading would take for the same entity in another mention, too."""
        for form in {*self.forms(mention), mention.ref} - {None}:
            yield mention.type, str(form)

    def needs_key(self, mention: Mention) -> bool:
        """Whether reading would give it another key, or take it and another for one."""
        made = self.made(mention)
        return (
            made != mention.key
            or self.made_keys[made] > 1
            or any(self.signs[sign] > 1 for sign in self.identifying(mention))
        )

    def ref(self, id: str, ref: str | None, name: str) -> None:
        if ref is not None:
            name = " ".join(name.split())
            self.others.append(f"{self.id('N')}\tReference {id} {ref}\t{name}")

    # -- events

    def event(self, claim: ClaimRecord) -> str:
        """The line of an event; its attributes and notes go where such lines are."""
        id = self.events[claim.key]
        names = event_names(self.vocabulary, claim.type)
        trigger = self.bound(claim.type, claim.span)
        arguments: list[tuple[str, str]] = []
        noted: list[tuple[str, str | list[str]]] = []
        source = self.vocabulary.source.key
        together = any(not isinstance(element, str) for element in claim.source)
        chain = () if together else tuple(key for _, key in claim.attribution)
        roles = {**claim.roles, source: chain}
        for name, key in names.roles.items():
            ids = [self.nearest(filler, claim.span) for filler in roles.get(key, ())]
            # What has no words is said in the note, and what comes after it, which keeps the order.
            drawn = ids.index(None) if None in ids else len(ids)
            arguments += [(name, found) for found in ids[:drawn] if found is not None]
            if rest := roles.get(key, ())[drawn:]:
                noted.append((key, list(rest)))
        if together:
            # Arguments are a chain; who said it together is in a note.
            steps = (e if isinstance(e, str) else f" {TOGETHER} ".join(e) for e in claim.source)
            noted.append((source, list(steps)))
        for name in DATE_ROLES:
            stated: StatedDate | None = getattr(claim, name.lower())
            if stated is not None and stated.span is not None:
                arguments.append((name, self.date(claim, stated)))
            elif stated is not None:
                noted.append((name.lower(), stated.edtf))
        noted += self.attributes(claim, id)
        self.ref(id, claim.ref, claim.quote)
        if claim.note is not None:
            noted.append(("note", claim.note))
        if id != claim.key:
            noted.insert(0, (KEY, claim.key))
        self.note(id, iter(noted))
        counts: dict[str, int] = {}
        words = [f"{claim.type}:{trigger}"]
        for name, found in arguments:
            number = counts[name] = counts.get(name, 0) + 1
            words.append(f"{name}{number if number > 1 else ''}:{found}")
        return f"{id}\t{' '.join(words)}"

    def nearest(self, key: str, span: Span) -> str | None:
        """The id of the mention of an entity that is nearest to `span`, or of an event."""
        if key in self.classes:
            return self.events.get(key)
        marks = self.marked.get(key)
        if marks is None:
            return None
        start, end = span
        return min(marks, key=lambda mark: max(start - mark[1][1], mark[1][0] - end, 0))[0]

    def date(self, claim: ClaimRecord, stated: StatedDate) -> str:
        assert stated.span is not None
        id = self.bound(DATE, stated.span)
        value = date(self.brief, claim, stated)
        if isinstance(value, dict):
            self.note(id, iter([("edtf", stated.edtf)]))
        return id

    def attributes(self, claim: ClaimRecord, id: str) -> list[tuple[str, str | list[str]]]:
        """A line for each attribute; those that have no name in brat go into the note."""
        names = event_names(self.vocabulary, claim.type)
        common = self.vocabulary.common_attributes.values()
        given = {
            a.key: value for a in common if (value := getattr(claim, a.key)) != a.default
        } | dict(claim.attributes)
        shown = {key: name for name, key in names.attributes.items()}
        noted: list[tuple[str, str | list[str]]] = []
        for key, value in given.items():
            if key not in shown:
                noted.append((key, value))
                continue
            (name,) = (name for name, meant in names.values[key].items() if meant == value)
            self.others.append(f"{self.id('A')}\t{shown[key]} {id} {name}")
        return noted
