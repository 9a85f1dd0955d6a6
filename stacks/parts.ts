import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { Provider } from "@pulumi/azure-native/provider.js";
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { BastionFeature } from "../azure/bastion.ts";
import type { BastionHostArgs } from "../components/bastion-host.ts";
import type { Network } from "../components/network.ts";
import { existingZone, PrivateDns } from "../components/private-dns.ts";
import { PrivateLink, privateZoneOf } from "../components/private-link.ts";
import type { SecretArgs } from "../components/vault-objects.ts";
import type { VaultArgs } from "../components/vault.ts";
import type { CertificateArgs, PasswordSecretArgs, VirtualMachineArgs } from "../components/virtual-machine.ts";
import type { Placement } from "../topology/placement.ts";
import type * as schema from "./settings.ts";

/** From settings to component arguments: what every topology does in the same way. */

/** A vault's settings; an address may also come from another resource. */
export type VaultSettings = Omit<z.output<typeof schema.vault>, "allowedAddresses"> & {
    readonly allowedAddresses?: pulumi.Input<string>[];
};

/** The id of a subnet by its name. */
export type SubnetIds = (name: string) => pulumi.Output<string>;

export function subnetIdsOf(network: Network): SubnetIds {
    return (name) => network.subnetIds.apply((ids) => ids[name] ?? "");
}

/** The options of everything in the resource group: wait for it where the stack makes it. */
export function inResourceGroup(
    name: string,
    placement: Placement,
    settings: z.output<typeof schema.resourceGroup>,
): pulumi.ComponentResourceOptions {
    if (settings.existing === true) return {};
    const { resourceGroupName, location, tags } = placement;
    const group = new ResourceGroup(`${name}-group`, { resourceGroupName, location, tags: tags ?? {} });
    return { dependsOn: [group] };
}

export function bastionArgs(
    settings: z.output<typeof schema.bastion>,
): Omit<BastionHostArgs, "placement" | "virtualNetworkId"> {
    const { features, ...others } = settings;
    return { ...others, ...(features !== undefined && { features: features as BastionFeature[] }) };
}

export function vaultArgs(
    settings: VaultSettings,
    secretValues: Readonly<Record<string, string>>,
    placement: Placement,
    subnetIds: SubnetIds,
): VaultArgs {
    const { allowedSubnets, secrets, ...others } = settings;
    return {
        ...others,
        placement,
        ...(allowedSubnets !== undefined && { allowedSubnetIds: allowedSubnets.map(subnetIds) }),
        ...(secrets !== undefined && { secrets: withValues(secrets, secretValues) }),
    };
}

/** Secrets with the encrypted values of the stack's file; those without one are generated. */
function withValues(
    secrets: Readonly<Record<string, SecretArgs>>,
    values: Readonly<Record<string, string>>,
): Record<string, SecretArgs> {
    return Object.fromEntries(
        Object.entries(secrets).map(([name, secret]) => {
            const value = values[name];
            return [name, value === undefined ? secret : { ...secret, value: pulumi.secret(value) }];
        }),
    );
}

/** The stack's vault, as a machine's password needs it. */
export type PasswordVault = Pick<PasswordSecretArgs, "vault" | "vaultName">;

export function machineArgs(
    settings: z.output<typeof schema.virtualMachine>,
    placement: Placement,
    subnetIds: SubnetIds,
    vault: PasswordVault,
    certificates: CertificateArgs[] = [],
): VirtualMachineArgs {
    const { subnet, passwordSecretName, ...others } = settings;
    return {
        ...others,
        placement,
        subnetId: subnetIds(subnet),
        certificates,
        ...(settings.login === "password" && {
            passwordSecret: { ...vault, ...(passwordSecretName !== undefined && { secretName: passwordSecretName }) },
        }),
    };
}

/** The component's name: one word longer than the stack's, so that the endpoint says whose it is. */
export function privateLinkName(name: string): string {
    return `${name}-vault`;
}

/** The private endpoint of a vault. Links to an existing zone are made where the zone is, maybe in another subscription. */
export function makePrivateLink(
    name: string,
    settings: z.output<typeof schema.privateLink>,
    placement: Placement,
    network: Network,
    targetId: pulumi.Input<string>,
    options: pulumi.ComponentResourceOptions,
): PrivateLink {
    const { subnet, linkedNetworks, zoneId, resolution, ...others } = settings;
    const links = { [name]: network.virtualNetworkId, ...linkedNetworks };
    const own = others.zone === "own";
    if (zoneId !== undefined) linkExistingZone(name, zoneId, links, resolution, placement, options);
    return new PrivateLink(
        privateLinkName(name),
        {
            ...others,
            placement,
            subnetId: subnetIdsOf(network)(subnet),
            targetId,
            ...(zoneId !== undefined && { zoneId }),
            ...(own && { linkedNetworks: links }),
            ...(own && resolution !== undefined && { resolution }),
        },
        options,
    );
}

function linkExistingZone(
    name: string,
    zoneId: string,
    links: Record<string, pulumi.Input<string>>,
    resolution: "Default" | "NxDomainRedirect" | undefined,
    placement: Placement,
    options: pulumi.ComponentResourceOptions,
): void {
    const zoneName = privateZoneOf("vault", placement.cloud);
    const { subscriptionId } = existingZone(zoneId, zoneName, "privateLink.zoneId");
    const elsewhere = subscriptionId.toLowerCase() !== placement.subscriptionId.toLowerCase();
    const provider = elsewhere ? new Provider(`${name}-dns`, { subscriptionId }) : undefined;
    new PrivateDns(
        `${name}-dns`,
        { placement, zoneName, existingZoneId: zoneId, links, ...(resolution !== undefined && { resolution }) },
        { ...options, ...(provider !== undefined && { provider }) },
    );
}
