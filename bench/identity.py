"""How well names are told apart: what is merged without asking, and what is proposed.

python bench/identity.py name-pairs.jsonl visitor-mentions.json

A file of pairs has an object a line: `id`, `a`, `b`, `same`, `kind`, `set`, and what is known
beside the names in `ctx_a` and `ctx_b`. A file of mentions is a list of objects: `who` as written,
`country`, `date`, and the `id` of who it is. Each pair of names is compared by
`whomet.compare_names`; mentions are also resolved as a load does, one brief each, without a server.

The thresholds were chosen on one half of the pairs (by a checksum of the id) and tested on the
other; both are shown.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

from whomet.graph.projection import resolve_briefs
from whomet.graph.review.proposals.profiles import Profile
from whomet.graph.review.proposals.proposing import propose
from whomet.graph.review.proposals.rules import matching, rule
from whomet.graph.review.proposals.scoring import Surroundings
from whomet.ontology.name_comparison import compare_names
from whomet.ontology.name_comparison.contexts import country_key
from whomet.ontology.names import fold
from whomet.ontology.records import Brief, Mention
from whomet.ontology.vocabulary import default_vocabulary

Row = dict[str, Any]


def main(paths: Sequence[str]) -> None:
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        if text.lstrip().startswith("["):
            mentions_table(json.loads(text))
        else:
            pairs_table([json.loads(line) for line in text.splitlines() if line.strip()])


def share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part} of {whole})" if whole else "none"


def pairs_table(rows: Sequence[Row]) -> None:
    halves: list[list[Row]] = [[], []]
    for row in rows:
        halves[zlib.crc32(row["id"].encode()) % 2].append(row)
    for title, half in (("chosen on", halves[0]), ("tested on", halves[1]), ("all", rows)):
        print(f"\n{title}: {len(half)} pairs, {sum(row['same'] for row in half)} the same")
        verdicts = [(row, verdict(row)) for row in half]
        wrong = [
            row
            for row, found in verdicts
            if found == "same" and not row["same"] and fold(row["a"]) != fold(row["b"])
        ]
        merged = sum(found == "same" and row["same"] for row, found in verdicts)
        print(f"  merged without asking: wrong {len(wrong)}, right {merged}")
        proposed = [row for row, found in verdicts if found != "unlikely"]
        right = sum(row["same"] for row in proposed)
        print(f"  proposed: P {share(right, len(proposed))}")
        print(f"  proposed: R {share(right, sum(row['same'] for row in half))}")
        for name, of_kind in KINDS.items():
            asked = [(row, found) for row, found in verdicts if of_kind(row)]
            count = sum(found != "unlikely" for _, found in asked)
            print(f"  proposed, {name}: {share(count, len(asked))}")


def verdict(row: Row) -> str:
    kind = row.get("class", "Person")
    found = compare_names(
        row["a"], row["b"], kind=kind, a_context=row.get("ctx_a"), b_context=row.get("ctx_b")
    )
    return found.verdict


def _same_of(kind: str) -> Callable[[Row], bool]:
    return lambda row: bool(row["same"]) and kind in row["kind"]


KINDS: dict[str, Callable[[Row], bool]] = {
    "other script": _same_of("other script"),
    "title before name": _same_of("title before name"),
    "reversed": _same_of("reversed"),
    "initials": _same_of("initials"),
    "nickname": _same_of("nickname"),
    "spelling or transliteration": _same_of("spelling or transliteration"),
    "father and son, numerals (wrong)": lambda row: (
        not row["same"] and ("father" in row["kind"] or "numeral" in row["kind"])
    ),
}


def mentions_table(rows: Sequence[Row]) -> None:
    print(f"\n{len(rows)} mentions of {len({row['id'] for row in rows})} people")
    merged = _resolved(rows)
    by_mention("merged without asking, by pairs", rows, merged)
    for count in range(1, len(RULES) + 1):
        joined = bulk_rule(rows, merged, RULES[:count])
        by_mention(f"then by {' and '.join(RULES[:count])}", rows, joined)


def _resolved(rows: Sequence[Row]) -> list[str]:
    """The entity of each mention, as a load of one brief for each resolves it."""
    briefs = [
        Brief(
            f"m{number}",
            row["who"],
            "Mentions",
            date.fromisoformat(row["date"]) + timedelta(days=1),
            row["who"],
            mentions=(Mention("p", "Person", row["who"]),),
        )
        for number, row in enumerate(rows)
    ]
    resolved, _ = resolve_briefs(default_vocabulary(), briefs)
    return [resolved[f"m{number}"].nodes["p"].id for number in range(len(rows))]


def by_mention(title: str, rows: Sequence[Row], entity: Sequence[str]) -> None:
    """Precision and recall over pairs of mentions, and over mentions (B-cubed)."""
    groups: dict[str, list[int]] = defaultdict(list)
    people: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        groups[entity[number]].append(number)
        people[row["id"]].append(number)
    ours = {pair for group in groups.values() for pair in combinations(group, 2)}
    right = {pair for group in people.values() for pair in combinations(group, 2)}
    print(f"  {title}: P {share(len(ours & right), len(ours))}")
    print(f"  {title}: R {share(len(ours & right), len(right))}")
    shared = [len(set(groups[entity[n]]) & set(people[row["id"]])) for n, row in enumerate(rows)]
    precision = sum(s / len(groups[entity[n]]) for n, s in enumerate(shared)) / len(rows)
    recall = sum(s / len(people[row["id"]]) for s, row in zip(shared, rows, strict=True))
    print(f"  {title}, by mention (B-cubed): P {precision:.3f} R {recall / len(rows):.3f}")


def bulk_rule(rows: Sequence[Row], entity: Sequence[str], names: Sequence[str]) -> list[str]:
    """Entities after these rules, as `whomet review --rule` has them."""
    mentions: dict[str, list[int]] = defaultdict(list)
    for number, id in enumerate(entity):
        mentions[id].append(number)
    profiles = [_profile(id, [rows[n] for n in numbers]) for id, numbers in mentions.items()]
    found = propose(profiles, Surroundings({}, {}), lambda one, other: False)
    joined = {id: id for id in mentions}

    def root(id: str) -> str:
        while joined[id] != id:
            id = joined[id]
        return id

    for name in names:
        for made in matching(rule(name), found):
            for one, other in made.pairs:
                joined[root(one)] = root(other)
    return [root(id) for id in entity]


#: The bulk rules that are measured.
RULES = ("one-word", "whole-name")


def _profile(id: str, rows: Sequence[Row]) -> Profile:
    """What the mentions of an entity say: the country and the years."""
    years = [row["year"] for row in rows]
    return Profile(
        "Person",
        "Person",
        (id,),
        rows[0]["who"],
        tuple(dict.fromkeys(row["who"] for row in rows)),
        countries=frozenset(country_key(row["country"]) for row in rows),
        offices=frozenset(fold(row["title"]) for row in rows if row.get("title")),
        years=(min(years), max(years)),
        events=len(rows),
        briefs=frozenset(f"{id} {number}" for number in range(len(rows))),
    )


if __name__ == "__main__":
    main(sys.argv[1:])
