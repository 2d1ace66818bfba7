/** A billion roubles: more than anybody owes, far below what a number holds exactly. */
const MAX_KOPECKS = 100_000_000_000;

/**
 * Reads roubles as people write them (`1 240,50`, `1240.5`, `1 240 ₽`) into whole kopecks; null
 * for anything else. Digits are moved as text: no fraction ever passes through a float.
 */
export function readKopecks(typed: string): number | null {
  const text = typed.replace(/[\s\u20bd]/gu, '').replace(/^\u2212/, '-');
  const match = /^(-?)(\d{1,12})(?:[.,](\d{1,2}))?$/.exec(text);
  if (!match) return null;
  const [, sign, roubles = '', fraction = ''] = match;
  const kopecks = Number(roubles) * 100 + Number(fraction.padEnd(2, '0'));
  if (kopecks > MAX_KOPECKS) return null;
  return sign && kopecks > 0 ? -kopecks : kopecks;
}
