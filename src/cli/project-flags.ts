import type { Flag } from "./command.ts";

/** The flag that names a project. */
export const project: Flag = { value: "NAME", about: "The project, by its name or id.", needed: "yes" };

/** The flag that names a version. */
export const version: Flag = {
  value: "V",
  about: "The number of the version in the project's model; the newest if not given.",
};

/** The flag that names an endpoint. */
export const endpoint: Flag = { value: "E", about: "The endpoint's name.", needed: "yes" };
