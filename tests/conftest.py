"""What holds for all tests: none is timed, as a machine may have other work; each may write down what it measured."""

import pytest
from hypothesis import settings

from tests.measured import Record, recorder

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    return recorder(request.node.nodeid)
