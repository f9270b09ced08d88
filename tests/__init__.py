"""Tests of Passerelle; the folders mirror those of the code."""

import os

# Before numpy is loaded: workers share the cores, on which threads that wait by spinning take
# the room of those that work.
os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
