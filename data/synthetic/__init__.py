"""Synthetic registers: deliveries that look like the real ones and hold no person."""

from data.synthetic.simulation import simulate

__all__ = ["simulate"]
