import { bastionSubnetName } from "../../azure/bastion.ts";
import type { Plan, PlanResource } from "../../plan/plan.ts";
import type { LogEntry } from "../answer.ts";
import { readAdminRules, type AdminRule } from "./admin-rules.ts";
import { containersOf, indexAssignments, type AssignmentIndex } from "./assignment-index.ts";
import { readAssignments, type Chain } from "./assignments.ts";
import { readConstraints, type Constraint } from "./constraints.ts";
import { readDelegations } from "./delegations.ts";
import { readManagementGroups, type ManagementGroups } from "./management-groups.ts";
import { readDenials, type Denial } from "./denials.ts";
import { readDiagnostics } from "./diagnostics.ts";
import { readEndpoints, withForeignEndpoints, type Endpoint } from "./endpoints.ts";
import { readFirewalls, type Firewall } from "./firewalls.ts";
import { readForeign, readMemberships, readNetworking, touches, type Foreign, type Membership } from "./foreign.ts";
import { readHybrid, type Hybrid } from "./hybrid.ts";
import { readIdentities, type Identities } from "./identities.ts";
import { readJoints, type Joint } from "./joints.ts";
import { readLocks, type Lock } from "./locks.ts";
import { readNatGateways, type NatGateways } from "./nat-gateways.ts";
import { readNetworks, type Networks, type Subnet } from "./networks.ts";
import { readObjects, type Objects } from "./objects.ts";
import { readPeerings, type Peering } from "./peerings.ts";
import { readAssociations, type Association } from "./perimeters.ts";
import { readPersonas, type PersonaMember } from "./personas.ts";
import { readPolicies, type PolicyList } from "./policies.ts";
import { type Unsure } from "./property.ts";
import { referenceByName } from "./references.ts";
import { indexResources, ofType, type Resources } from "./resources.ts";
import { readDefinitions, type Definitions } from "./roles.ts";
import { readRouteTables, type RouteTable } from "./routes.ts";
import { readSecurityGroups, type SecurityGroup } from "./security-groups.ts";
import { readVault, type Vault } from "./vaults.ts";
import type { Workload } from "./workload.ts";
import { readWorkloads } from "./workloads.ts";
import { readZones, type Zones } from "./zones.ts";

/** A plan in the terms in which access is decided. Prepared once; nothing in it refers to a question. */
export interface Model {
    readonly plan: Plan;
    readonly resources: Resources;
    readonly vaults: ReadonlyMap<string, Vault>;
    readonly chains: ReadonlyMap<string, Chain>;
    readonly networks: Networks;
    readonly peerings: readonly Peering[];
    readonly joints: readonly Joint[];
    readonly hybrid: Hybrid;
    readonly groups: ReadonlyMap<string, SecurityGroup>;
    readonly adminRules: readonly AdminRule[];
    readonly routeTables: ReadonlyMap<string, RouteTable>;
    readonly natGateways: NatGateways;
    /** By private address. */
    readonly firewalls: ReadonlyMap<string, Firewall>;
    readonly workloads: ReadonlyMap<string, Workload>;
    /** Hosts that never call a vault, by the subnet that is theirs alone. */
    readonly silentHosts: ReadonlyMap<string, Workload>;
    readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
    readonly zones: Zones;
    readonly identities: Identities;
    readonly definitions: Definitions;
    readonly assignments: AssignmentIndex;
    readonly denials: readonly Denial[];
    readonly constraints: readonly Constraint[];
    readonly policies: ReadonlyMap<string, PolicyList>;
    readonly objects: Objects;
    readonly locks: readonly Lock[];
    readonly associations: ReadonlyMap<string, readonly Association[]>;
    readonly diagnostics: ReadonlyMap<string, readonly LogEntry[]>;
    readonly personas: readonly PersonaMember[];
    readonly memberships: readonly Membership[];
    /** Resources that are not read and touch a vault, by vault. */
    readonly foreign: ReadonlyMap<string, readonly Foreign[]>;
    /** All resources of other providers that may grant access somewhere. */
    readonly mayGrant: readonly Foreign[];
}

/** Reads a plan. Linear in its resources. */
export function modelOf(plan: Plan): Model {
    const resources = indexResources(plan);
    const networks = readNetworks(resources);
    const identities = readIdentities(resources);
    const definitions = readDefinitions(resources);
    const vaults = new Map(
        ofType(resources, "keyvault:Vault").map((resource) => [resource.urn, readVault(resources, resource)]),
    );
    const chains = readChains(resources, vaults);
    const foreign = readForeign(resources);
    const touching = foreignByVault(resources, foreign, vaults, chains);
    const peerings = readPeerings(resources);
    const workloads = readWorkloads(resources, networks);
    return {
        plan,
        resources,
        vaults,
        chains,
        networks,
        peerings,
        joints: readJoints(resources, networks, peerings),
        hybrid: readHybrid(resources, networks),
        groups: readSecurityGroups(resources),
        adminRules: readAdminRules(resources),
        routeTables: readRouteTables(resources),
        natGateways: readNatGateways(resources),
        firewalls: readFirewalls(resources, networks),
        workloads,
        silentHosts: new Map(
            [...workloads.values()]
                .filter(({ neverCalls }) => neverCalls)
                .flatMap((host) => subnetsOfHost(networks, host).map(({ key }) => [key, host] as const)),
        ),
        endpoints: withForeignEndpoints(readEndpoints(resources, networks), touching),
        zones: readZones(resources),
        identities,
        definitions,
        assignments: indexAssignments([
            ...readAssignments(resources, identities, definitions),
            ...readDelegations(resources, identities, definitions),
        ]),
        denials: readDenials(resources, identities),
        constraints: readConstraints(resources),
        policies: readPolicies(resources, identities),
        objects: readObjects(resources),
        locks: readLocks(resources),
        associations: readAssociations(resources),
        diagnostics: readDiagnostics(resources),
        personas: readPersonas(resources, identities),
        memberships: readMemberships(foreign),
        foreign: touching,
        mayGrant: foreign.filter(({ effect }) => effect === "grants" || effect === "anything"),
    };
}

const bastionSubnet = bastionSubnetName.toLowerCase();

/** A host whose subnet is not told is in one of those that bear the only name which Azure takes for it. */
function subnetsOfHost({ subnets }: Networks, { subnet }: Workload): readonly Subnet[] {
    if (subnet.kind === "subnet") return [subnet.subnet];
    return subnet.kind === "none"
        ? []
        : [...subnets.values()].filter(({ name }) => name.toLowerCase() === bastionSubnet);
}

function readChains(resources: Resources, vaults: ReadonlyMap<string, Vault>): ReadonlyMap<string, Chain> {
    const parents = readManagementGroups(resources);
    return new Map(
        [...vaults.values()].map((vault) => [
            vault.urn,
            chainOf(resources, vault.resource, vault.tenant.value, parents),
        ]),
    );
}

/** What stands above a resource that lives in a resource group. */
export function chainOf(
    resources: Resources,
    resource: PlanResource,
    tenant: string | Unsure,
    parents: ManagementGroups = readManagementGroups(resources),
): Chain {
    const id = resources.ids.get(resource.urn);
    const group = referenceByName(resources, resource, "resourceGroupName", "resources:ResourceGroup");
    const groupUrn = group.kind === "found" ? group.urn : undefined;
    const groupId = groupUrn === undefined ? undefined : resources.ids.get(groupUrn);
    const placed = id ?? groupId;
    const subscription =
        /^\/subscriptions\/([^/?]+)/.exec(placed ?? "")?.[1] ?? resources.subscriptions.get(resource.urn);
    return {
        urn: resource.urn,
        ...(subscription !== undefined && { subscription }),
        ...(id !== undefined && { id }),
        ...(groupUrn !== undefined && { group: groupUrn }),
        containers: id === undefined ? [] : containersOf(id, groupId),
        managementGroups: parents(subscription, tenant),
        tenant,
    };
}

function foreignByVault(
    resources: Resources,
    foreign: readonly Foreign[],
    vaults: ReadonlyMap<string, Vault>,
    chains: ReadonlyMap<string, Chain>,
): ReadonlyMap<string, readonly Foreign[]> {
    const able = foreign.filter(({ effect }) => effect !== "joins groups");
    if (able.length === 0) return new Map();
    const networking = readNetworking(resources, foreign);
    return new Map(
        [...vaults.values()].map((vault) => {
            const group = chains.get(vault.urn)?.group;
            return [
                vault.urn,
                able.filter((resource) =>
                    touches(resource, { ...vault, ...(group !== undefined && { group }) }, networking),
                ),
            ];
        }),
    );
}
