"""The words around the tables of docs/performance.md."""

HEAD = """
# How fast it is

Written by `make bench` (`make bench BIG=1` adds a million measures) on {date}. Do not edit it: run the benchmark
again.

Machine: {cores} cores ({processor}), {gigabytes} GB. {versions}.
PostgreSQL has 1 GB of shared buffers, 64 MB of work memory, two parallel workers for a query and JIT off; all data
is in memory and analysed. The measures are made up (`manage.py generate_measures`). Figures are medians. The load
average tells how much else the machine had to do; on a busy machine trust the ratios, not the milliseconds.
"""

ENGINE = """
## Engine

Each answer has the keys of the first 20 measures, the total, and the counts of all values of all nine facets. GM
is the geometric mean over the six scenarios. The contestants take turns, question by question; each run asks
another question than the one before, and the warm-up asks others than the runs.

- **index**: the catalogue index of this software.
- **floor**: PostgreSQL, `SELECT count(*)` of the same condition and nothing else; text by full-text search
  (`german`) in a stored `tsvector` with a GIN index.
- **one statement**: PostgreSQL, rows, total and counts in one statement with grouping sets.
- **ORM**: the FilterSet answered by Django's ORM, one aggregate query for each facet.
- **tantivy**: the same documents in tantivy, one segment in memory, one aggregation for all facets that are not
  filtered by and one for each that is.

The run fails unless all find and count the same where no text is searched (slow ones are held to that for the
first questions only). With a text they differ by design: the index also finds parts of compounds and names of
places, types and projects; PostgreSQL and tantivy find whole stems, the ORM any run of letters. The index and
tantivy rank by relevance, the one statement does not.
"""

PAGES = """
## Pages

Processor time per request, of the web server's processes and of PostgreSQL together, with gunicorn and two
workers, otherwise as in production. The questions are those of the six scenarios, equally often, in turn. The
pages take turns in blocks.

- **hello**: a view that returns five letters, behind the same middleware.
- **304**: the list page, asked for with the ETag of the last answer.
- **list**: the list page, in full.
- **API**: the same list as JSON, 20 whole entries and the counts of all facets.
- **ORM page**: the list page as one would usually write it: the FilterSet answered by the ORM, one aggregate query
  for each facet, model objects in templates.
- **Datasette**: one flat SQLite table of the same measures, `_facet` on the same nine columns (`_facet_array` on
  those that hold lists); settings as they come, except that its time limits are lifted and the file is declared
  immutable.
"""

MEMORY = """
## Memory and time of the index

Memory of one of two workers after it has answered questions, in MB: "shared" where the index was built before the
fork, "own" where each worker built its own (not at a million: two such builds at once do not fit). PSS counts its
share of what it shares, USS what it has alone. A change is one measure published anew: reading it from the
database, and building the next snapshot.
"""

MEANING = """
## Finding by meaning

What it adds to a search page whose first list does not fill it: processor time of the page in one process, the least
of five runs, the median over fourteen questions of one to nine words that are asked for the first time ("most" is the
question that costs most), and the same when they were asked before. Memory in MB is the mean of nine workers forked
from one process, after each has answered all questions; the file of the model, 72 MB, is shared by all. The vectors are
made up, two for each measure; the model is real.
"""
