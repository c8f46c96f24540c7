"""libcst: recipes become code, and the plan becomes the new file."""
