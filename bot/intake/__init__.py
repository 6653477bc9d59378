"""From a file, a page or an address to the text of an article."""
