/**
 * Told apart in grey and by colour-blind readers: colours of different lightness with a contrast of 4.5 : 1 and more
 * to white, and with each a mark and a dash of its own.
 */
export const looks = [
  { color: "#1f4e79", symbol: "circle", dash: "solid" },
  { color: "#b35900", symbol: "square-open", dash: "dash" },
  { color: "#5b6470", symbol: "diamond-open", dash: "dot" },
  { color: "#117755", symbol: "triangle-up-open", dash: "dashdot" },
  { color: "#8a2b6a", symbol: "x-open", dash: "longdash" },
  { color: "#6b4c9a", symbol: "cross-open", dash: "longdashdot" },
  { color: "#7a5c00", symbol: "star-open", dash: "5px,2px" },
  { color: "#a3262a", symbol: "triangle-down-open", dash: "2px,4px" },
] as const;
