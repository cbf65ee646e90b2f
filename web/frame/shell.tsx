import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { currentKeys, joinClasses, type KeyGroup, Notices, useKeys } from "../ui/index.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { useLive } from "./live.ts";
import { Navigation } from "./navigation.tsx";
import { useProjectId } from "./queries.ts";

const Palette = lazy(() => import("./palette.tsx").then((module) => ({ default: module.Palette })));
const KeyList = lazy(() => import("./key-list.tsx").then((module) => ({ default: module.KeyList })));

/** The frame around every screen: navigation, palette, list of keys, notices; the labelling bench has the whole window to itself. */
export function Shell() {
  const [opened, setOpened] = useState<"search" | readonly KeyGroup[]>();
  const isBench = useRouterState({
    select: (state) => state.matches.some((match) => match.routeId === "/app/p/$project/label"),
  });
  useLive(useProjectId());
  const open = { search: () => setOpened("search"), keys: () => setOpened(currentKeys()) };
  useKeys("Help", [{ key: "?", does: "Show the keys", run: open.keys }]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.metaKey || event.ctrlKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      setOpened("search");
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className={joinClasses("min-h-dvh", !isBench && "sm:grid sm:grid-cols-[216px_minmax(0,1fr)]")}>
      {!isBench && <Navigation open={open} />}
      {isBench ? (
        <Outlet />
      ) : (
        <main className="w-full max-w-[1240px] px-3.5 pt-4.5 pb-24 sm:px-8.5 sm:py-6.5">
          <Outlet />
        </main>
      )}
      {!isBench && <BottomBar open={open} />}
      <Suspense>
        {opened === "search" && <Palette onClose={() => setOpened(undefined)} />}
        {typeof opened === "object" && <KeyList groups={opened} onClose={() => setOpened(undefined)} />}
      </Suspense>
      <Notices />
    </div>
  );
}
