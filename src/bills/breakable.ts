/** Of the widest letters a column of the bill has room for fifteen. */
const LONGEST = 14;
const ZERO_WIDTH_SPACE = '\u200b';

/**
 * A text whose words of any length stay in their column: where a register has thirty letters without a
 * space or a hyphen, the line may end between them. Ordinary words are left as they are.
 */
export const breakable = (text: string): string =>
  text.replace(/[^\s-]{21,}/gu, (word) =>
    [...word]
      .map((letter, at) => (at > 0 && at % LONGEST === 0 ? ZERO_WIDTH_SPACE + letter : letter))
      .join(''),
  );
