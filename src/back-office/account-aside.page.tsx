import { staffActionText } from '#src/cabinet/staff-actions.ru.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { Facts } from '#src/ui/facts.tsx';
import { formatDateShort, formatDateTimeShort, plural } from '#src/ui/format.ru.ts';
import type { AccountProps } from './account.page.tsx';
import { actorText } from './audit.ru.ts';
import { Panel } from './staff-parts.page.tsx';

const dateOr = (date: string | null, otherwise: string): string =>
  date ? formatDateShort(date) : otherwise;

/** «5 цифр», «5 цифр и 3 после запятой» */
const faceText = ({ integerDigits, decimalDigits }: MeterCard): string => {
  const whole = `${integerDigits} ${plural(integerDigits, ['цифра', 'цифры', 'цифр', 'цифры'])}`;
  return decimalDigits ? `${whole} и ${decimalDigits} после запятой` : whole;
};

export function MeterPanel({ meters }: { meters: MeterCard[] }) {
  if (meters.length === 0) {
    return (
      <Panel id="s-meter" title="Счётчик">
        <p class="hint">Счётчика нет: считают по нормативу.</p>
      </Panel>
    );
  }
  return (
    <>
      {meters.map((meter) => (
        <Panel
          key={meter.meterId}
          id={`s-meter-${meter.meterId}`}
          title={`Счётчик № ${meter.serialNumber}`}
        >
          <Facts
            isTight
            items={[
              {
                term: meter.model || 'Модель неизвестна',
                value: faceText(meter),
              },
              { term: 'Опломбирован', value: dateOr(meter.sealedOn, 'неизвестно'), isNumber: true },
              {
                term: 'Поверка до',
                value: (
                  <span class={meter.verification === 'valid' ? undefined : 'late'}>
                    {dateOr(meter.verifiedUntil, 'неизвестно')}
                  </span>
                ),
                isNumber: true,
              },
              {
                term: 'Место',
                value: `${meter.isOutdoor ? 'улица' : 'помещение'}, ${meter.isThermocompensated ? 'с Т-корр.' : 'без Т-корр.'}`,
              },
              ...(meter.removedOn
                ? [{ term: 'Снят', value: formatDateShort(meter.removedOn), isNumber: true }]
                : []),
            ]}
          />
        </Panel>
      ))}
    </>
  );
}

export function AttributesPanel({ personalAccount }: { personalAccount: PersonalAccount }) {
  const { hasStove, hasWaterHeater, hasHeating, hasCentralHotWater, openedOn } = personalAccount;
  const uses = [
    hasStove && 'плита',
    hasWaterHeater && 'водонагреватель',
    hasHeating && 'отопление',
  ].filter(Boolean);
  return (
    <Panel id="s-attr" title="Газ и дом">
      <Facts
        isTight
        items={[
          { term: 'Газ нужен', value: uses.join(', ') || 'не указано' },
          { term: 'Горячая вода', value: hasCentralHotWater ? 'центральная' : 'своя' },
          { term: 'Счёт открыт', value: formatDateShort(openedOn), isNumber: true },
        ]}
      />
    </Panel>
  );
}

export function LooksPanel({ context, looks, staffMemberId }: AccountProps) {
  return (
    <Panel id="s-log" title="Кто смотрел счёт">
      <ul class="slog">
        {looks.map((look) => (
          <li key={look.auditEntryId}>
            {look.actorKind === 'staff' && look.actorId === staffMemberId ? (
              <b>Вы</b>
            ) : (
              actorText(look)
            )}
            , {staffActionText(look.action)}{' '}
            <time dateTime={look.happenedAt.toISOString()}>
              {formatDateTimeShort(look.happenedAt, context.supplier.timeZone)}
            </time>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
