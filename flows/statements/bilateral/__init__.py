"""Bilateral statements: made from the bilateral ledger alone, for each payer and each supplier."""
