import type { Command } from "./command.ts";

/** `user reset`: a new password for somebody who forgot theirs. */
export const resetUser: Command = {
  name: "user reset",
  about: "Give somebody a new password and end their sessions.",
  operand: { name: "EMAIL", about: "The e-mail address that they sign in with." },
  flags: {},
  async run({ client, operand, signal }) {
    const { password } = await client.resetPerson({ email: operand }, { signal });
    return { json: { email: operand, password }, lines: [`The new password of ${operand} is ${password}`] };
  },
};
