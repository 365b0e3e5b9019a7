"""Answers fit Docker's published description of API 1.45, where a copy of it can be had."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conformance.api_description import Description, asked_of, check
from tests.serve.serving import Serving

FILE = os.environ.get("DOCKER_API_DESCRIPTION", "")
OPERATIONS = 55
"""At least so many are on the tour."""


@pytest.mark.skipif(not FILE, reason="DOCKER_API_DESCRIPTION does not name a copy of moby/moby docs/api/v1.45.yaml")
def test_answers_fit_the_description() -> None:
    with Serving(("manager1",)) as serving:
        findings = check(Description(Path(FILE)), asked_of(serving), lambda: serving.ctl("settle"))
    assert len(findings.operations) >= OPERATIONS
    assert [str(difference) for difference in findings.unlike_a_daemon] == []
