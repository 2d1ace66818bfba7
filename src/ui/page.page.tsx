import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { href } from '#src/routes.ts';
import { AccountSwitcher } from './account-switcher.page.tsx';
import { Brand } from './brand.page.tsx';
import { EmergencyPhones } from './contacts.page.tsx';
import { Footer } from './footer.page.tsx';
import { Icon } from './icon.tsx';
import { Navigation, type Section } from './navigation.page.tsx';
import type { PageContext } from './page-context.ts';
import './safe-href.ts';

export type PageProps = {
  context: PageContext;
  /** Of the browser's tab; «Ошибка:» is put before it when the form was refused. */
  title: string;
  section?: Section;
  hasErrors?: boolean;
  /** Small scripts that this page likes to have, such as `show-password.js`. */
  scripts?: readonly string[];
  /** The sign-in page itself needs no way to it. */
  isSignIn?: boolean;
  /** For search engines: public pages. */
  description?: string;
  children: ComponentChildren;
};

/** The whole document: what every page has, for residents and guests. */
export function Page(props: PageProps) {
  const { context, section, children } = props;
  const isGuest = context.user === null;
  return (
    <html lang="ru" data-color-scheme="auto" class={isGuest ? 'is-guest' : 'has-tabs'}>
      <Head {...props} />
      <body>
        <a class="ds-skip-link" href="#main">
          Перейти к содержанию
        </a>
        <Emergency phones={context.supplier.contacts.emergencyPhones} />
        <header class="site">
          <div class="wrap">
            <Brand name={context.supplier.name} />
            {!isGuest && <Navigation context={context} section={section} />}
            {!isGuest && <ProfileLink isCurrent={section === 'profile'} />}
            {isGuest && !props.isSignIn && <SignInLink />}
          </div>
        </header>
        <main id="main" class="wrap" tabIndex={-1}>
          <AccountSwitcher personalAccounts={context.personalAccounts} />
          {children}
        </main>
        <Footer supplier={context.supplier} />
      </body>
    </html>
  );
}

type HeadProps = Pick<PageProps, 'context' | 'title' | 'hasErrors' | 'scripts' | 'description'> & {
  /** What stands after the title; of the desk it is another. */
  place?: string;
  /** Style sheets besides the residents' one. */
  styles?: readonly string[];
};

export function Head({ context, title, hasErrors, scripts = [], ...props }: HeadProps) {
  const { assets, supplier, personalAccounts } = context;
  const { description, place = 'Личный кабинет', styles = [] } = props;
  const allScripts = personalAccounts.length > 1 ? [...scripts, 'account-menu.js'] : scripts;
  const about =
    description ??
    `Личный кабинет абонента: показания счётчика, начисления и оплата газа. ${supplier.name}.`;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" media="(prefers-color-scheme: light)" content="#14212e" />
      <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a1117" />
      {/* Phones would make links of account numbers. */}
      <meta name="format-detection" content="telephone=no" />
      <title>{`${hasErrors ? 'Ошибка: ' : ''}${title} — ${place}`}</title>
      {context.user === null && styles.length === 0 && <meta name="description" content={about} />}
      {['golos-cyrillic.woff2', 'golos-latin.woff2'].map((font) => (
        <link
          key={font}
          rel="preload"
          href={assets.url(font)}
          as="font"
          type="font/woff2"
          crossOrigin="anonymous"
        />
      ))}
      {['app.css', ...styles].map((name) => (
        <link key={name} rel="stylesheet" href={assets.url(name)} />
      ))}
      <link rel="icon" type="image/svg+xml" href={assets.url('favicon.svg')} />
      {allScripts.map((name) => (
        <script key={name} type="module" src={assets.url(name)} />
      ))}
    </head>
  );
}

/** First on every page: who smells gas must not look for a telephone number. */
function Emergency({ phones }: { phones: readonly string[] }) {
  return (
    <aside class="emergency" aria-label="Аварийная служба">
      <p class="wrap">
        <Icon name="phone" />
        <span>
          Запах газа? Звоните <EmergencyPhones phones={phones} />
        </span>
      </p>
    </aside>
  );
}

/** On a phone the profile stands in the header; on a wide screen it is among the sections. */
function ProfileLink({ isCurrent }: { isCurrent: boolean }) {
  return (
    <a class="site__user" href={href('profile')} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name="person" />
      Профиль
    </a>
  );
}

/** Guests read help and documents too, and must find the way in from there. */
function SignInLink() {
  return (
    <a class="site__user" href={href('login')}>
      <Icon name="person" />
      Войти
    </a>
  );
}

export function renderPage(node: VNode): string {
  return `<!doctype html>${render(node)}`;
}
