"""The rules R1-R14 in pure Polars: frames in, frames out. Source: contract section 4."""

import polars as pl

# A month fits into memory, and there the streaming engine needs more of it.
pl.Config.set_engine_affinity("in-memory")
