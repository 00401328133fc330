"""The catalogue index: all public editions in memory, for search, facets and sorting.

words.py      text → words: folded, stemmed, with their place in the text
documents.py  database → documents
choices.py    database → what the facets offer, names to suggest, synonyms
snapshot.py   documents → one immutable index, and the next one from it
matching.py   a word of a question → the words of the index it means
question.py   a question → results, order and counts
marks.py      a question → its hits, marked in a text
similar.py    a measure → measures like it
suggest.py    the beginning of a question → suggestions
current.py    the snapshot this process serves, and how it keeps up with the database
"""
