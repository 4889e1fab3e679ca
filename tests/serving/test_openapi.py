"""Requests made of the description of the API, right and wrong ones: answers are as described."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as configured
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from whomet.graph.database.connection import Connection
from whomet.graph.settings import Settings
from whomet.queries.catalogue import catalogue
from whomet.serving.access import Access
from whomet.serving.api import PREFIX
from whomet.serving.application import application
from whomet.serving.openapi import description

#: Requests to each path; TEST_REQUESTS=500 for the whole exercise.
REQUESTS = int(os.environ.get("TEST_REQUESTS", "4"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(
    settings: Settings, example_graph: Connection, access: Access
) -> Iterator[schemathesis.BaseSchema]:
    """The API as it describes itself, for somebody who may do everything."""
    token = access.tokens.add("who tries", ["viewer", "reviewer", "loader"])
    headers = {"Authorization": f"Bearer {token}"}
    app = application(settings, access)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        text = client.get("/openapi.json", headers=headers).json()
        schema = schemathesis.openapi.from_dict(text)
        schema.app = app
        schema.config.update(headers={**headers, "Host": "127.0.0.1"}, base_url="http://127.0.0.1")
        yield schema


@pytest.mark.parametrize("path", description(catalogue().questions(), PREFIX)["paths"])
def test_the_answers_are_as_described(path: str, described: schemathesis.BaseSchema) -> None:
    for operation in described[path].values():

        @configured(
            max_examples=REQUESTS,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def answered_as_described(case: schemathesis.Case) -> None:
            case.call_and_validate(checks=CHECKS)

        answered_as_described()
