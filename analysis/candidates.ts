import { operations, type DataOperation } from "../azure/operations.ts";
import type { Answer, Gate, GateName } from "./answer.ts";
import { change, type Change, type What } from "./changes.ts";
import type { Oracle } from "./evaluate.ts";
import { added, narrowestRole, permissionFor, roleFor } from "./grants.ts";
import { rangeText } from "./gates/egress.ts";
import { placeOf } from "./gates/places.ts";
import type { Model } from "./model/model.ts";
import type { Subnet } from "./model/networks.ts";
import { ofSubnet } from "./model/networks.ts";
import { logicalName } from "./model/resources.ts";
import type { Vault } from "./model/vaults.ts";
import type { Question } from "./question.ts";

/*
 * Changes that might turn an answer round. They are proposals only: each is made and evaluated before it is offered.
 */

/** Changes that might let a request through the first gate that stops it. */
export function openings(oracle: Oracle, question: Question, answer: Answer): readonly Change[] {
    const { model } = oracle;
    const vault = model.vaults.get(question.object.vault)!;
    const stopped = answer.gates.find(({ outcome }) => outcome === "stopped");
    switch (stopped?.gate) {
        case "dns":
        case "path":
        case "network":
            return networkOpenings(model, vault, question, stopped);
        case "authorization":
            return authorizationOpenings(model, vault, question, stopped);
        case "state":
            return stateOpenings(stopped);
        case "authentication":
        case undefined:
            return [];
    }
}

function callersSubnet(model: Model, { origin }: Question): Subnet | undefined {
    const place = placeOf(origin);
    if (place.kind === "subnet") return model.networks.subnets.get(place.key);
    const workload = place.kind === "workload" ? model.workloads.get(place.urn) : undefined;
    return workload?.subnet.kind === "subnet" ? workload.subnet.subnet : undefined;
}

const acls = "/inputs/properties/networkAcls";

function networkOpenings(model: Model, vault: Vault, question: Question, { because }: Gate): readonly Change[] {
    const place = placeOf(question.origin);
    const subnet = callersSubnet(model, question);
    const { urn, name } = vault;
    const found: Change[] = [];
    if (because.code === "public-access-disabled") {
        found.push(
            change(
                { code: "enable-public-access", vault: name },
                { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Enabled" },
            ),
        );
    }
    if (place.kind === "service") {
        found.push(
            change(
                { code: "let-trusted-services-pass", vault: name },
                { edit: "set", urn, path: `${acls}/bypass`, value: "AzureServices" },
            ),
        );
        return found;
    }
    if (place.kind === "address" || (place.kind === "on-premises" && place.range !== undefined)) {
        const address = rangeText(place.range!);
        found.push(
            change(
                { code: "add-address-rule", vault: name, address },
                { edit: "append", urn, path: `${acls}/ipRules`, value: { value: address } },
            ),
        );
    }
    if (subnet !== undefined) found.push(...subnetOpenings(model, vault, subnet));
    return found;
}

function subnetOpenings(model: Model, vault: Vault, subnet: Subnet): readonly Change[] {
    const found: Change[] = [];
    const endpointsAt = ofSubnet(subnet, "serviceEndpoints");
    if (subnet.id !== undefined && vault.publicAccess.value === "enabled" && subnet.vaultEndpoint.value === true) {
        found.push(
            change(
                { code: "add-subnet-rule", vault: vault.name, subnet: subnet.name },
                { edit: "append", urn: vault.urn, path: `${acls}/virtualNetworkRules`, value: { id: subnet.id } },
            ),
        );
    }
    if (subnet.vaultEndpoint.value === false && endpointsAt !== undefined) {
        found.push(
            change(
                { code: "add-service-endpoint", subnet: subnet.name },
                {
                    edit: "append",
                    urn: endpointsAt.resource.urn,
                    path: endpointsAt.path,
                    value: { service: "Microsoft.KeyVault" },
                },
            ),
        );
    }
    const network = subnet.network === undefined ? undefined : model.networks.networks.get(subnet.network);
    const endpoints = model.endpoints.get(vault.urn) ?? [];
    if (network?.resource === undefined) return found;
    const networkId = model.resources.ids.get(network.key);
    for (const endpoint of endpoints) {
        if (endpoint.state === "pending" && endpoint.urn !== undefined) {
            const approval = {
                vaultName: vault.name,
                resourceGroupName: vault.resource.inputs["resourceGroupName"] ?? "",
                privateEndpointConnectionName: endpoint.name,
                privateLinkServiceConnectionState: { status: "Approved" },
            };
            found.push(
                change(
                    { code: "approve-endpoint", endpoint: endpoint.name },
                    added("keyvault:PrivateEndpointConnection", `approval-${endpoint.name}`, approval),
                ),
            );
        }
    }
    const zones = model.zones.zones.filter(
        (zone) => zone.name === vault.cloud.privateZones.vault && zone.urn !== undefined,
    );
    for (const zone of endpoints.length > 0 ? zones : []) {
        const zoneResource = model.resources.byUrn.get(zone.urn!)!;
        const { resourceGroupName = "", privateZoneName = vault.cloud.privateZones.vault } = zoneResource.inputs;
        if (networkId !== undefined && !zone.links.some((link) => link.network === network.key)) {
            found.push(
                change(
                    { code: "link-zone", zone: vault.cloud.privateZones.vault, network: network.name },
                    added("privatedns:VirtualNetworkLink", `link-${network.name}`, {
                        resourceGroupName,
                        privateZoneName,
                        virtualNetworkLinkName: network.name,
                        virtualNetwork: { id: networkId },
                    }),
                ),
            );
        }
        const [endpoint] = endpoints.filter(
            ({ urn }) => urn !== undefined && !zone.records.some((record) => record.endpoint === urn),
        );
        const endpointResource = endpoint?.urn === undefined ? undefined : model.resources.byUrn.get(endpoint.urn);
        const zoneId = model.resources.ids.get(zone.urn!);
        if (endpointResource !== undefined && zoneId !== undefined) {
            found.push(
                change(
                    { code: "add-zone-group", endpoint: endpoint!.name, zone: vault.cloud.privateZones.vault },
                    added("network:PrivateDnsZoneGroup", `${endpoint!.name}-zones`, {
                        resourceGroupName: endpointResource.inputs["resourceGroupName"] ?? "",
                        privateEndpointName: endpoint!.name,
                        privateDnsZoneGroupName: "default",
                        privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
                    }),
                ),
            );
        }
    }
    if (endpoints.length === 0 && vault.id !== undefined && subnet.id !== undefined && networkId !== undefined)
        found.push(newPrivateEndpoint(vault, subnet, network.name, networkId));
    return found;
}

/** An endpoint in the caller's own subnet, with zone, link and record. */
function newPrivateEndpoint(vault: Vault, subnet: Subnet, network: string, networkId: string): Change {
    const zone = vault.cloud.privateZones.vault;
    const [, , subscription = "", , resourceGroupName = ""] = vault.id!.split("/");
    const zoneId = `/subscriptions/${subscription}/resourceGroups/${resourceGroupName}/providers/Microsoft.Network/privateDnsZones/${zone}`;
    const name = `pep-${vault.name}`;
    return change(
        { code: "add-private-endpoint", vault: vault.name, network },
        added("network:PrivateEndpoint", name, {
            resourceGroupName,
            privateEndpointName: name,
            subnet: { id: subnet.id! },
            privateLinkServiceConnections: [{ name: "vault", groupIds: ["vault"], privateLinkServiceId: vault.id! }],
        }),
        added("privatedns:PrivateZone", zone, { resourceGroupName, privateZoneName: zone }, zoneId),
        added("privatedns:VirtualNetworkLink", `link-${network}`, {
            resourceGroupName,
            privateZoneName: zone,
            virtualNetworkLinkName: network,
            virtualNetwork: { id: networkId },
        }),
        added("network:PrivateDnsZoneGroup", `${name}-zones`, {
            resourceGroupName,
            privateEndpointName: name,
            privateDnsZoneGroupName: "default",
            privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: zoneId }],
        }),
    );
}

function authorizationOpenings(model: Model, vault: Vault, question: Question, { because }: Gate): readonly Change[] {
    const { caller, operation, object } = question;
    if (caller.kind === "anonymous") return [];
    const [principal = ""] = caller.principals;
    const found: Change[] = [];
    if (because.code === "no-role") {
        for (const miss of because.nearMisses) {
            if (miss.code === "eligible-not-active") {
                const eligible = model.resources.byUrn.get(miss.urn)!;
                const active = {
                    ...eligible,
                    urn: `${miss.urn}-activated`,
                    type: "azure-native:authorization:RoleAssignment",
                };
                found.push(
                    change(
                        { code: "activate-role", assignment: logicalName(miss.urn), role: miss.role },
                        { edit: "add resource", resource: active },
                    ),
                );
            }
        }
        const role = narrowestRole(because.action, operation.plane);
        const atObject =
            operation.plane === "data" &&
            object.name !== undefined &&
            (operations as Readonly<Record<string, DataOperation>>)[operation.name]?.scope === "object";
        const scope =
            vault.id === undefined ? undefined : atObject ? `${vault.id}/${object.family!}/${object.name}` : vault.id;
        if (role !== undefined && scope !== undefined) found.push(roleFor(role, scope, principal));
    }
    if (because.code === "no-policy" && operation.plane === "data") {
        const { family, verb } = (operations as Readonly<Record<string, DataOperation>>)[operation.name]!.permission;
        found.push(permissionFor(vault, caller.name, principal, family, verb));
    }
    if (because.code === "deployment-switch" && !because.on) {
        found.push(
            change(
                { code: "turn-on-switch", vault: vault.name, switch: because.switch },
                { edit: "set", urn: vault.urn, path: `/inputs/properties/${because.switch}`, value: true },
            ),
        );
    }
    return found;
}

function stateOpenings({ because, evidence }: Gate): readonly Change[] {
    const [at] = evidence;
    if (at === undefined) return [];
    if (because.code === "disabled") {
        return [
            change(
                { code: "enable-object", object: because.object },
                { edit: "set", urn: at.urn, path: at.path, value: true },
            ),
        ];
    }
    if (because.code !== "expired" && because.code !== "not-yet-valid") return [];
    const property = because.code === "expired" ? "expires" : "notBefore";
    return [
        change({ code: "move-date", object: because.object, property }, { edit: "remove", urn: at.urn, path: at.path }),
    ];
}

/** Changes that might stop a request that goes through: one gate each. */
export function closings(oracle: Oracle, question: Question, answer: Answer): readonly Change[] {
    const { model } = oracle;
    const vault = model.vaults.get(question.object.vault)!;
    const gate = (name: GateName): Gate => answer.gates.find((candidate) => candidate.gate === name)!;
    return [
        ...networkClosings(model, vault, gate("network"), gate("path")),
        ...authorizationClosings(model, vault, question, gate("authorization")),
    ];
}

function removal(model: Model, urn: string): Change {
    const resource = model.resources.byUrn.get(urn)!;
    return change(
        { code: "remove-resource", name: logicalName(urn), type: resource.type },
        { edit: "remove resource", urn },
    );
}

function networkClosings(model: Model, vault: Vault, { because, evidence }: Gate, path: Gate): readonly Change[] {
    const { urn, name } = vault;
    const disable = change(
        { code: "disable-public-access", vault: name },
        { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Disabled" },
    );
    if (because.code === "open") {
        const deny = change(
            { code: "deny-by-default", vault: name },
            { edit: "set", urn, path: `${acls}/defaultAction`, value: "Deny" },
        );
        return [deny, disable];
    }
    if (because.code === "address-rule" || because.code === "subnet-rule") {
        const rule = because.code === "subnet-rule" ? because.subnet : (because.rules[0] ?? "");
        const written = evidence.filter(({ path: at }) => at.startsWith("/inputs/"));
        const removals = written.map((at) =>
            change(
                { code: "remove-rule", vault: name, rule },
                { edit: "remove", urn: at.urn, path: at.path.slice(0, at.path.lastIndexOf("/")) },
            ),
        );
        return [...removals, disable];
    }
    if (because.code === "trusted-service") {
        return [
            change(
                { code: "stop-trusted-services", vault: name },
                { edit: "set", urn, path: `${acls}/bypass`, value: "None" },
            ),
        ];
    }
    if (because.code === "private-link") {
        const endpoint = path.because.code === "private-endpoint" ? path.because.endpoint.urn : undefined;
        return endpoint === undefined ? [] : [removal(model, endpoint)];
    }
    return because.code === "perimeter-rule" ? evidence.map((at) => removal(model, at.urn)) : [];
}

function authorizationClosings(
    model: Model,
    vault: Vault,
    { caller }: Question,
    { because, evidence }: Gate,
): readonly Change[] {
    if (because.code === "role") return because.grants.map(({ assignment }) => removal(model, assignment));
    if (because.code !== "policy" || caller.kind === "anonymous") return [];
    return evidence.map((at) => {
        if (at.urn !== vault.urn) return removal(model, at.urn);
        const what: What = {
            code: "remove-permission",
            vault: vault.name,
            permission: because.permission,
            principal: caller.name,
        };
        return change(what, { edit: "remove", urn: at.urn, path: at.path });
    });
}
