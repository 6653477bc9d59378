"""Words: how texts are folded, found and matched, and the data files that hold them."""
