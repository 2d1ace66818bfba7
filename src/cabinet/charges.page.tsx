import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { ConsumptionChart, type ConsumptionMonth } from '#src/ui/consumption-chart.page.tsx';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { BalanceFacts } from './balance-facts.page.tsx';
import { consumptionFinding } from './consumption-finding.ru.ts';

export function ChargesPage(props: {
  context: PageContext;
  personalAccount: PersonalAccount;
  months: ConsumptionMonth[];
  today: PlainDate;
}) {
  const { context, personalAccount, months } = props;
  const { number, visibleUntil } = personalAccount;
  return (
    <Page context={context} title="История начислений" section="charges">
      <PageHead title="История начислений" />
      {visibleUntil === null && (
        <Card title="Сальдо" headingId="balance">
          <BalanceFacts personalAccount={personalAccount} />
        </Card>
      )}
      <ConsumptionChart
        months={months}
        {...consumptionFinding(months, props.today)}
        csvHref={href('consumptionCsv', { number })}
      />
    </Page>
  );
}
