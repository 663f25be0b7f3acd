"""Two engines in production: each run is recomputed from its raw files in DuckDB SQL before anything is published.

The second engine states the contract's rules once more, in the numbered `.sql` files here, a stage each, in the order of
their names. It was written from the contract alone and shares no code with `transforms` and `schemas`: an error would have
to be made twice, in two languages, to go unseen. What it is to judge comes in as frames.

- `verify.py`: `find_disagreements`, what the two engines say differently, event by event; the only thing a run needs
- `engine.py`: a database for one recomputation, and its stages
- `files.py`: a delivery and a facts folder as tables of text, whatever their physical form
- `texts.sql`: what a text says in any register
- `1_reading.sql` ... `8_general_visits.sql`: the rules of hospitals' deliveries, R1-R12
- `municipal_1_reading.sql` ... `municipal_3_visits.sql`: those of municipal ones
- `bilateral_1_agreements.sql` ... `bilateral_3_owed.sql`: what the parties of either owe each other (KL memo, sections 3-5)
"""
