"""The calculation of an hourly price, step by step: for the terminal, as a page in Danish, as tables."""
