import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import type { LetterDeps, LetterRenderers } from '#src/mail/letter-types.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { formatAccountNumber, formatDate, formatMoney } from '#src/ui/format.ru.ts';
import { cancelText } from '../cancel-reasons.ru.ts';
import { fromMethod, notChargedText, whenText } from './autopay.ru.ts';
import { type AutopayEnd, tellBy } from './autopay-rule.ts';
import { findRuleFacts, findRunFacts } from './letter-facts.ts';

/** What queued letters of autopay carry. */
export type RuleLetterData = { personalAccountId: number; ruleId: number };
export type RunLetterData = RuleLetterData & { month: PlainMonth };

/** Longer than from one announcement to the next: the newest letter always has a link that works. */
const LINK_MS = 40 * 86_400_000;

export const autopayLetters: LetterRenderers = {
  autopay_on: async (deps, letter) => {
    const data = letter.data as RuleLetterData;
    const rule = await findRuleFacts(deps.db, data);
    if (!rule?.isActive) return null;
    const first = rule.nextDueOn ? ` Первое списание — ${formatDate(rule.nextDueOn)}.` : '';
    return {
      subject: 'Автоплатёж включён',
      paragraphs: [
        'Здравствуйте!',
        `Теперь мы будем сами списывать то, что нужно заплатить за газ.${first} За три дня до каждого списания пришлём письмо с суммой.`,
      ],
      facts: [
        { label: 'Лицевой счёт', value: formatAccountNumber(rule.number) },
        { label: 'Чем', value: rule.title },
        { label: 'Когда', value: whenText(rule.when) },
        { label: 'Не больше в месяц', value: formatMoney(rule.capKopecks) },
      ],
      action: { label: 'Выключить автоплатёж', href: await endingLink(deps, data) },
      afterword: [
        `Если автоплатёж включили не вы, выключите его кнопкой выше и позвоните нам: ${deps.supplier.contacts.phone.label}.`,
      ],
    };
  },

  autopay_announced: async (deps, letter) => {
    const data = letter.data as RunLetterData;
    const run = await findRunFacts(deps.db, data);
    if (run?.state !== 'announced' || run.announcedKopecks === null) return null;
    // Too late to be told: nothing will be charged, and another letter says so.
    if (deps.clock.now() > tellBy(run.dueOn, deps.supplier.timeZone)) return null;
    const sum = formatMoney(run.announcedKopecks);
    return {
      subject: `${formatDate(run.dueOn)} спишем ${sum} за газ`,
      paragraphs: [
        'Здравствуйте!',
        `${formatDate(run.dueOn)} спишем ${sum} ${fromMethod(run.title)}. Делать ничего не нужно.`,
        'Если до этого дня вы заплатите сами, спишем меньше или не спишем ничего. Больше этой суммы не спишем. Пени автоплатёж не платит.',
        ...(run.announcedKopecks < run.capKopecks
          ? []
          : ['Это ваш предел на месяц. Если долг больше, остаток заплатите сами.']),
      ],
      facts: [
        { label: 'Лицевой счёт', value: formatAccountNumber(run.number) },
        { label: 'Сумма', value: sum },
        { label: 'Дата', value: formatDate(run.dueOn) },
        { label: 'Чем', value: run.title },
      ],
      action: { label: 'Выключить автоплатёж', href: await endingLink(deps, data) },
      afterword: [
        'Не хотите, чтобы мы списали? Выключите автоплатёж одной кнопкой, входить в кабинет не нужно.',
      ],
    };
  },

  autopay_not_charged: async ({ db, url, supplier }, letter) => {
    const run = await findRunFacts(db, letter.data as RunLetterData);
    // It may have come off after all.
    if (!run || run.state === 'paid') return null;
    const isRefused = run.state === 'refused';
    const isOver = !run.isActive && run.endReason !== 'changed';
    const sum = run.amountKopecks ?? run.announcedKopecks;
    return {
      subject: 'Автоплатёж не прошёл',
      paragraphs: [
        'Здравствуйте!',
        isRefused ? refusedText(run.reason) : notChargedText(run.state),
        isOver
          ? overText(run.endReason)
          : 'Второй раз в этом месяце пробовать не будем: заплатите сами. Автоплатёж остаётся включённым.',
      ],
      facts: [
        { label: 'Лицевой счёт', value: formatAccountNumber(run.number) },
        ...(sum === null ? [] : [{ label: 'Сумма', value: formatMoney(sum) }]),
        { label: 'Чем', value: run.title },
      ],
      action: { label: 'Заплатить', href: url + href('payment', { number: run.number }) },
      afterword: [`Остались вопросы? Позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },

  autopay_ended: async ({ db, url, supplier }, letter) => {
    const rule = await findRuleFacts(db, letter.data as RuleLetterData);
    if (!rule || rule.isActive) return null;
    return {
      subject: 'Автоплатёж выключен',
      paragraphs: [
        'Здравствуйте!',
        `Автоплатёж по лицевому счёту ${formatAccountNumber(rule.number)} выключен: ${endedText(rule.endReason)}. Новых списаний по нему не будет.`,
      ],
      action: { label: 'Открыть кабинет', href: url + href('accounts') },
      afterword: [`Остались вопросы? Позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },
};

const overText = (reason: string | null): string =>
  reason === 'permission_revoked' || reason === 'method_removed' || reason === 'gateway_gone'
    ? 'Автоплатёж выключен. Чтобы включить его снова, сохраните другой способ оплаты.'
    : 'Автоплатёж выключен, больше мы ничего не спишем. Если долг остался, заплатите сами.';

function endedText(reason: AutopayEnd | null): string {
  if (reason === 'account_closed') return 'счёт закрыт';
  if (reason === 'method_removed') return 'вы удалили способ оплаты, с которого шли списания';
  return reason === 'permission_revoked'
    ? 'вы отозвали в банке разрешение на списания'
    : 'этого счёта больше нет в вашем кабинете';
}

const refusedText = (reason: string | null): string =>
  reason === 'permission_revoked'
    ? 'Вы отозвали в банке разрешение на списания, и банк нам отказал.'
    : cancelText(reason);

async function endingLink({ db, clock, url }: LetterDeps, { ruleId }: RuleLetterData) {
  const now = clock.now();
  const token = await createOneTimeToken(db, {
    purpose: 'autopay_ending',
    subjectId: ruleId,
    now,
    expiresAt: new Date(now.getTime() + LINK_MS),
  });
  return url + href('autopayEnding', { token });
}
