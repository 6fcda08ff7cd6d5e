"""For maintainers: benchmark, interval study, licences, audit."""
