export {
  DomainMatrix,
  type DomainScore,
  fillDomainMatrix,
  type MatrixOptions,
  type Shift,
} from "./domain-matrix.js";
export { DOMAINS, type DomainName } from "./domain-pools.js";
export {
  DOMAIN_LANGUAGES,
  type Domain,
  type DomainShift,
  type DomainShiftOptions,
  domainShift,
} from "./domain-shift.js";
export { XLSD_NOTE } from "./xlsd.js";
