import type { MeterCard } from '#src/meters/list-meters.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Drum } from '#src/ui/drum.tsx';
import { formatDateShort, formatDateWithYear, formatReading } from '#src/ui/format.ru.ts';
import { ReadingField } from '#src/ui/reading-field.tsx';
import { TextField, type TextFieldProps } from '#src/ui/text-field.tsx';

type ReadingFormProps = {
  number: string;
  meter: MeterCard;
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

const hintOf = (meter: MeterCard): string =>
  meter.decimalDigits > 0
    ? `Чёрные цифры, после запятой до ${meter.decimalDigits} красных`
    : 'Чёрные цифры, без красных';

const checkFirst = 'Сначала покажем, сколько вышло, потом передадите.';

/** The day of a reading; empty is today. */
function TakenOnField(props: Omit<TextFieldProps, 'label'>) {
  return (
    <TextField
      {...props}
      label="Когда сняли"
      hint="Например, 25.11.2026. Пусто — сегодня"
      autoComplete="off"
      size={12}
    />
  );
}

/** Leads to the check page; nothing is kept before the person has seen what the reading would do. */
export function ReadingForm(props: ReadingFormProps) {
  const { number, meter, values = {}, errors = {}, corrects } = props;
  const ids = readingFieldIds(meter.meterId);
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
        label="Новое показание"
        hint={hintOf(meter)}
        value={values.value}
        error={errors.value}
        inputMode={meter.decimalDigits > 0 ? 'decimal' : 'numeric'}
        button={props.hasDate ? undefined : 'Проверить'}
      />
      {props.hasDate && (
        <TakenOnField name="on" id={ids.takenOn} value={values.takenOn} error={errors.takenOn} />
      )}
      {props.hasDate && <Button>Проверить</Button>}
      <p class="small muted">{checkFirst}</p>
    </form>
  );
}

/** The id of the one form of several meters, whose fields may stand in cards of their own. */
const SEVERAL = 'readings-form';

/** The fields of one of several meters: in a card of its own, of the one form of them all. */
export function FieldsOfMeter(props: Omit<ReadingFormProps, 'number' | 'corrects'>) {
  const { meter, values = {}, errors = {}, hasDate } = props;
  // The names are the ids: value-11, on-11.
  const ids = readingFieldIds(meter.meterId);
  return (
    <>
      <ReadingField
        name={ids.value}
        form={SEVERAL}
        label={`Новое показание, счётчик № ${meter.serialNumber}`}
        hint={hintOf(meter)}
        value={values.value}
        error={errors.value}
        inputMode={meter.decimalDigits > 0 ? 'decimal' : 'numeric'}
      />
      {hasDate && (
        <TakenOnField
          name={ids.takenOn}
          form={SEVERAL}
          value={values.takenOn}
          error={errors.takenOn}
        />
      )}
    </>
  );
}

/** One button for all: what is typed for one meter is not lost while another is checked. */
export function SeveralForm({ number }: { number: string }) {
  return (
    <form
      id={SEVERAL}
      action={href('readingCheck', { number })}
      method="get"
      noValidate
      class="stack"
    >
      <Button>Проверить</Button>
      <p class="small muted">{checkFirst} Можно заполнить и одно поле.</p>
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
