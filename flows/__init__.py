"""The flows: registry files in, marts and what people read out."""

import os

# A run frees much memory that it asks for again a moment later, and each page that the system hands out anew costs time: a tenth
# of a run. So Polars keeps what is freed for three seconds, not for half a second. It reads this once, as it is loaded, and its
# allocator (jemalloc) on Linux alone; whoever has set it knows better.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:3000,muzzy_decay_ms:0")
