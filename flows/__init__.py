"""The flows: registry files in, marts and what people read out."""

import os

# A run frees much memory that it asks for again a moment later, and each page that the system hands out anew costs time: a tenth
# of a run. So Polars keeps what is freed for three seconds. It reads this once, as it is loaded, and its allocator (jemalloc) on
# Linux alone. Whoever has set it knows better; but a program that loaded Polars hands on what Polars itself says there.
OF_POLARS = "dirty_decay_ms:500,muzzy_decay_ms:1000"
if set(os.environ.get("_RJEM_MALLOC_CONF", OF_POLARS).split(",")) <= set(OF_POLARS.split(",")):
    os.environ["_RJEM_MALLOC_CONF"] = "dirty_decay_ms:3000,muzzy_decay_ms:0"
