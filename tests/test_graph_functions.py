"""Functions under `Defun`: those that have to stay. What the others give is compared by forms and programs."""

from __future__ import annotations

import pytest

from tf2migrate.engine import migrate

PROGRAM = """import tensorflow as tf
from tensorflow.python.framework import function

w = tf.Variable(2.0)


{}


x = tf.placeholder(tf.float32, [])
y = f(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {{x: 3.0}}))
"""


@pytest.mark.parametrize(
    "function",
    [
        "@function.Defun(python_grad_func=lambda op, dy: op.inputs[0] * dy)\ndef f(x):\n    return x",
        "@function.Defun(python_grad_func=slope)\ndef f(x):\n    return x",
        "@function.Defun(python_grad_func=lambda op, dy: dy)\ndef f(x):\n    return x * w",
        "@function.Defun(python_grad_func=lambda op, dy: dy)\ndef f(x):\n    return x, x",
        "@function.Defun(tf.float32, compiled=True)\ndef f(x):\n    return x",
        "@function.Defun(*[tf.float32])\ndef f(x):\n    return x",
        "@function.Defun(grad_func=slope)\ndef f(x):\n    return x",
        "@function.Defun(tf.float32)\ndef f(x, y=1.0):\n    return x",
        "f = function.Defun(tf.float32)(lambda x: x)",
    ],
)
def test_what_stays(function):
    result = migrate(PROGRAM.format(function).encode(), "program.py")
    assert "TFM235" not in result.applied and b"Defun" in result.output and result.diagnostics
    assert migrate(result.output, "program.py").output == result.output


@pytest.mark.parametrize(
    "function, made",
    [
        (
            "@function.Defun(tf.float32)\ndef f(x):\n    return x * w",
            "def f(x):\n    x = tf.convert_to_tensor(x, tf.float32)\n    return x * w",
        ),
        (
            "@function.Defun(python_grad_func=lambda op, slope: [-slope])\ndef f(gradient):\n"
            "    # a\n    z = gradient\n    return tf.exp(z)  # b",
            "@tf.custom_gradient\ndef f(gradient):\n    # a\n    z = gradient\n\n    def gradient_1(slope):\n"
            "        return [-slope]\n\n    return tf.exp(z), gradient_1  # b",
        ),
    ],
)
def test_what_is_written(function, made):
    result = migrate(PROGRAM.format(function).encode(), "program.py")
    output = result.output.decode()
    assert "TFM235" in result.applied and "Defun" not in output and "compat" not in output
    assert made in output, output
    assert migrate(result.output, "program.py").output == result.output
