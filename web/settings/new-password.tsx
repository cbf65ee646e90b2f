import { useMutation } from "@tanstack/react-query";
import { type Returned, server } from "../frame/index.ts";
import { Button, Code, CopyButton, Dialog, Problem } from "../ui/index.ts";

/** Gives somebody a new password, shown this once; their sessions end. */
export function NewPassword({
  member,
  onClose,
}: {
  member: Returned<"listMembers">["rows"][number];
  onClose: () => void;
}) {
  const reset = useMutation({ mutationFn: () => server.resetPerson({ email: member.email }), meta: { shown: "here" } });
  return (
    <Dialog
      title={`A new password for ${member.name}`}
      about={
        reset.data
          ? "Send it to them; it is shown only now."
          : "They are signed out everywhere and need the new one to come in again."
      }
      onClose={onClose}
    >
      <Problem error={reset.error} />
      {reset.data && <Code>{reset.data.password}</Code>}
      <div className="mt-4 flex justify-end gap-2.5">
        <Button onClick={onClose}>Close</Button>
        {reset.data ? (
          <CopyButton text={reset.data.password} />
        ) : (
          <Button weight="go" disabled={reset.isPending} onClick={() => reset.mutate()}>
            Give a new password
          </Button>
        )}
      </div>
    </Dialog>
  );
}
