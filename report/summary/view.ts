import { readAssignments, type Assignment } from "../../analysis/model/assignments.ts";
import { readEndpoints, type Endpoint } from "../../analysis/model/endpoints.ts";
import { readIdentities, type Identities } from "../../analysis/model/identities.ts";
import { readNetworks, type Networks } from "../../analysis/model/networks.ts";
import { readPeerings, type Peering } from "../../analysis/model/peerings.ts";
import { readPolicies, type PolicyList } from "../../analysis/model/policies.ts";
import { indexResources, ofType, type Resources } from "../../analysis/model/resources.ts";
import { readDefinitions } from "../../analysis/model/roles.ts";
import { readVault, type Vault } from "../../analysis/model/vaults.ts";
import { readWorkloads, type Workload } from "../../analysis/model/workloads.ts";
import { readZones, type Zones } from "../../analysis/model/zones.ts";
import type { Plan } from "../../plan/plan.ts";

/** What a summary is made from: the plan as the analysis reads it. */
export interface View {
    readonly plan: Plan;
    readonly resources: Resources;
    readonly networks: Networks;
    readonly peerings: readonly Peering[];
    readonly workloads: ReadonlyMap<string, Workload>;
    readonly vaults: readonly Vault[];
    /** By the vault's URN. */
    readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
    readonly zones: Zones;
    readonly identities: Identities;
    readonly assignments: readonly Assignment[];
    /** By the vault's URN. */
    readonly policies: ReadonlyMap<string, PolicyList>;
}

export function viewOf(plan: Plan): View {
    const resources = indexResources(plan);
    const networks = readNetworks(resources);
    const identities = readIdentities(resources);
    return {
        plan,
        resources,
        networks,
        peerings: readPeerings(resources),
        workloads: readWorkloads(resources, networks),
        vaults: ofType(resources, "keyvault:Vault").map((resource) => readVault(resources, resource)),
        endpoints: readEndpoints(resources, networks),
        zones: readZones(resources),
        identities,
        assignments: readAssignments(resources, identities, readDefinitions(resources)),
        policies: readPolicies(resources, identities),
    };
}
