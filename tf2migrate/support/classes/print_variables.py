import tensorflow as tf


def print_variables(variables):
    """Print the names, types, shapes and sizes of variables, as `slim.model_analyzer.analyze_vars` did.

    Args:
        variables: a dict from names to variables.
    """
    print("---------")
    print("Variables: name (type shape) [size]")
    print("---------")
    total_size = total_bytes = 0
    for name, variable in variables.items():
        dtype, size = tf.as_dtype(variable.dtype), tf.size(variable).numpy()
        total_size += size
        total_bytes += size * dtype.size
        shape = "x".join(map(str, variable.shape))
        print(f"{name} ({dtype.name}_ref {shape}) [{size}, bytes: {size * dtype.size}]")
    print(f"Total size of variables: {total_size}")
    print(f"Total bytes of variables: {total_bytes}")
