import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay, useProjectId } from "../frame/index.ts";
import { ButtonAnchor, ButtonLink, Choice, Page, useKeys } from "../ui/index.ts";
import { DropAnywhere } from "./drop-anywhere.tsx";

const views = [
  ["items", "Items"],
  ["imports", "Imports"],
  ["snapshots", "Snapshots"],
] as const;
type View = (typeof views)[number][0];

/** What the screens of collecting share: their heading, the next action, and that a file may be dropped anywhere. */
export function CollectFrame({ view, title, children }: { view: View; title: string; children: ReactNode }) {
  const project = useProjectId();
  const params = { project };
  const navigate = useNavigate();
  const may = useMay();
  const add = () => navigate({ to: "/p/$project/collect/add", params });
  useKeys("Collect", may("admin") ? [{ key: "a", does: "Add items", run: add }] : []);
  const choose = (next: View) =>
    navigate({ to: next === "items" ? "/p/$project/collect" : `/p/$project/collect/${next}`, params });
  return (
    <Page
      eyebrow="Collect"
      title={title}
      name="Collect"
      actions={
        <>
          <ButtonAnchor
            href={`/api/v1/projects/${encodeURIComponent(project)}/export?format=csv&only=labelled`}
            download
          >
            Download labels
          </ButtonAnchor>
          {may("admin") && (
            <ButtonLink weight="go" hotkey="A" to="/p/$project/collect/add" params={params}>
              Add items
            </ButtonLink>
          )}
        </>
      }
    >
      {may("admin") && <DropAnywhere />}
      <div className="mb-4 flex">
        <Choice name="View" value={view} options={views} onChoose={choose} />
      </div>
      {children}
    </Page>
  );
}
