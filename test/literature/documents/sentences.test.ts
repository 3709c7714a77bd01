import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitSentences } from "../../../src/literature/documents/index.js";

const cut = (text: string, language?: string) =>
  splitSentences(text, language).map(({ start, end }) => text.slice(start, end));

describe("sentences", () => {
  test.each([
    ["citation after the point", ["It improves.[12]", "The next is new."]],
    ["citation as a superscript", ["It is used often.12,13", "The next is new."]],
    ["name in lower case", ["It works.", "mBERT is older."]],
    ["figure", ["See Fig. 2 and e.g. The Hague.", "Then Eq. (3) holds."]],
    ["initials", ["J. R. Smith said so.", "So did H. G. Wells."]],
    ["a letter at the end", ["It lacks vitamin C.", "The rest is known."]],
    ["remark in brackets", ["J. Smith said (why?) it is.", "“Why?” asked he."]],
    ["number", ["It is no. 5 of them.", "Is it?", "The answer is no.", "We go on."]],
    ["decimals", ["It rose from 0.25 to 31.1 %.", "It fell by .05.", "That is little."]],
    ["number of a section", ["1. Introduction We begin.", "It is shown in Sec. 4.1.", "We go on."]],
    ["et al.", ["Roy et al. (2020) and Asai et al. 2021 agree.", "So do Lee et al.", "We do not."]],
    ["etc.", ["Greek, Thai, etc. are rare.", "Cats, dogs, etc.", "The rest follows."]],
    ["country", ["The U.S. Navy paid.", "They left the U.S.", "The rest stayed."]],
    ["pages and months", ["See pp. 5 to 7 of vol. 2.", "It was Jan. 5.", "Then came more."]],
    ["brackets", ["It holds [12].", "Then not [3, 4].", "(See Sec. 4.1.)", "Yes."]],
    ["versus", ["Hybrid vs. Contrastive is asked.", "Done."]],
    ["statistics", ["It differs (p < .05).", "The rest does not."]],
    ["German", ["Das gilt z.B. Hier nicht.", "Vgl. Abb. 3."]],
  ])("%s", (_, sentences) => {
    expect(cut(sentences.join(" "))).toEqual(sentences);
  });

  test.each([
    ["zh", ["结果更好。", "准确率为31.1%！", "为什么？"], ""],
    ["ja", ["これは「よい。」と言う。", "次の文。"], ""],
    ["hi", ["यह अच्छा है।", "वह नहीं है॥", "क्यों?"], " "],
    ["bn", ["এটি ভালো।", "ওটি নয়।"], " "],
    ["ar", ["هذا جيد.", "لماذا؟", "نعم."], " "],
    ["ur", ["یہ اچھا ہے۔", "وہ نہیں۔"], " "],
    ["am", ["ይህ ጥሩ ነው።", "ያ አይደለም።"], " "],
    ["km", ["នេះជាល្អ។", "នោះមិនមែន។"], " "],
    ["my", ["ဒါကောင်းတယ်။", "ဟိုဟာမကောင်းဘူး။"], " "],
    ["hy", ["Սա լավ է։", "Դա ոչ։"], " "],
    ["bo", ["བོད་ཡིག།", "གཉིས།"], " "],
    ["ko", ["이것은 좋다.", "그것은 아니다."], " "],
    ["ru", ["Метод лучше (см. табл. 2).", "Он и др. методы проще."], " "],
    ["th", ["ประโยคแรก ประโยคสอง"], ""],
  ])("%s", (language, sentences, space) => {
    expect(cut(sentences.join(space), language)).toEqual(sentences);
  });

  test("long Thai is cut at its spaces", () => {
    const phrase = "ผลการทดลองแสดงให้เห็นว่าวิธีการที่เสนอมีประสิทธิภาพดีกว่าวิธีการพื้นฐานในทุกชุดข้อมูล";
    const parts = cut(Array(6).fill(phrase).join(" "), "th");
    expect(parts).toEqual(Array(6).fill(phrase));
  });

  test("a language that is none falls back to English", () => {
    expect(cut("One. Two.", "not a tag!")).toEqual(["One.", "Two."]);
  });

  test("ranges lie in order and hold every character that is not white space", () => {
    const pieces = fc.constantFrom(
      ..."e.g. |Fig. 2|A. |? |!” |(why?) is|[12] |.12 |。|། |\n|。」|no. 5|...|0.5|mBERT |ก |\u2028|The |et al. ".split(
        "|",
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: "grapheme" })), { maxLength: 40 }), (parts) => {
        const text = parts.join("");
        const ranges = splitSentences(text);
        let last = 0;
        let kept = "";
        for (const { start, end } of ranges) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          kept += text.slice(start, end);
          last = end;
        }
        const bare = (part: string) => part.replace(/[\s\p{Cc}]/gu, "");
        expect(bare(kept)).toBe(bare(text));
      }),
    );
  });

  test("takes time in proportion to the text", () => {
    // Quadratic work on 200,000 characters would not end within the test's time.
    for (const part of ["a. ", "[1] ", "....", "(why?) ", "e.g. ", ".[1", "ก ", "A."]) {
      expect(cut(part.repeat(200_000 / part.length)).join("").length).toBeGreaterThan(100_000);
    }
  });
});
