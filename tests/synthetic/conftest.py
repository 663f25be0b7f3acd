"""Two deliveries of March 2007: one with all that there is in little room, one large enough to be measured."""

from pathlib import Path

import pytest

from data.synthetic import simulate
from tests.synthetic.reading import FACTS, Delivery, read_delivery


def make(visits: int, folder: Path) -> Delivery:
    """Simulate a delivery and read it."""
    simulate("2007-03", visits, 1, folder, FACTS)
    return read_delivery(folder)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    """Give a delivery of 500 visits."""
    return make(500, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Delivery:
    """Give a delivery of 20,000 visits."""
    return make(20_000, tmp_path_factory.mktemp("large"))
