import * as pulumi from "@pulumi/pulumi";
import { BastionAccess, checkBastionAccess, type BastionAccessArgs } from "../components/bastion-access.ts";
import { BastionHost } from "../components/bastion-host.ts";
import { checkMonitoring, Monitoring } from "../components/monitoring.ts";
import { checkNetwork, Network } from "../components/network.ts";
import { Vault } from "../components/vault.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { InputError } from "../input/error.ts";
import { bastionSteps } from "../topology/steps.ts";
import {
    checkBastionSettings,
    checkMachineSettings,
    checkPasswordSecrets,
    checkVaultSettings,
    passwordSecretOf,
} from "./checks.ts";
import { checkDeployment } from "./deployment.ts";
import { bastionArgs, inResourceGroup, machineArgs, subnetIdsOf, vaultArgs, type VaultSettings } from "./parts.ts";
import { bastionIntegration, readSettings, type BastionIntegrationSettings, type StackSettings } from "./settings.ts";

/**
 * The documents' "Azure Bastion Key Vault integration behind the scene": a machine whose password is a secret, and a
 * person who connects through Bastion's page, which reads that secret in the person's browser. The setting `step` moves
 * the vault from open to restricted to restricted with the browser's address.
 */
export async function bastionIntegrationStack(): Promise<Record<string, unknown>> {
    const given = readSettings(bastionIntegration);
    check(given);
    await checkDeployment(given);
    const { settings, placement } = given;
    const { name } = settings;
    const options = inResourceGroup(name, placement, settings.resourceGroup);

    const network = new Network(name, { placement, ...settings.network }, options);
    const subnetIds = subnetIdsOf(network);
    const bastion = new BastionHost(
        name,
        { placement, virtualNetworkId: network.virtualNetworkId, ...bastionArgs(settings.bastion) },
        options,
    );
    const vault = new Vault(
        name,
        vaultArgs(vaultSettings(settings), settings.secretValues, placement, subnetIds),
        options,
    );
    const machine = new VirtualMachine(
        name,
        machineArgs(settings.virtualMachine, placement, subnetIds, { vault, vaultName: vault.vaultName }),
        options,
    );
    const monitoring =
        settings.monitoring &&
        new Monitoring(name, { placement, vaultIds: { vault: vault.vaultId }, ...settings.monitoring }, options);
    new BastionAccess(
        name,
        {
            ...accessArgs(given),
            bastionHostId: bastion.bastionHostId,
            virtualMachineId: machine.virtualMachineId,
            networkInterfaceId: machine.networkInterfaceId,
            vaultId: vault.vaultId,
            vaultName: vault.vaultName,
        },
        // The grant of the one secret needs the secret, which the machine brings.
        { dependsOn: [machine] },
    );

    return {
        vaultUri: vault.vaultUri,
        vaultId: vault.vaultId,
        bastionHostId: bastion.bastionHostId,
        virtualMachineId: machine.virtualMachineId,
        workspaceId: monitoring?.workspaceId,
    };
}

/** The vault at the step that the stack is at. */
function vaultSettings({ vault, step, browserAddresses }: BastionIntegrationSettings): VaultSettings {
    return { ...vault, ...bastionSteps[step], ...(step === "browser" && { allowedAddresses: browserAddresses }) };
}

function accessArgs({ settings, placement }: StackSettings<BastionIntegrationSettings>): BastionAccessArgs {
    const later = pulumi.output("");
    return {
        placement,
        principals: settings.people,
        bastionHostId: later,
        virtualMachineId: later,
        networkInterfaceId: later,
        vaultId: later,
        vaultName: later,
        accessModel: settings.vault.accessModel,
        secretName: settings.virtualMachine.passwordSecretName ?? "vm-password",
    };
}

function check(given: StackSettings<BastionIntegrationSettings>): void {
    const { settings, placement } = given;
    const { name, network, bastion, virtualMachine, step, browserAddresses } = settings;
    if ((step === "browser") !== browserAddresses.length > 0) {
        throw new InputError({
            what: "keyvault-blueprint:browserAddresses",
            got: browserAddresses,
            expected: step === "browser" ? "the public address of the person's browser" : `nothing at step "${step}"`,
            fix: 'give the addresses together with step "browser"',
        });
    }
    checkNetwork(name, { placement, ...network });
    checkBastionSettings(name, bastion, placement, network);
    checkVaultSettings(name, vaultSettings(settings), settings.secretValues, placement, network);
    checkMachineSettings(name, virtualMachine, placement, network);
    checkPasswordSecrets({ virtualMachine: passwordSecretOf(virtualMachine) }, vaultSettings(settings));
    if (settings.monitoring !== undefined) checkMonitoring(name, { placement, vaultIds: {}, ...settings.monitoring });
    checkBastionAccess(accessArgs(given));
}
