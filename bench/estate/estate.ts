import { isUnknown, type Plan } from "../../plan/plan.ts";
import { addNetworks } from "./networks.ts";
import { randomFrom } from "./random.ts";
import { addAssignments, addDefinitions, addGroups, addTeam } from "./roles.ts";
import { addVault, vaultsPerTeam } from "./vaults.ts";
import { writer } from "./writer.ts";

const assignmentsPerVault = 5;

/**
 * The plan of a company: some vaults of many teams, no two alike, five role assignments for each, and the networks that
 * they share, which are the same for any number of vaults. The same number gives the same plan.
 */
export function estate(vaultCount: number): Plan {
    const { resources, add } = writer();
    const teamCount = Math.ceil(vaultCount / vaultsPerTeam);
    // The last team is the platform's own.
    addGroups(add, teamCount + 1);
    const networks = addNetworks(randomFrom(1), add);
    const [random, roles] = [randomFrom(2), randomFrom(3)];
    const platform = addTeam(random, add, teamCount);
    const teams = Array.from({ length: teamCount }, (_, team) => addTeam(random, add, team));
    const vaults = Array.from({ length: vaultCount }, (_, index) => {
        const team = Math.floor(index / vaultsPerTeam);
        const told = [...platform, ...teams[team]!].flatMap(({ id }) => (isUnknown(id) ? [] : [id]));
        return { team, ...addVault(random, add, index, networks, told) };
    });
    const teamOf = new Map(vaults.map(({ id, team }) => [id, teams[team]!]));
    addAssignments(roles, add, vaultCount * assignmentsPerVault, {
        vaults,
        definitions: addDefinitions(roles, add),
        platform,
        teamOf: ({ id }) => teamOf.get(id)!,
    });
    return { version: 3, deployment: { resources } };
}
