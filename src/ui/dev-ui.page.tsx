import { DevUiForms } from './dev-ui-forms.page.tsx';
import { DevUiHome } from './dev-ui-home.page.tsx';
import { DevUiParts } from './dev-ui-parts.page.tsx';
import { DevUiReading } from './dev-ui-reading.page.tsx';
import { Page } from './page.page.tsx';
import type { AccountSummary, PageContext } from './page-context.ts';

const personalAccounts: AccountSummary[] = [
  {
    number: '390014587201',
    ownName: 'Дом на Ольховой',
    address: 'Калининград, ул. Ольховая, д. 14',
    balanceKopecks: 124050,
    isCurrent: true,
  },
  {
    number: '390007841604',
    ownName: null,
    address: 'Калининград, ул. Лесная, д. 7, кв. 25',
    balanceKopecks: -31000,
    isCurrent: false,
  },
  {
    number: '039000011122',
    ownName: 'Дача',
    address: 'Зеленоградск, пер. Приморский, д. 3',
    balanceKopecks: null,
    isCurrent: false,
  },
];

/** Every component in its states, with invented data: shown in development only. */
export function DevUiPage({ context }: { context: PageContext }) {
  const shown: PageContext = {
    ...context,
    user: context.user ?? { displayName: 'Анна Викторовна Сергеева' },
    personalAccounts,
    currentNumber: '390014587201',
  };
  return (
    <Page context={shown} title="Все части" section="home" scripts={['show-password.js']}>
      <DevUiHome context={shown} />
      <DevUiReading context={shown} />
      <DevUiForms context={shown} />
      <DevUiParts context={shown} />
    </Page>
  );
}
