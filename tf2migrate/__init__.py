"""Migrate TensorFlow 1.x code to TensorFlow 2 and prove that nothing changed."""

__version__ = "0.1.0"
