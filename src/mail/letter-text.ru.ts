import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { LetterContent } from './letter-types.ts';

/** The letter as plain text: what many people, and every screen reader, read best. */
export function letterText(content: LetterContent, supplier: SupplierProfile): string {
  const { paragraphs, facts = [], action, afterword = [] } = content;
  const blocks = [
    ...paragraphs,
    facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    // The link stands alone on its line, so that no programme takes a full stop into it.
    action ? `${action.label}:\n${action.href}` : '',
    ...afterword,
    ['-- ', supplier.name, ...letterFooter(supplier)].join('\n'),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

/** Who writes and where to ask; the same in both forms of the letter. */
export function letterFooter({ contacts, isExample }: SupplierProfile): string[] {
  return [
    `Вопросы: ${contacts.phone.label}, ${contacts.email}`,
    `Запах газа — ${contacts.emergencyPhones.join(' или ')}`,
    ...(isExample ? ['Название, телефоны и адреса в этом письме — примеры.'] : []),
  ];
}
