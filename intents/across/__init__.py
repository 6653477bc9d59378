"""Questions to a library that one article alone does not answer."""
