"""The benchmark behind `make bench`; writes docs/performance.md. Not collected by pytest.

databases.py  a throw-away PostgreSQL with catalogues of several sizes, kept for the next run
fill.py       fills one of them
scenarios.py  the names of the six scenarios
questions.py  what is asked, taken from the catalogue itself
rival_*.py    the same questions answered by PostgreSQL, by the ORM and by tantivy
engine.py     part 1: the index against them
pages.py      part 2: CPU per request of the list page (with servers.py; orm_page.py, flat.py, hello_urls.py)
memory.py     part 3: memory, build and change of the index
report.py     the tables (report_texts.py: the words around them)
"""
