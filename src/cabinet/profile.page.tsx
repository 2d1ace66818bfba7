import type { listApiTokens } from '#src/identity/api-tokens.ts';
import type { listConsents } from '#src/identity/consents.ts';
import type { listContactChanges } from '#src/identity/contact-changes.ts';
import type { listSessions } from '#src/identity/sessions.ts';
import type { UserProfile } from '#src/identity/users-store.ts';
import type { LetterTrouble } from '#src/mail/letter-troubles.ts';
import { Card } from '#src/ui/card.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { SignOut } from '#src/ui/sign-out.page.tsx';
import type { DataExport } from './data-exports-store.ts';
import { LetterTroubleAlert } from './letter-trouble.page.tsx';
import { profileNotices } from './profile.ru.ts';
import { AccountsCard, ConsentsCard, OwnDataCard, SessionsCard } from './profile-cards.page.tsx';
import { ApiTokensCard } from './profile-tokens.page.tsx';
import { WhoCard } from './profile-who.page.tsx';

export type ProfileProps = {
  context: PageContext;
  user: UserProfile;
  contactChanges: Awaited<ReturnType<typeof listContactChanges>>;
  letterTrouble: LetterTrouble | null;
  /** Of the letter to the new e-mail that waits to be confirmed. */
  newEmailTrouble: LetterTrouble | null;
  sessions: Awaited<ReturnType<typeof listSessions>>;
  sessionId: number;
  consents: Awaited<ReturnType<typeof listConsents>>;
  tokens: Awaited<ReturnType<typeof listApiTokens>>;
  /** What was typed into the form of a token that was refused. */
  values: Record<string, string>;
  errors: FieldError[];
  /** What has just been done, by a key of `profileNotices`. */
  notice: string;
  /** Its text; `created_before`: the form was sent again. */
  newToken: string | null;
  tokenFormKey: string;
  /** The archive of one's own data, being made or ready. */
  archive: DataExport | null;
};

export function ProfilePage(props: ProfileProps) {
  const { context, errors, letterTrouble, notice, user } = props;
  const done = profileNotices.get(notice);
  return (
    <Page
      context={context}
      title="Профиль"
      section="profile"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <PageHead title="Профиль" />
      <ErrorSummary errors={errors} />
      {done && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{done}</p>
        </div>
      )}
      {letterTrouble && (
        <LetterTroubleAlert context={context} trouble={letterTrouble} email={user.email} />
      )}
      <Columns
        asideLabel="Лицевые счета, ваши данные и выход"
        aside={
          <>
            <AccountsCard context={context} />
            <OwnDataCard {...props} />
            <Card title="Выход" headingId="sign-out">
              <p>На чужом устройстве не забудьте выйти.</p>
              <SignOut context={context} />
            </Card>
          </>
        }
      >
        <WhoCard {...props} />
        <SessionsCard {...props} />
        <ApiTokensCard {...props} />
        <ConsentsCard {...props} />
      </Columns>
    </Page>
  );
}
