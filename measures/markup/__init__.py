"""The markup of long texts: which signs mean something, as HTML and as plain text. See docs/decisions/0027."""
