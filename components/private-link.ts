import * as pulumi from "@pulumi/pulumi";
import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import { privateLinkGroups } from "../azure/private-link.ts";
import { InputError } from "../input/error.ts";
import { checkedName, resourceId, resourceName } from "../topology/names.ts";
import { checkedPlacement, cloudOf, type Placement } from "../topology/placement.ts";
import { checkWord } from "../topology/vault.ts";
import { checkLinks, existingZone, PrivateDns, type Resolution } from "./private-dns.ts";
import { after, childOf } from "./support.ts";

/** Who provides the private DNS zone in which the endpoint's address is written. */
export const ZoneOwner = {
    /** This component: a zone in the endpoint's resource group. */
    Own: "own",
    /** Somebody else: the zone's id is given, in any subscription. */
    Existing: "existing",
    /** Azure Policy writes the record after the endpoint exists; nothing of DNS is made here. */
    Policy: "policy",
} as const;
export type ZoneOwner = (typeof ZoneOwner)[keyof typeof ZoneOwner];

/** Who approves the connection. */
export const Approval = {
    /** Azure at once, when whoever deploys may approve on the target. */
    Automatic: "automatic",
    /** A person on the target's side; until then the endpoint carries nothing. */
    Manual: "manual",
} as const;
export type Approval = (typeof Approval)[keyof typeof Approval];

/** Where an endpoint stands, where it leads, and who resolves its name. */
export interface PrivateLinkArgs {
    placement: Placement;
    /** The subnet that gets the endpoint's private address; its network must be in the placement's region. */
    subnetId: pulumi.Input<string>;
    /** The vault, or another service, that the endpoint leads to. It may be in another region or subscription. */
    targetId: pulumi.Input<string>;
    /** `vault`, `blob`, `sqlServer` or `sites`. @default "vault" */
    group?: string;
    /** `own`, `existing` or `policy`. */
    zone: ZoneOwner;
    /** The zone's id; with zone `existing`. */
    zoneId?: pulumi.Input<string>;
    /** Networks to link to an own zone, by link name. Link every network whose machines resolve the name. */
    linkedNetworks?: Record<string, pulumi.Input<string>>;
    /** What linked networks answer for names without a record, in an own zone. @default "Default" */
    resolution?: Resolution;
    /** `automatic` or `manual`. @default "automatic" */
    approval?: Approval;
    /** What the approver reads, at most 140 characters; with approval `manual`. */
    requestMessage?: string;
    /** @default `pep-<component's name>` */
    privateEndpointName?: string;
}

/** A private endpoint, and the DNS that lets its clients find it. It opens a private way; it closes no public one. */
export class PrivateLink extends pulumi.ComponentResource {
    /** Known before deployment. */
    readonly privateEndpointId: pulumi.Output<string>;
    /** The zone that holds the record; absent where Azure Policy owns it. */
    readonly zoneId: pulumi.Output<string | undefined>;

    /** @throws InputError for a zone that does not fit the service or the settings; nothing is registered then */
    constructor(name: string, args: PrivateLinkArgs, opts?: pulumi.ComponentResourceOptions) {
        const checked = checkPrivateLink(name, args);
        super("keyvault-blueprint:index:PrivateLink", name, {}, opts);
        const child = childOf(this, opts);
        const { placement } = args;

        const dns =
            args.zone === ZoneOwner.Own
                ? new PrivateDns(
                      `${name}-dns`,
                      {
                          placement,
                          zoneName: checked.zoneName,
                          links: args.linkedNetworks ?? {},
                          ...(args.resolution !== undefined && { resolution: args.resolution }),
                      },
                      child,
                  )
                : undefined;
        const zoneId = dns?.zoneId ?? args.zoneId;

        const connection = {
            name: checked.endpointName,
            privateLinkServiceId: args.targetId,
            groupIds: [args.group ?? defaultGroup],
        };
        const endpoint = new PrivateEndpoint(
            `${name}-endpoint`,
            {
                privateEndpointName: checked.endpointName,
                customNetworkInterfaceName: checked.networkInterfaceName,
                resourceGroupName: placement.resourceGroupName,
                location: placement.location,
                tags: placement.tags ?? {},
                subnet: { id: args.subnetId },
                ...(args.approval === Approval.Manual
                    ? {
                          manualPrivateLinkServiceConnections: [
                              { ...connection, requestMessage: args.requestMessage ?? "" },
                          ],
                      }
                    : { privateLinkServiceConnections: [connection] }),
            },
            child,
        );
        if (zoneId !== undefined) {
            new PrivateDnsZoneGroup(
                `${name}-zone-group`,
                {
                    privateDnsZoneGroupName: "default",
                    privateEndpointName: after([endpoint], checked.endpointName),
                    resourceGroupName: placement.resourceGroupName,
                    privateDnsZoneConfigs: [{ name: checked.zoneName.replaceAll(".", "-"), privateDnsZoneId: zoneId }],
                },
                child,
            );
        }
        this.privateEndpointId = after(
            [endpoint],
            resourceId(placement, "network:PrivateEndpoint", checked.endpointName),
        );
        this.zoneId = pulumi.output(zoneId);
        this.registerOutputs({ privateEndpointId: this.privateEndpointId, zoneId: this.zoneId });
    }
}

const defaultGroup = "vault";

/**
 * The private DNS zone of a service in a cloud, as `privatelink.vaultcore.azure.net`.
 * @param group `vault`, `blob`, `sqlServer` or `sites`
 * @param cloud as in a placement; by default the public one
 * @throws InputError for an unknown group or cloud
 */
export function privateZoneOf(group: string, cloud?: string): string {
    checkWord(privateLinkGroups, group, "privateLink.group");
    return cloudOf(cloud).privateZones[group];
}

interface CheckedPrivateLink {
    readonly endpointName: string;
    readonly networkInterfaceName: string;
    readonly zoneName: string;
}

/** Links, and how they resolve, belong to the zone: whoever has the zone makes them. */
function refuseLinks({ zone, linkedNetworks = {}, resolution }: PrivateLinkArgs): void {
    const links = Object.keys(linkedNetworks);
    if (zone === ZoneOwner.Own || (links.length === 0 && resolution === undefined)) return;
    throw new InputError({
        what: `privateLink.${links.length > 0 ? "linkedNetworks" : "resolution"}`,
        got: links.length > 0 ? links.join(", ") : resolution,
        expected: `nothing with zone "${zone}": links belong to the zone`,
        fix: "link the networks with the component PrivateDns, under a provider of the zone's subscription",
    });
}

export function checkPrivateLink(name: string, args: PrivateLinkArgs): CheckedPrivateLink {
    const placement = checkedPlacement(args.placement);
    checkWord(ZoneOwner, args.zone, "privateLink.zone");
    checkWord(Approval, args.approval ?? Approval.Automatic, "privateLink.approval");
    const zoneName = privateZoneOf(args.group ?? defaultGroup, placement.cloud);
    if ((args.zone === ZoneOwner.Existing) !== (args.zoneId !== undefined)) {
        throw new InputError({
            what: "privateLink.zoneId",
            got: args.zoneId === undefined ? undefined : "a zone's id",
            expected:
                args.zone === ZoneOwner.Existing ? `the id of a zone ${zoneName}` : `nothing with zone "${args.zone}"`,
            fix: 'give zoneId together with zone "existing"',
        });
    }
    if (typeof args.zoneId === "string") existingZone(args.zoneId, zoneName, "privateLink.zoneId");
    checkLinks(args.linkedNetworks ?? {}, args.resolution, {
        links: "privateLink.linkedNetworks",
        resolution: "privateLink.resolution",
    });
    refuseLinks(args);
    if (args.requestMessage !== undefined && (args.approval !== Approval.Manual || args.requestMessage.length > 140)) {
        throw new InputError({
            what: "privateLink.requestMessage",
            got: args.requestMessage,
            expected: 'at most 140 characters, with approval "manual"',
            fix: "shorten it, or remove it",
        });
    }
    const endpointName =
        args.privateEndpointName === undefined
            ? resourceName("network:PrivateEndpoint", name)
            : checkedName("network:PrivateEndpoint", args.privateEndpointName, "privateLink.privateEndpointName");
    return { endpointName, networkInterfaceName: resourceName("network:NetworkInterface", endpointName), zoneName };
}
