type Holder = Record<string, unknown>;

/** What the ES2024 library (which cells are checked against) has and an old Node.js may lack, with core-js's file. */
const members: [holder: object, name: string, file: string][] = [
  [Object, "groupBy", "es.object.group-by"],
  [Map, "groupBy", "es.map.group-by"],
  [Promise, "withResolvers", "es.promise.with-resolvers"],
  [Array, "fromAsync", "es.array.from-async"],
  [ArrayBuffer.prototype, "detached", "es.array-buffer.detached"],
  [ArrayBuffer.prototype, "transfer", "es.array-buffer.transfer"],
  [ArrayBuffer.prototype, "transferToFixedLength", "es.array-buffer.transfer-to-fixed-length"],
];

/** Adds what is missing, for cells and all that they import. */
export async function addMissingLibrary(): Promise<void> {
  for (const [holder, name, file] of members)
    if (!(name in (holder as Holder))) await import(`core-js/modules/${file}.js`);
}
