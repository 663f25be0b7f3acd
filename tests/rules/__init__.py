"""One file per home of a rule; each test is a sentence of the contract or the memos, drawn as tables."""
