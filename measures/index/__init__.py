"""The catalogue index: all public editions in memory, for search, facets and sorting.

words.py     text → words: folded, stemmed, with their place in the text
documents.py database → documents
snapshot.py  documents → one immutable index
matching.py  a word of a question → the words of the index it means
question.py  a question → results, order and counts
current.py   the snapshot this process serves, and how it keeps up with the database
"""
