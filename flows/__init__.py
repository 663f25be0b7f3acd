"""The flows: registry files in, marts and what people read out."""

import os

# Polars gives freed memory back to the system at once, and a month frees much that it soon asks for again: the pages that
# the system hands out anew cost a fifth of a run. So it is kept for two seconds; whoever sets the variable knows better.
os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:3000,muzzy_decay_ms:0")
