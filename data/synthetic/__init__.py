"""Synthetic registers: deliveries that look like the real ones and hold no person."""
