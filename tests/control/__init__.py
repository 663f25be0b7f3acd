"""The control lists once more, in plain SQL over what the second engine makes of a delivery."""
