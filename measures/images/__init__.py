"""Images of editions: checking uploads, the form field, and the stored files."""
