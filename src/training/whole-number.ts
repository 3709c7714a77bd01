import { ClaimbookError } from "../errors.js";

/** @throws {ClaimbookError} kind `usage`, naming the option, for anything but a whole number from `least` on */
export function assertWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ClaimbookError(`${name} must be a whole number from ${least} on, not ${value}`, {
    kind: "usage",
    where: name,
  });
}
