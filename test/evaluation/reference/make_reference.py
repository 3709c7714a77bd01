"""Writes the reference values that the tests of src/evaluation compare with.

    python3 -m venv .venv/evaluation
    .venv/evaluation/bin/pip install numpy scipy pytrec-eval-terrier ranx
    .venv/evaluation/bin/python test/evaluation/reference/make_reference.py

runs.json: measures per query from pytrec_eval (trec_eval itself) and, where no scores tie, from ranx.
statistics.json: exact and Monte Carlo sign-flip tests, t-tests, Benjamini-Hochberg, correlations and bootstrap intervals
from scipy, quantiles from NumPy.
"""

import json
import pathlib

import numpy as np
import pytrec_eval
import ranx
import scipy
from scipy import stats

HERE = pathlib.Path(__file__).parent
MEASURES = {
    "AP": ("map", "map"),
    "RR": ("recip_rank", "mrr"),
    "nDCG": ("ndcg", "ndcg"),
    "nDCG@1": ("ndcg_cut_1", "ndcg@1"),
    "nDCG@10": ("ndcg_cut_10", "ndcg@10"),
    "Recall@5": ("recall_5", "recall@5"),
    "Recall@100": ("recall_100", "recall@100"),
    "R@1": ("success_1", "hit_rate@1"),
    "Success@5": ("success_5", "hit_rate@5"),
    "P@5": ("P_5", "precision@5"),
}


def random_case(rng, queries, docs, levels, tied, ids):
    """A run whose queries retrieve half of the documents; `tied` draws scores from six values."""
    qrels, run = {}, {}
    for q in range(queries):
        judged = rng.choice(docs, size=rng.integers(1, docs), replace=False)
        qrels[f"q{q}"] = {ids[d]: int(rng.integers(0, levels + 1)) for d in judged}
        found = rng.choice(docs, size=docs // 2, replace=False)
        scores = rng.integers(0, 6, size=len(found)) / 4 if tied else rng.permutation(len(found)) / 7 + rng.random()
        run[f"q{q}"] = {ids[d]: float(s) for d, s in zip(found, scores)}
    return qrels, run


def cases():
    rng = np.random.default_rng(20240818)
    plain = [f"d{i}" for i in range(40)]
    # Ids whose byte order is neither numeric order nor UTF-16 order.
    odd = [f"{c}{i}" for c in ["d", "D", "é", "ს", "한", "\uff5a", "\U0001f600", "\U00010400"] for i in (1, 2, 9, 10, 11)]
    yield "binary", *random_case(rng, 8, 40, 1, False, plain), True
    yield "graded", *random_case(rng, 8, 40, 3, False, plain), True
    yield "ties", *random_case(rng, 10, 40, 1, True, plain), False
    yield "graded ties, many scripts in the ids", *random_case(rng, 10, 40, 3, True, odd), False
    # Equal once rounded to single precision, which is what trec_eval stores.
    qrels = {"q0": {"a": 1, "c": 2}, "q1": {"a": 1}}
    run = {"q0": {"a": 0.1, "b": 0.1 + 1e-12, "c": 0.1 - 1e-12}, "q1": {"a": 1 + 1e-9, "b": 1.0, "c": 0.5}}
    yield "ties in single precision", qrels, run, False
    qrels = {"none relevant": {"a": 0, "b": 0}, "nothing found": {"z": 1}, "missing in run": {"a": 1}, "good": {"a": 1}}
    run = {"none relevant": {"a": 2.0, "b": 1.0}, "nothing found": {"a": 1.0}, "good": {"a": 1.0}, "unjudged": {"a": 1.0}}
    yield "gaps", qrels, run, False
    qrels = {"q": {"a": -1, "b": 2, "c": 0}}
    run = {"q": {"a": 3.0, "b": 2.0, "c": 1.0}}
    yield "negative levels", qrels, run, False


def runs():
    out = []
    for name, qrels, run, distinct in cases():
        evaluator = pytrec_eval.RelevanceEvaluator(qrels, {trec for trec, _ in MEASURES.values()})
        trec = evaluator.evaluate(run)
        case = {"name": name, "qrels": qrels, "run": run}
        case["pytrec_eval"] = {m: {q: trec[q][t] for q in sorted(trec)} for m, (t, _) in MEASURES.items()}
        if distinct:
            case["ranx"] = {
                m: {q: float(v) for q, v in zip(sorted(qrels), ranx_scores(qrels, run, metric))}
                for m, (_, metric) in MEASURES.items()
            }
        out.append(case)
    return out


def ranx_scores(qrels, run, metric):
    order = sorted(qrels)
    return ranx.evaluate(
        ranx.Qrels({q: qrels[q] for q in order}), ranx.Run({q: run[q] for q in order}), metric, return_mean=False
    )


def sign_flip(d, n_resamples, rng=None):
    test = stats.permutation_test(
        (d,), lambda x, axis: np.sum(x, axis=axis), permutation_type="samples", vectorized=True,
        n_resamples=n_resamples, alternative="two-sided", rng=rng,
    )
    return float(test.pvalue)


def statistics():
    rng = np.random.default_rng(7)
    out = {"randomisation": [], "bootstrap": [], "quantiles": []}
    for n, shift in ((3, 0.2), (6, 0.1), (10, 0.3), (13, 0.15)):
        d = np.round(rng.normal(shift, 0.4, n), 2)
        out["randomisation"].append({"differences": d.tolist(), "exact": True, "p": sign_flip(d, np.inf)})
    for n, shift in ((60, 0.02), (150, 0.03)):
        d = np.round(rng.normal(shift, 0.2, n), 3)
        p = sign_flip(d, 400_000, np.random.default_rng(1))
        out["randomisation"].append({"differences": d.tolist(), "exact": False, "p": p})
    for n in (40, 200):
        x = np.round(rng.beta(0.4, 0.6, n), 3)
        ends = {}
        for level in (0.95, 0.995):
            ci = stats.bootstrap(
                (x,), np.mean, method="percentile", confidence_level=level, n_resamples=200_000,
                rng=np.random.default_rng(2), batch=5000,
            ).confidence_interval
            ends[str(level)] = [float(ci.low), float(ci.high)]
        out["bootstrap"].append({"kind": "queries", "values": [x.tolist()], "intervals": ends})
    out["bootstrap"].append(clustered(rng))
    x = np.sort(np.round(rng.normal(size=17), 3))
    for q in (0, 0.025, 0.31, 0.5, 0.975, 1):
        out["quantiles"].append({"values": x.tolist(), "share": q, "quantile": float(np.quantile(x, q))})
    out["t"] = [
        {"t": t, "df": df, "p": float(2 * stats.t.sf(abs(t), df))}
        for df in (1, 2, 3, 7, 30, 200, 1189, 100_000)
        for t in (0, 0.01, 0.5, -1, 1.9, 2.5, 6, 40)
    ]
    out["paired t"] = []
    for n, shift in ((2, 0.3), (12, 0.1), (400, 0.01)):
        a, b = np.round(rng.random(n), 3), np.round(rng.random(n) + shift, 3)
        test = stats.ttest_rel(a, b)
        out["paired t"].append({"left": a.tolist(), "right": b.tolist(), "t": float(test.statistic), "p": float(test.pvalue)})
    out["benjamini hochberg"] = []
    for n in (1, 5, 40):
        p = np.round(rng.beta(0.3, 1, n), 4)
        out["benjamini hochberg"].append({"p": p.tolist(), "q": stats.false_discovery_control(p, method="bh").tolist()})
    out["correlation"] = []
    for n, ties in ((12, False), (30, False), (110, True)):
        x, y = rng.normal(size=n), rng.normal(size=n)
        y = np.round(0.6 * x + y, 0 if ties else 3)
        x = np.round(x, 1 if ties else 3)
        out["correlation"].append(
            {
                "x": x.tolist(), "y": y.tolist(),
                "pearson": float(stats.pearsonr(x, y)[0]), "spearman": float(stats.spearmanr(x, y)[0]),
                "p": float(stats.pearsonr(x, y, method=stats.PermutationMethod(n_resamples=100_000, rng=np.random.default_rng(4))).pvalue),
                "interval": list(map(float, stats.bootstrap(
                    (x, y), lambda a, b: stats.pearsonr(a, b)[0], paired=True, vectorized=False, method="percentile",
                    n_resamples=20_000, rng=np.random.default_rng(3),
                ).confidence_interval)),
            }
        )
    out["versions"] = {"numpy": np.__version__, "scipy": scipy.__version__}
    return out


def clustered(rng, clusters=25, seeds=3, resamples=200_000):
    """Three trained models, clusters of 1 to 6 weighted queries; S - 1 seeds and all clusters drawn, in NumPy."""
    size = rng.integers(1, 7, clusters)
    cluster = np.repeat(np.arange(clusters), size)
    base = rng.random(clusters)[cluster] * 0.6
    values = np.round(base + rng.random((seeds, len(cluster))) * 0.3 + rng.normal(0, 0.05, (seeds, 1)), 3)
    weights = np.round(rng.uniform(0.5, 2, len(cluster)), 2)
    sums = np.stack([np.bincount(cluster, weights * row, clusters) for row in values])
    total = np.bincount(cluster, weights, clusters)
    counts = rng.multinomial(clusters, np.full(clusters, 1 / clusters), resamples)
    share = rng.multinomial(seeds - 1, np.full(seeds, 1 / seeds), resamples) / (seeds - 1)
    means = ((counts @ sums.T) * share).sum(1) / (counts @ total)
    intervals = {str(level): np.quantile(means, [(1 - level) / 2, (1 + level) / 2]).tolist() for level in (0.95, 0.995)}
    return {
        "kind": "clusters, weights and seeds", "values": values.tolist(), "clusters": cluster.tolist(),
        "weights": weights.tolist(), "mean": float(np.average(values, axis=1, weights=weights).mean()),
        "intervals": intervals,
    }


if __name__ == "__main__":
    for name, content in (("runs", runs()), ("statistics", statistics())):
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")
