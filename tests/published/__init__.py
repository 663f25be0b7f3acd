"""Figures that the memos print, against the facts."""
