/**
 * Tells whether many ids are all different, in 8 bytes each: a Set of 33 million strings (MIRACL's English passages)
 * would be larger than its limit. Hashes of 53 bits may agree by chance: what it gives are suspects to look at again.
 */
export class SeenIds {
  #hashes = new Float64Array(1 << 12);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(id: string): void {
    if (this.#size === this.#hashes.length) {
      const larger = new Float64Array(2 * this.#size);
      larger.set(this.#hashes);
      this.#hashes = larger;
    }
    this.#hashes[this.#size++] = hash53(id);
  }

  /**
   * A test for ids that may have been added twice: true for each that was. Undefined where none can have been.
   * Nothing may be added after it.
   */
  suspects(): ((id: string) => boolean) | undefined {
    const sorted = this.#hashes.subarray(0, this.#size).sort();
    const twice = new Set<number>();
    for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) twice.add(sorted[i]!);
    return twice.size === 0 ? undefined : (id) => twice.has(hash53(id));
  }
}

/** Two multiplicative hashes of 32 bits over the UTF-16 units, the upper one cut to 21 bits. */
function hash53(text: string): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b);
    high ^= high >>> 13;
  }
  low ^= low >>> 15;
  return (low >>> 0) + (high >>> 11) * 0x1_0000_0000;
}
