"""The tables of `tf.contrib.lookup` as those of `tf.lookup`: what of them can be written, and how it reads.

Indices from words, by their places in a list or a file, and words from indices. Buckets for words that are not in the
list are those of `StaticVocabularyTable`: it computes the same fingerprints.
"""

from __future__ import annotations

import ast

from tf2migrate.rules.spellings import spelling

_STRING = (None, "string")
_INTEGER = ("int64", "int32")
_REPEATABLE = (ast.Name, ast.Attribute, ast.Constant)


def refusal(symbol, given, dtype_of, rank_of) -> str | None:
    """Why a call stays, or None."""
    del dtype_of, rank_of
    name = f"tf.{symbol.name}"
    if "hasher_spec" in given:
        return f"{name} with hasher_spec=: the tables of TensorFlow 2 have one hash function."
    for parameter in ("dtype", "key_dtype"):
        if parameter in given and spelling(given[parameter]) not in (*_STRING, *_INTEGER):
            return f"{name} with a {parameter} that is not visible here."
    buckets = given.get("num_oov_buckets")
    if buckets is not None and not (isinstance(buckets, ast.Constant) and isinstance(buckets.value, int)):
        return f"{name} with num_oov_buckets= that may be zero: another class is for that."
    if buckets is not None and buckets.value and "default_value" in given:
        return f"{name} with num_oov_buckets= and default_value=."
    entries = given.get("mapping", given.get("vocabulary_list"))
    if symbol.target in ("@index_table", "@string_table") and _count(entries) is None and not _repeatable(entries):
        return f"{name} with an expression that would be computed twice: give it a name."
    return None


def _repeatable(node: ast.expr | None) -> bool:
    """Whether it may be written twice: it computes nothing, or makes a constant of what is written down."""
    if isinstance(node, ast.Call) and spelling(node.func) in ("constant", "convert_to_tensor") and len(node.args) == 1:
        return not node.keywords and (_count(node.args[0]) is not None or _repeatable(node.args[0]))
    return isinstance(node, _REPEATABLE)


def _count(node: ast.expr | None) -> int | None:
    """The length of a list that is written down."""
    if isinstance(node, ast.Call) and spelling(node.func) == "constant" and len(node.args) == 1 and not node.keywords:
        node = node.args[0]
    if isinstance(node, (ast.List, ast.Tuple)) and not any(isinstance(part, ast.Starred) for part in node.elts):
        return len(node.elts)
    return None


def template(kind: str, given: dict[str, ast.expr]) -> str:
    """The text of the table, with the parameters of the call in braces.

    Args:
        kind: `@index_table`, `@index_table_from_file`, `@string_table` or `@string_table_from_file`.
        given: the arguments by parameter.
    """
    if kind in ("@index_table", "@string_table"):
        entries = "mapping" if "mapping" in given else "vocabulary_list"
        count = _count(given[entries])
        length = str(count) if count is not None else f"{{tf}}.size({{{entries}}}, {{tf}}.int64)"
        places = f"{{tf}}.range({length}, dtype={{tf}}.int64)"
        pair = (f"{{{entries}}}", places) if kind == "@index_table" else (places, f"{{{entries}}}")
        cast = ", key_dtype={tf}.int64" if spelling_of(given, "dtype") in _INTEGER else ""
        filled = f"{{tf}}.lookup.KeyValueTensorInitializer({pair[0]}, {pair[1]}{cast})"
    else:
        filled = _from_file(kind, given)
    if kind.startswith("@string_table"):
        default = "{default_value}" if "default_value" in given else '"UNK"'
        return f"{{tf}}.lookup.StaticHashTable({filled}, {default})"
    if "num_oov_buckets" in given and given["num_oov_buckets"].value:
        return f"{{tf}}.lookup.StaticVocabularyTable({filled}, {{num_oov_buckets}})"
    return f"{{tf}}.lookup.StaticHashTable({filled}, {'{default_value}' if 'default_value' in given else '-1'})"


def spelling_of(given: dict[str, ast.expr], name: str) -> str | None:
    return spelling(given[name]) if name in given else None


def _from_file(kind: str, given: dict[str, ast.expr]) -> str:
    numbers = "{tf}.int64"
    whole, place = "{tf}.lookup.TextFileIndex.WHOLE_LINE", "{tf}.lookup.TextFileIndex.LINE_NUMBER"
    if kind == "@index_table_from_file":
        words = numbers if spelling_of(given, "key_dtype") in _INTEGER else "{tf}.string"
        columns = [words, "{key_column_index}" if "key_column_index" in given else whole]
        columns += [numbers, "{value_column_index}" if "value_column_index" in given else place]
    else:
        columns = [numbers, "{key_column_index}" if "key_column_index" in given else place]
        columns += ["{tf}.string", "{value_column_index}" if "value_column_index" in given else whole]
    more = [f"{name}={{{name}}}" for name in ("vocab_size", "delimiter") if name in given]
    return f"{{tf}}.lookup.TextFileInitializer({', '.join(['{vocabulary_file}', *columns, *more])})"
