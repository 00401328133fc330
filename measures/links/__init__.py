"""The weekly check of the web addresses that entries name (docs/decisions/0068-link-checks.md)."""
