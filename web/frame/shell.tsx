import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { ButtonLink, currentKeys, Empty, joinClasses, type KeyGroup, Page, useKeys } from "../ui/index.ts";
import { BottomBar } from "./bottom-bar.tsx";
import { Connection } from "./connection.tsx";
import { KeyList } from "./key-list.tsx";
import { useLive } from "./live.ts";
import { Navigation } from "./navigation.tsx";
import { Palette } from "./palette.tsx";
import { projectQuery, useProjectId } from "./queries.ts";
import { statusOf } from "./server.ts";

/** The frame around every screen: navigation, palette, list of keys; the labelling bench has the whole window to itself. */
export function Shell() {
  const [opened, setOpened] = useState<"search" | readonly KeyGroup[]>();
  const isBench = useRouterState({
    select: (state) => state.matches.some((match) => match.routeId === "/app/p/$project/label"),
  });
  const project = useProjectId();
  const found = useQuery({ ...projectQuery(project), enabled: project !== "" });
  const isMissing = project !== "" && statusOf(found.error) === 404;
  useLive(isMissing ? "" : project);
  const open = { search: () => setOpened("search"), keys: () => setOpened(currentKeys()) };
  useKeys("Help", [{ key: "?", does: "Show the keys", run: open.keys }], "frame");
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
    <>
      <Connection />
      <div
        className={joinClasses("min-h-dvh", (!isBench || isMissing) && "sm:grid sm:grid-cols-[216px_minmax(0,1fr)]")}
      >
        {(!isBench || isMissing) && <Navigation open={open} />}
        {isBench && !isMissing ? (
          <Outlet />
        ) : (
          <main className="w-full max-w-[1240px] px-3.5 pt-4.5 pb-24 sm:px-8.5 sm:py-6.5">
            {isMissing ? <NoProject /> : <Outlet />}
          </main>
        )}
        {(!isBench || isMissing) && <BottomBar open={open} />}
        {opened === "search" && <Palette onClose={() => setOpened(undefined)} />}
        {typeof opened === "object" && <KeyList groups={opened} onClose={() => setOpened(undefined)} />}
      </div>
    </>
  );
}

function NoProject() {
  return (
    <Page title="There is no such project here">
      <Empty
        title="It may have been deleted, or you may not see it"
        action={
          <ButtonLink weight="go" to="/">
            All projects
          </ButtonLink>
        }
      >
        Whoever sent you the link can invite you to it.
      </Empty>
    </Page>
  );
}
