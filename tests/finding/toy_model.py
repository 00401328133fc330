"""A small model for tests: it knows a few words, and which of them mean the same."""

import numpy as np

from municipalities.folding import words_of

TOPICS = (
    ("hitze", "schwitzen", "warm", "klimaanlage"),
    ("bus", "shuttle", "fahrdienst", "mobil"),
    ("schule", "kinder", "lernen"),
    ("krankenhaus", "klinikum", "arzt", "aufnahme"),
    ("wasser", "flut", "hochwasser"),
)
BACKGROUND = 3.0  # what all texts have in common: cosines lie close together, as those of the real model do


class ToyModel:
    name = "toy"
    dimensions = len(TOPICS) + 1
    least_lift = 0.01

    def passages(self, texts):
        return np.array([self.query(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def query(self, text):
        words = words_of(text)
        counts = [sum(word in topic for word in words) for topic in TOPICS]
        vector = np.array([BACKGROUND, *counts], dtype=np.float32)
        return vector / np.linalg.norm(vector)


class OtherToyModel(ToyModel):
    name = "other toy"
