"""Many knowledge bases: packed, indexed, corrected by people."""
