import { BastionHost } from "../components/bastion-host.ts";
import { checkMonitoring, Monitoring } from "../components/monitoring.ts";
import { checkNetwork, Network } from "../components/network.ts";
import { checkRoleSets, RoleSets, type PersonasArgs, type RoleSetsArgs } from "../components/role-sets.ts";
import { Vault } from "../components/vault.ts";
import { VirtualMachine } from "../components/virtual-machine.ts";
import { checkBastionSettings, checkMachineSettings, checkPrivateLinkSettings, checkVaultSettings } from "./checks.ts";
import { checkDeployment } from "./deployment.ts";
import { bastionArgs, inResourceGroup, machineArgs, makePrivateLink, subnetIdsOf, vaultArgs } from "./parts.ts";
import { readSettings, secureAccess, type SecureAccessSettings, type StackSettings } from "./settings.ts";

/**
 * The documents' "Secure access to a key vault": a network with Bastion, a machine and a vault that is closed to
 * everybody but them, reached over a service endpoint and over private link, with the role sets of all personas and every
 * request logged.
 */
export async function secureAccessStack(): Promise<Record<string, unknown>> {
    const given = readSettings(secureAccess);
    check(given);
    await checkDeployment(given);
    const { settings, placement } = given;
    const { name } = settings;
    const options = inResourceGroup(name, placement, settings.resourceGroup);

    const network = new Network(name, { placement, ...settings.network }, options);
    const subnetIds = subnetIdsOf(network);
    const bastion =
        settings.bastion &&
        new BastionHost(name, { placement, virtualNetworkId: network.virtualNetworkId, ...bastionArgs(settings.bastion) }, options);
    const vault = new Vault(name, vaultArgs(settings.vault, settings.secretValues, placement, subnetIds), options);
    const machine =
        settings.virtualMachine &&
        new VirtualMachine(name, machineArgs(settings.virtualMachine, placement, subnetIds, vault.vaultName), options);
    const privateLink = settings.privateLink && makePrivateLink(name, settings.privateLink, placement, network, vault.vaultId, options);
    const monitoring = new Monitoring(name, { placement, vaultIds: { vault: vault.vaultId }, ...settings.monitoring }, options);

    new RoleSets(name, roleSetsArgs(given, vault, machine, monitoring), options);

    return {
        vaultUri: vault.vaultUri,
        vaultId: vault.vaultId,
        virtualNetworkId: network.virtualNetworkId,
        bastionHostId: bastion?.bastionHostId,
        virtualMachineId: machine?.virtualMachineId,
        privateEndpointId: privateLink?.privateEndpointId,
        workspaceId: monitoring.workspaceId,
    };
}

type RoleSetsParts = Pick<RoleSetsArgs, "vaultId" | "vaultName">;

function roleSetsArgs(
    { settings, placement }: StackSettings<SecureAccessSettings>,
    { vaultId, vaultName }: RoleSetsParts,
    machine?: VirtualMachine,
    monitoring?: Monitoring,
): RoleSetsArgs {
    const { preparedAccessModel, developerRights, ...personas } = settings.roleSets;
    const archiveId = settings.monitoring.archive && monitoring?.archiveStorageAccountId.apply((id) => id ?? "");
    return {
        placement,
        vaultId,
        vaultName,
        accessModel: settings.vault.accessModel,
        ...(preparedAccessModel !== undefined && { preparedAccessModel }),
        ...(developerRights !== undefined && { developerRights }),
        personas: withMachine(personas, machine),
        logWorkspaceIds: monitoring === undefined ? [] : [monitoring.workspaceId],
        logStorageAccountIds: archiveId === undefined ? [] : [archiveId],
    };
}

/** The machine's own identity is a member of the persona application. */
function withMachine(personas: PersonasArgs, machine: VirtualMachine | undefined): PersonasArgs {
    if (machine === undefined) return personas;
    const self = { principalId: machine.principalId, principalType: "ServicePrincipal", identityId: machine.virtualMachineId } as const;
    return { ...personas, application: { ...personas.application, machine: self } };
}

function check(given: StackSettings<SecureAccessSettings>): void {
    const { settings, placement } = given;
    const { name, network, bastion, virtualMachine, vault, privateLink, monitoring } = settings;
    checkNetwork(name, { placement, ...network });
    if (bastion !== undefined) checkBastionSettings(name, bastion, placement, network);
    const vaultId = checkVaultSettings(name, vault, settings.secretValues, placement, network);
    if (virtualMachine !== undefined) checkMachineSettings(name, virtualMachine, placement, network);
    if (privateLink !== undefined) checkPrivateLinkSettings(name, privateLink, placement, network);
    checkMonitoring(name, { placement, vaultIds: {}, ...monitoring });
    checkRoleSets(roleSetsArgs(given, { vaultId, vaultName: "" }));
}
