"""Small tokenizers and the ids that Python's `tokenizers` gives for texts in many scripts.

    python -m venv .venv/weights
    .venv/weights/bin/pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf==7.36.2
    .venv/weights/bin/python test/reference/tokenizers_reference.py    # writes test/models/tokenizer/fixtures/

Two tokenizers as the models have them: `unigram` like XLM-R's and multilingual-e5's (Precompiled normaliser, Metaspace,
`<s> $A </s>`) and `wordpiece` like LaBSE's (cased BertNormalizer, `[CLS] $A [SEP]`). Their vocabularies are learned
from the sentences below; the charsmap is compiled by SentencePiece from the rules of its own nmt_nfkc.
"""

import json
import sys
import tempfile
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "scripts"))
from charsmap import compiled, rules_of  # noqa: E402
OUT = HERE.parent / "models" / "tokenizer" / "fixtures"

SENTENCES = [
    "The library opens at nine and closes at seven, except on Sundays.",
    "Die Bücherei öffnet um neun Uhr; größere Gruppen melden sich vorher an.",
    "La bibliothèque ouvre à neuf heures, même l'été.",
    "La biblioteca abre a las nueve. ¿Quién tiene la llave?",
    "Библиотека открывается в девять часов утра.",
    "Η βιβλιοθήκη ανοίγει στις εννέα το πρωί.",
    "تفتح المكتبة أبوابها في الساعة التاسعة صباحًا، ويُرحَّبُ بالزوّار.",
    "הספרייה נפתחת בתשע בבוקר.",
    "पुस्तकालय सुबह नौ बजे खुलता है।",
    "গ্রন্থাগার সকাল নয়টায় খোলে।",
    "நூலகம் காலை ஒன்பது மணிக்குத் திறக்கும்.",
    "ห้องสมุดเปิดเก้าโมงเช้า",
    "ຫ້ອງສະໝຸດເປີດເກົ້າໂມງ",
    "စာကြည့်တိုက်သည် ကိုးနာရီတွင် ဖွင့်သည်။",
    "បណ្ណាល័យបើកនៅម៉ោងប្រាំបួន",
    "图书馆早上九点开门。",
    "圖書館早上九點開門,星期日除外。",
    "図書館は午前九時に開きます。カタカナとﾊﾝｶｸも。",
    "도서관은 아침 아홉 시에 문을 엽니다.",
    "Thư viện mở cửa lúc chín giờ sáng.",
    "Kütüphane dokuzda açılır; İstanbul'da ışık var.",
    "ბიბლიოთეკა იხსნება ცხრა საათზე.",
    "Գրադարանը բացվում է ժամը իննին։",
    "ቤተ መጻሕፍቱ በሦስት ሰዓት ይከፈታል።",
    "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ",
]

# What normalisers, grapheme borders and special tokens are about.
EDGES = [
    "",
    " ",
    "   \t\n ",
    " leading and trailing ",
    "two  spaces   three",
    "tab\tnewline\nreturn\r\nend",
    "no-break\u00a0space ideographic\u3000space thin\u2009space",
    "zero\u200bwidth\u200cjoiners\u200d \ufeffbom soft\u00adhyphen",
    "control \u0001\u0002\u007f\u0085 characters",
    "null\u0000byte",
    "e\u0301te\u0301 n\u0303 a\u0308 o\u0302\u0301 A\u030a",
    "\u0301 alone, and \u0645\u064f\u062f\u0651\u064e\u0631\u0650\u0651\u0633 \u0651\u064e",
    "\u0652\u064b\u0651 \u0651\u064c\u0651\u064d",
    "ﬁ ﬂ ﬀ ﬃ Ⅷ ℃ ½ ² ㎏ ㈱ № ™ … ‥",
    "ＦＵＬＬ　ｗｉｄｔｈ　１２３！？～",
    "ﾊﾞﾅﾅ ﾎﾟｽﾄ ｶﾞｷﾞｸﾞ",
    "\u1112\u1161\u11ab\u1100\u1173\u11af 한글",
    "\ufdfa \ufe8d\ufedf\ufecc\ufeae\ufe91\ufef4\ufe94",
    "क़ क\u093c ড় \u0ba8\u0bc6\u0bbe",
    "🎉 👩‍👩‍👧‍👦 🇩🇪🇫🇷 👍🏽 ❤️ 1️⃣",
    "𝕳𝖊𝖑𝖑𝖔 𝟙𝟚𝟛 𐍈 𠜎𠜱",
    "<s> inside </s> and <mask>, [CLS] and [MASK] and [SEP]",
    "a<mask>b a <mask> b<pad>",
    "▁ metaspace ▁▁ itself",
    "CamelCase snake_case kebab-case 3.14 1,000,000 a@b.org https://example.org/?q=1",
    "don't «quote» “curly” ‘single’ — dash – en",
    "x" * 150,
    "word " * 40,
    "ẞ ß ǆ ŉ İ ı ſ Σς",
    "\u0344 \u2126 \u212b \uf900 \ufb1d",
]

PROBES = [*SENTENCES, *EDGES, *(a[: len(a) // 2] + b[len(b) // 2 :] for a, b in zip(SENTENCES, SENTENCES[7:]))]

PREFIX = "query: "
LENGTHS = [3, 4, 8, 16]


def full_charsmap():
    return compiled(normalization_rule_name="nmt_nfkc")


def small_charsmap():
    """Of nmt_nfkc's rules those that the probes can meet: the file stays small."""
    seen = set("".join(PROBES))
    rules = {a: b for a, b in rules_of(full_charsmap()).items() if set(a) <= seen}
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "rules.tsv"
        lines = ("\t".join(" ".join(f"{ord(c):X}" for c in text) for text in rule) for rule in sorted(rules.items()))
        table.write_text("".join(f"{line}\n" for line in lines))
        return compiled(normalization_rule_tsv=str(table))


def unigram(charsmap, sentences, size):
    made = Tokenizer(models.Unigram())
    made.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(charsmap), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    made.train_from_iterator(sentences, trainer)
    made.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return made


def wordpiece(sentences, size):
    made = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=False)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    trainer = trainers.WordPieceTrainer(vocab_size=size, special_tokens=special, show_progress=False)
    made.train_from_iterator(sentences, trainer)
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return made


def save(made, folder, pad, limit):
    """As a model folder. The file asks for cutting and filling up, as LaBSE's does: nobody may heed it."""
    folder.mkdir(parents=True, exist_ok=True)
    made.enable_truncation(5)
    made.enable_padding(length=12, pad_id=made.token_to_id(pad), pad_token=pad)
    made.save(str(folder / "tokenizer.json"), pretty=False)
    made.no_truncation()
    made.no_padding()
    config = {"pad_token": pad, "model_max_length": limit, "tokenizer_class": "PreTrainedTokenizerFast"}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def reference(made):
    """Ids of all probes: as they are, with a prefix, and cut to some lengths."""
    found = {
        "ids": [made.encode(text).ids for text in PROBES],
        "prefixed": [made.encode(PREFIX + text).ids for text in PROBES],
        "cut": {},
    }
    for length in LENGTHS:
        made.enable_truncation(length)
        found["cut"][length] = [made.encode(text).ids for text in PROBES]
        made.no_truncation()
    return found


def main():
    made = {
        "unigram": (unigram(small_charsmap(), SENTENCES, 600), "<pad>", 512),
        "wordpiece": (wordpiece(SENTENCES, 600), "[PAD]", int(1e30)),
    }
    expected = {"probes": PROBES, "prefix": PREFIX}
    for name, (tokenizer, pad, limit) in made.items():
        save(tokenizer, OUT / name, pad, limit)
        # As everybody else reads it: fresh from its training it would break ties in another way.
        tokenizer = Tokenizer.from_file(str(OUT / name / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        expected[name] = {**reference(tokenizer), "pad": tokenizer.token_to_id(pad), "size": tokenizer.get_vocab_size()}
    (OUT / "ids.json").write_text(json.dumps(expected, ensure_ascii=True, separators=(",", ":")) + "\n")
    for file in sorted(OUT.rglob("*.json")):
        print(f"{file.stat().st_size:>9,}  {file.relative_to(OUT)}")


if __name__ == "__main__":
    main()
