import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { meQuery, signOut } from "../frame/index.ts";
import { Button, Choice, Page } from "../ui/index.ts";

const views = [
  ["people", "People"],
  ["keys", "API keys"],
  ["work", "Background work"],
] as const;
type View = (typeof views)[number][0];

/** What the pages of the settings share. */
export function SettingsFrame({ view, action, children }: { view: View; action?: ReactNode; children: ReactNode }) {
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const leave = useMutation({ mutationFn: signOut, onSuccess: () => location.assign("/sign-in") });
  return (
    <Page
      eyebrow={me ? `${me.workspace.name} · you are ${me.name}${me.role ? `, ${me.role}` : ""}` : " "}
      title="Settings"
      actions={
        <>
          {me?.kind === "person" && (
            <Button onClick={() => leave.mutate()} disabled={leave.isPending}>
              Sign out
            </Button>
          )}
          {action}
        </>
      }
    >
      <div className="mb-5 flex">
        <Choice
          name="Settings"
          value={view}
          options={views}
          onChoose={(next) => navigate({ to: `/settings/${next}` })}
        />
      </div>
      {children}
    </Page>
  );
}
