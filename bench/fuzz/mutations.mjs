// What is done to a file before it is read: to the values of its JSON, then to its bytes. All chance is the caller's.

const hugeNumbers = [1e308, -1e308, 5e-324, 2 ** 53 + 2, -0, 1e21, 4294967296, -1, 0.1, 999999999999];
const nastyTexts = [
  "",
  "\u202egnorw",
  "\ud800",
  "\u0000\u001b[2J",
  "../../../../outside",
  "/etc/outside",
  "..\\..\\outside.txt",
  "<script>throw 1</script>",
  "__proto__",
  "constructor",
  "%E0%A4%A",
  "&#x110000;",
  "data:image/svg+xml;base64,%%%",
  "](x)![](attachment:%E0)",
  "|".repeat(3000),
  "[".repeat(3000),
  "*_".repeat(2000),
  "> ".repeat(1500),
  "$".repeat(999),
  "e".repeat(100_000),
  "9".repeat(400),
  "NaN",
  "2031-99-99T99:99:99Z",
];
const keys = ["__proto__", "constructor", "toString", "hasOwnProperty", "length", "", "then", "toJSON"];

/** Every place in a JSON value where something can be exchanged: an object or list, and a key of it. */
function places(value) {
  const found = [];
  const waiting = [value];
  while (waiting.length > 0) {
    const object = waiting.pop();
    for (const key of Object.keys(object)) {
      found.push([object, key]);
      if (typeof object[key] === "object" && object[key] !== null) waiting.push(object[key]);
    }
  }
  return found;
}

/** Whether a text or a number stands there. */
function isPlain([object, key]) {
  return typeof object[key] === "string" || typeof object[key] === "number";
}

/** Own properties even where the name means something to JavaScript. */
function set(object, key, value) {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function deep(value, depth) {
  let wrapped = value;
  for (let i = 0; i < depth; i++) wrapped = i % 2 === 0 ? [wrapped] : { a: wrapped };
  return wrapped;
}

function otherType(random, value) {
  return random.pick([
    null,
    true,
    0,
    String(value).slice(0, 200),
    [value],
    { value },
    [],
    {},
    random.pick(hugeNumbers),
    random.pick(nastyTexts),
  ]);
}

const ofStructure = {
  "drop key": (_random, object, key) => {
    if (Array.isArray(object)) object.splice(Number(key), 1);
    else delete object[key];
  },
  duplicate: (random, object, key, all) => {
    const [otherObject, otherKey] = random.pick(all);
    if (Array.isArray(object)) object.splice(Number(key), 0, structuredClone(object[key]));
    else set(object, key, structuredClone(otherObject[otherKey]));
  },
  retype: (random, object, key) => set(object, key, otherType(random, object[key])),
  deepen: (random, object, key) => set(object, key, deep(object[key], random.pick([1, 2, 30, 1500]))),
  "huge number": (random, object, key) => set(object, key, random.pick(hugeNumbers)),
  "nasty text": (random, object, key) => set(object, key, random.pick(nastyTexts)),
  "prototype key": (random, object, key) => {
    const target = Array.isArray(object) || typeof object !== "object" ? object[key] : object;
    if (typeof target === "object" && target !== null) set(target, random.pick(keys), otherType(random, "x"));
  },
  "wrong MIME payload": (random, _object, _key, all) => {
    const bundles = all.filter(([, key]) => key === "data").map(([object]) => object.data);
    const records = bundles.filter(
      (data) => typeof data === "object" && data !== null && !Array.isArray(data),
    );
    if (records.length === 0) return;
    const data = random.pick(records);
    const mimes = [
      ...new Set(records.flatMap((each) => Object.keys(each))),
      "image/svg+xml",
      "image/png",
      "text/html",
    ];
    const payload = random.pick(records);
    set(
      data,
      random.pick(mimes),
      structuredClone(random.pick([...Object.values(payload), random.pick(nastyTexts), null])),
    );
  },
};

const ofBytes = {
  "flip bits": (random, bytes) => {
    for (let i = random.int(8); i >= 0; i--) bytes[random.int(bytes.length)] ^= 1 << random.int(8);
    return bytes;
  },
  truncate: (random, bytes) => bytes.subarray(0, random.int(bytes.length)),
  "invalid UTF-8": (random, bytes) => {
    const at = random.int(bytes.length);
    const bad = random.pick([[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0x00]]);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(bad), bytes.subarray(at)]);
  },
  "repeat a piece": (random, bytes) => {
    const at = random.int(bytes.length);
    const piece = bytes.subarray(at, at + 1 + random.int(200));
    return Buffer.concat([
      bytes.subarray(0, at),
      ...Array(1 + random.int(60)).fill(piece),
      bytes.subarray(at),
    ]);
  },
  "swap pieces": (random, bytes) => {
    const [a, b] = [random.int(bytes.length), random.int(bytes.length)].sort((x, y) => x - y);
    return Buffer.concat([bytes.subarray(b), bytes.subarray(a, b), bytes.subarray(0, a)]);
  },
  "nasty text in between": (random, bytes) => {
    const at = random.int(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(nastyTexts)), bytes.subarray(at)]);
  },
};

/**
 * @param random the project's `Random`
 * @param text of a base file
 * @param isJson whether its structure can be altered
 * @returns what became of it, and the names of what was done
 */
export function mutated(random, text, isJson) {
  const done = [];
  let made = text;
  if (isJson && random.int(8) > 0) {
    const value = JSON.parse(text);
    for (let i = random.int(3); i >= 0; i--) {
      const all = places(value);
      if (!all.some(isPlain)) break;
      // Half of the time a value of the same type takes its place: what no schema refuses goes furthest.
      const keeps = random.int(2) === 0;
      const [object, key] = random.pick(keeps ? all.filter(isPlain) : all);
      const same = typeof object[key] === "number" ? "huge number" : "nasty text";
      const name = keeps ? same : random.pick(Object.keys(ofStructure));
      ofStructure[name](random, object, key, all);
      done.push(name);
    }
    made = JSON.stringify(value);
  }
  let bytes = Buffer.from(made);
  if (done.length === 0 || random.int(12) === 0) {
    for (let i = random.int(2); i >= 0 && bytes.length > 0; i--) {
      const name = random.pick(Object.keys(ofBytes));
      bytes = ofBytes[name](random, Buffer.from(bytes));
      done.push(name);
    }
  }
  return { bytes, done };
}
