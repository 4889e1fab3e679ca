"""Loading refuses and advises what SHACL does: the compiled checks against pyshacl.

Briefs, right ones and damaged ones, go to both; TEST_AGREEMENT sets how many. Where SHACL Core
cannot know a fault, `damage.OUTSIDE` says why.
"""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whomet.loaders.checking.briefs import check_brief
from whomet.loaders.checking.problems import Problems
from whomet.loaders.checking.rules import rules
from whomet.loaders.faults import ERROR, SEVERITIES
from whomet.loaders.native import json_text
from whomet.ontology.compile import compile_ontology
from whomet.ontology.vocabulary import Vocabulary, default_vocabulary

from .annotation import Oracle, Verdict
from .damage import INSIDE, OUTSIDE, Data, right
from .test_compile import AGREEMENT

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples" / "briefs").glob("*.yaml"))
TOGETHER = 20
CASES = int(os.environ.get("TEST_AGREEMENT", "300"))


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle()


def compiled(
    brief: Mapping[str, Any], vocabulary: Vocabulary
) -> tuple[Problems, set[tuple[str, str]]]:
    """What loading finds in a brief, and (event, role) of which it advises more."""
    problems = Problems()
    check_brief(json_text.parse(json.dumps(brief)), rules(vocabulary), problems)
    advice = {
        (str(problem.path[1]), _role(problem.path, problem.problem))
        for problem in problems
        if problem.code == "few-fillers"
    }
    return problems, advice


def _role(path: tuple[str | int, ...], problem: str) -> str:
    return str(path[2]) if len(path) > 2 else problem.rsplit(" ", 1)[1]


def agree(brief: Mapping[str, Any], verdict: Verdict, vocabulary: Vocabulary) -> None:
    """Both accept and advise alike, or both refuse."""
    problems, advice = compiled(brief, vocabulary)
    errors = [str(problem) for problem in problems if SEVERITIES[problem.code] == ERROR]
    told = f"loading: {errors}\nSHACL: {verdict}\n{json.dumps(brief, ensure_ascii=False)}"
    assert bool(errors) == bool(verdict.errors), told
    if not errors:
        assert advice == verdict.advice, told


@st.composite
def cases(draw: st.DrawFn, vocabulary: Vocabulary) -> Data:
    """A brief, right or with up to three faults."""

    def choose(several: Any) -> Any:
        return draw(st.sampled_from(several))

    brief = copy.deepcopy(right(choose, vocabulary))
    for code in draw(st.lists(st.sampled_from([*INSIDE]), max_size=3)):
        INSIDE[code](choose, vocabulary, brief)
    return brief


def _held_against(oracle: Oracle, vocabulary: Vocabulary, count: int) -> None:
    @settings(
        max_examples=max(count // TOGETHER, 1),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(cases(vocabulary), min_size=TOGETHER, max_size=TOGETHER))
    def hold(briefs: list[Data]) -> None:
        for brief, verdict in zip(briefs, oracle.judge(briefs), strict=True):
            agree(brief, verdict, vocabulary)

    hold()


@pytest.mark.long
def test_generated_briefs(oracle: Oracle) -> None:
    _held_against(oracle, default_vocabulary(), CASES)


@pytest.mark.long
def test_generated_briefs_with_a_class_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "agreement.ttl"
    path.write_text(AGREEMENT, encoding="utf-8")
    _held_against(Oracle([path]), compile_ontology([path]).vocabulary, CASES // 3)


def test_the_examples(oracle: Oracle) -> None:
    briefs = [yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader) for path in EXAMPLES]
    for brief, verdict in zip(briefs, oracle.judge(briefs), strict=True):
        assert verdict.errors == []
        assert verdict.advice == compiled(brief, default_vocabulary())[1]


@pytest.mark.long
@pytest.mark.parametrize("code", INSIDE)
def test_every_kind_of_damage(oracle: Oracle, code: str) -> None:
    """Both see it, each by itself; loading by its code."""
    briefs = []
    for seed in range(TOGETHER):
        brief = copy.deepcopy(right(random.Random(seed).choice, default_vocabulary()))
        INSIDE[code](random.Random(seed).choice, default_vocabulary(), brief)
        briefs.append(brief)
    seen = 0
    for brief, verdict in zip(briefs, oracle.judge(briefs), strict=True):
        agree(brief, verdict, default_vocabulary())
        seen += code in {problem.code for problem in compiled(brief, default_vocabulary())[0]}
    assert seen > TOGETHER / 4


def test_every_code_is_known_to_shapes_or_says_why_not() -> None:
    assert not INSIDE.keys() & OUTSIDE.keys()
    assert INSIDE.keys() | OUTSIDE.keys() == SEVERITIES.keys()
