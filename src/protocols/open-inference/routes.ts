import { sql } from "kysely";
import type { CollectTables } from "#collect";
import { type Answering, answerTexts, type DeployTables, type Served, type Serving } from "#deploy";
import { Failure } from "#failure";
import type { Place } from "#platform/access";
import { handle, type Route } from "#platform/http";
import type { World } from "#world";
import * as contract from "./contract.ts";
import { readRequest } from "./read-request.ts";
import { fromAnswers, scoresOf, toMetadata, toQuestion } from "./translate.ts";
import { writeResponse } from "./write-response.ts";

/** What the routes see of the world. */
export type Seen = Pick<World<DeployTables & CollectTables>, "db">;

/** What the routes need beside the world. */
export interface OpenInferenceParts {
  readonly serving: Serving;
  readonly answering: Answering;
  /** The program's version. */
  readonly version: string;
}

/** The routes of the protocol: a model is an endpoint, and its version the one that answers. */
export function openInferenceRoutes({ serving, answering, version }: OpenInferenceParts): Route<Seen>[] {
  const served = (asked: Named) => servedAs(serving, asked);
  const metadata = async (asked: Named) => toMetadata(served(asked));
  const isReady = async (asked: Named) => ({ name: served(asked).name, ready: true });
  const answer = (asked: Named & Sent) => infer(answering, served(asked), asked);
  return [
    handle(contract.serverLive, async () => ({ live: true })),
    handle(contract.serverReady, async (world: Seen) => {
      await sql`select 1`.execute(world.db);
      return { ready: true };
    }),
    handle(contract.readServer, async () => ({ name: "handloom", version, extensions: ["binary_tensor_data"] })),
    handle(contract.readModel, (_, asked) => metadata(asked)),
    handle(contract.readVersion, (_, asked) => metadata(asked)),
    handle(contract.isModelReady, (_, asked) => isReady(asked)),
    handle(contract.isVersionReady, (_, asked) => isReady(asked)),
    handle(contract.infer, (_, asked) => answer(asked)),
    handle(contract.inferVersion, (_, asked) => answer(asked)),
  ];
}

interface Named {
  readonly params: { readonly model: string; readonly version?: string };
  readonly place: Place;
}

interface Sent {
  readonly body: ReadableStream<Uint8Array>;
  readonly request: Request;
}

function servedAs(serving: Serving, { params: { model, version }, place }: Named): Served {
  const served = serving.find(place.workspace, model);
  if (!served) throw new Failure("unavailable", "This model is being loaded; try again in a moment.");
  if (version !== undefined && version !== String(served.versionNumber))
    throw new Failure(
      "missing",
      `The model "${model}" does not answer with version "${version.slice(0, 120)}"; it answers with version ${served.versionNumber}.`,
      { field: "version" },
    );
  return served;
}

async function infer(answering: Answering, served: Served, { body, request }: Sent): Promise<Response> {
  try {
    const read = await readRequest(body, request.headers, contract.infer.limit ?? 0);
    const question = toQuestion(read.request, read.binary, served.kind);
    const scores = scoresOf(question, served.names.length);
    const answers = await answerTexts(answering, served, { texts: question.texts, scores });
    return await writeResponse(fromAnswers(question, served, answers));
  } catch (thrown) {
    answering.log.failed(served.endpoint, served.version);
    throw thrown;
  }
}
