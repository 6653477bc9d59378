"""Quantities and the currencies they are in."""
