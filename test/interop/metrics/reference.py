"""Random runs and what pytrec_eval (trec_eval itself) and ranx say of them, one JSON object a line.

    python reference.py RUNS SEED [--bare]

Runs have ties, graded and negative levels, judged queries that the run lacks, queries without judgements, queries
whose answer is empty, and ids whose byte order is neither numeric order nor UTF-16 order. `--bare` leaves
the peers' values away. What is left out, and why:

- pytrec_eval: a query all of whose levels are negative (trec_eval then reads a counter of the query before), and
  interpolated precision of an empty answer (trec_eval divides 0 by 0; claimbook gives 0).
- ranx: queries with equal scores (it breaks ties by chance of its sort), with levels below 0 (it takes them for judged
  irrelevant, and for gains below 0), and bpref (0.3.21 looks unjudged documents up by a hash that it has rounded, so
  that judged ones are taken for unjudged: 0.0 where trec_eval has 0.46).
"""

import json
import random
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np  # noqa: E402
import pytrec_eval  # noqa: E402
import ranx  # noqa: E402

CUTS = (1, 3, 5, 10, 100)
TREC = {
    "map", "gm_map", "Rprec", "bpref", "gm_bpref", "recip_rank", "infAP", "11pt_avg", "ndcg",
    "num_q", "num_ret", "num_rel", "num_rel_ret", "num_nonrel_judged_ret",
    "set_P", "set_recall", "set_map", "set_F", "iprec_at_recall",
    *(f"{name}.{','.join(map(str, CUTS))}" for name in ("P", "recall", "success", "ndcg_cut", "map_cut")),
}  # fmt: skip
RANX = {
    "map": "map", "Rprec": "r-precision", "recip_rank": "mrr", "ndcg": "ndcg",
    **{f"P_{k}": f"precision@{k}" for k in CUTS},
    **{f"recall_{k}": f"recall@{k}" for k in CUTS},
    **{f"success_{k}": f"hit_rate@{k}" for k in CUTS},
    **{f"ndcg_cut_{k}": f"ndcg@{k}" for k in CUTS},
    **{f"map_cut_{k}": f"map@{k}" for k in CUTS},
}  # fmt: skip
ODD = ["d", "D", "é", "ს", "한", "\uff5a", "\U0001f600", "\U00010400", "d1", "0"]
BATCH = 500


def random_run(rng):
    """One run of up to six queries: (qrels, run)."""
    odd = rng.random() < 0.3
    docs = [f"{rng.choice(ODD) if odd else 'd'}{i}" for i in range(rng.randint(1, 40))]
    levels = rng.choice([(0, 1), (0, 1), (0, 1, 2, 3), (-1, 0, 1), (-2, -1, 0, 1, 2), (1,), (0,)])
    scores = rng.choice(["distinct", "distinct", "few", "single precision", "one"])
    qrels, run = {}, {}
    for q in range(rng.randint(1, 6)):
        judged = {d: rng.choice(levels) for d in rng.sample(docs, rng.randint(1, len(docs)))}
        if all(level < 0 for level in judged.values()):
            judged[next(iter(judged))] = 0
        found = rng.sample(docs, rng.randint(0 if rng.random() < 0.1 else 1, len(docs)))
        fate = rng.random()
        if fate > 0.1 or q == 0:
            qrels[f"q{q}"] = judged
        if fate < 0.9 or q == 0:
            run[f"q{q}"] = {d: score(rng, scores, i) for i, d in enumerate(found)}
    return qrels, run


def score(rng, kind, i):
    if kind == "few":
        return rng.randint(-3, 3) / 4
    if kind == "single precision":  # equal or not only after rounding to what trec_eval keeps
        return 0.1 + rng.randint(-2, 2) * rng.choice([1e-12, 1e-8, 1e-6])
    return 0.5 if kind == "one" else rng.uniform(-20, 20) + i * 1e-3


def trec(qrels, run, level):
    values = pytrec_eval.RelevanceEvaluator(qrels, TREC, relevance_level=level).evaluate(run)
    for query, own in values.items():
        own.pop("runid", None)
        if not run[query]:
            for name in [name for name in own if name.startswith("iprec") or name == "11pt_avg"]:
                del own[name]
    return values


def ranx_can(levels, scores):
    single = np.array(list(scores.values()), np.float32)
    return len(single) > 0 and len(np.unique(single)) == len(single) and min(levels.values()) >= 0


def ranx_values(cases):
    """Per case, per query: measure -> value; all queries of the cases in one call, as one run."""
    qrels, run = {}, {}
    for c, (judged, found) in enumerate(cases):
        for q in judged:
            if ranx_can(judged[q], found.get(q, {})):
                qrels[f"{c} {q}"], run[f"{c} {q}"] = judged[q], found[q]
    out = [{} for _ in cases]
    if not qrels:
        return out
    names = list(RANX)
    scores = ranx.evaluate(ranx.Qrels(qrels), ranx.Run(run), [RANX[n] for n in names], return_mean=False)
    for i, key in enumerate(sorted(qrels)):
        c, q = key.split(" ")
        own = {name: float(scores[RANX[name]][i]) for name in names}
        out[int(c)][q] = own
    return out


def main():
    runs, seed = int(sys.argv[1]), int(sys.argv[2])
    rng = random.Random(seed)
    print(json.dumps({"pytrec_eval": version("pytrec_eval-terrier"), "ranx": version("ranx"), "seed": seed}))
    for first in range(0, runs, BATCH):
        cases = [random_run(rng) for _ in range(min(BATCH, runs - first))]
        if "--bare" in sys.argv:
            for qrels, run in cases:
                print(json.dumps({"qrels": qrels, "run": run}))
            continue
        # Every fourth run has its relevance begin at a level of its own; ranx is asked for level 1 alone.
        for i, ((qrels, run), theirs) in enumerate(zip(cases, ranx_values(cases))):
            level = 1 + (i // 4) % 4 if i % 4 == 0 else 1
            expected = {"pytrec_eval": trec(qrels, run, level), "ranx": theirs if level == 1 else {}}
            print(json.dumps({"qrels": qrels, "run": run, "level": level, **expected}))


def version(package):
    from importlib.metadata import version

    return version(package)


if __name__ == "__main__":
    main()
