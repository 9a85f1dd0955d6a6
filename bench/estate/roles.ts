import { unknown } from "../../plan/plan.ts";
import { builtInRoles, type BuiltInRoleName } from "../../azure/roles.ts";
import type { Random } from "./random.ts";
import type { Vault } from "./vaults.ts";
import { placeOf, platformGroup, subscription, tenant, type Add } from "./writer.ts";

/** Somebody who may hold a role; of an identity that is still to be made the plan has no id, but where it comes from. */
export interface Principal {
    readonly id: string;
    readonly from?: string;
}

/** The people, groups and managed identities of a team. */
export function addTeam(random: Random, add: Add, team: number): readonly Principal[] {
    const people = Array.from({ length: 4 }, (): Principal => ({ id: random.guid() }));
    const identities = Array.from({ length: 4 }, (_, number): Principal => {
        const name = `id-team-${team}-${number}`;
        const id = `${subscription}/resourceGroups/rg-team-${team}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
        const inputs = { ...placeOf(id), resourceName: name };
        if (random.chance(10))
            return { id: unknown, from: add("managedidentity:UserAssignedIdentity", name, undefined, inputs) };
        const principalId = random.guid();
        add("managedidentity:UserAssignedIdentity", name, id, inputs, { outputs: { principalId, tenantId: tenant } });
        return { id: principalId };
    });
    return [...people, ...identities];
}

const usual: readonly BuiltInRoleName[] = [
    "Key Vault Administrator",
    "Key Vault Reader",
    "Key Vault Secrets User",
    "Key Vault Secrets User",
    "Key Vault Secrets Officer",
    "Key Vault Certificates Officer",
    "Key Vault Crypto User",
    "Key Vault Crypto Officer",
    "Key Vault Crypto Service Encryption User",
    "Key Vault Contributor",
    "Contributor",
    "Owner",
];

const definitionId = (guid: string): string =>
    `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${guid}`;

/** Two roles of their own, of which one takes back a part of what it gives. */
export function addDefinitions(random: Random, add: Add): readonly string[] {
    const permissions = [
        {
            dataActions: ["Microsoft.KeyVault/vaults/secrets/*"],
            notDataActions: ["Microsoft.KeyVault/vaults/secrets/getSecret/action"],
        },
        {
            dataActions: ["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/*/action"],
            notDataActions: [],
        },
    ];
    return permissions.map((own, index) => {
        const guid = random.guid();
        add("authorization:RoleDefinition", `role-${index}`, definitionId(guid), {
            roleDefinitionId: guid,
            roleName: `Team role ${index}`,
            roleType: "CustomRole",
            scope: subscription,
            assignableScopes: [subscription],
            permissions: [{ actions: [], notActions: [], ...own }],
        });
        return definitionId(guid);
    });
}

/** Held at the subscription, whatever the number of vaults: such roles concern every vault. */
const platformWide = 12;

/** Roles at the subscription, at groups, at vaults and at their objects; a few conditional, a few only eligible. */
export function addAssignments(
    random: Random,
    add: Add,
    count: number,
    estate: {
        readonly vaults: readonly Vault[];
        readonly definitions: readonly string[];
        readonly platform: readonly Principal[];
        readonly teamOf: (vault: Vault) => readonly Principal[];
    },
): void {
    for (let index = 0; index < count; index++) {
        const vault = random.one(estate.vaults);
        const wide = index < platformWide;
        const scope = wide ? subscription : scopeAt(random, vault);
        const { id, from } = random.one(wide || random.chance(10) ? estate.platform : estate.teamOf(vault));
        const role = random.chance(10)
            ? random.one(estate.definitions)
            : definitionId(builtInRoles[random.one(usual)].id);
        const conditional = random.chance(3);
        const name = random.guid();
        const eligible = random.chance(3);
        const [type, segment] = eligible
            ? ["PimRoleEligibilitySchedule", "roleEligibilitySchedules"]
            : ["RoleAssignment", "roleAssignments"];
        add(
            `authorization:${type}`,
            `assignment-${index}`,
            `${scope}/providers/Microsoft.Authorization/${segment}/${name}`,
            {
                scope,
                roleDefinitionId: role,
                principalId: id,
                ...(!eligible && { roleAssignmentName: name, principalType: "ServicePrincipal" }),
                ...(conditional && { condition: onlyTokens, conditionVersion: "2.0" }),
            },
            from === undefined ? {} : { from: { principalId: [from] } },
        );
    }
}

const onlyTokens =
    "((!(ActionMatches{'Microsoft.KeyVault/vaults/secrets/getSecret/action'})) OR (@Resource[Microsoft.KeyVault/vaults/secrets:name] StringStartsWith 'tok'))";

function scopeAt(random: Random, { id, group, objects }: Vault): string {
    const place = random.below(100);
    if (place < 8) return group;
    return place < 30 && objects.length > 0 ? random.one(objects) : id;
}

export function addGroups(add: Add, teams: number): void {
    for (const id of [
        platformGroup,
        ...Array.from({ length: teams }, (_, team) => `${subscription}/resourceGroups/rg-team-${team}`),
    ]) {
        const place = placeOf(id);
        add("resources:ResourceGroup", place.resourceGroupName, id, place);
    }
}
