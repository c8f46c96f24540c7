"""Tests of `returns` and `averages`, as they were written for TensorFlow 1."""

from absl.testing import parameterized
import numpy as np
import tensorflow as tf

import averages
import returns


class DiscountedTest(tf.test.TestCase, parameterized.TestCase):

  @parameterized.parameters(0.5, 1.0)
  def testAgainstNumpy(self, rate):
    rewards = np.array([1., 2., 4.], dtype=np.float32)
    expected = sum(r * rate ** i for i, r in enumerate(rewards))
    with self.test_session() as sess:  # one session
      # all of it
      value = sess.run(returns.discounted(tf.constant(rewards), rate))
      self.assertAllClose(value, expected)
      # until here

    self.assertEqual(value.dtype, np.float32)

  def testFed(self):
    """The number of steps is known when it runs."""
    rewards = tf.placeholder(tf.float32, [None])
    total = returns.discounted(rewards, 0.5)
    self.assertIsNone(returns.static_length(rewards))
    with self.cached_session() as sess:
      self.assertAllClose(sess.run(total, feed_dict={rewards: [1., 2.]}), 2.)
      self.assertAllClose(sess.run(total, {rewards: [4.]}), 4.)


class EntropyTest(tf.test.TestCase):

  def setUp(self):
    super(EntropyTest, self).setUp()
    self.logits = tf.constant([[0., 0.], [0., 100.]])
    self.entropy = returns.entropy(self.logits)

  def testValue(self):
    with self.test_session():
      self.assertAllClose(self.entropy.eval(), [[np.log(2.)], [np.nan]])

  def testShape(self):
    with self.test_session() as sess:
      flat = sess.run(returns.entropy(self.logits, keep=False))
      self.assertEqual(flat.shape, (2,))
      self.assertAllEqual(*sess.run([self.logits, tf.identity(self.logits)]))


class GradientTest(tf.test.TestCase):

  def setUp(self):
    super(GradientTest, self).setUp()
    self.x = tf.constant([1., -3.])
    self.loss = returns.huber(self.x, 2.)

  def testValue(self):
    with self.test_session() as sess:
      self.assertAllClose(sess.run(self.loss), [0.5, 4.])

  def testClipped(self):
    with self.test_session() as sess:
      gradient = returns.clipped_gradient(tf.reduce_sum(self.loss), self.x, 1.)
      self.assertAllClose(np.linalg.norm(sess.run(gradient)), 1.)


class _Chosen(object):

  def testChosen(self):
    values = tf.constant([[1, 2, 3], [4, 5, 6]], dtype=self.dtype)
    with self.session() as sess:
      output = returns.chosen(values, [2, 0])
      loss, extra = sess.run([output.loss, output.extra])
      self.assertAllEqual(loss, [3, 4])
      self.assertAllEqual(extra["hot"], [[0, 0, 1], [1, 0, 0]])
      self.assertEqual(loss.dtype, self.dtype.as_numpy_dtype)

  def testRatio(self):
    with self.test_session() as sess:
      value = sess.run(returns.ratio(tf.constant(7, self.dtype), 2))
    self.assertAllClose(value, 3.5 if self.dtype.is_floating else 3)


class ChosenFloatTest(tf.test.TestCase, _Chosen):
  dtype = tf.float32


class ChosenIntTest(tf.test.TestCase, _Chosen):
  dtype = tf.int32


class ErrorTest(tf.test.TestCase):

  def testSteps(self):
    with self.assertRaisesRegexp(ValueError, "other numbers of steps"):
      returns.check_same_steps(tf.zeros([2, 3]), tf.zeros([3, 3]))
    with self.assertRaises(ValueError):
      returns.check_same_steps(tf.zeros([2, 2]), tf.zeros([2, 3]))
    returns.check_same_steps(tf.placeholder(tf.float32, [None, None]), tf.zeros([3, 3]))

  def testOpError(self):
    with self.test_session() as sess:
      with self.assertRaisesOpError("not two"):
        sess.run(tf.Assert(tf.equal(tf.constant(1), 2), ["not two"]))


class NoiseTest(tf.test.TestCase):

  def _spread(self, x):
    with self.test_session() as sess:
      return np.std(sess.run(x))

  def testTwice(self):
    """Each run draws anew."""
    x = returns.noisy(tf.zeros([10]))
    with self.test_session() as sess:
      first, second = sess.run(x), sess.run(x)
      self.assertNotAllClose(first, second)

  def testOnce(self):
    x = returns.noisy(tf.zeros([1000]), 2.)
    with self.test_session() as sess:
      value, same = sess.run([x, x])
      self.assertAllEqual(value, same)
      self.assertNear(np.std(value), 2., 0.3)

  def testSpread(self):
    self.assertNear(self._spread(returns.noisy(tf.zeros([1000]))), 1., 0.2)


class VariableTest(tf.test.TestCase):

  def testRead(self):
    v = tf.Variable([1., 2.])
    with self.test_session() as sess:
      sess.run(tf.global_variables_initializer())
      self.assertAllEqual(sess.run(v), [1., 2.])

  def testAfterTheUpdate(self):
    v = tf.Variable(0)
    update = tf.assign_add(v, 1)
    with self.test_session() as sess:
      tf.global_variables_initializer().run()
      for expected in (1, 2, 3):
        _, value = sess.run([update, v])
        self.assertEqual(value, expected)

  def testRunningMean(self):
    x = tf.placeholder(tf.float32, [None])
    mean = averages.running_mean(x)
    with self.test_session() as sess:
      sess.run(tf.global_variables_initializer())
      self.assertAllClose(sess.run(mean, {x: [1., 3.]}), 2.)
      self.assertAllClose(sess.run(mean, {x: [5., 7.]}), 4.)
      self.assertEqual([v.op.name for v in tf.global_variables()],
                       ["running_mean/total", "running_mean/count"])


if __name__ == "__main__":
  tf.test.main()
