"""What operators see: a record of each request for the log, and metrics for Prometheus."""
