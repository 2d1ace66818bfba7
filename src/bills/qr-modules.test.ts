import { create } from 'qrcode';
import { expect, test } from 'vitest';
import { qrModules } from './qr-modules.ts';

const texts = Array.from({ length: 40 }, (_, at) =>
  `ST00012|Name=ООО «Газснаб»|Sum=${at * 7_919}|PersAcc=39001458${at}|`.repeat(1 + (at % 4)),
);

test('the code is one that the package makes too, by the mask that it finds lightest or nearly so', () => {
  let same = 0;
  for (const text of texts) {
    const bytes = new TextEncoder().encode(text);
    const made = qrModules(bytes);
    const dark = (maskPattern?: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7) => {
      const options = { errorCorrectionLevel: 'M', maskPattern } as const;
      const { modules } = create([{ data: bytes, mode: 'byte' }], options);
      return [...modules.data].join('');
    };
    const cells = Array.from({ length: made.size ** 2 }, (_, at) =>
      Number(made.isDark(Math.floor(at / made.size), at % made.size)),
    ).join('');
    const all = ([0, 1, 2, 3, 4, 5, 6, 7] as const).map((mask) => dark(mask));
    expect(all).toContain(cells);
    if (cells === dark()) same += 1;
  }
  expect(same).toBeGreaterThan(texts.length / 2);
});
