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
export const isOtherHolder = (ours: string, theirs: string): string =>
  `not ${isSameHolder(ours, theirs)}`;

function isSameHolder(ours: string, theirs: string): string {
  const pair = (column: string) =>
    [fold(`${ours}.${column}`), fold(`${theirs}.${column}`)] as const;
  const [lastOurs, lastTheirs] = pair('holder_last_name');
  const [middleOurs, middleTheirs] = pair('holder_middle_name');
  return `(${lastOurs} = ${lastTheirs}
    and ${sameName(...pair('holder_first_name'))}
    and (${middleOurs} = '' or ${middleTheirs} = '' or ${sameName(middleOurs, middleTheirs)}))`;
}

/**
 * The rows `alias` with each name as it was last written in full since the present holder came:
 * «Любовь» → «Л.» → «Лев» are two people, though each step alone could be spelling.
 */
export const fullestNames = (alias: string): string => `cross join lateral (
  select ${alias}.holder_last_name, ${fullest(alias, 'holder_first_name')},
    ${fullest(alias, 'holder_middle_name')}) known`;

const fullest = (alias: string, column: string): string => `case
  when length(${fold(`${alias}.${column}`)}) > 1 then ${alias}.${column}
  else coalesce((
    select r.${column} from personal_account_revisions r
    where r.personal_account_id = ${alias}.personal_account_id
      and r.holder_since = ${alias}.holder_since
      and length(${fold(`r.${column}`)}) > 1 and ${isSameHolder('r', alias)}
    order by r.revision_id desc limit 1), ${alias}.${column}) end as ${column}`;
