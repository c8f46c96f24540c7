"""What runs inside a verification child process; never imported by tf2migrate itself.

The child is started by path (`python .../child/main.py spec.json`) under the interpreter of either side, so
everything here runs on Python 3.6 and needs nothing but that interpreter's TensorFlow and numpy. `main.py`
loads this folder as the package `_tf2migrate_world`, a name that no program under test uses.

The modules make up an *equal world*: `draws` and `random_ops` (random numbers), `samplers` (candidate
sampling), `order` (shuffles and seeds), `recurrent` (weight layouts), `digits` (MNIST stand-in),
`surroundings` (network, display, numpy names), `oracle` (TF1 on top of TF2), `recorder` (what run sites
returned), `program` (runs one program as `__main__`).
"""
