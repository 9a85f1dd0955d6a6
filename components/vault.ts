import * as pulumi from "@pulumi/pulumi";
import { ManagementLockByScope } from "@pulumi/azure-native/authorization/managementLockByScope.js";
import { NetworkSecurityPerimeterAssociation } from "@pulumi/azure-native/network/networkSecurityPerimeterAssociation.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import { checkExisting, existingResource } from "../topology/existing.ts";
import { checkedName, resourceId, vaultName } from "../topology/names.ts";
import { checkedPlacement, cloudOf, type Placement } from "../topology/placement.ts";
import {
    AccessModel,
    addressRule,
    checkRetention,
    checkVaultNetwork,
    checkWord,
    Exposure,
    TrustedServices,
} from "../topology/vault.ts";
import {
    checkKeys,
    checkSecrets,
    makeKey,
    makeSecret,
    type KeyArgs,
    type ObjectHome,
    type SecretArgs,
} from "./vault-objects.ts";
import { asWritten, VaultResource } from "./keyvault-api.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** What may take values out of a vault while it deploys, without a grant of its own. All off unless listed. */
export const EnabledFor = {
    /** Compute may fetch certificates for new machines (`osProfile.secrets`). */
    Deployment: "deployment",
    /** Resource Manager may fetch secrets that a template's parameters refer to. */
    TemplateDeployment: "template-deployment",
    /** Azure Disk Encryption may fetch secrets and unwrap keys. */
    DiskEncryption: "disk-encryption",
} as const;
export type EnabledFor = (typeof EnabledFor)[keyof typeof EnabledFor];

/** Who decides on access, from where the vault is called, what it holds and what cannot be undone. */
export interface VaultArgs {
    placement: Placement;
    /** `rbac` (role assignments) or `access-policies`; the other model's grants have no effect. */
    accessModel: AccessModel;
    /** From where the vault may be called: `open`, `firewall`, `private` or `perimeter`. */
    exposure: Exposure;
    /**
     * Whether Microsoft's trusted services pass: `allow` or `refuse`. Required with exposure `firewall` and `private`,
     * meaningless otherwise. They need a grant as well.
     */
    trustedServices?: TrustedServices;
    /** Subnet ids admitted by `firewall`; each subnet needs the service endpoint `Microsoft.KeyVault`. At most 200. */
    allowedSubnetIds?: pulumi.Input<string>[];
    /** Public IPv4 addresses or CIDR blocks admitted by `firewall`. At most 1,000. */
    allowedAddresses?: pulumi.Input<string>[];
    /** Id of an existing network security perimeter's profile; with exposure `perimeter`. */
    perimeterProfileId?: string;
    /**
     * Days for which a deleted vault, secret or key can be recovered, 7 to 90. Set at creation, never changed later.
     * A warning names it in every preview.
     */
    softDeleteRetentionInDays: number;
    /** Whether nobody, Microsoft included, can purge before that. Once on it stays on. */
    purgeProtection: boolean;
    /** The vault's name, unique in the cloud, 3–24 characters. @default `kv-<component's name>-<short hash>` */
    vaultName?: string;
    /** Changes the default name's hash, when the name is taken. */
    salt?: string;
    /** Recover a soft-deleted vault of this name instead of creating one. @default false */
    recover?: boolean;
    /** `standard`, or `premium` for keys in hardware. @default "standard" */
    sku?: string;
    /** @default none */
    enabledFor?: EnabledFor[];
    /** Secrets by name. */
    secrets?: Record<string, SecretArgs>;
    /** Keys by name. */
    keys?: Record<string, KeyArgs>;
    /**
     * A `CanNotDelete` lock on the vault. It also stops role assignments, diagnostic settings and endpoint connections
     * beneath it from being deleted, so it is lifted first, in a step of its own. @default false
     */
    lock?: boolean;
}

/** A key vault with everything that decides who can reach it written out. */
export class Vault extends pulumi.ComponentResource {
    /** The vault's resource id; known before deployment. Whoever uses it waits for the vault's secrets and keys too. */
    readonly vaultId: pulumi.Output<string>;
    readonly vaultName: pulumi.Output<string>;
    /** `https://<name>.<suffix of the cloud>/`; known before deployment. */
    readonly vaultUri: pulumi.Output<string>;
    readonly accessModel: pulumi.Output<string>;

    /** @throws InputError for settings that contradict each other or that Azure refuses; nothing is registered then */
    constructor(name: string, args: VaultArgs, opts?: pulumi.ComponentResourceOptions) {
        const checked = checkVault(name, args);
        super("keyvault-blueprint:index:Vault", name, {}, opts);
        const { placement, physicalName, id } = checked;
        const child = childOf(this, opts);

        const properties = vaultProperties(args, placement);
        const vault = new VaultResource(
            `${name}-vault`,
            {
                vaultName: physicalName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                properties,
            },
            { ...child, transformations: [asWritten(properties)] },
        );
        this.vaultName = after([vault], physicalName);
        this.accessModel = pulumi.output<string>(args.accessModel);

        const objects = makeObjects(name, physicalName, vault, args, child);
        this.vaultId = after([vault, ...objects], id);
        this.vaultUri = after([vault, ...objects], `https://${physicalName}.${cloudOf(placement.cloud).vaultSuffix}/`);
        if (args.perimeterProfileId !== undefined) associate(name, this.vaultId, args.perimeterProfileId, child);
        if (args.lock === true) {
            new ManagementLockByScope(
                `${name}-lock`,
                {
                    lockName: `${physicalName}-can-not-delete`,
                    scope: this.vaultId,
                    level: "CanNotDelete",
                    notes: "Lift this lock before removing the vault, its role assignments or its private endpoints.",
                },
                child,
            );
        }
        warnOfTheIrreversible(physicalName, args, this);
        this.registerOutputs({
            vaultId: this.vaultId,
            vaultName: this.vaultName,
            vaultUri: this.vaultUri,
            accessModel: this.accessModel,
        });
    }
}

interface CheckedVault {
    readonly placement: Placement;
    readonly physicalName: string;
    readonly id: string;
}

export function checkVault(name: string, args: VaultArgs): CheckedVault {
    const placement = checkedPlacement(args.placement);
    checkWord(AccessModel, args.accessModel, "vault.accessModel");
    checkVaultNetwork({
        exposure: args.exposure,
        trustedServices: args.trustedServices,
        allowedAddresses: args.allowedAddresses,
        allowedSubnetCount: args.allowedSubnetIds?.length ?? 0,
        perimeterProfileId: args.perimeterProfileId,
    });
    checkRetention(args.softDeleteRetentionInDays);
    checkWord(VaultSku, args.sku ?? VaultSku.Standard, "vault.sku");
    for (const [index, word] of (args.enabledFor ?? []).entries())
        checkWord(EnabledFor, word, `vault.enabledFor[${index}]`);
    checkSecrets(args.secrets ?? {}, "vault.secrets");
    checkKeys(args.keys ?? {}, args.sku ?? VaultSku.Standard, "vault.keys");
    checkExisting("network:NetworkSecurityPerimeterProfile", args.perimeterProfileId, profileSetting);
    const physicalName =
        args.vaultName === undefined
            ? vaultName({
                  placement,
                  stack: pulumi.getStack(),
                  name,
                  ...(args.salt !== undefined && { salt: args.salt }),
              })
            : checkedName("keyvault:Vault", args.vaultName, "vault.vaultName");
    return { placement, physicalName, id: resourceId(placement, "keyvault:Vault", physicalName) };
}

/** Secrets and keys, one after another: Azure answers 409 to parallel writes into one vault. */
function makeObjects(
    name: string,
    physicalName: string,
    vault: VaultResource,
    { placement, secrets = {}, keys = {} }: VaultArgs,
    child: ChildOptions,
): pulumi.Resource[] {
    const made: pulumi.Resource[] = [];
    const home = (): ObjectHome => ({
        vault,
        vaultName: after([vault, ...made.slice(-1)], physicalName),
        resourceGroupName: placement.resourceGroupName,
        tags: placement.tags ?? {},
    });
    for (const [secretName, secret] of Object.entries(secrets))
        made.push(makeSecret(name, secretName, secret, home(), child));
    for (const [keyName, key] of Object.entries(keys)) made.push(makeKey(name, keyName, key, home(), child));
    return made;
}

/** Tiers of a vault: `premium` adds keys in hardware security modules. */
export const VaultSku = { Standard: "standard", Premium: "premium" } as const;

function vaultProperties(args: VaultArgs, placement: Placement): input.keyvault.VaultPropertiesArgs {
    const enabledFor = (word: EnabledFor): boolean => args.enabledFor?.includes(word) ?? false;
    return {
        tenantId: placement.tenantId,
        sku: { family: "A", name: args.sku === VaultSku.Premium ? "premium" : "standard" },
        enableRbacAuthorization: args.accessModel === AccessModel.Rbac,
        // Access policies are resources of their own; left out, the provider keeps those that exist.
        enableSoftDelete: true,
        softDeleteRetentionInDays: args.softDeleteRetentionInDays,
        // Azure takes true or nothing; false is refused.
        ...(args.purgeProtection && { enablePurgeProtection: true }),
        enabledForDeployment: enabledFor(EnabledFor.Deployment),
        enabledForTemplateDeployment: enabledFor(EnabledFor.TemplateDeployment),
        enabledForDiskEncryption: enabledFor(EnabledFor.DiskEncryption),
        createMode: args.recover === true ? "recover" : "default",
        ...networkProperties(args),
    };
}

/** Both of Azure's switches for each exposure; they are independent, so both are always written. */
function networkProperties(
    args: VaultArgs,
): Required<Pick<input.keyvault.VaultPropertiesArgs, "publicNetworkAccess" | "networkAcls">> {
    const bypass = args.trustedServices === TrustedServices.Allow ? "AzureServices" : "None";
    const closed = { bypass, defaultAction: "Deny", ipRules: [], virtualNetworkRules: [] };
    switch (args.exposure) {
        case Exposure.Open:
            return {
                publicNetworkAccess: "Enabled",
                networkAcls: { ...closed, bypass: "AzureServices", defaultAction: "Allow" },
            };
        case Exposure.Firewall:
            return {
                publicNetworkAccess: "Enabled",
                networkAcls: {
                    ...closed,
                    ipRules: (args.allowedAddresses ?? []).map((address) => ({
                        value: pulumi.output(address).apply(addressRule),
                    })),
                    virtualNetworkRules: (args.allowedSubnetIds ?? []).map((id) => ({
                        id,
                        ignoreMissingVnetServiceEndpoint: false,
                    })),
                },
            };
        case Exposure.Private:
            return { publicNetworkAccess: "Disabled", networkAcls: closed };
        case Exposure.Perimeter:
            return { publicNetworkAccess: "SecuredByPerimeter", networkAcls: closed };
    }
}

const profileSetting = "vault.perimeterProfileId";

function associate(
    name: string,
    vaultId: pulumi.Output<string>,
    profileId: string,
    child: pulumi.CustomResourceOptions,
): void {
    const { resourceGroupName, names } = existingResource(
        "network:NetworkSecurityPerimeterProfile",
        profileId,
        profileSetting,
    );
    new NetworkSecurityPerimeterAssociation(
        `${name}-perimeter`,
        {
            associationName: name,
            networkSecurityPerimeterName: names[0]!,
            resourceGroupName,
            accessMode: "Enforced",
            privateLinkResource: { id: vaultId },
            profile: { id: profileId },
        },
        child,
    );
}

function warnOfTheIrreversible(physicalName: string, args: VaultArgs, vault: pulumi.Resource): void {
    if (!pulumi.runtime.isDryRun()) return;
    const retention = `deleted objects and the name stay for ${args.softDeleteRetentionInDays} days, a number that is fixed at creation`;
    const purge = args.purgeProtection ? "purge protection can never be turned off; " : "";
    void pulumi.log.warn(`${physicalName}: ${purge}${retention}.`, vault);
}
