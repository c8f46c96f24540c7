"""Jupyter notebooks: their code cells are one program, and everything else in the file is kept byte for byte.

`document` reads the file with the place of every value, `magics` tells Python from IPython, `assembly` makes one
module of the cells and cuts a migrated module back into cells, `notebook` is the whole way from bytes to `Result`.
"""
