import type { MeterCard } from '#src/meters/list-meters.ts';
import { addDays } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { Alert } from '#src/ui/alert.tsx';
import { formatDateWithYear, formatRoubles } from '#src/ui/format.ru.ts';

/** Inaction costs money here: after the day, gas is charged by the norm and never recalculated. */
export function VerificationAlerts(props: {
  meters: MeterCard[];
  supplier: SupplierProfile;
  /** What a month by the norm costs; null: a number of it is not known. */
  normKopecks?: number | null;
}) {
  const { phone } = props.supplier.contacts;
  const links = [
    { href: `${href('help')}#verification`, label: 'Как пройти поверку' },
    { href: `tel:${phone.number}`, label: phone.label },
  ];
  const isOne = props.meters.length === 1;
  const { normKopecks = null } = props;
  const cost = normKopecks === null ? '' : `, около ${formatRoubles(normKopecks)} в месяц`;
  return (
    <>
      {props.meters.map((meter) => {
        const { meterId, verification, verifiedUntil, serialNumber } = meter;
        if (!verifiedUntil || (verification !== 'ends_soon' && verification !== 'expired')) {
          return null;
        }
        const which = isOne ? 'счётчика' : `счётчика № ${serialNumber}`;
        if (verification === 'expired') {
          return (
            <Alert
              key={meterId}
              color="warning"
              title={`Поверка ${which} закончилась ${formatDateWithYear(verifiedUntil)}`}
              links={links}
            >
              <p>
                Показания сохраним, но в счёт они не войдут: начисляем по нормативу{cost}, и
                пересчитать потом будет нельзя. Пройдите поверку и сообщите нам.
              </p>
            </Alert>
          );
        }
        return (
          <Alert
            key={meterId}
            color="warning"
            title={`Поверка ${which} действует до ${formatDateWithYear(verifiedUntil)}`}
            links={links}
          >
            <p>
              Если не успеть, с {formatDateWithYear(addDays(verifiedUntil, 1))} начислим по
              нормативу{cost || ': это обычно дороже'}. Пересчитать потом будет нельзя.
            </p>
          </Alert>
        );
      })}
    </>
  );
}
