"""Who and what an article names that no lexicon holds."""
