"""Encoders that claimbook saves, loaded by Python's `transformers`, and the other way round.

    npm run build && .venv/torch/bin/python test/interop/transformers_models.py

Needs torch and transformers (made with 2.15.0 and 5.23.0), which take gigabytes: no part of .ci/run. Without them it
says so and ends with status 2. The last line is `N passed, N failed`.
"""

import json
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

try:
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import (
        AutoModel,
        AutoModelForSequenceClassification,
        BertConfig,
        BertForSequenceClassification,
        BertModel,
        XLMRobertaConfig,
        XLMRobertaForMaskedLM,
    )
except ImportError as missing:
    sys.exit(print(f"skipped: {missing}; pip install torch transformers safetensors") or 2)

SCRIPT = Path(__file__).resolve().parent / "encoder.mjs"
TEXTS = [[3, 17, 59, 4], [3, 5, 4], [3, 8, 9, 10, 11, 12, 13, 14, 4], [3, 4]]
SMALL = {
    "vocab_size": 60,
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 24,
    "max_position_embeddings": 20,
    # Far from what an untrained model has: a difference would show.
    "initializer_range": 0.3,
}


def node(*args, texts=None, script=SCRIPT):
    command = ["node", str(script), *map(str, args)]
    text = json.dumps(texts) if texts else None
    return json.loads(subprocess.run(command, input=text, capture_output=True, text=True, check=True, timeout=60).stdout)


def pooled(model, pooling, dense=None):
    """The texts' vectors, one text at a time and so without any padding."""
    vectors = []
    for ids in TEXTS:
        with torch.no_grad():
            output = model(input_ids=torch.tensor([ids]))
        hidden = output.last_hidden_state[0]
        x = {"mean": lambda: hidden.mean(0), "cls": lambda: hidden[0], "pooler": lambda: output.pooler_output[0]}[pooling]()
        if dense is not None:
            x = dense["linear.weight"] @ x + dense["linear.bias"]
        vectors.append(torch.nn.functional.normalize(x, dim=0))
    return torch.stack(vectors)


def equal(ours, theirs):
    difference = (torch.tensor(ours) - theirs).abs().max().item()
    assert difference <= 1e-5, f"vectors differ by {difference}"


def load(folder, missing=()):
    """Loads without a word about weights that are missing, unexpected or of another shape."""
    model, info = AutoModel.from_pretrained(folder, output_loading_info=True)
    assert {key for key in info["missing_keys"] if not key.startswith(tuple(missing))} == set(), info
    assert not info["unexpected_keys"] and not info["mismatched_keys"], info
    return model.eval()


def saved_by_claimbook(folder):
    names = node("save", folder)
    assert names == ["xlm-roberta", "labse", "e5"]
    for name, pooling in zip(names, ["cls", "pooler", "mean"]):
        # A pooler that a model does not use is not saved; transformers makes one up, and it plays no part.
        model = load(folder / name, missing=() if pooling == "pooler" else ("pooler.",))
        dense = load_file(folder / name / "2_Dense/model.safetensors") if pooling == "cls" else None
        equal(node("vectors", folder / name, texts=TEXTS), pooled(model, pooling, dense))
        assert [each["type"].rsplit(".")[-1] for each in json.loads((folder / name / "modules.json").read_text())][-1] == "Normalize"


def trained_by_claimbook(folder):
    torch.manual_seed(1)
    BertModel(BertConfig(**SMALL)).save_pretrained(folder / "before")
    before = pooled(load(folder / "before"), "mean")
    after = node("trained", folder / "before", folder / "after", texts=TEXTS)
    model = load(folder / "after")
    equal(after, pooled(model, "mean"))
    assert (torch.tensor(after) - before).abs().max() > 1e-3, "the step changed nothing"


def saved_by_transformers(folder):
    torch.manual_seed(2)
    model = BertModel(BertConfig(**SMALL)).eval()
    model.save_pretrained(folder)
    equal(node("vectors", folder, texts=TEXTS), pooled(model, "mean"))


def saved_with_a_head(folder):
    torch.manual_seed(3)
    model = XLMRobertaForMaskedLM(XLMRobertaConfig(**{**SMALL, "type_vocab_size": 1, "layer_norm_eps": 1e-5})).eval()
    model.save_pretrained(folder)
    assert any(key.startswith("roberta.") for key in load_file(folder / "model.safetensors"))
    equal(node("vectors", folder, texts=TEXTS), pooled(model.roberta, "mean"))


def saved_in_half_precision(folder):
    torch.manual_seed(4)
    model = BertModel(BertConfig(**SMALL)).to(torch.bfloat16)
    model.save_pretrained(folder)
    equal(node("vectors", folder, texts=TEXTS), pooled(model.float().eval(), "mean"))


def saved_as_labse(folder):
    """The layout of sentence-transformers/LaBSE: first token, dense layer with tanh, normalisation."""
    torch.manual_seed(5)
    model = BertModel(BertConfig(**SMALL)).eval()
    model.save_pretrained(folder)
    for name in ("1_Pooling", "2_Dense"):
        (folder / name).mkdir()
    weight, bias = model.pooler.dense.weight.data.clone(), model.pooler.dense.bias.data.clone()
    save_file({"linear.weight": weight, "linear.bias": bias}, folder / "2_Dense/model.safetensors")
    pooling = {"word_embedding_dimension": 16, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling/config.json").write_text(json.dumps(pooling))
    dense = {"in_features": 16, "out_features": 16, "bias": True, "activation_function": "torch.nn.modules.activation.Tanh"}
    (folder / "2_Dense/config.json").write_text(json.dumps(dense))
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Dense": "Dense", "3_Normalize": "Normalize"}
    modules = [{"idx": i, "path": p, "type": f"sentence_transformers.models.{k}"} for i, (p, k) in enumerate(kinds.items())]
    (folder / "modules.json").write_text(json.dumps(modules))
    equal(node("vectors", folder, texts=TEXTS), pooled(model, "pooler"))


def classifier_of_pairs(folder):
    """A classifier saved by transformers, and the same saved by claimbook: equal logits everywhere."""
    torch.manual_seed(6)
    labels = {0: "supported", 1: "contradicted", 2: "not found"}
    config = BertConfig(**SMALL, id2label=labels, label2id={label: at for at, label in labels.items()})
    BertForSequenceClassification(config).save_pretrained(folder / "theirs")
    pairs = [([17, 59], [9, 10, 11]), ([5], [6]), ([30, 31, 32, 33], [7, 8])]
    texts = [[" ".join(map(str, side)) for side in pair] for pair in pairs]
    ours = node("logits", folder / "theirs", folder / "ours", texts=texts, script=SCRIPT.with_name("classifier.mjs"))
    for saved in ("theirs", "ours"):
        model, info = AutoModelForSequenceClassification.from_pretrained(folder / saved, output_loading_info=True)
        assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
        assert model.config.id2label == labels
        for (a, b), logits in zip(pairs, torch.tensor(ours).reshape(-1, 3)):
            ids = torch.tensor([[3, *a, 4, *b, 4]])
            types = torch.tensor([[0] * (len(a) + 2) + [1] * (len(b) + 1)])
            with torch.no_grad():
                expected = model.eval()(input_ids=ids, token_type_ids=types).logits[0]
            assert (logits - expected).abs().max() < 1e-5, (saved, logits, expected)


def main():
    checks = [
        saved_by_claimbook,
        trained_by_claimbook,
        saved_by_transformers,
        saved_with_a_head,
        saved_in_half_precision,
        saved_as_labse,
        classifier_of_pairs,
    ]
    failed = 0
    for check in checks:
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(Path(folder))
                print(f"passed {check.__name__}")
            except Exception as error:
                failed += 1
                traceback.print_exc()
                print(getattr(error, "stderr", "") or "", f"FAILED {check.__name__}")
    print(f"{len(checks) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
