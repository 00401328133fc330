"""The catalogue index: all public editions in memory, for search, facets and sorting.

facet_rows.py       the facets, one row each
words.py            text → words: folded, in all spellings, stemmed
stop_words.py       words and turns of phrase that carry no weight in a question
titles.py           a title → what it is about
named_rows.py       database → what editions name: values of vocabularies, places, projects
documents.py        database → documents; only what has changed is read again
offered_choices.py  database → what the facets offer, names to suggest, synonyms
snapshot.py         documents → one immutable index
current.py          the snapshot that this process serves, and how it keeps up with the database
question.py         address → a cleaned question about measures
place_questions.py  address → a question about projects or municipalities
tolerant_fields.py  form fields that report what they leave out
search_text.py      a search text → words, phrases, what is excluded
facet_terms.py      what people call the values of some facets
understood.py       a search text → the filters that its words mean, and the rest
word_matching.py    a word of a question → the words of the index that match
word_groups.py      words that belong together → documents, also by synonyms
phrases.py          a quoted phrase → documents
results.py          a question → results, order and counts
amounts.py          a text → the amounts of money that it names
currency.py         documents → how current they are
software.py         documents → the software that their texts name
continuing.py       an entry → where the list goes on behind it
answer.py           a question → what the list page shows
facets.py           counts → facets as the list page shows them
highlighting.py     a question → its matches, marked in a text
embedders.py        a text → the vector of its meaning: the interface of models, and the packaged one
passages.py         a document → the texts that get vectors
vectors.py          stored vectors → the table of one snapshot
vector_index.py     the same for very large catalogues
missing_vectors.py  documents without vectors → stored vectors
meaning.py          a search text → how close each document is in meaning
near.py             a search → the second list
similar.py          a measure → measures like it; a title → the closest entries
suggestions.py      the beginning of a question → suggestions
"""
