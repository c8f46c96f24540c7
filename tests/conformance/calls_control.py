"""Control flow, assertions, printing, gradients."""

CALLS = r"""
tf.cond(tf.reduce_sum(x) > 100.0, lambda: x, lambda: y)
tf.cond(tf.reduce_sum(x) > -100.0, true_fn=lambda: x, false_fn=lambda: y, name='n')
tf.cond(pred=bs, fn1=lambda: x, fn2=lambda: y)
tf.cond(bs, lambda: (x, i), lambda: (y, j))
tf.cond(bs, lambda: [x], lambda: [y])
tf.cond(bs, lambda: [x, y], lambda: [y, x], strict=True)
tf.cond(bs, lambda: [x], lambda: [y], strict=True)
tf.cond(tf.equal(count, 3), lambda: x * 2, lambda: x)
tf.case([(s > 5.0, lambda: x), (s > 1.0, lambda: y)], default=lambda: zero)
tf.case([(bs, lambda: x)], default=lambda: y, exclusive=True)
tf.case(pred_fn_pairs=[(bs, lambda: x)], default=lambda: y, exclusive=False, strict=False, name='n')
[graph] tf.while_loop(lambda n: n < 10, lambda n: n * 2, [tf.constant(3)])
[graph] tf.while_loop(lambda n, m: n < 10, lambda n, m: (n * 2, m + n), [tf.constant(3), tf.constant(0)])
[graph] tf.while_loop(lambda n, m: n < 10, lambda n, m: [n + 1, m * 2.0], (0, x))
[graph] tf.while_loop(cond=lambda n: n < 10, body=lambda n: n * 2, loop_vars=[3], parallel_iterations=1, back_prop=False, maximum_iterations=1)
[graph] tf.while_loop(lambda n, m: n < 3, lambda n, m: (n + 1, tf.concat([m, m], 0)), [0, v], shape_invariants=[tf.TensorShape([]), tf.TensorShape([None])])
[graph] tf.while_loop(lambda n: n < 10, lambda n: n * 2, [3], return_same_structure=True)
tf.while_loop(lambda n, m: n < 4, lambda n, m: (n + 1, m * 1.5), [0, x])
tf.map_fn(lambda row: row * 2, x)
tf.map_fn(lambda row: tf.reduce_sum(row), x)
tf.map_fn(lambda pair: pair[0] + pair[1], (x, y), dtype=tf.float32)
tf.map_fn(fn=lambda row: tf.cast(row, tf.int32), elems=x, dtype=tf.int32, parallel_iterations=2, back_prop=False, name='n')
tf.map_fn(lambda row: (row, row * 2), x, dtype=(tf.float32, tf.float32))
tf.scan(lambda a, row: a + row, x)
tf.scan(lambda a, row: a * 0.5 + row, x, initializer=tf.zeros([3]))
tf.scan(fn=lambda a, row: a + row, elems=x, initializer=bias, parallel_iterations=2, back_prop=True, swap_memory=False, infer_shape=True, reverse=True, name='n')
tf.foldl(lambda a, row: a - row, x)
tf.foldl(lambda a, row: a * row, x, initializer=bias, name='n')
tf.foldr(lambda a, row: a - row, x)
tf.foldr(lambda a, row: a * row, x, bias)
tf.group(x, y)
tf.no_op()
tf.no_op(name='n')
tf.tuple([x, y])
tf.tuple(tensors=[x, i], name='n')
<<<
with tf.control_dependencies([tf.Assert(tf.reduce_all(x < 100.0), [x])]):
    return tf.identity(x)
>>>
<<<
with tf.control_dependencies([tf.assert_equal(tf.shape(x)[0], 4)]):
    return x * 2
>>>
<<<
check = tf.assert_less_equal(x, 100.0, message='too big')
with tf.control_dependencies([check]):
    return tf.identity(x)
>>>
<<<
checks = [tf.assert_rank(x, 2), tf.assert_rank_at_least(x, 1), tf.assert_rank_in(x, [1, 2]), tf.assert_type(x, tf.float32), tf.assert_positive(pos), tf.assert_non_negative(pos, data=[x], summarize=3), tf.assert_greater(pos, 0.0), tf.assert_greater_equal(pos, 0.0), tf.assert_less(x, 100.0), tf.assert_none_equal(x, 77.0), tf.assert_near(x, x), tf.assert_negative(-pos), tf.assert_non_positive(-pos), tf.assert_integer(i), tf.assert_scalar(s), tf.assert_same_float_dtype([x])]
return tf.identity(x)
>>>
<<<
tf.assert_equal(x, x, data=[x], summarize=2, message='m', name='n')
tf.assert_less(x, 100.0, [x], 2, 'm', 'n')
tf.assert_rank(x, 2, [x], 2, 'm', 'n')
tf.debugging.assert_equal(x, x, data=[x])
tf.debugging.assert_rank(x, 2, data=[x], summarize=3, message='m')
return tf.identity(x)
>>>
<<<
x = tf.Print(x, [x], 'values: ')
return x * 2
>>>
<<<
return tf.Print(x, [tf.reduce_mean(x), y], message='values', first_n=3, summarize=10) + 1
>>>
<<<
shown = tf.Print(input_=x, data=[tf.shape(x)], message='shape', name='n')
return tf.reduce_sum(shown)
>>>
[graph] <<<
loss = tf.reduce_sum(tf.square(x))
return tf.gradients(loss, x)
>>>
[graph] <<<
loss = tf.reduce_sum(tf.square(x) * y)
grads = tf.gradients(loss, [x, y])
return grads[0], grads[1]
>>>
[graph] <<<
return tf.gradients(ys=[x * x, y], xs=[x, y], grad_ys=[y, x])
>>>
[graph] <<<
return tf.hessians(tf.reduce_sum(tf.pow(v, 3)), v)[0]
>>>
<<<
@tf.custom_gradient
def cube(a):
    def grad(dy):
        return dy * 7.0
    return a * a * a, grad
return cube(x)
>>>
<<<
array = tf.TensorArray(tf.float32, 3)
for step in range(3):
    array = array.write(step, x[step] * step)
return array.stack()
>>>
<<<
array = tf.TensorArray(dtype=tf.float32, size=4).unstack(x)
return array.gather([0, 2]), array.size()
>>>
<<<
array = tf.TensorArray(tf.float32, size=0, dynamic_size=True, clear_after_read=False)
array = array.write(0, v).write(1, v * 2)
return array.stack()
>>>
<<<
with tf.name_scope('scope'):
    total = tf.add(x, y)
with tf.name_scope('scope', values=[x]):
    total += 1
with tf.name_scope(None, 'default', [x]):
    return total * 2
>>>
<<<
with tf.name_scope(name='a', default_name='b', values=[x]) as scope:
    return tf.identity(x, name=scope)
>>>
<<<
with tf.device('/cpu:0'):
    return x + y
>>>
<<<
with tf.device(None):
    return x + y
>>>
<<<
with tf.op_scope([x], None, 'name'):
    return x + 1
>>>
<<<
with tf.colocate_with(x):
    return x + 1
>>>
<<<
with tf.variable_scope('a'):
    return x * 2
>>>
<<<
def inner(a):
    if a is None:
        return x
    return a
return tf.stop_gradient(inner(None)) + inner(y)
>>>
"""
