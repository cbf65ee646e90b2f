import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { LoopMark, signIn, useFilters } from "../frame/index.ts";
import { Button, Field, Problem, TextInput } from "../ui/index.ts";
import { safeBack } from "./safe-back.ts";

/** The place for the few pages before one is signed in. */
export function Threshold({ title, about, children }: { title: string; about?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Handloom`;
  }, [title]);
  return (
    <main className="grid min-h-dvh place-content-center px-4 py-10">
      <div className="w-[min(400px,92vw)]">
        <p className="mb-6 flex items-center gap-2.5 font-[650] tracking-tight">
          <LoopMark />
          Handloom
        </p>
        <h1>{title}</h1>
        {about !== undefined && <p className="mt-1 text-pretty text-[14px] text-soft">{about}</p>}
        <div className="mt-6">{children}</div>
      </div>
    </main>
  );
}

/** Signing in by e-mail and password. */
export function SignInScreen() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { back } = useFilters();
  const enter = useMutation({
    mutationFn: () => signIn({ email: email.trim(), password }),
    meta: { shown: "here" },
    onSuccess: () => location.assign(safeBack(back)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <Threshold title="Sign in" about="Nobody can sign up here; whoever may come in has a link from a colleague.">
      <form onSubmit={submit} className="grid gap-4">
        <Field label="E-mail">
          {(id) => (
            <TextInput
              {...id}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password" hint="Forgotten? An owner can give you a new one.">
          {(id) => (
            <TextInput
              {...id}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Problem error={enter.error} />
        <Button type="submit" weight="go" disabled={enter.isPending}>
          Sign in
        </Button>
      </form>
    </Threshold>
  );
}
