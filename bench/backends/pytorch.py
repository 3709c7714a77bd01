"""The operations of worker.mjs in PyTorch: `python pytorch.py cpu|cuda`, a line of JSON."""

import json
import sys
import time

import torch
from torch.nn import functional


def operations(device):
    torch.manual_seed(1)

    def uniform(*shape):
        return torch.rand(shape, device=device) * 2 - 1

    table, ids = uniform(30_000, 384), torch.arange(2048, device=device) * 7919 % 30_000
    left, right = uniform(1024, 1024), uniform(1024, 1024)
    queries, keys = uniform(384, 64, 32), uniform(384, 32, 64)
    scores, hidden, inner = uniform(24_576, 64) * 4, uniform(2048, 384), uniform(2048, 1536)
    return {
        "matMul 1024": lambda: left @ right,
        "attention scores 384 x 64 x 64": lambda: queries @ keys,
        "softmax 24,576 x 64": lambda: torch.softmax(scores, -1),
        "layer norm 2048 x 384": lambda: functional.layer_norm(hidden, (384,), eps=1e-5),
        "GELU 2048 x 1536": lambda: functional.gelu(inner),
        "2048 rows of 30,000 x 384": lambda: table[ids],
    }


def measure(operation, runs):
    """Milliseconds of one run."""
    start = time.perf_counter()
    for _ in range(runs):
        last = operation()
    last.flatten()[0].item()
    return (time.perf_counter() - start) / runs * 1000


def main(device):
    name = torch.cuda.get_device_name() if device == "cuda" else f"{torch.get_num_threads()} threads"
    result = {}
    with torch.inference_mode():
        for key, operation in operations(device).items():
            measure(operation, 1)
            runs = max(1, min(200, round(110 / measure(operation, 5))))
            result[key] = sorted(measure(operation, runs) for _ in range(3))[1]
    print(json.dumps({"device": f"{torch.__version__}, {name}", "ms": result}))


if __name__ == "__main__":
    main(sys.argv[1])
