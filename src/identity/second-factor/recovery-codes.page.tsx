import { LinkButton } from '#src/ui/button.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { FactorSurface } from './factor-surface.ts';

/** The answer to a form, and the only page that ever shows them. */
export function RecoveryCodesPage(props: {
  Frame: FactorSurface['Frame'];
  context: PageContext;
  codes: readonly string[];
  next: { href: string; label: string };
}) {
  const { Frame, context, codes, next } = props;
  return (
    <Frame context={context} title="Сохраните коды восстановления">
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Сохраните коды восстановления</h1>
        <p>
          Если телефона не окажется под рукой, код заменит подтверждение. Каждый действует один раз.
          Больше мы их не покажем: запишите или распечатайте и храните там же, где паспорт.
        </p>
        <ul class="codes" aria-label="Коды восстановления">
          {codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <LinkButton href={next.href}>{next.label}</LinkButton>
      </section>
    </Frame>
  );
}
