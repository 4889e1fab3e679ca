"""What analysts decided goes along with the graph, whole or in part."""

from __future__ import annotations

from rdflib import RDF, Literal, Namespace

from whomet.graph.database.connection import Connection
from whomet.graph.review.event_judging import judge
from whomet.ontology.records import Brief
from whomet.ontology.vocabulary import default_vocabulary

from .exports import exported, load, parsed

WHOMET = Namespace(default_vocabulary().namespace)
DATA = Namespace("https://w3id.org/whomet/data/")
ONE, OTHER = "2018-04-05-ankara-summit#putin-erdogan", "2018-12-31-three-summits#ankara-summit"


def iri(claim: str) -> str:
    return DATA[f"claim/{claim.replace('#', '%23')}"]


def test_a_judgement_is_exported_with_its_claims(
    connection: Connection, briefs: list[Brief]
) -> None:
    load(connection, briefs)
    judge(connection, OTHER, ONE, "different", "One was of two, the other of three.")
    whole = parsed(exported(connection))
    [judgement] = whole.subjects(RDF.type, WHOMET.Judgement)
    assert set(whole.objects(judgement, WHOMET.judges)) == {iri(ONE), iri(OTHER)}
    assert whole.value(judgement, WHOMET.verdict) == Literal("different")
    assert whole.value(judgement, WHOMET.judgementNote) == Literal(
        "One was of two, the other of three."
    )
    # A part of the graph has the judgement with those of its claims that it has.
    part = parsed(exported(connection, brief="2018-12-31-three-summits"))
    assert set(part.objects(judgement, WHOMET.judges)) == {iri(OTHER)}
    part = parsed(exported(connection, brief="2019-06-14-abe-tehran"))
    assert set(part.subjects(RDF.type, WHOMET.Judgement)) == set()
