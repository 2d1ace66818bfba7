import type { MeterCard } from '#src/meters/list-meters.ts';
import { belowReasonText } from '#src/meters/meters.ru.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button } from '#src/ui/button.tsx';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { readingFieldIds } from './reading-form.page.tsx';
import type { RefusedReading } from './readings.page.tsx';
import { TypedFields } from './typed-fields.tsx';
import type { TypedReading } from './typed-readings.ts';

/** A reading below the previous one is never a dead end: each reason leads somewhere. */
export function WhatHappened(props: {
  number: string;
  meter: MeterCard;
  refused: RefusedReading;
  typed: readonly TypedReading[];
}) {
  const { number, meter, refused } = props;
  const others = refused.reasons.filter((reason) => reason !== 'typo');
  if (others.length === 0) return null;
  return (
    <Alert color="warning" title="Что случилось?" isInset>
      <form action={href('readingCheck', { number })} method="get" noValidate class="stack">
        <input type="hidden" name="asked" value="1" />
        <input type="hidden" name="meter" value={meter.meterId} />
        <input type="hidden" name="value" value={refused.value} />
        <input type="hidden" name="on" value={refused.takenOn} />
        <TypedFields typed={props.typed} />
        {refused.previousConfirmation && (
          <input type="hidden" name="previous" value={refused.previousConfirmation} />
        )}
        <RadioGroup
          name="reason"
          id={readingFieldIds(meter.meterId).reason}
          label="Показание меньше прошлого"
          hint={
            <>
              Если это опечатка, просто{' '}
              <a href={`#${readingFieldIds(meter.meterId).value}`}>исправьте число ниже</a>
            </>
          }
          choices={others.map((reason) => ({ value: reason, label: belowReasonText[reason] }))}
          error={refused.field === 'reason' ? refused.message : undefined}
        />
        <Button variant="secondary">Продолжить</Button>
      </form>
    </Alert>
  );
}
