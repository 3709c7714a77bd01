"""SentencePiece's compiled charsmaps, which `tokenizer.json` keeps in its `Precompiled` normaliser."""

import io
import struct

import sentencepiece
from sentencepiece import sentencepiece_model_pb2


def rules_of(charsmap):
    """What a compiled charsmap maps: a double-array trie over UTF-8 bytes (darts-clone), then the texts."""
    size = struct.unpack_from("<I", charsmap)[0]
    units = struct.unpack_from(f"<{size // 4}I", charsmap, 4)
    texts = charsmap[4 + size :]
    found = {}
    pending = [(0, b"")]
    while pending:
        node, key = pending.pop()
        base = node ^ ((units[node] >> 10) << ((units[node] & 512) >> 6))
        if node and units[node] >> 8 & 1:
            start = units[base] & 0x7FFFFFFF
            found[key.decode()] = texts[start : texts.index(b"\0", start)].decode()
        for byte in range(1, 256):
            child = base ^ byte
            if child < len(units) and units[child] & 0x800000FF == byte:
                pending.append((child, key + bytes([byte])))
    return found


def compiled(**rule):
    """The charsmap of a SentencePiece model trained on next to nothing."""
    out = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["the quick brown fox", "jumps over the lazy dog"]),
        model_writer=out,
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
        **rule,
    )
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(out.getvalue())
    return proto.normalizer_spec.precompiled_charsmap
