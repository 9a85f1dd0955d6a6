import * as pulumi from "@pulumi/pulumi";
import { checkMonitoring, Monitoring } from "../components/monitoring.ts";
import { checkNetwork, Network } from "../components/network.ts";
import {
    checkVaultManagers,
    VaultManagers,
    type VaultManagerArgs,
    type VaultManagersArgs,
} from "../components/vault-managers.ts";
import { Vault } from "../components/vault.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { endpointSteps } from "../topology/steps.ts";
import {
    checkMachineSettings,
    checkPasswordSecrets,
    checkPrivateLinkSettings,
    checkVaultSettings,
    passwordSecretOf,
} from "./checks.ts";
import { checkDeployment } from "./deployment.ts";
import { inResourceGroup, machineArgs, makePrivateLink, subnetIdsOf, vaultArgs, type VaultSettings } from "./parts.ts";
import { endpointLab, readSettings, type EndpointLabSettings, type StackSettings } from "./settings.ts";

/**
 * The documents' "Azure Key Vault with Azure Service Endpoints and Private Link": three subnets, a machine in each, and a
 * vault whose rules the setting `step` moves along: all networks, the subnet with the service endpoint, addresses too,
 * a private endpoint beside the public one, the private endpoint alone.
 */
export async function endpointLabStack(): Promise<Record<string, unknown>> {
    const given = readSettings(endpointLab);
    check(given);
    await checkDeployment(given);
    const { settings, placement } = given;
    const { name } = settings;
    const options = inResourceGroup(name, placement, settings.resourceGroup);

    const network = new Network(name, { placement, ...settings.network }, options);
    const subnetIds = subnetIdsOf(network);
    const natAddress =
        settings.network.natGateway === undefined ? [] : [network.natAddress.apply((address) => address ?? "")];
    const vault = new Vault(
        name,
        vaultArgs(vaultSettings(settings, natAddress), settings.secretValues, placement, subnetIds),
        options,
    );
    const privateLink = hasPrivateLink(settings)
        ? makePrivateLink(name, settings.privateLink, placement, network, vault.vaultId, options)
        : undefined;
    const machines = Object.entries(settings.machines).map(([label, machine]) => ({
        label,
        settings: machine,
        resource: new VirtualMachine(
            `${name}-${label}`,
            machineArgs(machine, placement, subnetIds, { vault, vaultName: vault.vaultName }),
            options,
        ),
    }));
    const monitoring = new Monitoring(
        name,
        { placement, vaultIds: { vault: vault.vaultId }, ...settings.monitoring },
        options,
    );
    const identities: Record<string, VaultManagerArgs> = {};
    for (const machine of machines) {
        if (machine.settings.systemAssignedIdentity === false) continue;
        const { principalId, virtualMachineId } = machine.resource;
        identities[machine.label] = { principalId, principalType: "ServicePrincipal", identityId: virtualMachineId };
    }
    const { vaultId, vaultName } = vault;
    new VaultManagers(
        name,
        { ...managersArgs(given), vaultId, vaultName, principals: { ...settings.people, ...identities } },
        options,
    );

    return {
        vaultUri: vault.vaultUri,
        vaultId,
        natAddress: network.natAddress,
        privateEndpointId: privateLink?.privateEndpointId,
        virtualMachineIds: Object.fromEntries(
            machines.map(({ label, resource }) => [label, resource.virtualMachineId]),
        ),
        workspaceId: monitoring.workspaceId,
    };
}

/** The vault at the step that the stack is at; the machines without an endpoint come from the NAT gateway's address. */
function vaultSettings(
    { vault, step, outsideAddresses }: EndpointLabSettings,
    natAddress: pulumi.Input<string>[],
): VaultSettings {
    return {
        ...vault,
        ...endpointSteps[step],
        ...(step === "addresses" && { allowedAddresses: [...outsideAddresses, ...natAddress] }),
    };
}

function hasPrivateLink({ step }: EndpointLabSettings): boolean {
    return step === "private-link" || step === "private-only";
}

function managersArgs({ settings, placement }: StackSettings<EndpointLabSettings>): VaultManagersArgs {
    const later = pulumi.output("");
    return {
        placement,
        vaultId: later,
        vaultName: later,
        accessModel: settings.vault.accessModel,
        principals: settings.people,
    };
}

function check(given: StackSettings<EndpointLabSettings>): void {
    const { settings, placement } = given;
    const { name, network, machines, privateLink } = settings;
    checkNetwork(name, { placement, ...network });
    checkVaultSettings(name, vaultSettings(settings, []), settings.secretValues, placement, network);
    for (const [label, machine] of Object.entries(machines)) {
        checkMachineSettings(`${name}-${label}`, machine, placement, network, `machines.${label}`);
    }
    const passwords = Object.entries(machines).map(([label, machine]) => [
        `machines.${label}`,
        passwordSecretOf(machine),
    ]);
    checkPasswordSecrets(
        Object.fromEntries(passwords) as Record<string, string | undefined>,
        vaultSettings(settings, []),
    );
    checkPrivateLinkSettings(name, privateLink, placement, network);
    checkMonitoring(name, { placement, vaultIds: {}, ...settings.monitoring });
    checkVaultManagers(managersArgs(given));
}
