"""Indicators: their definitions, and the suppression of small cells."""
