import { href } from '#src/routes.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { Phone } from './contacts.page.tsx';

export function Footer({ supplier }: { supplier: SupplierProfile }) {
  const { phone, email } = supplier.contacts;
  return (
    <footer class="foot">
      <div class="wrap">
        <ul>
          <li>
            <a href={href('help')}>Вопросы и ответы</a>
          </li>
          <li>
            <a href={href('legal', { document: 'consent' })}>Обработка персональных данных</a>
          </li>
          <li>
            <a href={href('feedback')}>Обратная связь</a>
          </li>
        </ul>
        <ul>
          <li>
            <Phone {...phone} />
          </li>
          <li>
            <a href={`mailto:${email}`}>{email}</a>
          </li>
        </ul>
        <p>
          <a href={href('legal', { document: 'requisites' })}>{supplier.legalName}</a>. Сайт
          работает круглосуточно и без скриптов.
        </p>
        {supplier.isExample && <p>Пример: реквизиты вымышлены.</p>}
      </div>
    </footer>
  );
}
