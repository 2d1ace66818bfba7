import type { UserProfile } from '#src/identity/users-store.ts';
import type { LinkedUser } from '#src/personal-accounts/household-store.ts';
import type { WaitingRequest } from '#src/personal-accounts/linking-decisions-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Facts } from '#src/ui/facts.tsx';
import { formatAccountNumber, formatDateShort, formatDateTime } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import { SelectField } from './entry-form.page.tsx';
import { holderOf } from './holder.ts';
import { maskedEmail, maskedPhone } from './masked.ts';
import { Panel } from './staff-parts.page.tsx';

type Candidate = { personalAccount: PersonalAccount; linked: LinkedUser[] };

type LinkingDecisionProps = {
  context: PageContext;
  desk: Desk;
  known: WaitingRequest;
  user: UserProfile;
  /** The accounts under the number that the person named. */
  candidates: Candidate[];
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** May this person see this account? */
export function LinkingDecisionPage(props: LinkingDecisionProps) {
  const { context, known, user, candidates } = props;
  const { timeZone } = context.supplier;
  return (
    <DecisionPage
      {...props}
      section="requests"
      title="Добавить счёт"
      lead={`Просит ${nameOf(known)}, ${formatDateTime(known.createdAt, timeZone)}`}
      facts={[
        { term: 'Счёт', value: known.accountNumber, isNumber: true },
        { term: 'Назвал владельца', value: known.holderLastName },
        { term: 'Кто просит', value: nameOf(user) },
        { term: 'Адрес при регистрации', value: user.address || 'не указан' },
        { term: 'Телефон', value: maskedPhone(user.phone) },
        { term: 'Почта', value: maskedEmail(user.email) },
        { term: 'В кабинете с', value: formatDateTime(user.createdAt, timeZone) },
      ]}
      words={known.comment}
      beside={<Candidates candidates={candidates} />}
      decided={
        known.state === 'open'
          ? null
          : {
              isAccepted: known.state === 'accepted',
              text: known.state === 'accepted' ? 'Счёт добавлен' : 'Отказано',
              reason: known.decisionReason ?? '',
              byName: known.decidedByName ?? 'Система',
              at: known.decidedAt,
            }
      }
      action={href('staffLinkingRequest', { requestId: known.linkingRequestId })}
      backHref={href('staffRequests')}
      choices={[
        ...(candidates.length > 0
          ? [
              {
                value: 'accepted',
                label: 'Добавить счёт',
                hint: 'Все, кто его уже видит, получат письмо',
              },
            ]
          : []),
        { value: 'refused', label: 'Отказать' },
      ]}
      fields={<WhichAccount candidates={candidates} />}
    />
  );
}

function WhichAccount({ candidates }: { candidates: Candidate[] }) {
  const [first, another] = candidates;
  if (!first) return null;
  if (!another) {
    const { personalAccountId } = first.personalAccount;
    return <input type="hidden" name="personalAccountId" value={personalAccountId} />;
  }
  return (
    <SelectField
      name="personalAccountId"
      label="Какой счёт"
      choices={candidates.map(({ personalAccount }) => [
        String(personalAccount.personalAccountId),
        `${personalAccount.number}, ${holderOf(personalAccount)}`,
      ])}
    />
  );
}

function Candidates({ candidates }: { candidates: Candidate[] }) {
  if (candidates.length === 0) {
    return (
      <Panel id="d-account" title="Счёт">
        <p class="hint">Такого номера у нас нет.</p>
      </Panel>
    );
  }
  return (
    <>
      {candidates.map(({ personalAccount, linked }) => {
        const { number } = personalAccount;
        return (
          <Panel
            key={number}
            id={`d-account-${number}`}
            title={`Счёт ${formatAccountNumber(number)}`}
            links={<a href={href('staffAccount', { number })}>Открыть</a>}
          >
            <Facts
              isTight
              items={[
                { term: 'Записан на', value: holderOf(personalAccount) },
                { term: 'С какого дня', value: formatDateShort(personalAccount.holderSince) },
                { term: 'Адрес', value: personalAccount.address },
                {
                  term: 'Уже видят',
                  value: linked.map((user) => nameOf(user)).join(', ') || 'никто',
                },
              ]}
            />
          </Panel>
        );
      })}
    </>
  );
}
