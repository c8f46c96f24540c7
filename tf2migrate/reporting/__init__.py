"""Renderers of results: unified diff, text, json. They take what the core made and return bytes or text."""
