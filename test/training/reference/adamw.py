"""Writes adamw.json: what PyTorch's optimisers do with given gradients.

    python test/training/reference/adamw.py    (needs torch; CPU is enough), then `npm run format`

`dense`: torch.optim.AdamW. `sparse`: torch.optim.SparseAdam on an embedding, with the decoupled decay of AdamW
applied by hand to the rows of the step, which is the meaning that claimbook's lazy AdamW has. `clipped`: several
parameters in two groups, with and without decay, their gradients clipped together by clip_grad_norm_.
"""

import json
import pathlib

import torch

torch.manual_seed(20240820)
STEPS = 8
RATES = [0.001 * (step + 1) for step in range(4)] + [0.004, 0.003, 0.002, 0.001]
DECAY = 0.01


def numbers(tensor):
    return tensor.detach().double().flatten().tolist()


def dense():
    start = torch.randn(10)
    weights = start.clone().requires_grad_()
    optimiser = torch.optim.AdamW([weights], weight_decay=DECAY)
    steps = []
    for rate in RATES:
        optimiser.param_groups[0]["lr"] = rate
        gradient = torch.randn(10) * 10 ** torch.empty(10).uniform_(-4, 1)
        weights.grad = gradient.clone()
        optimiser.step()
        steps.append({"rate": rate, "gradient": numbers(gradient), "weights": numbers(weights)})
    return {"start": numbers(start), "steps": steps}


def sparse():
    buckets, dim = 6, 4
    start = torch.randn(buckets, dim)
    weights = start.clone().requires_grad_()
    optimiser = torch.optim.SparseAdam([weights])
    steps = []
    for number, rate in enumerate(RATES):
        optimiser.param_groups[0]["lr"] = rate
        # Bags share rows and repeat them; row 5 comes in late, row 4 never.
        bags = [[0, 1, 1], [1, 2], [3] if number % 2 else [0], [5] if number >= 6 else [2, 2, 2]]
        by_bag = torch.randn(len(bags), dim)
        table = weights.detach().clone().requires_grad_()
        loss = sum((table[bag].mean(0) * gradient).sum() for bag, gradient in zip(bags, by_bag))
        loss.backward()
        used = sorted({row for bag in bags for row in bag})
        with torch.no_grad():
            weights[used] *= 1 - rate * DECAY
        weights.grad = torch.sparse_coo_tensor([used], table.grad[used], (buckets, dim))
        optimiser.step()
        steps.append({"rate": rate, "bags": bags, "gradient": numbers(by_bag), "weights": numbers(weights)})
    return {"buckets": buckets, "dim": dim, "start": numbers(start), "steps": steps}


def clipped():
    generator = torch.Generator().manual_seed(7)
    shapes = {"weight": (3, 4), "bias": (4,), "scale": (2, 2, 3)}
    parameters = {
        name: torch.randn(shape, generator=generator).requires_grad_() for name, shape in shapes.items()
    }
    start = {name: numbers(values) for name, values in parameters.items()}
    optimiser = torch.optim.AdamW(
        [
            {"params": [parameters["weight"], parameters["scale"]], "weight_decay": DECAY},
            {"params": [parameters["bias"]], "weight_decay": 0.0},
        ]
    )
    steps = []
    for number, rate in enumerate(RATES):
        for group in optimiser.param_groups:
            group["lr"] = rate
        size = [0.01, 1, 30][number % 3]
        gradients = {name: size * torch.randn(shape, generator=generator) for name, shape in shapes.items()}
        for name, values in parameters.items():
            values.grad = gradients[name].clone()
        norm = torch.nn.utils.clip_grad_norm_(list(parameters.values()), 1.0)
        optimiser.step()
        steps.append(
            {
                "rate": rate,
                "norm": norm.item(),
                "gradients": {name: numbers(values) for name, values in gradients.items()},
                "weights": {name: numbers(values) for name, values in parameters.items()},
            }
        )
    return {"shapes": shapes, "start": start, "steps": steps}


if __name__ == "__main__":
    out = pathlib.Path(__file__).with_name("adamw.json")
    content = {
        "torch": torch.__version__.split("+")[0],
        "decay": DECAY,
        "dense": dense(),
        "sparse": sparse(),
        "clipped": clipped(),
    }
    out.write_text(json.dumps(content, indent=1) + "\n")
