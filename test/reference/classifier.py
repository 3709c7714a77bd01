"""What PyTorch and transformers compute for a small pair classifier, for test/models/classifier/parity.test.ts.

    .venv/torch/bin/python test/reference/classifier.py

Writes classifier.json beside itself: logits of BertForSequenceClassification with segment ids, the softmax
cross-entropy with class weights and label smoothing, and its gradient by every weight of head and layers. The weights
come from the formula of transformer.py, which the test computes too. Single-precision weights, double-precision
arithmetic. Made with torch 2.15.0, transformers 5.23.0.
"""

import base64
import json
import pathlib
import zlib

import numpy as np
import torch
from transformers import BertConfig, BertForSequenceClassification

WEIGHTS, SMOOTHING, TARGETS = [1.0, 2.5, 0.5], 0.1, [2, 0, 1, 1]
PAIRS = [([5, 9, 11], [12, 14]), ([7], [20, 21, 22, 23, 24]), ([30, 31, 32, 33], [34]), ([8, 8], [9, 9, 9])]
PAD, BEGIN, SEPARATOR = 0, 1, 2


def numbers(name, count):
    h = (zlib.crc32(name.encode()) + np.arange(count, dtype=np.uint64) * 0x9E3779B9) & 0xFFFFFFFF
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & 0xFFFFFFFF
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & 0xFFFFFFFF
    h ^= h >> 16
    return (h.astype(np.float64) / 2**33 - 0.25).astype(np.float32)


def weight(name, shape):
    values = numbers(name, int(np.prod(shape))).reshape(shape)
    return values + np.float32(1) if name.endswith("LayerNorm.weight") else values


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def main():
    config = BertConfig(
        vocab_size=40,
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=16,
        num_labels=3,
        pad_token_id=PAD,
    )
    model = BertForSequenceClassification(config)
    for name, parameter in model.named_parameters():
        parameter.data = torch.tensor(weight(name.removeprefix("bert."), tuple(parameter.shape)))
    model.double().eval()
    longest = max(len(a) + len(b) + 3 for a, b in PAIRS)
    ids = torch.full((len(PAIRS), longest), PAD)
    mask, types = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, (a, b) in enumerate(PAIRS):
        tokens = [BEGIN, *a, SEPARATOR, *b, SEPARATOR]
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = 1
        types[row, len(a) + 2 : len(tokens)] = 1
    logits = model(input_ids=ids, attention_mask=mask, token_type_ids=types).logits
    loss = torch.nn.functional.cross_entropy(
        logits,
        torch.tensor(TARGETS),
        weight=torch.tensor(WEIGHTS, dtype=torch.double),
        label_smoothing=SMOOTHING,
    )
    loss.backward()
    result = {
        "pairs": PAIRS,
        "targets": TARGETS,
        "weights": WEIGHTS,
        "smoothing": SMOOTHING,
        "logits": packed(logits),
        "loss": loss.item(),
        "gradients": {
            name.removeprefix("bert."): packed(parameter.grad)
            for name, parameter in model.named_parameters()
            if "embeddings" not in name
        },
    }
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


main()
