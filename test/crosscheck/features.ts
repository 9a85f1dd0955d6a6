import type { NetworkWorld, Subnet, Vault } from "./network/world.ts";
import type { ObjectsWorld } from "./objects/world.ts";
import type { RightsWorld } from "./rights/world.ts";
import { group, type World } from "./whole/world.ts";

/** What a world may have; a generator that never makes one of them would agree about it in vain. */
type Features<W> = Readonly<Record<string, (world: W) => boolean>>;

export const wholeFeatures: Features<World> = {
    "an enforced perimeter": ({ perimeter }) => perimeter?.mode === "Enforced",
    "a perimeter in transition": ({ perimeter }) => perimeter?.mode === "Learning",
    "a perimeter's outbound rule": ({ perimeter }) => perimeter?.outbound === true,
    "a policy of another tenant": ({ vault }) => vault.policies.some(({ foreign }) => foreign),
    "an identity of another tenant": ({ identity }) => identity === "foreign",
    "a policy for an application": ({ vault }) => vault.policies.some((policy) => policy.application !== undefined),
    "a policy for a group": ({ vault }) => vault.policies.some(({ principal }) => principal === group),
    "a role for a group": ({ assignments }) => assignments.some(({ principal }) => principal === group),
    "a role under a condition": ({ assignments }) => assignments.some(({ onlyNames }) => onlyNames !== undefined),
    "a role without one": ({ assignments }) => assignments.some(({ onlyNames }) => onlyNames === undefined),
    "an eligible role": ({ assignments }) => assignments.some(({ eligible }) => eligible),
    "no firewall": ({ vault }) => vault.acls === undefined,
    "a firewall that trusts nobody": ({ vault }) => vault.acls?.bypass === "None",
    "half a peering": ({ peered }) => peered.peering === "there" || peered.peering === "back",
    "a private path": ({ endpoint, zone }) =>
        endpoint?.approval === "automatic" && zone?.linked === true && zone.record,
    "a zone without a record": ({ endpoint, zone }) =>
        endpoint?.approval === "automatic" && zone?.linked === true && !zone.record,
    "a known address": ({ subnets }) => subnets.some(({ outbound }) => outbound === "known nat"),
};

const subnetsOf = ({ networks, app }: NetworkWorld): readonly Subnet[] => [
    ...Object.values(networks).map(({ subnet }) => subnet),
    app.subnet,
];
const hopsOf = (world: NetworkWorld): readonly string[] =>
    subnetsOf(world).flatMap(({ routes }) => (routes ?? []).map(({ prefix, hop }) => `${prefix} ${hop}`));
const deniedOf = (world: NetworkWorld): readonly string[] =>
    subnetsOf(world).flatMap(({ filter }) =>
        (filter ?? []).flatMap(({ direction, access, other }) =>
            direction === "Outbound" && access === "Deny" ? [other] : [],
        ),
    );
const approved = ({ endpoint }: Vault): boolean => endpoint?.approval === "automatic";

export const networkFeatures: Features<NetworkWorld> = {
    ...Object.fromEntries(
        ["AzureKeyVault", "Internet", "VirtualNetwork", "*", "10.0.0.0/8"].map((other) => [
            `a rule that denies ${other}`,
            (world: NetworkWorld) => deniedOf(world).includes(other),
        ]),
    ),
    ...Object.fromEntries(
        [
            "0.0.0.0/0 None",
            "0.0.0.0/0 VirtualAppliance",
            "AzureKeyVault None",
            "20.0.0.0/8 None",
            "10.0.0.0/16 None",
        ].map((route) => [`the route ${route}`, (world: NetworkWorld) => hopsOf(world).includes(route)]),
    ),
    "a filter on a machine": ({ machine }) => (machine.filter ?? []).length > 0,
    "a filter on endpoints in force": ({ networks }) =>
        Object.values(networks).some(
            ({ endpoints }) =>
                (endpoints.filter ?? []).length > 0 &&
                ["Enabled", "NetworkSecurityGroupEnabled"].includes(String(endpoints.policies)),
        ),
    "a NAT gateway before an address of one's own": ({ networks, machine }) =>
        networks.hub.subnet.nat !== "none" && machine.publicAddress !== "none",
    "the gateway's unknown address in a rule": ({ vaults }) => vaults.some(({ acls }) => acls?.natRule === true),
    "name servers of one's own": ({ networks, vaults }) =>
        Object.values(networks).some(({ dns }) => dns === "own") && vaults.some(approved),
    "one record of two in a shared zone": ({ zone, vaults: [first, second] }) =>
        zone &&
        approved(first) &&
        approved(second) &&
        (first.endpoint?.record === "none") !== (second.endpoint?.record === "none"),
    "a link that asks on": ({ networks, vaults, zone }) =>
        zone &&
        Object.values(networks).some(({ link }) => link === "redirect") &&
        vaults.some((vault) => approved(vault) && vault.endpoint?.record === "none"),
    "a stale record": ({ vaults, zone }) =>
        zone && vaults.some((vault) => approved(vault) && vault.endpoint?.record === "stale"),
    "a chain of peerings": ({ peerings }) =>
        Object.values(peerings).every(({ near, back }) => near === "open" && back === "open"),
    "half a peering": ({ peerings }) =>
        Object.values(peerings).some(({ near, back }) => (near === "missing") !== (back === "missing")),
    "a gateway used by a peered network": ({ peerings, gateway }) => gateway && peerings.hubSpoke.transit,
    "an app all of whose traffic is routed": ({ app }) => app.integrated && app.allTraffic,
    "an app whose private traffic is routed": ({ app }) => app.integrated && !app.allTraffic,
    "an app on its own": ({ app }) => !app.integrated,
};

export const rightsFeatures: Features<RightsWorld> = {
    "a condition on reading": ({ assignments }) =>
        assignments.some(({ condition }) => condition?.action === "getSecret"),
    "a condition on writing": ({ assignments }) =>
        assignments.some(({ condition }) => condition?.action === "setSecret"),
    "a condition on listing": ({ assignments }) =>
        assignments.some(({ condition }) => condition?.action === "readMetadata"),
    "a role of one's own": ({ assignments }) => assignments.some(({ role }) => role.startsWith("Custom")),
    "data actions left out": ({ roles }) => roles.some((role) => role.some((part) => part.notDataActions.length > 0)),
    "a role at a management group": ({ assignments }) => assignments.some(({ scope }) => scope === "platform"),
    "a role at a management group elsewhere": ({ assignments, placement }) =>
        placement === "other" && assignments.some(({ scope }) => scope === "platform"),
    "a role at an object": ({ assignments }) => assignments.some(({ scope }) => scope.includes(":")),
    "a role at something with a similar name": ({ assignments }) =>
        assignments.some(({ scope }) => scope.startsWith("similar")),
    "an identity that is not known yet": ({ assignments, identityKnown }) =>
        !identityKnown && assignments.some(({ holder }) => holder === "identity"),
    "a denial for everyone": ({ denials }) => denials.some(({ principals }) => principals === "everyone"),
    "a denial that leaves somebody out": ({ denials }) => denials.some(({ excluded }) => excluded.length > 0),
    "a denial at its scope alone": ({ denials }) => denials.some(({ hereOnly }) => hereOnly),
    "a read-only lock": ({ locks }) => locks.some(({ level }) => level === "ReadOnly"),
    "a lock against deletion": ({ locks }) => locks.some(({ level }) => level === "CanNotDelete"),
};

export const objectsFeatures: Features<ObjectsWorld> = {
    "a disabled secret": ({ secrets }) => secrets.some(({ enabled }) => enabled === false),
    "an expired secret": ({ secrets }) => secrets.some(({ expires }) => expires === 1),
    "a disabled key": ({ keys }) => keys.some(({ enabled }) => enabled === false),
    "a key with an end": ({ keys }) => keys.some(({ expires }) => typeof expires === "number"),
    "a key with a beginning": ({ keys }) => keys.some(({ notBefore }) => typeof notBefore === "number"),
    "a date that is not known yet": ({ keys }) => keys.some(({ expires }) => expires === "untold"),
};
