"""Speed, measured as ratios in one run on the same data; nothing here is asserted."""
