import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import {
  formatAccountNumber,
  formatAddress,
  formatDateShort,
  formatDateWithYear,
  formatMoney,
  formatMonth,
  formatMonthTick,
  formatReading,
  formatVolume,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';
import { balanceStrip } from './balance-strip.ru.ts';
import type { BillData, BillMeter } from './bill-data.ts';
import { printedCode } from './bill-number.ts';
import { chargeRows, totalRow } from './bill-rows.ru.ts';
import { howItCameAbout } from './bill-words.ru.ts';
import { breakable } from './breakable.ts';
import { pastOf } from './past-of-bill.ts';
import { referenceText } from './reference-text.ru.ts';

type Term = readonly [term: string, text: string];

/** Every text of the paper, ready to be set; the template decides only where it stands. */
export function billPaper(
  bill: BillData,
  {
    qrNote,
    siteUrl,
    sha256,
  }: {
    /** In the place of the code where there is none; null: it stands in qr.png. */
    qrNote: string | null;
    siteUrl: string;
    sha256: string;
  },
) {
  const { supplier, subscriber, month } = bill;
  const hasSbp = qrNote === null && bill.sbpLink !== undefined;
  return {
    title: `Квитанция за газ, ${formatMonth(month)}`,
    month: formatMonth(month),
    number: bill.number,
    replaces: bill.version > 1 ? 'Заменяет прежнюю квитанцию за этот месяц' : '',
    example: bill.isExample
      ? 'Образец: реквизиты или тарифы вымышлены, платить по нему нельзя'
      : '',
    madeOn: formatDateWithYear(bill.madeOn),
    supplier: { name: supplier.name, legalName: supplier.legalName },
    accountNumber: formatAccountNumber(subscriber.number),
    sum: sumOf(bill),
    payer: payerOf(bill),
    requisites: requisitesOf(bill),
    hasQr: qrNote === null,
    qrNote:
      qrNote ?? (hasSbp ? 'Код для приложения банка' : 'Наведите камеру в приложении вашего банка'),
    hasSbp,
    sbpNote: 'СБП: наведите камеру телефона и впишите сумму',
    sbpAlt: `Код СБП: ссылка на оплату по лицевому счёту ${subscriber.number}, сумму вписывают`,
    qrAlt: `Код для оплаты ${formatMoney(bill.closingKopecks)} по лицевому счёту ${subscriber.number}`,
    writeIn: bill.meters
      .filter(({ removedOn }) => removedOn === null)
      .map(({ serialNumber }) => `Показание счётчика № ${serialNumber}`),
    rows: chargeRows(bill),
    total: totalRow(bill),
    strip: balanceStrip(bill, { lastPaidOn: bill.payments.lastOn }),
    meters: bill.meters.map((meter) => meterRow(meter, bill.month)),
    bars: barsOf(bill),
    barsAlt: barsAlt(bill),
    how: howItCameAbout(bill),
    contacts: contactsOf(bill),
    reference: referenceText(bill),
    verify: {
      url: `${siteUrl}/verify/${bill.verifyCode}`,
      text: `${siteUrl.replace(/^https?:\/\//, '')}/verify/${printedCode(bill.verifyCode)}`,
      sha: sha256.slice(0, 32).replace(/(.{8})(?=.)/g, '$1 '),
    },
  };
}

function sumOf(bill: BillData) {
  const { closingKopecks, closingPenaltyKopecks, dueOn, month } = bill;
  const lastDay = addDays(addMonths(month, 1), -1);
  if (closingKopecks > 0) {
    return {
      label: 'К оплате',
      text: formatMoney(closingKopecks),
      note: `до ${formatDateWithYear(dueOn)}`,
      more: partsText({
        'просроченный долг': pastOf(bill).overdueGasKopecks,
        пени: closingPenaltyKopecks,
      }),
    };
  }
  if (closingKopecks < 0) {
    return {
      label: 'Платить не нужно, у вас аванс',
      text: formatMoney(-closingKopecks),
      note: `на ${formatDateWithYear(lastDay)}`,
      more: 'зачтём в следующем месяце',
    };
  }
  return { label: 'Платить не нужно', text: formatMoney(0), note: 'долга нет', more: '' };
}

/** What is in the sum that is not of this month. */
function partsText(parts: Record<string, number>): string {
  const told = Object.entries(parts)
    .filter(([, kopecks]) => kopecks > 0)
    .map(([what, kopecks]) => `${what} ${formatMoney(kopecks)}`);
  return told.length === 0 ? '' : `в том числе ${told.join('; ')}`;
}

function payerOf({ subscriber, month }: BillData): Term[] {
  const { residents } = subscriber;
  const people = plural(residents, ['человек', 'человека', 'человек', 'человека']);
  const name = [subscriber.lastName, subscriber.firstName, subscriber.middleName]
    .filter(Boolean)
    .join(' ');
  return [
    ['Плательщик', breakable(name)],
    ['Адрес', breakable(formatAddress(subscriber.address))],
    ['Лицевой счёт', formatAccountNumber(subscriber.number)],
    ...some('ЕЛС ГИС ЖКХ', subscriber.unifiedNumber),
    ['Период', formatMonth(month)],
    ['Проживает', `${residents}\u00a0${people}`],
    ...some(
      'Отопление',
      subscriber.heatedAreaM2 && `${formatVolumePlain(subscriber.heatedAreaM2)}\u00a0м²`,
    ),
  ];
}

const some = (term: string, text: string | null): Term[] => (text ? [[term, text]] : []);

function requisitesOf({ supplier }: BillData): Term[] {
  const { requisites } = supplier;
  return [
    ['Получатель', breakable(supplier.legalName)],
    ['ИНН', requisites.inn],
    ['КПП', requisites.kpp],
    ['Счёт', requisites.settlementAccount],
    ['Банк', breakable(requisites.bankName)],
    ['БИК', requisites.bic],
    ['Корр. счёт', requisites.correspondentAccount],
    ['Адрес', formatAddress(requisites.address)],
  ];
}

function meterRow(meter: BillMeter, month: PlainMonth): string[] {
  const { previous, last, verifiedUntil, removedOn } = meter;
  // The last that is known is not this month's: the month was charged without one.
  const isOld = previous === null && last !== null && last.takenOn < month;
  const seen = (one: BillMeter['last']) =>
    one ? `${formatReading(one.value)} на ${formatDateShort(one.takenOn)}` : 'нет';
  return [
    `№ ${meter.serialNumber}`,
    removedOn ? `${meter.model}, снят ${formatDateShort(removedOn)}` : meter.model,
    seen(isOld ? last : previous),
    isOld ? 'за месяц показаний не было' : seen(last),
    verifiedUntil ? formatDateShort(verifiedUntil) : 'не указана',
  ];
}

/** Heights as shares of the tallest; a month with a credit has none. */
function barsOf({ history, month }: BillData) {
  const volumes = history.map(({ volumeM3 }) => Math.max(0, Number(volumeM3 ?? 0)));
  const most = Math.max(...volumes, 1);
  return history.map(({ month: one, volumeM3, isEstimated }, at) => ({
    label: formatMonthTick(one as PlainMonth),
    text: volumeM3 === null ? '' : formatVolumePlain(volumeM3, 0),
    share: (volumes[at] ?? 0) / most,
    isNow: one === month,
    isEstimated,
  }));
}

const barsAlt = ({ history }: BillData): string =>
  history
    .map(({ month, volumeM3 }) =>
      volumeM3 === null
        ? `${formatMonth(month)}: нет данных`
        : `${formatMonth(month)}: ${formatVolume(volumeM3)}`,
    )
    .join('; ');

function contactsOf({ supplier, subscriber }: BillData): Term[] {
  const { contacts } = supplier;
  const { networkOperator } = contacts;
  return [
    ['Запах газа, авария', `${contacts.emergencyPhones.join(' или ')}, круглосуточно`],
    ['Вопросы по счёту', `${whole(contacts.phone.label)}, ${contacts.email}`],
    ['Офис', `${formatAddress(contacts.officeAddress)}, ${contacts.officeHours}`],
    ['Плита, котёл, трубы', `${networkOperator.name}, ${whole(networkOperator.phone.label)}`],
    ...some('ПИН для кабинета', subscriber.linkingPin),
  ];
}

/** A number is never broken in two at a line's end. */
const whole = (phone: string): string => phone.replaceAll(' ', '\u00a0');
