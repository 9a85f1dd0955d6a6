import * as pulumi from "@pulumi/pulumi";
import { BastionHost as BastionHostResource } from "@pulumi/azure-native/network/bastionHost.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import type { input } from "@pulumi/azure-native/types/index.js";
import { bastionSubnetName, type BastionFeature } from "../azure/bastion.ts";
import { planBastion, type PlannedBastion } from "../topology/bastion.ts";
import { checkExisting } from "../topology/existing.ts";
import { checkedName, resourceId, resourceName } from "../topology/names.ts";
import { checkedPlacement, type Placement } from "../topology/placement.ts";
import { after, childOf, type ChildOptions } from "./support.ts";

/** A host's network, SKU and what of the SKU is used. */
export interface BastionHostArgs {
    placement: Placement;
    /**
     * The network whose machines are reached. Every SKU but Developer stands in its subnet `AzureBastionSubnet`, /26 or
     * larger; the component Network makes it with the complete rule set.
     */
    virtualNetworkId: pulumi.Input<string>;
    /** `Developer`, `Basic`, `Standard` or `Premium`. A host can move up, never down. */
    sku: string;
    /** Azure's own switches, as `enableTunneling` or `enablePrivateOnlyBastion`; what the SKU allows. @default none */
    features?: BastionFeature[];
    /** 2 to 50 instances, Standard and Premium. @default Azure's 2 */
    scaleUnits?: number;
    /** An existing Standard, static public address. @default an own one where the SKU needs one */
    publicIpAddressId?: pulumi.Input<string>;
    /** Public addresses from which a Developer host may be used. @default any */
    allowedAddresses?: string[];
    /** Availability zones, as `["1", "2", "3"]`. @default none */
    zones?: string[];
    /** @default `bas-<component's name>` */
    bastionHostName?: string;
}

/**
 * Azure Bastion: SSH and RDP to machines without public address. Its page reads credentials from a vault in the user's
 * browser; the host itself never calls a vault.
 */
export class BastionHost extends pulumi.ComponentResource {
    /** Known before deployment. */
    readonly bastionHostId: pulumi.Output<string>;
    /** Known after deployment; absent where the SKU has none. */
    readonly publicAddress: pulumi.Output<string | undefined>;

    /** @throws InputError for what the SKU cannot do; nothing is registered then */
    constructor(name: string, args: BastionHostArgs, opts?: pulumi.ComponentResourceOptions) {
        const { planned, bastionHostName, publicIpAddressName } = checkBastion(name, args);
        super("keyvault-blueprint:index:BastionHost", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;

        const address =
            publicIpAddressName === undefined
                ? undefined
                : makeAddress(name, publicIpAddressName, placement, args.zones, child);
        const addressId = address?.id ?? args.publicIpAddressId;
        const host = new BastionHostResource(
            `${name}-bastion`,
            {
                bastionHostName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                sku: { name: planned.sku },
                ...(planned.subnet
                    ? { ipConfigurations: [ipConfiguration(args.virtualNetworkId, addressId)] }
                    : { virtualNetwork: { id: args.virtualNetworkId } }),
                ...Object.fromEntries(planned.features.map((feature) => [feature, true])),
                ...(args.scaleUnits !== undefined && { scaleUnits: args.scaleUnits }),
                ...(args.zones !== undefined && { zones: args.zones }),
                ...(args.allowedAddresses !== undefined && {
                    networkAcls: { ipRules: args.allowedAddresses.map((addressPrefix) => ({ addressPrefix })) },
                }),
            },
            child,
        );
        this.bastionHostId = after([host], resourceId(placement, "network:BastionHost", bastionHostName));
        this.publicAddress = pulumi.output(address?.resource.ipAddress);
        this.registerOutputs({ bastionHostId: this.bastionHostId, publicAddress: this.publicAddress });
    }
}

interface CheckedBastion {
    readonly planned: PlannedBastion;
    readonly bastionHostName: string;
    /** Of an own address. */
    readonly publicIpAddressName: string | undefined;
}

export function checkBastion(name: string, args: BastionHostArgs): CheckedBastion {
    checkedPlacement(args.placement);
    const planned = planBastion({
        sku: args.sku,
        features: args.features ?? [],
        scaleUnits: args.scaleUnits,
        hasPublicAddress: args.publicIpAddressId !== undefined,
        allowedAddresses: args.allowedAddresses ?? [],
    });
    checkExisting("network:PublicIPAddress", args.publicIpAddressId, "bastion.publicIpAddressId");
    const bastionHostName =
        args.bastionHostName === undefined
            ? resourceName("network:BastionHost", name)
            : checkedName("network:BastionHost", args.bastionHostName, "bastion.bastionHostName");
    const ownAddress = planned.publicAddress && args.publicIpAddressId === undefined;
    return {
        planned,
        bastionHostName,
        publicIpAddressName: ownAddress ? resourceName("network:PublicIPAddress", bastionHostName) : undefined,
    };
}

function ipConfiguration(
    virtualNetworkId: pulumi.Input<string>,
    addressId: pulumi.Input<string> | undefined,
): input.network.BastionHostIPConfigurationArgs {
    return {
        name: "primary",
        privateIPAllocationMethod: "Dynamic",
        subnet: { id: pulumi.interpolate`${virtualNetworkId}/subnets/${bastionSubnetName}` },
        ...(addressId !== undefined && { publicIPAddress: { id: addressId } }),
    };
}

interface Address {
    readonly resource: PublicIPAddress;
    readonly id: pulumi.Output<string>;
}

function makeAddress(
    name: string,
    publicIpAddressName: string,
    placement: Placement,
    zones: string[] | undefined,
    child: ChildOptions,
): Address {
    const resource = new PublicIPAddress(
        `${name}-address`,
        {
            publicIpAddressName,
            resourceGroupName: placement.resourceGroupName,
            location: placement.location,
            tags: placement.tags ?? {},
            sku: { name: "Standard", tier: "Regional" },
            publicIPAddressVersion: "IPv4",
            publicIPAllocationMethod: "Static",
            ...(zones !== undefined && { zones }),
        },
        child,
    );
    return { resource, id: after([resource], resourceId(placement, "network:PublicIPAddress", publicIpAddressName)) };
}
