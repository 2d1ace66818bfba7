import { createHash } from 'node:crypto';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export const CONSENT_DOCUMENT = 'personal-data';

/**
 * The consent, a document of its own (152-FZ, art. 9; since 01.09.2025 never a part of another).
 * A new wording is a new version; the hash of the exact text stands in each record.
 */
const paragraphs = [
  'Я, пользователь личного кабинета, свободно, своей волей и в своём интересе даю согласие поставщику газа (оператору), название и адрес которого указаны в конце документа, на обработку моих персональных данных.',
  'Цель: создать личный кабинет и дать мне возможность передавать показания, видеть начисления, получать квитанции и ответы на обращения.',
  'Данные: фамилия, имя, отчество; адрес; номер лицевого счёта; электронная почта; телефон; сведения о том, когда и с какого адреса в интернете я входил в кабинет.',
  'Действия: сбор, запись, хранение, уточнение, использование, блокирование и уничтожение — с помощью вычислительной техники на территории Российской Федерации. Другим лицам данные не передаются, кроме случаев, когда этого требует закон.',
  'Согласие действует, пока существует кабинет. Отозвать его можно в любой день: письмом, по телефону или в офисе. После отзыва кабинет закрывается, а данные, которые не обязательно хранить по закону, уничтожаются не позднее чем через 30 дней. Данные расчётов за газ хранятся столько, сколько требует закон.',
];

export const consentDocument = {
  title: 'Согласие на обработку персональных данных',
  version: '2026-11-01',
  paragraphs,
};

/** Of all that the person agreed to: the title, the text and who takes the consent. */
export function consentTextHash(supplier: SupplierProfile): string {
  const text = [consentDocument.title, ...paragraphs, consentOperator(supplier)].join('\n');
  return createHash('sha256').update(text).digest('hex');
}

/** Who takes the consent; stands under the text. */
export const consentOperator = ({ legalName, requisites }: SupplierProfile): string =>
  `Оператор: ${legalName}, ИНН ${requisites.inn}, ${requisites.address}.`;
