"""Statements: what goes to the municipalities that pay and to the regions that are owed, made from the marts."""
