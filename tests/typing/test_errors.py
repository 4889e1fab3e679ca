"""Errors speak Python and carry what may have been meant; the command line makes options of it."""

from __future__ import annotations

import pytest

import whomet
from whomet.cli.run import run
from whomet.dossier.subject import DossierRequest, subject_of
from whomet.ontology.errors import WhometError
from whomet.ontology.vocabulary import default_vocabulary
from whomet.queries import catalogue


def test_candidates_are_what_may_have_been_meant() -> None:
    with pytest.raises(whomet.QuestionError) as question:
        catalogue().question("meeting")
    assert "meetings" in question.value.candidates
    with pytest.raises(whomet.QuestionError, match="no parameter 'known-bi'; did you") as parameter:
        catalogue().question("meetings").parameter("known-bi")
    assert parameter.value.candidates == ("known_by",)
    with pytest.raises(whomet.OntologyError) as event:
        default_vocabulary().event("Meating")
    assert event.value.candidates == ("Meeting",)
    with pytest.raises(whomet.SettingsError) as setting:
        whomet.check([], **{"hom": "x"})  # type: ignore[arg-type]
    assert setting.value.candidates == ("home",)


def test_parameters_are_named_as_in_python() -> None:
    with pytest.raises(whomet.QuestionError, match="`with_` 'Berg' needs the name") as caught:
        subject_of(None, DossierRequest(with_="Berg"))  # type: ignore[arg-type]
    assert caught.value.parameters == ("with_",)


@pytest.mark.parametrize(
    ("error", "shown"),
    [
        (WhometError("`known_by` is late", parameters=["known_by"]), "whomet: --known-by is late"),
        (WhometError("leave `with_` out", parameters=["with_"]), "whomet: leave --with out"),
        (WhometError("run `whomet up`"), "whomet: run `whomet up`"),
        (ValueError("x"), "whomet: internal error (ValueError: x);"),
    ],
)
def test_the_command_line_says_options(
    error: Exception,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("whomet.cli.app.app.invoke", fail)
    assert run(["status"]) == 1
    assert capsys.readouterr().err.startswith(shown)
