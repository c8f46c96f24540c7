"""The types of values, and the variables in them."""

from __future__ import annotations

from tf2migrate.analysis.program import Variable
from tf2migrate.analysis.values import Kind, Value

DTYPES = frozenset(
    "float16 float32 float64 half double int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool string complex64 "
    "complex128 bfloat16 qint8 quint8 qint32 resource variant".split()
)

GRAPH_VALUES = (Kind.TENSOR, Kind.PLACEHOLDER, Kind.VARIABLE)


def flat(values: list[Value]) -> list[Value]:
    """The values, and those in lists."""
    return [
        part
        for value in values
        for part in (
            value.items
            if value.kind is Kind.SEQUENCE and isinstance(value.items, list)
            else [value.element]
            if value.kind is Kind.SEQUENCE and value.element is not None
            else [value]
        )
    ]


def first_dtype(values: list[Value]) -> str | None:
    """The dtype of the first value of the graph; that of a Python number where there is none."""
    first = next((part for part in flat(values) if part.kind is not Kind.PYTHON), None)
    if first is not None:
        return first.dtype if first.kind in GRAPH_VALUES else None
    return literal_dtype(values[0].constant) if values else None


def literal_dtype(value: object) -> str | None:
    while isinstance(value, (list, tuple)) and value:
        if any(isinstance(v, float) for v in value):
            return "float32"
        value = value[0]
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int):
        return "int32"
    if isinstance(value, float):
        return "float32"
    return "string" if isinstance(value, (str, bytes)) else None


def literal_rank(value: Value) -> int | None:
    """The rank of the tensor that is made of numbers and lists of them."""
    if value.kind is Kind.SEQUENCE and isinstance(value.items, list) and value.items:
        inner = literal_rank(value.items[0])
        return None if inner is None else inner + 1
    if value.kind is Kind.PYTHON and isinstance(value.constant, (bool, int, float, str, bytes)):
        return 0
    return value.rank if value.kind in GRAPH_VALUES else None


def dtype_name(value: Value | None) -> str | None:
    """Canonical name of a dtype given as `tf.float32`, "float", `np.float32`, ..."""
    if value is None or not isinstance(value.constant, str):
        return None
    name = {"float": "float32", "int": "int32", "double": "float64", "half": "float16"}.get(
        value.constant, value.constant
    )
    return name if name in DTYPES else None


def variables_in(value: Value | None) -> list[Variable]:
    """The variables a value holds: itself, or the elements of a container."""
    if value is None:
        return []
    if value.kind is Kind.VARIABLE and value.info is not None:
        return [value.info]
    return [variable for child in value.children() for variable in variables_in(child)]


DTYPES_OF_PYTHON = {bool: "bool", int: "int32", float: "float32", str: "string"}
