"""The articles that are stored, and their knowledge bases kept ready."""
