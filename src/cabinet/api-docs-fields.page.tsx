import type { ApiParameter, JsonSchema } from './api-document.ts';
import { placeNames, typeText } from './api-types.ru.ts';

type Field = { name: string; type: string; about: string | undefined; isRequired: boolean };

/** The fields of an object, those of the objects inside under their full names. */
function fieldsOf(schema: JsonSchema, prefix = ''): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    const name = prefix + key;
    const isRequired = required.has(key);
    const own = { name, type: typeText(field), about: field.description, isRequired };
    const items = field.items?.properties ? fieldsOf(field.items, `${name}[].`) : [];
    const inner = [field, ...(field.anyOf ?? [])].find(({ properties }) => properties);
    return [own, ...items, ...(inner ? fieldsOf(inner, `${name}.`) : [])];
  });
}

/** `isAsked`: what is sent says which fields are needed; an answer has them all. */
export function SchemaFields({ schema, isAsked }: { schema: JsonSchema; isAsked: boolean }) {
  return (
    <dl class="fields">
      {fieldsOf(schema).map(({ name, type, about, isRequired }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>{' '}
            <span class="type">
              {type}
              {isAsked && isRequired && ', обязательно'}
            </span>
          </dt>
          <dd>{about}</dd>
        </div>
      ))}
    </dl>
  );
}

export function ParameterFields({ parameters }: { parameters: readonly ApiParameter[] }) {
  return (
    <dl class="fields">
      {parameters.map(({ name, in: place, required, schema, description }) => (
        <div key={name}>
          <dt>
            <code>{name}</code>{' '}
            <span class="type">
              {placeNames[place]}, {typeText(schema)}
              {required && ', обязательно'}
              {schema.default !== undefined && `, по умолчанию ${schema.default}`}
            </span>
          </dt>
          <dd>{description}</dd>
        </div>
      ))}
    </dl>
  );
}
