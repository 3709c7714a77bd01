/** Said wherever the name is read: in the record, the registry, the matrix and the error for an unknown data set. */
export const XLSD_NOTE =
  'No public data set called "XLSD" was found; the domain-shift suite stands in for it, made of public data of five domains.';
