import type { MeterCard } from '#src/meters/list-meters.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { WhoAnswers } from '#src/ui/contacts.page.tsx';
import {
  formatAccountNumber,
  formatAddress,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';
import { Links } from '#src/ui/layout.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { MeterFacts } from './reading-form.page.tsx';

export function HomeAside(props: {
  context: PageContext;
  personalAccount: PersonalAccount;
  meters: MeterCard[];
}) {
  const { context, personalAccount, meters } = props;
  const { number } = personalAccount;
  const hasMany = meters.length > 1;
  return (
    <>
      {meters.map((meter) => (
        <Card
          key={meter.meterId}
          title={hasMany ? `Счётчик № ${meter.serialNumber}` : 'Ваш счётчик'}
          headingId={`meter-${meter.meterId}`}
        >
          <MeterFacts meter={meter} />
        </Card>
      ))}
      <AccountFacts personalAccount={personalAccount} />
      <WhoAnswers supplier={context.supplier} />
      <nav class="card" aria-labelledby="more">
        <h2 id="more">Ещё</h2>
        <Links
          items={[
            { href: href('papers', { number }), label: 'Справки и документы' },
            { href: href('accountName', { number }), label: 'Назвать этот счёт' },
            { href: href('accountLink'), label: 'Добавить лицевой счёт' },
            { href: href('accountUnlink', { number }), label: 'Убрать этот счёт' },
          ]}
        />
      </nav>
    </>
  );
}

function AccountFacts({ personalAccount }: { personalAccount: PersonalAccount }) {
  const { number, unifiedNumber, address, residents, heatedAreaM2 } = personalAccount;
  // How many live there now and what they heat is no longer a former resident's affair.
  const isFormer = personalAccount.visibleUntil !== null;
  const uses = isFormer
    ? []
    : [
        personalAccount.hasStove && 'плита',
        personalAccount.hasWaterHeater && 'водонагреватель',
        personalAccount.hasHeating && 'отопление',
      ].filter(Boolean);
  return (
    <Card title="Лицевой счёт" headingId="account-facts">
      <dl class="facts facts--tight">
        <div>
          <dt>Номер</dt>
          <dd class="num">{formatAccountNumber(number)}</dd>
        </div>
        {unifiedNumber && (
          <div>
            <dt>ЕЛС</dt>
            <dd class="num">{unifiedNumber}</dd>
          </div>
        )}
        <div>
          <dt>Адрес</dt>
          <dd>{formatAddress(address)}</dd>
        </div>
        {!isFormer && (
          <div>
            <dt>Проживает</dt>
            <dd class="num">
              {residents}&nbsp;{plural(residents, ['человек', 'человека', 'человек', 'человека'])}
            </dd>
          </div>
        )}
        {!isFormer && heatedAreaM2 && (
          <div>
            <dt>Отапливаемая площадь</dt>
            <dd class="num">{formatVolumePlain(heatedAreaM2)}&nbsp;м²</dd>
          </div>
        )}
        {uses.length > 0 && (
          <div>
            <dt>Газ идёт на</dt>
            <dd>{uses.join(', ')}</dd>
          </div>
        )}
      </dl>
    </Card>
  );
}
