"""Keras classes for what TensorFlow 1 computed differently. They are copied into migrated programs."""
