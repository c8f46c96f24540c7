"""Notebook files for the tests."""

import json


def code(source, outputs=(), count=None, **metadata):
    """A code cell as Jupyter writes it: a list of lines with their newlines, the last without."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source.splitlines(True),
    }


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(True)}


def notebook(*cells, indent=1, ensure_ascii=False, end="\n", language="python", **more):
    """The bytes of a notebook; strings are code cells."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    document = {
        "cells": made,
        "metadata": {"kernelspec": {"display_name": "x", "language": language, "name": "y"}},
        "nbformat": 4,
        "nbformat_minor": 2,
        **more,
    }
    separators = (",", ":") if indent is None else None
    return (json.dumps(document, indent=indent, ensure_ascii=ensure_ascii, separators=separators) + end).encode()


def sources(data):
    """The code of the code cells."""
    return ["".join(cell["source"]) for cell in json.loads(data)["cells"] if cell["cell_type"] == "code"]
