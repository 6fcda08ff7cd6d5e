"""What the Python models of dbt call: estimates that SQL could not say, on aggregated inputs."""

import os

# Before numpy is loaded: sums in several threads differ in their last digits, and many small ones take longer so.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
