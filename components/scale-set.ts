import * as pulumi from "@pulumi/pulumi";
import { VirtualMachineScaleSet } from "@pulumi/azure-native/compute/virtualMachineScaleSet.js";
import { virtualMachineExtensions } from "../azure/compute.ts";
import { InputError } from "../input/error.ts";
import { checkCertificates } from "../topology/certificates.ts";
import type { Login } from "../topology/machine.ts";
import { checkLogin } from "../topology/machine.ts";
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
import { after, childOf } from "./support.ts";

/** How many machines, where, and how people sign in to them. */
export interface ScaleSetArgs {
    placement: Placement;
    /** The subnet of all machines. They get no public addresses. */
    subnetId: pulumi.Input<string>;
    /** How many machines, 1 to 1000. */
    instances: number;
    /** `ssh-key`, or `password` (generated, and kept as a secret of a vault). */
    login: Login;
    /** OpenSSH public key; with login `ssh-key`. */
    sshPublicKey?: string;
    /** Where the generated password is kept; with login `password`. */
    passwordSecret?: PasswordSecretArgs;
    /** @default "azureuser" */
    adminUsername?: string;
    /** @default "Standard_B2s_v2" */
    size?: string;
    /** Availability zones. @default none */
    zones?: string[];
    /** @default false */
    encryptionAtHost?: boolean;
    /** Certificates of a vault that the machines keep up to date on their disks. @default none */
    certificates?: CertificateArgs[];
    /** @default `vmss-<component's name>` */
    scaleSetName?: string;
}

/** Identical Linux machines without public addresses, with trusted launch and one managed identity for all. */
export class ScaleSet extends pulumi.ComponentResource {
    /** Known before deployment. */
    readonly scaleSetId: pulumi.Output<string>;
    /** Object id of the machines' common identity; known after deployment. */
    readonly principalId: pulumi.Output<string>;

    /** @throws InputError for names, numbers and sign-in settings that Azure refuses; nothing is registered then */
    constructor(name: string, args: ScaleSetArgs, opts?: pulumi.ComponentResourceOptions) {
        const vmScaleSetName = checkScaleSet(name, args);
        super("keyvault-blueprint:index:ScaleSet", name, {}, opts);
        const child = childOf(this, opts);
        const adminUsername = args.adminUsername ?? defaultUsername;
        const password = args.passwordSecret && keepPassword(name, args.passwordSecret, args.placement, child);
        const certificates = args.certificates ?? [];

        const scaleSet = new VirtualMachineScaleSet(
            `${name}-vmss`,
            {
                vmScaleSetName,
                ...placed(args.placement),
                ...(args.zones !== undefined && { zones: args.zones }),
                sku: { name: args.size ?? defaultSize, tier: "Standard", capacity: args.instances },
                orchestrationMode: "Uniform",
                overprovision: false,
                upgradePolicy: { mode: "Rolling" },
                identity: { type: "SystemAssigned" },
                virtualMachineProfile: {
                    storageProfile: {
                        imageReference: imageReference(),
                        osDisk: {
                            createOption: "FromImage",
                            caching: "ReadWrite",
                            managedDisk: { storageAccountType: "StandardSSD_LRS" },
                        },
                    },
                    osProfile: {
                        computerNamePrefix: vmScaleSetName.slice(0, longestPrefix),
                        adminUsername,
                        ...(password !== undefined && { adminPassword: password }),
                        linuxConfiguration: linuxConfiguration({
                            adminUsername,
                            sshPublicKey: args.sshPublicKey,
                            password,
                        }),
                    },
                    networkProfile: {
                        networkInterfaceConfigurations: [
                            {
                                name: "primary",
                                primary: true,
                                ipConfigurations: [{ name: "primary", primary: true, subnet: { id: args.subnetId } }],
                            },
                        ],
                    },
                    securityProfile: securityProfile(args.encryptionAtHost ?? false),
                    diagnosticsProfile: { bootDiagnostics: { enabled: true } },
                    extensionProfile: {
                        extensions: [health, ...(certificates.length > 0 ? [certificateExtension(certificates)] : [])],
                    },
                },
            },
            child,
        );
        this.scaleSetId = after(
            [scaleSet],
            resourceId(args.placement, "compute:VirtualMachineScaleSet", vmScaleSetName),
        );
        this.principalId = scaleSet.identity.apply((value) => value?.principalId ?? "");
        this.registerOutputs({ scaleSetId: this.scaleSetId, principalId: this.principalId });
    }
}

/** A Linux machine's name may have 64 characters; a scale set appends an index. */
const longestPrefix = 58;

/** Rolling upgrades need to know that a machine is well: the SSH server answers. */
const health = {
    name: virtualMachineExtensions.applicationHealth.type,
    publisher: virtualMachineExtensions.applicationHealth.publisher,
    type: virtualMachineExtensions.applicationHealth.type,
    typeHandlerVersion: virtualMachineExtensions.applicationHealth.version,
    autoUpgradeMinorVersion: true,
    settings: { protocol: "tcp", port: 22 },
};

function certificateExtension(certificates: readonly CertificateArgs[]): typeof health | Record<string, unknown> {
    const { publisher, type, version } = virtualMachineExtensions.keyVault;
    return {
        name: type,
        publisher,
        type,
        typeHandlerVersion: version,
        autoUpgradeMinorVersion: true,
        enableAutomaticUpgrade: true,
        settings: certificateSettings(certificates),
    };
}

export function checkScaleSet(name: string, args: ScaleSetArgs): string {
    checkedPlacement(args.placement);
    checkLogin(
        {
            login: args.login,
            sshPublicKey: args.sshPublicKey,
            hasPasswordSecret: args.passwordSecret !== undefined,
            adminUsername: args.adminUsername ?? defaultUsername,
        },
        "scaleSet",
    );
    checkCertificates(args.certificates ?? [], "scaleSet.certificates");
    if (args.passwordSecret !== undefined) {
        checkedName(
            "keyvault:Secret",
            args.passwordSecret.secretName ?? defaultSecretName,
            "scaleSet.passwordSecret.secretName",
        );
    }
    if (!Number.isInteger(args.instances) || args.instances < 1 || args.instances > 1000) {
        throw new InputError({
            what: "scaleSet.instances",
            got: args.instances,
            expected: "1 to 1000 machines",
            fix: "choose a number in the range",
        });
    }
    return args.scaleSetName === undefined
        ? resourceName("compute:VirtualMachineScaleSet", name)
        : checkedName("compute:VirtualMachineScaleSet", args.scaleSetName, "scaleSet.scaleSetName");
}
