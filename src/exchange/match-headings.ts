import { tidySpaces } from './field-parsers.ts';
import { errorsColumns, whatStoodThere } from './register-columns.ru.ts';

export type HeadingFailure = {
  code: 'headings_differ';
  missing: string[];
  unknown: string[];
  repeated: string[];
};

export type HeadingMatch<Key extends string> =
  | { ok: true; positions: Record<Key, number>; ignored: string[] }
  | { ok: false; failure: HeadingFailure };

/** «Лицевой счет», «ЛИЦЕВОЙ  СЧЁТ» and «Лицевой счёт» are one heading. */
const keyOf = (heading: string): string => tidySpaces(heading).toLowerCase().replaceAll('ё', 'е');

/**
 * Finds our columns among the file's headings. `mapping` names other headings: theirs → ours.
 * An unknown heading alone is not read but named; a missing one stops the import.
 */
export function matchHeadings<Key extends string>(
  headings: readonly string[],
  columns: readonly { key: Key; heading: string }[],
  mapping: Readonly<Record<string, string>> = {},
): HeadingMatch<Key> {
  const renamed = new Map(
    Object.entries(mapping).map(([theirs, ours]) => [keyOf(theirs), keyOf(ours)]),
  );
  const wanted = new Map(columns.map(({ key, heading }) => [keyOf(heading), key]));
  const found = new Map<Key, number>();
  const unknown: string[] = [];
  const repeated: string[] = [];
  for (const [index, heading] of headings.entries()) {
    const name = keyOf(heading);
    const key = wanted.get(renamed.get(name) ?? name);
    if (key === undefined) {
      if (name !== '' && !ownHeadings.has(name)) unknown.push(tidySpaces(heading));
    } else if (found.has(key)) repeated.push(tidySpaces(heading));
    else found.set(key, index);
  }
  const missing = columns.filter(({ key }) => !found.has(key)).map(({ heading }) => heading);
  if (missing.length > 0 || repeated.length > 0) {
    return { ok: false, failure: { code: 'headings_differ', missing, unknown, repeated } };
  }
  return {
    ok: true,
    positions: Object.fromEntries(found) as Record<Key, number>,
    ignored: unknown,
  };
}

const ownHeadings = new Set([...errorsColumns, whatStoodThere].map(keyOf));
