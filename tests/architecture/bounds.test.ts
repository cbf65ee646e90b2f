import { expect, test } from "vitest";
import { allContracts } from "#client/contracts";
import { openApi } from "#platform/http";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly additionalProperties?: Schema | boolean;
}

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { name: string; schema: Schema }[];
  readonly requestBody?: { content: Record<string, { schema: Schema }> };
}

const largest = 2 ** 31 - 1;

function isBounded(schema: Schema): boolean {
  if (schema.enum || schema.const !== undefined || schema.format === "binary") return true;
  if (schema.type === "string") return schema.maxLength !== undefined || /^\^.*\$$/.test(schema.pattern ?? "");
  if (schema.type === "array") return schema.maxItems !== undefined || schema.prefixItems !== undefined;
  if (schema.type !== "integer" && schema.type !== "number") return true;
  return schema.minimum !== undefined && schema.maximum !== undefined && schema.maximum <= largest;
}

/** The places in a schema that take a text, a number or a list of any size. */
function endless(schema: Schema, at: string): string[] {
  const inner = [schema.items, schema.additionalProperties, ...(schema.anyOf ?? []), ...(schema.prefixItems ?? [])];
  return [
    ...(isBounded(schema) ? [] : [at]),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, one]) => endless(one, `${at}.${name}`)),
    ...inner.flatMap((one) => (typeof one === "object" ? endless(one, at) : [])),
  ];
}

test("every text, number and list that a request may hold has a bound, and numbers fit the database", () => {
  const { paths } = openApi(allContracts, "1") as { paths: Record<string, Record<string, Operation>> };
  const operations = Object.values(paths).flatMap((verbs) => Object.values(verbs));
  expect(operations.length).toBe(allContracts.length);
  const found = operations.flatMap(({ operationId, parameters, requestBody }) => [
    ...parameters.flatMap(({ name, schema }) => endless(schema, `${operationId} ${name}`)),
    ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => endless(schema, `${operationId} body`)),
  ]);
  expect(found).toEqual([]);
});
