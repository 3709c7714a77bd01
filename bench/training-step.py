"""The same training step in PyTorch on the CPU, for training-step.mjs.

    python training-step.py batches.json

Reads batches (lists of 2B feature lists: B queries, then their passages), prints a line of JSON with the mean time of
a step in milliseconds, with AdamW as PyTorch runs it by default and in its fused form.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

BUCKETS, DIM, HIDDEN, TEMPERATURE, WARM_UP, STEPS = 2**17, 128, 256, 0.05, 5, 40


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.EmbeddingBag(BUCKETS, DIM, mode="mean")
        self.hidden = nn.Linear(DIM, HIDDEN)
        self.output = nn.Linear(HIDDEN, DIM)

    def forward(self, ids, offsets):
        x = self.embedding(ids, offsets)
        return functional.normalize(x + self.output(torch.relu(self.hidden(x))), dim=1)


def measure(batches, fused):
    torch.manual_seed(1)
    model = Encoder()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=1e-2, fused=fused)
    start = 0.0
    for step in range(WARM_UP + STEPS):
        if step == WARM_UP:
            start = time.perf_counter()
        vectors = model(*batches[step % len(batches)])
        queries, passages = vectors.chunk(2)
        scores = queries @ passages.T / TEMPERATURE
        loss = functional.cross_entropy(scores, torch.arange(len(queries)))
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return (time.perf_counter() - start) / STEPS * 1000


def main(path):
    torch.set_num_threads(2)
    batches = []
    with open(path, encoding="utf-8") as file:
        for lists in json.load(file):
            offsets = torch.tensor([0] + [len(each) for each in lists[:-1]]).cumsum(0)
            batches.append((torch.tensor([i for each in lists for i in each]), offsets))
    result = {"steps": STEPS, "version": torch.__version__, "threads": torch.get_num_threads()}
    print(json.dumps({**result, "mean": measure(batches, None), "fused": measure(batches, True)}))


if __name__ == "__main__":
    main(sys.argv[1])
