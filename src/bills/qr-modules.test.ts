import { create } from 'qrcode';
import { expect, test } from 'vitest';
import { qrModules } from './qr-modules.ts';

const texts = Array.from({ length: 40 }, (_, at) =>
  `ST00012|Name=ООО «Газснаб»|Sum=${at * 7_919}|PersAcc=39001458${at}|`.repeat(1 + (at % 4)),
);

test('the code is one that the package makes too, by the mask that it finds lightest', () => {
  // They part where half a per cent of dark modules decides: the package counts begun twentieths.
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    const made = qrModules(bytes);
    const { modules } = create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M' });
    const cells = Array.from({ length: made.size ** 2 }, (_, at) =>
      Number(made.isDark(Math.floor(at / made.size), at % made.size)),
    ).join('');
    expect(cells).toBe([...modules.data].join(''));
  }
});
