"""Bilateral statements read back as their recipients would, of hospitals' and municipal activity together."""
