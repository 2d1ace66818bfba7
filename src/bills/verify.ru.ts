import type { FieldError } from '#src/ui/page-context.ts';
import type { TypedCode } from './bill-number.ts';

export const codeExample = '7K3F9-QXM2A-DW54T-ZB8HE';

type Reason = Exclude<TypedCode, { ok: true }>['reason'];

type Found = { reason: Reason; strangers?: string[]; length?: number };

const texts = {
  empty: () => `Введите код с документа, например ${codeExample}`,
  strangers: ({ strangers = [] }: Found) =>
    `Исправьте ${strangers.slice(0, MOST_NAMED).join(', ')}: в коде только латинские буквы и цифры, без 0, 1, I, L, O и U`,
  length: ({ length = 0 }: Found) =>
    `В коде 20 букв и цифр, а введено ${length}. Сверьте его с документом`,
} satisfies Record<Reason, (found: Found) => string>;

/** Whoever typed a whole sentence is not read it back letter by letter. */
const MOST_NAMED = 5;

/** What is wrong with a code that can be none, for its field. */
export function codeErrors(read: TypedCode): FieldError[] {
  return read.ok ? [] : [{ field: 'code', message: texts[read.reason](read) }];
}
