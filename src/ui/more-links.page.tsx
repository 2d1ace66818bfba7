import { href } from '#src/routes.ts';
import { Links } from './layout.tsx';
import { navigationNumber, type PageContext } from './page-context.ts';

/** What the phone's bar has no room for: the contents of «Ещё». */
export function MoreLinks({ context }: { context: PageContext }) {
  const number = navigationNumber(context);
  return (
    <Links
      items={[
        {
          href: number === null ? href('accounts') : href('charges', { number }),
          label: 'История начислений',
          icon: 'list',
        },
        ...(number === null
          ? []
          : [
              {
                href: href('papers', { number }),
                label: 'Справки и документы',
                icon: 'file' as const,
              },
            ]),
        { href: href('support'), label: 'Обращения', icon: 'chat' },
        { href: href('profile'), label: 'Профиль', icon: 'person' },
        { href: href('accountLink'), label: 'Добавить лицевой счёт', icon: 'plus' },
      ]}
    />
  );
}
