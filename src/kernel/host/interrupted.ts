/** What an interrupted cell's waits reject with. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";

  constructor(message = "the cell was interrupted; what earlier cells declared is kept") {
    super(message);
  }
}
