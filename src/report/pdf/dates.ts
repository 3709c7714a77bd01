/**
 * A PDF whose dates are the given one, byte for byte as long as before (ISO 32000-1, 7.9.4: `D:YYYYMMDDHHmmSS`),
 * so that no offset in the file moves. Time zones are written as `+00'00'`.
 */
export function withFixedDates(pdf: Buffer, date: Date): Buffer {
  const stamp = `D:${date.toISOString().replace(/\D/g, "").slice(0, 14)}`;
  const text = pdf.toString("latin1");
  const fixed = text.replace(/D:\d{14}([+-]\d\d'\d\d')?/g, (_, zone: string | undefined) =>
    zone === undefined ? stamp : `${stamp}+00'00'`,
  );
  return Buffer.from(fixed, "latin1");
}
