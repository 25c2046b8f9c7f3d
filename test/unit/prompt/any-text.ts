import fc from 'fast-check';

/** Text of any code points, halves of pairs among them; controls and plain letters more often than chance would have them. */
export function anyText(maxLength: number): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.nat(0x7f), fc.nat(0xff), fc.nat(0x2fff), fc.nat(0x10ffff));
  return fc.array(codePoint, { maxLength }).map((points) => String.fromCodePoint(...points));
}
