"""The tests: drawn tables for the rules, the memos' printed tables, deliveries from files to charges."""
