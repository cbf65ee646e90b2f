import { useQuery } from "@tanstack/react-query";
import { progressQuery, useProjectId } from "../frame/index.ts";
import { Button, ButtonLink, counted, Empty } from "../ui/index.ts";

/** All is labelled, or nothing is there: what to do next. */
export function NothingLeft({ given, onAgain }: { given: number; onAgain: () => void }) {
  const project = useProjectId();
  const { data } = useQuery(progressQuery(project));
  if (data?.items === 0)
    return (
      <Empty
        title="There is nothing to label yet"
        action={
          <ButtonLink weight="go" to="/p/$project/collect/add" params={{ project }}>
            Add items
          </ButtonLink>
        }
      >
        Bring a file of texts; each of them becomes one item here.
      </Empty>
    );
  return (
    <Empty
      title={
        given > 0
          ? `Nothing is left to label. You gave ${counted(given, "label")} just now.`
          : "Nothing is left to label"
      }
      action={
        <>
          <ButtonLink weight="go" to="/p/$project/train" params={{ project }}>
            Train a version
          </ButtonLink>
          <ButtonLink to="/p/$project/collect/add" params={{ project }}>
            Add items
          </ButtonLink>
          <Button onClick={onAgain}>Look again</Button>
        </>
      }
    >
      The model can now learn from every label. Items that somebody else holds at this moment come back if they leave
      them.
    </Empty>
  );
}
