import * as pulumi from "@pulumi/pulumi";
import { VirtualMachine as VirtualMachineResource } from "@pulumi/azure-native/compute/virtualMachine.js";
import { VirtualMachineExtension } from "@pulumi/azure-native/compute/virtualMachineExtension.js";
import { NetworkInterface } from "@pulumi/azure-native/network/networkInterface.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import { virtualMachineExtensions } from "../azure/compute.ts";
import { InputError } from "../input/error.ts";
import { checkCertificates } from "../topology/certificates.ts";
import { checkLogin, Login } from "../topology/machine.ts";
import { checkedName, resourceId, resourceName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import {
    certificateSettings,
    defaultSecretName,
    defaultSize,
    defaultUsername,
    imageReference,
    keepPassword,
    linuxConfiguration,
    placed,
    securityProfile,
    type CertificateArgs,
    type PasswordSecretArgs,
} from "./machine-profile.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

export type { CertificateArgs, PasswordSecretArgs } from "./machine-profile.ts";

/** Where a machine stands, how people sign in, and what it may be. */
export interface VirtualMachineArgs {
    placement: Placement;
    /** The subnet of the machine's only network interface. It gets no public address. */
    subnetId: pulumi.Input<string>;
    /** How a person signs in: `ssh-key`, or `password` (generated, and kept as a secret of a vault). */
    login: Login;
    /** OpenSSH public key; with login `ssh-key`. */
    sshPublicKey?: string;
    /** Where the generated password is kept; with login `password`. */
    passwordSecret?: PasswordSecretArgs;
    /** @default "azureuser" */
    adminUsername?: string;
    /** @default `vm-<component's name>` */
    vmName?: string;
    /** @default "Standard_B2s_v2" */
    size?: string;
    /** Encrypt temporary disks and caches too. The subscription needs the feature Microsoft.Compute/EncryptionAtHost. @default false */
    encryptionAtHost?: boolean;
    /** Sign in with Microsoft Entra accounts that hold a Virtual Machine Login role. @default false */
    entraLogin?: boolean;
    /** Availability zone. @default none */
    zone?: string;
    /** Whether the machine gets an identity of its own, with which its code calls vaults. @default true */
    systemAssignedIdentity?: boolean;
    /** Further identities, by resource id. @default none */
    userAssignedIdentityIds?: pulumi.Input<string>[];
    /** Certificates of a vault that the machine keeps up to date on its disk. @default none */
    certificates?: CertificateArgs[];
    /** Shell commands or cloud-config run at first start; must hold no secret: anyone on the machine can read it. @default none */
    cloudInit?: string;
}

/** A Linux virtual machine without public address, with trusted launch and a managed identity. */
export class VirtualMachine extends pulumi.ComponentResource {
    /** Known before deployment. */
    readonly virtualMachineId: pulumi.Output<string>;
    /** Known before deployment. */
    readonly networkInterfaceId: pulumi.Output<string>;
    /** Object id of the system-assigned identity, known after deployment; empty without one. */
    readonly principalId: pulumi.Output<string>;

    /** @throws InputError for names, users and sign-in settings that Azure refuses; nothing is registered then */
    constructor(name: string, args: VirtualMachineArgs, opts?: pulumi.ComponentResourceOptions) {
        const checked = checkMachine(name, args);
        super("keyvault-blueprint:index:VirtualMachine", name, {}, opts);
        const child = childOf(this, opts);

        const password =
            args.login === Login.Password
                ? keepPassword(name, args.passwordSecret ?? { vaultName: "" }, args.placement, child)
                : undefined;
        this.networkInterfaceId = makeNetworkInterface(name, args, checked, child);
        const machine = new VirtualMachineResource(
            `${name}-vm`,
            {
                vmName: checked.vmName,
                ...placed(args.placement),
                ...(args.zone !== undefined && { zones: [args.zone] }),
                ...identityOf(args),
                hardwareProfile: { vmSize: args.size ?? defaultSize },
                storageProfile: storageProfile(checked.diskName),
                osProfile: osProfile(args, checked, password),
                networkProfile: {
                    networkInterfaces: [{ id: this.networkInterfaceId, primary: true, deleteOption: "Delete" }],
                },
                securityProfile: securityProfile(args.encryptionAtHost ?? false),
                diagnosticsProfile: { bootDiagnostics: { enabled: true } },
            },
            child,
        );
        this.virtualMachineId = after([machine], checked.id);
        this.principalId = machine.identity.apply((value) => value?.principalId ?? "");
        if (args.entraLogin === true)
            makeExtension(
                name,
                "entra-login",
                checked.vmName,
                virtualMachineExtensions.entraLogin,
                {},
                args,
                machine,
                child,
            );
        if (args.certificates !== undefined && args.certificates.length > 0) {
            makeExtension(
                name,
                "certificates",
                checked.vmName,
                virtualMachineExtensions.keyVault,
                certificateSettings(args.certificates),
                args,
                machine,
                child,
            );
        }
        this.registerOutputs({
            virtualMachineId: this.virtualMachineId,
            networkInterfaceId: this.networkInterfaceId,
            principalId: this.principalId,
        });
    }
}

interface CheckedMachine {
    readonly vmName: string;
    readonly networkInterfaceName: string;
    readonly diskName: string;
    readonly adminUsername: string;
    readonly id: string;
}

export function checkMachine(name: string, args: VirtualMachineArgs, what = "virtualMachine"): CheckedMachine {
    const placement = checkedPlacement(args.placement);
    const adminUsername = args.adminUsername ?? defaultUsername;
    checkLogin(
        {
            login: args.login,
            sshPublicKey: args.sshPublicKey,
            hasPasswordSecret: args.passwordSecret !== undefined,
            adminUsername,
        },
        what,
    );
    checkCertificates(args.certificates ?? [], `${what}.certificates`);
    if (args.passwordSecret !== undefined) {
        checkedName(
            "keyvault:Secret",
            args.passwordSecret.secretName ?? defaultSecretName,
            `${what}.passwordSecret.secretName`,
        );
    }
    const vmName =
        args.vmName === undefined
            ? resourceName("compute:VirtualMachine", name)
            : checkedName("compute:VirtualMachine", args.vmName, `${what}.vmName`);
    checkIdentity(args, what);
    return {
        vmName,
        networkInterfaceName: resourceName("network:NetworkInterface", vmName),
        diskName: resourceName("compute:Disk", vmName),
        adminUsername,
        id: resourceId(placement, "compute:VirtualMachine", vmName),
    };
}

/** Both extensions sign in as the machine itself. */
function checkIdentity({ systemAssignedIdentity, entraLogin, certificates }: VirtualMachineArgs, what: string): void {
    if (systemAssignedIdentity !== false) return;
    const user =
        entraLogin === true
            ? "entraLogin"
            : certificates !== undefined && certificates.length > 0
              ? "certificates"
              : undefined;
    if (user === undefined) return;
    throw new InputError({
        what: `${what}.systemAssignedIdentity`,
        got: `false together with ${user}`,
        expected: `true: ${user} works with the machine's own identity`,
        fix: "remove one of the two",
    });
}

function makeNetworkInterface(
    name: string,
    args: VirtualMachineArgs,
    { networkInterfaceName }: CheckedMachine,
    child: ChildOptions,
): pulumi.Output<string> {
    const networkInterface = new NetworkInterface(
        `${name}-nic`,
        {
            networkInterfaceName,
            ...placed(args.placement),
            enableIPForwarding: false,
            ipConfigurations: [
                { name: "primary", primary: true, privateIPAllocationMethod: "Dynamic", subnet: { id: args.subnetId } },
            ],
        },
        child,
    );
    return after([networkInterface], resourceId(args.placement, "network:NetworkInterface", networkInterfaceName));
}

function identityOf(args: VirtualMachineArgs): { identity?: input.compute.VirtualMachineIdentityArgs } {
    const userAssigned = args.userAssignedIdentityIds ?? [];
    const systemAssigned = args.systemAssignedIdentity ?? true;
    if (userAssigned.length === 0) return systemAssigned ? { identity: { type: "SystemAssigned" } } : {};
    return {
        identity: {
            type: systemAssigned ? "SystemAssigned, UserAssigned" : "UserAssigned",
            userAssignedIdentities: userAssigned,
        },
    };
}

function storageProfile(diskName: string): input.compute.StorageProfileArgs {
    return {
        imageReference: imageReference(),
        osDisk: {
            name: diskName,
            createOption: "FromImage",
            deleteOption: "Delete",
            caching: "ReadWrite",
            managedDisk: { storageAccountType: "StandardSSD_LRS" },
        },
    };
}

function osProfile(
    args: VirtualMachineArgs,
    { vmName, adminUsername }: CheckedMachine,
    password: pulumi.Output<string> | undefined,
): input.compute.OSProfileArgs {
    return {
        computerName: vmName,
        adminUsername,
        ...(password !== undefined && { adminPassword: password }),
        ...(args.cloudInit !== undefined && { customData: Buffer.from(args.cloudInit).toString("base64") }),
        linuxConfiguration: linuxConfiguration({ adminUsername, sshPublicKey: args.sshPublicKey, password }),
    };
}

interface ExtensionKind {
    readonly publisher: string;
    readonly type: string;
    readonly version: string;
}

function makeExtension(
    name: string,
    suffix: string,
    vmName: string,
    kind: ExtensionKind,
    settings: Record<string, unknown>,
    args: VirtualMachineArgs,
    machine: VirtualMachineResource,
    child: ChildOptions,
): void {
    new VirtualMachineExtension(
        `${name}-${suffix}`,
        {
            vmExtensionName: kind.type,
            vmName: after([machine], vmName),
            ...placed(args.placement),
            publisher: kind.publisher,
            type: kind.type,
            typeHandlerVersion: kind.version,
            autoUpgradeMinorVersion: true,
            enableAutomaticUpgrade: true,
            settings,
        },
        child,
    );
}
