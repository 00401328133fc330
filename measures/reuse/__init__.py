"""The ledger of re-use: which town has taken over which measure, proved by those who say so.

`verbs.py` are the only writers. `classes.py` computes what a re-use is worth from who has said it, `yearly.py` asks
whether it still runs, `links.py` are the links in mails, `town_addresses.py` says what counts as an address of a town.
"""
