"""The same ranks in NumPy, for evaluation.mjs: `python evaluation.py FOLDER DIM`.

Blocks of 128 queries: one matrix product, then the scores above the relevant one counted. Ties are not looked for (in
these data there are none, and it would take NumPy a second pass). Writes the ranks and prints the milliseconds of
wall clock and of processor time, reading and writing files excluded.
"""

import json
import pathlib
import sys
import time

import numpy as np

BLOCK = 128

folder, dim = pathlib.Path(sys.argv[1]), int(sys.argv[2])
candidates = np.fromfile(folder / "candidates.f32", np.float32).reshape(-1, dim)
queries = np.fromfile(folder / "queries.f32", np.float32).reshape(-1, dim)
relevant = np.fromfile(folder / "relevant.i32", np.int32)

(queries[:BLOCK] @ candidates.T).sum()  # starts the BLAS threads
start, processor = time.perf_counter(), time.process_time()
ranks = np.empty(len(queries), np.int32)
for first in range(0, len(queries), BLOCK):
    its = relevant[first : first + BLOCK]
    scores = queries[first : first + BLOCK] @ candidates.T
    rows = np.arange(len(its))
    threshold = scores[rows, its][:, None]
    ranks[first : first + BLOCK] = 1 + np.count_nonzero(scores > threshold, axis=1)
ms, cpu = (time.perf_counter() - start) * 1000, (time.process_time() - processor) * 1000
ranks.tofile(folder / "ranks.i32")
print(json.dumps({"ms": ms, "cpu": cpu, "numpy": np.__version__}))
