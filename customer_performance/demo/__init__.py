"""The demo company: its raw tables, and the truth about every metric."""
