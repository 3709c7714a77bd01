export {
  findLeakage,
  type Leakage,
  LeakageIndex,
  type LeakageOptions,
  type LeakedPair,
  sameText,
} from "./find-leakage.js";
export { LeakageReport, leakageReport } from "./leakage-report.js";
export {
  corpusSide,
  judgedSide,
  type LeakageSide,
  type LeakageSource,
  type LeakageText,
  retrievalSide,
  sideOf,
  trainingSide,
} from "./leakage-texts.js";
export { withoutLeaks } from "./without-leaks.js";
