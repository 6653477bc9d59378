"""From the text of a question to its slots."""
