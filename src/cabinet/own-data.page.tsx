import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { formatFileSize } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';

/** Where the letter leads. `bytes` is null for a link that is somebody else's, old or made up. */
export function OwnDataPage(props: { context: PageContext; token: string; bytes: number | null }) {
  const { context, token, bytes } = props;
  return (
    <Page context={context} title="Ваши данные" section="profile">
      <PageHead title="Ваши данные" />
      {bytes === null ? (
        <Card title="По этой ссылке ничего нет" headingId="gone">
          <p>
            Ссылка из письма действует три дня и открывается только тому, кто просил архив. Если
            собрали новый, старая ссылка больше не работает.
          </p>
          <p>
            <a href={`${href('profile')}#own-data`}>Собрать архив заново</a>
          </p>
        </Card>
      ) : (
        <Card title="Архив готов" headingId="ready">
          <p>
            Внутри файл JSON для программ и таблицы CSV по каждому лицевому счёту. В архиве ваши
            личные данные: не скачивайте его на чужое устройство.
          </p>
          <p>
            <LinkButton href={href('profileExportFile', { token })}>
              Скачать архив (ZIP, {formatFileSize(bytes)})
            </LinkButton>
          </p>
        </Card>
      )}
    </Page>
  );
}
