"""A user's script that uses everything public. It is checked by mypy and never run."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import assert_type

import whomet
from whomet.ontology.json_values import Json, JsonObject


def load(folder: Path) -> None:
    with whomet.open(home=folder, heap="2g", extensions=[folder / "own.ttl"]) as graph:
        assert_type(graph, whomet.Graph)
        report = graph.load([folder, "-"], ignore=["single-word-name"], on_wait=print)
        assert_type(report, whomet.LoadReport)
        assert_type(report.new, int)
        assert_type(report.totals, whomet.Totals)
        assert_type(report.faults, tuple[whomet.Fault, ...])
        assert_type(report.ambiguous, Mapping[tuple[str, str], tuple[str, ...]])
        assert_type(report.to_json(), JsonObject)
        trial = graph.load(folder, dry_run=True).dry_run
        assert_type(trial, whomet.DryRun | None)
        if trial is not None:
            for element in trial.elements:
                for before, after in element.properties.values():
                    print(element.change, element.name, before, after)
        assert_type(graph.retract("a"), whomet.RetractReport)
        assert_type(graph.retract(["a", "b"]).nearest, Mapping[str, str])
        assert_type(graph.convert(folder, "out", "brat"), whomet.ConvertReport)
        assert_type(graph.log(), list[whomet.LoggedLoad])
        assert_type(graph.log()[0].to_json(), JsonObject)
        assert_type(graph.verify(), list[str])
        assert_type(graph.totals().to_json(), JsonObject)
        assert_type(graph.status(), whomet.Status)
        assert_type(graph.status().totals, whomet.Totals | None)


def check(folder: Path) -> None:
    report = whomet.check(folder, format="brat")
    assert_type(report, whomet.CheckReport)
    for fault in report.faults:
        assert_type(fault.line, int)
        assert_type(fault.found, str | None)
        assert_type(fault.to_json(), JsonObject)
        print(fault)


def ask() -> None:
    for question in whomet.questions():
        assert_type(question.name, str)
        for parameter in question.parameters:
            assert_type(parameter.default, str | int | bool | None)
    graph = whomet.open(uri="bolt://localhost:7687", password="")
    answer = graph.ask("who-met-whom", actor="Bagheri", since="2017", limit=3, certain=True)
    assert_type(answer, whomet.Answer)
    assert_type(answer.columns, tuple[str, ...])
    assert_type(answer.parameters, JsonObject)
    assert_type(answer.notes, tuple[str, ...])
    assert_type(answer[0], JsonObject)
    assert_type(answer[:2], list[JsonObject])
    assert_type(answer.render("csv"), str)
    assert_type(answer.to_json(), JsonObject)
    for row in answer:
        who: Json = row["who"]
        quotes = row["quotes"]
        if isinstance(quotes, list):
            print(who, *[str(quote) for quote in quotes])
    assert_type(graph.parameter_lines("visits"), list[str])
    assert_type(graph.explain("visits").db_hits, int)
    assert_type(graph.show("Bagheri").claims, list[JsonObject])
    assert_type(graph.dossier("Bagheri", place="Tehran").html, str)
    assert_type(graph.export(io.StringIO(), actor="Bagheri", until="2018").triples, int)


def review() -> None:
    graph = whomet.open()
    for item in graph.review("alone"):
        assert_type(item.claims, tuple[JsonObject, ...])
        assert_type(item.to_json(), JsonObject)
    judged = graph.judge("a#e1", "b#e1", "same", note="one meeting")
    assert_type(judged.events, tuple[str | None, str | None])
    assert_type(graph.forget("a#e1", "b#e1").to_json(), JsonObject)
    assert_type([judgement.by for judgement in graph.judgements()], list[str])
    assert_type(list(graph.vocabulary.events), list[str])
    graph.close()


def errors() -> Sequence[str]:
    try:
        ask()
    except whomet.DatabaseUnavailable as error:
        return [error.message]
    except (whomet.QuestionError, whomet.SettingsError, whomet.LoaderError) as error:
        assert_type(error.candidates, tuple[str, ...])
        return error.candidates
    except (whomet.GraphError, whomet.OntologyError) as error:
        assert_type(error.parameters, tuple[str, ...])
        return error.parameters
    except whomet.WhometError as error:
        return [error.message]
    return []
