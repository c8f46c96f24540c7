"""Documents as rows of word ids, as tensorflow.contrib.learn.preprocessing gave them.

Same tokens, same ids and same padding as TensorFlow 1.15. What TensorFlow 1 pickled with `save` can be
restored here.
"""

import collections
import pickle
import re

import numpy as np
import tensorflow as tf

TOKENIZER_RE = re.compile(r"[A-Z]{2,}(?![a-z])|[A-Z][a-z]+(?=[A-Z])|[\'\w\-]+", re.UNICODE)


def tokenizer(iterator):
    """Yields the list of words of each document."""
    for value in iterator:
        yield TOKENIZER_RE.findall(value)


class CategoricalVocabulary:
    """Numbers categories in the order in which they are seen; 0 is the unknown one."""

    def __init__(self, unknown_token="<UNK>", support_reverse=True):
        self._unknown_token = unknown_token
        self._mapping = {unknown_token: 0}
        self._support_reverse = support_reverse
        if support_reverse:
            self._reverse_mapping = [unknown_token]
        self._freq = collections.defaultdict(int)
        self._freeze = False

    def __len__(self):
        return len(self._mapping)

    def freeze(self, freeze=True):
        """From now on new categories are unknown."""
        self._freeze = freeze

    def get(self, category):
        """Returns the id of a category; a new one gets the next id unless the vocabulary is frozen."""
        if category not in self._mapping:
            if self._freeze:
                return 0
            self._mapping[category] = len(self._mapping)
            if self._support_reverse:
                self._reverse_mapping.append(category)
        return self._mapping[category]

    def add(self, category, count=1):
        """Counts a category."""
        if self.get(category) > 0:
            self._freq[category] += count

    def trim(self, min_frequency, max_frequency=-1):
        """Keeps the categories seen more than `min_frequency` times, numbered from the most frequent on."""
        by_name = sorted(self._freq.items(), key=lambda item: (isinstance(item[0], str), item[0]))
        self._freq = sorted(by_name, key=lambda item: item[1], reverse=True)
        self._mapping = {self._unknown_token: 0}
        if self._support_reverse:
            self._reverse_mapping = [self._unknown_token]
        number = 1
        for category, count in self._freq:
            if 0 < max_frequency <= count:
                continue
            if count <= min_frequency:
                break
            self._mapping[category] = number
            number += 1
            if self._support_reverse:
                self._reverse_mapping.append(category)
        self._freq = dict(self._freq[: number - 1])

    def reverse(self, class_id):
        """Returns the category of an id."""
        if not self._support_reverse:
            raise ValueError("This vocabulary was made without support_reverse.")
        return self._reverse_mapping[class_id]


class VocabularyProcessor:
    """Maps documents to rows of word ids.

    Args:
        max_document_length: longer documents are cut, shorter ones padded with 0.
        min_frequency: words seen so often or less are unknown.
        vocabulary: a `CategoricalVocabulary` to use.
        tokenizer_fn: gives the words of each document.
    """

    def __init__(self, max_document_length, min_frequency=0, vocabulary=None, tokenizer_fn=None):
        self.max_document_length = max_document_length
        self.min_frequency = min_frequency
        self.vocabulary_ = vocabulary or CategoricalVocabulary()
        self._tokenizer = tokenizer_fn or tokenizer

    def fit(self, raw_documents, unused_y=None):
        """Learns the words of the documents and freezes the vocabulary."""
        for tokens in self._tokenizer(raw_documents):
            for token in tokens:
                self.vocabulary_.add(token)
        if self.min_frequency > 0:
            self.vocabulary_.trim(self.min_frequency)
        self.vocabulary_.freeze()
        return self

    def fit_transform(self, raw_documents, unused_y=None):
        """Learns the words of the documents, then yields their rows."""
        self.fit(raw_documents)
        return self.transform(raw_documents)

    def transform(self, raw_documents):
        """Yields a row of int64 word ids for each document."""
        for tokens in self._tokenizer(raw_documents):
            word_ids = np.zeros(self.max_document_length, np.int64)
            for position, token in enumerate(tokens):
                if position >= self.max_document_length:
                    break
                word_ids[position] = self.vocabulary_.get(token)
            yield word_ids

    def reverse(self, documents):
        """Yields the text of each row."""
        for row in documents:
            yield " ".join(self.vocabulary_.reverse(class_id) for class_id in row)

    def save(self, filename):
        """Writes this object to a file."""
        with tf.io.gfile.GFile(filename, "wb") as file:
            file.write(pickle.dumps(self))

    @classmethod
    def restore(cls, filename):
        """Reads an object that `save` wrote, here or in TensorFlow 1."""
        with tf.io.gfile.GFile(filename, "rb") as file:
            return _Unpickler(file).load()


class ByteProcessor:
    """Maps documents to rows of their bytes.

    Args:
        max_document_length: longer documents are cut, shorter ones padded with 0.
    """

    def __init__(self, max_document_length):
        self.max_document_length = max_document_length

    def fit(self, x):
        """Does nothing."""

    def fit_transform(self, x):
        """Yields the rows."""
        return self.transform(x)

    def reverse(self, x):
        """Yields the text of each row; an empty one where the bytes are no text."""
        for data in x:
            document = np.trim_zeros(data.astype(np.int8), trim="b").tobytes()
            yield _decoded(document)

    def transform(self, x):
        """Yields a row of bytes for each document."""
        for document in x:
            document = document.encode("utf-8") if isinstance(document, str) else document
            buffer = np.frombuffer(memoryview(document)[: self.max_document_length], dtype=np.uint8)
            yield np.pad(buffer, (0, self.max_document_length - len(buffer)), "constant")


def _decoded(document):
    try:
        return document.decode("utf-8")
    except UnicodeDecodeError:
        return ""


class _Unpickler(pickle.Unpickler):
    """Finds the classes of contrib.learn in this module."""

    def find_class(self, module, name):
        if ".contrib.learn." in module and ".preprocessing" in module:
            return globals()[name]
        return super().find_class(module, name)
