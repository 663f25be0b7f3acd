"""Statements read back as their recipients would: workbook, PDF, page, and the restricted basis."""
