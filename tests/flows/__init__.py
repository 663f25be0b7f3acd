"""From files on disk to charges, or to a refusal."""
