import { createHash } from 'node:crypto';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export const CONSENT_DOCUMENT = 'personal-data';

const TITLE = 'Согласие на обработку персональных данных';

/**
 * The consent, a document of its own (152-FZ, art. 9; since 01.09.2025 never a part of another).
 * The newest edition comes first. A new wording is a new edition, and older ones stay for whoever
 * agreed to them; the hash of the exact text stands in each record.
 */
const opening = [
  'Я, пользователь личного кабинета, свободно, своей волей и в своём интересе даю согласие поставщику газа (оператору), название и адрес которого указаны в конце документа, на обработку моих персональных данных.',
  'Цель: создать личный кабинет и дать мне возможность передавать показания, видеть начисления, получать квитанции и ответы на обращения.',
];

const editions = [
  {
    version: '2026-11-25',
    paragraphs: [
      ...opening,
      'Данные: фамилия, имя, отчество; адрес; номер лицевого счёта; электронная почта; телефон; сведения о том, когда и с какого устройства и адреса в интернете я входил в кабинет.',
      'Действия: сбор, запись, хранение, уточнение, использование, блокирование и уничтожение — с помощью вычислительной техники на территории Российской Федерации. Другим лицам данные не передаются, кроме случаев, когда этого требует закон.',
      'Согласие действует, пока существует кабинет. Отозвать его можно в любой день: в профиле, письмом, по телефону или в офисе. После отзыва в профиле кабинет закрывается сразу, в других случаях — не позднее чем через 30 дней; тогда же уничтожаются данные, которые не обязательно хранить по закону. Данные расчётов за газ и сведения о том, когда согласие дано и отозвано, хранятся столько, сколько требует закон.',
    ],
  },
  {
    version: '2026-11-01',
    paragraphs: [
      ...opening,
      'Данные: фамилия, имя, отчество; адрес; номер лицевого счёта; электронная почта; телефон; сведения о том, когда и с какого адреса в интернете я входил в кабинет.',
      'Действия: сбор, запись, хранение, уточнение, использование, блокирование и уничтожение — с помощью вычислительной техники на территории Российской Федерации. Другим лицам данные не передаются, кроме случаев, когда этого требует закон.',
      'Согласие действует, пока существует кабинет. Отозвать его можно в любой день: письмом, по телефону или в офисе. После отзыва кабинет закрывается, а данные, которые не обязательно хранить по закону, уничтожаются не позднее чем через 30 дней. Данные расчётов за газ хранятся столько, сколько требует закон.',
    ],
  },
] as const;

export type ConsentEdition = { title: string; version: string; paragraphs: readonly string[] };

/** What whoever registers today agrees to. */
export const consentDocument: ConsentEdition = { title: TITLE, ...editions[0] };

export function findConsentEdition(version: string): ConsentEdition | null {
  const edition = editions.find((one) => one.version === version);
  return edition ? { title: TITLE, ...edition } : null;
}

/** Of all that the person agreed to: the title, the text and who takes the consent. */
export function consentTextHash(supplier: SupplierProfile): string {
  const text = [TITLE, ...consentDocument.paragraphs, consentOperator(supplier)].join('\n');
  return createHash('sha256').update(text).digest('hex');
}

/** Who takes the consent; stands under the text. */
export const consentOperator = ({ legalName, requisites }: SupplierProfile): string =>
  `Оператор: ${legalName}, ИНН ${requisites.inn}, ${requisites.address}.`;
