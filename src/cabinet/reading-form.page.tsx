import type { MeterCard } from '#src/meters/list-meters.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Drum } from '#src/ui/drum.tsx';
import { formatDateShort, formatDateWithYear, formatReading } from '#src/ui/format.ru.ts';
import { ReadingField } from '#src/ui/reading-field.tsx';
import { TextField } from '#src/ui/text-field.tsx';

type ReadingFormProps = {
  number: string;
  meter: MeterCard;
  /** Several meters: the label names the one. */
  isOneOfMany: boolean;
  values?: { value?: string; takenOn?: string };
  errors?: { value?: string; takenOn?: string };
  /** The history page asks for the day too; home keeps to one field. */
  hasDate?: boolean;
  /** The reading that this one corrects: its confirmation number. */
  corrects?: string;
};

/** Ids of the fields of one meter's form, for error summaries. */
export const readingFieldIds = (meterId: number) => ({
  value: `value-${meterId}`,
  takenOn: `on-${meterId}`,
  reason: `reason-${meterId}`,
});

/** Leads to the check page; nothing is kept before the person has seen what the reading would do. */
export function ReadingForm(props: ReadingFormProps) {
  const { number, meter, isOneOfMany, values = {}, errors = {}, corrects } = props;
  const ids = readingFieldIds(meter.meterId);
  const label = isOneOfMany
    ? `Новое показание, счётчик № ${meter.serialNumber}`
    : 'Новое показание';
  const hint =
    meter.decimalDigits > 0
      ? `Чёрные цифры, после запятой до ${meter.decimalDigits} красных`
      : 'Чёрные цифры, без красных';
  return (
    <form
      action={href('readingCheck', { number })}
      method="get"
      noValidate
      class={props.hasDate ? 'stack' : 'reading'}
    >
      <input type="hidden" name="meter" value={meter.meterId} />
      {corrects && <input type="hidden" name="corrects" value={corrects} />}
      <ReadingField
        name="value"
        id={ids.value}
        label={label}
        hint={hint}
        value={values.value}
        error={errors.value}
        inputMode={meter.decimalDigits > 0 ? 'decimal' : 'numeric'}
        button={props.hasDate ? undefined : 'Проверить'}
      />
      {props.hasDate && (
        <TextField
          name="on"
          id={ids.takenOn}
          label="Когда сняли"
          hint="Например, 25.11.2026. Пусто — сегодня"
          value={values.takenOn}
          error={errors.takenOn}
          autoComplete="off"
          size={12}
        />
      )}
      {props.hasDate && <Button>Проверить</Button>}
      <p class="small muted">Сначала покажем, сколько вышло, потом передадите.</p>
    </form>
  );
}

export function LastReading({ meter }: { meter: MeterCard }) {
  const { lastReading: last, integerDigits, decimalDigits } = meter;
  if (!last) return null;
  return (
    <div class="last-reading">
      <Drum
        value={last.value}
        integerDigits={integerDigits}
        decimalDigits={decimalDigits}
        label={`Прошлое показание ${formatReading(last.value)}`}
      />
      <p>Было {formatDateWithYear(last.takenOn)}</p>
    </div>
  );
}

export function MeterFacts({ meter }: { meter: MeterCard }) {
  return (
    <dl class="facts facts--tight">
      {meter.model && (
        <div>
          <dt>Марка</dt>
          <dd>{meter.model}</dd>
        </div>
      )}
      <div>
        <dt>Номер</dt>
        <dd class="num">{meter.serialNumber}</dd>
      </div>
      <div>
        <dt>Поверка до</dt>
        <dd class="num">
          {meter.verifiedUntil ? formatDateShort(meter.verifiedUntil) : 'нет данных'}
        </dd>
      </div>
      <div>
        <dt>Где стоит</dt>
        <dd>{meter.isOutdoor ? 'на улице' : 'в помещении'}</dd>
      </div>
      {meter.isRemoved && meter.removedOn && (
        <div>
          <dt>Снят</dt>
          <dd class="num">{formatDateShort(meter.removedOn)}</dd>
        </div>
      )}
    </dl>
  );
}
