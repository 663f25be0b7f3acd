"""The site of a month: pages for people, in Danish, from figures that may leave the house."""
