"""One file per group of rules; every function raises RejectedStep or returns None (or what the next rule needs)."""
