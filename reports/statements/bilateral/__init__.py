"""Bilateral statements: what municipalities owe their suppliers under agreements. Never part of what is collected."""
