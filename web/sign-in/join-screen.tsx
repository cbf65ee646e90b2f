import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { server, statusOf, useFilters, wrongWith } from "../frame/index.ts";
import { Button, Field, Problem, Skeleton, TextInput } from "../ui/index.ts";
import { Threshold } from "./sign-in-screen.tsx";

/** Joining by a link: the first owner's, or one that a colleague made. */
export function JoinScreen() {
  const token = useFilters().token ?? "";
  const offer = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => server.readInvitation({ token }),
    retry: false,
  });
  if (offer.error)
    return (
      <Threshold title="This link does not open">
        <Problem error={offer.error} />
        <p className="mt-4 text-[14px]">
          <a href="/sign-in" className="text-indigo underline underline-offset-2">
            Sign in
          </a>{" "}
          if you have joined already.
        </p>
      </Threshold>
    );
  const about =
    offer.data &&
    (offer.data.role === "owner"
      ? `You become the owner of “${offer.data.workspace}”.`
      : `You join “${offer.data.workspace}” as ${offer.data.role}.`);
  return (
    <Threshold title="Welcome to Handloom" about={about ?? " "}>
      {offer.data ? <JoinForm token={token} /> : <Skeleton rows={3} height={40} />}
    </Threshold>
  );
}

function JoinForm({ token }: { token: string }) {
  const [given, setGiven] = useState({ name: "", email: "", password: "" });
  const set = (name: keyof typeof given) => (event: { target: { value: string } }) =>
    setGiven({ ...given, [name]: event.target.value });
  const join = useMutation({
    mutationFn: () => server.join({ token, ...given, email: given.email.trim() }),
    meta: { shown: "here" },
    onSuccess: () => location.assign("/"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    join.mutate();
  };
  const wrong = {
    name: wrongWith(join.error, "name"),
    email: wrongWith(join.error, "email"),
    password: wrongWith(join.error, "password"),
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Field label="Name" wrong={wrong.name}>
        {(id) => (
          <TextInput {...id} required maxLength={120} autoComplete="name" value={given.name} onChange={set("name")} />
        )}
      </Field>
      <Field label="E-mail" wrong={wrong.email} hint="To sign in with; nothing is sent to it.">
        {(id) => (
          <TextInput
            {...id}
            type="email"
            required
            autoComplete="username"
            value={given.email}
            onChange={set("email")}
          />
        )}
      </Field>
      <Field label="Password" wrong={wrong.password} hint="At least 10 characters.">
        {(id) => (
          <TextInput
            {...id}
            type="password"
            required
            minLength={10}
            maxLength={200}
            autoComplete="new-password"
            value={given.password}
            onChange={set("password")}
          />
        )}
      </Field>
      {!Object.values(wrong).some(Boolean) && statusOf(join.error) !== undefined && <Problem error={join.error} />}
      <Button type="submit" weight="go" disabled={join.isPending}>
        Come in
      </Button>
    </form>
  );
}
