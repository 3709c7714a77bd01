/**
 * Asks the person at the notebook for a line of text.
 *
 * @throws when the client cannot ask, or the cell is interrupted meanwhile
 */
declare function input(prompt?: string, options?: { password?: boolean }): Promise<string>;
