/** Calls `ring` after so many milliseconds, unless the returned function is called before. */
export type Timer = (milliseconds: number, ring: () => void) => () => void;

export const realTimer: Timer = (milliseconds, ring) => {
  const timer = setTimeout(ring, milliseconds);
  return () => clearTimeout(timer);
};
