import { type TypedReading, typedFields } from './typed-readings.ts';

/** Carries along what was typed for other meters. */
export function TypedFields({ typed }: { typed: readonly TypedReading[] }) {
  return (
    <>
      {typedFields(typed).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
