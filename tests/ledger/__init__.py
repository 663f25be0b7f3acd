"""Months settled one after another: scenarios in folders, a slow reference ledger, and random histories held against it."""
