"""The same measures in pytrec_eval and ranx, for metrics.mjs: `python metrics.py RUNS.jsonl ROUNDS MEASURES PEERS`.

Prints milliseconds by peer, and pytrec_eval's means over all queries. Compiling ranx's functions is not timed.
"""

import json
import sys
import time
import warnings

warnings.filterwarnings("ignore")

import pytrec_eval  # noqa: E402
import ranx  # noqa: E402

RANX = {"map": "map", "ndcg_cut_10": "ndcg@10", "recip_rank": "mrr", "recall_100": "recall@100", "P_10": "precision@10"}

file, rounds, measures, peers = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(","), sys.argv[4].split(";")
cases = []
with open(file, encoding="utf-8") as lines:
    for line in lines:
        case = json.loads(line)
        if "qrels" in case:
            cases.append((case["qrels"], case["run"]))
names = [RANX[m] for m in measures]
trec_names = {".".join(m.rsplit("_", 1)) if m[-1].isdigit() else m for m in measures}


def trec():
    return [pytrec_eval.RelevanceEvaluator(qrels, trec_names).evaluate(run) for qrels, run in cases]


# ranx asks for the same queries on both sides and for answers that are not empty.
comparable = []
for qrels, run in cases:
    own = [q for q in qrels if run.get(q)]
    if own:
        comparable.append(({q: qrels[q] for q in own}, {q: run[q] for q in own}))


def from_dictionaries():
    for qrels, run in comparable:
        ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), names, return_mean=False, threads=1)


def timed(work):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times


out = {}
if "pytrec_eval" in peers:
    out["pytrec_eval"] = timed(trec)
qrels, run = comparable[0]
ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), names, return_mean=False, threads=1)
if "ranx" in peers:
    out["ranx"] = timed(from_dictionaries)
if "ranx, prepared" in peers:
    prepared = [(ranx.Qrels(qrels), ranx.Run(run)) for qrels, run in comparable]
    out["ranx, prepared"] = timed(
        lambda: [ranx.evaluate(q, r, names, return_mean=False, threads=1) for q, r in prepared]
    )
values = [own for result in trec() for own in result.values()]
out["means"] = {m: sum(own[m] for own in values) / len(values) for m in measures}
print(json.dumps(out))
