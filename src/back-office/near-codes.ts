/** Longer codes do not exist; what is longer is looked for as it stands. */
const MAX_LENGTH = 40;

/**
 * The code itself and every code one slip away from it: a sign too many, one left out, one for
 * another, two in the wrong order. Some hundreds of spellings, each looked up in an index: for
 * numbers that costs a hundredth of comparing trigrams, since the numbers of a supplier are alike.
 */
export function nearCodes(code: string, alphabet = '0123456789'): string[] {
  const near = new Set([code]);
  if (code.length > MAX_LENGTH) return [...near];
  for (let at = 0; at <= code.length; at += 1) {
    const before = code.slice(0, at);
    const after = code.slice(at);
    if (after) near.add(before + after.slice(1));
    if (after.length > 1) near.add(before + after.charAt(1) + after.charAt(0) + after.slice(2));
    for (const sign of alphabet) {
      near.add(before + sign + after);
      if (after) near.add(before + sign + after.slice(1));
    }
  }
  near.delete('');
  return [...near];
}
