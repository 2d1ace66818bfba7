const russian = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";

const keys = new Map([...russian].map((letter, index) => [letter, latin[index] ?? letter]));

/**
 * The keys that a Russian text is typed with: «пароль12» is `gfhjkm12`, which lists of leaked
 * passwords know by these letters alone.
 */
export const latinKeysOf = (lower: string): string =>
  [...lower].map((letter) => keys.get(letter) ?? letter).join('');
