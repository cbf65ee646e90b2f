import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "./frame/queries.ts";
import { queryClient } from "./frame/query-client.ts";
import { statusOf } from "./frame/server.ts";
import { Shell } from "./frame/shell.tsx";
import { Button, ButtonLink, Empty, Notices, Page, Problem } from "./ui/index.ts";

const collect = () => import("./0-collect/index.ts");
const label = () => import("./1-label/index.ts");
const train = () => import("./2-train/index.ts");
const evaluate = () => import("./3-evaluate/index.ts");
const register = () => import("./4-register/index.ts");
const deploy = () => import("./5-deploy/index.ts");
const monitor = () => import("./6-monitor/index.ts");
const home = () => import("./home/index.ts");
const settings = () => import("./settings/index.ts");
const signIn = () => import("./sign-in/index.ts");

/** Takes the filters a screen knows from the address; anything else falls away. */
const filters =
  <const Name extends string>(...names: readonly Name[]) =>
  (search: Record<string, unknown>): { [Key in Name]?: string } =>
    Object.fromEntries(
      names.flatMap((name) =>
        search[name] === undefined || search[name] === "" ? [] : [[name, String(search[name])]],
      ),
    ) as { [Key in Name]?: string };

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: Shell,
  async beforeLoad({ location }) {
    await queryClient.ensureQueryData(meQuery).catch((error: unknown) => {
      if (statusOf(error) === 401)
        throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { back: location.href } });
      throw error;
    });
  },
  errorComponent: ({ error }) => (
    <main className="mx-auto max-w-[640px] p-6">
      <Problem error={error} action={<Button onClick={() => void router.invalidate()}>Try again</Button>} />
    </main>
  ),
});

const at = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => app, path, component });

const projects = createRoute({
  getParentRoute: () => app,
  path: "/",
  validateSearch: filters("make"),
  component: lazyRouteComponent(home, "ProjectsScreen"),
});
const items = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/collect",
  validateSearch: filters("question", "label", "state", "split", "search"),
  component: lazyRouteComponent(collect, "ItemsScreen"),
});
const ofQuestion = <const Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => app, path, validateSearch: filters("question"), component });
const compare = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/evaluate/compare",
  validateSearch: filters("a", "b"),
  component: lazyRouteComponent(evaluate, "CompareScreen"),
});
const evaluation = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/evaluate/$evaluation",
  validateSearch: filters("actual", "predicted"),
  component: lazyRouteComponent(evaluate, "EvaluationScreen"),
});
const endpoints = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/deploy",
  validateSearch: filters("version"),
  component: lazyRouteComponent(deploy, "DeployScreen"),
});
const monitored = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/monitor/$endpoint",
  validateSearch: filters("window"),
  component: lazyRouteComponent(monitor, "MonitorScreen"),
});
const webhook = createRoute({
  getParentRoute: () => app,
  path: "/p/$project/settings/webhooks/$webhook",
  validateSearch: filters("state"),
  component: lazyRouteComponent(settings, "WebhookScreen"),
});
const enter = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: filters("back"),
  component: lazyRouteComponent(signIn, "SignInScreen"),
});
const join = createRoute({
  getParentRoute: () => root,
  path: "/join",
  validateSearch: filters("token"),
  component: lazyRouteComponent(signIn, "JoinScreen"),
});

const tree = root.addChildren([
  enter,
  join,
  app.addChildren([
    projects,
    at("/p/$project", lazyRouteComponent(home, "OverviewScreen")),
    items,
    at("/p/$project/collect/add", lazyRouteComponent(collect, "AddScreen")),
    at("/p/$project/collect/imports", lazyRouteComponent(collect, "ImportsScreen")),
    at("/p/$project/collect/imports/$import", lazyRouteComponent(collect, "ImportScreen")),
    at("/p/$project/collect/snapshots", lazyRouteComponent(collect, "SnapshotsScreen")),
    at("/p/$project/items/$item", lazyRouteComponent(label, "ItemScreen")),
    at("/p/$project/label", lazyRouteComponent(label, "LabelScreen")),
    ofQuestion("/p/$project/train", lazyRouteComponent(train, "TrainScreen")),
    at("/p/$project/train/$run", lazyRouteComponent(train, "RunScreen")),
    ofQuestion("/p/$project/evaluate", lazyRouteComponent(evaluate, "EvaluateScreen")),
    compare,
    evaluation,
    ofQuestion("/p/$project/register", lazyRouteComponent(register, "RegisterScreen")),
    at("/p/$project/register/$version", lazyRouteComponent(register, "VersionScreen")),
    endpoints,
    at("/p/$project/deploy/$endpoint", lazyRouteComponent(deploy, "EndpointScreen")),
    at("/p/$project/monitor", lazyRouteComponent(monitor, "MonitorListScreen")),
    monitored,
    at("/p/$project/settings", lazyRouteComponent(settings, "ProjectSettingsScreen")),
    at("/p/$project/settings/webhooks", lazyRouteComponent(settings, "WebhooksScreen")),
    webhook,
    at("/settings/people", lazyRouteComponent(settings, "PeopleScreen")),
    at("/settings/keys", lazyRouteComponent(settings, "KeysScreen")),
    at("/settings/work", lazyRouteComponent(settings, "WorkScreen")),
  ]),
]);

/** Any screen, and the place where notices appear over it. */
function Root() {
  return (
    <>
      <Outlet />
      <Notices />
    </>
  );
}

function NotFound() {
  return (
    <main className="p-6">
      <Page title="There is nothing at this address">
        <Empty
          title="It may have been deleted, or the link is not whole"
          action={
            <ButtonLink weight="go" to="/">
              All projects
            </ButtonLink>
          }
        />
      </Page>
    </main>
  );
}

/** Every screen under its address. */
export const router = createRouter({
  routeTree: tree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultStructuralSharing: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
