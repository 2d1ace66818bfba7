/** Small letters that look the same in both alphabets, place by place. */
export const latinLookAlikes = 'aceopxykmtbh';
export const cyrillicLookAlikes = 'асеорхукмтвн';

const latin = latinLookAlikes.toUpperCase();
const cyrillic = cyrillicLookAlikes.toUpperCase();

/** The same text whatever keyboard it was typed on: capital Latin look-alikes become Cyrillic. */
export const foldLookAlikes = (capitals: string): string =>
  capitals.replace(/[A-Z]/g, (letter) => cyrillic[latin.indexOf(letter)] ?? letter);

/** Every way in which a folded text may have been kept by somebody who did not fold it. */
export function spellingsOf(folded: string): string[] {
  return [...folded].reduce<string[]>(
    (begun, letter) => {
      const twin = latin[cyrillic.indexOf(letter)];
      const ways = twin ? [letter, twin] : [letter];
      return begun.flatMap((start) => ways.map((way) => start + way));
    },
    [''],
  );
}
