"""tantivy answers: a search engine written in Rust, in this process like the index, with its index in memory."""

import tantivy

from tests.bench.answers import ROWS, Answer
from tests.bench.facets import FACETS

MOST_VALUES = 1000
HEAP = 1_000_000_000  # bytes; enough to write all documents as one segment, which is the fastest to search


class Tantivy:
    """Texts are one field, stemmed; facets are columns ("fast" fields) that its aggregations count."""

    def __init__(self, documents):
        builder = tantivy.SchemaBuilder().add_integer_field("edition", fast=True)
        builder.add_integer_field("number", fast=True)
        builder.add_text_field("text", tokenizer_name="german")
        for name in FACETS:
            builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self.schema = builder.build()
        index = tantivy.Index(self.schema)
        index.register_tokenizer("german", german())
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for number, document in enumerate(documents):
            row = tantivy.Document(edition=document.edition, number=number, text="\n".join(document.zones))
            for name, values in document.values.items():
                for value in values:
                    row.add_text(name, value)
            writer.add_document(row)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()

    def answer(self, question):
        chosen = [name for name in FACETS if question[name]]
        query = self.query(question, chosen)
        order = {} if question["q"] else {"order_by_field": "number"}
        found = self.searcher.search(query, limit=ROWS, count=True, **order)
        rows = self.searcher.fast_field_values("edition", [place for _, place in found.hits])
        counts = self.counts(query, [name for name in FACETS if name not in chosen])
        for name in chosen:
            counts |= self.counts(self.query(question, [other for other in chosen if other != name]), [name])
        return Answer(found.count, rows, counts)

    def query(self, question, facets):
        parts = [tantivy.Query.term_set_query(self.schema, name, question[name]) for name in facets]
        if question["q"]:
            parts.append(tantivy.Query.term_query(self.schema, "text", german().analyze(question["q"])[0]))
        if not parts:
            return tantivy.Query.all_query()
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def counts(self, query, facets):
        wanted = {name: {"terms": {"field": name, "size": MOST_VALUES}} for name in facets}
        found = self.searcher.aggregate(query, wanted)
        return {name: {row["key"]: row["doc_count"] for row in found[name]["buckets"]} for name in facets}


def german():
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.stemmer("german")).build()
