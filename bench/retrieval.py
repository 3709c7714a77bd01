"""The three settings and the rank distance in NumPy, for retrieval.mjs: `python retrieval.py FOLDER DIM LOCALES`.

Blocks of 256 queries: one matrix product, a sort of all candidates (of equal scores the greater id first, as trec_eval),
then average precision in every pool from the ranks. Prints the figures, the milliseconds of wall clock and of processor
time (reading files excluded) and the process's peak of memory; writes the multilingual ranks.
"""

import json
import pathlib
import resource
import sys
import time

import numpy as np

BLOCK = 256
folder, dim, locales = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])


def numbers(name, kind):
    return np.fromfile(folder / name, kind)


candidates = numbers("candidates.f32", np.float32).reshape(-1, dim)
queries = numbers("queries.f32", np.float32).reshape(-1, dim)
tie = numbers("tie.i32", np.int32)  # place of each id in byte order
candidate_locale, query_locale = numbers("candidate-locale.i32", np.int32), numbers("query-locale.i32", np.int32)
offsets, relevant = numbers("offsets.i32", np.int32), numbers("relevant.i32", np.int32)

(queries[:BLOCK] @ candidates.T).sum()  # starts the BLAS threads
start, processor = time.perf_counter(), time.process_time()
# Candidates in falling order of id: a stable sort then breaks ties as trec_eval does.
order = np.argsort(-tie)
place = np.empty_like(order)
place[order] = np.arange(len(order))
sorted_candidates, sorted_locale = candidates[order], candidate_locale[order]


def average_precision(ranks):
    ranks = np.sort(ranks)
    return float(np.mean(np.arange(1, len(ranks) + 1) / ranks))


multilingual = [[] for _ in range(locales)]
pairs = [[[] for _ in range(locales)] for _ in range(locales)]
distance, pooled = [], []
for first in range(0, len(queries), BLOCK):
    scores = queries[first : first + BLOCK] @ sorted_candidates.T
    ranking = np.argsort(-scores, axis=1, kind="stable")
    for row in range(len(scores)):
        q = first + row
        own = relevant[offsets[q] : offsets[q + 1]]
        if len(own) == 0:
            continue
        rank = np.empty(len(order), np.int64)
        rank[ranking[row]] = np.arange(1, len(order) + 1)
        ranks = rank[place[own]]
        pooled.append(ranks)
        multilingual[query_locale[q]].append(average_precision(ranks))
        if len(ranks) > 1:
            distance.append(int(ranks.max() - ranks.min()))
        for locale in np.unique(candidate_locale[own]):
            inside = np.sort(rank[sorted_locale == locale])
            theirs = ranks[candidate_locale[own] == locale]
            pairs[query_locale[q]][locale].append(average_precision(np.searchsorted(inside, theirs) + 1))
cells = {(a, b): np.mean(pairs[a][b]) for a in range(locales) for b in range(locales) if pairs[a][b]}
out = {
    "monolingual": float(np.mean([v for (a, b), v in cells.items() if a == b])),
    "cross-lingual": float(np.mean([v for (a, b), v in cells.items() if a != b])),
    "multilingual": float(np.mean([np.mean(v) for v in multilingual if v])),
    "rank distance": float(np.mean(distance)),
    "ms": (time.perf_counter() - start) * 1000,
    "cpu": (time.process_time() - processor) * 1000,
    "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
}
np.concatenate(pooled).astype(np.int32).tofile(folder / "numpy-ranks.i32")
print(json.dumps(out))
