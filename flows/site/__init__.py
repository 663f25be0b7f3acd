"""The site of a month: what it shows, read from the marts, and its files."""
