"""From sentences to facts and statements."""
