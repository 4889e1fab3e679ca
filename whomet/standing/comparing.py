"""The difference between two answers to one question, row by row, and its causes."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from whomet.graph.standing import KeptRow, KeptRun
from whomet.graph.standing.judged import net
from whomet.ontology.json_values import JsonObject

NEW, CHANGED, GONE = "new", "changed", "gone"
#: Columns that are not compared: ids of events follow from which briefs there are, and quotes
#: change only with briefs.
NOT_COMPARED = ("event", "quotes", "sentences")


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is `new`, `changed` or `gone`.

    `row` is the row as it is now, or as it was if it is gone; `before` the row as it was if it has
    changed, and `columns` are those in which the two differ. `causes` are phrases such as
    "brief X", "correction of X", "retraction of X", "judgement: …" or "upgrade".
    """

    kind: str
    row: JsonObject
    before: JsonObject | None
    columns: tuple[str, ...]
    causes: tuple[str, ...]

    def to_json(self) -> JsonObject:
        """As `whomet standing run --json` prints it."""
        return {
            "kind": self.kind,
            "causes": list(self.causes),
            "columns": list(self.columns),
            "row": self.row,
            "before": self.before,
        }


def difference(
    before: KeptRun,
    after: KeptRun,
    digests: Mapping[str, str | None],
    judged: Iterable[str] = (),
) -> tuple[Change, ...]:
    """What has changed between two answers: the new, then the changed, then the gone rows.

    Two rows are paired if their events share a claim and they are about the same entities; rows
    without events, if they are about the same entities. Of several candidates, a row is paired with
    one in which nothing has changed, else with the one that shares most claims. `digests` has the
    present digest of each brief of `before`, None if the graph no longer has it. `judged` are the
    entries of the judgements between the two (see `whomet.graph.standing.judged`).
    """
    compared = [name for name in after.columns if name in before.columns and _is_compared(name)]
    pairs = list(_paired(before, after, compared))
    found: dict[str, list[Change]] = defaultdict(list)
    causes = _Causes(before, after, digests, *net(judged))
    for old, new in pairs:
        if old is None:
            assert new is not None
            found[NEW].append(Change(NEW, new.row, None, (), causes.of(None, new)))
        elif new is None:
            found[GONE].append(Change(GONE, old.row, None, (), causes.of(old, None)))
        else:
            columns = tuple(n for n in compared if old.row.get(n) != new.row.get(n))
            if columns:
                told = causes.of(old, new)
                found[CHANGED].append(Change(CHANGED, new.row, old.row, columns, told))
    return (*found[NEW], *found[CHANGED], *found[GONE])


def _is_compared(column: str) -> bool:
    return column not in NOT_COMPARED and not is_id_column(column)


def is_id_column(column: str) -> bool:
    """Whether a column has ids of entities, which formats for programs show beside their names."""
    return column.endswith(("_id", "_ids"))


def _paired(
    before: KeptRun, after: KeptRun, compared: Sequence[str]
) -> Iterator[tuple[KeptRow | None, KeptRow | None]]:
    """Each row with its counterpart, None if it has none: first the rows of `after`, in order."""

    def unchanged(row: KeptRow, run: KeptRun) -> object:
        return _ids(row, run), json.dumps([row.row.get(name) for name in compared])

    by_claim: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(before.rows):
        for claim in row.claims:
            by_claim[claim].append(place)
    # First those in which nothing has changed. Rows about the same entities by their ids come
    # before those about the same by name only: an id may have changed, and so may a name.
    chosen: dict[int, int] = {}
    taken: set[int] = set()
    for about in (unchanged, _ids, _names, _regardless):
        keyed: dict[object, list[int]] = defaultdict(list)
        for place, row in enumerate(before.rows):
            if not row.claims:
                keyed[about(row, before)].append(place)
        for number, new in enumerate(after.rows):
            if number in chosen or (about is _regardless and not new.claims):
                continue
            wanted = about(new, after)
            shared = Counter(place for claim in new.claims for place in by_claim[claim])
            # Those that share most claims come first, of these the first in order.
            candidates = sorted(shared, key=lambda place: (-shared[place], place))
            for place in candidates if new.claims else keyed[wanted]:
                if place not in taken and about(before.rows[place], before) == wanted:
                    taken.add(place)
                    chosen[number] = place
                    break
    for number, new in enumerate(after.rows):
        yield before.rows[chosen[number]] if number in chosen else None, new
    for place, old in enumerate(before.rows):
        if place not in taken:
            yield old, None


def _ids(row: KeptRow, run: KeptRun) -> object:
    """The entities that a row is about: what its columns of single ids hold."""
    ids = tuple(row.row.get(name) for name in run.columns if name.endswith("_id"))
    return ids or _names(row, run)


def _names(row: KeptRow, run: KeptRun) -> object:
    """The names of these entities; without columns of ids, the first column."""
    of_ids = [name.removesuffix("_id") for name in run.columns if name.endswith("_id")]
    return tuple(str(row.row.get(name)) for name in of_ids or run.columns[:1])


def _regardless(row: KeptRow, run: KeptRun) -> object:
    return None


@dataclass(frozen=True, slots=True)
class _Causes:
    before: KeptRun
    after: KeptRun
    digests: Mapping[str, str | None]
    made: Sequence[str]
    withdrawn: Sequence[str]

    def of(self, old: KeptRow | None, new: KeptRow | None) -> tuple[str, ...]:
        """Why a row is new, changed or gone."""
        found = list(self._of_briefs(old, new))
        if self.before.version != self.after.version:
            found.append("upgrade")
        if not found:
            found = [*self._of_judgements(), *self._of_parameters()]
        return tuple(found or ["other briefs"])

    def _of_briefs(self, old: KeptRow | None, new: KeptRow | None) -> Iterator[str]:
        was = old.briefs if old else {}
        has = new.briefs if new else {}
        known = {id: digest for row in self.before.rows for id, digest in row.briefs.items()}
        for id in sorted({*was, *has}):
            now = has.get(id) or self.digests.get(id)
            if id in was or id in known:
                earlier = was.get(id) or known[id]
                if now is None:
                    yield f"retraction of {id}"
                elif now != earlier:
                    yield f"correction of {id}"
            else:
                yield f"brief {id}"

    def _of_judgements(self) -> Iterator[str]:
        yield from (f"judgement: {one}" for one in self.made)
        yield from (f"judgement withdrawn: {one}" for one in self.withdrawn)

    def _of_parameters(self) -> Iterator[str]:
        for name, value in self.after.parameters.items():
            if self.before.parameters.get(name) != value:
                yield f"{name.replace('_', '-')} is {value} now"
