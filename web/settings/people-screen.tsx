import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { mayAs, membersQuery, meQuery, projectsQuery, type Returned, type Role, server } from "../frame/index.ts";
import {
  Ago,
  Button,
  Card,
  Menu,
  MenuItem,
  MenuLine,
  notify,
  Pill,
  Problem,
  Select,
  Skeleton,
  Table,
  useKeys,
} from "../ui/index.ts";
import { Invite } from "./invite.tsx";
import { NewPassword } from "./new-password.tsx";
import { roleNames, roleTable } from "./roles.ts";
import { SettingsFrame } from "./settings-frame.tsx";

type Member = Returned<"listMembers">["rows"][number];

const invitationsQuery = queryOptions({ queryKey: ["invitations"], queryFn: () => server.listInvitations({}) });

/** Who may do what? People with their roles, open invitations, and what each role may do. */
export function PeopleScreen() {
  const { data: me } = useQuery(meQuery);
  const { data, error } = useQuery(membersQuery);
  const isAdmin = mayAs(me?.role, "admin");
  const [isInviting, setInviting] = useState(false);
  useKeys("People", isAdmin ? [{ key: "i", does: "Invite a colleague", run: () => setInviting(true) }] : []);
  return (
    <SettingsFrame
      view="people"
      action={
        isAdmin && (
          <Button weight="go" hotkey="I" onClick={() => setInviting(true)}>
            Invite a colleague
          </Button>
        )
      }
    >
      <div className="grid gap-4">
        <Problem error={error} />
        {!data && !error && <Skeleton rows={3} height={30} />}
        {data && (
          <Table
            name="People"
            columns={[
              { name: "Name" },
              { name: "E-mail" },
              { name: "Role" },
              { name: "Where" },
              { name: "Since", align: "right" },
              ...(isAdmin ? [{ name: "More", align: "right" as const }] : []),
            ]}
          >
            {data.rows.map((row) => (
              <MemberRow key={row.person + (row.project ?? "")} row={row} me={me} isAdmin={isAdmin} />
            ))}
          </Table>
        )}
        {isAdmin && <Invitations />}
        <Roles />
      </div>
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </SettingsFrame>
  );
}

function MemberRow({ row, me, isAdmin }: { row: Member; me: Returned<"readMe"> | undefined; isAdmin: boolean }) {
  const client = useQueryClient();
  const [isResetting, setResetting] = useState(false);
  const projects = useQuery(projectsQuery).data?.rows ?? [];
  const change = useMutation({
    mutationFn: (role: Role | undefined) => server.setRole({ person: row.person, project: row.project, role }),
    onSuccess(_, role) {
      void client.invalidateQueries({ queryKey: ["members"] });
      notify(role ? `${row.name} is now ${role}.` : `${row.name} may no longer come in.`);
    },
  });
  const isMe = row.person === me?.id;
  return (
    <tr>
      <td dir="auto">
        {row.name} {isMe && <Pill>you</Pill>}
      </td>
      <td className="text-soft">{row.email}</td>
      <td>
        {isAdmin && !isMe ? (
          <RoleChoice row={row} onChoose={(role) => change.mutate(role)} isBusy={change.isPending} />
        ) : (
          row.role
        )}
      </td>
      <td className="text-soft">
        {row.project ? (projects.find((one) => one.id === row.project)?.name ?? "one project") : "everywhere"}
      </td>
      <td className="text-right text-soft">
        <Ago at={row.since} />
      </td>
      {isAdmin && (
        <td className="text-right">
          {!isMe && (
            <Menu
              trigger={
                <Button weight="quiet" aria-label={`More about ${row.name}`}>
                  ⋯
                </Button>
              }
            >
              {me?.role === "owner" && <MenuItem onSelect={() => setResetting(true)}>Give a new password</MenuItem>}
              <MenuLine />
              <MenuItem danger="danger" onSelect={() => change.mutate(undefined)}>
                End this role
              </MenuItem>
            </Menu>
          )}
          {isResetting && <NewPassword member={row} onClose={() => setResetting(false)} />}
        </td>
      )}
    </tr>
  );
}

/** A role to choose, given only by the button: with the keyboard one walks through a list by choosing each. */
function RoleChoice({ row, onChoose, isBusy }: { row: Member; onChoose: (role: Role) => void; isBusy: boolean }) {
  const [chosen, choose] = useState<Role>(row.role);
  useEffect(() => choose(row.role), [row.role]);
  return (
    <form
      className="flex items-center gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen !== row.role) onChoose(chosen);
      }}
    >
      <Select
        aria-label={`Role of ${row.name}`}
        value={chosen}
        onChange={(event) => choose(event.target.value as Role)}
        onKeyDown={(event) => event.key === "Escape" && choose(row.role)}
        className="min-w-32"
      >
        {roleNames.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </Select>
      {chosen !== row.role && (
        <Button type="submit" weight="go" disabled={isBusy}>
          Make {chosen}
        </Button>
      )}
    </form>
  );
}

function Invitations() {
  const client = useQueryClient();
  const { data } = useQuery(invitationsQuery);
  const withdraw = useMutation({
    mutationFn: (invitation: string) => server.withdrawInvitation({ invitation }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
  if (!data || data.rows.length === 0) return null;
  return (
    <Card title="Links that were not used yet">
      <ul className="grid gap-1">
        {data.rows.map((row) => (
          <li key={row.id} className="flex min-h-11 flex-wrap items-center justify-between gap-3 text-[14px]">
            <span className="min-w-0 break-words">
              <Pill>{row.role}</Pill> <span dir="auto">{row.note}</span>
              <span className="text-soft">
                {" "}
                made <Ago at={row.createdAt} />
              </span>
            </span>
            <Button onClick={() => withdraw.mutate(row.id)} disabled={withdraw.isPending}>
              Take back
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Roles() {
  return (
    <Card title="What each role may do">
      <Table name="Roles" columns={[{ name: "Action" }, ...roleNames.map((name) => ({ name }))]}>
        {roleTable.map(({ does, least }) => (
          <tr key={does}>
            <td className="min-w-56">{does}</td>
            {roleNames.map((role) => (
              <td key={role}>
                {mayAs(role, least) ? <span className="text-moss">yes</span> : <span className="text-faint">no</span>}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </Card>
  );
}
