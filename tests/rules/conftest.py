"""How the rules are tested: by settling drawn deliveries. What does not change from test to test is read once."""

from collections.abc import Iterator
from functools import cache

import pytest

from flows.facts import read_facts


@pytest.fixture(autouse=True, scope="package")
def facts_are_read_once() -> Iterator[None]:
    """Reading and proving the facts takes as long as settling a drawn delivery; their folders do not change here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.settle_month.read_facts", cache(read_facts), raising=False)
        yield
