import { createRequire } from "node:module";

/** The groups into which Unicode's `emoji-test.txt` puts emoji, in its order. */
export const PICTURE_GROUPS = [
  "Smileys & Emotion",
  "People & Body",
  "Animals & Nature",
  "Food & Drink",
  "Travel & Places",
  "Activities",
  "Objects",
  "Symbols",
  "Flags",
] as const;
export type PictureGroup = (typeof PICTURE_GROUPS)[number];

let groups: ReadonlyMap<string, PictureGroup> | undefined;

/**
 * The group that Unicode puts an emoji into (`emoji-test.txt`, by the npm package `unicode-emoji-json`); undefined for
 * parts of emoji, such as hair, that are in none. With or without a variation selector.
 */
export function pictureGroup(picture: string): PictureGroup | undefined {
  groups ??= new Map(
    Object.entries(
      createRequire(import.meta.url)("unicode-emoji-json/data-by-emoji.json") as Record<
        string,
        { group: PictureGroup }
      >,
    ).map(([emoji, { group }]) => [plain(emoji), group]),
  );
  return groups.get(plain(picture));
}

function plain(picture: string): string {
  return picture.replaceAll("\uFE0F", "");
}
