"""Reviewing a migration: suggestions that are accepted or rejected, in a page, a file or the terminal."""
