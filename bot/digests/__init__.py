"""Digests: when they are due, what they show, who gets them."""
