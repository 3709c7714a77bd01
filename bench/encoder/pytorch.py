"""One task of bench/encoder.mjs in PyTorch: python pytorch.py TASK STEPS DEVICE. Prints a line of JSON."""

import json
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional

TASK, STEPS, DEVICE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
TEXTS, LENGTH, CHUNK = 128 if TASK == "gradcache" else 32, 64, 16
VOCABULARY = 250_037 if TASK == "vocabulary" else 30_000
HIDDEN, HEADS, LAYERS, WIDE, TEMPERATURE, WARM_UP = 384, 12, 6, 1536, 0.05, 2


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.wide, self.narrow = nn.Linear(HIDDEN, WIDE), nn.Linear(WIDE, HIDDEN)
        self.first, self.second = nn.LayerNorm(HIDDEN, 1e-12), nn.LayerNorm(HIDDEN, 1e-12)

    def forward(self, x, mask):
        def heads(t):
            return t.view(*t.shape[:2], HEADS, HIDDEN // HEADS).transpose(1, 2)

        q, k, v = heads(self.query(x)), heads(self.key(x)), heads(self.value(x))
        # The faster of PyTorch's two ways: fused attention.
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        x = self.first(x + self.out(attended.transpose(1, 2).reshape(x.shape)))
        return self.second(x + self.narrow(functional.gelu(self.wide(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.positions = nn.Embedding(VOCABULARY, HIDDEN), nn.Embedding(512, HIDDEN)
        self.types, self.norm = nn.Embedding(2, HIDDEN), nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.trunc_normal_(parameter, 0, 0.02)

    def forward(self, ids, mask):
        x = self.norm(self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types.weight[0])
        padding = ((1 - mask) * -1e9)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, padding)
        shares = mask[:, :, None]
        return functional.normalize((x * shares).sum(1) / shares.sum(1), dim=-1)


def loss_of(queries, passages):
    return functional.cross_entropy(queries @ passages.T / TEMPERATURE, torch.arange(len(queries), device=DEVICE))


def gradcache(model, ids, mask):
    chunks = list(zip(ids.split(CHUNK), mask.split(CHUNK)))
    with torch.no_grad():
        vectors = torch.cat([model(*chunk) for chunk in chunks])
    vectors.requires_grad_()
    loss = loss_of(*vectors.chunk(2))
    loss.backward()
    for chunk, gradient in zip(chunks, vectors.grad.split(CHUNK)):
        (model(*chunk) * gradient).sum().backward()
    return loss


def main():
    torch.set_num_threads(2)
    torch.manual_seed(1)
    state, ids = 12345, []
    for _ in range(TEXTS * LENGTH):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        ids.append(state % VOCABULARY)
    ids = torch.tensor(ids, device=DEVICE).view(TEXTS, LENGTH)
    mask = torch.ones(TEXTS, LENGTH, device=DEVICE)
    model = Encoder().to(DEVICE)
    plain = [p for p in model.parameters() if p.dim() == 1]
    decayed = [p for p in model.parameters() if p.dim() > 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": plain, "weight_decay": 0.0}]
    # fused=True is the faster one on the CPU too.
    optimiser = torch.optim.AdamW(groups, lr=1e-4, fused=True)

    def step():
        optimiser.zero_grad()
        if TASK == "gradcache":
            loss = gradcache(model, ids, mask)
        else:
            loss = loss_of(*model(ids, mask).chunk(2))
            loss.backward()
        optimiser.step()
        return loss.item()

    def forward():
        with torch.no_grad():
            return model(ids, mask)[0, 0].item()

    times = []
    for i in range(WARM_UP + STEPS):
        start = time.perf_counter()
        (forward if TASK == "forward" else step)()
        if DEVICE == "cuda":
            torch.cuda.synchronize()
        if i >= WARM_UP:
            times.append((time.perf_counter() - start) * 1000)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    note = f"torch {torch.__version__}, {torch.get_num_threads()} threads" if DEVICE == "cpu" else torch.cuda.get_device_name()
    print(json.dumps({"ms": sorted(times)[STEPS // 2], "megabytes": megabytes, "note": note}))


main()
