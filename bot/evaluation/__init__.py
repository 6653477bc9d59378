"""Gold questions asked and judged."""
