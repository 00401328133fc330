"""The API, /api/v1/: what the pages show as JSON, read only, described by OpenAPI 3.1.

endpoints.py      the table of all endpoints; whoever adds one adds a row
parameters.py     what an endpoint can be asked, and how that is read
question.py       the parameters of the list of measures: those of its page
answers.py        what is answered, as types
entries.py        entries as JSON, cached
facets.py         facets as JSON
cursors.py        where a list goes on
measures.py, places.py, vocabularies.py, statistics.py, suggestions.py, changes.py
                  question → answer
responses.py      request → response: headers, errors, language
problems.py       errors as problem details (RFC 9457)
cross_origin.py   middleware: scripts of other sites may read the API
openapi.py        the table → the OpenAPI document
documentation.py  the OpenAPI document → the page /api/
"""
