"""Calls of TF1 functions, executed on TensorFlow 1.15 and, migrated, on TensorFlow 2: values must be equal."""
