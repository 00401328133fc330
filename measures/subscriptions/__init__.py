"""Lists of measures followed by mail, without an account.

A subscription is an address, a list (its filters, normalised) and a rhythm. `verbs.py` begins, changes and ends it,
`digests.py` sends what is new, `letters.py` the monthly letter; `pages.py` are the pages that links in mails lead to.
"""
