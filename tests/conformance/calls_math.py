"""Calls of elementwise functions, reductions, products and decompositions."""

CALLS = r"""
# casts
% to_float: x=i|b|d|x|u8 ; / ; name='n'
% to_double: x=i|x ; / ; name='n'
% to_int32: x=big|b|d ; / ; name='n'
% to_int64: x=big|i|b ; / ; name='n'
% to_bfloat16: x=x|i ; / ; name='n'
% to_complex64: x=x|i ; / ; name='n'
% to_complex128: x=x|d ; / ; name='n'
tf.to_float([1, 2])
tf.to_int32(2.7)
% cast dtypes.cast: x=big|i|b|d|special[:, :1]|u8 ; dtype=tf.float32|tf.int32|tf.bool|tf.float64|tf.float16|tf.int64 ; / ; name='n'
tf.cast(x > 0, tf.float32)
tf.cast(halves, tf.int32)
tf.cast(z, tf.float32)
tf.cast(x, 'int32')
tf.cast([1.5, 2.5], tf.int32)
tf.saturate_cast(big, tf.int8)
# unary
% abs math.abs: x=x|i|special|z|d ; / ; name='n'
tf.complex_abs(z) <= tf.abs(z)
% negative math.negative: x=x|i|special ; / ; name='n'
tf.neg(x) <= tf.negative(x)
% sign math.sign: x=x|i|special|halves ; / ; name='n'
% square math.square: x=x|i|special|d ; / ; name='n'
% sqrt math.sqrt: x=p|pos|special|d ; / ; name='n'
% rsqrt math.rsqrt: x=p|pos|special|d ; / ; name='n'
% exp math.exp: x=x|special|d|h ; / ; name='n'
% expm1 math.expm1: x=x|d ; / ; name='n'
% log math.log: x=p|special|d|x|h ; / ; name='n'
% log1p math.log1p: x=p|special|d ; / ; name='n'
% sin math.sin: x=x|big|d ; / ; name='n'
% cos math.cos: x=x|big|d ; / ; name='n'
% tan math.tan: x=x ; / ; name='n'
% asin math.asin: x=p ; / ; name='n'
% acos math.acos: x=p ; / ; name='n'
% atan math.atan: x=x ; / ; name='n'
% sinh math.sinh: x=x ; / ; name='n'
% cosh math.cosh: x=x ; / ; name='n'
% asinh math.asinh: x=x ; / ; name='n'
% acosh math.acosh: x=pos+1 ; / ; name='n'
% atanh math.atanh: x=p ; / ; name='n'
% tanh math.tanh nn.tanh: x=x|big|special|d ; / ; name='n'
% sigmoid math.sigmoid nn.sigmoid: x=x|big|special|d ; / ; name='n'
% log_sigmoid math.log_sigmoid: x=x|big ; / ; name='n'
% floor math.floor: x=x|halves|special ; / ; name='n'
% ceil math.ceil: x=x|halves|special ; / ; name='n'
% round math.round: x=x|halves|i|special ; / ; name='n'
% rint math.rint: x=x|halves ; / ; name='n'
% reciprocal math.reciprocal: x=pos|zero|z ; / ; name='n'
tf.inv(pos) <= tf.reciprocal(pos)
% erf math.erf: x=x|special ; / ; name='n'
% erfc math.erfc: x=x|special ; / ; name='n'
[tol=1e-5] tf.lgamma(pos)
[tol=1e-5] tf.lgamma(x=pos, name='n')
[tol=1e-5] tf.math.lgamma(x)
[tol=1e-5] tf.digamma(pos)
[tol=1e-5] tf.math.digamma(pos)
[tol=1e-5] tf.polygamma(2.0, pos)
[tol=1e-5] tf.zeta(pos + 1, pos)
[tol=1e-5] tf.lbeta(pos)
[tol=1e-5] tf.igamma(pos, p)
[tol=1e-5] tf.igammac(pos, p)
[tol=1e-5] tf.betainc(pos, pos, p)
% is_nan math.is_nan debugging.is_nan: x=special|x ; / ; name='n'
% is_inf math.is_inf debugging.is_inf: x=special|x ; / ; name='n'
% is_finite math.is_finite debugging.is_finite: x=special|x ; / ; name='n'
% check_numerics debugging.check_numerics: tensor=x ; message='bad' ; / ; name='n'
tf.verify_tensor_all_finite(x, 'bad')
tf.verify_tensor_all_finite(t=x, msg='bad', name='n')
tf.debugging.assert_all_finite(x, 'bad')
% is_non_decreasing: x=v|ids ; / ; name='n'
% is_strictly_increasing: x=v|ids ; / ; name='n'
% real: input=z|x ; / ; name='n'
% imag: input=z ; / ; name='n'
% conj: x=z|x ; / ; name='n'
% angle: input=z|x ; / ; name='n'
tf.complex(x, y)
[nograd] tf.dtypes.complex(x, y)
% bitwise.bitwise_and bitwise.bitwise_or bitwise.bitwise_xor: x=u8 ; y=u8b ; / ; name='n'
tf.bitwise.bitwise_and(ids, seg)
tf.bitwise.bitwise_or(lids, 5)
tf.bitwise.left_shift(ids, [1, 0, 1, 2])
tf.bitwise.left_shift(x=ids, y=seg, name='n')
tf.bitwise.right_shift(ids, [1, 0, 1, 2])
tf.bitwise.invert(u8)
# binary
% add math.add: x=x|special[:, :1] ; y=bias ; / ; name='n'
tf.add(words, words)
tf.add(d, d)
tf.add(u8, u8b)
tf.add(i, 1)
tf.add(x, bias)
tf.add(1, 2)
tf.add('a', words)
% subtract math.subtract: x=x ; y=y ; / ; name='n'
tf.subtract(i, j)
tf.sub(x, y) <= tf.subtract(x, y)
% multiply math.multiply: x=x ; y=y ; / ; name='n'
tf.multiply(i, j)
tf.mul(x, y) <= tf.multiply(x, y)
tf.multiply(2.0, x)
tf.multiply(x, 2)
tf.scalar_mul(2.0, x)
tf.math.scalar_mul(s, x)
% div: x=x ; y=pos ; / ; name='n'
tf.div(i, j)
tf.div(i, 2)
tf.div(7, j)
tf.div(-7, 2)
tf.div(7.0, 2)
tf.div(x, 2)
tf.div(x, zero)
tf.div(x=i, y=j, name='n')
tf.div(u8, u8b)
tf.div(il, 2)
tf.div(tf.to_float(i), 2.0)
tf.div(tf.shape(x)[0], 3)
tf.div(tf.reduce_sum(x), tf.to_float(tf.size(x)))
tf.div(d, 2.0)
tf.div(x, tf.constant(3.0))
tf.div(tf.cast(i, tf.float32), tf.reduce_sum(pos))
<<<
half = tf.div(x, 2.0)
return tf.div(half, tf.reduce_max(half))
>>>
i / j
i // j
i % j
x / y
x // pos
x % pos
i / 2
-i // 2
x ** 2
2.0 ** x
% divide math.divide: x=x ; y=pos ; / ; name='n'
tf.divide(i, j)
tf.divide(i, 2)
% truediv math.truediv: x=x ; y=pos ; / ; name='n'
tf.truediv(i, j)
tf.truediv(u8, u8b)
tf.realdiv(x, pos)
% floordiv math.floordiv floor_div: x=x|big ; y=pos ; / ; name='n'
tf.floordiv(i, j)
tf.floordiv(i, 2)
tf.floordiv(u8, u8b)
tf.floor_div(i, j)
% mod math.mod floormod math.floormod: x=x|big ; y=pos|-pos ; / ; name='n'
tf.mod(i, j)
tf.mod(i, 3)
tf.floormod(i, -3)
tf.mod(il, 4)
tf.mod(-7, 3)
tf.truncatediv(i, j)
tf.truncatemod(i, j)
% div_no_nan math.divide_no_nan: x=x ; y=zero|pos ; / ; name='n'
% pow math.pow: x=pos ; y=x|2.0 ; / ; name='n'
tf.pow(i, 2)
tf.pow(x, 2)
tf.pow(tf.abs(i), tf.abs(j))
% maximum math.maximum: x=x|special ; y=0.0 ; / ; name='n'
% minimum math.minimum: x=x|special ; y=0.0 ; / ; name='n'
tf.maximum(i, j)
tf.minimum(x, bias)
% squared_difference math.squared_difference: x=x ; y=y|bias ; / ; name='n'
tf.squared_difference(i, j)
tf.atan2(x, y)
% math.xlogy: x=zeroone ; y=p ; / ; name='n'
tf.math.xdivy(x, zero)
# comparisons
% equal math.equal: x=x ; y=x|0.0 ; / ; name='n'
tf.equal(special, special)
tf.equal(i, 3)
tf.equal(words, 'Word')
tf.equal(b, c)
tf.equal(ids, [2, 0, 0, 0])
tf.equal(x, 1)
% not_equal math.not_equal: x=x ; y=x|0.0 ; / ; name='n'
tf.not_equal(special, special)
% greater greater_equal less less_equal math.greater math.less: x=x|special ; y=0.0 ; / ; name='n'
tf.less(i, j)
x > y
x >= 0.5
i >= j
% logical_and math.logical_and: x=b ; y=c ; / ; name='n'
% logical_or math.logical_or: x=b ; y=c ; / ; name='n'
% logical_xor math.logical_xor: x=b ; y=c ; / ; name='n'
% logical_not math.logical_not: x=b ; / ; name='n'
b & c
~b
# reductions
% reduce_sum reduce_mean reduce_max reduce_min reduce_prod math.reduce_sum math.reduce_mean math.reduce_max math.reduce_min math.reduce_prod: input_tensor=x|i|d|t|s|empty|special ; / ; axis=1|None|[0]|-1|[0, 1]|[] ; keepdims=True|False ; name='n' ; reduction_indices^axis=1|[0] ; keep_dims^keepdims=True
% reduce_all reduce_any math.reduce_all math.reduce_any: input_tensor=b ; / ; axis=1|None|[0]|-1|[0, 1] ; keepdims=True|False ; name='n' ; reduction_indices^axis=1|[0] ; keep_dims^keepdims=True
% reduce_logsumexp math.reduce_logsumexp: input_tensor=x|big|special ; / ; axis=1|None|[0]|-1 ; keepdims=True|False ; name='n' ; reduction_indices^axis=1|[0] ; keep_dims^keepdims=True
% count_nonzero math.count_nonzero: input_tensor=iones|zeroone|b|words ; / ; axis=1|None|[0] ; keepdims=True|False ; dtype=tf.int64|tf.int32 ; name='n' ; reduction_indices^axis=1 ; keep_dims^keepdims=True ; input^input_tensor=i
tf.reduce_sum(x, None, True, 'n', 0)
tf.reduce_mean(x, None, None, 'n', [1], True)
tf.reduce_max(x, reduction_indices=[1], keep_dims=True)
tf.reduce_mean(i, 0)
tf.reduce_sum(tf.cast(b, tf.int32), 0)
tf.reduce_sum([1, 2, 3])
tf.reduce_mean([[1.0, 2.0], [3.0, 4.0]], axis=0)
tf.reduce_sum(x, axis=tf.constant([0]))
tf.reduce_sum(x, tf.range(2))
tf.reduce_mean(u8)
tf.reduce_sum(h, 1)
tf.math.reduce_std(x, 1)
tf.math.reduce_variance(x, 0, True)
tf.math.reduce_euclidean_norm(x, 1)
% argmax math.argmax argmin math.argmin: input=x|i|unsorted ; / ; axis=1|0|-1|None ; name='n' ; dimension^axis=1 ; output_type^axis=tf.int32|tf.int64
tf.argmax(x, 1, 'n')
tf.argmax(x, 1, 'n', None, tf.int32)
tf.argmin(x, 1, output_type=tf.int32)
tf.argmax(v, 0)
tf.argmax(x, dimension=0, name='n')
tf.argmax(special[:, 1:2], 0)
% arg_max arg_min: input=x|unsorted ; dimension=1|0 ; / ; output_type=tf.int64|tf.int32 ; name='n'
% add_n math.add_n: inputs=[x, y]|[i, j]|[x] ; / ; name='n'
% accumulate_n math.accumulate_n: inputs=[x, y] ; / ; shape=None ; tensor_dtype=None ; name='n'
tf.nn.zero_fraction(zeroone)
tf.math.zero_fraction(i)
% norm linalg.norm: tensor=x|t[0] ; / ; ord='euclidean'|1|2|np.inf ; axis=None|1|0 ; keepdims=None|True ; name='n' ; keep_dims^keepdims=True
tf.norm(x, axis=1, keep_dims=True)
tf.norm(x, 'euclidean', None, None, 'n')
tf.norm(x, ord='fro', axis=[0, 1])
tf.norm(v, 2)
% global_norm linalg.global_norm: t_list=[x, y]|[v, None] ; / ; name='n'
% clip_by_value: t=x|special|i ; clip_value_min=-1 ; clip_value_max=1 ; / ; name='n'
tf.clip_by_value(x, -0.5, 0.5)
tf.clip_by_value(x, y - 1, y + 1)
tf.clip_by_value(i, -2, 2)
tf.clip_by_value(p, 1e-10, 1.0)
% clip_by_norm: t=x|zero ; clip_norm=1.0|0.1 ; / ; axes=None|[1] ; name='n'
% clip_by_global_norm: t_list=[x, y] ; clip_norm=1.0|100.0 ; / ; use_norm=None|tf.constant(2.0) ; name='n'
tf.clip_by_global_norm([x, None, y], 0.5)
tf.clip_by_global_norm([special, y], 0.5)
% clip_by_average_norm: t=x ; clip_norm=0.1|100.0 ; / ; name='n'
# products
% matmul linalg.matmul: a=x ; b=mat ; / ; transpose_a=False ; transpose_b=False ; adjoint_a=False ; adjoint_b=False ; a_is_sparse=False ; b_is_sparse=False ; name='n'
tf.matmul(x, y, transpose_b=True)
tf.matmul(x, y, True)
tf.matmul(i, j, False, True)
tf.matmul(z, z, adjoint_b=True)
tf.matmul(t, t, transpose_b=True)
tf.matmul(x, mat, a_is_sparse=True)
tf.matmul(x, mat, False, False, False, False, False, True, 'n')
tf.matmul(d, d, transpose_b=True)
tf.matmul(empty, mat)
tf.batch_matmul(t, t, adj_y=True) <= tf.matmul(t, t, adjoint_b=True)
tf.batch_matmul(t, tf.transpose(t, [0, 2, 1])) <= tf.matmul(t, tf.transpose(t, [0, 2, 1]))
% tensordot: a=x ; b=mat ; axes=1|[[1], [0]] ; / ; name='n'
tf.tensordot(t, x, [[2], [0]])
tf.tensordot(t, x, axes=[[2, 1], [0, 1]])
tf.einsum('ij,jk->ik', x, mat)
tf.einsum('bij,bkj->bik', t, t)
tf.einsum('ij->ji', x)
tf.einsum('ijk,k->ij', t, v, name='n')
tf.linalg.matvec(x, bias)
% cross linalg.cross: a=x ; b=y ; / ; name='n'
# decompositions
[tol=1e-5] tf.matrix_inverse(spd)
[tol=1e-5] tf.matrix_inverse(input=sq, adjoint=True, name='n')
[tol=1e-5] tf.matrix_inverse(sq, True)
[tol=1e-5] tf.matrix_inverse(batchspd)
[tol=1e-5] tf.linalg.inv(spd)
[tol=1e-5] tf.matrix_determinant(spd)
[tol=1e-5] tf.matrix_determinant(input=batchspd, name='n')
[tol=1e-5] tf.linalg.det(spd)
[tol=1e-5] tf.cholesky(spd)
[tol=1e-5] tf.cholesky(input=spd, name='n')
[tol=1e-5] tf.linalg.cholesky(batchspd)
[tol=1e-5] tf.cholesky_solve(tf.cholesky(spd), rhs)
[tol=1e-5] tf.cholesky_solve(chol=tf.cholesky(spd), rhs=rhs, name='n')
[tol=1e-5] tf.matrix_solve(spd, rhs)
[tol=1e-5] tf.matrix_solve(matrix=sq, rhs=rhs, adjoint=True, name='n')
[tol=1e-5] tf.linalg.solve(spd, rhs)
[tol=1e-5] tf.matrix_triangular_solve(spd, rhs)
[tol=1e-5] tf.matrix_triangular_solve(spd, rhs, False, True, 'n')
[tol=1e-5] tf.matrix_triangular_solve(matrix=spd, rhs=rhs, lower=False)
[tol=1e-4] tf.matrix_solve_ls(x, y)
[tol=1e-4] tf.matrix_solve_ls(x, y, 0.1, True, 'n')
[tol=1e-4] tf.matrix_solve_ls(matrix=x, rhs=y, l2_regularizer=0.1, fast=False)
[tol=1e-5,nograd] tf.svd(x, compute_uv=False)
[tol=1e-5,nograd] tf.abs(tf.svd(x)[1])
[tol=1e-5,nograd] tf.svd(x)[0]
[tol=1e-5,nograd] tf.svd(tensor=x, full_matrices=True, compute_uv=False, name='n')
[tol=1e-5,nograd] tf.self_adjoint_eig(spd)
[tol=1e-5,nograd] tf.self_adjoint_eig(tensor=spd, name='n')[0]
[tol=1e-5,nograd] tf.self_adjoint_eigvals(spd)
[tol=1e-5,nograd] tf.linalg.eigh(spd)[0]
[tol=1e-5,nograd] tf.qr(x)
[tol=1e-5,nograd] tf.qr(input=x, full_matrices=True, name='n')[1]
[tol=1e-5] tf.linalg.logdet(spd)
[tol=1e-5] tf.linalg.slogdet(sq)
[tol=1e-5] tf.linalg.expm(sq)
[tol=1e-4,nograd] tf.linalg.sqrtm(spd)
[tol=1e-4,nograd] tf.matrix_square_root(spd)
[tol=1e-5,nograd] tf.linalg.lu(spd)
[tol=1e-5] tf.linalg.adjoint(z)
[tol=1e-5] tf.linalg.tensor_diag(v)
[tol=1e-5] tf.linalg.diag(v)
tf.batch_cholesky(batchspd) <= tf.cholesky(batchspd)
[tol=1e-5] tf.batch_matrix_inverse(batchspd) <= tf.matrix_inverse(batchspd)
[tol=1e-5] tf.batch_matrix_determinant(batchspd) <= tf.matrix_determinant(batchspd)
[tol=1e-5] tf.batch_matrix_solve(batchspd, batchspd) <= tf.matrix_solve(batchspd, batchspd)
tf.batch_matrix_diag(x) <= tf.matrix_diag(x)
tf.batch_matrix_band_part(t, 0, -1) <= tf.matrix_band_part(t, 0, -1)
tf.batch_matrix_transpose(t) <= tf.matrix_transpose(t)
# transforms
[tol=1e-5] tf.fft(z8)
[tol=1e-5] tf.fft(input=z8, name='n')
[tol=1e-5] tf.ifft(z8)
[tol=1e-5] tf.fft2d(z)
[tol=1e-5] tf.ifft2d(z)
[tol=1e-5] tf.spectral.fft(z8)
[tol=1e-5] tf.spectral.rfft(wave)
[tol=1e-5] tf.spectral.rfft(wave, [16], 'n')
[tol=1e-5] tf.spectral.irfft(z)
[tol=1e-5] tf.spectral.irfft(input_tensor=z, fft_length=[6])
[tol=1e-5] tf.spectral.dct(wave)
[tol=1e-5] tf.spectral.dct(wave, 2, None, -1, 'ortho', 'n')
[tol=2e-5] tf.spectral.idct(wave)
[tol=1e-5] tf.spectral.fft2d(z)
[tol=1e-5] tf.spectral.rfft2d(x)
[tol=1e-5] tf.spectral.irfft2d(z)
[tol=1e-5] tf.signal.fft(z8)
[tol=1e-5] tf.signal.rfft(wave)
[tol=1e-5] tf.signal.stft(wave, 8, 4)
[tol=1e-5] tf.contrib.signal.stft(wave, 8, 4)
[tol=1e-5] tf.contrib.signal.stft(signals=wave, frame_length=8, frame_step=4, fft_length=16, pad_end=True)
[tol=1e-5] tf.contrib.signal.inverse_stft(tf.contrib.signal.stft(wave, 8, 4), 8, 4)
[tol=1e-5] tf.contrib.signal.frame(wave, 8, 4)
[tol=1e-5] tf.signal.frame(wave, 8, 4, pad_end=True, pad_value=1.0)
[tol=1e-5] tf.contrib.signal.overlap_and_add(t, 2)
[tol=1e-5] tf.contrib.signal.hann_window(8)
[tol=1e-5] tf.contrib.signal.hamming_window(8, periodic=False)
[tol=1e-5] tf.contrib.signal.linear_to_mel_weight_matrix(4, 9, 8000.0, 80.0, 3000.0)
[tol=1e-5] tf.contrib.signal.mfccs_from_log_mel_spectrograms(wave)
"""
