import { createHash } from 'node:crypto';
import { formatMonth } from '#src/ui/format.ru.ts';
import type { DeliveryStart } from './delivery-starts-store.ts';
import type { DeliveryWay } from './delivery-store.ts';

/**
 * What whoever refuses the paper bill agrees to. A new wording is a new edition; the hash of the exact
 * text stands with each choice.
 */
export const deliveryTerms = {
  title: 'Отказ от бумажной квитанции',
  version: '2026-11-26',
  paragraphs: [
    'Прошу присылать квитанции за газ по моему лицевому счёту на электронную почту, указанную в личном кабинете, и не приносить бумажные.',
    'Я понимаю, что квитанция считается доставленной, когда письмо отправлено на этот адрес. Если почта изменится, я поменяю её в профиле.',
    'Отказ действует, пока я его не отменю. Вернуть бумажную квитанцию можно здесь в любой день, со следующего месяца.',
  ],
} as const;

export const deliveryTextHash = (): string =>
  createHash('sha256')
    .update([deliveryTerms.title, ...deliveryTerms.paragraphs].join('\n'))
    .digest('hex');

/** As it stands now, in a sentence. */
export const deliveryText = {
  paper: 'Квитанция приходит на бумаге.',
  email_pdf: 'Квитанция приходит на электронную почту, PDF приложен к письму.',
  email_link: 'Квитанция приходит на электронную почту ссылкой.',
} as const satisfies Record<DeliveryWay, string>;

export const deliveryFailure = {
  not_chosen: 'Выберите, как получать квитанцию',
  not_agreed: 'Отметьте, что отказываетесь от бумажной квитанции',
  both_chosen:
    'Выбрано «На бумаге», а здесь отмечен отказ от бумажной квитанции. Снимите отметку или выберите выше электронную почту',
} as const;

/** From which bill a choice holds that is made now. Nothing where no month can be named. */
export function deliveryStartText({ from, unsettled }: DeliveryStart): string[] {
  return [
    ...(from ? [`Так придёт квитанция за ${formatMonth(from)} и все следующие.`] : []),
    ...(unsettled
      ? [
          `Квитанцию за ${formatMonth(unsettled)} мы уже готовим: она ещё может прийти прежним способом.`,
        ]
      : []),
  ];
}
