"""Generated TensorFlow 1 programs: most are such as people write, some make no sense, all of them parse.

Every program holds statements that have nothing to do with TensorFlow (`noise`), each with comments of its own,
so that it can be told whether they came through.
"""

import ast
from pathlib import Path

from hypothesis import strategies as st

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.py"))
FALLBACKS = sorted((Path(__file__).parent / "fallback_programs").glob("*.py"))

IMPORTS = st.sampled_from(
    [
        ("import tensorflow as tf", "tf"),
        ("import tensorflow", "tensorflow"),
        ("import tensorflow.compat.v1 as tf", "tf"),
        ("import numpy as np, tensorflow as tf", "tf"),
        ("from __future__ import print_function\nimport tensorflow as tf", "tf"),
    ]
)
OPTIMIZERS = st.sampled_from(
    [
        "GradientDescentOptimizer(0.1)",
        "AdamOptimizer()",
        "AdamOptimizer(learning_rate=rate)",
        "RMSPropOptimizer(1e-3)",
        "MomentumOptimizer(0.1, 0.9)",
        "AdagradOptimizer(0.1)",
        "FtrlOptimizer(0.1)",
    ]
)
UNARY = st.sampled_from(
    [
        "{tf}.nn.relu({a})",
        "{tf}.square({a})",
        "{tf}.reduce_mean({a})",
        "{tf}.reduce_sum({a}, 1, keep_dims=True)",
        "-{a}",
        "{tf}.to_float({a})",
        "{tf}.layers.dense({a}, 3)",
        "{tf}.nn.dropout({a}, 0.5)",
        "{tf}.transpose({a})",
        "{a}[0]",
        "{tf}.layers.batch_normalization({a}, training=True)",
        "{tf}.random_normal([2]) + {a}",
        "{tf}.log({a} + 1.0)",
        "{tf}.contrib.layers.fully_connected({a}, 2)",
        "{tf}.expand_dims({a}, 0)",
        "{tf}.reshape({a}, [-1])",
        "helper({a})",
        "{tf}.cond({a} > 0, lambda: {a}, lambda: {a} + 1)",
        "{tf}.py_func(print, [{a}], {tf}.float32)",
        "{tf}.identity({a})",
    ]
)
BINARY = st.sampled_from(
    [
        "{a} + {b}",
        "{a} * {b}",
        "{tf}.matmul({a}, {b})",
        "{tf}.concat([{a}, {b}], 1)",
        "{tf}.equal({a}, {b})",
        "({a} - {b}) ** 2",
        "{tf}.losses.mean_squared_error({a}, {b})",
        "{tf}.div({a}, {b})",
        "{tf}.where({a} > {b}, {a}, {b})",
        "({a}, {b})",
        "{tf}.nn.softmax_cross_entropy_with_logits(logits={a}, labels={b})",
        "{tf}.group({a}, {b})",
        "[{a}, {b}]",
        "{tf}.assign({a}, {b})",
        "{tf}.gradients({a}, {b})",
    ]
)


@st.composite
def noise(draw, number):
    """Lines without TensorFlow, of one statement, with comments that occur nowhere else."""
    return draw(
        st.sampled_from(
            [
                [f"# above {number}", f"noise_{number} = [{number}]  # beside {number}"],
                [f"noise_{number} = '''long", f"  # no comment {number}", "text'''"],
                [
                    f"if noise:  # branch {number}",
                    f"    # inside {number}",
                    f"    noise_{number} = 1",
                    "else:",
                    "    pass",
                ],
                [
                    f"def noise_{number}(a, *b, c = 1, **d):  # header {number}",
                    f"    '''Text {number}.'''",
                    "    return  a",
                ],
                [f"# alone {number}", "", f"noise_{number}: int = ( {number} )"],
                [f"print( 'noise {number}' , noise_{number} )  # printed {number}"],
                [f"for noise_{number} in range( 3 ): pass; pass  # loop {number}"],
                [f"class Noise{number}( object ):", f"    # of the class {number}", "    attribute  =  2"],
                [f"noise_{number} = f'{{noise!r:>{{width}}}}' \\", f'    + "{number}"'],
            ]
        )
    )


@st.composite
def programs(draw):
    """The text of a program, and the noise in it: lists of lines."""
    head, tf = draw(IMPORTS)
    noises = []
    lines = draw(st.sampled_from([[], ['"""A program."""'], ["#!/usr/bin/env python", "# -*- coding: utf-8 -*-"]]))
    lines = [*lines, *head.split("\n")]
    names = []

    def disturb(indent=""):
        if draw(st.booleans()):
            made = draw(noise(len(noises)))
            noises.append(made)
            lines.extend(indent + line if "'''" not in "".join(made) or not indent else line for line in made)

    def expression(depth=0):
        if depth > 2 or draw(st.booleans()):
            return draw(st.sampled_from(names))
        if draw(st.booleans()):
            return draw(UNARY).format(tf=tf, a=expression(depth + 1))
        return draw(BINARY).format(tf=tf, a=expression(depth + 1), b=expression(depth + 1))

    disturb()
    if draw(st.booleans()):
        lines += ["rate = 0.01", "def helper(t):", f"    return {tf}.nn.tanh(t)  # helped"]
    for number in range(draw(st.integers(1, 3))):
        shape = draw(st.sampled_from(["", ", [None, 3]", ", shape=(3, 3)", ", []", ", name='p'"]))
        lines.append(f"p{number} = {tf}.placeholder({tf}.float32{shape})  # placeholder {number}")
        names.append(f"p{number}")
    for number in range(draw(st.integers(0, 2))):
        lines.append(
            draw(
                st.sampled_from(
                    [
                        "v{n} = {tf}.Variable({tf}.zeros([3, 3]))",
                        "v{n} = {tf}.get_variable('v{n}', [3, 3])",
                        "v{n} = {tf}.Variable(1.0, trainable=False, name='v{n}')",
                        "with {tf}.variable_scope('s{n}'):\n    v{n} = {tf}.get_variable('w', [3])",
                    ]
                )
            ).format(n=number, tf=tf)
        )
        names.append(f"v{number}")
    for number in range(draw(st.integers(1, 5))):
        disturb()
        lines.append(f"t{number} = {expression()}")
        names.append(f"t{number}")
    if draw(st.booleans()):
        loss = draw(st.sampled_from(names))
        lines.append(f"train = {tf}.train.{draw(OPTIMIZERS)}.minimize({loss})")
        names.append("train")
    disturb()
    indent = session(draw, lines, tf)
    for _ in range(draw(st.integers(1, 4))):
        disturb(indent)
        lines.extend(indent + line for line in run(draw, names, tf))
    disturb()
    return "\n".join(lines) + draw(st.sampled_from(["\n", "", "\n\n", "\n# the end"])), noises


def session(draw, lines, tf):
    """Open a session; returns the indentation of what runs in it."""
    form = draw(st.integers(0, 3))
    if form == 0:
        lines += [f"with {tf}.Session() as sess:", f"    sess.run({tf}.global_variables_initializer())"]
        return "    "
    if form == 1:
        lines += [f"sess = {tf}.InteractiveSession()", f"{tf}.global_variables_initializer().run()"]
    elif form == 2:
        lines += [f"sess = {tf}.Session()", f"sess.run({tf}.initialize_all_variables())"]
    else:
        lines += [
            "def main(argv=None):",
            f"    sess = {tf}.Session()",
            f"    sess.run({tf}.global_variables_initializer())",
        ]
        return "    "
    return ""


def run(draw, names, tf):
    """Lines that run the graph."""
    fetched = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3))
    fetch = fetched[0] if len(fetched) == 1 else f"[{', '.join(fetched)}]"
    fed = ", ".join(f"{name}: np.ones([3, 3])" for name in names if name.startswith("p"))
    others = [f", feed_dict={{{fed}}}", "", ", {p0: [[1., 2., 3.]]}", ", feeds"]
    feed = draw(st.sampled_from([f", {{{fed}}}"] * 8 + others))
    call = f"sess.run({fetch}{feed})"
    return draw(
        st.sampled_from(
            [
                [call],
                [f"out = {call}  # kept", "print(out)"],
                [f"print({call})"],
                [call + ";"],
                ["for step in range(3):", f"    value = {call}", "    if step % 2 == 0:", "        print(step, value)"],
                [f"print({fetched[0]}.eval({{{fed}}}))"],
                [f"train.run({{{fed}}})" if "train" in names else "pass"],
                [f"a, b = sess.run([{fetched[0]}, {fetched[-1]}]{feed})"],
                [f"saver = {tf}.train.Saver()", "saver.save(sess, 'model')"],
                ["sess.close()"],
            ]
        )
    )


@st.composite
def mutants(draw):
    """A fixture in which statements were dropped, doubled, swapped or put elsewhere."""
    lines = draw(st.sampled_from(FIXTURES + FALLBACKS)).read_text().split("\n")
    for _ in range(draw(st.integers(1, 4))):
        body = ast.parse("\n".join(lines)).body
        if len(body) < 3:
            break
        first, second = (body[draw(st.integers(0, len(body) - 1))] for _ in range(2))
        a, b = (lines[node.lineno - 1 : node.end_lineno] for node in (first, second))
        change = draw(st.sampled_from(["drop", "double", "swap"]))
        if change == "drop":
            new = lines[: first.lineno - 1] + lines[first.end_lineno :]
        elif change == "double":
            new = lines[: second.lineno - 1] + a + lines[second.lineno - 1 :]
        elif first.end_lineno < second.lineno:
            between = lines[first.end_lineno : second.lineno - 1]
            new = lines[: first.lineno - 1] + b + between + a + lines[second.end_lineno :]
        else:
            new = lines
        try:
            ast.parse("\n".join(new))
        except SyntaxError:  # several statements stood on the line, or a decorator was left
            continue
        lines = new
    return "\n".join(lines)
