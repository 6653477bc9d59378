"""The kinds of questions, a module each: which questions are of the kind, and their replies."""
