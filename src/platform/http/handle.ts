import type { z } from "zod";
import type { Place, Who } from "#platform/access";
import type { RouteContract, RouteShapes } from "./contract.ts";

type Parsed<Shape> = Shape extends z.ZodType ? z.output<Shape> : undefined;
type Given<Shape> = Shape extends z.ZodType ? z.input<Shape> : Response;

/** A request, checked: the parameters have the declared shapes and the caller has the declared permission. */
export interface Asked<Shapes extends RouteShapes> {
  readonly params: Parsed<Shapes["params"]>;
  readonly query: Parsed<Shapes["query"]>;
  readonly body: Shapes["body"] extends "stream" ? ReadableStream<Uint8Array> : Parsed<Shapes["body"]>;
  /** Who asks; only routes for anybody are reached without. */
  readonly who: Who;
  /** Where the thing that the path names lives. */
  readonly place: Place;
  readonly request: Request;
  readonly address: string | undefined;
}

/** A route with the function that answers it. */
export interface Route<Seen> {
  readonly contract: RouteContract;
  readonly answer: (world: Seen, asked: Asked<RouteShapes>) => Promise<unknown>;
}

/** Binds a declared route to the function that answers it. */
export function handle<Seen, Shapes extends RouteShapes>(
  contract: RouteContract<Shapes>,
  answer: (world: Seen, asked: Asked<Shapes>) => Promise<Given<Shapes["returns"]> | Response>,
): Route<Seen> {
  return { contract, answer: answer as Route<Seen>["answer"] };
}

/** The project that the path of a project route names. */
export function projectOf(asked: { place: Place }): NonNullable<Place["project"]> {
  const { project } = asked.place;
  if (!project) throw new Error("A project route was reached without a project.");
  return project;
}
