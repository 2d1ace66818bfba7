import { href } from '#src/routes.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { navigationNumber, type PageContext } from './page-context.ts';

export type Section = 'home' | 'readings' | 'payment' | 'charges' | 'support' | 'profile' | 'more';

type Tab = {
  section: Section;
  label: string;
  icon: IconName;
  href: string;
  /** Six sections on a wide screen; on a phone three and «Ещё». */
  shownOn: 'all' | 'wide' | 'phone';
};

/** Sections of a personal account lead to the page that adds one, while there is none. */
function tabsOf(context: PageContext): Tab[] {
  const number = navigationNumber(context);
  const of = (name: 'account' | 'readings' | 'payment' | 'charges') =>
    number === null ? href('accounts') : href(name, { number });
  const more = number === null ? href('profile') : href('more', { number });
  return [
    { section: 'home', label: 'Главная', icon: 'home', href: of('account'), shownOn: 'all' },
    {
      section: 'readings',
      label: 'Показания',
      icon: 'gauge',
      href: of('readings'),
      shownOn: 'all',
    },
    { section: 'payment', label: 'Оплата', icon: 'card', href: of('payment'), shownOn: 'all' },
    {
      section: 'charges',
      label: 'История начислений',
      icon: 'list',
      href: of('charges'),
      shownOn: 'wide',
    },
    {
      section: 'support',
      label: 'Обращения',
      icon: 'chat',
      href: href('support'),
      shownOn: 'wide',
    },
    {
      section: 'profile',
      label: 'Профиль',
      icon: 'person',
      href: href('profile'),
      shownOn: 'wide',
    },
    { section: 'more', label: 'Ещё', icon: 'more', href: more, shownOn: 'phone' },
  ];
}

/** On a phone «Ещё» stands for the sections that the bar has no room for. */
const isBehindMore = (section?: Section) =>
  section === 'charges' || section === 'support' || section === 'profile';

function classOf({ section, shownOn }: Tab): string | undefined {
  if (section === 'profile') return 'on-wide tabs__me';
  return shownOn === 'all' ? undefined : `on-${shownOn}`;
}

export function Navigation({ context, section }: { context: PageContext; section?: Section }) {
  return (
    <nav class="tabs" aria-label="Разделы">
      <ul>
        {tabsOf(context).map((tab) => {
          const isCurrent =
            tab.section === section || (tab.section === 'more' && isBehindMore(section));
          return (
            <li key={tab.section} class={classOf(tab)}>
              <a href={tab.href} aria-current={isCurrent ? 'page' : undefined}>
                <Icon name={tab.icon} />
                {tab.label}
              </a>
              {tab.section === 'profile' && <small>{context.user?.displayName}</small>}
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
