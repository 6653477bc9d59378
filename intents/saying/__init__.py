"""Replies in words."""
