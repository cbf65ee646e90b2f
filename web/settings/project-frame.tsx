import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useMay, useProject, useProjectId } from "../frame/index.ts";
import { Choice, Page } from "../ui/index.ts";

const views = [
  ["question", "Questions and labels"],
  ["webhooks", "Webhooks"],
] as const;
const places = { question: "/p/$project/settings", webhooks: "/p/$project/settings/webhooks" } as const;

/** What the pages of a project's settings share; who may not have webhooks is not offered them. */
export function ProjectFrame(given: { view: keyof typeof places; action?: ReactNode; children: ReactNode }) {
  const navigate = useNavigate();
  const { project } = useProject();
  const params = { project: useProjectId() };
  const may = useMay();
  return (
    <Page eyebrow={project?.name ?? " "} title="Project settings" actions={given.action}>
      {may("admin") && (
        <div className="mb-5 flex">
          <Choice
            name="Project settings"
            value={given.view}
            options={views}
            onChoose={(next) => navigate({ to: places[next], params })}
          />
        </div>
      )}
      {given.children}
    </Page>
  );
}
