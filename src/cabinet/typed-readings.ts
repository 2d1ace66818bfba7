/** What was typed for one of several meters; it travels in addresses and forms until it is sent. */
export type TypedReading = { meter: string; value: string; on: string };

const NAME = /^value-(\d{1,15})$/;

/** Every `value-METER` of a form, in its order; with `filledOnly` those that say something. */
export function readTypedReadings(
  fields: Readonly<Record<string, string>>,
  { filledOnly = true } = {},
): TypedReading[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const meter = NAME.exec(name)?.[1];
    if (meter === undefined || (filledOnly && !value.trim())) return [];
    return [{ meter, value, on: fields[`on-${meter}`] ?? '' }];
  });
}

/** The same as fields: `value-11`, and `on-11` where a day was given. */
export const typedFields = (typed: readonly TypedReading[]): [name: string, value: string][] =>
  typed.flatMap(({ meter, value, on }): [string, string][] => [
    [`value-${meter}`, value],
    ...(on ? [[`on-${meter}`, on] as [string, string]] : []),
  ]);

/** For an address: `?value-11=500`, or nothing. */
export function typedQuery(typed: readonly TypedReading[]): string {
  const query = new URLSearchParams(typedFields(typed)).toString();
  return query && `?${query}`;
}
