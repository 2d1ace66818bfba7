import type { ComponentChildren } from 'preact';
import { href } from '#src/routes.ts';
import { BrandMark } from './brand.page.tsx';
import { Button } from './button.tsx';
import { Form } from './form.tsx';
import { Icon } from './icon.tsx';
import { Head } from './page.page.tsx';
import type { PageContext } from './page-context.ts';

export type DeskSection =
  | 'accounts'
  | 'requests'
  | 'approvals'
  | 'months'
  | 'banks'
  | 'rates'
  | 'audit';

/** Who sits at the desk and what they may open; made by back-office. */
export type Desk = {
  /** «Кузнецова М., оператор» */
  me: string;
  sections: readonly {
    section: DeskSection;
    href: string;
    label: string;
    accessKey: string;
    /** What waits there; null: nothing is counted. */
    waiting: number | null;
  }[];
  canSearch: boolean;
};

export type StaffPageProps = {
  context: PageContext;
  desk: Desk;
  title: string;
  section?: DeskSection;
  hasErrors?: boolean;
  /** Two columns: the last child is the narrow one. */
  hasSide?: boolean;
  /** What was looked for, to show it again. */
  query?: string;
  children: ComponentChildren;
};

/** The whole document of the desk: dense, by the keyboard, without anything of the residents'. */
export function StaffPage(props: StaffPageProps) {
  const { context, desk, hasSide = false, query, section } = props;
  const { title, hasErrors = false } = props;
  return (
    <html lang="ru" data-color-scheme="auto">
      <Head
        context={context}
        title={title}
        hasErrors={hasErrors}
        place="Рабочее место"
        styles={['staff.css']}
      />
      <body class="is-staff">
        <a class="ds-skip-link" href="#main">
          Перейти к содержанию
        </a>
        <header class="sbar">
          <a class="brand" href={href('staff')}>
            <BrandMark />
            <span class="ds-sr-only">Рабочее место</span>
          </a>
          {desk.canSearch && <Find context={context} query={query} />}
          <Sections desk={desk} section={section} />
          {desk.me && <Me context={context} me={desk.me} />}
        </header>
        <main id="main" class={hasSide ? 'sgrid has-side' : 'sgrid'} tabIndex={-1}>
          {props.children}
        </main>
      </body>
    </html>
  );
}

/** Sent in the body: names and addresses never stand in an address. Enter sends it. */
function Find({ context, query }: { context: PageContext; query?: string }) {
  return (
    <form class="sbar__find" role="search" action={href('staff')} method="post">
      <input type="hidden" name="_token" value={context.formToken} />
      <label class="ds-sr-only" for="find">
        Найти счёт: номер, фамилия, адрес, счётчик, телефон или почта
      </label>
      <Icon name="find" />
      <input
        class="ds-input"
        id="find"
        name="find"
        type="search"
        accessKey="f"
        autoComplete="off"
        value={query}
        placeholder="Счёт, фамилия, адрес…"
      />
      <span class="kbd" aria-hidden="true">
        Alt F
      </span>
    </form>
  );
}

function Sections({ desk, section }: Pick<StaffPageProps, 'desk' | 'section'>) {
  if (desk.sections.length === 0) return null;
  return (
    <nav aria-label="Разделы">
      <ul>
        {desk.sections.map((one) => (
          <li key={one.section}>
            <a
              href={one.href}
              accessKey={one.accessKey}
              aria-current={one.section === section ? 'page' : undefined}
            >
              {one.label}
              {one.waiting !== null && one.waiting > 0 && (
                <span class="count">
                  {one.waiting}
                  <span class="ds-sr-only"> ждут решения</span>
                </span>
              )}
              <span class="kbd" aria-hidden="true">
                {one.accessKey}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Me({ context, me }: { context: PageContext; me: string }) {
  return (
    <div class="sbar__me">
      <a href={href('staffProfile')}>{me}</a>
      <Form action={href('staffLogout')} context={context}>
        <Button variant="tertiary">Выйти</Button>
      </Form>
    </div>
  );
}
