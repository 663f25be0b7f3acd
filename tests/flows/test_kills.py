"""Runs that are killed leave the home whole, and the next one needs no help. Many more: `python -m tests.flows.killed 200`."""

import pytest

from tests.flows.killed import Setting, spread

KILLS = 6


@pytest.fixture(scope="module")
def setting(tmp_path_factory):
    return Setting(tmp_path_factory.mktemp("killed"), 300)


def test_a_run_killed_at_any_moment_leaves_the_ledger_of_before_or_of_after(setting):
    reached = {setting.kill(point, delay) for point, delay in spread(setting, KILLS, 1)}
    assert "before it was published" in reached
