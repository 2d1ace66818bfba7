import type { ReceivedLetter } from './mailbox.ts';

const when = new Intl.DateTimeFormat('ru', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Europe/Kaliningrad',
});

function Time({ date }: { date: string }) {
  return <time dateTime={date}>{when.format(Date.parse(date))}</time>;
}

/** The list a person sees; long ones are cut, programs have messages.json. */
const SHOWN = 200;

export function LettersPage({ letters, to }: { letters: ReceivedLetter[]; to: string }) {
  return (
    <>
      <form action="/mail" method="get">
        <label>
          Кому
          <input name="to" type="search" value={to} autocomplete="off" spellcheck={false} />
        </label>
        <button type="submit">Найти или обновить</button>
      </form>
      {letters.length === 0 ? (
        <p>{to ? `Для «${to}» писем нет.` : 'Писем пока нет. Новые появятся здесь сразу.'}</p>
      ) : (
        <ul class="letters">
          {letters.slice(0, SHOWN).map((letter) => (
            <li>
              <a href={`/mail/${letter.id}`}>{letter.subject || 'Без темы'}</a>
              <span>{letter.to}</span>
              <Time date={letter.date} />
            </li>
          ))}
        </ul>
      )}
      {letters.length > SHOWN && <p class="muted">{`Показаны последние ${SHOWN}.`}</p>}
    </>
  );
}

export function LetterPage({ letter }: { letter: ReceivedLetter }) {
  return (
    <>
      <dl>
        <div>
          <dt>Кому</dt>
          <dd>
            <a href={`/mail?to=${encodeURIComponent(letter.to)}`}>{letter.to}</a>
          </dd>
        </div>
        <div>
          <dt>От кого</dt>
          <dd>{letter.from}</dd>
        </div>
        <div>
          <dt>Когда</dt>
          <dd>
            <Time date={letter.date} />
          </dd>
        </div>
      </dl>
      {letter.links.length > 0 && (
        <>
          <h2>Ссылки</h2>
          <ul class="links">
            {letter.links.map((link) => (
              <li>
                <a href={link}>{link}</a>
              </li>
            ))}
          </ul>
        </>
      )}
      {letter.html && (
        <>
          <h2>Письмо</h2>
          <iframe
            src={`/mail/${letter.id}/body`}
            sandbox="allow-popups allow-popups-to-escape-sandbox"
            title="Письмо, как его покажет почтовая программа"
          />
        </>
      )}
      <h2>Текстом</h2>
      <pre>{letter.text}</pre>
      <details>
        <summary>Заголовки</summary>
        <pre>{letter.headers}</pre>
        <p>
          <a href={`/mail/${letter.id}/source`}>Письмо целиком, как пришло</a>
        </p>
      </details>
    </>
  );
}
