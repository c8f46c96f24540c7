"""Programs whose printed text is recorded on 1.15: rows that are handled by a lowering, or kept on compat.v1.

`python tests/conformance/record_programs.py --tf1-python ...` records them.
"""

_HEAD = "import numpy as np\nimport tensorflow as tf\n"

PROGRAMS = {
    "flags": """
flags = tf.app.flags
flags.DEFINE_integer("steps", 3, "number of steps")
flags.DEFINE_float("rate", 0.5, "learning rate")
flags.DEFINE_string("folder", "out", "where")
flags.DEFINE_boolean("fast", True, "whether")
flags.DEFINE_bool("slow", False, "whether")
flags.DEFINE_enum("mode", "a", ["a", "b"], "which")
flags.mark_flag_as_required("folder")
FLAGS = flags.FLAGS


def main(argv):
    print(FLAGS.steps, FLAGS.rate, FLAGS.folder, FLAGS.fast, FLAGS.slow, FLAGS.mode, len(argv))


if __name__ == "__main__":
    tf.app.run()
""",
    "flags_of_tf": """
tf.flags.DEFINE_integer("count", 3, "number of steps")
tf.flags.DEFINE_float("share", 0.5, "share")
tf.flags.DEFINE_string("name", "x", "name")
tf.flags.DEFINE_bool("deep", False, "whether")
tf.flags.DEFINE_boolean("wide", True, "whether")
tf.app.flags.DEFINE_integer("more", 2, "more")
FLAGS = tf.flags.FLAGS
OTHER = tf.app.flags.FLAGS
print(FLAGS.count + OTHER.more, FLAGS.share, FLAGS.name, FLAGS.deep, FLAGS.wide)
""",
    "files": """
import os
import tempfile

folder = tempfile.mkdtemp()
tf.gfile.MakeDirs(os.path.join(folder, "a", "b"))
tf.gfile.MkDir(os.path.join(folder, "c"))
path = os.path.join(folder, "a", "one.txt")
with tf.gfile.Open(path, "w") as file:
    file.write("first\\nsecond\\n")
with tf.gfile.GFile(path) as file:
    print(file.read())
with tf.gfile.FastGFile(path, "rb") as file:
    print(len(file.read()))
tf.gfile.Copy(path, os.path.join(folder, "two.txt"))
tf.gfile.Copy(path, os.path.join(folder, "two.txt"), overwrite=True)
tf.gfile.Rename(os.path.join(folder, "two.txt"), os.path.join(folder, "three.txt"), overwrite=True)
print(sorted(os.path.basename(name) for name in tf.gfile.Glob(os.path.join(folder, "*.txt"))))
print(tf.gfile.Exists(path), tf.gfile.IsDirectory(folder), tf.gfile.IsDirectory(path))
print(sorted(tf.gfile.ListDirectory(folder)), tf.gfile.Stat(path).length)
print(sorted(sorted(files) for _, _, files in tf.gfile.Walk(folder)))
with tf.Session() as sess:
    print(sess.run(tf.read_file(path)).decode())
tf.gfile.Remove(path)
tf.gfile.DeleteRecursively(os.path.join(folder, "a"))
print(tf.gfile.Exists(path), sorted(os.listdir(folder)))
""",
    "files_of_io": """
import os
import tempfile

folder = tempfile.mkdtemp()
tf.io.gfile.makedirs(os.path.join(folder, "a"))
path = os.path.join(folder, "a", "one.txt")
with tf.io.gfile.GFile(path, "w") as file:
    file.write("text")
print(tf.io.gfile.exists(path), len(tf.io.gfile.glob(os.path.join(folder, "a", "*"))))
with tf.Session() as sess:
    print(sess.run(tf.io.read_file(path)).decode())
""",
    "records": """
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "data.tfrecord")
writer = tf.python_io.TFRecordWriter(path)
for number in range(4):
    feature = {
        "number": tf.train.Feature(int64_list=tf.train.Int64List(value=[number])),
        "values": tf.train.Feature(float_list=tf.train.FloatList(value=[number, number * 0.5])),
        "name": tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"n%d" % number])),
    }
    writer.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
writer.close()
for record in tf.python_io.tf_record_iterator(path):
    example = tf.train.Example()
    example.ParseFromString(record)
    print(example.features.feature["number"].int64_list.value[0])


def parse(serialized):
    parsed = tf.parse_single_example(serialized, {
        "number": tf.FixedLenFeature([], tf.int64),
        "values": tf.FixedLenFeature([2], tf.float32),
        "name": tf.VarLenFeature(tf.string),
    })
    return parsed["number"], parsed["values"], tf.sparse_tensor_to_dense(parsed["name"], default_value="")


dataset = tf.data.TFRecordDataset(path).map(parse).batch(2)
number, values, name = dataset.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    for _ in range(2):
        print(sess.run([number, values, name]))
""",
    "compressed_records": """
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "data.tfrecord")
options = tf.python_io.TFRecordOptions(tf.python_io.TFRecordCompressionType.GZIP)
with tf.python_io.TFRecordWriter(path, options) as writer:
    for number in range(3):
        writer.write(b"record %d" % number)
dataset = tf.data.TFRecordDataset([path], compression_type="GZIP")
element = dataset.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    for _ in range(3):
        print(sess.run(element))
""",
    "text_datasets": """
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "data.csv")
with open(path, "w") as file:
    file.write("a,b\\n1,2.5\\n3,4.5\\n5,6.5\\n")
lines = tf.data.TextLineDataset(path).skip(1).map(lambda line: tf.decode_csv(line, [[0], [0.0]]))
number, value = lines.batch(2).make_one_shot_iterator().get_next()
csv = tf.data.experimental.CsvDataset(path, [tf.int32, tf.float32], header=True)
row = csv.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    print(sess.run([number, value]))
    print(sess.run([number, value]))
    print(sess.run(row))
    print(sess.run(row))
""",
    "dataset_sources": """
def generate():
    for number in range(4):
        yield number, [number * 0.5, 1.0]


generated = tf.data.Dataset.from_generator(generate, (tf.int32, tf.float32), (tf.TensorShape([]), tf.TensorShape([2])))
whole = tf.data.Dataset.from_tensors(np.arange(3)).repeat(4)
sliced = tf.data.Dataset.from_tensor_slices({"a": np.arange(4), "b": np.ones([4, 2])})
zipped = tf.data.Dataset.zip((generated, whole, sliced))
element = zipped.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    for _ in range(4):
        print(sess.run(element))
""",
    "dataset_functions": """
dataset = tf.data.Dataset.range(10)
batched = dataset.apply(tf.contrib.data.map_and_batch(lambda x: x * 2, batch_size=4))
again = dataset.apply(tf.data.experimental.map_and_batch(lambda x: x + 1, 5, drop_remainder=True))
mixed = tf.data.Dataset.range(3).apply(tf.data.experimental.parallel_interleave(
    lambda x: tf.data.Dataset.from_tensors(x).repeat(2), cycle_length=1))
single = tf.data.experimental.get_single_element(tf.data.Dataset.from_tensors(7))
first = batched.make_one_shot_iterator().get_next()
second = tf.data.make_one_shot_iterator(again).get_next()
third = mixed.make_one_shot_iterator().get_next()
with tf.Session() as sess:
    print(sess.run(first), sess.run(first), sess.run(first))
    print(sess.run(second), sess.run(second))
    print([sess.run(third) for _ in range(6)])
    print(sess.run(single))
""",
    "dataset_errors": """
dataset = tf.data.Dataset.range(2)
element = dataset.make_one_shot_iterator().get_next()
print(tf.data.get_output_shapes(dataset))
with tf.Session() as sess:
    try:
        while True:
            print(sess.run(element))
    except tf.errors.OutOfRangeError:
        print("done")
""",
    "layer_objects": """
x = tf.placeholder(tf.float32, [None, 4, 4, 2])
ones = tf.ones_initializer()
conv = tf.layers.Conv2D(3, 2, padding="same", activation=tf.nn.relu, kernel_initializer=ones)
pool = tf.layers.MaxPooling2D(2, 2)
mean = tf.layers.AveragePooling2D(2, 1)
up = tf.layers.Conv2DTranspose(2, 2, 2, kernel_initializer=tf.constant_initializer(0.5))
dense = tf.layers.Dense(2, kernel_initializer=ones)
hidden = up(pool(conv(x)))
y = dense(mean(hidden))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.arange(32).reshape([1, 4, 4, 2]) * 0.1}))
""",
    "layer_objects_in_training": """
x = tf.placeholder(tf.float32, [None, 3])
training = tf.placeholder(tf.bool, [])
norm = tf.layers.BatchNormalization(momentum=0.5)
y = norm(x, training=training)
updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
data = np.array([[1.0, 2.0, 3.0], [3.0, 5.0, 9.0]])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: data, training: True}))
    sess.run(updates, {x: data, training: True})
    print(sess.run(y, {x: data, training: False}))
""",
    "separable_layer_object": """
x = tf.placeholder(tf.float32, [None, 6, 2])
layer = tf.layers.SeparableConv1D(3, 2, depthwise_initializer=tf.ones_initializer(),
                                  pointwise_initializer=tf.constant_initializer(0.5))
y = layer(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.arange(12).reshape([1, 6, 2]) * 0.1}))
""",
    "keras_models": """
x = tf.placeholder(tf.float32, [None, 6, 6, 1])
model = tf.keras.Sequential([
    tf.keras.layers.Conv2D(2, 3, activation="relu", kernel_initializer="ones"),
    tf.keras.layers.MaxPool2D(2),
    tf.keras.layers.MaxPooling2D(2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dropout(0.5),
    tf.keras.layers.Dense(3, kernel_initializer="ones", kernel_regularizer=tf.keras.regularizers.l2(0.1)),
])
y = model(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.arange(36).reshape([1, 6, 6, 1]) * 0.01}))
""",
    "keras_subclass": """
class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        self.embed = tf.keras.layers.Embedding(5, 2, embeddings_initializer="ones")
        self.conv = tf.keras.layers.Conv1D(2, 2, kernel_initializer="ones")
        self.dense = tf.keras.layers.Dense(2, kernel_initializer="ones")

    def call(self, ids):
        return self.dense(self.conv(self.embed(ids)))


class Scale(tf.keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight("scale", shape=[1], initializer="ones")
        super(Scale, self).build(shape)

    def call(self, inputs):
        return inputs * self.scale * 2.0


ids = tf.placeholder(tf.int32, [None, 3])
y = Scale()(Net()(ids))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {ids: [[0, 1, 2], [3, 4, 0]]}))
""",
    "keras_training": """
model = tf.keras.models.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,))])
model.compile(optimizer=tf.keras.optimizers.SGD(lr=0.1), loss="mse")
x = np.array([[1.0, 2.0], [3.0, 4.0]])
y = np.array([[1.0], [2.0]])
for _ in range(3):
    model.train_on_batch(x, y)
print(model.predict_on_batch(x))
with tf.Session() as sess:
    print(sess.run(tf.log(tf.constant(1.0))))
""",
    "keras_functional": """
inputs = tf.keras.layers.Input(shape=(2,))
outputs = tf.keras.layers.Dense(2, kernel_initializer="ones")(inputs)
model = tf.keras.Model(inputs, outputs)
model.compile(tf.keras.optimizers.Adam(lr=0.1, epsilon=1e-7), tf.keras.losses.MeanSquaredError())
x = np.array([[1.0, 2.0], [3.0, 4.0]])
model.train_on_batch(x, x)
print(model.predict_on_batch(x))
print(tf.to_float(3).dtype.name)
""",
    "summaries": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2, 4, 4, 1])
tf.summary.scalar("mean", tf.reduce_mean(x))
tf.summary.image("picture", x)
tf.summary.histogram("spread", x)
merged = tf.summary.merge_all()
writer = tf.summary.FileWriter(folder)
with tf.Session() as sess:
    for step in range(2):
        writer.add_summary(sess.run(merged, {x: np.ones([2, 4, 4, 1]) * step}), step)
writer.close()
print(len(os.listdir(folder)))
""",
    "merged_summaries": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [3])
one = tf.summary.scalar("mean", tf.reduce_mean(x))
two = tf.summary.scalar("sum", tf.reduce_sum(x))
merged = tf.summary.merge([one, two])
words = tf.summary.text("words", tf.constant("a text"))
writer = tf.summary.FileWriter(folder)
with tf.Session() as sess:
    writer.add_summary(sess.run(merged, {x: [1, 2, 3]}), 0)
    writer.add_summary(sess.run(words), 0)
writer.flush()
writer.close()
print(len(os.listdir(folder)))
""",
    "summary_messages": """
import os
import tempfile

folder = tempfile.mkdtemp()
writer = tf.summary.FileWriter(folder)
for step in range(3):
    summary = tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=step * 0.5)])
    writer.add_summary(summary, step)
summary = tf.Summary()
summary.value.add(tag="other", simple_value=1.0)
writer.add_summary(summary, 3)
writer.close()
print(len(os.listdir(folder)))
""",
    "summary_protocol": """
message = tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=0.5)])
again = tf.Summary.FromString(message.SerializeToString())
print(again.value[0].tag, again.value[0].simple_value)
picture = tf.Summary.Image(encoded_image_string=b"x", height=2, width=3)
print(picture.height, picture.width)
event = tf.summary.Event(step=3)
print(event.step)
""",
    "global_step": """
step = tf.train.create_global_step()
x = tf.Variable(2.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(
    x * x, global_step=tf.train.get_global_step(), gate_gradients=tf.train.Optimizer.GATE_OP)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train)
    print(sess.run(x), tf.train.global_step(sess, step))
""",
    "global_step_of_contrib": """
step = tf.contrib.framework.get_or_create_global_step()
x = tf.Variable(2.0)
train = tf.train.GradientDescentOptimizer(0.1).minimize(x * x, global_step=tf.contrib.framework.get_global_step())
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print(sess.run([x, step]))
""",
    "collections": """
a = tf.Variable(1.0, name="a")
b = tf.Variable([1.0, 2.0], trainable=False, name="b")
tf.add_to_collection("mine", a)
tf.add_to_collection("mine", b)
print([v.name for v in tf.global_variables()])
print([v.name for v in tf.trainable_variables()])
print(len(tf.get_collection("mine")), len(tf.local_variables()))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(tf.add_n([tf.reduce_sum(v) for v in tf.get_collection("mine")])))
""",
    "more_collections": """
a = tf.Variable(1.0, name="a")
counter = tf.Variable(0.0, collections=[tf.GraphKeys.LOCAL_VARIABLES], name="counter")
tf.get_collection_ref("list").append(a)
print([v.name for v in tf.all_variables()], [v.name for v in tf.local_variables()])
print([v.name for v in tf.contrib.slim.get_variables()])
print(len(tf.get_collection_ref("list")), tf.GraphKeys.QUEUE_RUNNERS, tf.GraphKeys.SAVERS)
print(tf.GraphKeys.TRAINABLE_RESOURCE_VARIABLES)
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    sess.run(tf.initialize_local_variables())
    print(sess.run([a, counter]))
""",
    "queues": """
names = tf.train.string_input_producer(["a", "b", "c"], num_epochs=1, shuffle=False)
value = names.dequeue()
number, label = tf.train.slice_input_producer([np.arange(4), np.arange(4) * 2], num_epochs=1, shuffle=False)
batch = tf.train.batch([number, label], batch_size=2)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    print([sess.run(value) for _ in range(3)])
    print(sess.run(batch), sess.run(batch))
    coord.request_stop()
    coord.join(threads)
""",
    "shuffled_queues": """
number = tf.train.slice_input_producer([np.arange(8)], num_epochs=1, shuffle=False)[0]
mixed = tf.train.shuffle_batch([number], batch_size=4, capacity=8, min_after_dequeue=4, allow_smaller_final_batch=True)
joined = tf.train.batch_join([[tf.constant(1.0)], [tf.constant(1.0)]], batch_size=3)
with tf.Session() as sess:
    sess.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess, coord)
    print(sorted(list(sess.run(mixed)) + list(sess.run(mixed))))
    print(sess.run(joined))
    coord.request_stop()
    coord.join(threads)
""",
    "fifo_queue": """
queue = tf.FIFOQueue(4, [tf.float32], shapes=[[]])
put = queue.enqueue_many([[1.0, 2.0, 3.0]])
take = queue.dequeue()
runner = tf.train.QueueRunner(queue, [put])
tf.train.add_queue_runner(runner)
with tf.Session() as sess:
    sess.run(put)
    print(sess.run(take), sess.run(take), sess.run(queue.size()))
""",
    "readers": """
import os
import tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "data.tfrecord")
with tf.python_io.TFRecordWriter(path) as writer:
    for number in range(3):
        writer.write(b"record %d" % number)
fixed = os.path.join(folder, "data.bin")
with open(fixed, "wb") as file:
    file.write(bytes(bytearray(range(6))))
key, value = tf.TFRecordReader().read(tf.train.string_input_producer([path], shuffle=False))
_, raw = tf.FixedLengthRecordReader(2).read(tf.train.string_input_producer([fixed], shuffle=False))
decoded = tf.decode_raw(raw, tf.uint8)
with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(coord=coord)
    print([sess.run(value) for _ in range(3)])
    print([sess.run(decoded).tolist() for _ in range(3)])
    coord.request_stop()
    coord.join(threads)
""",
    "checkpoints": """
import os
import tempfile

folder = tempfile.mkdtemp()
a = tf.Variable(1.0, name="a")
b = tf.Variable([2.0, 3.0], name="b")
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(a.assign(5.0))
    path = saver.save(sess, os.path.join(folder, "model"), global_step=7)
print(os.path.basename(path), os.path.basename(tf.train.latest_checkpoint(folder)))
state = tf.train.get_checkpoint_state(folder)
print(os.path.basename(state.model_checkpoint_path), tf.train.checkpoint_exists(path))
with tf.Session() as sess:
    saver.restore(sess, path)
    print(sess.run([a, b]))
""",
    "reading_checkpoints": """
import os
import tempfile

folder = tempfile.mkdtemp()
a = tf.get_variable("a", initializer=4.0)
saver = tf.train.Saver()
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    path = saver.save(sess, os.path.join(folder, "model"))
reader = tf.train.NewCheckpointReader(path)
print(reader.get_variable_to_shape_map(), reader.get_tensor("a"))
print(tf.train.list_variables(path))
print(tf.train.load_checkpoint(path).get_tensor("a"), tf.train.load_variable(path, "a"))
tf.reset_default_graph()
other = tf.get_variable("other", initializer=0.0)
tf.train.init_from_checkpoint(path, {"a": other})
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(other))
""",
    "meta_graphs": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [], name="x")
a = tf.Variable(4.0, name="a")
y = tf.multiply(x, a, name="y")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    path = tf.train.Saver().save(sess, os.path.join(folder, "model"))
    frozen = tf.graph_util.convert_variables_to_constants(sess, sess.graph_def, ["y"])
print(sorted(node.name for node in frozen.node if node.op == "Const"))
with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
    saver = tf.train.import_meta_graph(path + ".meta")
    saver.restore(sess, path)
    print(sess.run("y:0", {"x:0": 3.0}))
with tf.Graph().as_default() as graph, tf.Session(graph=graph) as sess:
    definition = tf.GraphDef()
    definition.ParseFromString(frozen.SerializeToString())
    y, = tf.import_graph_def(definition, return_elements=["y:0"], name="")
    print(sess.run(y, {"x:0": 2.0}))
print(tf.NodeDef(name="n").name)
""",
    "monitored_sessions": """
class Show(tf.train.SessionRunHook):
    def before_run(self, context):
        return tf.train.SessionRunArgs(x)

    def after_run(self, context, values):
        print("hook", values.results)


step = tf.train.get_or_create_global_step()
x = tf.Variable(1.0, name="x")
add = tf.group(tf.assign_add(x, 1.0), tf.assign_add(step, 1))
triple = x * 3.0
with tf.train.MonitoredTrainingSession(hooks=[Show()]) as sess:
    sess.run(add)
    print(sess.run(step))
creator = tf.train.ChiefSessionCreator(tf.train.Scaffold())
print(issubclass(tf.train.ChiefSessionCreator, tf.train.SessionCreator))
with tf.train.MonitoredSession(creator) as sess:
    print(sess.run(x))
with tf.train.SingularMonitoredSession() as sess:
    print(sess.run(triple))
""",
    "session_options": """
config = tf.ConfigProto(
    allow_soft_placement=True,
    gpu_options=tf.GPUOptions(allow_growth=True),
    graph_options=tf.GraphOptions(optimizer_options=tf.OptimizerOptions(opt_level=tf.OptimizerOptions.L0)))
x = tf.placeholder(tf.float32, [2])
with tf.Session(config=config) as sess:
    print(sess.run(x * 2.0, {x: [1.0, 2.0]}))
""",
    "run_options": """
x = tf.placeholder(tf.float32, [2])
options = tf.RunOptions(timeout_in_ms=10000)
with tf.Session(config=tf.ConfigProto(graph_options=tf.GraphOptions(
        optimizer_options=tf.OptimizerOptions(global_jit_level=tf.OptimizerOptions.OFF)))) as sess:
    print(sess.run(x * 2.0, {x: [1.0, 2.0]}, options=options))
""",
    "moving_averages": """
from tensorflow.python.training import moving_averages

x = tf.Variable(1.0)
mean = tf.Variable(0.0, trainable=False)
update = moving_averages.assign_moving_average(mean, x, 0.9, zero_debias=False)
average = tf.train.ExponentialMovingAverage(0.5)
apply = average.apply([x])
grow = tf.assign_add(x, 2.0)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(grow)
        sess.run([apply, update])
    print(sess.run([x, average.average(x), mean]))
""",
    "exponential_average": """
x = tf.Variable(1.0)
average = tf.train.ExponentialMovingAverage(decay=0.5)
train = tf.train.GradientDescentOptimizer(0.1).minimize(tf.square(x - 3.0))
with tf.control_dependencies([train]):
    step = average.apply([x])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(step)
    print(sess.run([x, average.average(x)]))
""",
    "argument_scopes": """
slim = tf.contrib.slim
x = tf.placeholder(tf.float32, [2, 3])
ones = tf.ones_initializer()
with slim.arg_scope([slim.fully_connected], weights_initializer=ones, activation_fn=tf.nn.tanh):
    h = slim.fully_connected(x, 4, scope="one")
    y = slim.fully_connected(h, 2, activation_fn=None, scope="two")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]}))
""",
    "repeated_layers": """
slim = tf.contrib.slim
x = tf.placeholder(tf.float32, [2, 3])
y = slim.repeat(x, 2, slim.fully_connected, 3, weights_initializer=tf.ones_initializer(), scope="r")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]}), [v.name for v in tf.global_variables()])
""",
    "optimize_loss": """
x = tf.Variable([1.0, 2.0], name="x")
loss = tf.reduce_sum(tf.square(x))
train = tf.contrib.layers.optimize_loss(
    loss, tf.train.get_or_create_global_step(), learning_rate=0.1, optimizer="SGD", clip_gradients=1.0, summaries=[])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(train)
    print(sess.run(x))
""",
    "recurrent_wrappers": """
x = tf.placeholder(tf.float32, [2, 3, 4])
tf.set_random_seed(1)
ones = tf.constant_initializer(0.1)
with tf.variable_scope("net", initializer=ones):
    cells = [tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(3), output_keep_prob=1.0) for _ in range(2)]
    cell = tf.nn.rnn_cell.MultiRNNCell(cells)
    outputs, state = tf.nn.dynamic_rnn(cell, x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([outputs, state[0].h], {x: np.arange(24).reshape([2, 3, 4]) * 0.1}))
""",
    "static_recurrence": """
x = tf.placeholder(tf.float32, [2, 3, 4])
with tf.variable_scope("net", initializer=tf.constant_initializer(0.1)):
    outputs, first, last = tf.contrib.rnn.static_bidirectional_rnn(
        tf.contrib.rnn.BasicLSTMCell(3), tf.contrib.rnn.BasicLSTMCell(3), tf.unstack(x, axis=1), dtype=tf.float32)
y = tf.stack(outputs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.arange(24).reshape([2, 3, 4]) * 0.1}))
""",
    "normalized_cells": """
x = tf.placeholder(tf.float32, [2, 3, 4])
with tf.variable_scope("net", initializer=tf.constant_initializer(0.1)):
    outputs, _ = tf.nn.dynamic_rnn(tf.contrib.rnn.LayerNormBasicLSTMCell(3), x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(outputs, {x: np.arange(24).reshape([2, 3, 4]) * 0.1}))
""",
    "decoder_of_legacy_seq2seq": """
x = tf.placeholder(tf.float32, [2, 3, 4])
cell = tf.contrib.rnn.BasicRNNCell(3)
with tf.variable_scope("net", initializer=tf.constant_initializer(0.1)):
    outputs, state = tf.contrib.legacy_seq2seq.rnn_decoder(
        tf.unstack(x, axis=1), cell.zero_state(2, tf.float32), cell)
y = tf.stack(outputs)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, state], {x: np.arange(24).reshape([2, 3, 4]) * 0.1}))
""",
    "metrics": """
labels = tf.placeholder(tf.int32, [None])
predictions = tf.placeholder(tf.int32, [None])
scores = tf.placeholder(tf.float32, [None])
precision, precision_op = tf.metrics.precision(labels, predictions)
recall, recall_op = tf.metrics.recall(labels, predictions)
auc, auc_op = tf.metrics.auc(labels, scores)
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for shift in range(2):
        feed = {labels: [0, 1, 1, 0], predictions: [0, 1, shift, 1], scores: [0.1, 0.9, 0.4, 0.6]}
        print(sess.run([precision_op, recall_op, auc_op], feed))
    print(sess.run([precision, recall, auc]))
""",
    "more_metrics": """
labels = tf.placeholder(tf.int32, [None])
predictions = tf.placeholder(tf.int32, [None])
weights = tf.placeholder(tf.float32, [None])
found, found_op = tf.metrics.true_positives(labels, predictions, weights=weights)
wrong, wrong_op = tf.metrics.false_positives(labels, predictions)
missed, missed_op = tf.metrics.false_negatives(labels, predictions, weights)
other, other_op = tf.metrics.true_negatives(labels, predictions)
iou, iou_op = tf.metrics.mean_iou(labels, predictions, 3)
error, error_op = tf.metrics.root_mean_squared_error(labels, predictions)
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    for shift in range(2):
        feed = {labels: [0, 1, 2, 0], predictions: [0, 1, shift, 1], weights: [1.0, 0.5, 2.0, 0.0]}
        sess.run([found_op, wrong_op, missed_op, other_op, iou_op, error_op], feed)
    print(sess.run([found, wrong, missed, other, iou, error]))
""",
    "named_iterators": """
dataset = tf.data.Dataset.from_tensors(np.arange(3)).repeat(2)
iterator = dataset.make_one_shot_iterator()
element = iterator.get_next()
with tf.Session() as sess:
    print(sess.run(element))
    print(sess.run(element))
""",
    "fetched_optimize_loss": """
x = tf.placeholder(tf.float32, [3])
w = tf.Variable([1.0, 2.0, 3.0])
loss = tf.reduce_mean(tf.square(w - x))
train = tf.train.AdagradOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: [0.0, 1.0, 2.0]})
    print(sess.run(w))
""",
    "lookup_tables": """
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "words.txt")
with open(path, "w") as file:
    file.write("zero\\none\\ntwo\\n")
words = tf.placeholder(tf.string, [None])
table = tf.contrib.lookup.index_table_from_file(path, num_oov_buckets=1)
ids = table.lookup(words)
back = tf.contrib.lookup.index_to_string_table_from_file(path, default_value="?")
texts = back.lookup(ids)
with tf.Session() as sess:
    sess.run(tf.tables_initializer())
    print(sess.run([ids, texts], {words: ["one", "nine", "zero"]}))
""",
    "saved_model": """
import os
import tempfile

folder = os.path.join(tempfile.mkdtemp(), "export")
x = tf.placeholder(tf.float32, [None], name="x")
a = tf.Variable(2.0)
y = tf.multiply(x, a, name="y")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    builder = tf.saved_model.builder.SavedModelBuilder(folder)
    signature = tf.saved_model.signature_def_utils.build_signature_def(
        {"x": tf.saved_model.utils.build_tensor_info(x)}, {"y": tf.saved_model.utils.build_tensor_info(y)},
        tf.saved_model.signature_constants.PREDICT_METHOD_NAME)
    builder.add_meta_graph_and_variables(sess, [tf.saved_model.tag_constants.SERVING], {"serving_default": signature})
    builder.save()
print(os.path.exists(os.path.join(folder, "saved_model.pb")))
""",
    "eager": """
tfe = tf.contrib.eager
tfe.enable_eager_execution()
w = tfe.Variable(2.0)


def loss(x):
    return w * w * x


value, grads = tfe.implicit_value_and_gradients(loss)(3.0)
print(value.numpy(), grads[0][0].numpy())
print(tf.executing_eagerly())
for item in tfe.Iterator(tf.data.Dataset.range(2)):
    print(item.numpy())
""",
    "graph_of_tf2": """
x = tf.placeholder(tf.float32, [2])
print(isinstance(x.op, tf.Operation))
with tf.container("c"), tf.Session() as sess:
    print(sess.run(x + 1.0, {x: [1.0, 2.0]}))
""",
    "sparse_placeholder": """
x = tf.sparse_placeholder(tf.float32, [3, 3])
y = tf.sparse_tensor_dense_matmul(x, tf.ones([3, 2]))
with tf.Session() as sess:
    print(sess.run(y, {x: tf.SparseTensorValue([[0, 1], [2, 2]], [2.0, 3.0], [3, 3])}))
""",
    "replaced_gradients": """
@tf.RegisterGradient("Double")
def double(op, grad):
    return grad * 2.0


x = tf.placeholder(tf.float32, [2])
with tf.get_default_graph().gradient_override_map({"Identity": "Double"}):
    y = tf.identity(x)
gradient, = tf.gradients(tf.reduce_sum(y * y), x)
with tf.Session() as sess:
    print(sess.run(gradient, {x: [1.0, 2.0]}))
""",
    "functions_of_tf2": """
@tf.function
def double(a):
    return a * 2.0


@tf.autograph.experimental.do_not_convert
def same(a):
    return a


x = tf.placeholder(tf.float32, [2])
n = tf.placeholder(tf.int32, [])
y = tf.switch_case(n, [lambda: double(x), lambda: same(x) + 1.0])
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0], n: 0}), sess.run(y, {x: [1.0, 2.0], n: 1}))
""",
    "logging": """
tf.logging.set_verbosity(tf.logging.FATAL)
tf.logging.info("quiet")
tf.logging.fatal("still alive")
print("after", tf.logging.get_verbosity() == tf.logging.FATAL)
""",
    "eager_of_tf2_is_off": """
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()
x = tf.placeholder(tf.float32, [2])
with tf.Session() as sess:
    print(sess.run(tf.log(x), {x: [1.0, 2.0]}))
""",
    "nest": """
nest = tf.contrib.framework.nest
x = tf.placeholder(tf.float32, [2])
state = {"a": x, "b": (x * 2.0, x + 1.0)}
total = tf.add_n(nest.flatten(nest.map_structure(lambda t: t * 3.0, state)))
with tf.Session() as sess:
    print(sess.run(total, {x: [1.0, 2.0]}))
""",
    "train_server": """
server = tf.train.Server.create_local_server()
x = tf.Variable(3.0)
with tf.Session(server.target) as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(x))
""",
    "summary_hook": """
import os
import tempfile

folder = tempfile.mkdtemp()
step = tf.train.get_or_create_global_step()
tf.summary.scalar("one", tf.constant(1.0))
count = tf.assign_add(step, 1)
hook = tf.train.SummarySaverHook(save_steps=1, output_dir=folder, summary_op=tf.summary.merge_all())
with tf.train.SingularMonitoredSession(hooks=[hook]) as sess:
    print(sess.run(count))
print(len(os.listdir(folder)))
""",
    "activations_summarized": """
x = tf.placeholder(tf.float32, [2])
y = tf.nn.relu(x)
summary = tf.contrib.layers.summarize_activation(y)
print(summary.dtype.name)
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, -2.0]}))
""",
    "private_tables": """
from tensorflow.python.ops import lookup_ops
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "words.txt")
with open(path, "w") as file:
    file.write("zero\\none\\ntwo\\n")
words = tf.placeholder(tf.string, [None])
ids = lookup_ops.index_table_from_tensor(tf.constant(["a", "b"]), default_value=7).lookup(words)
texts = lookup_ops.index_to_string_table_from_file(path, default_value="?").lookup(ids)
more = lookup_ops.index_to_string_table_from_tensor(["x", "y"]).lookup(ids)
with tf.Session() as sess:
    sess.run(tf.tables_initializer())
    print(sess.run([ids, texts, more], {words: ["b", "c", "a"]}))
""",
    "private_modules": """
from tensorflow.python.client import device_lib
from tensorflow.python.framework import function
from tensorflow.python.util import tf_inspect


def add(a, b=2):
    return a + b


@function.Defun(tf.float32)
def double(a):
    return a * 2.0


print([device.device_type for device in device_lib.list_local_devices()][:1])
print(tf_inspect.getargspec(add).args)
x = tf.placeholder(tf.float32, [])
y = double(x)
with tf.Session() as sess:
    print(sess.run(y, {x: 3.0}))
""",
    "distributions": """
x = tf.placeholder(tf.float32, [2])
normal = tf.distributions.Normal(0.0, 2.0)
y = normal.log_prob(x)
with tf.Session() as sess:
    print(sess.run(y, {x: [0.5, 1.0]}))
""",
    "summaries_read": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [])
merged = tf.summary.scalar("x", x)
writer = tf.summary.FileWriter(folder)
with tf.Session() as sess:
    for step in range(3):
        writer.add_summary(sess.run(merged, {x: step * 0.5}), step)
writer.close()
path = os.path.join(folder, os.listdir(folder)[0])
for event in tf.train.summary_iterator(path):
    for value in event.summary.value:
        print(event.step, value.tag, value.simple_value)
""",
    "replicas": """
setter = tf.train.replica_device_setter(ps_tasks=1, worker_device="/job:worker/task:0")
graph = tf.Graph()
with graph.as_default(), tf.device(setter):
    v = tf.Variable(1.0)
    y = v + 1.0
print(v.op.device, y.device)
""",
    "keras_embedding": """
ids = tf.placeholder(tf.int32, [None, 3])
h = tf.keras.layers.Embedding(5, 2, embeddings_initializer="ones")(ids)
y = tf.keras.layers.Conv1D(2, 2, kernel_initializer="ones")(h)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {ids: [[0, 1, 2], [3, 4, 0]]}))
""",
    "keras_layer_class": """
class Scale(tf.keras.layers.Layer):
    def build(self, shape):
        self.scale = self.add_weight(name="scale", shape=[1], initializer="ones")
        super(Scale, self).build(shape)

    def call(self, inputs):
        return inputs * self.scale * 2.0


class Quartic(tf.keras.losses.Loss):
    def call(self, y_true, y_pred):
        return (y_true - y_pred) ** 4


x = tf.placeholder(tf.float32, [None, 3])
y = Scale()(x)
loss = Quartic()(x, y)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run([y, loss], {x: [[0.1, 0.2, 0.3]]}))
""",
    "feature_columns": """
columns = [tf.feature_column.numeric_column("a"), tf.feature_column.numeric_column("b", shape=[2])]
features = {"a": tf.constant([[1.0], [2.0]]), "b": tf.constant([[3.0, 4.0], [5.0, 6.0]])}
y = tf.feature_column.input_layer(features, columns)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y))
""",
    "nas_cells": """
x = tf.placeholder(tf.float32, [2, 3, 4])
with tf.variable_scope("net", initializer=tf.constant_initializer(0.1)):
    outputs, _ = tf.nn.dynamic_rnn(tf.contrib.rnn.NASCell(3), x, dtype=tf.float32)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(outputs, {x: np.arange(24).reshape([2, 3, 4]) * 0.1}))
""",
    "old_summaries": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2, 4, 4, 1])
tf.scalar_summary("mean", tf.reduce_mean(x))
tf.image_summary("picture", x)
tf.histogram_summary("spread", x)
merged = tf.merge_all_summaries()
writer = tf.train.SummaryWriter(folder)
with tf.Session() as sess:
    sess.run(tf.initialize_all_variables())
    writer.add_summary(sess.run(merged, {x: np.ones([2, 4, 4, 1])}), 0)
writer.close()
print(len(os.listdir(folder)))
""",
    "mode_keys": """
def network(x, mode):
    return x * 2.0 if mode == tf.estimator.ModeKeys.TRAIN else x


x = tf.placeholder(tf.float32, [2])
train, test = network(x, tf.estimator.ModeKeys.TRAIN), network(x, tf.estimator.ModeKeys.EVAL)
with tf.Session() as sess:
    print(sess.run([train, test], {x: [1.0, 2.0]}), tf.estimator.ModeKeys.PREDICT)
""",
    "private_operations": """
from tensorflow.python.ops import inplace_ops
from tensorflow.python.ops import resources

x = tf.placeholder(tf.float32, [3])
y = inplace_ops.alias_inplace_update(x + 0.0, [1], [5.0])
with tf.Session() as sess:
    sess.run(resources.initialize_resources(resources.shared_resources()))
    print(sess.run(y, {x: [1.0, 2.0, 3.0]}))
""",
    "private_functions": """
from tensorflow.python.framework import tensor_shape
from tensorflow.python.framework.ops import convert_to_tensor_v2

x = tf.placeholder(tf.float32, [3])
y = convert_to_tensor_v2([1.0, 2.0, 3.0]) + x
print(tensor_shape.scalar(), tensor_shape.scalar().ndims)
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0, 3.0]}))
""",
    "private_text_table": """
from tensorflow.python.ops import lookup_ops
import os
import tempfile

path = os.path.join(tempfile.mkdtemp(), "words.txt")
with open(path, "w") as file:
    file.write("zero\\none\\ntwo\\n")
texts = lookup_ops.index_to_string_table_from_file(path, default_value="?").lookup(tf.constant([0, 5], tf.int64))
with tf.Session() as sess:
    sess.run(tf.tables_initializer())
    print(sess.run(texts))
""",
    "private_session": """
from tensorflow.python.training import monitored_session

y = tf.constant(3.0)
with tf.train.SingularMonitoredSession() as sess:
    print(isinstance(sess._sess, monitored_session._HookedSession), sess.run(y))
""",
    "tests_in_both_modes": """
import sys
import unittest

from tensorflow.python.framework import test_util


@test_util.run_all_in_graph_and_eager_modes
class SumTest(tf.test.TestCase):
    def test_sum(self):
        x = tf.constant([1.0, 2.0])
        self.assertAllClose(self.evaluate(tf.reduce_sum(x)), 3.0)


suite = unittest.defaultTestLoader.loadTestsFromTestCase(SumTest)
result = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(suite)
print(result.wasSuccessful())
""",
    "profiles": """
x = tf.placeholder(tf.float32, [None, 3])
w = tf.Variable(tf.ones([3, 2]))
y = tf.matmul(x, w)
options = tf.profiler.ProfileOptionBuilder.trainable_variables_parameter()
options["output"] = "none"
counted = tf.profiler.profile(tf.get_default_graph(), options=options)
print(counted.total_parameters)
floats = tf.profiler.ProfileOptionBuilder.float_operation()
floats["output"] = "none"
print(tf.profiler.profile(tf.get_default_graph(), options=floats).total_float_ops)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0, 3.0]]}))
""",
    "keras_normalization": """
x = tf.placeholder(tf.float32, [None, 3])
y = tf.keras.layers.BatchNormalization(epsilon=0.1)(x)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: [[1.0, 2.0, 3.0]]}))
""",
    "restored_vocabulary": """
import os
import tempfile
from tensorflow.contrib import learn

path = os.path.join(tempfile.mkdtemp(), "vocabulary")
learn.preprocessing.VocabularyProcessor(4).save(path)
made = learn.preprocessing.VocabularyProcessor(4)
made.fit(["a b c", "c d"])
made.save(path)
again = learn.preprocessing.VocabularyProcessor.restore(path)
x = tf.placeholder(tf.int32, [None, 4])
with tf.Session() as sess:
    print(sess.run(x + 1, {x: np.array(list(again.transform(["a d", "x b c"])))}))
""",
    "losses_of_old_decoders": """
x = tf.placeholder(tf.float32, [2, 3])
t = tf.placeholder(tf.int32, [2])
loss = tf.nn.seq2seq.sequence_loss_by_example([x], [t], [tf.ones([2])])
with tf.Session() as sess:
    print(sess.run(loss, {x: [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]], t: [1, 0]}))
""",
    "own_optimizer": """
class Plain(tf.train.GradientDescentOptimizer):
    def compute_gradients(self, loss, var_list=None, **options):
        pairs = tf.train.Optimizer.compute_gradients(self, loss, var_list, **options)
        return [(g * 2.0, v) for g, v in pairs]


v = tf.Variable([1.0, 2.0])
loss = tf.reduce_sum(v * v)
step = Plain(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step)
    print(sess.run(v))
""",
    "hooks_of_estimators": """
class Log(tf.estimator.SessionRunHook):
    def before_run(self, context):
        return tf.train.SessionRunArgs(step)

    def after_run(self, context, values):
        print(values.results)


step = tf.Variable(0)
count = tf.assign_add(step, 1)
with tf.train.MonitoredSession(hooks=[Log()]) as sess:
    print(sess.run(count))
""",
    "distributions_of_contrib": """
x = tf.placeholder(tf.float32, [2])
normal = tf.contrib.distributions.Normal(0.0, 2.0)
y = normal.log_prob(x)
with tf.Session() as sess:
    print(sess.run(y, {x: [0.5, 1.0]}))
""",
    "hyperparameters": """
hparams = tf.contrib.training.HParams(rate=0.1, size=3, name="x", sizes=[1, 2], deep=False)
hparams.rate = 0.5
hparams.parse("size=4,name=y,sizes=[3,4,5],deep=true")
hparams.add_hparam("more", 2.0)
hparams.set_hparam("more", 3)
for text in ("size=a", "other=1", "size=1,size=2", "size=1.5"):
    try:
        hparams.parse(text)
    except ValueError as error:
        print("no", type(error).__name__)
print(sorted(hparams.values().items()), "rate" in hparams, hparams.get("nothing", 7))
print(repr(hparams), hparams.to_json(sort_keys=True))
x = tf.placeholder(tf.float32, [2])
with tf.Session() as sess:
    print(sess.run(x * hparams.rate, {x: [1.0, 2.0]}))
""",
    "modules_of_contrib": """
from tensorflow.contrib.layers.python.layers import initializers, layers
from tensorflow.contrib.slim.python.slim import learning

x = tf.placeholder(tf.float32, [2, 3])
w = tf.get_variable("w", [3, 2], initializer=tf.ones_initializer())
y = tf.matmul(layers.fully_connected(x, 3, weights_initializer=tf.ones_initializer()), w)
step = learning.create_train_op(tf.reduce_sum(y), tf.train.GradientDescentOptimizer(0.1))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step, {x: np.ones([2, 3])})
    print(sess.run(w))
    print(initializers.xavier_initializer is not None)
""",
    "initializers_of_contrib": """
from tensorflow.contrib.layers.python.layers import initializers, regularizers

x = tf.placeholder(tf.float32, [2, 3])
w = tf.get_variable("w", [3, 2], initializer=initializers.xavier_initializer())
y = tf.matmul(x, w)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.zeros([2, 3])}))
""",
    "named_losses": """
x = tf.placeholder(tf.float32, [None, 2])
w = tf.Variable(tf.ones([2, 1]))
y = tf.matmul(x, w)
tf.add_to_collection("losses", tf.reduce_mean(tf.square(y)))
tf.add_to_collection("losses", 0.1 * tf.nn.l2_loss(w))
loss = tf.add_n(tf.get_collection("losses"))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, step], {x: [[1.0, 2.0]]})[0])
""",
    "named_losses_of_functions": """
def weight(name, shape, decay):
    w = tf.get_variable(name, shape, initializer=tf.ones_initializer())
    if decay is not None:
        penalty = tf.multiply(tf.nn.l2_loss(w), decay, name="penalty")
        tf.add_to_collection("losses", penalty)
    return w


def inference(x):
    with tf.variable_scope("one"):
        w = weight("w", [2, 3], 0.1)
        h = tf.matmul(x, w)
    with tf.variable_scope("two"):
        w = weight("w", [3, 1], None)
        y = tf.matmul(h, w)
    return y


def total(y):
    tf.add_to_collection("losses", tf.reduce_mean(tf.square(y)))
    return tf.add_n(tf.get_collection("losses"), name="total")


x = tf.placeholder(tf.float32, [None, 2])
y = inference(x)
loss = total(y)
step = tf.train.GradientDescentOptimizer(0.01).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([loss, step], {x: [[1.0, 2.0]]})[0])
""",
    "colocated": """
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
with tf.colocate_with(y):
    z = y * 2.0
with tf.Session() as sess:
    print(sess.run(z, {x: [1.0, 2.0]}))
""",
    "mode_keys_as_values": """
def network(x, mode=tf.estimator.ModeKeys.TRAIN):
    return x * 2.0 if mode == tf.estimator.ModeKeys.TRAIN else x


x = tf.placeholder(tf.float32, [2])
train, test = network(x, tf.estimator.ModeKeys.TRAIN), network(x, tf.estimator.ModeKeys.EVAL)
with tf.Session() as sess:
    print(sess.run([train, test], {x: [1.0, 2.0]}))
""",
    "mode_keys_imported": """
from tensorflow.python.estimator.model_fn import ModeKeys as Modes

def network(x, mode=Modes.TRAIN):
    return x * 2.0 if mode == Modes.TRAIN else x


x = tf.placeholder(tf.float32, [2])
train, test = network(x), network(x, Modes.EVAL)
with tf.Session() as sess:
    print(sess.run([train, test], {x: [1.0, 2.0]}))
""",
    "checkpoint_reader": """
import os, tempfile
path = os.path.join(tempfile.mkdtemp(), "model")
v = tf.Variable([1.0, 2.0], name="v")
saver = tf.train.Saver([v])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(os.path.basename(saver.save(sess, path)))
reader = tf.train.NewCheckpointReader(path)
print(sorted(reader.get_variable_to_shape_map().items()), reader.get_tensor("v"))
""",
    "written_optimize_loss": """
x = tf.placeholder(tf.float32, [3])
w = tf.Variable([1.0, 2.0, 3.0])
loss = tf.reduce_mean(tf.square(w - x))
train = tf.contrib.layers.optimize_loss(loss, tf.train.get_or_create_global_step(), 0.1, "SGD")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run(train, {x: [0.0, 1.0, 2.0]}))
""",
    "clipped_optimize_loss": """
x = tf.placeholder(tf.float32, [3])
w = tf.Variable([1.0, 2.0, 3.0])
loss = tf.reduce_mean(tf.square(w - x))
count = tf.train.get_or_create_global_step()
train = tf.contrib.layers.optimize_loss(
    loss=loss, global_step=count, learning_rate=0.1, optimizer=tf.train.AdamOptimizer,  # Adam
    clip_gradients=0.5, summaries=[])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([train, count], {x: [0.0, 1.0, 2.0]}))
    print(sess.run(w))
""",
    "momentum_optimize_loss": """
from tensorflow.contrib import layers
x = tf.placeholder(tf.float32, [3])
w = tf.Variable([1.0, 2.0, 3.0])
loss = tf.reduce_mean(tf.square(w - x))
train = layers.optimize_loss(loss, None, 0.1, "Momentum")
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        sess.run(train, {x: [0.0, 1.0, 2.0]})
    print(sess.run([w, loss], {x: [0.0, 1.0, 2.0]}))
""",
    "imported_iterator_class": """
from tensorflow.data import Iterator
a = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32))
b = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32) * 2)
iterator = Iterator.from_structure(a.output_types, a.output_shapes)
x = iterator.get_next()
first, second = iterator.make_initializer(a), iterator.make_initializer(b)
y = x + 1.0
with tf.Session() as sess:
    sess.run(first)
    for _ in range(4):
        print(sess.run(y))
    sess.run(second)
    print(sess.run(y))
""",
    "shapes_of_data": """
data = tf.data.Dataset.from_tensor_slices(np.arange(4, dtype=np.float32))
print(data.output_shapes, tf.data.get_output_types(data), tf.data.get_output_shapes(data))
x = data.make_one_shot_iterator().get_next()
y = x + 1.0
with tf.Session() as sess:
    for _ in range(4):
        print(sess.run(y))
""",
    "split_words": """
x = tf.placeholder(tf.string, [None])
parts = tf.string_split(x)
dense = tf.sparse_tensor_to_dense(parts, default_value="")
with tf.Session() as sess:
    print(sess.run(dense, {x: ["a b", "c", "d  e f"]}))
""",
    "losses_by_example": """
x = tf.placeholder(tf.float32, [2, 3])
t = tf.placeholder(tf.int32, [2, 1])
w = tf.Variable(tf.ones([3, 4]))
loss = tf.contrib.legacy_seq2seq.sequence_loss_by_example([tf.matmul(x, w)], [tf.reshape(t, [-1])], [tf.ones([2])])
cost = tf.reduce_sum(loss) / 2.0
step = tf.train.GradientDescentOptimizer(0.1).minimize(cost)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        print(sess.run([cost, step], {x: [[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]], t: [[1], [0]]})[0])
""",
    "averages_written_out": """
x = tf.placeholder(tf.float32, [None, 1])
w = tf.Variable(1.0)
loss = tf.reduce_mean(tf.square(w * x))
step = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
ema = tf.train.ExponentialMovingAverage(0.9)
with tf.control_dependencies([step]):
    train = ema.apply([w])
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(2):
        sess.run(train, {x: [[1.0]]})
    print(sess.run([w, ema.average(w)]))
""",
    "configured_estimator": """
def model_fn(features, labels, mode):
    y = tf.layers.dense(features["x"], 1, kernel_initializer=tf.ones_initializer())
    if mode == tf.estimator.ModeKeys.PREDICT:
        return tf.estimator.EstimatorSpec(mode, predictions={"y": y})
    loss = tf.losses.mean_squared_error(labels, y)
    step = tf.train.GradientDescentOptimizer(0.01).minimize(loss, global_step=tf.train.get_global_step())
    return tf.estimator.EstimatorSpec(mode, loss=loss, train_op=step)


x = np.array([[1.0, 2.0], [3.0, 4.0]], np.float32)
t = np.array([[1.0], [2.0]], np.float32)
train = tf.estimator.inputs.numpy_input_fn({"x": x}, t, batch_size=2, num_epochs=3, shuffle=False)
test = tf.estimator.inputs.numpy_input_fn({"x": x}, batch_size=2, num_epochs=1, shuffle=False)
model = tf.estimator.Estimator(model_fn, config=tf.estimator.RunConfig(save_summary_steps=10))
model.train(train)
for row in model.predict(test):
    print(row["y"])
""",
    "temporary_folders": """
import os
import unittest


class FilesTest(tf.test.TestCase):
    def setUp(self):
        self.path = os.path.join(tf.test.get_temp_dir(), "a.txt")

    def test_file(self):
        with open(self.path, "w") as file:
            file.write("text")
        with self.test_session() as sess:
            self.assertEqual(sess.run(tf.read_file(os.path.join(tf.test.get_temp_dir(), "a.txt"))), b"text")


suite = unittest.defaultTestLoader.loadTestsFromTestCase(FilesTest)
result = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(suite)
print(result.wasSuccessful())
""",
    "temporary_folders_shared": """
import os
import unittest


def folder():
    return tf.test.get_temp_dir()


class FilesTest(tf.test.TestCase):
    def setUp(self):
        self.path = os.path.join(tf.test.get_temp_dir(), "a.txt")

    def test_file(self):
        with open(self.path, "w") as file:
            file.write("text")
        with self.test_session() as sess:
            self.assertEqual(sess.run(tf.read_file(os.path.join(tf.test.get_temp_dir(), "a.txt"))), b"text")


suite = unittest.defaultTestLoader.loadTestsFromTestCase(FilesTest)
result = unittest.TextTestRunner(stream=open("/dev/null", "w")).run(suite)
print(result.wasSuccessful())
""",
    "older_scopes": """
x = tf.placeholder(tf.float32, [2])
with tf.op_scope([x], "mine", "scope"):
    y = x * 2.0
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0]}))
""",
    "static_tables": """
x = tf.placeholder(tf.string, [None])
table = tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(["a", "b"], [3, 5]), 7)
ids = table.lookup(x) + 1
with tf.Session() as sess:
    sess.run(tf.tables_initializer())
    print(sess.run(ids, {x: ["b", "c", "a"]}))
""",
    "gates_of_gradients": """
v = tf.Variable([1.0, 2.0])
loss = tf.reduce_sum(v * v)
step = tf.train.AdamOptimizer(0.1).minimize(loss, gate_gradients=tf.train.Optimizer.GATE_OP)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(step)
    print(sess.run(v))
""",
    "messages_together": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    for step in range(3):
        value = sess.run(y, {x: [1.0, step]})
        # what is logged
        summary = tf.Summary()
        # the loss
        summary.value.add(tag="loss", simple_value=value)
        summary.value.add(tag="half of it", simple_value=float(value) / 2)  # smaller
        writer.add_summary(summary, step)
        writer.flush()
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_apart": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    for step in range(3):
        summary = tf.Summary()
        value = sess.run(y, {x: [1.0, step]})
        summary.value.add(tag="loss", simple_value=value)
        value += 1.0
        if step:
            summary.value.add(tag="half", simple_value=float(value) / 2)
        writer.add_summary(summary, global_step=step)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_literal": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    for step in range(3):
        value = sess.run(y, {x: [1.0, step]})
        writer.add_summary(tf.Summary(value=[tf.Summary.Value(tag="loss", simple_value=value)]), step)
        made = tf.Summary(value=[tf.Summary.Value(tag="a", simple_value=value),
                                 tf.Summary.Value(tag="b", simple_value=step)])
        writer.add_summary(made, step)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_in_function": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

def log(sess, step):
    value = sess.run(y, {x: [1.0, step]})
    summary = tf.Summary()
    summary.value.add(tag="loss", simple_value=value)
    writer.add_summary(summary, step)


with tf.Session() as sess:
    for step in range(3):
        log(sess, step)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_image": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    value = sess.run(y, {x: [1.0, 2.0]})
    summary = tf.Summary()
    summary.value.add(tag="loss", image=tf.Summary.Image(encoded_image_string=b"", height=1, width=1))
    writer.add_summary(summary, 0)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_kept": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    value = sess.run(y, {x: [1.0, 2.0]})
    summary = tf.Summary()
    summary.value.add(tag="loss", simple_value=value)
    print(summary.value[0].tag)
    writer.add_summary(summary, 0)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_looped": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    value = sess.run(y, {x: [1.0, 2.0]})
    summary = tf.Summary()
    for tag in ("a", "b"):
        summary.value.add(tag=tag, simple_value=value)
    writer.add_summary(summary, 0)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_of_items": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)
writer = tf.summary.FileWriter(folder)

with tf.Session() as sess:
    value = sess.run(y, {x: [1.0, 2.0]})
    summary = tf.Summary()
    for tag, number in {"a": value, "b": value + 1}.items():
        summary.value.add(tag="my/" + tag, simple_value=number)
    writer.add_summary(summary, 0)
writer.close()
print(len(os.listdir(folder)))
""",
    "messages_in_class": """
import os
import tempfile

folder = tempfile.mkdtemp()
x = tf.placeholder(tf.float32, [2])
y = tf.reduce_sum(x)

class Agent(object):
    def __init__(self, sess):
        self.sess = sess
        self.writer = tf.summary.FileWriter(folder + "/agent")

    def log(self, tag, value, step):
        summary = tf.Summary(value=[tf.Summary.Value(tag=tag, simple_value=value)])
        self.writer.add_summary(summary, step)

    def train(self, step):
        value = self.sess.run(y, {x: [1.0, step]})
        self.log("loss", value, step)


with tf.Session() as sess:
    agent = Agent(sess)
    for step in range(3):
        agent.train(step)
    agent.writer.close()
print(len(os.listdir(folder)))
""",
    "produced_tensors": """
queue = tf.train.input_producer(tf.constant([1.0, 2.0, 3.0]), num_epochs=2, shuffle=False)
x = queue.dequeue()
y = x * 2.0
with tf.Session() as sess:
    sess.run(tf.local_variables_initializer())
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    for _ in range(4):
        print(sess.run(y))
    coord.request_stop()
    coord.join(threads)
""",
    "words_and_places": """
import os
import tempfile
from tensorflow.python.ops import lookup_ops

path = os.path.join(tempfile.mkdtemp(), "words.txt")
with open(path, "w") as file:
    file.write("zero\\none\\ntwo\\n")
known = ["a", "b", "c"]
words = tf.placeholder(tf.string, [None])
places = tf.placeholder(tf.int64, [2, None])
plain = tf.contrib.lookup.index_table_from_tensor(known)
buckets = tf.contrib.lookup.index_table_from_tensor(mapping=tf.constant(["a", "b"]), num_oov_buckets=5, name="n")
numbers = tf.contrib.lookup.index_table_from_tensor([7, 8], dtype=tf.int64, default_value=3)
lines = tf.contrib.lookup.index_table_from_file(path, 4, vocab_size=2)
file_numbers = lookup_ops.index_table_from_file(vocabulary_file=path, default_value=9)
back = tf.contrib.lookup.index_to_string_table_from_tensor(known, default_value="?")
line = lookup_ops.index_to_string_table_from_file(path, vocab_size=3)
pairs = tf.contrib.lookup.HashTable(tf.contrib.lookup.KeyValueTensorInitializer(["x"], [5], tf.string, tf.int64), 0)
own = tf.lookup.StaticVocabularyTable(tf.lookup.TextFileInitializer(
    path, tf.string, tf.lookup.TextFileIndex.WHOLE_LINE, tf.int64, tf.lookup.TextFileIndex.LINE_NUMBER), 2)
found = [plain.lookup(words), buckets.lookup(words), lines.lookup(words), file_numbers.lookup(words),
         pairs.lookup(words), own.lookup(words), numbers.lookup(places), back.lookup(places), line.lookup(places)]
with tf.Session() as sess:
    sess.run(tf.tables_initializer())
    for value in sess.run(found, {words: ["a", "c", "x", "two", "zero", ""], places: [[0, 7], [2, 8]]}):
        print(value.tolist())
    print(sess.run([plain.size(), back.size()]))
""",
    "filled_queue": """
x = tf.placeholder(tf.float32, [None, 2])
n = tf.placeholder(tf.int32, [None])
one = tf.placeholder(tf.float32, [])
queue = tf.FIFOQueue(capacity=10, dtypes=[tf.float32, tf.int32], shapes=[[2], []])
put = queue.enqueue_many([x, n])
a, b = queue.dequeue_many(2)
line = tf.FIFOQueue(5, tf.float32)
push = line.enqueue(one)
pull = line.dequeue() * 2.0
stop = line.close()
w = tf.Variable([[1.0], [2.0]])
loss = tf.reduce_mean(tf.square(tf.matmul(a, w) - tf.cast(b[:, None], tf.float32)))
train = tf.train.GradientDescentOptimizer(0.001).minimize(loss)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    sess.run(put, feed_dict={x: np.arange(12.0).reshape(6, 2), n: np.arange(6)})
    for step in range(2):
        _, value = sess.run([train, loss])
        print(step, value)
    print(sess.run([a, b]), sess.run(queue.size()))
    for number in range(3):
        sess.run(push, {one: number})
    sess.run(stop)
    try:
        while True:
            print(sess.run(pull), sess.run(line.size()))
    except tf.errors.OutOfRangeError:
        print("empty")
""",
    "normalized_by_the_kernel": """
x = tf.placeholder(tf.float32, [2, 2, 2, 3])
y, mean, variance = tf.nn.fused_batch_norm(x, [1.0, 2.0, 3.0], [0.0, 0.1, 0.2], epsilon=1e-6)
z, _, _ = tf.nn.fused_batch_norm(
    x, [1.0, 2.0, 3.0], [0.0, 0.1, 0.2], mean=[0.5, 0.5, 0.5], variance=[1.0, 2.0, 3.0], is_training=False, name="n")
both = tf.nn.fused_batch_norm(x, tf.ones([3]), tf.zeros([3]), None, None, 0.01)
slope = tf.gradients(both[0][0, 0, 0, 0], x)[0]
with tf.Session() as sess:
    for part in sess.run([y, mean, variance, z, both[0], slope], {x: np.arange(24.0).reshape(2, 2, 2, 3) ** 2}):
        print(np.round(part.ravel(), 2).tolist())
""",
    "rows_in_place": """
from tensorflow.python.ops import inplace_ops

x = tf.placeholder(tf.float32, [3, 2])
i = tf.placeholder(tf.int32, [])
many = tf.placeholder(tf.int32, [None])
one = inplace_ops.alias_inplace_update(x + 1.0, i, [7.0, 8.0])
two = inplace_ops.alias_inplace_add(x + 2.0, many, [[1, 1], [2, 2], [3, 3]])
three = inplace_ops.inplace_sub(x, [1], tf.ones([1, 2]))  # a copy
four = inplace_ops.inplace_update(x, 2, tf.reduce_sum(x, 0))
with tf.Session() as sess:
    for value in sess.run([one, two, three, four], {x: [[1.0, 2.0]] * 3, i: 1, many: [0, 2, 2]}):
        print(value.tolist())
""",
    "variables_of_slim": """
slim = tf.contrib.slim
x = tf.placeholder(tf.float32, [None, 2])
with tf.variable_scope("net"):
    y = tf.layers.dense(x, 3, name="d", kernel_initializer=tf.ones_initializer())
with tf.variable_scope("out"):
    z = tf.layers.dense(y, 1, name="o", kernel_initializer=tf.ones_initializer())
loss = tf.reduce_mean(tf.square(z))
train = tf.train.GradientDescentOptimizer(0.01).minimize(loss, var_list=slim.get_variables("net"))
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    for _ in range(3):
        print(sess.run([train, loss], {x: [[1.0, 2.0]]})[1])
""",
    "hyperparameters_by_name": """
from tensorflow.contrib.training import HParams


def default(**more):
    return HParams(rate=0.5, units=3, **more)


hparams = default(name="a")
x = tf.placeholder(tf.float32, [2])
y = x * hparams.rate
with tf.Session() as sess:
    print(sess.run(y, {x: [1.0, 2.0]}), hparams.units, isinstance(hparams, HParams), "name" in hparams)
print(str(hparams))
""",
    "functions_of_graphs": """
import tensorflow as tf
from tensorflow.python.framework import function


@function.Defun(tf.float32, tf.float32)
def f(x, y):
    # a comment
    return x * y + 1.0


@function.Defun()
def twice(x1, x2, dy):
    return 2.0 * dy, x1 * dy


@function.Defun(grad_func=twice, noinline=True)
def h(x1, x2):
    return x1 + x2  # the sum


@function.Defun(
    python_grad_func=lambda op, dy: tf.convert_to_tensor(dy) * 3.0, shape_func=lambda op: [op.inputs[0].get_shape()]
)
def g(x):
    return x


a = tf.placeholder(tf.float32, [])
w = tf.Variable(2.0)
b = f(a * w, 2.0)
c = h(g(b), a)
d = tf.gradients(c, a)
train = tf.train.GradientDescentOptimizer(0.01).minimize(c)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print([float(v) for v in sess.run([b, c, d[0]], {a: 3.0})])
    sess.run(train, {a: 3.0})
    print(sess.run(w))
""",
    "identity_reader": """
names = tf.train.string_input_producer(["a", "b", "c"], shuffle=False)
key, value = tf.IdentityReader().read(names)
text = tf.string_join([key, value])
with tf.Session() as sess:
    coord = tf.train.Coordinator()
    threads = tf.train.start_queue_runners(sess=sess, coord=coord)
    for _ in range(4):
        print(sess.run(text))
    coord.request_stop()
    coord.join(threads)
""",
}
PROGRAMS = {
    name: ("" if "\nimport tensorflow" in text else _HEAD) + text.lstrip("\n") for name, text in PROGRAMS.items()
}

# The form of 1.15 of programs that are older than 1.0: the oracle runs it instead.
SUCCESSORS = {
    "old_summaries": PROGRAMS["old_summaries"]
    .replace("tf.scalar_summary", "tf.summary.scalar")
    .replace("tf.image_summary", "tf.summary.image")
    .replace("tf.histogram_summary", "tf.summary.histogram")
    .replace("tf.merge_all_summaries", "tf.summary.merge_all")
    .replace("tf.train.SummaryWriter", "tf.summary.FileWriter"),
    "losses_of_old_decoders": PROGRAMS["losses_of_old_decoders"].replace("tf.nn.seq2seq", "tf.contrib.legacy_seq2seq"),
}

# Programs that stay on compat.v1, with a diagnostic, and print the same there; fewer when the tool learns more.
COMPAT = frozenset(
    """
modules_of_contrib dataset_functions layer_objects_in_training separable_layer_object keras_models
summary_protocol global_step global_step_of_contrib collections more_collections shuffled_queues fifo_queue
reading_checkpoints meta_graphs monitored_sessions run_options repeated_layers recurrent_wrappers
static_recurrence normalized_cells decoder_of_legacy_seq2seq graph_of_tf2 sparse_placeholder
replaced_gradients functions_of_tf2 train_server summary_hook activations_summarized private_modules
summaries_read replicas keras_embedding keras_layer_class feature_columns nas_cells private_operations
private_session profiles keras_normalization own_optimizer hooks_of_estimators colocated checkpoint_reader
messages_image messages_kept messages_looped
""".split()
)

# Programs that do not print the same, and why; each has a diagnostic.
UNEQUAL = {
    "keras_subclass": "add_weight of Keras 3 takes the name by keyword alone",
    "nas_cells": "nothing stands in for this cell",
}
