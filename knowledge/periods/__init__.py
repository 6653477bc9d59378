"""Periods, and what relative ones are relative to."""
