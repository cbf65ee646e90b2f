import { commandKey, Dialog, KeyCap, type KeyGroup, printed } from "../ui/index.ts";

/** Every key that does something on the screen below. */
export function KeyList({ groups, onClose }: { groups: readonly KeyGroup[]; onClose: () => void }) {
  const anywhere = {
    name: "Anywhere",
    keys: [
      { key: `${commandKey}K`, does: "Find a project, an item, a version, an endpoint, an action" },
      { key: "escape", does: "Close, or leave a field" },
    ],
  };
  const shown = [...eachOnce(groups), anywhere];
  return (
    <Dialog title="Keys" wide="wide" onClose={onClose}>
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {shown.map((group) => (
          <section key={group.name}>
            <h3 className="mb-2 text-[13px] text-soft">{group.name}</h3>
            <ul className="grid gap-1.5 text-[14px]">
              {group.keys.map((one) => (
                <li key={one.key} className="flex items-baseline justify-between gap-4">
                  <span className="min-w-0 truncate" title={one.does}>
                    {one.does}
                  </span>
                  <KeyCap>{one.key.endsWith("K") ? one.key : printed(one.key)}</KeyCap>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Dialog>
  );
}

/** The groups, the newest first, with each key only where it does something now. */
export function eachOnce(groups: readonly KeyGroup[]): readonly KeyGroup[] {
  const taken = new Set<string>();
  const kept = groups.toReversed().map((group) => {
    const keys = group.keys.filter((one) => !taken.has(one.key));
    for (const one of keys) taken.add(one.key);
    return { ...group, keys };
  });
  return kept.filter((group) => group.keys.length > 0);
}
