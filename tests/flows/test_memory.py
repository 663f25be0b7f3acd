"""How long Polars keeps the memory that is freed: said before it is loaded, and heard."""

import os
import subprocess
import sys

import pytest

VARIABLE = "_RJEM_MALLOC_CONF"


def run(code, **environment):
    kept = {name: value for name, value in os.environ.items() if name != VARIABLE}
    command = [sys.executable, "-c", f"import os, sys; {code}"]
    return subprocess.run(command, env=kept | environment, capture_output=True, text=True, check=True)


HEAR = (
    f"import flows; assert 'polars' not in sys.modules; os.environ['{VARIABLE}'] += ',stats_print:true'; import polars"
)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Polars has another allocator")
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(HEAR, id="from a shell"),
        pytest.param(
            f'import polars, subprocess; subprocess.run([sys.executable, "-c", "import os, sys; {HEAR}"], check=True)',
            id="from a program that loaded Polars",
        ),
    ],
)
def test_polars_hears_how_long_it_keeps_what_is_freed(code):
    told = run(code)
    assert "opt.dirty_decay_ms: 3000 " in told.stderr
    assert "opt.muzzy_decay_ms: 0 " in told.stderr


def test_what_somebody_has_set_stands():
    told = run(f"import flows; print(os.environ['{VARIABLE}'])", **{VARIABLE: "dirty_decay_ms:7000"})
    assert told.stdout == "dirty_decay_ms:7000\n"
