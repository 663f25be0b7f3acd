"""Synthetic registers: deliveries that look like the real ones and hold no person."""

from data.synthetic.lpr2 import simulate

__all__ = ["simulate"]
