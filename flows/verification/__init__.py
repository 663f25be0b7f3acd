"""Two engines in production: each run is recomputed from its raw files in DuckDB SQL before anything is published.

The second engine states R1-R12 of the contract once more, in the numbered `.sql` files here, a stage each, in the order of
their names. It was written from the contract alone and shares no code with `transforms` and `schemas`: an error would have
to be made twice, in two languages, to go unseen. What it is to judge comes in as frames.

- `verify.py`: `find_disagreements`, what the two engines say differently, event by event; the only thing a run needs
- `engine.py`: a database for one recomputation, and its stages
- `files.py`: a delivery and a facts folder as tables of text, whatever their physical form
- `1_reading.sql` ... `7_amounts.sql`: the rules
"""
