"""The rules, in pure Polars: frames in, frames out."""

import polars as pl

pl.Config.set_engine_affinity("in-memory")  # a month fits; the streaming engine needs more memory for it, and keeps no order
