"""Which tensor of a run is the first to differ.

Both programs run once more, all tensors of the call in question noted. The tensors of the original are gone
through in the order of its graph: the first one that the rewritten program computes nowhere is where the two
part. No names are needed for that, only values.
"""

from __future__ import annotations

from collections.abc import Sequence

from tf2migrate.verification.pairing import leaf_error
from tf2migrate.verification.report import TensorDifference
from tf2migrate.verification.worlds import Leaf, Tensor

CLOSE = 1e-4


def first_difference(ours: Sequence[Tensor], theirs: Sequence[Tensor]) -> TensorDifference | None:
    """The first of `ours` that is not among `theirs`; None when there is none, or nothing to compare."""
    if not ours or not theirs:
        return None
    by_size: dict[int, list[Tensor]] = {}
    for tensor in theirs:
        by_size.setdefault(tensor.value.count, []).append(tensor)
    for tensor in ours:
        if not tensor.value.count or "float" not in tensor.value.dtype:
            continue
        rivals = [(_error(tensor.value, other.value), other) for other in by_size.get(tensor.value.count, ())]
        best = min(rivals, key=lambda rival: rival[0], default=None)
        if best is None or best[0] > CLOSE:
            if not _is_own(tensor, ours, by_size):
                continue
            nearest = best[1] if best else None
            return TensorDifference(
                tensor.op,
                tensor.line,
                _text(tensor.value),
                _text(nearest.value) if nearest else "",
                nearest.line if nearest else None,
                file=tensor.file,
                rewritten_file=nearest.file if nearest else "",
            )
    return None


def _is_own(tensor: Tensor, ours: Sequence[Tensor], by_size: dict[int, list[Tensor]]) -> bool:
    """Whether the tensor is of the program's own lines: a helper inside of an op may be computed otherwise."""
    if tensor.line is None:
        return False
    place = tensor.file, tensor.line
    same_line = [other for other in ours if (other.file, other.line) == place and "float" in other.value.dtype]
    last = same_line[-1]
    return all(_error(last.value, other.value) > CLOSE for other in by_size.get(last.value.count, ()))


def _error(one: Leaf, other: Leaf) -> float:
    """Shapes may differ in dimensions of size one; the numbers may not."""
    return leaf_error(one, other.reshaped(one.shape))


def _text(leaf: Leaf) -> str:
    numbers = ", ".join(f"{value:.6g}" for value in list(leaf.values)[:3])
    return f"[{numbers}{', ...' if leaf.count > 3 else ''}] of shape {list(leaf.shape)}"
