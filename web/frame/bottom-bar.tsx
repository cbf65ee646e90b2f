import { Link, useNavigate } from "@tanstack/react-router";
import { Menu, MenuItem, MenuLine } from "../ui/index.ts";
import type { Openers } from "./navigation.tsx";
import { useProjectId } from "./queries.ts";
import { steps } from "./steps.ts";

const cell = "grid min-h-14 flex-1 place-content-center justify-items-center rounded-lg text-[12px]";
const look = {
  inactiveProps: { className: "text-soft" },
  activeProps: { className: "text-indigo font-[600]" },
} as const;

/** The navigation of a phone, within reach of the thumb: Overview, Label, Monitor, More. */
export function BottomBar({ open }: { open: Openers }) {
  const project = useProjectId();
  const navigate = useNavigate();
  const params = { project };
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 flex border-line border-t bg-cloth px-2 pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      <Link to="/" activeOptions={{ exact: true }} className={cell} {...look}>
        Projects
      </Link>
      {project && (
        <>
          <Link to="/p/$project" params={params} activeOptions={{ exact: true }} className={cell} {...look}>
            Overview
          </Link>
          <Link to="/p/$project/label" params={params} className={cell} {...look}>
            Label
          </Link>
          <Link to="/p/$project/monitor" params={params} className={cell} {...look}>
            Monitor
          </Link>
        </>
      )}
      <Menu
        trigger={
          <button type="button" className={`${cell} text-soft`}>
            More
          </button>
        }
      >
        {project &&
          steps
            .filter((one) => !["label", "monitor"].includes(one.step))
            .map((one) => (
              <MenuItem key={one.step} onSelect={() => navigate({ to: one.to, params })}>
                {one.name}
              </MenuItem>
            ))}
        {project && (
          <MenuItem onSelect={() => navigate({ to: "/p/$project/settings", params })}>Project settings</MenuItem>
        )}
        {project && <MenuLine />}
        <MenuItem onSelect={open.search}>Search</MenuItem>
        <MenuItem onSelect={() => navigate({ to: "/settings/people" })}>Settings</MenuItem>
      </Menu>
    </nav>
  );
}
