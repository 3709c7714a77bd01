// What the project's own kernel is to reach, and what it is compared with.

/**
 * @param measured from compareSpeed
 * @param id the kernel that is held to the aims
 * @returns { what, value, limit, ratio (to the limit), reached } for every aim that was measured
 */
export function aims(measured, id) {
  const own = measured[id]?.results ?? {};
  const peer = measured.ipykernel?.results.papermill;
  const list = [
    { what: "first reply", value: own.firstReply?.median, limit: 800, unit: "ms" },
    { what: "warm cell", value: own.warm?.median, limit: 8, unit: "ms" },
    { what: "warm cell with TensorFlow.js types", value: own.library?.median, limit: 20, unit: "ms" },
    {
      what: "50 cells through claimbook run, against ipykernel through papermill",
      value: own["claimbook run"]?.median,
      limit: peer?.median,
      unit: "ms",
    },
    { what: "memory after 50 cells", value: own.memoryAfter?.median, limit: 250, unit: "MB" },
  ];
  return list
    .filter(({ value, limit }) => value !== undefined && limit !== undefined)
    .map((aim) => ({ ...aim, ratio: aim.value / aim.limit, reached: aim.value <= aim.limit }));
}

/** @returns how many times as long (or as much) a kernel takes as each other one, by quantity */
export function ratios(measured, id) {
  const own = measured[id]?.results ?? {};
  return Object.fromEntries(
    Object.entries(own).map(([quantity, { median }]) => [
      quantity,
      Object.fromEntries(
        Object.entries(measured)
          .filter(([other, { results }]) => other !== id && results[quantity] !== undefined)
          .map(([other, { results }]) => [other, median / results[quantity].median]),
      ),
    ]),
  );
}
