import { lettersFrom, lettersTo } from './name-letters.ru.ts';

/** Signs that are no part of a name. */
const dropped = ` .-'\u2019\u02bc\`()`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** lower() alone leaves Cyrillic as it is in a database of the C locale. */
const fold = (column: string): string =>
  `translate(lower(${column}), ${literal(lettersFrom + dropped)}, ${literal(lettersTo)})`;

const sameName = (one: string, other: string): string =>
  `(${one} = ${other} or length(${one}) = 1 and starts_with(${other}, ${one})
    or length(${other}) = 1 and starts_with(${one}, ${other}))`;

/**
 * When is a holder another person? When surname, first name or patronymic differ in more than
 * spelling. Spelling: capitals, ё and е, spaces, hyphens, dots, apostrophes, Latin letters that
 * look Cyrillic; an initial for its name; a patronymic that appears or vanishes. A new surname
 * (marriage, too) is another holder: the resident proves the access again, a stranger never
 * inherits it. SQL: true when the rows `ours` and `theirs` name different people.
 */
export function isOtherHolder(ours: string, theirs: string): string {
  const pair = (column: string) =>
    [fold(`${ours}.${column}`), fold(`${theirs}.${column}`)] as const;
  const [lastOurs, lastTheirs] = pair('holder_last_name');
  const [middleOurs, middleTheirs] = pair('holder_middle_name');
  return `not (${lastOurs} = ${lastTheirs}
    and ${sameName(...pair('holder_first_name'))}
    and (${middleOurs} = '' or ${middleTheirs} = '' or ${sameName(middleOurs, middleTheirs)}))`;
}
