import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { checkBastion } from "../components/bastion-host.ts";
import { checkMachine } from "../components/virtual-machine.ts";
import { defaultSecretName } from "../components/machine-profile.ts";
import { checkLinks } from "../components/private-dns.ts";
import { checkPrivateLink } from "../components/private-link.ts";
import { checkVault } from "../components/vault.ts";
import { InputError } from "../input/error.ts";
import { suggestion } from "../input/nearest.ts";
import type { Placement } from "../topology/placement.ts";
import { checkBastionSubnet, checkPlaceFor, checkServiceEndpoints } from "../topology/references.ts";
import { bastionArgs, machineArgs, privateLinkName, vaultArgs, type VaultSettings } from "./parts.ts";
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
    checkPlaceFor(network, machine.subnet, `${what}.subnet`);
    checkMachine(name, machineArgs(machine, placement, later, { vaultName: later() }), what);
}

/** The secret that keeps a machine's password, where it has one. */
export function passwordSecretOf(machine: z.output<typeof schema.virtualMachine> | undefined): string | undefined {
    return machine?.login === "password" ? (machine.passwordSecretName ?? defaultSecretName) : undefined;
}

/**
 * @param kept the secret that each setting's password is kept in
 * @throws InputError when two resources would write one secret, each its own value
 */
export function checkPasswordSecrets(kept: Readonly<Record<string, string | undefined>>, vault: VaultSettings): void {
    const writers = new Map(
        Object.keys(vault.secrets ?? {}).map((secret) => [secret.toLowerCase(), `vault.secrets.${secret}`]),
    );
    for (const [setting, secret] of Object.entries(kept)) {
        if (secret === undefined) continue;
        const other = writers.get(secret.toLowerCase());
        if (other !== undefined) {
            throw new InputError({
                what: `${setting}.passwordSecretName`,
                got: secret,
                expected: `a secret of its own: ${other} writes this one`,
                fix: "choose another name",
            });
        }
        writers.set(secret.toLowerCase(), setting);
    }
}

export function checkPrivateLinkSettings(
    name: string,
    { subnet, zoneId, linkedNetworks, resolution, ...others }: z.output<typeof schema.privateLink>,
    placement: Placement,
    network: NetworkSettings,
): void {
    checkPlaceFor(network, subnet, "privateLink.subnet");
    if (linkedNetworks !== undefined && Object.hasOwn(linkedNetworks, name)) {
        throw new InputError({
            what: `privateLink.linkedNetworks.${name}`,
            got: name,
            expected: "another label: under this one the stack's own network is linked",
            fix: "rename it",
        });
    }
    // Links to an existing zone are made beside the endpoint, not by its component.
    const linked = others.zone === "existing";
    if (linked)
        checkLinks(linkedNetworks ?? {}, resolution, {
            links: "privateLink.linkedNetworks",
            resolution: "privateLink.resolution",
        });
    checkPrivateLink(privateLinkName(name), {
        ...others,
        placement,
        subnetId: later(),
        targetId: later(),
        ...(zoneId !== undefined && { zoneId }),
        ...(!linked && linkedNetworks !== undefined && { linkedNetworks }),
        ...(!linked && resolution !== undefined && { resolution }),
    });
}
