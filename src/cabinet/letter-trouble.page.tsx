import type { LetterTrouble } from '#src/mail/letter-troubles.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { formatDateTime } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';

const advice: Record<LetterTrouble['reason'], string> = {
  address: 'Похоже, такого почтового ящика нет. Проверьте адрес и исправьте его.',
  mailbox:
    'Ящик не принимает письма: возможно, он переполнен. Освободите в нём место или укажите другой адрес.',
  unknown:
    'Загляните в «Спам» и проверьте адрес. Если он верный, укажите другой или позвоните нам.',
};

/** Letters are how a password is got back, so silence about them would cost the cabinet. */
export function LetterTroubleAlert(props: {
  context: PageContext;
  trouble: LetterTrouble;
  email: string;
}) {
  const { context, trouble, email } = props;
  const when = formatDateTime(trouble.since, context.supplier.timeZone);
  const links = [{ href: href('profileEmail'), label: 'Изменить почту' }];
  if (trouble.state === 'delayed') {
    return (
      <Alert color="info" title="Письмо вам задерживается" links={links}>
        <p>
          Письмо от {when} на {email} ещё не доставлено. Мы пробуем снова, делать ничего не нужно.
          Если ящик переполнен или адрес с ошибкой, исправьте это.
        </p>
      </Alert>
    );
  }
  return (
    <Alert color="warning" title="Наше письмо до вас не дошло" links={links}>
      <p>
        Письмо от {when} на {email} вернулось. {advice[trouble.reason]} Без почты вы не получите
        ссылку, если забудете пароль.
      </p>
    </Alert>
  );
}
