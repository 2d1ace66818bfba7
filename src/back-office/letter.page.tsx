import type { FailedLetter } from '#src/mail/failed-letters.ts';
import { href } from '#src/routes.ts';
import { formatDateTime } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { letterErrorText, letterKindText, letterStateText } from './back-office.ru.ts';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import { maskedEmail } from './masked.ts';

type LetterProps = {
  context: PageContext;
  desk: Desk;
  letter: FailedLetter;
  /** The person has another e-mail by now. */
  hasNewAddress: boolean;
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** A letter that did not arrive: once more, or never. */
export function LetterPage(props: LetterProps) {
  const { context, letter, hasNewAddress } = props;
  const { timeZone } = context.supplier;
  const { letterId, closedAt, closedReason } = letter;
  return (
    <DecisionPage
      {...props}
      section="requests"
      title="Письмо не дошло"
      lead={letterKindText(letter.kind)}
      facts={[
        { term: 'Кому', value: maskedEmail(letter.to) },
        { term: 'Состояние', value: letterStateText[letter.state] },
        ...(letter.error ? [{ term: 'Почему', value: letterErrorText(letter.error) }] : []),
        { term: 'Написано', value: formatDateTime(letter.createdAt, timeZone) },
        {
          term: 'Новый адрес у человека',
          value: hasNewAddress ? 'есть' : 'нет',
        },
      ]}
      words=""
      decided={
        closedAt === null
          ? null
          : {
              isAccepted: false,
              text: 'Закрыто',
              reason: closedReason ?? '',
              byName: '',
              at: closedAt,
            }
      }
      cannot={
        letter.state === 'failed' ? null : 'Письмо не ждёт решения: его отправляют или оно дошло.'
      }
      action={href('staffLetter', { letterId })}
      backHref={href('staffRequests')}
      choices={[
        // The old mailbox may be somebody else's by now.
        hasNewAddress
          ? { value: 'new_address', label: 'Отправить на нынешний адрес человека' }
          : { value: 'again', label: 'Отправить ещё раз на тот же адрес' },
        { value: 'closed', label: 'Не отправлять' },
      ]}
      reasonHint="Останется в журнале"
    />
  );
}
