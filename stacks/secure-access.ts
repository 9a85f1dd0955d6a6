import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { Alerts, checkAlerts } from "../components/alerts.ts";
import { BastionHost } from "../components/bastion-host.ts";
import { checkEncryptedStorage, EncryptedStorage, type EncryptedStorageArgs } from "../components/encrypted-storage.ts";
import { checkMonitoring, Monitoring } from "../components/monitoring.ts";
import { checkNetwork, Network } from "../components/network.ts";
import {
    checkRoleSets,
    RoleSets,
    type PersonasArgs,
    type PrincipalArgs,
    type RoleSetsArgs,
} from "../components/role-sets.ts";
import { checkScaleSet, ScaleSet, type ScaleSetArgs } from "../components/scale-set.ts";
import { Vault } from "../components/vault.ts";
import { VirtualMachine, type CertificateArgs } from "../components/virtual-machine.ts";
import { InputError } from "../input/error.ts";
import { checkEncryptionKey } from "../topology/encryption.ts";
import { resourceId, resourceName } from "../topology/names.ts";
import { checkServiceEndpoints } from "../topology/references.ts";
import {
    checkBastionSettings,
    checkMachineSettings,
    checkPasswordSecrets,
    checkPrivateLinkSettings,
    checkVaultSettings,
    passwordSecretOf,
} from "./checks.ts";
import { checkDeployment } from "./deployment.ts";
import {
    bastionArgs,
    inResourceGroup,
    machineArgs,
    makePrivateLink,
    subnetIdsOf,
    vaultArgs,
    type PasswordVault,
    type SubnetIds,
} from "./parts.ts";
import { readSettings, secureAccess, type SecureAccessSettings, type StackSettings } from "./settings.ts";

type Given = StackSettings<SecureAccessSettings>;

/**
 * The documents' "Secure access to a key vault": a network with Bastion, machines and a vault that is closed to everybody
 * but them, reached over a service endpoint and over private link; storage encrypted with a key of the vault; the role sets
 * of all personas; every request logged, refused and privileged ones reported.
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
        new BastionHost(
            name,
            { placement, virtualNetworkId: network.virtualNetworkId, ...bastionArgs(settings.bastion) },
            options,
        );
    const vault = new Vault(name, vaultArgs(settings.vault, settings.secretValues, placement, subnetIds), options);
    const passwordVault = { vault, vaultName: vault.vaultName };
    const certificates = certificatesOf(settings, vault.vaultUri);
    const machine =
        settings.virtualMachine &&
        new VirtualMachine(
            name,
            machineArgs(settings.virtualMachine, placement, subnetIds, passwordVault, certificates),
            options,
        );
    const scaleSet =
        settings.scaleSet && new ScaleSet(name, scaleSetArgs(given, subnetIds, passwordVault, certificates), options);
    const privateLink =
        settings.privateLink && makePrivateLink(name, settings.privateLink, placement, network, vault.vaultId, options);
    const monitoring = new Monitoring(
        name,
        { placement, vaultIds: { vault: vault.vaultId }, ...settings.monitoring },
        options,
    );
    if (settings.alerts !== undefined) {
        const { workspaceId } = monitoring;
        new Alerts(name, { placement, workspaceId, vaultId: vault.vaultId, ...settings.alerts }, options);
    }

    const identity = settings.encryptedStorage && makeEncryptionIdentity(given, options);
    const hasIdentity = machine !== undefined && settings.virtualMachine?.systemAssignedIdentity !== false;
    const applications = members({
        machine: hasIdentity ? { principalId: machine.principalId, identityId: machine.virtualMachineId } : undefined,
        "scale-set": scaleSet && { principalId: scaleSet.principalId, identityId: scaleSet.scaleSetId },
    });
    const personas = withIdentities(settings.roleSets, applications, members({ storage: identity }));
    const roleSets = new RoleSets(name, { ...roleSetsArgs(given, vault, monitoring), personas }, options);
    const storage =
        settings.encryptedStorage &&
        new EncryptedStorage(
            name,
            { ...storageArgs(given, vault, subnetIds, identity?.identityId), dataUsers: applications },
            // The account reads the key when it is made: the key and the grant come first.
            { dependsOn: [vault, roleSets] },
        );

    return {
        vaultUri: vault.vaultUri,
        vaultId: vault.vaultId,
        virtualNetworkId: network.virtualNetworkId,
        bastionHostId: bastion?.bastionHostId,
        virtualMachineId: machine?.virtualMachineId,
        scaleSetId: scaleSet?.scaleSetId,
        privateEndpointId: privateLink?.privateEndpointId,
        workspaceId: monitoring.workspaceId,
        storageAccountId: storage?.storageAccountId,
    };
}

type Identity = Pick<PrincipalArgs, "principalId"> & { identityId: pulumi.Output<string> };

function makeEncryptionIdentity({ settings, placement }: Given, options: pulumi.ComponentResourceOptions): Identity {
    const identityName = resourceName("managedidentity:UserAssignedIdentity", settings.name, "encryption");
    const { resourceGroupName, location, tags } = placement;
    const identity = new UserAssignedIdentity(
        `${settings.name}-encryption-identity`,
        { resourceName: identityName, resourceGroupName, location, tags: tags ?? {} },
        options.dependsOn === undefined ? {} : { dependsOn: options.dependsOn },
    );
    const id = resourceId(placement, "managedidentity:UserAssignedIdentity", identityName);
    return { principalId: identity.principalId, identityId: identity.urn.apply(() => id) };
}

/** Identities of the stack's own resources as principals; those that the settings leave out are absent. */
function members(identities: Record<string, Identity | undefined>): Record<string, PrincipalArgs> {
    const given = Object.entries(identities).filter((entry): entry is [string, Identity] => entry[1] !== undefined);
    return Object.fromEntries(
        given.map(([label, identity]) => [label, { ...identity, principalType: "ServicePrincipal" }]),
    );
}

/** Identities of the stack's own resources are members of the personas that they stand for. */
function withIdentities(
    { preparedAccessModel: _prepared, developerRights: _rights, ...personas }: SecureAccessSettings["roleSets"],
    application: Record<string, PrincipalArgs>,
    storageAccount: Record<string, PrincipalArgs>,
): PersonasArgs {
    return {
        ...personas,
        application: { ...personas.application, ...application },
        storageAccount: { ...personas.storageAccount, ...storageAccount },
    };
}

function roleSetsArgs(
    { settings, placement }: Given,
    { vaultId, vaultName }: Pick<RoleSetsArgs, "vaultId" | "vaultName">,
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
        personas,
        logWorkspaceIds: monitoring === undefined ? [] : [monitoring.workspaceId],
        logStorageAccountIds: archiveId === undefined ? [] : [archiveId],
    };
}

function certificatesOf({ certificateName }: SecureAccessSettings, vaultUri: pulumi.Input<string>): CertificateArgs[] {
    return certificateName === undefined ? [] : [{ vaultUri, certificateName }];
}

const scaleSetSecret = "scale-set-password";

/** The scale set's machines are like the single one, in its subnet. */
function scaleSetArgs(
    { settings, placement }: Given,
    subnetIds: SubnetIds,
    vault: PasswordVault,
    certificates: CertificateArgs[],
): ScaleSetArgs {
    const { subnet, login, sshPublicKey, encryptionAtHost } = settings.virtualMachine ?? {
        subnet: "",
        login: "password" as const,
    };
    return {
        placement,
        subnetId: subnetIds(subnet),
        login,
        ...(settings.scaleSet ?? { instances: 1 }),
        ...(login === "ssh-key"
            ? { ...(sshPublicKey !== undefined && { sshPublicKey }) }
            : { passwordSecret: { ...vault, secretName: scaleSetSecret } }),
        ...(encryptionAtHost !== undefined && { encryptionAtHost }),
        certificates,
    };
}

function storageArgs(
    { settings, placement }: Given,
    vault: Pick<EncryptedStorageArgs, "vaultId" | "vaultName" | "vaultUri">,
    subnetIds: SubnetIds,
    identityId?: pulumi.Output<string>,
): EncryptedStorageArgs {
    const { allowedSubnets, ...others } = settings.encryptedStorage ?? { keyName: "" };
    return {
        ...others,
        placement,
        vaultId: vault.vaultId,
        vaultName: vault.vaultName,
        vaultUri: vault.vaultUri,
        accessModel: settings.vault.accessModel,
        ...(identityId !== undefined && { identityId }),
        ...(allowedSubnets !== undefined && { allowedSubnetIds: allowedSubnets.map(subnetIds) }),
    };
}

function check(given: Given): void {
    const { settings, placement } = given;
    const {
        name,
        network,
        bastion,
        virtualMachine,
        vault,
        privateLink,
        monitoring,
        alerts,
        encryptedStorage,
        scaleSet,
    } = settings;
    const later = (): pulumi.Output<string> => pulumi.output("");
    checkNetwork(name, { placement, ...network });
    if (bastion !== undefined) checkBastionSettings(name, bastion, placement, network);
    const vaultId = checkVaultSettings(name, vault, settings.secretValues, placement, network);
    if (virtualMachine !== undefined) checkMachineSettings(name, virtualMachine, placement, network);
    if (scaleSet !== undefined) {
        refuseLoneScaleSet(settings);
        checkScaleSet(name, scaleSetArgs(given, later, { vaultName: later() }, certificatesOf(settings, later())));
    }
    const withPassword = scaleSet !== undefined && virtualMachine?.login === "password";
    checkPasswordSecrets(
        { virtualMachine: passwordSecretOf(virtualMachine), scaleSet: withPassword ? scaleSetSecret : undefined },
        vault,
    );
    if (privateLink !== undefined) checkPrivateLinkSettings(name, privateLink, placement, network);
    checkMonitoring(name, { placement, vaultIds: {}, ...monitoring });
    if (alerts !== undefined) checkAlerts({ placement, ...alerts });
    checkRoleSets(roleSetsArgs(given, { vaultId, vaultName: "" }));
    if (encryptedStorage !== undefined) {
        const { keyName, allowedSubnets } = encryptedStorage;
        checkEncryptionKey({ ...vault, keyName, keys: vault.keys ?? {} }, "encryptedStorage");
        checkServiceEndpoints(network, allowedSubnets ?? [], "encryptedStorage.allowedSubnets", "Microsoft.Storage");
        checkEncryptedStorage(name, storageArgs(given, { vaultId, vaultName: "", vaultUri: "" }, later));
    }
}

function refuseLoneScaleSet({ virtualMachine }: SecureAccessSettings): void {
    if (virtualMachine !== undefined) return;
    throw new InputError({
        what: "scaleSet",
        got: "a scale set without virtualMachine",
        expected: "virtualMachine: the scale set's machines stand in its subnet and sign in like it",
        fix: "add virtualMachine",
    });
}
