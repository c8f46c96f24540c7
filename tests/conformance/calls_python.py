"""Names that are python values: dtypes, constants, shapes, errors, protocol buffers, flags of the build."""

_DTYPES = "float16 float32 float64 bfloat16 int8 int16 int32 int64 uint8 uint16 uint32 uint64 bool string complex64"
CALLS = "".join(
    "tf.%s.name\ntf.zeros([1], tf.%s).dtype.size\n" % (name, name) for name in _DTYPES.split() if name != "string"
)
CALLS += r"""
tf.as_dtype('float32').name
tf.as_dtype(np.int64).is_integer
tf.DType is type(tf.float32)
tf.float32.as_numpy_dtype is np.float32
tf.float32 == np.float32
tf.quint8.name
tf.resource.name
tf.variant.name
tf.newaxis is None
tf.TensorShape([2, 3]).as_list()
tf.TensorShape([None, 3]).is_compatible_with([5, 3])
tf.TensorShape([2, 3]).num_elements()
tf.TensorSpec([2], tf.float32).dtype.name
x.get_shape().as_list()
x.shape.as_list()
x.shape.ndims
int(x.shape[0])
int(x.get_shape()[1])
x.dtype.name
tf.dimension_value(x.shape[0])
tf.Dimension(3).value
isinstance(x, tf.Tensor)
tf.contrib.framework.is_tensor(x)
tf.is_tensor(x)
tf.debugging.is_numeric_tensor(x)
tf.is_numeric_tensor(x)
tf.contrib.framework.nest.flatten([1, (2, [3])])
tf.contrib.framework.nest.map_structure(lambda a: a + 1, [1, (2, 3)])
tf.contrib.framework.nest.pack_sequence_as([1, (2, 3)], [4, 5, 6])
tf.contrib.framework.nest.is_sequence([1])
tf.nest.flatten({'b': 1, 'a': [2, 3]})
tf.nest.map_structure(lambda a, c: a + c, [1, 2], [3, 4])
tf.nest.pack_sequence_as([1, (2, 3)], [4, 5, 6])
tf.nest.is_nested([1])
tf.nest.assert_same_structure([1, 2], [3, 4])
tf.contrib.util.constant_value(tf.constant([1, 2]))
tf.get_static_value(tf.constant([1, 2]))
tf.contrib.util.make_tensor_proto([1, 2]).dtype
tf.make_tensor_proto([1, 2]).dtype
tf.make_ndarray(tf.make_tensor_proto([1, 2]))
tf.compat.as_str(b'ab')
tf.compat.as_bytes('ab')
tf.compat.as_text(b'ab')
tf.compat.as_str_any(3)
tf.compat.integral_types[0].__name__
tf.image.ResizeMethod.BILINEAR in (0, 'bilinear')
tf.errors.OutOfRangeError.__name__
tf.errors.InvalidArgumentError.__name__
tf.errors.NotFoundError.__name__
tf.errors.CancelledError.__name__
tf.OpError.__name__
tf.errors.OpError.__name__
tf.train.Feature(int64_list=tf.train.Int64List(value=[3])).int64_list.value[0]
tf.train.Feature(float_list=tf.train.FloatList(value=[0.5])).float_list.value[0]
tf.train.Feature(bytes_list=tf.train.BytesList(value=[b'a'])).bytes_list.value[0]
tf.train.Example(features=tf.train.Features(feature={})).SerializeToString()
tf.train.Example.FromString(b'').features.feature.get('a')
tf.train.ClusterSpec({'worker': ['a:1', 'b:2']}).num_tasks('worker')
tf.train.ClusterSpec({'ps': ['a:1']}).as_dict()
tf.train.ClusterDef().job[:]
tf.__version__.split('.')[0] in ('1', '2')
tf.VERSION.split('.')[0] in ('1', '2')
isinstance(tf.GIT_VERSION, str)
tf.string.name
isinstance(tf.__version__, str)
tf.test.is_built_with_cuda() in (True, False)
tf.test.is_gpu_available()
tf.test.gpu_device_name()
tf.config.experimental.list_physical_devices('GPU')
[device.device_type for device in tf.config.experimental.list_physical_devices('CPU')]
tf.sysconfig.get_include().endswith('include')
tf.TestCase if False else issubclass(tf.test.TestCase, object)
callable(tf.test.main)
tf.GraphKeys.TRAINABLE_VARIABLES
tf.GraphKeys.GLOBAL_VARIABLES
tf.GraphKeys.UPDATE_OPS
tf.GraphKeys.REGULARIZATION_LOSSES
tf.GraphKeys.SUMMARIES
tf.GraphKeys.LOCAL_VARIABLES
tf.GraphKeys.MODEL_VARIABLES
tf.saved_model.tag_constants.SERVING
tf.saved_model.signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY
tf.saved_model.signature_constants.PREDICT_METHOD_NAME
tf.data.experimental.AUTOTUNE
tf.contrib.data.AUTOTUNE
tf.python_io.TFRecordCompressionType.GZIP in (2, 'GZIP')
tf.FixedLenFeature([2], tf.int64).shape
tf.FixedLenFeature([], tf.string, default_value='').default_value
tf.io.FixedLenFeature([2], tf.int64).shape
tf.VarLenFeature(tf.float32).dtype.name
tf.FixedLenSequenceFeature([], tf.float32, allow_missing=True).allow_missing
tf.SparseFeature('i', 'v', tf.int64, 4).size
tf.keras.backend.epsilon()
tf.keras.backend.floatx()
tf.keras.backend.image_data_format()
tf.keras.utils.to_categorical([0, 2], 3)
tf.keras.utils.to_categorical([0, 2], num_classes=3, dtype='int32')
tf.keras.utils.to_categorical(y=[0, 2])
tf.keras.utils.to_categorical([0, 2, 1])
tf.keras.backend.constant([1.0, 2.0])
tf.keras.backend.dot(x, mat)
tf.keras.backend.bias_add(x, bias)
tf.keras.backend.mean(x, axis=1)
tf.keras.backend.sum(x)
tf.keras.backend.square(x)
tf.keras.backend.max(x, axis=0)
tf.keras.backend.cast(x, 'int32')
tf.keras.backend.concatenate([x, y])
tf.keras.backend.expand_dims(x)
tf.keras.backend.categorical_crossentropy(onehot, soft)
tf.keras.backend.binary_crossentropy(zeroone, p)
tf.keras.backend.clip(x, -0.5, 0.5)
tf.executing_eagerly() in (True, False)
<<<
tf.logging.set_verbosity(tf.logging.ERROR)
tf.logging.info('quiet %d', 3)
return tf.logging.get_verbosity() == tf.logging.ERROR
>>>
<<<
tf.logging.warning('one')
tf.logging.warn('two')
tf.logging.error('three %s', 'x')
tf.logging.debug('four')
tf.logging.log(tf.logging.INFO, 'five')
tf.logging.vlog(3, 'six')
return x
>>>
tf.losses.Reduction.all()
tf.keras.regularizers.get('l2')(x)
tf.keras.regularizers.serialize(tf.keras.regularizers.l1_l2(0.5, 0.25))['config']
tf.keras.constraints.get('max_norm')(x)
tf.keras.constraints.serialize(tf.keras.constraints.MaxNorm(2.0))['config']['max_value']
tf.keras.initializers.get('ones')([2])
tf.keras.initializers.serialize(tf.keras.initializers.Constant(2.0))['config']['value']
tf.test.get_temp_dir().startswith('/')
tf.io.TFRecordWriter.__name__
tf.profiler.ProfileOptionBuilder.float_operation()['select']
tf.profiler.ProfileOptionBuilder.time_and_memory()['select']
# values by name
tf.constant_initializer(0.5)([2, 2])
tf.constant_initializer([1.0, 2.0, 3.0, 4.0])([2, 2])
tf.constant_initializer(value=2)([2], tf.float32)
tf.zeros_initializer()([2, 3])
tf.ones_initializer()([2, 3])
tf.initializers.zeros()([2])
tf.initializers.constant(4.0)([2])
tf.keras.initializers.Zeros()([2])
tf.keras.initializers.Constant(2.0)([2])
[shape] tf.random_normal_initializer(1.0, 0.1)([200])
[shape] tf.random_normal_initializer()([200])
[shape] tf.truncated_normal_initializer(stddev=0.1)([300])
[shape] tf.random_uniform_initializer(-0.2, 0.1)([300])
[shape] tf.random_uniform_initializer()([300])
[shape] tf.variance_scaling_initializer(2.0)([20, 30])
[shape] tf.glorot_uniform_initializer()([20, 30])
[shape] tf.glorot_normal_initializer()([20, 30])
[shape] tf.orthogonal_initializer()([20, 30])
[shape] tf.uniform_unit_scaling_initializer()([20, 30])
[shape] tf.contrib.layers.xavier_initializer()([20, 30])
[shape] tf.contrib.layers.variance_scaling_initializer()([20, 30])
[shape] tf.contrib.slim.initializers.xavier_initializer()([20, 30])
[shape] tf.initializers.variance_scaling()([20, 30])
[shape] tf.keras.initializers.VarianceScaling()([20, 30])
[shape] tf.keras.initializers.glorot_uniform()([20, 30])
[shape] tf.keras.initializers.he_normal()([20, 30])
[shape] tf.keras.initializers.RandomNormal(stddev=1.0)([300])
[shape] tf.keras.initializers.RandomUniform()([300])
[shape] tf.initializers.he_normal()([20, 30])
[shape] tf.initializers.lecun_uniform()([20, 30])
tf.initializers.identity()([3, 3])
tf.py_func(lambda a: a * 2, [x], tf.float32)
tf.py_func(lambda a, c: (a + c, a - c), [x, y], [tf.float32, tf.float32])
tf.py_func(func=lambda a: a.sum(0), inp=[x], Tout=tf.float32, stateful=False, name='n')
tf.py_func(lambda a: np.float64(2) * a.astype(np.float64), [i], tf.float64)
tf.numpy_function(lambda a: a * 2, [x], tf.float32)
tf.contrib.framework.py_func(lambda a: a * 2, [x], output_types=tf.float32) if False else tf.py_function(lambda a: a * 2, [x], tf.float32)
"""
CALLS += r"""
tf.contrib.learn.ModeKeys.TRAIN
tf.contrib.learn.ModeKeys.EVAL
tf.contrib.learn.ModeKeys.INFER
"""
