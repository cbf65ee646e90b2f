import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useDeferredValue, useId, useState } from "react";
import { Dialog, isComposing, joinClasses } from "../ui/index.ts";
import { rank } from "./find.ts";
import { endpointsQuery, projectsQuery, useProject, useProjectId, versionsQuery } from "./queries.ts";
import { server } from "./server.ts";
import { steps } from "./steps.ts";

interface Found {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly go: () => void;
}

/** Everything that can be reached from here, by name. */
function useTargets(typed: string): readonly Found[] {
  const navigate = useNavigate();
  const id = useProjectId();
  const { project } = useProject();
  const projects = useQuery(projectsQuery).data?.rows ?? [];
  const versions = useQuery({ ...versionsQuery(id), enabled: id !== "" }).data?.rows ?? [];
  const endpoints = useQuery({ ...endpointsQuery(id), enabled: id !== "" }).data?.rows ?? [];
  const params = { project: id };
  const inProject: Found[] = id
    ? [
        { id: "overview", kind: "go to", name: "Overview", go: () => navigate({ to: "/p/$project", params }) },
        ...steps.map((one) => ({
          id: one.step,
          kind: "go to",
          name: one.name,
          go: () => void navigate({ to: one.to, params }),
        })),
        {
          id: "project-settings",
          kind: "go to",
          name: "Project settings: labels, guideline, delete",
          go: () => navigate({ to: "/p/$project/settings", params }),
        },
        {
          id: "webhooks",
          kind: "go to",
          name: "Webhooks of this project",
          go: () => navigate({ to: "/p/$project/settings/webhooks", params }),
        },
        {
          id: "imports",
          kind: "go to",
          name: "Add items from a file",
          go: () => navigate({ to: "/p/$project/collect/add", params }),
        },
        ...versions.map((one) => ({
          id: one.id,
          kind: "version",
          name: `v${one.number}${one.aliases.length ? ` ${one.aliases.join(", ")}` : ""}`,
          go: () =>
            navigate({ to: "/p/$project/register/$version", params: { project: id, version: String(one.number) } }),
        })),
        ...endpoints.map((one) => ({
          id: one.id,
          kind: "endpoint",
          name: one.name,
          go: () => navigate({ to: "/p/$project/deploy/$endpoint", params: { project: id, endpoint: one.name } }),
        })),
      ]
    : [];
  const anywhere: Found[] = [
    ...projects.map((one) => ({
      id: one.id,
      kind: "project",
      name: one.name,
      go: () => navigate({ to: "/p/$project", params: { project: one.id } }),
    })),
    { id: "projects", kind: "go to", name: "All projects", go: () => navigate({ to: "/" }) },
    {
      id: "new-project",
      kind: "do",
      name: "New project",
      go: () => navigate({ to: "/", search: { make: "project" } }),
    },
    { id: "people", kind: "go to", name: "People and invitations", go: () => navigate({ to: "/settings/people" }) },
    { id: "keys", kind: "go to", name: "API keys", go: () => navigate({ to: "/settings/keys" }) },
    { id: "work", kind: "go to", name: "Background work", go: () => navigate({ to: "/settings/work" }) },
  ];
  const known = rank(typed, [...inProject, ...anywhere], (one) => one.name).slice(0, 9);
  const search = useDeferredValue(typed.trim());
  const items = useQuery({
    queryKey: ["items", id, "palette", search],
    queryFn: ({ signal }) => server.listItems({ project: id, search, limit: 6 }, { signal }),
    enabled: id !== "" && search.length >= 2,
    placeholderData: keepPreviousData,
  });
  const found = typed.trim().length < 2 ? [] : (items.data?.rows ?? []);
  return [
    ...known,
    ...found.map((row) => ({
      id: row.id,
      kind: project ? "item" : "",
      name: row.text,
      go: () => void navigate({ to: "/p/$project/items/$item", params: { project: id, item: row.id } }),
    })),
  ];
}

/** Finds projects, items, versions, endpoints and actions by a few letters. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, type] = useState("");
  const [at, setAt] = useState(0);
  const list = useId();
  const targets = useTargets(typed);
  const chosen = Math.min(at, targets.length - 1);
  const go = (target: Found | undefined) => {
    if (!target) return;
    onClose();
    target.go();
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((chosen + step + targets.length) % Math.max(1, targets.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) go(targets[chosen]);
    }
  };
  return (
    <Dialog title="Find" wide="wide" onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={targets[chosen] && `${list}-${chosen}`}
        aria-label="Find a project, an item, a version, an endpoint, an action"
        placeholder="A project, an item, a version, an action"
        value={typed}
        onChange={(event) => {
          type(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKey}
        className="w-full rounded-lg border border-edge/60 bg-paper px-3.5 py-2.5 text-[16px]"
      />
      <div role="listbox" id={list} aria-label="Found" className="mt-3 grid max-h-[46vh] gap-0.5 overflow-y-auto">
        {targets.map((target, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the field above
          <div
            key={target.kind + target.id}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => go(target)}
            onMouseMove={() => setAt(index)}
            ref={index === chosen ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
            className={joinClasses(
              "flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-lg px-3 py-1.5",
              index === chosen && "bg-indigo-wash",
            )}
          >
            <span className="truncate" dir="auto">
              {target.name}
            </span>
            <span className="shrink-0 text-[12px] text-soft">{target.kind}</span>
          </div>
        ))}
      </div>
      {targets.length === 0 && <p className="px-3 py-2 text-[14px] text-soft">Nothing has this name.</p>}
    </Dialog>
  );
}
