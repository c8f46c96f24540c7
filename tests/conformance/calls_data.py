"""Datasets, files, readers: what they yield."""

CALLS = ""
