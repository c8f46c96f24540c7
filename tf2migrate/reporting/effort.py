"""How much work a finding leaves for a person: an estimate by kind of finding, for planning, not a promise."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Effort:
    """`size` is small (minutes), medium (an hour or two) or large (a redesign of that part)."""

    size: str
    hint: str


_BY_RULE = {
    "TFM1": Effort("medium", "make the run site say what it fetches and feeds, then run tf2migrate again"),
    "TFM104": Effort("medium", "do in Python what the session did besides running ops"),
    "TFM107": Effort("small", "give the second value a name of its own, then run tf2migrate again"),
    "TFM108": Effort("medium", "build the graph outside of the branch, then run tf2migrate again"),
    "TFM111": Effort("small", "check that the order that was chosen is the one you meant"),
    "TFM112": Effort("small", "give each function a seed of its own if the draws must differ"),
    "TFM2": Effort("medium", "make the layers outside of the helper, or turn the helper into a Keras layer"),
    "TFM3": Effort("medium", "write the training step with a tape"),
    "TFM4": Effort("small", "name the value that is summarized or saved"),
    "TFM5": Effort("small", "replace the call by what the advice names"),
    "TFM515": Effort("medium", "find another way, as TensorFlow 2 has no equal"),
    "TFM6": Effort("medium", "read the data with tf.data and plain iteration"),
    "TFM7": Effort("small", "check the flags and seeds"),
    "TFM8": Effort("small", "drop the switch to eager execution"),
    "TFM851": Effort("small", "run the program once in Python 3"),
    "TFM852": Effort("small", "write // if both sides are integers"),
    "TFM9": Effort("medium", "simplify the named place, then run tf2migrate again"),
    "TFM902": Effort("large", "split the class into a model and a driver"),
    "TFM903": Effort("medium", "keep graph values in local names while the graph is built"),
    "TFM905": Effort("large", "migrate the code that takes the value together with this file"),
    "TFM906": Effort("medium", "let the function return what it computes, and run it from its caller"),
    "TFM908": Effort("large", "replace the inspection of the graph, which TensorFlow 2 does not have"),
    "TFM909": Effort("small", "print the value where it is computed, or drop the print"),
    "TFM990": Effort("small", "report the program"),
}
_UNKNOWN = Effort("medium", "see the advice")
SIZES = ("small", "medium", "large")


def effort(rule: str) -> Effort:
    """The estimate for findings of a rule: that of the longest prefix that is listed."""
    return next((_BY_RULE[rule[:end]] for end in range(len(rule), 3, -1) if rule[:end] in _BY_RULE), _UNKNOWN)
