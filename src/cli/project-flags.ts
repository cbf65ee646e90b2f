import type { Flag } from "./command.ts";

/** The flag that names a project. */
export const project: Flag = { value: "NAME", about: "The project, by its name or id.", needed: "yes" };

/** The flag that names a question. */
export const question: Flag = {
  value: "NAME",
  about: "The question, by its name or id; the project's first if not given.",
};

/** The flag that names a version. */
export const version: Flag = {
  value: "V",
  about: "The number of the version in the project, or an alias; the newest of the question if not given.",
};

/** The flag that names an endpoint. */
export const endpoint: Flag = { value: "E", about: "The endpoint's name.", needed: "yes" };
