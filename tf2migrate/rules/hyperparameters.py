"""What the class that stands for `tf.contrib.training.HParams` has."""

NAME = "contrib.training.HParams"
CLASS = "HParams"
METHODS = frozenset(
    """add_hparam set_hparam del_hparam parse override_from_dict to_json parse_json values get""".split()
)
