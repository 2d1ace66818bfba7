import { renderToString } from 'preact-render-to-string';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { letterFooter } from './letter-text.ru.ts';
import type { LetterContent } from './letter-types.ts';

const FONT = "'Golos Text', 'Segoe UI', Roboto, Arial, sans-serif";

/**
 * Mail programmes drop style sheets, so looks are written at the elements; only the dark scheme
 * needs a sheet, and `!important` to win over them.
 */
const DARK = `@media (prefers-color-scheme: dark) {
  .page { background: #0F1820 !important; }
  .card { background: #17232E !important; border-color: #2C3C4B !important; }
  .ink { color: #E6EDF3 !important; }
  .ink-2 { color: #AAB7C4 !important; }
  .link { color: #9CC7F2 !important; }
  .act { background: #8CBEF0 !important; color: #0F1820 !important; }
  .line { border-color: #2C3C4B !important; }
}`;

const ink = { color: '#14212E', fontFamily: FONT, fontSize: '18px', lineHeight: '1.45' };
const paragraph = { ...ink, margin: '0 0 16px' };
const small = { ...ink, color: '#4A5866', fontSize: '16px', margin: '0 0 4px' };
const link = { color: '#0B5CAD', overflowWrap: 'anywhere' } as const;
const button = {
  display: 'inline-block',
  padding: '13px 24px',
  borderRadius: '10px',
  background: '#0B5CAD',
  color: '#FFFFFF',
  fontFamily: FONT,
  fontSize: '18px',
  fontWeight: 600,
  lineHeight: '22px',
  textDecoration: 'none',
};

/** The letter as a page of its own, at most 600 px wide, without pictures or scripts. */
export function letterHtml(content: LetterContent, supplier: SupplierProfile): string {
  const page = <LetterPage content={content} supplier={supplier} />;
  return `<!DOCTYPE html>${renderToString(page)}`;
}

type LetterProps = { content: LetterContent; supplier: SupplierProfile };

function LetterPage({ content, supplier }: LetterProps) {
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <title>{content.subject}</title>
        <style>{DARK}</style>
      </head>
      <body class="page" style={{ margin: 0, padding: 0, background: '#F4F6F9' }}>
        {/* Mail programmes drop <html> and its language. */}
        <main lang="ru">
          <table
            role="presentation"
            class="page"
            width="100%"
            cellPadding="0"
            cellSpacing="0"
            style={{ background: '#F4F6F9' }}
          >
            <tr>
              <td align="center" style={{ padding: '24px 12px' }}>
                <LetterCard content={content} supplier={supplier} />
              </td>
            </tr>
          </table>
        </main>
      </body>
    </html>
  );
}

function LetterCard({ content, supplier }: LetterProps) {
  const { subject, paragraphs, facts, action, afterword } = content;
  const card = {
    background: '#FFFFFF',
    border: '1px solid #DCE3EA',
    borderRadius: '16px',
    borderCollapse: 'separate',
    maxWidth: '600px',
    // A long link must break instead of widening the letter.
    tableLayout: 'fixed',
    textAlign: 'left',
  } as const;
  return (
    <table
      role="presentation"
      class="card"
      width="100%"
      cellPadding="0"
      cellSpacing="0"
      style={card}
    >
      <tr>
        <td style={{ padding: '24px' }}>
          <p class="ink" style={{ ...paragraph, fontWeight: 600 }}>
            {supplier.name}
          </p>
          <h1
            class="ink"
            style={{ ...ink, fontSize: '28px', lineHeight: '1.2', margin: '0 0 16px' }}
          >
            {subject}
          </h1>
          {paragraphs.map((text) => (
            <p class="ink" style={paragraph}>
              {text}
            </p>
          ))}
          {facts && <LetterFacts facts={facts} />}
          {action && <LetterAction {...action} />}
          {afterword?.map((text) => (
            <p class="ink" style={paragraph}>
              {text}
            </p>
          ))}
          <div class="line" style={{ borderTop: '1px solid #DCE3EA', paddingTop: '16px' }}>
            {letterFooter(supplier).map((text) => (
              <p class="ink-2" style={small}>
                {text}
              </p>
            ))}
          </div>
        </td>
      </tr>
    </table>
  );
}

function LetterAction({ label, href }: { label: string; href: string }) {
  if (!/^https?:\/\//.test(href)) throw new Error('A letter may link to web addresses only');
  return (
    <>
      <p style={paragraph}>
        <a class="act" href={href} style={button}>
          {label}
        </a>
      </p>
      <p class="ink-2" style={{ ...small, margin: '0 0 16px' }}>
        Или откройте ссылку:{' '}
        <a class="link" href={href} style={link}>
          {href}
        </a>
      </p>
    </>
  );
}

function LetterFacts({ facts }: { facts: { label: string; value: string }[] }) {
  return (
    <table width="100%" cellPadding="0" cellSpacing="0" style={{ margin: '0 0 16px' }}>
      {facts.map(({ label, value }) => (
        <tr>
          <th
            scope="row"
            class="ink-2"
            style={{ ...small, fontWeight: 400, textAlign: 'left', padding: '4px 16px 4px 0' }}
          >
            {label}
          </th>
          <td class="ink" style={{ ...ink, fontWeight: 600, textAlign: 'right' }}>
            {value}
          </td>
        </tr>
      ))}
    </table>
  );
}
