"""A language server: findings, quick fixes and explanations in an editor."""
