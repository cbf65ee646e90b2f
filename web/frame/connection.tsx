import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { Button, Dialog, Field, Problem, TextInput } from "../ui/index.ts";
import { liveState, wakeLive } from "./live-hub.ts";
import { meQuery } from "./queries.ts";
import { askLater, noteSession, sessionState, signIn } from "./session.ts";

/** A connection that is back sooner is not worth a word. */
const worthSaying = 5_000;

/** Says above every screen when it may be out of date, and offers to sign in again without leaving it. */
export function Connection() {
  const link = useSyncExternalStore(liveState.watch, liveState.now);
  const session = useSyncExternalStore(sessionState.watch, sessionState.now);
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    if (link === "signed out") noteSession("signed out");
    if (link === "live") noteSession("signed in");
    if (link === "live") return setLate(false);
    const timer = setTimeout(() => setLate(true), worthSaying);
    return () => clearTimeout(timer);
  }, [link]);
  if (session !== "signed in")
    return (
      <Bar>
        You are signed out. What is on this screen stays as it is.
        <Button onClick={() => noteSession("asking")}>Sign in again</Button>
        {session === "asking" && <SignInAgain />}
      </Bar>
    );
  if (!isLate || link === "live") return null;
  return (
    <Bar>
      No connection to the server: what you see may be old. Trying again.
      <Button onClick={wakeLive}>Try now</Button>
    </Bar>
  );
}

function Bar({ children }: { children: ReactNode }) {
  return (
    <div
      role="status"
      className="sticky top-0 z-40 flex flex-wrap items-center justify-center gap-x-4 gap-y-1.5 border-line border-b bg-weld-wash px-4 py-1.5 text-[14px] text-ink"
    >
      {children}
    </div>
  );
}

function SignInAgain() {
  const client = useQueryClient();
  const { data: me } = useQuery({ ...meQuery, enabled: false });
  const [email, setEmail] = useState(me?.email ?? "");
  const [password, setPassword] = useState("");
  const enter = useMutation({
    mutationFn: () => signIn({ email: email.trim(), password }),
    meta: { shown: "here" },
    async onSuccess() {
      noteSession("signed in");
      wakeLive();
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <Dialog title="Sign in again" about="Then go on where you were." onClose={askLater}>
      <form onSubmit={submit} className="grid gap-4">
        <Field
          label="E-mail"
          hint={
            me && (
              <a href="/sign-in" className="underline underline-offset-2">
                Sign in as somebody else
              </a>
            )
          }
        >
          {(id) => (
            <TextInput
              {...id}
              type="email"
              autoComplete="username"
              required
              readOnly={me?.email !== undefined}
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(id) => (
            <TextInput
              {...id}
              type="password"
              autoComplete="current-password"
              autoFocus
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Problem error={enter.error} />
        <div className="flex justify-end gap-2.5">
          <Button onClick={askLater}>Not now</Button>
          <Button type="submit" weight="go" disabled={enter.isPending}>
            Sign in
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
