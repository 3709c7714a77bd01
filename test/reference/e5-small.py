"""What PyTorch computes with the weights of multilingual-e5-small, for test/models/transformer/e5-small.test.ts.

    .venv/torch/bin/python test/reference/e5-small.py [MODEL_FOLDER]

Writes e5-small.json beside itself: the same sentence in nine languages, three others, their vectors (mean pooling,
length 1, prefix "query: ") and PyTorch's token ids. MODEL_FOLDER defaults to .cache/models/multilingual-e5-small. Made
with torch 2.15.0, transformers 5.23.0, tokenizers 0.23.3.
"""

import base64
import json
import pathlib
import sys

import torch
from tokenizers import Tokenizer
from transformers import AutoModel

SENTENCES = [
    "The cat sleeps on the sofa.",
    "Die Katze schläft auf dem Sofa.",
    "Le chat dort sur le canapé.",
    "El gato duerme en el sofá.",
    "猫がソファで寝ている。",
    "Кошка спит на диване.",
    "القطة تنام على الأريكة.",
    "बिल्ली सोफे पर सो रही है।",
    "แมวนอนบนโซฟา",
    "The central bank raised interest rates by half a percentage point on Thursday.",
    "Der Schnellzug nach München hat heute vierzig Minuten Verspätung.",
    "量子コンピュータは特定の計算を非常に速く解くことができる。",
]


def main():
    here = pathlib.Path(__file__)
    default = here.parents[2] / ".cache/models/multilingual-e5-small"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    model = AutoModel.from_pretrained(folder).eval()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    result = []
    for sentence in SENTENCES:
        ids = tokenizer.encode(f"query: {sentence}").ids
        with torch.no_grad():
            hidden = model(input_ids=torch.tensor([ids])).last_hidden_state
        vector = torch.nn.functional.normalize(hidden.mean(1), dim=1)[0]
        packed = base64.b64encode(vector.numpy().astype("<f4").tobytes()).decode()
        result.append({"text": sentence, "ids": ids, "vector": packed})
    here.with_suffix(".json").write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


main()
