import { Card } from '#src/ui/card.tsx';
import { MoreLinks } from '#src/ui/more-links.page.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { SignOut } from '#src/ui/sign-out.page.tsx';

/** What the phone's bar has no room for. */
export function MorePage({ context }: { context: PageContext }) {
  return (
    <Page context={context} title="Ещё" section="more">
      <Card title="Ещё" headingId="more" headingLevel={1}>
        <MoreLinks context={context} />
      </Card>
      <SignOut context={context} />
    </Page>
  );
}
