"""The daily mail that reminds editors and moderators of what waits for them."""
