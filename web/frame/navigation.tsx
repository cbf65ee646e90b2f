import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { commandKey, joinClasses, Menu, MenuItem, MenuLine, useKeys } from "../ui/index.ts";
import { LoopMark } from "./mark.tsx";
import { overviewQuery, projectsQuery, useProjectId } from "./queries.ts";
import { steps } from "./steps.ts";

const row = "grid w-full grid-cols-[20px_1fr_auto] items-center gap-2 rounded-[7px] px-2 py-1.5 text-left text-[14px]";
const off = "text-soft hover:bg-sunk hover:text-ink";
const on = "bg-indigo-wash font-[560] text-indigo";

/** What the frame can open from anywhere. */
export interface Openers {
  readonly search: () => void;
  readonly keys: () => void;
}

/** The navigation at the left: the project, the overview, the steps with one live figure each; search, keys and settings at the end. */
export function Navigation({ open }: { open: Openers }) {
  const project = useProjectId();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 flex h-dvh flex-col gap-0.5 overflow-y-auto border-line border-r px-2.5 py-3.5 max-sm:hidden"
    >
      <Link to="/" className="flex items-center gap-2.5 rounded-lg px-2 pt-1 pb-3 font-[650] tracking-tight">
        <LoopMark />
        Handloom
      </Link>
      <ProjectSwitch />
      {project && <ProjectLinks project={project} />}
      <span className="mt-auto" />
      <FrameButton sign="⌘" name="Search" keyName={`${commandKey}K`} onClick={open.search} />
      <FrameButton sign="?" name="Keys" keyName="?" onClick={open.keys} />
      <Link
        to="/settings/people"
        activeOptions={{ includeSearch: false }}
        className={row}
        inactiveProps={{ className: off }}
        activeProps={{ className: on }}
      >
        <Sign>⚙</Sign>Settings
      </Link>
    </nav>
  );
}

function Sign({ children }: { children: ReactNode }) {
  return (
    <span aria-hidden="true" className="text-center text-[11px]">
      {children}
    </span>
  );
}

function FrameButton(given: { sign: string; name: string; keyName: string; onClick: () => void }) {
  return (
    <button type="button" onClick={given.onClick} className={joinClasses(row, off)}>
      <Sign>{given.sign}</Sign>
      {given.name}
      <kbd className="font-sans text-[12px] text-faint">{given.keyName}</kbd>
    </button>
  );
}

function ProjectSwitch() {
  const project = useProjectId();
  const navigate = useNavigate();
  const { data } = useQuery(projectsQuery);
  const current = data?.rows.find((one) => one.id === project || one.name === project);
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="mb-2.5 flex min-h-9 items-center justify-between gap-2 rounded-lg border border-line bg-cloth px-2.5 text-left text-[14px] hover:border-edge"
        >
          <span className="truncate" dir="auto" title={current?.name}>
            {current?.name ?? (project ? "Projects" : "All projects")}
          </span>
          <span aria-hidden="true" className="text-faint">
            ⌄
          </span>
        </button>
      }
    >
      {data?.rows.slice(0, 30).map((one) => (
        <MenuItem key={one.id} onSelect={() => navigate({ to: "/p/$project", params: { project: one.id } })}>
          <span className="block truncate" dir="auto">
            {one.name}
          </span>
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => navigate({ to: "/" })}>All projects</MenuItem>
    </Menu>
  );
}

function ProjectLinks({ project }: { project: string }) {
  const navigate = useNavigate();
  const { data } = useQuery(overviewQuery(project));
  const params = { project };
  useKeys(
    "Go to",
    [
      { key: "0", does: "Overview", run: () => navigate({ to: "/p/$project", params }) },
      { key: "l", does: "Continue labelling", run: () => navigate({ to: "/p/$project/label", params }) },
      ...steps.map((one) => ({ key: one.number, does: one.name, run: () => void navigate({ to: one.to, params }) })),
    ],
    "frame",
  );
  return (
    <>
      <Link
        to="/p/$project"
        params={params}
        activeOptions={{ exact: true, includeSearch: false }}
        className={row}
        inactiveProps={{ className: off }}
        activeProps={{ className: on }}
      >
        <Sign>0</Sign>Overview
      </Link>
      {steps.map((one) => {
        const state = data?.steps.find((known) => known.step === one.step);
        const tone = state?.state === "look" ? "text-weld" : state?.state === "broken" ? "text-madder" : "";
        return (
          <Link
            key={one.step}
            to={one.to}
            params={params}
            className={row}
            inactiveProps={{ className: off }}
            activeProps={{ className: on }}
          >
            <Sign>{one.number}</Sign>
            {one.name}
            <span className={joinClasses("num max-w-24 truncate font-[500] text-[12px]", tone)} title={state?.words}>
              {state?.figure}
            </span>
          </Link>
        );
      })}
    </>
  );
}
