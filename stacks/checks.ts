import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { checkBastion } from "../components/bastion-host.ts";
import { checkMachine } from "../components/virtual-machine.ts";
import { checkPrivateLink } from "../components/private-link.ts";
import { checkVault } from "../components/vault.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import type { Placement } from "../topology/placement.ts";
import { checkBastionSubnet, checkServiceEndpoints, checkSubnetReference } from "../topology/references.ts";
import { bastionArgs, machineArgs, vaultArgs, type VaultSettings } from "./parts.ts";
import type * as schema from "./settings.ts";

/**
 * Everything that a component would refuse, and every reference from one setting to another, before the first resource.
 * By the time the last component refuses its arguments, the first one's resources would exist.
 */

type NetworkSettings = z.output<typeof schema.network>;

/** An id that only the other component will give; checks look at what is known before deployment. */
const later = (): pulumi.Output<string> => pulumi.output("");

export function checkBastionSettings(
    name: string,
    bastion: z.output<typeof schema.bastion>,
    placement: Placement,
    network: NetworkSettings,
): void {
    const { planned } = checkBastion(name, { placement, virtualNetworkId: later(), ...bastionArgs(bastion) });
    checkBastionSubnet(network, planned.subnet);
}

/** @returns the id that the vault will have */
export function checkVaultSettings(
    name: string,
    vault: VaultSettings,
    secretValues: Readonly<Record<string, string>>,
    placement: Placement,
    network: NetworkSettings | undefined,
): string {
    const { id } = checkVault(name, vaultArgs(vault, {}, placement, later));
    checkServiceEndpoints(network ?? { subnets: {} }, vault.allowedSubnets ?? [], "vault.allowedSubnets");
    const secrets = Object.keys(vault.secrets ?? {});
    const stray = Object.keys(secretValues).find((secret) => !secrets.includes(secret));
    if (stray === undefined) return id;
    throw new InputError({
        what: `secretValues.${stray}`,
        got: stray,
        expected: `the name of a secret under vault.secrets: ${secrets.join(", ")}`,
        fix: suggestion(stray, secrets),
    });
}

export function checkMachineSettings(
    name: string,
    machine: z.output<typeof schema.virtualMachine>,
    placement: Placement,
    network: NetworkSettings,
    what = "virtualMachine",
): void {
    checkSubnetReference(network, machine.subnet, `${what}.subnet`);
    checkMachine(name, machineArgs(machine, placement, later, later()));
}

export function checkPrivateLinkSettings(
    name: string,
    { subnet, zoneId, linkedNetworks, ...others }: z.output<typeof schema.privateLink>,
    placement: Placement,
    network: NetworkSettings,
): void {
    checkSubnetReference(network, subnet, "privateLink.subnet");
    checkPrivateLink(name, {
        ...others,
        placement,
        subnetId: later(),
        targetId: later(),
        ...(zoneId !== undefined && { zoneId }),
        ...(others.zone === "own" && linkedNetworks !== undefined && { linkedNetworks }),
    });
}
