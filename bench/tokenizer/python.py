"""One measurement of bench/tokenizer.mjs: python.py FOLDER TEXTS IDS BATCH; prints JSON."""

import json
import sys
import time
from pathlib import Path

from tokenizers import Tokenizer

folder, texts_file, ids_file, batch = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
texts = json.loads(Path(texts_file).read_text())

start = time.perf_counter()
tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
tokenizer.no_truncation()
tokenizer.no_padding()
loaded = time.perf_counter()

if batch == 1:
    ids = [tokenizer.encode(text).ids for text in texts]
else:
    ids = []
    for at in range(0, len(texts), batch):
        ids.extend(each.ids for each in tokenizer.encode_batch(texts[at : at + batch]))
done = time.perf_counter()

Path(ids_file).write_text(json.dumps(ids))
print(json.dumps({"load": (loaded - start) * 1000, "ms": (done - loaded) * 1000, "tokens": sum(map(len, ids))}))
