/** The parts of an OpenAPI file that the client is made from. */
interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly { name: string; in: string; required: boolean; schema: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
  readonly responses: { 200: { content: Record<string, { schema: Schema }> } };
}
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Record<string, Schema>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | false;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
  readonly description?: string;
}

/** The TypeScript text of the client's types and routes, from an OpenAPI file. */
export function generateClient(description: object): string {
  const operations = Object.entries((description as Description).paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, operation]) => ({ path, method, operation })),
  );
  const types = operations.map(
    ({ operation }) => `  /** ${operation.summary}. */\n  ${operation.operationId}: ${signature(operation)};`,
  );
  const routes = operations.map(
    ({ path, method, operation }) =>
      `  ${operation.operationId}: ["${method}", "${path}", "${kindOfBody(operation)}", "${kindOfAnswer(operation)}"],`,
  );
  return `// Made from the OpenAPI file by "npm run generate"; not to be edited.

/** What every operation takes and gives. */
export interface Operations {
${types.join("\n")}
}

/** For every operation: its verb, its path, what its body is, what its answer is. */
export const routes = {
${routes.join("\n")}
} as const;
`;
}

function signature(operation: Operation): string {
  const body = kindOfBody(operation);
  const schema = operation.requestBody?.content["application/json"]?.schema;
  const answer = operation.responses[200].content["application/json"]?.schema;
  const given = [
    ...operation.parameters.map((one) => `${one.name}${one.required ? "" : "?"}: ${typeOf(one.schema)}`),
    ...(body === "stream" ? ["body: Uint8Array | ReadableStream<Uint8Array> | Blob"] : []),
  ];
  const own = given.length > 0 ? `{ ${given.join("; ")} }` : "object";
  return `{ given: ${schema ? `${own} & ${typeOf(schema)}` : own}; returns: ${answer ? typeOf(answer) : "Response"} }`;
}

const kindOfBody = (operation: Operation): string =>
  !operation.requestBody ? "none" : operation.requestBody.content["application/json"] ? "json" : "stream";
const kindOfAnswer = (operation: Operation): string =>
  operation.responses[200].content["application/json"] ? "json" : "stream";

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.type === "array") return arrayOf(schema);
  if (schema.type === "object") return objectOf(schema);
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "string" || schema.type === "boolean" || schema.type === "null") return schema.type;
  return "unknown";
}

function arrayOf(schema: Schema): string {
  if (schema.prefixItems) return `[${schema.prefixItems.map(typeOf).join(", ")}]`;
  const inner = typeOf(schema.items ?? {});
  return / [|&] /.test(inner) ? `(${inner})[]` : `${inner}[]`;
}

function objectOf(schema: Schema): string {
  const fields = Object.entries(schema.properties ?? {}).map(([name, one]) => {
    const optional = schema.required?.includes(name) ? "" : "?";
    return `${/^\w+$/.test(name) ? name : JSON.stringify(name)}${optional}: ${typeOf(one)}`;
  });
  if (fields.length > 0) return `{ ${fields.join("; ")} }`;
  return schema.additionalProperties ? `Record<string, ${typeOf(schema.additionalProperties)}>` : "object";
}
