"""Passes over the text of a program: forms that have no plan are written as forms that have one."""
