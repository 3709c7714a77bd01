// Started by a test: `last-words.mjs MODULE MEGABYTES` tells its parent as much, and closes the channel at once.
const [module, megabytes] = process.argv.slice(2);
const { tellParent } = await import(module);
await tellParent({ type: "outcome", outcome: { batchLog: new Uint8Array(megabytes * 2 ** 20).fill(7) } });
if (process.connected) process.disconnect();
