import type { MeterCard } from '#src/meters/list-meters.ts';
import type { StaffSource } from '#src/meters/reading-types.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Field, fieldIds } from '#src/ui/field.page.tsx';
import { formatDateShort, formatReading } from '#src/ui/format.ru.ts';
import { TextField } from '#src/ui/text-field.tsx';
import { Panel } from './staff-parts.page.tsx';

export const staffSourceText = {
  phone: 'Телефон',
  office: 'Офис',
  inspector: 'Контролёр',
} as const satisfies Record<StaffSource, string>;

export const staffSources = Object.keys(staffSourceText) as StaffSource[];

/** What was typed into the form, and the reason why it was not taken. */
export type RefusedEntry = {
  meter: string;
  value: string;
  on: string;
  source: string;
  message: string;
  field: 'value' | 'on' | 'meter';
  /** The reading is below the one before: it may have turned through zero. */
  canBeRollover: boolean;
};

type EntryProps = {
  number: string;
  meters: MeterCard[];
  today: string;
  refused: RefusedEntry | null;
};

/** «Внести показание»: checked on a page of its own before it is kept. */
export function EntryForm({ number, meters, today, refused }: EntryProps) {
  const active = meters.filter(({ isRemoved }) => !isRemoved);
  const [only] = active;
  if (!only) {
    return (
      <Panel id="s-enter" title="Внести показание">
        <p class="hint">Счётчика в работе нет: вносить нечего.</p>
      </Panel>
    );
  }
  const errorAt = (field: RefusedEntry['field']) =>
    refused?.field === field ? refused.message : null;
  return (
    <Panel id="s-enter" title="Внести показание">
      <form class="sform" action={href('staffReadingCheck', { number })} method="get" noValidate>
        {active.length > 1 ? (
          <SelectField
            name="meter"
            label="Счётчик"
            value={refused?.meter}
            error={errorAt('meter')}
            choices={active.map(({ meterId, serialNumber }) => [String(meterId), serialNumber])}
          />
        ) : (
          <input type="hidden" name="meter" value={only.meterId} />
        )}
        <TextField
          name="value"
          label={
            <>
              Значение, м³{' '}
              <span class="kbd" aria-hidden="true">
                Alt P
              </span>
            </>
          }
          value={refused?.value}
          error={errorAt('value')}
          inputMode="decimal"
          autoComplete="off"
          accessKey="p"
        />
        <TextField
          name="on"
          label="Дата"
          value={refused?.on ?? formatDateShort(today)}
          error={errorAt('on')}
          autoComplete="off"
        />
        <SelectField
          name="source"
          label="Источник"
          value={refused?.source}
          choices={staffSources.map((source) => [source, staffSourceText[source]])}
        />
        {refused?.canBeRollover && (
          <div class="ds-field is-whole">
            <input class="ds-input" type="checkbox" id="rollover" name="rollover" value="1" />
            <label class="ds-label" for="rollover">
              Счётчик перешёл через ноль
            </label>
          </div>
        )}
        <p class="hint">{lastOf(active)} Месяц и расход покажем до записи.</p>
        <Button>Проверить</Button>
      </form>
    </Panel>
  );
}

const lastOf = (meters: MeterCard[]): string =>
  meters
    .map(({ lastReading, serialNumber }) => {
      const place = meters.length > 1 ? ` у № ${serialNumber}` : '';
      return lastReading
        ? `Прошлое${place} ${formatReading(lastReading.value)} за ${formatDateShort(lastReading.takenOn)}.`
        : `Показаний${place} ещё не было.`;
    })
    .join(' ');

export function SelectField(props: {
  name: string;
  label: string;
  value?: string | null | undefined;
  error?: string | null;
  choices: readonly (readonly [value: string, label: string])[];
}) {
  const { name, value, choices } = props;
  return (
    <Field {...props}>
      <select {...fieldIds(props).control} class="ds-input" name={name}>
        {choices.map(([choice, label]) => (
          <option key={choice} value={choice} selected={choice === value}>
            {label}
          </option>
        ))}
      </select>
    </Field>
  );
}
