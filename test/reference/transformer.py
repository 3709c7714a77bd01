"""What PyTorch and transformers compute for three small encoders, for test/models/transformer/parity.test.ts.

    .venv/torch/bin/python test/reference/transformer.py

Writes transformer.json beside itself: vectors, gradients of InfoNCE by every weight and the losses of 20 AdamW steps,
of an XLM-R (first token, dense layer), a BERT with pooler (as LaBSE) and a BERT with mean pooling (as E5). The weights
come from a formula that the test computes too, so none are stored. Single-precision weights, double-precision
arithmetic: what the test measures is the rounding of claimbook alone. Made with torch 2.15.0, transformers 5.23.0.
"""

import base64
import json
import pathlib
import zlib

import numpy as np
import torch
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

TEMPERATURE, STEPS, LEARNING_RATE, DECAY = 0.05, 20, 1e-3, 1e-2
VOCABULARY = 40


def numbers(name, count):
    """Uniform in -0.25..0.25: MurmurHash3's finaliser of the place, begun at the name's CRC-32."""
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


class Encoder(torch.nn.Module):
    def __init__(self, model, pooling, projection=None):
        super().__init__()
        self.model, self.pooling = model, pooling
        self.projection = projection and torch.nn.Linear(model.config.hidden_size, projection)
        for name, parameter in self.named():
            parameter.data = torch.tensor(weight(name, tuple(parameter.shape)))
        self.double().eval()

    def named(self):
        """Parameters by the names that claimbook gives them."""
        for name, parameter in self.named_parameters():
            if name.startswith("projection"):
                yield name.replace("projection", "projection.linear"), parameter
            elif self.pooling == "pooler" or "pooler" not in name:
                yield name.removeprefix("model."), parameter

    def forward(self, ids, mask):
        output = self.model(input_ids=ids, attention_mask=mask)
        hidden = output.last_hidden_state
        if self.pooling == "mean":
            shares = mask.unsqueeze(-1).to(hidden.dtype)
            x = (hidden * shares).sum(1) / shares.sum(1)
        else:
            x = output.pooler_output if self.pooling == "pooler" else hidden[:, 0]
        if self.projection is not None:
            x = self.projection(x)
        return torch.nn.functional.normalize(x, dim=1)


def texts(lengths, start, pad):
    """Token ids that go through the vocabulary one after the other, so that a batch has every row but the padding's."""
    ids = np.full((len(lengths), max(lengths)), pad)
    mask = np.zeros_like(ids)
    usable = [i for i in range(VOCABULARY) if i != pad]
    for row, length in enumerate(lengths):
        ids[row, :length] = [usable[(start + i) % len(usable)] for i in range(length)]
        mask[row, :length] = 1
        start += length
    return torch.tensor(ids), torch.tensor(mask)


def packed(tensor):
    return base64.b64encode(tensor.detach().numpy().astype("<f4").tobytes()).decode()


def reference(encoder):
    pad = encoder.model.config.pad_token_id
    queries = texts([5, 11, 3, 7], 0, pad)
    passages = texts([9, 4, 13, 6], 26, pad)
    parameters = dict(encoder.named())
    groups = [
        {"params": [p for n, p in parameters.items() if p.dim() > 1], "weight_decay": DECAY},
        {"params": [p for n, p in parameters.items() if p.dim() == 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=LEARNING_RATE)
    result = {"losses": []}
    for step in range(STEPS):
        optimiser.zero_grad()
        q, p = encoder(*queries), encoder(*passages)
        loss = torch.nn.functional.cross_entropy(q @ p.T / TEMPERATURE, torch.arange(len(q)))
        loss.backward()
        if step == 0:
            result["vectors"] = packed(torch.cat([q, p]))
            result["gradients"] = {n: packed(p.grad) for n, p in parameters.items()}
        result["losses"].append(loss.item())
        optimiser.step()
    listed = [[row[: int(m.sum())].tolist() for row, m in zip(*batch)] for batch in (queries, passages)]
    return {"queries": listed[0], "passages": listed[1], **result}


def main():
    bert = {"vocab_size": VOCABULARY, "num_hidden_layers": 2, "num_attention_heads": 2, "pad_token_id": 0}
    small = {"hidden_size": 16, "intermediate_size": 32, **bert}
    wide = {"hidden_size": 32, "intermediate_size": 40, "max_position_embeddings": 16, **bert}
    roberta = {**small, "pad_token_id": 1, "max_position_embeddings": 18, "type_vocab_size": 1, "layer_norm_eps": 1e-5}
    encoders = {
        "XLM-R": Encoder(XLMRobertaModel(XLMRobertaConfig(**roberta)), "cls", projection=8),
        "LaBSE": Encoder(BertModel(BertConfig(**small, max_position_embeddings=16)), "pooler"),
        "E5": Encoder(BertModel(BertConfig(**wide)), "mean"),
    }
    content = {name: reference(encoder) for name, encoder in encoders.items()}
    pathlib.Path(__file__).with_suffix(".json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


main()
