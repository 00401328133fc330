"""How long this process waits for the database, and whether the database answers at all."""
